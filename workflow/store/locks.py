"""The one order in which rows are locked, so that no two transactions can wait for each other in a ring:

1. circulars, by id (`circulars.lock`, `circulars.hold`): nearly everybody takes one at most;
2. units, by id (`registry.lookup.hold`): the senders of a round, and all when the registry is loaded;
3. tasks, by id, by one statement for all that the transaction will change (`lock_tasks`, `completion.hold_tasks`,
   `lagging.listed`): what locks a few and comes back for others goes back in the order;
4. registers, by id, by one statement for all numbers that are taken (`registers.enter_all`).

Whoever needs only some of them begins further down: a round takes no circular, receipts take tasks and registers only.
Drafts and requests for time have no place of their own: whoever takes one of them and a task holds the circular. Nobody
else can see a row that is new.

A row is locked as an UPDATE locks it, not as a DELETE, wherever new rows may refer to it meanwhile (`key_share`): a
foreign key locks what it points to as well, and a letter, for instance, points to its circular long after its round
has locked tasks. The guards that stand for foreign keys lock nothing.
"""

from sqlalchemy import ColumnElement, Connection, select

from workflow.store import tables as t


def lock_tasks(conn: Connection, *where: ColumnElement[bool]) -> None:
    """Keep others from changing these tasks, and from adding rows that refer to them, until the transaction ends."""
    conn.execute(select(t.tasks.c.id).where(*where).order_by(t.tasks.c.id).with_for_update())
