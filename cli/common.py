"""Common parts of commands: moments, actors, and printing."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from workflow.act import Act
from workflow.errors import WianError
from workflow.localtime import BANGKOK
from workflow.thai.dates import parse_date

if TYPE_CHECKING:
    from runtime.services import Services
    from runtime.settings import Settings

# Square brackets in subjects, names and reasons are no markup. Lines in a pipe or file are never cut.
_WIDTH = None if sys.stdout.isatty() else 1000
console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True, width=_WIDTH)

_FIRST_YEAR = 2000  # no circular is older; in the first years of all, days before a moment cannot be counted


def _checked_moment(at: str) -> str:
    """Refuse an impossible moment before the command loads anything."""
    moment(at)
    return at


At = Annotated[
    str,
    typer.Option(
        help="The moment to act at, Bangkok time: 2020-08-25 or '2020-08-25 09:00'. Default: now.",
        show_default=False,
        callback=_checked_moment,
    ),
]
By = Annotated[
    str, typer.Option("--by", help="Who does it (a role). Default: the user of this machine.", show_default=False)
]
Why = Annotated[str, typer.Option("--why", help="The reason, kept with the event.", show_default=False)]
LARGEST_ID = 2_147_483_647
"""The largest id that both databases can hold and look up."""
Letter = Annotated[
    int, typer.Argument(help="The letter's id, from `wian letter list`.", metavar="LETTER", min=1, max=LARGEST_ID)
]


def settings_here() -> Settings:
    """The settings for the folder Wian was started in; what is loaded before stays until the process ends."""
    from runtime.gc_tuning import keep_loaded
    from runtime.settings import load_settings

    settings = load_settings(os.environ, Path.cwd())
    keep_loaded()
    return settings


def services() -> Services:
    """The services of this machine. Raises WianError for a database with other tables than this version's."""
    from runtime.database_health import of_tables
    from runtime.services import Services

    ready = Services(settings_here())
    for found in of_tables(ready.database):
        raise WianError(found.problem)
    return ready


def moment(at: str) -> datetime:
    """The moment meant by `--at`; the clock is read here and nowhere below. A day alone means its 09.00.

    Raises WianError for anything else, a Buddhist year and one before 2000 included.
    """
    if not at:
        return datetime.now(UTC)
    try:
        given = datetime.fromisoformat(at)
    except ValueError:
        raise WianError(f"'{at}' is no moment; expected 2020-08-25 or '2020-08-25 09:00'") from None
    parse_date(given.date().isoformat())  # refuses a Buddhist year
    if given.year < _FIRST_YEAR:
        raise WianError(f"'{at}' is before the year {_FIRST_YEAR}; expected a moment such as '2020-08-25 09:00'")
    if len(at) <= len("2020-08-25"):
        given = given.replace(hour=9)
    return given.replace(tzinfo=BANGKOK) if given.tzinfo is None else given


def minute(moment: datetime) -> str:
    """A moment for lists, in Bangkok time."""
    return f"{moment.astimezone(BANGKOK):%Y-%m-%d %H:%M}"


def act(at: str, by: str, why: str = "") -> Act:
    """The act of a command: actor, time and reason."""
    return Act(by or getpass.getuser(), moment(at), why)


def day(text: str) -> date:
    """A day of the command line, ISO or Thai. Raises WianError for other texts."""
    return parse_date(text)


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """Print a table, or a plain line instead of an empty one."""
    headers = [Column(name, overflow="fold") for name in columns]
    table = Table(*headers, title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    count = 0
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
        count += 1
    console.print(table if count else empty)
