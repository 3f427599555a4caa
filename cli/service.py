"""The service form: workers and a beat on RabbitMQ, and the doctor that says whether all is well."""

import os
import sys
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from cli.common import console
from monitoring import health, probes
from runtime import clock, logs, preflight
from runtime.health import PATIENCE
from runtime.services import open_database
from runtime.settings import Settings, load_settings
from tasks import celery_logs, instrumentation, publish, queues
from tasks.broker import reaching
from tasks.celery_app import configure, declare
from workflow.errors import WianError
from workflow.letters.pdf.libreoffice import command as office_command


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
    preflight.check(settings)
    if queues.FILES in chosen and settings.files.pdf:
        office_command()  # refused now, rather than at the first letter
    _set_up_logs(settings)
    declare(settings)
    if settings.metrics.port:
        probes.serve(settings, instrumentation.SECONDS)
    names = ",".join(queues.name(settings.broker.prefix, kind) for kind in chosen)
    # A name of its own: two workers of one name on one machine would fight for the queue of that name.
    node = f"{chosen[0]}-{uuid4().hex[:8]}@%h"
    celery = configure(settings)
    # Quiet: the log says all that its banner would, a JSON object a line.
    words = ["--quiet", "worker", "-n", node, "-Q", names, "-c", str(concurrency)]
    # What workers would tell each other, of tasks taken back for instance, stands in the database.
    words += ["--without-gossip", "--without-mingle"]
    celery.worker_main(words)


def beat() -> None:
    """Ask for a sweep every few minutes until stopped; any number of these may run."""
    settings = _settings()
    _set_up_logs(settings)
    declare(settings)
    celery = configure(settings)
    # At start too: Celery's beat first waits a whole interval, and one that is restarted sooner would never ask.
    with reaching():
        publish.sweep()
    celery.start(["--quiet", "beat"])


def doctor() -> None:
    """Say whether the service is well: exit code 0 if so, 1 with what is wrong."""
    settings = _settings()
    findings = health.findings(settings, open_database(settings, PATIENCE), clock.now())
    for finding in findings:
        print(finding.problem, file=sys.stderr)
    if findings:
        raise typer.Exit(1)
    console.print("all is well")


def _settings() -> Settings:
    return load_settings(os.environ, Path.cwd())


def _set_up_logs(settings: Settings) -> None:
    logs.set_up(settings)
    celery_logs.set_up()
