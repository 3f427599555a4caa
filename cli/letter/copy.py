"""`wian letter copy`: copies of issued letters, certified, plain, or with an office's receiving stamp."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import At, Letter, act, console, services
from workflow.errors import NotAllowedError, UnknownError
from workflow.letters.stamped_copies import NAME_BLANK
from workflow.localtime import local_date

if TYPE_CHECKING:
    from runtime.services import Services


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
    received: Annotated[
        str, typer.Option(help="The code of an office: its copy, with its receiving stamp.", show_default=False)
    ] = "",
    at: At = "",
) -> None:
    """Save a copy of an issued letter: สำเนา above it, and below it สำเนาถูกต้อง with room for the signature.

    With --received it is the letter as an office keeps it: with ตรารับหนังสือ at its upper right corner.
    """
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
    if sum(map(bool, (plain, position, received))) > 1:
        raise NotAllowedError(
            "a copy is plain, certified, or as it was received: give one of --plain, --position and --received"
        )
    kept = here.printer.store.path(row.file)
    if target.resolve() == kept.resolve():
        raise NotAllowedError(f"{target} is the issued letter itself; choose another file for the copy")
    data = kept.read_bytes()
    if received:
        copied = _received_copy(here, letter, received, data)
    else:
        copied = plain_copy(data) if plain else certified_copy(data, Certifier(position, name), day)
    target.write_bytes(copied)
    console.print(f"saved to {target}")


def _received_copy(here: "Services", letter: int, code: str, data: bytes) -> bytes:
    from workflow.letters.stamped_copies.received_stamp import received_copy
    from workflow.progress.incoming_letters import at_office
    from workflow.registry import lookup

    with here.database.read() as conn:
        office = lookup.by_code(conn, code)
        _, receipt = at_office(conn, letter, office)
    if receipt is None:
        raise NotAllowedError(f"{office.name} has not received letter {letter}; only a received letter has its stamp")
    return received_copy(data, receipt.office, receipt.number, receipt.date, receipt.time)
