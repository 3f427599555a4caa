"""`wian letter copy`: certified copies of issued letters."""

from pathlib import Path
from typing import Annotated

import typer

from cli.common import At, Letter, act, console, services
from workflow.errors import NotAllowedError, UnknownError
from workflow.letters.stamped_copies import NAME_BLANK
from workflow.localtime import local_date


def add_to(app: typer.Typer) -> None:
    """Put this command on a command line."""
    app.command()(copy)


def copy(
    letter: Letter,
    target: Annotated[Path, typer.Argument(help="Where to put the Word file.", metavar="FILE.docx")],
    position: Annotated[str, typer.Option(help="The position of the officer who certifies.", show_default=False)] = "",
    name: Annotated[
        str, typer.Option(help="That officer's name with its title. Default: a blank for it.")
    ] = NAME_BLANK,
    plain: Annotated[bool, typer.Option("--plain", help="Only mark it as a copy; nobody certifies it.")] = False,
    at: At = "",
) -> None:
    """Save a copy of an issued letter: สำเนา above it, and below it สำเนาถูกต้อง with room for the signature."""
    from sqlalchemy import select

    from workflow.letters.stamped_copies.certified import Certifier, certified_copy, plain_copy
    from workflow.store import tables as t

    here, day = services(), local_date(act(at, "").now)
    with here.database.read() as conn:
        row = conn.execute(
            select(t.letters.c.state, t.letters.c.file, t.letters.c.date).where(t.letters.c.id == letter)
        ).first()
    if row is None:
        raise UnknownError(f"there is no letter {letter}; `wian letter list` shows those there are")
    if row.state != "issued":
        raise NotAllowedError(f"letter {letter} is not issued ({row.state}); only an issued letter can be copied")
    if day < row.date:
        raise NotAllowedError(f"letter {letter} is of {row.date}; a copy cannot be certified on {day}, before it")
    if plain and position:
        raise NotAllowedError("a plain copy is certified by nobody: give --plain or --position")
    kept = here.printer.store.path(row.file)
    if target.resolve() == kept.resolve():
        raise NotAllowedError(f"{target} is the issued letter itself; choose another file for the copy")
    data = kept.read_bytes()
    target.write_bytes(plain_copy(data) if plain else certified_copy(data, Certifier(position, name), day))
    console.print(f"saved to {target}")
