"""`wian letter`: look at letters, approve drafts, discard them."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select

from commands.common import At, By, Why, act, console, day, desk, show
from commands.task import signer_from, warn_if_closed
from workflow import reminder
from workflow.errors import UnknownError
from workflow.letters import lifecycle
from workflow.letters.text import paragraphs
from workflow.signers import Mode
from workflow.store.paper import letters
from workflow.store.tables import circulars, units
from workflow.thai import squash

app = typer.Typer(help="Letters: list, read, approve, discard.", no_args_is_help=True)

Letter = Annotated[int, typer.Argument(help="The letter's id, from `wian letter list`.", metavar="LETTER")]


@app.command("list")
def list_letters(
    drafts: Annotated[bool, typer.Option("--drafts", help="Only drafts waiting for approval.")] = False,
) -> None:
    """List letters: id, stage, sender, number, to whom."""
    columns = (letters.c.id, circulars.c.code, letters.c.stage, letters.c.state, units.c.name, letters.c.number)
    chosen = (
        select(*columns, letters.c.date, letters.c.receiver)
        .join(units, units.c.id == letters.c.sender_id)
        .join(circulars, circulars.c.id == letters.c.circular_id)
        .where(letters.c.state == "draft" if drafts else letters.c.id > 0)
        .order_by(letters.c.id)
    )
    with desk().database.read() as conn:
        rows = [
            (r.id, r.code, r.stage, r.state, r.name, squash(r.number or ""), r.date, r.receiver)
            for r in conn.execute(chosen)
        ]
    show("", ("id", "circular", "stage", "state", "from", "number", "date", "to"), rows, "no letters")


@app.command("show")
def show_text(letter: Letter, at: At = "") -> None:
    """Read a letter: the issued one as it is, a draft as it would be now."""
    for line in paragraphs(_bytes(letter, at)):
        console.print(line, markup=False)


@app.command()
def save(
    letter: Letter, target: Annotated[Path, typer.Argument(help="Where to put the Word file.")], at: At = ""
) -> None:
    """Save a letter as a Word file: the issued one as it is, a draft with its number and day blank."""
    target.write_bytes(_bytes(letter, at))
    console.print(f"saved to {target}")


@app.command()
def approve(
    letter: Letter,
    new_deadline: Annotated[
        str, typer.Option(help="A new deadline for all below the sender.", show_default=False)
    ] = "",
    signer: Annotated[str, typer.Option(help="The signer's own post, if not the holder's.", show_default=False)] = "",
    mode: Annotated[Mode, typer.Option(help="By what right that person signs.", show_default=False)] = Mode.SELF,
    signs_for: Annotated[str, typer.Option(help="The post signed for.", show_default=False)] = "",
    at: At = "",
    by: By = "",
) -> None:
    """Approve a draft: its list is made anew, it gets its number and date, and is issued."""
    here, new = desk(), day(new_deadline) if new_deadline else None
    with here.database.write() as conn:
        approved = reminder.approve(conn, letter, here.press, act(at, by), new, signer_from(signer, mode, signs_for))
    issued = approved.issued
    console.print(f"letter {letter} issued as {squash(issued.number)}, {issued.date}: {here.press.path(issued.file)}")
    for name in approved.dropped:
        console.print(f"not named any more, has done it since the draft: {name}")
    if new is not None:
        warn_if_closed(here.calendar.why_closed(new))
        console.print(f"new deadline: {new}")


@app.command()
def discard(letter: Letter, why: Why = "", at: At = "", by: By = "") -> None:
    """Decide not to send a draft; the reason is kept."""
    with desk().database.write() as conn:
        lifecycle.discard(conn, letter, act(at, by, why))
    console.print(f"letter {letter} discarded")


def _bytes(letter: int, at: str) -> bytes:
    here, now = desk(), act(at, "")
    with here.database.read() as conn:
        row = conn.execute(select(letters.c.state, letters.c.file).where(letters.c.id == letter)).first()
        if row is None:
            raise UnknownError(f"there is no letter {letter}; `wian letter list` shows those there are")
        if row.state == "issued":
            return here.press.path(row.file).read_bytes()
        return lifecycle.proof(reminder.draft(conn, letter, now), here.press, now.now).data
