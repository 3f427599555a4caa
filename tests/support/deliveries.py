"""Deliveries by mail, for tests: who gets it, and what is written of each."""

from sqlalchemy import select, update

from runtime.services import Services
from tests.support.sweeps import Row
from workflow.store import tables as t


def mail_on(services: Services, *codes: str) -> None:
    """Switch mail on, and give these units an address."""
    services.printer.mails = True
    with services.database.write() as conn:
        for code in codes:
            conn.execute(update(t.units).where(t.units.c.code == code).values(email=f"saraban.{code}@example.go.th"))


def deliveries_of(services: Services, letter_id: int) -> dict[str, Row]:
    """A letter's deliveries by the code of the unit."""
    rows = select(t.units.c.code, t.deliveries).join(t.units, t.units.c.id == t.deliveries.c.unit_id)
    with services.database.read() as conn:
        found = conn.execute(rows.where(t.deliveries.c.letter_id == letter_id)).mappings()
        return {row["code"]: dict(row) for row in found}
