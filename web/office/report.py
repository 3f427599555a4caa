"""Reports of an office (done, nothing to report, a problem) and undoing its last step, after a question."""

from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy import Connection
from starlette.responses import Response

from web.http import log_events
from web.http.context import RequestContext
from web.http.errors import Denied, DeniedRequest
from web.office.allowed import allowed
from web.office.page import NOTHING_WRONG, back, common, filled, office_page
from web.office.people import act_of, faults
from web.office.questions import NIL, PROBLEM, UNDO_QUESTIONS, Question
from web.office.stale import ChangedError, not_now, unchanged
from web.office.standing import Standing, standing
from workflow.act import Act
from workflow.errors import NotAllowedError, WordingError
from workflow.files.types import FileKindError
from workflow.progress import attachments, reports

Step = Callable[[Connection, Standing, Act, str], None]


def report(context: RequestContext) -> Response:
    """POST: report the work as done, optionally with a file."""
    return take_step(context, "report", partial(_report, context), "reported")


def ask_nil(context: RequestContext) -> Response:
    """GET: the question whether there is nothing to report."""
    return question_page(context, "report", lambda _: NIL)


def nil(context: RequestContext) -> Response:
    """POST: report that there is nothing to report."""
    return take_step(context, "report", _nil, "nil", lambda _: NIL)


def ask_problem(context: RequestContext) -> Response:
    """GET: the form for unfinished work or a problem."""
    return question_page(context, "report_problem", lambda _: PROBLEM)


def problem(context: RequestContext) -> Response:
    """POST: report unfinished work or a problem."""
    return take_step(context, "report_problem", partial(_problem, context), "problem", lambda _: PROBLEM)


def ask_undo(context: RequestContext) -> Response:
    """GET: the question whether to undo the last step."""
    return question_page(context, "undo", _undo_question)


def undo(context: RequestContext) -> Response:
    """POST: undo the last step."""
    return take_step(context, "undo", _undo, "undone", _undo_question)


def _undo_question(s: Standing) -> Question:
    return UNDO_QUESTIONS[s.back[-1]]


def _report(context: RequestContext, conn: Connection, s: Standing, act: Act, note: str) -> None:
    reports.report(conn, s.circular, s.unit, act, note)
    _hand_in(context, conn, s, act)


def _nil(conn: Connection, s: Standing, act: Act, note: str) -> None:
    reports.report_nil(conn, s.circular, s.unit, act, note)


def _problem(context: RequestContext, conn: Connection, s: Standing, act: Act, note: str) -> None:
    reports.report_problem(conn, s.circular, s.unit, act, note)
    _hand_in(context, conn, s, act)


def _hand_in(context: RequestContext, conn: Connection, s: Standing, act: Act) -> None:
    """Store the file uploaded with a report, if any."""
    if context.form.upload:
        attachments.attach(
            conn,
            s.task.id,
            context.form.upload.name,
            context.form.upload.data,
            context.services.attachment_store,
            act,
        )


def _undo(conn: Connection, s: Standing, act: Act, note: str) -> None:
    reports.undo(conn, s.circular, s.unit, act.because(note))


def question_page(context: RequestContext, action: str, question: Callable[[Standing], Question]) -> Response:
    """The page of a question; the office's page if the step is impossible now."""
    with context.services.database.read() as conn:
        opened = context.open(conn)
        s = standing(conn, opened, context.now)
        if action not in allowed(s):
            return back(context)
        return _confirm(context, s, question(s), NOTHING_WRONG, 200)


def _confirm(
    context: RequestContext, s: Standing, question: Question, wrong: Mapping[str, str], status: int
) -> Response:
    return context.page(
        "confirm.html", status, **common(context, s), ask=question, filled=filled(context, s), wrong=wrong
    )


def take_step(
    context: RequestContext,
    action: str,
    step: Step,
    message: str,
    question: Callable[[Standing], Question] | None = None,
) -> Response:
    """Take the step of a form if nothing has changed since the form was made; `message` is a key of JUST."""
    try:
        with context.services.database.write() as conn:
            opened = context.open(conn)
            s = unchanged(context, conn, opened)
            if action not in allowed(s):
                raise ChangedError
            if wrong := faults(context.form, question(s).why_needed if question else ""):
                if question:
                    return _confirm(context, s, question(s), wrong, 422)
                return office_page(context, conn, opened, wrong, 422)
            step(conn, s, act_of(context, s), context.form.lines("note"))
    except FileKindError:
        raise Denied(DeniedRequest.UPLOAD) from None
    except WordingError as error:
        return _form_with_faults(context, {**NOTHING_WRONG, "note": error.thai}, question)
    except (ChangedError, NotAllowedError):
        return not_now(context)
    log_events.step(message, s.circular.code, s.unit.code)
    return back(context, message)


def _form_with_faults(
    context: RequestContext, wrong: Mapping[str, str], question: Callable[[Standing], Question] | None
) -> Response:
    """The form with its unprintable words marked; nothing was written."""
    with context.services.database.read() as conn:
        opened = context.open(conn)
        s = standing(conn, opened, context.now)
        return (
            _confirm(context, s, question(s), wrong, 422)
            if question
            else office_page(context, conn, opened, wrong, 422)
        )
