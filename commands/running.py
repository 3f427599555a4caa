"""Setting Wian up and keeping it running on one machine."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from commands.common import Desk, console, desk_for
from commands.follow import tell
from commands.unit import SHIPPED
from tasks import chores
from tasks.loop import keep_sweeping
from workflow import organisation
from workflow.letters.office.run import command as office_command
from workflow.registry_file import read_units
from workflow.settings import Settings, load_settings
from workflow.state_docs import document


def add_to(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command()(init)
    app.command()(up)
    app.command()(states)


def settings_here() -> Settings:
    """The settings for the folder Wian was started in."""
    return load_settings(os.environ, Path.cwd())


def set_up(settings: Settings) -> tuple[Desk, int]:
    """A desk whose database has all its tables and units; and how many units it has.

    The registry that ships is loaded into an empty database only: an office's own entries are never overwritten.
    """
    here = desk_for(settings)
    here.database.upgrade()
    with here.database.write() as conn:
        if not organisation.known_codes(conn):
            for file in SHIPPED:
                organisation.load(conn, read_units(file, organisation.known_codes(conn)))
        return here, len(organisation.known_codes(conn))


def init() -> None:
    """Make the database, or bring an older one up to date; an empty one gets the registry that ships."""
    here, loaded = set_up(settings_here())
    address = here.database.url.render_as_string(hide_password=True)
    console.print(f"ready: {address}, {loaded} units")


def up(
    once: Annotated[bool, typer.Option("--once", help="Sweep once and stop.")] = False,
) -> None:
    """Run Wian on this machine: set up what is missing, then sweep every few minutes until stopped (Ctrl-C)."""
    here, _ = set_up(settings_here())
    minutes = here.settings.sweep_minutes
    console.print(f"sweeping every {minutes} minutes; letters go to {here.settings.letters_folder}; Ctrl-C stops")
    if here.settings.files_pdf:
        office_command()
    after = partial(chores.do, here.settings, here.database, here.press)
    keep_sweeping(here.database, here.press, here.calendar, minutes * 60, tell, once=once, after=after)


def states() -> None:
    """Print the state table and its diagrams as Markdown (docs/states.md)."""
    print(document(), end="")
