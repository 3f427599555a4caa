"""`/t/{token}`, the page of an office: its name, the letter, the task's state, and the possible actions."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from web.http.context import RequestContext
from web.office.allowed import allowed
from web.office.standing import Standing, standing
from web.text.filters import days_left
from web.text.messages import JUST, MISSING, STATUSES, UNDO, status_of
from workflow.access.open_link import OpenedLink
from workflow.letters.issued import EarlierLetter
from workflow.letters.printer import LetterPrinter
from workflow.letters.text import passages
from workflow.localtime import local_date
from workflow.progress import attachments
from workflow.progress.subordinates import children, summary
from workflow.thai.digits import thai_digits

NOTHING_WRONG: Mapping[str, str] = {"person": "", "position": "", "number": "", "note": "", "day": ""}

_UNRECEIVED = ("sent", "returned", "done")
"""States in which a letter may be received; a unit that is done may still acknowledge."""

_PASSED_ON = ("passed_on", "done")


def show(context: RequestContext) -> Response:
    """GET: the page of an office."""
    with context.services.database.read() as conn:
        opened = context.open(conn)
        return office_page(context, conn, opened)


def office_page(
    context: RequestContext,
    conn: Connection,
    opened: OpenedLink,
    wrong: Mapping[str, str] = NOTHING_WRONG,
    status: int = 200,
) -> Response:
    """The present page; `wrong` holds the faults of a sent form."""
    s = standing(conn, opened, context.now)
    can = allowed(s)
    return context.page(
        "office.html",
        status,
        **common(context, s),
        **_below(conn, s, local_date(context.now)),
        **_times(context, s),
        said=MISSING if any(wrong.values()) else JUST.get(context.request.query_params.get("said", "")),
        to_receive=s.ended is None and s.receipt is None and s.task.state in _UNRECEIVED,
        body=text_of(context.services.printer, s.letter) if s.letter else [],
        pdf=context.request.app.state.pdfs.offered,
        letter_csrf_token=context.csrf_token(letter_state(s.letter.id if s.letter else 0)),
        stands=status_of(s),
        states=STATUSES,
        open=bool(can & {"report", "pass_on"}),
        can=can,
        undo_text=UNDO[s.back[-1]] if s.back else "",
        filled=filled(context, s),
        wrong=wrong,
    )


def _times(context: RequestContext, s: Standing) -> dict[str, object]:
    """The present time, the time left until the deadline, and the time limit for acknowledging."""
    today, calendar = local_date(context.now), context.services.calendar
    return {
        "now": context.now,
        "today": today,
        "left": "" if s.ended else days_left(s.task.deadline, today, calendar),
        "due": calendar.acknowledgement_due(s.reached_at).due if s.reached_at else None,
    }


def _below(conn: Connection, s: Standing, today: date) -> dict[str, object]:
    """The units directly below: their progress, time requests, waiting reports, and files handed in."""
    passes_on = s.task.duty == "pass_on"
    units_below = children(conn, s.circular.id, s.unit) if passes_on else []
    return {
        "below": units_below if s.task.state in _PASSED_ON or s.sent else [],
        "summary": summary(units_below, today),
        "asked": [child for child in units_below if child.request_id is not None and s.ended is None],
        "waiting": sum(child.to_verify for child in units_below) if s.ended is None else 0,
        "handed_in": attachments.below(conn, s.circular.id, s.unit) if passes_on else {},
    }


def common(context: RequestContext, s: Standing) -> dict[str, object]:
    """The variables of every page of an office: standing, address, CSRF token, and the size limit of files."""
    most = context.services.settings.attachments.megabytes
    return {"s": s, "base": context.base, "csrf_token": context.csrf_token(s.stamp), "megabytes": most}


def letter_state(letter_id: int) -> str:
    """The state in the button's CSRF token: only the shown letter."""
    return f"letter-{letter_id}"


def back(context: RequestContext, message: str = "") -> Response:
    """Redirect to the office's page, so that reloading sends no form again; `message` is a key of JUST."""
    return RedirectResponse(f"{context.base}?said={message}" if message else context.base, 303)


def filled(context: RequestContext, s: Standing, same_person: bool = True) -> dict[str, str]:
    """The values of the form's fields: from the sent form, else from the records.

    With `same_person` the person who received the letter is filled in; decisions are usually another person's.
    """
    values = {"person": "", "position": "", "number": thai_digits(s.next_number), "note": "", "day": ""}
    if s.receipt and same_person:
        values |= {"person": s.receipt.received_by, "position": s.receipt.position}
    return values | {name: context.form.lines(name) for name in values if name in context.form.fields}


def text_of(printer: LetterPrinter, letter: EarlierLetter) -> list[str]:
    """The paragraphs of an issued letter."""
    return list(_text(printer, letter.file, letter.sha256))


@lru_cache(maxsize=500)
def _text(printer: LetterPrinter, file: str, _sha256: str) -> tuple[str, ...]:
    # An issued letter never changes, so its text is cached.
    return tuple(passage.text for passage in passages(printer.store.path(file).read_bytes()) if passage.body)
