"""A worker's process gets ready while it starts, so that its first message waits for little but its own work.

What comes out is thrown away; what stays are the connection, the templates, and the statements and patterns that are
put together when they are first needed. A process that cannot get ready works all the same: the job that needs what is
missing says so.
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
    """Get ready beside the start: a database that does not answer must not hold it up, or Celery would end it."""
    threading.Thread(target=get_ready, args=[process_services()], name="getting ready", daemon=True).start()


def get_ready(services: Services) -> None:
    """Look for what is due, and print a sample by every template, as jobs do."""
    try:
        for template, facts in SAMPLES.items():
            lint(services.printer.make(template, facts, clock.now()).data)
        with services.database.read() as conn:
            due(conn, clock.now(), services.calendar)
    except (SQLAlchemyError, WianError) as error:
        log().warning("a process was not ready before its first job", problem=str(error))
