"""Requests for more time of those below: the level above grants or refuses, and the letter goes out with it."""

from collections.abc import Mapping

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.http import log_events
from web.http.context import RequestContext
from web.http.errors import Denied, DeniedRequest
from web.office.page import NOTHING_WRONG, back, common, filled
from web.office.people import DAY_NEEDED, act_of, faults
from web.office.stale import not_now
from web.office.standing import Standing, standing
from workflow.errors import NotAllowedError, WordingError
from workflow.letters.issue import IssuedLetter
from workflow.localtime import local_date
from workflow.progress import time_requests
from workflow.progress.subordinates import Subordinate, children
from workflow.thai.dates import DateTextError, parse_date

_DAY_LATER = "วันที่ใหม่ต้องอยู่หลังกำหนดเดิมและหลังวันนี้"


def ask(context: RequestContext) -> Response:
    """GET: the request, and the two answers."""
    with context.services.database.read() as conn:
        s = standing(conn, context.open(conn), context.now)
        return _page(context, s, _meant(context, conn, s), NOTHING_WRONG, 200)


def decide(context: RequestContext) -> Response:
    """POST: more time, or none; the unit is told by a letter."""
    try:
        with context.services.database.write() as conn:
            s = standing(conn, context.open(conn), context.now)
            if context.state() != _state(context):
                raise Denied(DeniedRequest.FORM)
            meant = _meant(context, conn, s)
            if wrong := _wrong(context, meant):
                return _page(context, s, meant, wrong, 422)
            said, issued = _decided(context, conn, s, meant)
    except WordingError as error:
        with context.services.database.read() as conn:
            s = standing(conn, context.open(conn), context.now)
            return _page(context, s, _meant(context, conn, s), {**NOTHING_WRONG, "note": error.thai}, 422)
    except NotAllowedError:
        return not_now(context)
    letter, number = (issued.letter_id, issued.number) if issued else (0, "")
    log_events.step(said, s.circular.code, s.unit.code, below=meant.code, letter=letter, number=number)
    return back(context, said)


def _decided(
    context: RequestContext, conn: Connection, s: Standing, meant: Subordinate
) -> tuple[str, IssuedLetter | None]:
    """Which it was, and the letter that tells the unit; none if it has been refused by letter before."""
    act, note = act_of(context, s), context.form.lines("note", 300)
    if context.form.text("decision") == "grant":
        why = act.because(note)
        until = parse_date(context.form.text("day"))
        return "granted", time_requests.grant(
            conn, s.circular, _id(meant), s.unit, context.services.printer, why, until
        )
    return "refused", time_requests.refuse(conn, s.circular, _id(meant), s.unit, context.services.printer, act, note)


def _wrong(context: RequestContext, meant: Subordinate) -> Mapping[str, str]:
    """What is missing or cannot be, by field. Raises HTTPException 400 for a button that the page does not have."""
    decision = context.form.text("decision")
    if decision not in ("grant", "refuse"):
        raise HTTPException(400)
    wrong = faults(context.form)
    if wrong or decision == "refuse":
        return wrong
    try:
        later = parse_date(context.form.text("day")) > max(meant.deadline, local_date(context.now))
    except DateTextError:
        return {**NOTHING_WRONG, "day": DAY_NEEDED}
    return {} if later else {**NOTHING_WRONG, "day": _DAY_LATER}


def _meant(context: RequestContext, conn: Connection, s: Standing) -> Subordinate:
    """The unit with the request of the address. Raises Denied if it is none directly below, or does not wait any more.

    A form that was left open while it was decided gets NotAllowedError instead, and so the page that says so.
    """
    number = str(context.request.path_params["id"])
    for one in children(conn, s.circular.id, s.unit) if s.circular.state == "open" else ():
        if one.request_id is not None and str(one.request_id) == number:
            return one
    if context.request.method == "POST":
        raise NotAllowedError("this request does not wait for a decision of this unit")
    raise Denied(DeniedRequest.REQUEST)


def _id(meant: Subordinate) -> int:
    assert meant.request_id is not None
    return meant.request_id


def _state(context: RequestContext) -> str:
    return f"request-{context.request.path_params['id']}"


def _page(context: RequestContext, s: Standing, meant: Subordinate, wrong: Mapping[str, str], status: int) -> Response:
    shown = common(context, s) | {"csrf_token": context.csrf_token(_state(context))}
    fields = filled(context, s, same_person=False)
    fields["day"] = fields["day"] or (meant.wished.isoformat() if meant.wished else "")
    return context.page("decide.html", status, **shown, asked=meant, filled=fields, wrong=wrong)
