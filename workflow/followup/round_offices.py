"""The offices of a round of follow-ups: its senders, the units directly below them, and the addressees."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, and_, or_, select

from workflow.circulars.circular import Circular
from workflow.circulars.ladder import Stage
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.store import tables as t
from workflow.store.any_of import any_of


class RoundOffices:
    """The senders of a round and, by sender, the units directly below.

    `taking_part` holds the units that take part in the circular, `all_below` all units of the day of its issue.
    """

    def __init__(self, conn: Connection, circular: Circular, sender_ids: Collection[int]) -> None:
        tasks = select(t.tasks.c.unit_id, t.tasks.c.above_id).where(t.tasks.c.circular_id == circular.id)
        above = {row.unit_id: row.above_id for row in conn.execute(tasks.where(any_of(t.tasks.c.above_id, sender_ids)))}
        concerned = any_of(t.units.c.id, {*sender_ids, circular.issuer_id, *above})
        all_below = and_(any_of(t.units.c.parent_id, sender_ids), lookup.valid_on(circular.issued_on))
        offices = lookup.find(conn, or_(concerned, all_below))  # by code, as letters name them
        self.by_id = {office.id: office for office in offices}
        self.taking_part: dict[int, list[Office]] = {sender_id: [] for sender_id in sender_ids}
        self.all_below: dict[int, list[Office]] = {sender_id: [] for sender_id in sender_ids}
        for office in offices:
            if office.id in above:
                self.taking_part[above[office.id]].append(office)
            if office.parent_id in self.all_below and office.unit.is_valid_on(circular.issued_on):
                self.all_below[office.parent_id].append(office)


def addressees(
    stage: Stage, offices: RoundOffices, lagging: Mapping[int, Collection[int]], with_deadline: Mapping[int, set[int]]
) -> dict[int, list[Office]]:
    """The addressees of a stage's letters by sender, as the stage's `to` says.

    Both mappings hold, by sender, ids of units directly below it: `lagging` those that lag or have a lagging office
    below them, `with_deadline` those that have this deadline or an office with it below them. Even `to: all` leaves
    out units with another deadline, because the letter states this one.
    """
    if stage.to == "head":
        return {sender_id: [offices.by_id[sender_id]] for sender_id in lagging}
    written_to = with_deadline if stage.to == "all" else lagging
    return {
        sender_id: [office for office in offices.taking_part[sender_id] if office.id in written_to[sender_id]]
        for sender_id in lagging
    }
