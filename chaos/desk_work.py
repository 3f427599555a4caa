"""What officers find on their desks and do from time to time: approve drafts, receive the letters that came."""

import random
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, exists, select

from chaos.record import Record
from commands.common import Desk
from workflow import approval, circulars, organisation, receipts
from workflow.calendar import local_date
from workflow.errors import NotAllowedError
from workflow.store.change import Act
from workflow.store.paper import DRAFT, letter_addressees, letters
from workflow.store.paper import receipts as receipt_table
from workflow.store.tables import circulars as circular_table

_AT_ONCE = 6


def approve_drafts(desk: Desk, record: Record, act: Act, dice: random.Random) -> None:
    """Approve some of the drafts that wait, some with a new deadline."""
    with desk.database.read() as conn:
        waiting = list(conn.scalars(select(letters.c.id).where(DRAFT)))
    for letter_id in dice.sample(waiting, min(_AT_ONCE, len(waiting))):
        try:
            with desk.database.write() as conn:
                new = None
                if dice.random() < 0.4 and _moves_deadline(conn, letter_id):
                    new = local_date(act.now) + timedelta(days=dice.randint(7, 21))
                approved = approval.approve(conn, letter_id, desk.press, act, new)
        except NotAllowedError:
            continue  # a sweep, or somebody else, was faster, or nobody lags any more
        record.write("approved", act.now, letter=letter_id, number=approved.issued.number)


def _moves_deadline(conn: Connection, letter_id: int) -> bool:
    row = conn.execute(
        select(letters.c.circular_id, letters.c.stage, letters.c.stage_rank).where(letters.c.id == letter_id)
    ).one()
    circular = circulars.by_id(conn, row.circular_id)
    return row.stage_rank > 0 and circular.ladder.stage(row.stage).stage.moves_deadline


def receive_letters(desk: Desk, record: Record, act: Act, dice: random.Random) -> None:
    """Receive some of the follow-ups and notices that were sent: each gets a number of the incoming register."""
    with desk.database.read() as conn:
        came = list(_unreceived(conn))
    for letter_id, circular_id, unit_id in dice.sample(came, min(_AT_ONCE, len(came))):
        try:
            with desk.database.write() as conn:
                circular, unit = circulars.by_id(conn, circular_id), organisation.by_id(conn, unit_id)
                found = receipts.acknowledge_letter(conn, circular, unit, letter_id, act, act.actor)
        except NotAllowedError:
            continue
        told = {"circular": circular.code, "unit": unit.unit.code, "letter": letter_id}
        record.write("receive", act.now, **told, number=found.number, date=found.date)


def _unreceived(conn: Connection) -> Iterator[tuple[int, int, int]]:
    received = exists().where(
        receipt_table.c.letter_id == letters.c.id, receipt_table.c.unit_id == letter_addressees.c.unit_id
    )
    rows = (
        select(letters.c.id, letters.c.circular_id, letter_addressees.c.unit_id)
        .join(letter_addressees, letter_addressees.c.letter_id == letters.c.id)
        .join(circular_table, circular_table.c.id == letters.c.circular_id)
        .where(letters.c.state == "issued", letters.c.stage_rank != 0, circular_table.c.state == "open", ~received)
        .order_by(letters.c.id.desc())
        .limit(100)
    )
    for row in conn.execute(rows):
        yield row.id, row.circular_id, row.unit_id
