"""Circulars without their text and ladder, for lists and figures: quicker to load and to read."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, TextClause, select

from workflow.errors import UnknownError
from workflow.store import tables as t


@dataclass(frozen=True)
class CircularHeading:
    """The plain columns of a circular's row."""

    id: int
    code: str
    issuer_id: int
    state: str
    subject: str
    deadline: date
    issued_on: date


_COLUMNS = [t.circulars.c[name] for name in CircularHeading.__dataclass_fields__]


def find_headings(conn: Connection, where: ColumnElement[bool] | TextClause) -> list[CircularHeading]:
    """The headings of all circulars for which the condition holds, oldest first."""
    rows = conn.execute(select(*_COLUMNS).where(where).order_by(t.circulars.c.id))
    return [CircularHeading(*row) for row in rows]


def heading_by_code(conn: Connection, code: str) -> CircularHeading:
    """The heading of the circular with this code. Raises UnknownError with the known codes."""
    headings = find_headings(conn, t.circulars.c.code == code)
    if not headings:
        raise unknown(conn, code)
    return headings[0]


def unknown(conn: Connection, code: str) -> UnknownError:
    """The error for an unknown code, with the known codes."""
    known = conn.scalars(select(t.circulars.c.code).order_by(t.circulars.c.id)).all()
    return UnknownError(f"there is no circular '{code}'; there are: {', '.join(known) or 'none yet'}")
