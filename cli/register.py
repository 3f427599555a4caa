"""`wian register`: the registers of letters sent and received."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.common import LARGEST_ID, console, services, show
from cli.lazy import new_group

app = new_group("Registers of letters sent and received.")


@app.command("list")
def list_registers() -> None:
    """List the registers and the last number given in each."""
    from sqlalchemy import select

    from workflow.store import tables as t

    with services().database.read() as conn:
        rows = conn.execute(
            select(t.registers.c.year, t.registers.c.code, t.registers.c.kind, t.registers.c.last_number).order_by(
                t.registers.c.year, t.registers.c.code
            )
        ).all()
    show("", ("year", "office", "register", "last number"), rows, "no register has been opened yet")


@app.command("export")
def export_all(folder: Annotated[Path, typer.Argument(help="The folder for the CSV files.")]) -> None:
    """Write all registers as CSV in the official columns."""
    from workflow.registers.export import export

    with services().database.read() as conn:
        written = export(conn, folder)
    console.print(f"{len(written)} registers written to {folder}")


@app.command("carry-on")
def carry_on(
    unit: Annotated[str, typer.Argument(help="The office's code.", metavar="UNIT")],
    kind: Annotated[Literal["receive", "send", "send_circular"], typer.Argument(help="Which of its registers.")],
    year: Annotated[int, typer.Argument(help="The Buddhist year, 2563.", min=2400, max=3000)],
    last: Annotated[int, typer.Argument(help="The last number given outside Wian.", min=0, max=LARGEST_ID - 1)],
) -> None:
    """Continue an office's existing register: the next number will be the one after LAST."""
    from workflow.registers import numbers
    from workflow.registry import lookup

    with services().database.write() as conn:
        numbers.carry_on(conn, lookup.by_code(conn, unit).unit.register, kind, year, last)
    console.print(f"{unit} {kind} {year}: the next number is {last + 1}")
