"""The desk work of officers: approving drafts and receiving letters."""

import random
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, exists, select

from chaos.record import Record
from runtime.services import Services
from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.errors import NotAllowedError
from workflow.followup import drafts
from workflow.letters.shown_draft import DraftChangedError
from workflow.localtime import local_date
from workflow.progress import acknowledge
from workflow.registry import lookup
from workflow.store import tables as t

_AT_ONCE = 6


def approve_drafts(services: Services, record: Record, act: Act, dice: random.Random) -> None:
    """Approve some waiting drafts, some with a new deadline."""
    with services.database.read() as conn:
        waiting = list(conn.scalars(select(t.letters.c.id).where(t.DRAFT)))
    for letter_id in dice.sample(waiting, min(_AT_ONCE, len(waiting))):
        try:
            with services.database.write() as conn:
                new = None
                if dice.random() < 0.4 and _moves_deadline(conn, letter_id):
                    new = local_date(act.now) + timedelta(days=dice.randint(7, 21))
                approved = drafts.approve(conn, letter_id, services.printer, act, new)
        except DraftChangedError:
            with services.database.write() as conn:
                drafts.refresh(conn, letter_id, act)
            continue
        except NotAllowedError:
            continue  # a sweep or a person was faster, or nobody lags any more
        record.write("approved", act.now, letter=letter_id, number=approved.issued.number)


def _moves_deadline(conn: Connection, letter_id: int) -> bool:
    row = conn.execute(
        select(t.letters.c.circular_id, t.letters.c.stage, t.letters.c.kind).where(t.letters.c.id == letter_id)
    ).one()
    circular = circulars.by_id(conn, row.circular_id)
    return row.kind == "follow_up" and circular.ladder.stage(row.stage).stage.moves_deadline


def receive_letters(services: Services, record: Record, act: Act, dice: random.Random) -> None:
    """Receive some follow-ups and notices, with numbers of the incoming register."""
    with services.database.read() as conn:
        came = list(_unreceived(conn))
    for letter_id, circular_id, unit_id in dice.sample(came, min(_AT_ONCE, len(came))):
        try:
            with services.database.write() as conn:
                circular, unit = circulars.by_id(conn, circular_id), lookup.by_id(conn, unit_id)
                receipt = acknowledge.acknowledge_letter(conn, circular, unit, letter_id, act, act.actor)
        except NotAllowedError:
            continue
        letter = {"circular": circular.code, "unit": unit.code, "letter": letter_id}
        record.write("receive", act.now, **letter, number=receipt.number, date=receipt.date)


def _unreceived(conn: Connection) -> Iterator[tuple[int, int, int]]:
    received = exists().where(
        t.receipts.c.letter_id == t.letters.c.id, t.receipts.c.unit_id == t.letter_addressees.c.unit_id
    )
    rows = (
        select(t.letters.c.id, t.letters.c.circular_id, t.letter_addressees.c.unit_id)
        .join(t.letter_addressees, t.letter_addressees.c.letter_id == t.letters.c.id)
        .join(t.circulars, t.circulars.c.id == t.letters.c.circular_id)
        .where(
            t.letters.c.state == "issued",
            t.letters.c.kind.not_in(t.CARRIER_KINDS),
            t.circulars.c.state == "open",
            ~received,
        )
        .order_by(t.letters.c.id.desc())
        .limit(100)
    )
    for row in conn.execute(rows):
        yield row.id, row.circular_id, row.unit_id
