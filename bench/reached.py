"""A circular passed on to every office of the nation, with links."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Connection, select

from bench.issuing import ACT, FILE
from cli.circular import issue_file
from runtime.services import Services
from workflow.access import links
from workflow.access.links import NewLink
from workflow.access.secret_keys import Keys
from workflow.act import Act
from workflow.cascade import pass_on as passing
from workflow.circulars.circular import Circular
from workflow.progress.acknowledge import acknowledge_all
from workflow.progress.receivable import AcknowledgeRequest
from workflow.registry import lookup
from workflow.registry.kinds import Level
from workflow.registry.load import load
from workflow.registry.units import Unit
from workflow.store import tables as t

_LATER = Act("bench", datetime(2020, 5, 29, 3, tzinfo=UTC))
_LAST_DAY = date(2100, 1, 1)


def reach(here: Services, members: Sequence[Unit], keys: Keys) -> tuple[Circular, list[NewLink]]:
    """Issue a circular to the nation and pass it on to every office; return the links of the offices with the work."""
    with here.database.write() as conn:
        load(conn, members)
    circular, _, _, _ = issue_file(here, FILE, ACT)
    for level in (Level.PROVINCE, Level.DISTRICT):
        with here.database.write() as conn:
            _pass_on(conn, here, circular, level)
    with here.database.write() as conn:
        minted = links.mint(conn, circular, _LATER, _LAST_DAY, keys)
        doing = set(conn.scalars(select(t.tasks.c.id).where(t.tasks.c.duty == "do", t.tasks.c.state == "sent")))
    return circular, [link for link in minted if link.task_id in doing]


def _pass_on(conn: Connection, here: Services, circular: Circular, level: Level) -> None:
    theirs = t.tasks.c.circular_id == circular.id, t.tasks.c.level == str(level), t.tasks.c.duty == "pass_on"
    rows = conn.execute(select(t.tasks.c.id, t.tasks.c.unit_id).where(*theirs).order_by(t.tasks.c.id)).all()
    acknowledge_all(conn, [AcknowledgeRequest(row.id, "bench", "bench") for row in rows], _LATER.now, here.calendar)
    for row in rows:
        passing.pass_on(conn, circular, lookup.by_id(conn, row.unit_id), here.printer, _LATER)
