"""A new link for a unit directly below whose link is lost or known to others; the old link is revoked."""

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
    """GET: the question whether to make a new link for the unit."""
    with context.services.database.read() as conn:
        s = standing(conn, context.open(conn), context.now)
        return _page(context, conn, s, _child(context, conn, s), NOTHING_WRONG, 200)


def renew(context: RequestContext) -> Response:
    """POST: revoke the unit's link and show a new one, only once."""
    try:
        with context.services.database.write() as conn:
            opened, sealed = context.open(conn), context.state()
            if not sealed.startswith(_state(context)):
                raise Denied(DeniedRequest.FORM)
            circulars.hold(conn, circulars.by_id(conn, opened.circular_id))
            s = standing(conn, opened, context.now)
            child = _child(context, conn, s)
            if sealed != _state_of(context, conn, child):
                raise ChangedError
            if wrong := faults(context.form):
                return _page(context, conn, s, child, wrong, 422)
            new = mailing_list(conn, [_new_link(context, conn, s, child)], context.addresses.office)
    except (ChangedError, NotAllowedError):
        return not_now(context, ())
    log_events.step("renewed", s.circular.code, s.unit.code, below=child.code)
    # The new link is shown only once, so there is no redirect.
    return context.page("renewed.html", 200, **common(context, s), new=new)


def _new_link(context: RequestContext, conn: Connection, s: Standing, child: Subordinate) -> links.NewLink:
    act = act_of(context, s, context.form.lines("note", 300))
    last = links.last_day(s.circular, context.now, context.services.settings.pages.link_days)
    unit = lookup.by_id(conn, child.unit_id)
    return links.renew(conn, s.circular, unit, s.unit, act, last, context.services.keys)


def _child(context: RequestContext, conn: Connection, s: Standing) -> Subordinate:
    """The unit of the address. Raises Denied unless it is directly below and has had a link."""
    number = str(context.request.path_params["id"])
    for child in children(conn, s.circular.id, s.unit) if s.ended is None else ():
        if str(child.task_id) == number and child.linked:
            return child
    raise Denied(DeniedRequest.BELOW)


def _state(context: RequestContext) -> str:
    return f"link-{context.request.path_params['id']}-"


def _state_of(context: RequestContext, conn: Connection, child: Subordinate) -> str:
    """The state of the form: the unit's newest link, so that a form sent twice makes one new link."""
    return f"{_state(context)}{links.newest(conn, child.task_id)}"


def _page(
    context: RequestContext, conn: Connection, s: Standing, child: Subordinate, wrong: Mapping[str, str], status: int
) -> Response:
    shown = common(context, s) | {"csrf_token": context.csrf_token(_state_of(context, conn, child))}
    return context.page(
        "renew.html", status, **shown, child=child, filled=filled(context, s, same_person=False), wrong=wrong
    )
