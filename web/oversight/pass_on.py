"""Passing on: a province or district looks at its covering letter, corrects it, and approves it."""

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
    """GET: the covering letter as it was prepared."""
    with context.services.database.read() as conn:
        s = standing(conn, context.open(conn), context.now)
        if "pass_on" not in allowed(s):
            return back(context)
        return draft_page(context, conn, s, drafted(context, conn, s, AS_PREPARED))


def look(context: RequestContext) -> Response:
    """POST: the letter with what was put right; nothing is written."""
    return _looked_at(context, _look)


def file(context: RequestContext) -> Response:
    """POST: the same as a Word file, with the places of number and day blank; nothing is written."""
    return _looked_at(context, _file)


def approve(context: RequestContext) -> Response:
    """POST: the letter is registered and sent, the tasks of those below open, and they get links."""
    try:
        with context.services.database.write() as conn:
            s = unchanged(context, conn, context.open(conn))
            if "pass_on" not in allowed(s):
                raise ChangedError
            draft = drafted(context, conn, s, correction(context.form))
            if (answer := _not_yet(context, conn, s, draft)) is not None:
                return answer
            passed = _approved(context, conn, s, draft.correction)
            new = mailing_list(conn, passed.minted, context.addresses.office)
    except (ChangedError, NotAllowedError):
        return not_now(context)
    issued = passed.issued
    log_events.step("passed-on", s.circular.code, s.unit.code, letter=issued.letter_id, number=issued.number)
    # Links are shown this once, so this page cannot be one that the browser is sent on to.
    if new:
        return context.page("passed_on.html", 200, **common(context, s), issued=issued, new=new)
    return back(context, "passed-on")


def _not_yet(context: RequestContext, conn: Connection, s: Standing, draft: Draft) -> Response | None:
    """The page again, if the letter cannot be issued so, or is not the one that was shown; None if all is well."""
    if draft.stopped:
        return draft_page(context, conn, s, draft, NOT_ISSUED, status=422)
    if draft.mark != context.form.text("shown"):
        return draft_page(context, conn, s, draft, LOOK_AGAIN, status=409)
    if wrong := faults(context.form):
        return draft_page(context, conn, s, draft, MISSING, wrong, 422)
    return None


def _approved(context: RequestContext, conn: Connection, s: Standing, correction: Correction) -> PassOnResult:
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


def _looked_at(context: RequestContext, answer: Look) -> Response:
    """An answer about the letter as the form has it, if nothing has changed since the form was made."""
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
