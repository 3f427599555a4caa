"""`wian circular`: check, issue, follow and end circulars."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli import advice
from cli.common import At, By, Why, act, console, moment, services, show
from cli.lazy import new_group
from cli.unit_steps import Because, SignerMode, SignerPost, SignsFor, WithLetter, signer_from
from workflow.act import Act
from workflow.errors import Fault, InputError
from workflow.localtime import local_date
from workflow.registry.signing_modes import Mode
from workflow.thai.spacing import squash

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from runtime.services import Services
    from workflow.cascade.checks import CheckWarning
    from workflow.circulars.circular import Circular
    from workflow.circulars.figures import Progress
    from workflow.circulars.file import CircularFile
    from workflow.circulars.ladder import Ladder
    from workflow.circulars.tree import TaskCounts
    from workflow.letters.issue import IssuedLetter

app = new_group("Circulars: check, issue, see how far they have come.")

File = Annotated[Path, typer.Argument(help="The circular's file (YAML or TOML; see config/circulars/).")]
Code = Annotated[str, typer.Argument(help="The circular's code.", metavar="CIRCULAR")]


def read_checked(
    conn: Connection, here: Services, file: Path, now: Act
) -> tuple[CircularFile, Ladder, list[CheckWarning]]:
    """A circular's file with its ladder and warnings. Raises InputError with all faults."""
    from workflow.cascade.checks import check_circular, stage_faults
    from workflow.circulars.file import read_circular
    from workflow.circulars.ladder import read_ladder

    content = read_circular(file)
    ladder_file = here.settings.ladders.folder / f"{content.ladder}.yaml"
    if not ladder_file.exists():
        known = ", ".join(sorted(path.stem for path in here.settings.ladders.folder.glob("*.yaml")))
        expected = f"one of {known}" if known else f"a ladder's file in {here.settings.ladders.folder}"
        raise InputError([Fault(file.name, f"there is no ladder '{content.ladder}'", "ladder", expected=expected)])
    checked = check_circular(conn, content, file.name, local_date(now.now), here.calendar)
    ladder = read_ladder(ladder_file)
    if faults := [*checked.faults, *stage_faults(content, ladder, file.name)]:
        raise InputError(faults)
    return content, ladder, checked.warnings


def issue_file(here: Services, file: Path, now: Act) -> tuple[Circular, IssuedLetter, TaskCounts, list[CheckWarning]]:
    """Check and issue a circular's file in one transaction."""
    from workflow.cascade import issue as circular_issue

    with here.database.write() as conn:
        content, ladder, warnings = read_checked(conn, here, file, now)
        circular, issued, tree = circular_issue.issue(conn, content, ladder, here.printer, now)
    return circular, issued, tree, warnings


@app.command()
def check(file: File, at: At = "") -> None:
    """Check a circular's file without issuing it."""
    here = services()
    with here.database.read() as conn:
        _, _, warnings = read_checked(conn, here, file, Act("", moment(at)))
    for warning in warnings:
        console.print(f"warning: {advice.on_warning(warning)}")
    console.print(f"{file.name}: ready to be issued")


@app.command()
def issue(file: File, at: At = "", by: By = "") -> None:
    """Issue a circular: check it, register it, write its letter, give every unit its task."""
    here = services()
    circular, issued, tree, warnings = issue_file(here, file, act(at, by))
    for warning in warnings:
        console.print(f"warning: {advice.on_warning(warning)}")
    console.print(f"{circular.code} issued as {squash(issued.number)}, {issued.date}")
    levels = ", ".join(f"{count} {level}" for level, count in tree.by_level.items())
    console.print(f"{tree.total} tasks ({levels}); letter: {here.printer.store.path(issued.file)}")


@app.command("list")
def list_circulars() -> None:
    """List all circulars, and how many offices had done each at the last sweep."""
    from workflow.circulars.figures import progress
    from workflow.circulars.heading import find_headings
    from workflow.store import tables as t

    with services().database.read() as conn:
        found, counted = find_headings(conn, t.circulars.c.id > 0), progress(conn)
    rows = [(c.code, c.state, c.issued_on, c.deadline, _done(counted.get(c.id)), c.subject) for c in found]
    columns = ("code", "state", "issued", "deadline", "done", "subject")
    show("", columns, rows, "no circulars; `wian circular issue FILE`")


@app.command("approval")
def require_approval(
    code: Code, stage: Annotated[list[str], typer.Argument(help="Stages of its ladder.")], at: At = "", by: By = ""
) -> None:
    """Let the letters of these stages, which would go out by themselves, wait for a person."""
    from workflow.circulars import circular as circulars

    with services().database.write() as conn:
        circulars.require_approval(conn, circulars.by_code(conn, code), stage, act(at, by))
    console.print(f"{code}: letters of {', '.join(stage)} wait for approval from now on")


def _done(counted: Progress | None) -> str:
    """The number of finished offices at the last sweep."""
    return f"{counted.done:,} of {counted.expected:,}" if counted else "not counted yet"


@app.command()
def status(
    code: Code,
    by: Annotated[
        Literal["province", "district", "unit"], typer.Option(help="One line for each of these.")
    ] = "province",
) -> None:
    """Show how far a circular has come: expected, done, on time, per node of the tree."""
    from workflow.circulars import figures as circular_figures
    from workflow.circulars.heading import heading_by_code

    with services().database.read() as conn:
        circular = heading_by_code(conn, code)
        rows = circular_figures.figures(conn, circular, by=by)
    rows.append(circular_figures.total(rows))
    shown = [
        (f.name, f.expected, f.received, f.complete, f.nil, f.missing, f.incorrect, f.waived, f.on_time, f.late)
        for f in rows
    ]
    columns = ("", "expected", "received", "complete", "nil", "missing", "incorrect", "waived", "on time", "late")
    show(f"{circular.code}: {circular.state}, deadline {circular.deadline}", columns, shown, "nothing to show")


@app.command()
def cancel(
    code: Code,
    because: Because = "",
    letter: WithLetter = True,
    signer: SignerPost = "",
    mode: SignerMode = Mode.SELF,
    signs_for: SignsFor = "",
    why: Why = "",
    at: At = "",
    by: By = "",
) -> None:
    """Call a circular off and tell all who were sent it; open tasks are cancelled, those done stay done."""
    from workflow.cascade import cancel as cancellation
    from workflow.circulars import circular as circulars
    from workflow.progress import completion

    here, now = services(), act(at, by, why or because)
    with here.database.write() as conn:
        about = circulars.by_code(conn, code)
        if letter:
            person = signer_from(signer, mode, signs_for)
            count, issued = cancellation.cancel(conn, about, here.printer, now, because, person)
        else:
            count = completion.cancel(conn, about, now)
    console.print(f"{code} cancelled; {count} open tasks cancelled with it")
    if letter:
        console.print(f"told in {squash(issued.number)}: {here.printer.store.path(issued.file)}")


@app.command()
def replace(
    code: Code,
    new: Annotated[str, typer.Argument(help="The code of the circular that takes its place.", metavar="NEW")],
    signer: SignerPost = "",
    mode: SignerMode = Mode.SELF,
    signs_for: SignsFor = "",
    at: At = "",
    by: By = "",
) -> None:
    """Call a circular off because another, issued already, takes its place; tell all who were sent it."""
    from workflow.cascade import cancel as cancellation
    from workflow.circulars import circular as circulars

    here = services()
    with here.database.write() as conn:
        old, newer = circulars.by_code(conn, code), circulars.by_code(conn, new)
        person = signer_from(signer, mode, signs_for)
        count, issued = cancellation.replace(conn, old, newer, here.printer, act(at, by), person)
    console.print(f"{code} is replaced by {new}; {count} open tasks cancelled with it")
    console.print(f"told in {squash(issued.number)}: {here.printer.store.path(issued.file)}")
