"""The lists of offices that letters enclose: `wian letter excel`, and those in files of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import At, Letter, act, console, services
from workflow.act import Act

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from runtime.services import Services


def add_to(app: typer.Typer) -> None:
    """Put this command on a command line."""
    app.command()(excel)


def excel(
    letter: Letter, target: Annotated[Path, typer.Argument(help="Where to put the Excel file.")], at: At = ""
) -> None:
    """Save the list of offices in a letter as an Excel file: an issued letter's as it is, a draft's as it would be."""
    from sqlalchemy import select

    from workflow.followup import drafts
    from workflow.letters.lagging_list_xlsx import sheet
    from workflow.store import tables as t

    here, now = services(), act(at, "")
    chosen = select(t.letters.c.facts, t.letters.c.issued_at).where(
        t.letters.c.id == letter, t.letters.c.state == "issued"
    )
    with here.database.read() as conn:
        row = conn.execute(chosen).first()
        facts, made = row or (drafts.draft(conn, letter, now).facts, now.now)
    target.write_bytes(sheet(facts, made))
    console.print(f"saved to {target}")


def lists_beside(conn: Connection, here: Services, letter: int, now: Act) -> dict[str, bytes]:
    """The Word files that go with a letter, by their templates' names: as kept, or a draft's as they would be."""
    from sqlalchemy import select

    from workflow.followup import drafts
    from workflow.letters import issue as letter_issue
    from workflow.letters.printing import is_beside
    from workflow.store import tables as t

    row = conn.execute(
        select(t.letters.c.encloses).where(t.letters.c.id == letter, t.letters.c.state == "issued")
    ).first()
    if row is not None:
        kept = [enclosed for enclosed in row.encloses if is_beside(enclosed)]
        return {enclosed["template"]: here.printer.store.path(enclosed["file"]).read_bytes() for enclosed in kept}
    paper = drafts.draft(conn, letter, now)
    return {name: letter_issue.proof(paper, here.printer, now.now, name).data for name in paper.attached}
