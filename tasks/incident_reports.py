"""Reports of faults to a person: an incident in the database and a line in the log."""

from datetime import datetime

from tasks import log_events
from workflow import incidents
from workflow.circulars.circular import Circular
from workflow.registry import lookup
from workflow.store.database import Database
from workflow.store.types import storable


def report_incident(
    database: Database,
    key: str,
    problem: str,
    now: datetime,
    circular: Circular | None = None,
    unit_id: int | None = None,
) -> None:
    """Open an incident in a transaction of its own, and log it after the commit."""
    key, problem = storable(key), storable(problem)  # the log and the incident say the same
    with database.write() as conn:
        incidents.open_one(conn, key, problem, now, circular.id if circular else None, unit_id)
        unit = lookup.by_id(conn, unit_id).code if unit_id else ""
    log_events.incident(key, problem, circular.code if circular else "", unit)
