"""The service form: workers and a beat on RabbitMQ, and the doctor that says whether all is well."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer
from kombu import Connection
from kombu.exceptions import OperationalError
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from commands.common import console
from tasks import queues
from tasks.app import configure, declare
from workflow import incidents, slots
from workflow.errors import WianError
from workflow.letters.office.run import command as office_command
from workflow.settings import Settings, load_settings

_LATE = 3  # slots without a sweep that are too many


def add_to(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command()(worker)
    app.command()(beat)
    app.command()(doctor)


def worker(
    kinds: Annotated[str, typer.Option("--queues", help="Kinds of work, by commas.")] = ",".join(queues.KINDS),
    concurrency: Annotated[int, typer.Option(help="Processes.", min=1)] = 2,
) -> None:
    """Run a worker of the service until it is stopped; it ends the batch it is at first."""
    settings = _settings()
    chosen = kinds.split(",")
    if unknown := [kind for kind in chosen if kind not in queues.KINDS]:
        raise WianError(f"there is no kind of work '{unknown[0]}'; expected some of {', '.join(queues.KINDS)}")
    if queues.FILES in chosen and settings.files_pdf:
        office_command()  # refused now, rather than at the first letter
    _declared(settings)
    names = ",".join(queues.name(settings.broker_prefix, kind) for kind in chosen)
    # A name of its own: two workers of one name on one machine would fight for the queue of that name.
    node = f"{chosen[0]}-{uuid4().hex[:8]}@%h"
    celery = configure(settings)
    celery.worker_main(["worker", "-n", node, "-Q", names, "-c", str(concurrency), "-l", "INFO", "--without-gossip"])


def beat() -> None:
    """Ask for a sweep every few minutes until stopped; any number of these may run."""
    settings = _settings()
    _declared(settings)
    configure(settings).start(["beat", "-l", "INFO"])


def doctor() -> None:
    """Say whether the service is well: exit code 0 if so, 1 with what is wrong."""
    settings, now = _settings(), datetime.now(UTC)
    problems = [*_of_database(settings, now), *_of_broker(settings)]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        raise typer.Exit(1)
    console.print("all is well")


def _of_database(settings: Settings, now: datetime) -> list[str]:
    database = settings.database()
    try:
        if not inspect(database.engine).has_table("sweeps"):
            return ["the database is not set up, or is an older one: `wian init`"]
        with database.read() as conn:
            last, standing = slots.last_sweep(conn), incidents.standing(conn)
    except DBAPIError as error:
        return [f"the database cannot be used: {error.orig}"]
    found = [f"{len(standing)} incidents wait for a person: `wian incidents`"] if standing else []
    if last is None:
        found.append("no sweep has ever been through: is a worker running, and a beat?")
    elif now - last > timedelta(minutes=settings.sweep_minutes * _LATE):
        found.append(f"the last sweep was through at {last:%Y-%m-%d %H:%M} UTC, more than {_LATE} slots ago")
    return found


def _of_broker(settings: Settings) -> list[str]:
    try:
        with Connection(settings.broker_address, connect_timeout=5) as connection:
            connection.ensure_connection(max_retries=1)
            dead = queues.dead(settings.broker_prefix).name
            channel: Any = connection.default_channel  # of the broker's own kind, which the types do not name
            count = int(channel.queue_declare(queue=dead, passive=True).message_count)
    except (OSError, OperationalError) as error:
        return [f"the broker cannot be reached: {error}"]
    except connection.channel_errors:
        return ["the broker has none of our queues yet: no worker has ever been started"]
    return [f"{count} dead messages wait for the next sweep"] if count else []


def _settings() -> Settings:
    return load_settings(os.environ, Path.cwd())


def _declared(settings: Settings) -> None:
    try:
        declare(settings)
    except (OSError, OperationalError) as error:
        raise WianError(f"the broker cannot be reached ([broker] address): {error}") from None
