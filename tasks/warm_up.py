"""The warm-up of a worker's process at its start, so that its first message need not wait.

The results are thrown away; the connection, the templates, and cached statements and patterns stay. A process whose
warm-up fails works all the same, and the job that needs the missing thing reports it.
"""

import threading

from celery import signals
from sqlalchemy.exc import SQLAlchemyError

import workflow.letters.press  # noqa: F401  (loaded once, before the processes fork)
from runtime import clock
from runtime.logs import log
from runtime.services import Services, process_services
from workflow.errors import WianError
from workflow.followup.due import due
from workflow.letters.samples.letters import SAMPLES
from workflow.lint import lint


@signals.worker_process_init.connect
def begin(**_: object) -> None:
    """Warm up in a thread, because Celery ends a process whose start waits for a silent database."""
    threading.Thread(target=get_ready, args=[process_services()], name="getting ready", daemon=True).start()


def get_ready(services: Services) -> None:
    """Read the due letters and print a sample of every template, as jobs do."""
    try:
        for template, facts in SAMPLES.items():
            lint(services.printer.make(template, facts, clock.now()).data)
        with services.database.read() as conn:
            due(conn, clock.now(), services.calendar)
    except (SQLAlchemyError, WianError) as error:
        log().warning("a process was not ready before its first job", problem=str(error))
