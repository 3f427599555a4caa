"""`wian delivery`: the deliveries of letters, and the ways to mend waiting ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import LARGEST_ID, At, By, act, console, minute, services, show
from cli.lazy import new_group
from workflow.errors import NotAllowedError

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from workflow.delivery.deliveries import Delivery

app = new_group("Deliveries: to whom letters have gone, and what waits.")

Letter = Annotated[
    int, typer.Argument(help="The letter's id, from `wian letter list`.", metavar="[LETTER]", min=0, max=LARGEST_ID)
]
Unit = Annotated[str, typer.Argument(help="A unit's code; without it all of the letter.", metavar="[UNIT]")]

_NONE = "no such delivery waits for a person; `wian delivery list --waiting` shows what waits"


@app.command("list")
def list_deliveries(
    letter: Annotated[int, typer.Option(help="Only of this letter.", show_default=False, min=0, max=LARGEST_ID)] = 0,
    circular: Annotated[str, typer.Option(help="Only of this circular.", metavar="CODE", show_default=False)] = "",
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what has not gone yet.")] = False,
) -> None:
    """List deliveries: letter, to whom, how and when; or for what it waits, and the last problem."""
    from sqlalchemy import and_, true

    from workflow.circulars.heading import heading_by_code
    from workflow.delivery import deliveries
    from workflow.store import tables as t

    with services().database.read() as conn:
        wanted: ColumnElement[bool] = t.deliveries.c.sent_at.is_(None) if waiting else true()
        if letter:
            wanted = and_(wanted, t.letters.c.id == letter)
        if circular:
            wanted = and_(wanted, t.letters.c.circular_id == heading_by_code(conn, circular).id)
        rows = [_row(found) for found in deliveries.find(conn, wanted)]
    show("", ("letter", "circular", "unit", "name", "how", "address", "sent", "problem"), rows, "no deliveries")


@app.command()
def send() -> None:
    """Make now the PDFs that are wanted, and send the mails that are due; `wian up` and the workers do so too."""
    from runtime import gauges
    from tasks import embedded
    from workflow import incidents

    here = services()
    sent = embedded.after_sweep(here, lambda: datetime.now(UTC))
    console.print(f"{sent.mails} mails sent, {sent.pdfs} PDFs made")
    with here.database.read() as conn:
        (waiting, _), troubles = gauges.mails_waiting(conn), incidents.by_kind(conn)
    if waiting:
        off = "" if here.mail_server else ": mail is off (WIAN_MAIL_SERVER, WIAN_MAIL_SENDER)"
        console.print(f"{waiting} mails wait{off}")
    if count := troubles.get("mail", 0) + troubles.get("pdf", 0):
        console.print(f"{count} incidents about mails and PDFs: `wian incidents`")


@app.command()
def retry(
    letter: Letter = 0,
    unit: Unit = "",
    everything: Annotated[bool, typer.Option("--all", help="All that was given up, of all letters.")] = False,
    at: At = "",
    by: By = "",
) -> None:
    """Try again what was given up: mails that were refused (to the address the office has now), and PDFs."""
    from sqlalchemy import true

    from workflow.delivery import deliveries, pdf_copies
    from workflow.store import tables as t

    _one_of(letter, everything)
    who = act(at, by)
    with services().database.write() as conn:
        mails = deliveries.retry(conn, _of(letter, unit), who)
        wanted = t.letter_copies.c.letter_id == letter if letter else true()
        pdfs = 0 if unit else pdf_copies.retry(conn, wanted, who.now)
        if not mails and not pdfs:
            raise NotAllowedError(_NONE)
    console.print(f"tried again soon: {mails} mails, {pdfs} PDFs")


@app.command()
def handed(
    letter: Letter,
    unit: Unit = "",
    at: At = "",
    by: By = "",
) -> None:
    """Say that a letter was carried to its offices: a secret one, or one whose mail was refused."""
    from workflow.delivery import deliveries

    with services().database.write() as conn:
        count = deliveries.hand_over(conn, _of(letter, unit), act(at, by))
        if not count:
            raise NotAllowedError(_NONE)
    console.print(f"letter {letter}: {count} deliveries by hand")


def _one_of(letter: int, everything: bool) -> None:
    if bool(letter) == everything:
        raise typer.BadParameter("name a letter by its id, or give --all")


def _of(letter: int, unit: str) -> ColumnElement[bool]:
    """The deliveries of a letter (0 for all letters) to a unit or to all. Raises UnknownError for an unknown unit."""
    from sqlalchemy import and_, true

    from workflow.registry import lookup
    from workflow.store import tables as t

    wanted: ColumnElement[bool] = t.deliveries.c.letter_id == letter if letter else true()
    if unit:
        with services().database.read() as conn:
            wanted = and_(wanted, t.deliveries.c.unit_id == lookup.by_code(conn, unit).id)
    return wanted


def _row(found: Delivery) -> tuple[object, ...]:
    sent = minute(found.sent_at) if found.sent_at else f"waits ({found.waits})"
    names = found.circular, found.unit_code, found.unit_name
    return found.letter_id, *names, found.channel, found.address, sent, found.problem
