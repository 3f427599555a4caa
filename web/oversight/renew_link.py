"""A new link for a unit directly below, which has lost its own or fears that others have it; the old one ends."""

from collections.abc import Mapping

from sqlalchemy import Connection
from starlette.responses import Response

from web.http import log_events
from web.http.errors import Denied, DeniedRequest
from web.http.visit import Visit
from web.office.page import NOTHING_WRONG, common, filled
from web.office.people import act_of, faults
from web.office.stale import ChangedError, not_now
from web.office.standing import Standing, standing
from workflow.access import links
from workflow.access.mailing_list import mailing_list
from workflow.circulars import circular as circulars
from workflow.errors import NotAllowedError
from workflow.progress.subordinates import Subordinate, children
from workflow.registry import lookup


def ask(visit: Visit) -> Response:
    """GET: whether the unit is really to get a new link."""
    with visit.services.database.read() as conn:
        s = standing(conn, visit.open(conn), visit.now)
        return _page(visit, conn, s, _meant(visit, conn, s), NOTHING_WRONG, 200)


def renew(visit: Visit) -> Response:
    """POST: the unit's old link opens nothing any more, and the new one is shown this once."""
    try:
        with visit.services.database.write() as conn:
            opened, sealed = visit.open(conn), visit.state()
            if not sealed.startswith(_state(visit)):
                raise Denied(DeniedRequest.FORM)
            circulars.hold(conn, circulars.by_id(conn, opened.circular_id))
            s = standing(conn, opened, visit.now)
            meant = _meant(visit, conn, s)
            if sealed != _state_of(visit, conn, meant):
                raise ChangedError
            if wrong := faults(visit.form):
                return _page(visit, conn, s, meant, wrong, 422)
            new = mailing_list(conn, [_renewed(visit, conn, s, meant)], visit.addresses.office)
    except (ChangedError, NotAllowedError):
        return not_now(visit, ())
    log_events.step("renewed", s.circular.code, s.unit.code, below=meant.code)
    # Shown this once, so this page cannot be one that the browser is sent on to.
    return visit.page("renewed.html", 200, **common(visit, s), new=new)


def _renewed(visit: Visit, conn: Connection, s: Standing, meant: Subordinate) -> links.NewLink:
    act = act_of(visit, s, visit.form.lines("note", 300))
    last = links.last_day(s.circular, visit.now, visit.services.settings.pages.link_days)
    unit = lookup.by_id(conn, meant.unit_id)
    return links.renew(conn, s.circular, unit, s.unit, act, last, visit.services.keys)


def _meant(visit: Visit, conn: Connection, s: Standing) -> Subordinate:
    """The unit of the address. Raises Denied if it is none directly below that has had a link."""
    number = str(visit.request.path_params["id"])
    for one in children(conn, s.circular.id, s.unit) if s.ended is None else ():
        if str(one.task_id) == number and one.linked:
            return one
    raise Denied(DeniedRequest.BELOW)


def _state(visit: Visit) -> str:
    return f"link-{visit.request.path_params['id']}-"


def _state_of(visit: Visit, conn: Connection, meant: Subordinate) -> str:
    """What a form about its link is sealed to: the link it has, so that a form sent twice makes one new link."""
    return f"{_state(visit)}{links.newest(conn, meant.task_id)}"


def _page(
    visit: Visit, conn: Connection, s: Standing, meant: Subordinate, wrong: Mapping[str, str], status: int
) -> Response:
    shown = common(visit, s) | {"seal": visit.seal(_state_of(visit, conn, meant))}
    return visit.page(
        "renew.html", status, **shown, child=meant, filled=filled(visit, s, same_person=False), wrong=wrong
    )
