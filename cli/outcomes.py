"""`wian outcomes`: import the offices' outcomes from the system of the work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import At, By, act, console, services, show
from cli.lazy import new_group
from workflow.localtime import local_date

if TYPE_CHECKING:
    from workflow.progress.import_outcomes import OutcomeImport

app = new_group("Outcomes of the offices' work, imported from a CSV file.")


@app.callback()
def outcomes() -> None:
    """Keep `import` a subcommand, beside later ways of importing."""


@app.command("import")
def import_file(
    circular: Annotated[str, typer.Argument(help="The circular's code.", metavar="CIRCULAR")],
    file: Annotated[Path, typer.Argument(help="CSV with the columns unit, outcome, note, as_of.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change and change nothing.")] = False,
    at: At = "",
    by: By = "",
) -> None:
    """Import outcomes (missing, incorrect, nil, complete): the whole file, or nothing if a row is wrong."""
    from workflow.circulars import circular as circulars
    from workflow.progress.import_outcomes import import_outcomes
    from workflow.progress.outcomes_file import read_outcomes

    here, now = services(), act(at, by)
    rows = read_outcomes(file, local_date(now.now))
    with here.database.read() if dry_run else here.database.write() as conn:
        result = import_outcomes(conn, circulars.by_code(conn, circular), file, rows, now)
    report(result, "would change" if dry_run else "changed")


def report(result: OutcomeImport, verb: str) -> None:
    """Print the changes of an import or of its preview."""
    rows = [(c.row, c.unit, c.name, c.before, (c.kept and f"kept: {c.kept}") or c.after) for c in result.changes]
    show("", ("row", "unit", "name", "before", "after"), rows, "nothing new")
    kept = sum(1 for change in result.changes if change.kept)
    console.print(f"{verb}: {len(result.changes) - kept}; kept: {kept}; the same as before: {result.unchanged}")
