"""Reports of the offices directly below: the level above reads each, finds it right, or gives it back with a reason."""

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from web.http import log_events
from web.http.errors import Denied, DeniedRequest
from web.http.visit import Visit
from web.office.page import NOTHING_WRONG, common, filled
from web.office.people import act_of, faults
from web.office.stale import ChangedError, not_now
from web.office.standing import Standing, standing
from web.text.messages import JUST, MISSING, RESULTS, STATUSES
from workflow.circulars import circular as circulars
from workflow.errors import NotAllowedError, UnknownError, WordingError
from workflow.progress import attachments, verify
from workflow.progress.verify import WHOLE, Report, Waiting

_STEPS = {"confirm": "verify", "return": "return", "undo": "undo_verify"}
"""What the buttons of a report do, as the state table names it."""

_SAID = {"confirm": "verified", "return": "given-back", "undo": "unverified"}
_NOTE_NEEDED = "โปรดบอกสิ่งที่ต้องแก้ไข"
_NOTE_LEFT = "ท่านกรอกสิ่งที่ต้องแก้ไขไว้ หากไม่ต้องการส่งกลับ โปรดลบข้อความนี้แล้วกดปุ่มอีกครั้ง"
_LONGEST_NOTE = 300


def listed(visit: Visit) -> Response:
    """GET: all reports that wait for the check."""
    with visit.services.database.read() as conn:
        return _list_page(visit, conn, standing(conn, visit.open(conn), visit.now), NOTHING_WRONG, 200)


def confirm_all(visit: Visit) -> Response:
    """POST: the reports that were shown are right, all of them as they were shown, or nothing is written."""
    try:
        with visit.services.database.write() as conn:
            opened, shown = visit.open(conn), visit.form.text("shown", 20_000)
            if visit.state() != _list_state(shown):
                raise Denied(DeniedRequest.FORM)
            circulars.hold(conn, circulars.by_id(conn, opened.circular_id))
            s = standing(conn, opened, visit.now)
            seen = {
                int(task_id): int(version) for task_id, version in (one.split(":") for one in shown.split(",") if one)
            }
            if verify.all_done(conn, s.circular, s.unit, seen):
                return _on(visit, "done-before")
            if wrong := faults(visit.form):
                return _list_page(visit, conn, s, wrong, 422)
            many = verify.confirm_all(conn, s.circular, s.unit, seen, act_of(visit, s))
    except NotAllowedError:
        return not_now(visit, (), f"{visit.base}/reports")
    log_events.step("verified-all", s.circular.code, s.unit.code, reports=many)
    return _on(visit, "verified-all")


def ask(visit: Visit) -> Response:
    """GET: a report, and what may be said of it."""
    with visit.services.database.read() as conn:
        s = standing(conn, visit.open(conn), visit.now)
        return _report_page(visit, conn, s, _meant(visit, conn, s), NOTHING_WRONG, 200)


def decide(visit: Visit) -> Response:
    """POST: the report is right, is to be mended, or the check is taken back."""
    try:
        with visit.services.database.write() as conn:
            opened = visit.open(conn)
            sealed = visit.state()
            if not sealed.startswith(_state(visit)):
                raise Denied(DeniedRequest.FORM)
            circulars.hold(conn, circulars.by_id(conn, opened.circular_id))
            s = standing(conn, opened, visit.now)
            meant = _meant(visit, conn, s)
            if (answer := _not_taken(visit, conn, s, meant, sealed)) is not None:
                return answer
    except (ChangedError, NotAllowedError):
        with visit.services.database.read() as conn:
            s = standing(conn, visit.open(conn), visit.now)
            steps = _meant(visit, conn, s).steps
        return not_now(visit, steps, _address(visit))
    said = _SAID[visit.form.text("decision")]
    log_events.step(said, s.circular.code, s.unit.code, below=meant.unit.code)
    return _on(visit, said)


def _not_taken(visit: Visit, conn: Connection, s: Standing, meant: Report, sealed: str) -> Response | None:
    """Take the step, if the report is still as it was shown and nothing is missing in the form; else the answer."""
    decision, note = visit.form.text("decision"), visit.form.lines("note", _LONGEST_NOTE)
    if decision not in _STEPS:
        raise HTTPException(400)
    if sealed != f"{_state(visit)}{meant.version}":
        if _is_done(meant, _STEPS[decision], note):
            return _on(visit, "done-before")
        raise ChangedError
    try:
        if wrong := _wrong(visit, decision, note):
            return _report_page(visit, conn, s, meant, wrong, 422)
        take = {"confirm": verify.confirm, "return": verify.give_back, "undo": verify.take_back}[decision]
        take(conn, s.circular, s.unit, meant.task_id, act_of(visit, s, note))
    except WordingError as error:
        return _report_page(visit, conn, s, meant, {**NOTHING_WRONG, "note": error.thai}, 422)
    return None


def _is_done(meant: Report, step: str, note: str) -> bool:
    """Whether the last step is the very one that is asked for, so that a form sent twice is told so."""
    last = meant.steps[-1][0]
    return last.action == step and last.why == note


def _wrong(visit: Visit, decision: str, note: str) -> Mapping[str, str]:
    """What is missing, by field. Words left in the field of what is to be mended belong to no other button."""
    wrong = faults(visit.form, _NOTE_NEEDED if decision == "return" else "")
    if note and decision != "return":
        return {**NOTHING_WRONG, **wrong, "note": _NOTE_LEFT}
    return wrong


def _meant(visit: Visit, conn: Connection, s: Standing) -> Report:
    """The report of the address. Raises Denied if it is none of an office directly below."""
    number = str(visit.request.path_params["id"])
    try:
        wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
        return verify.report_of(conn, s.circular, s.unit, wanted)
    except UnknownError:
        raise Denied(DeniedRequest.REPORT) from None


def _state(visit: Visit) -> str:
    return f"report-{visit.request.path_params['id']}-"


def _list_state(shown: str) -> str:
    return f"reports-{hashlib.sha256(shown.encode()).hexdigest()[:32]}"


def _address(visit: Visit) -> str:
    return f"{visit.base}/reports/{visit.request.path_params['id']}"


def _on(visit: Visit, said: str) -> Response:
    """On to the list by a GET, where the next report waits."""
    return RedirectResponse(f"{visit.base}/reports?said={said}", 303)


def _report_page(
    visit: Visit, conn: Connection, s: Standing, meant: Report, wrong: Mapping[str, str], status: int
) -> Response:
    return visit.page(
        "report.html",
        status,
        **common(visit, s) | {"seal": visit.seal(f"{_state(visit)}{meant.version}")},
        report=meant,
        files=attachments.of_task(conn, meant.task_id),
        results=RESULTS,
        states=STATUSES,
        said=MISSING if any(wrong.values()) else None,
        filled=filled(visit, s, same_person=False),
        wrong=wrong,
    )


def _list_page(visit: Visit, conn: Connection, s: Standing, wrong: Mapping[str, str], status: int) -> Response:
    """The list: first those that have to be decided one by one."""
    if s.task.duty != "pass_on":
        raise Denied(DeniedRequest.REPORT)
    waiting = [] if s.ended else verify.waiting(conn, s.circular, s.unit)
    whole = [one for one in waiting if one.outcome in WHOLE]
    shown = _shown(whole)
    return visit.page(
        "reports.html",
        status,
        **common(visit, s) | {"seal": visit.seal(_list_state(shown))},
        waiting=sorted(waiting, key=lambda one: one.outcome in WHOLE),
        whole=len(whole),
        shown=shown,
        files=attachments.below(conn, s.circular.id, s.unit),
        results=RESULTS,
        said=MISSING if any(wrong.values()) else JUST.get(visit.request.query_params.get("said", "")),
        filled=filled(visit, s, same_person=False),
        wrong=wrong,
    )


def _shown(whole: Sequence[Waiting]) -> str:
    """The reports that are shown, each as it is now, for the form that finds them all right."""
    return ",".join(f"{one.task_id}:{one.version}" for one in whole)
