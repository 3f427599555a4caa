"""`wian letter`: look at letters, approve drafts, discard them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli.common import At, By, Letter, Why, act, console, day, services, show
from cli.lazy import new_group
from cli.letter import copy, edit, lists
from cli.letter import print as print_module
from cli.unit_steps import SignerMode, SignerPost, SignsFor, signer_from, warn_if_closed
from workflow.errors import UnknownError
from workflow.registry.signing_modes import Mode
from workflow.thai.spacing import squash

app = new_group("Letters: list, read, print, approve, discard.")
print_module.add_to(app)
edit.add_to(app)
lists.add_to(app)
copy.add_to(app)


@app.command("list")
def list_letters(
    drafts: Annotated[bool, typer.Option("--drafts", help="Only drafts waiting for approval.")] = False,
) -> None:
    """List letters: id, stage, sender, number, to whom."""
    from sqlalchemy import select

    from workflow.store import tables as t

    columns = (
        t.letters.c.id,
        t.circulars.c.code,
        t.letters.c.stage,
        t.letters.c.state,
        t.units.c.name,
        t.letters.c.number,
    )
    chosen = (
        select(*columns, t.letters.c.date, t.letters.c.receiver)
        .join(t.units, t.units.c.id == t.letters.c.sender_id)
        .join(t.circulars, t.circulars.c.id == t.letters.c.circular_id)
        .where(t.letters.c.state == "draft" if drafts else t.letters.c.id > 0)
        .order_by(t.letters.c.id)
    )
    with services().database.read() as conn:
        rows = [
            (r.id, r.code, r.stage, r.state, r.name, squash(r.number or ""), r.date, r.receiver)
            for r in conn.execute(chosen)
        ]
    show("", ("id", "circular", "stage", "state", "from", "number", "date", "to"), rows, "no letters")


@app.command("show")
def show_text(letter: Letter, at: At = "") -> None:
    """Read a letter with its list: the issued one as it is, a draft as it would be now."""
    from workflow.letters.text import paragraphs

    for data in (_bytes(letter, at), *_beside(letter, at).values()):
        for line in paragraphs(data):
            console.print(line)
    for note in _notes(letter, at):
        console.print(f"note: {note}")


@app.command()
def save(
    letter: Letter, target: Annotated[Path, typer.Argument(help="Where to put the Word file.")], at: At = ""
) -> None:
    """Save a letter as a Word file, and beside it its list if that is a file of its own.

    The issued one is saved as it is, a draft with its number and day blank.
    """
    beside = {target.with_stem(f"{target.stem}-{name}"): data for name, data in _beside(letter, at).items()}
    for path, data in {target: _bytes(letter, at), **beside}.items():
        path.write_bytes(data)
        console.print(f"saved to {path}")


@app.command()
def approve(
    letter: Letter,
    new_deadline: Annotated[
        str, typer.Option(help="A new deadline for all below the sender.", show_default=False)
    ] = "",
    signer: SignerPost = "",
    mode: SignerMode = Mode.SELF,
    signs_for: SignsFor = "",
    at: At = "",
    by: By = "",
) -> None:
    """Approve a draft: its list is made anew, it gets its number and date, and is issued."""
    from workflow.followup import drafts as draft_letters
    from workflow.letters.shown_draft import DraftChangedError

    here, new = services(), day(new_deadline) if new_deadline else None
    chosen = signer_from(signer, mode, signs_for)
    try:
        with here.database.write() as conn:
            approved = draft_letters.approve(conn, letter, here.printer, act(at, by), new, chosen)
    except DraftChangedError:
        with here.database.write() as conn:
            draft_letters.refresh(conn, letter, act(at, by))
        raise
    issued = approved.issued
    for warning in approved.warnings:
        console.print(f"note: {warning}")
    console.print(
        f"letter {letter} issued as {squash(issued.number)}, {issued.date}: {here.printer.store.path(issued.file)}"
    )
    for name in approved.dropped_offices:
        console.print(f"not named any more, has done it since the draft: {name}")
    if new is not None:
        warn_if_closed(here.calendar.why_closed(new))
        console.print(f"new deadline: {new}")


@app.command()
def discard(letter: Letter, why: Why = "", at: At = "", by: By = "") -> None:
    """Decide not to send a draft; the reason is kept."""
    from workflow.letters import preparation

    with services().database.write() as conn:
        preparation.discard(conn, letter, act(at, by, why))
    console.print(f"letter {letter} discarded")


def _bytes(letter: int, at: str) -> bytes:
    from sqlalchemy import select

    from workflow.store import tables as t

    here, now = services(), act(at, "")
    with here.database.read() as conn:
        row = conn.execute(select(t.letters.c.file).where(t.letters.c.id == letter)).first()
        if row is None:
            raise UnknownError(f"there is no letter {letter}; `wian letter list` shows those there are")
        return print_module.word_file(conn, here, letter, row.file, now)


def _notes(letter: int, at: str) -> Sequence[str]:
    """What whoever approves a draft should know; nothing of an issued letter."""
    from sqlalchemy import select

    from workflow.followup import drafts as draft_letters
    from workflow.store import tables as t

    with services().database.read() as conn:
        state = conn.scalar(select(t.letters.c.state).where(t.letters.c.id == letter))
        return draft_letters.draft(conn, letter, act(at, "")).warnings if state == "draft" else ()


def _beside(letter: int, at: str) -> dict[str, bytes]:
    here, now = services(), act(at, "")
    with here.database.read() as conn:
        return lists.lists_beside(conn, here, letter, now)
