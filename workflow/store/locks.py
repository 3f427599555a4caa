"""The order of row locks, which all transactions keep so that they never deadlock:

1. circulars, by id (`circulars.lock`, `circulars.hold`); nearly all transactions lock one at most;
2. units, by id (`registry.lookup.hold`): the senders of a round, or all units when the registry is loaded;
3. tasks, by id, in one statement for all tasks that the transaction will change (`lock_tasks`,
   `completion.hold_tasks`, `lagging.listed`); a second statement for more tasks would break the order;
4. registers, by id, in one statement for all numbers (`registers.enter_all`).

A transaction may skip steps: a round locks no circular, receipts lock tasks and registers only. Drafts and time
requests have no place in the order: a transaction that locks one of them and a task also holds the circular. New rows
are invisible to other transactions.

Rows that new rows may reference meanwhile are locked as for UPDATE, not as for DELETE (`key_share`): a foreign key
locks the row it references, and a letter references its circular long after its round has locked tasks. Guards, which
replace foreign keys, lock nothing.
"""

from sqlalchemy import ColumnElement, Connection, select

from workflow.store import tables as t


def lock_tasks(conn: Connection, *where: ColumnElement[bool]) -> None:
    """Lock these tasks against changes and new references until the transaction ends."""
    conn.execute(select(t.tasks.c.id).where(*where).order_by(t.tasks.c.id).with_for_update())
