"""A form that was left open while things changed: nothing is written, and the page says what has changed."""

from collections.abc import Sequence

from sqlalchemy import Connection
from starlette.responses import Response

from web.http.context import RequestContext
from web.office.standing import Standing, standing
from workflow.access.open_link import OpenedLink
from workflow.circulars import circular as circulars
from workflow.errors import NotAllowedError
from workflow.progress.history import TaskStep

Steps = Sequence[tuple[TaskStep, str]]


class ChangedError(Exception):
    """Things have changed since the form was made; raised inside the transaction, which writes nothing then."""


def unchanged(context: RequestContext, conn: Connection, opened: OpenedLink) -> Standing:
    """How things stand, held until the transaction ends. Raises ChangedError if the form was made for another state.

    Raises Denied if the form is none of ours.
    """
    sealed = context.state()
    try:
        circulars.hold(conn, circulars.by_id(conn, opened.circular_id))
    except NotAllowedError:
        raise ChangedError from None
    s = standing(conn, opened, context.now)
    if s.stamp != sealed:
        raise ChangedError
    return s


def not_now(context: RequestContext, steps: Steps | None = None, to: str = "") -> Response:
    """The page that says that nothing was written, and what has happened meanwhile; `to` is where that is shown.

    What has happened about the office's own task, unless the form was about another, whose `steps` are given.
    """
    with context.services.database.read() as conn:
        s = standing(conn, context.open(conn), context.now)
        shown = s.history if steps is None else steps
        return context.page("changed.html", 409, steps=shown, to=to or context.base)
