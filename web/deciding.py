"""Requests for more time of those below: the level above grants or refuses, and the letter goes out with it."""

from collections.abc import Mapping

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.responses import Response

from web.errors import Denial, Denied
from web.office import NOTHING_WRONG, back, common, filled
from web.people import actor_of, faults
from web.stale import not_now
from web.standing import Standing, standing
from web.visit import Visit
from workflow import requests
from workflow.below import Child, children
from workflow.errors import NotAllowedError
from workflow.store.change import Act
from workflow.thai import DateTextError, parse_date


def ask(visit: Visit) -> Response:
    """GET: the request, and the two answers."""
    with visit.desk.database.read() as conn:
        s = standing(conn, visit.open(conn), visit.now)
        return _page(visit, s, _meant(visit, conn, s), NOTHING_WRONG, 200)


def decide(visit: Visit) -> Response:
    """POST: more time, or none; the unit is told by a letter."""
    try:
        with visit.desk.database.write() as conn:
            s = standing(conn, visit.open(conn), visit.now)
            if visit.state() != _state(visit):
                raise Denied(Denial.FORM)
            meant = _meant(visit, conn, s)
            if wrong := faults(visit.form):
                return _page(visit, s, meant, wrong, 422)
            return _decided(visit, conn, s, meant)
    except (NotAllowedError, DateTextError):
        return not_now(visit)


def _decided(visit: Visit, conn: Connection, s: Standing, meant: Child) -> Response:
    act, note = Act(actor_of(visit.form), visit.now), visit.form.lines("note", 300)
    if visit.form.text("decision") == "grant":
        until = parse_date(visit.form.text("day"))
        why = Act(act.actor, act.now, note)
        requests.grant(conn, s.circular, _id(meant), s.unit, visit.desk.press, why, until)
        return back(visit, "granted")
    requests.refuse(conn, s.circular, _id(meant), s.unit, visit.desk.press, act, note)
    return back(visit, "refused")


def _meant(visit: Visit, conn: Connection, s: Standing) -> Child:
    """The unit with the request of the address, which must be one of those directly below and wait still."""
    number = str(visit.request.path_params["id"])
    for one in children(conn, s.circular.id, s.unit) if s.circular.state == "open" else ():
        if one.request_id is not None and str(one.request_id) == number:
            return one
    if visit.request.method == "POST":
        raise NotAllowedError("this request does not wait for a decision of this unit")
    raise HTTPException(404)


def _id(meant: Child) -> int:
    assert meant.request_id is not None
    return meant.request_id


def _state(visit: Visit) -> str:
    return f"request-{visit.request.path_params['id']}"


def _page(visit: Visit, s: Standing, meant: Child, wrong: Mapping[str, str], status: int) -> Response:
    shown = common(visit, s) | {"seal": visit.seal(_state(visit))}
    fields = filled(visit, s, same_person=False)
    fields["day"] = fields["day"] or (meant.wished.isoformat() if meant.wished else "")
    return visit.page("decide.html", status, **shown, asked=meant, filled=fields, wrong=wrong)
