"""Reports of the offices directly below: the level above reads each, finds it right, or gives it back with a reason."""

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from web.http import log_events
from web.http.context import RequestContext
from web.http.errors import Denied, DeniedRequest
from web.office.page import NOTHING_WRONG, common, filled
from web.office.people import act_of, faults
from web.office.stale import ChangedError, not_now
from web.office.standing import Standing, standing
from web.text.messages import JUST, MISSING, RESULTS, STATUSES
from workflow.circulars import circular as circulars
from workflow.errors import NotAllowedError, UnknownError, WordingError
from workflow.progress import attachments, verify
from workflow.progress.verify import WHOLE, Report, WaitingReport

_STEPS = {"confirm": "verify", "return": "return", "undo": "undo_verify"}
"""What the buttons of a report do, as the state table names it."""

_SAID = {"confirm": "verified", "return": "given-back", "undo": "unverified"}
_NOTE_NEEDED = "โปรดบอกสิ่งที่ต้องแก้ไข"
_NOTE_LEFT = "ท่านกรอกสิ่งที่ต้องแก้ไขไว้ หากไม่ต้องการส่งกลับ โปรดลบข้อความนี้แล้วกดปุ่มอีกครั้ง"
_LONGEST_NOTE = 300


def listed(context: RequestContext) -> Response:
    """GET: all reports that wait for the check."""
    with context.services.database.read() as conn:
        return _list_page(context, conn, standing(conn, context.open(conn), context.now), NOTHING_WRONG, 200)


def confirm_all(context: RequestContext) -> Response:
    """POST: the reports that were shown are right, all of them as they were shown, or nothing is written."""
    try:
        with context.services.database.write() as conn:
            opened, shown = context.open(conn), context.form.text("shown", 20_000)
            if context.state() != _list_state(shown):
                raise Denied(DeniedRequest.FORM)
            circulars.hold(conn, circulars.by_id(conn, opened.circular_id))
            s = standing(conn, opened, context.now)
            seen = {
                int(task_id): int(version) for task_id, version in (one.split(":") for one in shown.split(",") if one)
            }
            if verify.all_done(conn, s.circular, s.unit, seen):
                return _on(context, "done-before")
            if wrong := faults(context.form):
                return _list_page(context, conn, s, wrong, 422)
            many = verify.confirm_all(conn, s.circular, s.unit, seen, act_of(context, s))
    except NotAllowedError:
        return not_now(context, (), f"{context.base}/reports")
    log_events.step("verified-all", s.circular.code, s.unit.code, reports=many)
    return _on(context, "verified-all")


def ask(context: RequestContext) -> Response:
    """GET: a report, and what may be said of it."""
    with context.services.database.read() as conn:
        s = standing(conn, context.open(conn), context.now)
        return _report_page(context, conn, s, _meant(context, conn, s), NOTHING_WRONG, 200)


def decide(context: RequestContext) -> Response:
    """POST: the report is right, is to be mended, or the check is taken back."""
    try:
        with context.services.database.write() as conn:
            opened = context.open(conn)
            sealed = context.state()
            if not sealed.startswith(_state(context)):
                raise Denied(DeniedRequest.FORM)
            circulars.hold(conn, circulars.by_id(conn, opened.circular_id))
            s = standing(conn, opened, context.now)
            meant = _meant(context, conn, s)
            if (answer := _not_taken(context, conn, s, meant, sealed)) is not None:
                return answer
    except (ChangedError, NotAllowedError):
        with context.services.database.read() as conn:
            s = standing(conn, context.open(conn), context.now)
            steps = _meant(context, conn, s).steps
        return not_now(context, steps, _address(context))
    said = _SAID[context.form.text("decision")]
    log_events.step(said, s.circular.code, s.unit.code, below=meant.unit.code)
    return _on(context, said)


def _not_taken(context: RequestContext, conn: Connection, s: Standing, meant: Report, sealed: str) -> Response | None:
    """Take the step, if the report is still as it was shown and nothing is missing in the form; else the answer."""
    decision, note = context.form.text("decision"), context.form.lines("note", _LONGEST_NOTE)
    if decision not in _STEPS:
        raise HTTPException(400)
    if sealed != f"{_state(context)}{meant.version}":
        if _is_done(meant, _STEPS[decision], note):
            return _on(context, "done-before")
        raise ChangedError
    try:
        if wrong := _wrong(context, decision, note):
            return _report_page(context, conn, s, meant, wrong, 422)
        take = {"confirm": verify.confirm, "return": verify.give_back, "undo": verify.take_back}[decision]
        take(conn, s.circular, s.unit, meant.task_id, act_of(context, s, note))
    except WordingError as error:
        return _report_page(context, conn, s, meant, {**NOTHING_WRONG, "note": error.thai}, 422)
    return None


def _is_done(meant: Report, step: str, note: str) -> bool:
    """Whether the last step is the very one that is asked for, so that a form sent twice is told so."""
    last = meant.steps[-1][0]
    return last.action == step and last.why == note


def _wrong(context: RequestContext, decision: str, note: str) -> Mapping[str, str]:
    """What is missing, by field. Words left in the field of what is to be mended belong to no other button."""
    wrong = faults(context.form, _NOTE_NEEDED if decision == "return" else "")
    if note and decision != "return":
        return {**NOTHING_WRONG, **wrong, "note": _NOTE_LEFT}
    return wrong


def _meant(context: RequestContext, conn: Connection, s: Standing) -> Report:
    """The report of the address. Raises Denied if it is none of an office directly below."""
    number = str(context.request.path_params["id"])
    try:
        wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
        return verify.report_of(conn, s.circular, s.unit, wanted)
    except UnknownError:
        raise Denied(DeniedRequest.REPORT) from None


def _state(context: RequestContext) -> str:
    return f"report-{context.request.path_params['id']}-"


def _list_state(shown: str) -> str:
    return f"reports-{hashlib.sha256(shown.encode()).hexdigest()[:32]}"


def _address(context: RequestContext) -> str:
    return f"{context.base}/reports/{context.request.path_params['id']}"


def _on(context: RequestContext, said: str) -> Response:
    """On to the list by a GET, where the next report waits."""
    return RedirectResponse(f"{context.base}/reports?said={said}", 303)


def _report_page(
    context: RequestContext, conn: Connection, s: Standing, meant: Report, wrong: Mapping[str, str], status: int
) -> Response:
    return context.page(
        "report.html",
        status,
        **common(context, s) | {"csrf_token": context.csrf_token(f"{_state(context)}{meant.version}")},
        report=meant,
        files=attachments.of_task(conn, meant.task_id),
        results=RESULTS,
        states=STATUSES,
        said=MISSING if any(wrong.values()) else None,
        filled=filled(context, s, same_person=False),
        wrong=wrong,
    )


def _list_page(
    context: RequestContext, conn: Connection, s: Standing, wrong: Mapping[str, str], status: int
) -> Response:
    """The list: first those that have to be decided one by one."""
    if s.task.duty != "pass_on":
        raise Denied(DeniedRequest.REPORT)
    waiting = [] if s.ended else verify.waiting_reports(conn, s.circular, s.unit)
    whole = [one for one in waiting if one.outcome in WHOLE]
    shown = _shown(whole)
    return context.page(
        "reports.html",
        status,
        **common(context, s) | {"csrf_token": context.csrf_token(_list_state(shown))},
        waiting=sorted(waiting, key=lambda one: one.outcome in WHOLE),
        whole=len(whole),
        shown=shown,
        files=attachments.below(conn, s.circular.id, s.unit),
        results=RESULTS,
        said=MISSING if any(wrong.values()) else JUST.get(context.request.query_params.get("said", "")),
        filled=filled(context, s, same_person=False),
        wrong=wrong,
    )


def _shown(whole: Sequence[WaitingReport]) -> str:
    """The reports that are shown, each as it is now, for the form that finds them all right."""
    return ",".join(f"{one.task_id}:{one.version}" for one in whole)
