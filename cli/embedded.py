"""The embedded form: setting Wian up and running it on one machine."""

from __future__ import annotations

from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import console, settings_here
from cli.demo import sample_data
from cli.docs.states import document
from cli.followup import tell
from cli.units import SHIPPED
from cli.web import serve

if TYPE_CHECKING:
    from runtime.services import Services
    from runtime.settings import Settings


def set_up(settings: Settings) -> tuple[Services, int]:
    """A desk whose database has all its tables and units; and how many units it has.

    The registry that ships is loaded into an empty database only: an office's own entries are never overwritten.
    """
    from runtime.services import Services
    from workflow.registry import lookup
    from workflow.registry.load import load
    from workflow.registry.units_file import read_units
    from workflow.store.migrate import upgrade

    here = Services(settings)
    upgrade(here.database)
    with here.database.write() as conn:
        if not lookup.known_codes(conn):
            for file in SHIPPED:
                load(conn, read_units(file, lookup.known_codes(conn)))
        return here, len(lookup.known_codes(conn))


def init() -> None:
    """Make the database, or bring an older one up to date; an empty one gets the registry that ships."""
    here, loaded = set_up(settings_here())
    address = here.database.url.render_as_string(hide_password=True)
    console.print(f"ready: {address}, {loaded} units")


def up(
    once: Annotated[bool, typer.Option("--once", help="Sweep once and stop.")] = False,
    port: Annotated[int | None, typer.Option(help="Instead of `web.port`; 0: any free one.", min=0, max=65535)] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help=f"Try the pages on sample data in {sample_data.FOLDER}/.")
    ] = False,
) -> None:
    """Run Wian on this machine: set up what is missing, sweep every few minutes, serve the pages, until Ctrl-C."""
    from runtime import logs, preflight
    from runtime.settings import load_settings
    from tasks import embedded
    from tasks.embedded import keep_sweeping, stopped_by_signals
    from workflow.letters.pdf.libreoffice import command as office_command

    # Only the demo's own folder is used, even if the environment names another database.
    settings = load_settings({}, sample_data.FOLDER.resolve()) if demo else settings_here()
    settings = settings if port is None else settings.changed(web={"port": port})
    preflight.check(settings)
    here, _ = set_up(settings)
    pages = list(sample_data.prepare(here)) if demo else []
    minutes, stopped = here.settings.sweep.minutes, stopped_by_signals()
    if here.settings.files.pdf:
        office_command()
    after = partial(embedded.after_sweep, here)
    sweep = partial(keep_sweeping, here, tell)
    sweeping = partial(sweep, stopped, once=once, after=after)
    if once:
        sweeping()
        return
    console.print(f"sweeping every {minutes} minutes; letters go to {here.settings.letters.folder}; Ctrl-C stops")
    sweeper = Thread(target=sweeping, name="sweeping")
    sweeper.start()
    logs.set_up(settings.changed(logs={"level": "warning"}))  # the results are printed anyway
    try:
        serve(settings, stopped, pages)
    finally:
        stopped.set()
        sweeper.join()


def states() -> None:
    """Print the state table and its diagrams as Markdown (docs/states.md)."""
    print(document(), end="")
