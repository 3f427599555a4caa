"""`wian wording`: an office's or a circular's own words for all later letters of a stage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import At, By, Why, act, console, services, show
from cli.lazy import new_group
from workflow.errors import WianError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from runtime.services import Services
    from workflow.act import Act
    from workflow.followup.stage_words import ChangedDraft

app = new_group("Own words for all later letters of a stage: an office's or a circular's.")

Stage = Annotated[str, typer.Argument(help="A stage of the ladder, or forwarding, extension, refusal, …")]
Office = Annotated[str, typer.Option("--unit", help="The office whose letters say so.", show_default=False)]
Circular = Annotated[str, typer.Option("--circular", help="The circular whose letters say so.", show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show which letters would change and change nothing.")]


@app.command("set")
def set_words(
    stage: Stage,
    file: Annotated[Path, typer.Argument(help="The paragraphs, one a line, with blanks such as {{ count }}.")],
    unit: Office = "",
    circular: Circular = "",
    dry_run: DryRun = False,
    at: At = "",
    by: By = "",
    why: Why = "",
) -> None:
    """Let all later letters of a stage say this; the waiting drafts that change are shown.

    An officer's words for one letter come before the circular's, these before the office's, and these before the
    template's.
    """
    paragraphs = file.read_text(encoding="utf-8-sig").splitlines()
    if not any(map(str.strip, paragraphs)):
        raise WianError(f"{file.name} has no text; `wian wording reset` restores the template's words")
    _change(stage, paragraphs, unit, circular, dry_run, act(at, by, why))


@app.command()
def reset(
    stage: Stage,
    unit: Office = "",
    circular: Circular = "",
    dry_run: DryRun = False,
    at: At = "",
    by: By = "",
    why: Why = "",
) -> None:
    """Go back to the words that a stage had before: the office's own, or the template's."""
    _change(stage, (), unit, circular, dry_run, act(at, by, why))


@app.command("list")
def list_words() -> None:
    """List the own words of offices and of open circulars, with their blanks."""
    from sqlalchemy import select

    from workflow.circulars import circular as circulars
    from workflow.store import tables as t

    words = t.office_words.c
    chosen = select(t.units.c.code, words.stage, words.position, words.text).join(
        t.units, t.units.c.id == words.unit_id
    )
    with services().database.read() as conn:
        rows: list[tuple[object, ...]] = [
            ("circular", about.code, stage, number, text)
            for about in circulars.open_ones(conn)
            for stage, texts in about.content.words.items()
            for number, text in enumerate(texts, start=1)
        ]
        order = t.units.c.code, words.stage, words.position
        rows += [("unit", *row) for row in conn.execute(chosen.order_by(*order))]
    show("", ("of", "code", "stage", "paragraph", "text"), rows, "no own words; all letters say what the templates say")


def _change(stage: str, paragraphs: Sequence[str], unit: str, circular: str, dry_run: bool, present: Act) -> None:
    if bool(unit) == bool(circular):
        raise WianError("give one of --unit and --circular")
    here = services()
    with here.database.read() if dry_run else here.database.write() as conn:
        changed = _set(conn, here, stage, paragraphs, unit, circular, present)
    _tell(changed, "would change" if dry_run else "changed")


def _set(
    conn: Connection, here: Services, stage: str, paragraphs: Sequence[str], unit: str, circular: str, present: Act
) -> list[ChangedDraft]:
    from workflow.circulars import circular as circulars
    from workflow.circulars.ladder import read_ladder
    from workflow.followup import stage_words
    from workflow.registry import lookup

    if circular:
        about = circulars.by_code(conn, circular)
        return stage_words.set_circular_words(conn, about, stage, paragraphs, here.printer, present)
    ladders = [read_ladder(path) for path in sorted(here.settings.ladders.folder.glob("*.yaml"))]
    ladders += [about.ladder for about in circulars.open_ones(conn)]
    known = [known.id for ladder in ladders for known in ladder.stages]
    office = lookup.by_code(conn, unit)
    return stage_words.set_office_words(conn, office, stage, paragraphs, here.printer, present, known)


def _tell(changed: Sequence[ChangedDraft], verb: str) -> None:
    for draft in changed:
        console.print(f"draft {draft.letter_id} of {draft.sender} ({draft.circular}) {verb}:")
        for number, text in enumerate(draft.paragraphs, start=1):
            console.print(f"  {number}. {text}")
    console.print(f"{verb}: {len(changed)} waiting drafts, and all letters of the stage made from now on")
