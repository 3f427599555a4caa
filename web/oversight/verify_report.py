"""Reports of the offices directly below: the level above confirms or returns them."""

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
"""The steps of the state table for a report's buttons."""

_MESSAGES = {"confirm": "verified", "return": "given-back", "undo": "unverified"}
_NOTE_NEEDED = "โปรดบอกสิ่งที่ต้องแก้ไข"
_NOTE_LEFT = "ท่านกรอกสิ่งที่ต้องแก้ไขไว้ หากไม่ต้องการส่งกลับ โปรดลบข้อความนี้แล้วกดปุ่มอีกครั้ง"
_LONGEST_NOTE = 300


def listed(context: RequestContext) -> Response:
    """GET: the reports that wait for the check."""
    with context.services.database.read() as conn:
        return _list_page(context, conn, standing(conn, context.open(conn), context.now), NOTHING_WRONG, 200)


def confirm_all(context: RequestContext) -> Response:
    """POST: confirm all shown reports, or none if one has changed."""
    try:
        with context.services.database.write() as conn:
            opened, shown = context.open(conn), context.form.text("shown", 20_000)
            if context.state() != _list_state(shown):
                raise Denied(DeniedRequest.FORM)
            circulars.hold(conn, circulars.by_id(conn, opened.circular_id))
            s = standing(conn, opened, context.now)
            pairs = (pair.split(":") for pair in shown.split(",") if pair)
            shown_versions = {int(task_id): int(version) for task_id, version in pairs}
            if verify.all_done(conn, s.circular, s.unit, shown_versions):
                return _to_list(context, "done-before")
            if wrong := faults(context.form):
                return _list_page(context, conn, s, wrong, 422)
            count = verify.confirm_all(conn, s.circular, s.unit, shown_versions, act_of(context, s))
    except NotAllowedError:
        return not_now(context, (), f"{context.base}/reports")
    log_events.step("verified-all", s.circular.code, s.unit.code, reports=count)
    return _to_list(context, "verified-all")


def ask(context: RequestContext) -> Response:
    """GET: a report and its possible answers."""
    with context.services.database.read() as conn:
        s = standing(conn, context.open(conn), context.now)
        return _report_page(context, conn, s, _report(context, conn, s), NOTHING_WRONG, 200)


def decide(context: RequestContext) -> Response:
    """POST: confirm the report, return it, or undo the check."""
    try:
        with context.services.database.write() as conn:
            opened = context.open(conn)
            sealed = context.state()
            if not sealed.startswith(_state(context)):
                raise Denied(DeniedRequest.FORM)
            circulars.hold(conn, circulars.by_id(conn, opened.circular_id))
            s = standing(conn, opened, context.now)
            report = _report(context, conn, s)
            if (answer := _take_step(context, conn, s, report, sealed)) is not None:
                return answer
    except (ChangedError, NotAllowedError):
        with context.services.database.read() as conn:
            s = standing(conn, context.open(conn), context.now)
            steps = _report(context, conn, s).steps
        return not_now(context, steps, _address(context))
    message = _MESSAGES[context.form.text("decision")]
    log_events.step(message, s.circular.code, s.unit.code, below=report.unit.code)
    return _to_list(context, message)


def _take_step(context: RequestContext, conn: Connection, s: Standing, report: Report, sealed: str) -> Response | None:
    """Take the step if the report is unchanged and the form complete; else return the answer."""
    decision, note = context.form.text("decision"), context.form.lines("note", _LONGEST_NOTE)
    if decision not in _STEPS:
        raise HTTPException(400)
    if sealed != f"{_state(context)}{report.version}":
        if _is_done(report, _STEPS[decision], note):
            return _to_list(context, "done-before")
        raise ChangedError
    try:
        if wrong := _wrong(context, decision, note):
            return _report_page(context, conn, s, report, wrong, 422)
        take = {"confirm": verify.confirm, "return": verify.give_back, "undo": verify.take_back}[decision]
        take(conn, s.circular, s.unit, report.task_id, act_of(context, s, note))
    except WordingError as error:
        return _report_page(context, conn, s, report, {**NOTHING_WRONG, "note": error.thai}, 422)
    return None


def _is_done(report: Report, step: str, note: str) -> bool:
    """Whether the last step is the requested one, for a form sent twice."""
    last = report.steps[-1][0]
    return last.action == step and last.why == note


def _wrong(context: RequestContext, decision: str, note: str) -> Mapping[str, str]:
    """The messages for wrong fields; a note is wrong with any button but that of returning."""
    wrong = faults(context.form, _NOTE_NEEDED if decision == "return" else "")
    if note and decision != "return":
        return {**NOTHING_WRONG, **wrong, "note": _NOTE_LEFT}
    return wrong


def _report(context: RequestContext, conn: Connection, s: Standing) -> Report:
    """The report of the address. Raises Denied unless it is of an office directly below."""
    number = str(context.request.path_params["id"])
    try:
        task_id = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
        return verify.report_of(conn, s.circular, s.unit, task_id)
    except UnknownError:
        raise Denied(DeniedRequest.REPORT) from None


def _state(context: RequestContext) -> str:
    return f"report-{context.request.path_params['id']}-"


def _list_state(shown: str) -> str:
    return f"reports-{hashlib.sha256(shown.encode()).hexdigest()[:32]}"


def _address(context: RequestContext) -> str:
    return f"{context.base}/reports/{context.request.path_params['id']}"


def _to_list(context: RequestContext, message: str) -> Response:
    """Redirect to the list, where the next report waits."""
    return RedirectResponse(f"{context.base}/reports?said={message}", 303)


def _report_page(
    context: RequestContext, conn: Connection, s: Standing, report: Report, wrong: Mapping[str, str], status: int
) -> Response:
    return context.page(
        "report.html",
        status,
        **common(context, s) | {"csrf_token": context.csrf_token(f"{_state(context)}{report.version}")},
        report=report,
        files=attachments.of_task(conn, report.task_id),
        results=RESULTS,
        states=STATUSES,
        said=MISSING if any(wrong.values()) else None,
        filled=filled(context, s, same_person=False),
        wrong=wrong,
    )


def _list_page(
    context: RequestContext, conn: Connection, s: Standing, wrong: Mapping[str, str], status: int
) -> Response:
    """The list, with reports for single decisions first."""
    if s.task.duty != "pass_on":
        raise Denied(DeniedRequest.REPORT)
    waiting = [] if s.ended else verify.waiting_reports(conn, s.circular, s.unit)
    whole = [entry for entry in waiting if entry.outcome in WHOLE]
    shown = _shown(whole)
    return context.page(
        "reports.html",
        status,
        **common(context, s) | {"csrf_token": context.csrf_token(_list_state(shown))},
        waiting=sorted(waiting, key=lambda entry: entry.outcome in WHOLE),
        whole=len(whole),
        shown=shown,
        files=attachments.below(conn, s.circular.id, s.unit),
        results=RESULTS,
        said=MISSING if any(wrong.values()) else JUST.get(context.request.query_params.get("said", "")),
        filled=filled(context, s, same_person=False),
        wrong=wrong,
    )


def _shown(whole: Sequence[WaitingReport]) -> str:
    """The shown reports with their versions, for the form that confirms all."""
    return ",".join(f"{entry.task_id}:{entry.version}" for entry in whole)
