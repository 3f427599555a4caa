"""Stale forms, left open while something changed: nothing is written, and a page shows the changes."""

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
    """Something has changed since the form was made; raised inside the transaction, which then writes nothing."""


def unchanged(context: RequestContext, conn: Connection, opened: OpenedLink) -> Standing:
    """The standing, locked until the transaction ends.

    Raises ChangedError for a form of another state, Denied for a form that is not ours.
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
    """The page of a stale form, with the steps taken meanwhile; `to` is the address of their page.

    The steps are those of the office's own task, or `steps` for a form about another task.
    """
    with context.services.database.read() as conn:
        s = standing(conn, context.open(conn), context.now)
        steps = s.history if steps is None else steps
        return context.page("changed.html", 409, steps=steps, to=to or context.base)
