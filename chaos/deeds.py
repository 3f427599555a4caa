"""The deeds of people: transactions of the domain, as in commands, with their confirmations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Row, exists, select

from chaos.story import Step
from runtime.services import Services
from workflow.act import Act
from workflow.cascade import cancel as cancellation
from workflow.cascade import pass_on as passing
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.letters.issued import letters_to
from workflow.localtime import local_date
from workflow.progress import extension, reports
from workflow.progress.acknowledge import acknowledge
from workflow.progress.import_outcomes import import_outcomes
from workflow.progress.outcomes_file import read_outcomes
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.store import tables as t

Facts = dict[str, object]


class NotYetError(Exception):
    """The deed must wait for another; the person tries again later."""


class OverError(Exception):
    """The deed is no longer needed."""


@dataclass(frozen=True)
class Case:
    """A step with its act and connection."""

    services: Services
    conn: Connection
    step: Step
    act: Act
    folder: Path

    def circular(self) -> Circular:
        """The open circular of the step."""
        circulars_of_code = circulars.find(self.conn, t.circulars.c.code == self.step.circular)
        if not circulars_of_code:
            raise NotYetError
        if circulars_of_code[0].state != "open":
            raise OverError
        return circulars_of_code[0]

    def member(self) -> Office:
        """The office of the step."""
        return lookup.by_code(self.conn, self.step.unit)

    def task(self, circular: Circular, unit: Office) -> Row[int, str]:
        """The unit's task."""
        mine = t.tasks.c.circular_id == circular.id, t.tasks.c.unit_id == unit.id
        return self.conn.execute(select(t.tasks.c.id, t.tasks.c.state).where(*mine)).one()

    def wait_for(self, circular: Circular, unit: Office, ready: tuple[str, ...], later: tuple[str, ...]) -> None:
        """Check that the task is in a state of `ready`. Raises NotYetError if it may come there, else OverError."""
        state = self.task(circular, unit).state
        if state not in ready:
            raise NotYetError if state in later else OverError


def receive(case: Case) -> Facts:
    """Acknowledge the circular; return the receipt with its number."""
    circular, unit = case.circular(), case.member()
    bringing = t.letters.c.circular_id == circular.id, t.letters.c.kind.in_(t.CARRIER_KINDS)
    mine = t.receipts.c.unit_id == unit.id, t.receipts.c.voided_at.is_(None)
    standing = exists().where(t.receipts.c.letter_id == t.letters.c.id, *bringing, *mine)
    if case.conn.scalar(select(standing)):
        raise OverError
    case.wait_for(circular, unit, ("sent", "done", "returned"), ("waiting",))
    if not any(letter.carries_circular for letter in letters_to(case.conn, circular.id, unit.id)):
        raise NotYetError  # done by an import before the circular was sent
    receipt = acknowledge(case.conn, circular, unit, case.act, case.act.actor)
    return {"number": receipt.number, "date": receipt.date}


def undo(case: Case) -> Facts:
    """Undo an acknowledgement, whose number stays used."""
    circular, unit = case.circular(), case.member()
    case.wait_for(circular, unit, ("received",), ("waiting", "sent"))
    return {"step": reports.undo(case.conn, circular, unit, case.act)}


def pass_on(case: Case) -> Facts:
    """Issue the covering letter."""
    circular, unit = case.circular(), case.member()
    case.wait_for(circular, unit, ("received",), ("waiting", "sent"))
    issued = passing.pass_on(case.conn, circular, unit, case.services.printer, case.act)
    return {"letter": issued.letter_id, "number": issued.number}


def report(case: Case) -> Facts:
    """Report the work as done, or nothing to report."""
    circular, unit = case.circular(), case.member()
    case.wait_for(circular, unit, ("received", "returned"), ("waiting", "sent"))
    work = reports.report_nil if case.step.deed == "nil" else reports.report
    return {"state": work(case.conn, circular, unit, case.act)}


def verify(case: Case) -> Facts:
    """Confirm a report."""
    circular, unit = case.circular(), case.member()
    case.wait_for(circular, unit, ("reported",), ("waiting", "sent", "received", "returned"))
    reports.verify(case.conn, circular, unit, case.act)
    return {"state": "done"}


def send_back(case: Case) -> Facts:
    """Return a report as incomplete."""
    circular, unit = case.circular(), case.member()
    case.wait_for(circular, unit, ("reported",), ("waiting", "sent", "received"))
    reports.return_incorrect(case.conn, circular, unit, case.act.because("ข้อมูลไม่ครบถ้วน"))
    return {"state": "returned"}


def waive(case: Case) -> Facts:
    """Excuse an office."""
    reports.waive(case.conn, case.circular(), case.member(), case.act.because("ไม่มีภารกิจนี้"))
    return {"state": "waived"}


def bring_in(case: Case) -> Facts:
    """Import a file of outcomes."""
    circular, outcomes = case.circular(), cast(Mapping[str, str], case.step.more["outcomes"])
    today = local_date(case.act.now)
    file = case.folder / f"{circular.code}-{case.step.day:.2f}.csv"
    rows = "".join(f"{unit},{outcome},,{today}\n" for unit, outcome in outcomes.items())
    file.write_text(f"unit,outcome,note,as_of\n{rows}", "utf-8")
    read = read_outcomes(file, today)
    changed = import_outcomes(case.conn, circular, file, read, case.act)
    kept_units = {change.unit for change in changed.changes if change.kept}
    return {"outcomes": {unit: outcome for unit, outcome in outcomes.items() if unit not in kept_units}}


def extend(case: Case) -> Facts:
    """Extend the deadline by a letter."""
    circular, unit = case.circular(), case.member()
    new = local_date(case.act.now) + timedelta(days=int(str(case.step.more["days"])))
    act = case.act.because("น้ำท่วม")
    issued = extension.grant(case.conn, circular, unit, new, case.services.printer, act)
    return {"deadline": new, "letter": issued.letter_id, "number": issued.number}


def cancel(case: Case) -> Facts:
    """Cancel the circular by letters."""
    act = case.act.because("ไม่มีความจำเป็นแล้ว")
    _, issued = cancellation.cancel(case.conn, case.circular(), case.services.printer, act)
    return {"letter": issued.letter_id, "number": issued.number}


DEEDS: dict[str, Callable[[Case], Facts]] = {
    "receive": receive,
    "undo": undo,
    "pass_on": pass_on,
    "report": report,
    "nil": report,
    "verify": verify,
    "send_back": send_back,
    "waive": waive,
    "import": bring_in,
    "extend": extend,
    "cancel": cancel,
}
"""The deeds by the step's name."""

UNDOING = {"undo", "send_back", "import"}
"""Deeds that may undo finished work; recorded before the attempt, because they may happen unconfirmed."""
