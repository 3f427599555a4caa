"""`wian units`: the registry of offices."""

from pathlib import Path
from typing import Annotated

import typer

from cli.common import console, services, show
from cli.lazy import new_group
from runtime.paths import ROOT

app = new_group("The registry of offices: load it, list it.")

SHIPPED = (ROOT / "config" / "units" / "country.csv", ROOT / "config" / "units" / "phrae.csv")
"""The shipped registry: the department, 76 provinces, and all of Phrae."""


@app.command()
def load(file: Annotated[Path, typer.Argument(help="A registry file in Wian's columns (see config/units/).")]) -> None:
    """Add offices from a file, or bring them up to date: all of it or, if anything is wrong, nothing."""
    from workflow.registry import load as registry_load
    from workflow.registry import lookup
    from workflow.registry.units_file import read_units

    here = services()
    with here.database.write() as conn:
        count = registry_load.load(conn, read_units(file, lookup.known_codes(conn)))
    console.print(f"{count} units loaded from {file.name}")


@app.command("list")
def list_units(
    below: Annotated[str, typer.Option(help="Only the units directly below this code.", show_default=False)] = "",
) -> None:
    """List offices: code, name, whom they answer to, and how they are addressed."""
    from workflow.registry import lookup
    from workflow.store import tables as t

    where = t.units.c.parent_code == below if below else t.units.c.id > 0
    with services().database.read() as conn:
        found = [member.unit for member in lookup.find(conn, where)]
    rows = [(u.code, u.name, u.parent, u.prefix, u.post) for u in found]
    show("", ("code", "name", "answers to", "prefix", "post"), rows, "no units; `wian units load FILE` adds some")


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="The department's open-data file of all local offices (dlads_05_01).")],
    target: Annotated[Path, typer.Argument(help="Where to write the registry file.")],
) -> None:
    """Turn the department's open data into a registry file of the whole nation, to be loaded afterwards."""
    from workflow.registry.open_data import convert_open_data, write_units
    from workflow.registry.units_file import read_units

    nation = convert_open_data(source, read_units(SHIPPED[0]))
    write_units(nation, target)
    console.print(f"{len(nation)} units written to {target}; load them with `wian units load {target}`")
