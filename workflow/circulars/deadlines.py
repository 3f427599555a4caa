"""Extensions: later deadlines for a unit and all below it, with a reason. On-time figures use the first deadline."""

from datetime import date

from sqlalchemy import ColumnElement, Connection, func, insert, select, true, update

from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError
from workflow.localtime import local_date
from workflow.registry.kinds import Level
from workflow.registry.lookup import Office
from workflow.store import tables as t
from workflow.store.locks import lock_tasks


def extend(conn: Connection, circular: Circular, top: Office, new: date, act: Act) -> int:
    """Set a later deadline for a unit and all below it; return the new deadline version.

    Tasks with an even later deadline keep it. Raises NotAllowedError if the date is not later than the deadline in
    force or not in the future, without a reason, or if the circular is not open.
    """
    if not act.why.strip():
        raise NotAllowedError("a deadline is only moved for a reason: say why")
    check_later(conn, circular, top, new, local_date(act.now))
    of_circular = t.deadlines.c.circular_id == circular.id
    version = int(conn.scalar(select(func.max(t.deadlines.c.version)).where(of_circular)) or 0) + 1
    row = {"circular_id": circular.id, "version": version, "date": new, "unit_id": top.id}
    conn.execute(insert(t.deadlines).values(**row, reason=act.why, actor=act.actor, at=act.now))
    tasks = t.tasks.c.circular_id == circular.id, subtree(circular, top)
    later = update(t.tasks).where(*tasks, t.tasks.c.deadline < new)
    conn.execute(later.values(deadline=new, deadline_version=version))
    return version


def check_later(conn: Connection, circular: Circular, top: Office, new: date, today: date) -> None:
    """Lock the circular and the tasks of a unit and all below it, and check that the new deadline is later.

    Raises NotAllowedError if it is not after today and after the earliest deadline in force, or if the unit has no
    task.
    """
    circulars.hold(conn, circular)
    tasks = t.tasks.c.circular_id == circular.id, subtree(circular, top)
    lock_tasks(conn, *tasks)
    earliest = conn.scalar(select(func.min(t.tasks.c.deadline)).where(*tasks))
    if earliest is None:
        raise NotAllowedError(f"{top.name} has no task under circular '{circular.code}'")
    if new <= today or new <= earliest:
        raise NotAllowedError(
            f"the new deadline {new} must be after today ({today}) and after the old one ({earliest})"
        )


def subtree(circular: Circular, top: Office) -> ColumnElement[bool]:
    """The condition for the tasks of a unit and of all units below it."""
    if top.id == circular.issuer_id:
        return true()
    if top.level is Level.PROVINCE:
        return t.tasks.c.province_id == top.id
    if top.level is Level.DISTRICT:
        return t.tasks.c.district_id == top.id
    return t.tasks.c.unit_id == top.id
