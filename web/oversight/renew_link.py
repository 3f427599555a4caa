"""A new link for a unit directly below, which has lost its own or fears that others have it; the old one ends."""

from collections.abc import Mapping

from sqlalchemy import Connection
from starlette.responses import Response

from web.http import log_events
from web.http.context import RequestContext
from web.http.errors import Denied, DeniedRequest
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


def ask(context: RequestContext) -> Response:
    """GET: whether the unit is really to get a new link."""
    with context.services.database.read() as conn:
        s = standing(conn, context.open(conn), context.now)
        return _page(context, conn, s, _meant(context, conn, s), NOTHING_WRONG, 200)


def renew(context: RequestContext) -> Response:
    """POST: the unit's old link opens nothing any more, and the new one is shown this once."""
    try:
        with context.services.database.write() as conn:
            opened, sealed = context.open(conn), context.state()
            if not sealed.startswith(_state(context)):
                raise Denied(DeniedRequest.FORM)
            circulars.hold(conn, circulars.by_id(conn, opened.circular_id))
            s = standing(conn, opened, context.now)
            meant = _meant(context, conn, s)
            if sealed != _state_of(context, conn, meant):
                raise ChangedError
            if wrong := faults(context.form):
                return _page(context, conn, s, meant, wrong, 422)
            new = mailing_list(conn, [_renewed(context, conn, s, meant)], context.addresses.office)
    except (ChangedError, NotAllowedError):
        return not_now(context, ())
    log_events.step("renewed", s.circular.code, s.unit.code, below=meant.code)
    # Shown this once, so this page cannot be one that the browser is sent on to.
    return context.page("renewed.html", 200, **common(context, s), new=new)


def _renewed(context: RequestContext, conn: Connection, s: Standing, meant: Subordinate) -> links.NewLink:
    act = act_of(context, s, context.form.lines("note", 300))
    last = links.last_day(s.circular, context.now, context.services.settings.pages.link_days)
    unit = lookup.by_id(conn, meant.unit_id)
    return links.renew(conn, s.circular, unit, s.unit, act, last, context.services.keys)


def _meant(context: RequestContext, conn: Connection, s: Standing) -> Subordinate:
    """The unit of the address. Raises Denied if it is none directly below that has had a link."""
    number = str(context.request.path_params["id"])
    for one in children(conn, s.circular.id, s.unit) if s.ended is None else ():
        if str(one.task_id) == number and one.linked:
            return one
    raise Denied(DeniedRequest.BELOW)


def _state(context: RequestContext) -> str:
    return f"link-{context.request.path_params['id']}-"


def _state_of(context: RequestContext, conn: Connection, meant: Subordinate) -> str:
    """What a form about its link is sealed to: the link it has, so that a form sent twice makes one new link."""
    return f"{_state(context)}{links.newest(conn, meant.task_id)}"


def _page(
    context: RequestContext, conn: Connection, s: Standing, meant: Subordinate, wrong: Mapping[str, str], status: int
) -> Response:
    shown = common(context, s) | {"csrf_token": context.csrf_token(_state_of(context, conn, meant))}
    return context.page(
        "renew.html", status, **shown, child=meant, filled=filled(context, s, same_person=False), wrong=wrong
    )
