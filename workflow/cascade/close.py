"""Closing a circular without open tasks, with the closing report."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, exists, select

from workflow import blobs
from workflow.act import Act
from workflow.cascade.thanks import thank
from workflow.circulars import circular as circulars
from workflow.circulars import figures as circular_figures
from workflow.circulars.circular import Circular
from workflow.circulars.figures import Figures
from workflow.letters.issued import ORIGINAL
from workflow.letters.printer import LetterPrinter
from workflow.localtime import local_date
from workflow.progress.completion import discard_drafts
from workflow.states import Noun
from workflow.store import tables as t
from workflow.store.dialect import is_open
from workflow.store.transitions import move_one
from workflow.thai.dates import thai_date
from workflow.thai.digits import buddhist_year, thai_digits

REPORT = "closing-report"
_FIGURES = ("expected", "complete", "nil", "waived", "on_time", "late")


@dataclass(frozen=True)
class ClosedCircular:
    """A circular closed now; `report` is the report's place in the store."""

    code: str
    report: str


def finished_circulars(conn: Connection) -> list[int]:
    """The ids of the open circulars without open tasks, oldest first."""
    return list(conn.scalars(_finished().order_by(t.circulars.c.id)))


def close_if_finished(conn: Connection, printer: LetterPrinter, act: Act, circular_id: int) -> ClosedCircular | None:
    """Close an open circular without open tasks; None for another circular."""
    chosen = _finished().where(t.circulars.c.id == circular_id)
    # Locked, so that one of several concurrent sweeps closes it; then checked again, since a task may have been
    # reopened while this transaction waited for the lock.
    conn.execute(chosen.with_for_update(key_share=True))
    if conn.execute(chosen).first() is None:
        return None
    return _close(conn, circulars.by_id(conn, circular_id), printer, act)


def _finished() -> Select[int]:
    unfinished = exists().where(t.tasks.c.circular_id == t.circulars.c.id, is_open(t.tasks))
    return select(t.circulars.c.id).where(is_open(t.circulars), ~unfinished)


def _close(conn: Connection, circular: Circular, printer: LetterPrinter, act: Act) -> ClosedCircular:
    today = local_date(act.now)
    discard_drafts(conn, circular.id, act)
    printed = printer.make(REPORT, report_facts(conn, circular, today), act.now)
    file = printer.store.keep(f"{buddhist_year(today)}/{today}-{circular.code}-{REPORT}", printed)
    blobs.record(conn, blobs.LETTERS, {file: printed.data}, act.now)
    values = {"closed_on": today, "report_file": file, "report_sha256": printed.sha256}
    move_one(conn, Noun.CIRCULAR, "close", circular.id, act, **values)
    circular_figures.refresh(conn, act.now, t.circulars.c.id == circular.id)
    thank(conn, circular, printer, act)
    return ClosedCircular(circular.code, file)


def report_facts(conn: Connection, circular: Circular, today: date) -> dict[str, object]:
    """The facts of the closing report: figures by province, and their sum."""
    original = select(t.letters.c.number, t.letters.c.date).where(
        t.letters.c.circular_id == circular.id, t.letters.c.kind == ORIGINAL
    )
    number, dated = conn.execute(original).one()
    rows = circular_figures.figures(conn, circular, by="province")
    return {
        "title": "รายงานสรุปผลการดำเนินการตามหนังสือเวียน",
        "subject": circular.subject,
        "number": number,
        "date": thai_date(dated),
        "deadline": thai_date(circular.deadline),
        "closed_on": thai_date(today),
        "rows": [_row(row) for row in rows],
        "total": _row(circular_figures.total(rows)),
    }


def _row(figures: Figures) -> dict[str, str]:
    return {"name": figures.name, **{name: thai_digits(getattr(figures, name)) for name in _FIGURES}}
