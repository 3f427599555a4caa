"""The service form: workers and a beat on RabbitMQ, and the doctor that checks them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from cli.common import console, settings_here
from tasks import queues
from workflow.errors import WianError

if TYPE_CHECKING:
    from runtime.settings import Settings


def worker(
    kinds: Annotated[str, typer.Option("--queues", help="Kinds of work, by commas.")] = ",".join(queues.KINDS),
    concurrency: Annotated[int, typer.Option(help="Processes.", min=1)] = 2,
) -> None:
    """Run a worker of the service until it is stopped; it ends the batch it is at first."""
    from monitoring import probes
    from runtime import preflight
    from tasks import instrumentation
    from tasks.celery_app import configure, declare
    from workflow.letters.pdf.libreoffice import command as office_command

    settings = settings_here()
    chosen = kinds.split(",")
    if unknown := [kind for kind in chosen if kind not in queues.KINDS]:
        raise WianError(f"there is no kind of work '{unknown[0]}'; expected some of {', '.join(queues.KINDS)}")
    preflight.check(settings)
    if queues.FILES in chosen and settings.files.pdf:
        office_command()  # refuses now instead of at the first letter
    _set_up_logs(settings)
    declare(settings)
    if settings.metrics.port:
        probes.serve(settings, instrumentation.SECONDS)
    names = ",".join(queues.name(settings.broker.prefix, kind) for kind in chosen)
    # A unique name, because two workers of one name on a machine would compete for the queue of that name.
    node = f"{chosen[0]}-{uuid4().hex[:8]}@%h"
    celery = configure(settings)
    # Quiet, because the log has the banner's content as JSON.
    words = ["--quiet", "worker", "-n", node, "-Q", names, "-c", str(concurrency)]
    # Workers need not gossip (about revoked tasks, for instance), because the database has the state.
    words += ["--without-gossip", "--without-mingle"]
    celery.worker_main(words)


def beat() -> None:
    """Ask for a sweep every few minutes until stopped; any number of these may run."""
    from tasks import publish
    from tasks.broker import reaching
    from tasks.celery_app import configure, declare

    settings = settings_here()
    _set_up_logs(settings)
    declare(settings)
    celery = configure(settings)
    # Also at the start: Celery's beat first waits an interval, so a beat restarted often would never request a sweep.
    with reaching():
        publish.sweep()
    celery.start(["--quiet", "beat"])


def doctor() -> None:
    """Say whether the service is well: exit code 0 if so, 1 with what is wrong."""
    from monitoring import health
    from runtime import clock
    from runtime.health import PATIENCE
    from runtime.services import open_database
    from runtime.version import program_version

    settings = settings_here()
    findings = health.findings(settings, open_database(settings, PATIENCE), clock.now())
    console.print(f"Wian {program_version()}")
    for finding in findings:
        print(finding.problem, file=sys.stderr)
    if findings:
        raise typer.Exit(1)
    console.print("all is well")


def _set_up_logs(settings: Settings) -> None:
    from runtime import logs
    from tasks import celery_logs

    logs.set_up(settings)
    celery_logs.set_up()
