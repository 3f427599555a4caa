"""The reading of the national registry and its loading into a database."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from bench.databases import empty_desk
from bench.figure import Figure, seconds
from bench.nation import OPEN_DATA, nation
from workflow.registry.load import load
from workflow.registry.open_data import write_units
from workflow.registry.units import Unit
from workflow.registry.units_file import read_units

_TIMES = 3


def figures(units: Sequence[Unit], folder: Path) -> Iterator[Figure]:
    """Convert the open data (if it is there), read the registry file, load it into SQLite."""
    if OPEN_DATA.exists():
        yield _figure("converting the department's open data", median(seconds(nation) for _ in range(_TIMES)), units)
    file = folder / "nation.csv"
    folder.mkdir(parents=True, exist_ok=True)
    write_units(units, file)
    taken = median(seconds(lambda: read_units(file)) for _ in range(_TIMES))
    yield _figure("reading the registry file with all its checks", taken, units)
    loads = []
    for number in range(_TIMES):
        with empty_desk(folder / str(number)) as here, here.database.write() as conn:
            loads.append(seconds(partial(load, conn, units)))
    yield _figure("loading it into an empty SQLite database", median(loads), units)


def _figure(what: str, taken: float, units: Sequence[Unit]) -> Figure:
    return Figure(f"{what}, {len(units):,} units", f"{taken:.2f} s", f"median of {_TIMES}; no peer")
