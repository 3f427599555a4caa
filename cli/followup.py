"""Commands of following up: sweep, preview, explanation of a unit's situation, incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import At, console, minute, moment, services, show
from workflow.act import Act
from workflow.thai.spacing import squash

if TYPE_CHECKING:
    from tasks.sweep import SweepResult


def sweep(at: At = "") -> None:
    """Make every letter that is due now; a second run finds nothing more to do."""
    from tasks.sweep import recorded_sweep, sweep_here

    here = services()
    # A sweep of another moment is not recorded, so that health checks do not count it.
    tell(sweep_here(here, moment(at)) if at else recorded_sweep(here, lambda: moment("")))


def tell(done: SweepResult) -> None:
    """Print the results of a sweep."""
    for made in done.made:
        stage = made.due.ranked.stage
        if made.issued:
            number = squash(made.issued.number)
            console.print(f"{made.due.circular.code}: {stage.id}: {made.sender} {number}, {made.offices} named")
        else:
            console.print(
                f"{made.due.circular.code}: {stage.id}: draft {made.letter_id} of {made.sender} waits for approval"
            )
    for letter_id in done.withdrawn:
        console.print(f"draft {letter_id} withdrawn: everybody on its list has done it")
    for closed in done.closed:
        console.print(f"{closed.code}: closed; report {closed.report}")
    for problem in done.incidents:
        console.print(f"incident: {problem}")
    if not (done.made or done.withdrawn or done.closed or done.incidents):
        console.print("nothing is due")


def preview(at: At = "", explain: Annotated[bool, typer.Option(help="Explain every date day by day.")] = True) -> None:
    """List the letters a sweep would make at that moment, and why; nothing is written."""
    from workflow.followup import make
    from workflow.followup.due import due

    here, now, lines = services(), moment(at), []
    with here.database.read() as conn:
        for item in due(conn, now, here.calendar):
            paper = make.preview(conn, item, Act("", now))
            stage = item.ranked.stage
            waits = ", waits for approval" if stage.approval else ""
            lines.append(f"{item.circular.code}: {stage.id} ({stage.form}) from {paper.sender.name}{waits}")
            lines.append(f"  to: {paper.receiver}")
            lines.append(f"  about {item.lagging} offices, deadline {item.deadline}")
            if explain:
                lines.append("  " + item.reason.replace("\n", "\n  "))
    # Printed after the transaction, which a pager must not keep open.
    console.print("\n".join(lines) or "nothing would be made")


def explain(
    unit: Annotated[str, typer.Argument(help="The unit's code.", metavar="UNIT")],
    circular: Annotated[str, typer.Option(help="Only this circular.", show_default=False)] = "",
    at: At = "",
) -> None:
    """Tell for a unit what is due, what was sent about it, and what blocks it."""
    from workflow.circulars import circular as circulars
    from workflow.followup import explain as explanation
    from workflow.registry import lookup

    here, now = services(), moment(at)
    with here.database.read() as conn:
        who = lookup.by_code(conn, unit)
        chosen = circulars.by_code(conn, circular) if circular else None
        lines = explanation.explain(conn, who, now, here.calendar, chosen)
    console.print("\n".join(lines))


def list_incidents() -> None:
    """List what a person must mend before Wian can go on with it."""
    from workflow import incidents

    with services().database.read() as conn:
        rows = [
            (minute(at), key, f"{code} {name}" if code else "", problem)
            for at, key, code, name, problem in incidents.with_units(conn)
        ]
    show("", ("since", "what", "unit", "problem"), rows, "no incidents")


def settle(
    key: Annotated[str, typer.Argument(help="The incident, as `wian incidents` names it.", metavar="INCIDENT")],
    at: At = "",
) -> None:
    """Say that an incident has been mended; one that Wian meets again stands again."""
    from workflow import incidents

    with services().database.write() as conn:
        incidents.settle(conn, key, moment(at))
    console.print(f"{key}: settled")
