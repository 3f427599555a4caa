"""Acknowledgements that are asked for, and why one cannot be given."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from workflow.act import Act, ActorKind
from workflow.progress.incoming_letters import Incoming, LetterRow, Receipt, TaskRow
from workflow.thai.spacing import visible

_LONGEST = {"received_by": 100, "position": 100, "own_number": 40}


class NotReceivable(StrEnum):
    """Why a letter is not received."""

    ALREADY = "already"  # there is a receipt, which the answer carries
    NOT_SENT = "not sent"  # nothing has been sent to the unit yet, or not this letter
    STATE = "state"  # the state table has no such step now: called off, excused
    TOO_EARLY = "too early"  # the letter bears a later date
    INPUT = "input"  # who received it is missing, or something is too long
    UNKNOWN = "unknown"  # there is no such task


@dataclass(frozen=True)
class AcknowledgeRequest:
    """An acknowledgement that is asked for.

    `letter_id` is a follow-up's; 0 means the letter that brought the circular. `own_number` is the receive number in
    a book the office keeps itself; without one it gets the next of its incoming register.
    """

    task_id: int
    actor: str
    received_by: str
    position: str = ""
    own_number: str = ""
    letter_id: int = 0
    actor_kind: ActorKind = ActorKind.OFFICER
    actor_id: int | None = None

    def act(self, now: datetime) -> Act:
        """Who acknowledges, then."""
        return Act(self.actor, now, actor_kind=self.actor_kind, actor_id=self.actor_id)


@dataclass(frozen=True)
class AcknowledgeResult:
    """What came of it: the receipt, or why there is none (`problem` in plain words); both if it was there already."""

    receipt: Receipt | None
    not_receivable: NotReceivable | None = None
    problem: str = ""


def cleaned(one: AcknowledgeRequest) -> AcknowledgeRequest:
    """What was asked without line breaks and whatever cannot be seen, which comes along when people copy and paste."""
    typed: dict[str, str] = {name: visible(getattr(one, name)) for name in _LONGEST}
    return replace(one, **typed)  # type: ignore[arg-type]  # mypy takes them for all fields


def why_not(one: AcknowledgeRequest, row: Incoming | None, day: date) -> AcknowledgeResult | None:
    """Why this cannot be received on that day, the task's state aside; None if it can.

    `row` is how it stands; None for an unknown task.
    """
    if row is None:
        return AcknowledgeResult(None, NotReceivable.UNKNOWN, f"there is no task {one.task_id}")
    if row.standing is not None:
        return already(row, row.standing)
    return _not_sent(one, row.task, row.letter, day) or _unfit(one)


def _not_sent(one: AcknowledgeRequest, task: TaskRow, letter: LetterRow | None, day: date) -> AcknowledgeResult | None:
    if letter is None:
        problem = "the level above has not sent the circular to this unit yet"
        if one.letter_id:
            problem = f"letter {one.letter_id} was not addressed to {task.unit_name}"
        return AcknowledgeResult(None, NotReceivable.NOT_SENT, problem)
    if day < letter.date:
        problem = f"the letter is dated {letter.date}; it cannot be received on {day}"
        return AcknowledgeResult(None, NotReceivable.TOO_EARLY, problem)
    return None


def _unfit(one: AcknowledgeRequest) -> AcknowledgeResult | None:
    if not one.received_by:
        return AcknowledgeResult(None, NotReceivable.INPUT, "who has received the letter is missing")
    for name, longest in _LONGEST.items():
        if len(getattr(one, name)) > longest:
            return AcknowledgeResult(None, NotReceivable.INPUT, f"{name} has more than {longest} characters")
    return None


def already(row: Incoming, receipt: Receipt) -> AcknowledgeResult:
    """The answer to who asks for what has been done: by whom, when, and under which number."""
    problem = f"{row.task.unit_name} has acknowledged {receipt.letter} already"
    return AcknowledgeResult(
        receipt, NotReceivable.ALREADY, f"{problem}: receive number {receipt.number} on {receipt.date}"
    )
