"""`wian signer`: the signers of units' letters."""

from typing import Annotated, Literal

import typer

from cli.common import LARGEST_ID, At, By, act, console, day, services, show
from cli.lazy import new_group
from workflow.localtime import local_date
from workflow.registry.signing_modes import Mode

app = new_group("Who signs a unit's letters, and until when.")

Unit = Annotated[str, typer.Argument(help="The unit's code.", metavar="UNIT")]


@app.command("set")
def enter(
    unit: Unit,
    title: Annotated[str, typer.Option(help="The signer's own post.")],
    name: Annotated[
        str, typer.Option(help="The name as it is printed in brackets. Without: dots.", show_default=False)
    ] = "",
    mode: Annotated[
        Mode, typer.Option(help="By what right, if not as holder of the post.", show_default=False)
    ] = Mode.SELF,
    signs_for: Annotated[str, typer.Option(help="The post signed for.", show_default=False)] = "",
    first: Annotated[str, typer.Option("--from", help="The first day.", show_default=False)] = "",
    last: Annotated[str, typer.Option("--to", help="The last day.", show_default=False)] = "",
    form: Annotated[Literal["external", "memo"], typer.Option(help="For which letters.")] = "external",
    at: At = "",
    by: By = "",
) -> None:
    """Enter who signs a unit's letters from now on; what was entered before stays for its own days."""
    from workflow.files.readers import validated
    from workflow.registry import lookup
    from workflow.registry import signers as signing
    from workflow.registry.signers import Signer

    given = {"name": name, "own_title": title, "mode": mode, "for_title": signs_for}
    period = {"valid_from": first or None, "valid_to": last or None}
    signer = validated("the signer on the command line", {**given, **{k: v for k, v in period.items() if v}}, Signer)
    now = act(at, by)
    with services().database.write() as conn:
        who = lookup.by_code(conn, unit)
        signing.enter(conn, who, signer, form, now)
    console.print(f"{who.name}: {' / '.join((signer.bracketed(), *signer.lines()))}")
    if signer.valid_to and signer.valid_to < local_date(now.now):
        console.print(f"warning: the last day, {signer.valid_to}, has passed: no letter made from now on is signed so")


@app.command("list")
def list_signers(unit: Annotated[str, typer.Argument(help="Only this unit.", show_default=False)] = "") -> None:
    """List who signs, for whom, and when."""
    from sqlalchemy import select

    from workflow.registry import lookup
    from workflow.store import tables as t

    columns = (
        t.signers.c.id,
        t.units.c.name.label("office"),
        t.signers.c.form,
        t.signers.c.name,
        t.signers.c.own_title,
    )
    more = (t.signers.c.mode, t.signers.c.for_title, t.signers.c.valid_from, t.signers.c.valid_to)
    chosen = (
        select(*columns, *more)
        .join(t.units, t.units.c.id == t.signers.c.unit_id)
        .order_by(t.units.c.code, t.signers.c.id)
    )
    with services().database.read() as conn:
        if unit:
            chosen = chosen.where(t.units.c.id == lookup.by_code(conn, unit).id)
        rows = [tuple(row) for row in conn.execute(chosen)]
    heads = ("id", "unit", "letters", "name", "post", "by right of", "for", "from", "to")
    show("", heads, rows, "nobody is entered; letters leave room for a name and name the unit's post")


@app.command("end")
def finish(
    signer: Annotated[
        int, typer.Argument(help="The entry's id, from `wian signer list`.", metavar="SIGNER", min=1, max=LARGEST_ID)
    ],
    last: Annotated[str, typer.Option("--to", help="The last day on which this person signs.")],
) -> None:
    """Set the last day of a signer, when somebody else takes over."""
    from workflow.registry import signers as signing

    with services().database.write() as conn:
        signing.end(conn, signer, day(last))
    console.print(f"signer {signer} signs until {day(last)}")
