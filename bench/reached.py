"""A circular that has reached every office of the nation, level by level, with a link for each."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Connection, select

from bench.issuing import ACT, FILE
from commands.circular import issue_file
from commands.common import Desk
from workflow import cascade, links, organisation
from workflow.circulars import Circular
from workflow.keys import Keys
from workflow.kinds import Level
from workflow.links import Minted
from workflow.receipts import acknowledge_all
from workflow.receivable import Asked
from workflow.store.change import Act
from workflow.store.tables import tasks
from workflow.units import Unit

_LATER = Act("bench", datetime(2020, 5, 29, 3, tzinfo=UTC))
_LAST_DAY = date(2100, 1, 1)


def reach(here: Desk, members: Sequence[Unit], keys: Keys) -> tuple[Circular, list[Minted]]:
    """Issue to the nation and pass on to every office; the links of those who have the work to do."""
    with here.database.write() as conn:
        organisation.load(conn, members)
    circular, _, _, _ = issue_file(here, FILE, ACT)
    for level in (Level.PROVINCE, Level.DISTRICT):
        with here.database.write() as conn:
            _pass_on(conn, here, circular, level)
    with here.database.write() as conn:
        minted = links.mint(conn, circular, _LATER, _LAST_DAY, keys)
        doing = set(conn.scalars(select(tasks.c.id).where(tasks.c.duty == "do", tasks.c.state == "sent")))
    return circular, [link for link in minted if link.task_id in doing]


def _pass_on(conn: Connection, here: Desk, circular: Circular, level: Level) -> None:
    theirs = tasks.c.circular_id == circular.id, tasks.c.level == str(level), tasks.c.duty == "pass_on"
    rows = conn.execute(select(tasks.c.id, tasks.c.unit_id).where(*theirs).order_by(tasks.c.id)).all()
    acknowledge_all(conn, [Asked(row.id, "bench", "bench") for row in rows], _LATER.now, here.calendar)
    for row in rows:
        cascade.pass_on(conn, circular, organisation.by_id(conn, row.unit_id), here.press, _LATER)
