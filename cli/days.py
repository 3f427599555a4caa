"""`wian days`: working days and holidays, with every date explained."""

from datetime import date
from typing import Annotated

import typer

from cli.common import console, day, settings_here
from cli.lazy import new_group
from workflow.thai.dates import thai_date_weekday
from workflow.thai.spacing import squash

app = new_group("Working days and holidays.")

Day = Annotated[str, typer.Argument(help="A day: 2020-08-31 or in Thai.", metavar="DAY")]


@app.command()
def count(
    start: Day,
    days: Annotated[
        int, typer.Argument(help="Working days after it; negative: before it (put -- first).", min=-5000, max=5000)
    ],
) -> None:
    """Count working days from a day and show day by day how the result comes about."""
    first = day(start)
    from runtime.services import Services

    console.print(Services(settings_here()).calendar.shift(first, days).explain())


@app.command()
def look(which: Day) -> None:
    """Tell what kind of day a day is."""
    found: date = day(which)
    from runtime.services import Services

    why = Services(settings_here()).calendar.why_closed(found)
    console.print(f"{squash(thai_date_weekday(found))} ({found}): {why or 'a working day'}")
