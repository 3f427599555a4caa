"""Passing on: a province or district reads, corrects and approves its covering letter."""

from collections.abc import Callable

from sqlalchemy import Connection
from starlette.responses import Response

from web.http import log_events
from web.http.context import RequestContext
from web.office.allowed import allowed
from web.office.downloads import DOCX, download
from web.office.page import back, common
from web.office.people import act_of, faults
from web.office.stale import ChangedError, not_now, unchanged
from web.office.standing import Standing, standing
from web.oversight.corrections import Correction, correction
from web.oversight.covering_letter import AS_PREPARED, Draft, draft_page, drafted
from web.text.messages import LOOK_AGAIN, LOOKED, MISSING, NOT_ISSUED
from workflow.access import links
from workflow.access.mailing_list import mailing_list
from workflow.cascade import pass_on
from workflow.cascade.pass_on import PassOnResult
from workflow.errors import NotAllowedError

Look = Callable[[RequestContext, Connection, Standing, Draft], Response]


def ask(context: RequestContext) -> Response:
    """GET: the prepared covering letter."""
    with context.services.database.read() as conn:
        s = standing(conn, context.open(conn), context.now)
        if "pass_on" not in allowed(s):
            return back(context)
        return draft_page(context, conn, s, drafted(context, conn, s, AS_PREPARED))


def look(context: RequestContext) -> Response:
    """POST: show the corrected letter; writes nothing."""
    return _draft_answer(context, _look)


def file(context: RequestContext) -> Response:
    """POST: the corrected letter as a Word file with number and day blank; writes nothing."""
    return _draft_answer(context, _file)


def approve(context: RequestContext) -> Response:
    """POST: issue the letter, open the tasks of the units below, and make their links."""
    try:
        with context.services.database.write() as conn:
            s = unchanged(context, conn, context.open(conn))
            if "pass_on" not in allowed(s):
                raise ChangedError
            draft = drafted(context, conn, s, correction(context.form))
            if (answer := _objection(context, conn, s, draft)) is not None:
                return answer
            passed = _approve(context, conn, s, draft.correction)
            new = mailing_list(conn, passed.minted, context.addresses.office)
    except (ChangedError, NotAllowedError):
        return not_now(context)
    issued = passed.issued
    log_events.step("passed-on", s.circular.code, s.unit.code, letter=issued.letter_id, number=issued.number)
    # New links are shown only once, so there is no redirect.
    if new:
        return context.page("passed_on.html", 200, **common(context, s), issued=issued, new=new)
    return back(context, "passed-on")


def _objection(context: RequestContext, conn: Connection, s: Standing, draft: Draft) -> Response | None:
    """The page again for a letter that cannot be issued or is not the shown one; None for a letter to issue."""
    if draft.stopped:
        return draft_page(context, conn, s, draft, NOT_ISSUED, status=422)
    if draft.mark != context.form.text("shown"):
        return draft_page(context, conn, s, draft, LOOK_AGAIN, status=409)
    if wrong := faults(context.form):
        return draft_page(context, conn, s, draft, MISSING, wrong, 422)
    return None


def _approve(context: RequestContext, conn: Connection, s: Standing, correction: Correction) -> PassOnResult:
    act, last = act_of(context, s), context.services.settings.pages.link_days
    return pass_on.approve(
        conn,
        s.circular,
        s.unit,
        context.services.printer,
        context.services.keys,
        act,
        links.last_day(s.circular, context.now, last),
        correction.wording(s.circular.subject),
        correction.signer(),
    )


def _draft_answer(context: RequestContext, answer: Look) -> Response:
    """An answer with the form's corrections, if nothing has changed since the form was made."""
    try:
        with context.services.database.read() as conn:
            s = standing(conn, context.open(conn), context.now)
            if context.state() != s.stamp or "pass_on" not in allowed(s):
                raise ChangedError
            return answer(context, conn, s, drafted(context, conn, s, correction(context.form)))
    except (ChangedError, NotAllowedError):
        return not_now(context)


def _look(context: RequestContext, conn: Connection, s: Standing, draft: Draft) -> Response:
    if draft.stopped:
        return draft_page(context, conn, s, draft, NOT_ISSUED, status=422)
    return draft_page(context, conn, s, draft, LOOKED)


def _file(context: RequestContext, conn: Connection, s: Standing, draft: Draft) -> Response:
    if draft.prepared is None:
        return draft_page(context, conn, s, draft, NOT_ISSUED, status=422)
    return download(draft.prepared.data, "draft.docx", DOCX)
