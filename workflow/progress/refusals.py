"""Acknowledgements that are asked for, and why one cannot be given."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflow.progress.incoming_letters import Incoming, Letter, Receipt, Task
from workflow.thai.spacing import visible

_LONGEST = {"received_by": 100, "position": 100, "own_number": 40}


class Refusal(StrEnum):
    """Why a letter is not received."""

    ALREADY = "already"  # there is a receipt, which the answer carries
    NOT_SENT = "not sent"  # nothing has been sent to the unit yet, or not this letter
    STATE = "state"  # the state table has no such step now: called off, excused
    TOO_EARLY = "too early"  # the letter bears a later date
    INPUT = "input"  # who received it is missing, or something is too long
    UNKNOWN = "unknown"  # there is no such task


@dataclass(frozen=True)
class Asked:
    """An acknowledgement that is asked for.

    `letter_id` is a follow-up's; 0 means the letter that brought the circular. `own_number` is the receive number in
    a book the office keeps itself; without one it gets the next of its incoming register. `actor` goes into the event.
    """

    task_id: int
    actor: str
    received_by: str
    position: str = ""
    own_number: str = ""
    letter_id: int = 0


@dataclass(frozen=True)
class Answer:
    """What came of it: the receipt, or why there is none (`problem` in plain words); both if it was there already."""

    receipt: Receipt | None
    refused: Refusal | None = None
    problem: str = ""


def cleaned(one: Asked) -> Asked:
    """What was asked without line breaks and whatever cannot be seen, which comes along when people copy and paste."""
    return Asked(
        one.task_id, one.actor, **{name: visible(getattr(one, name)) for name in _LONGEST}, letter_id=one.letter_id
    )


def refusal(one: Asked, row: Incoming | None, day: date) -> Answer | None:
    """Why this cannot be received on that day, the task's state aside; None if it can.

    `row` is how it stands; None for an unknown task.
    """
    if row is None:
        return Answer(None, Refusal.UNKNOWN, f"there is no task {one.task_id}")
    if row.standing is not None:
        return already(row, row.standing)
    return _not_sent(one, row.task, row.letter, day) or _unfit(one)


def _not_sent(one: Asked, task: Task, letter: Letter | None, day: date) -> Answer | None:
    if letter is None:
        problem = "the level above has not sent the circular to this unit yet"
        if one.letter_id:
            problem = f"letter {one.letter_id} was not addressed to {task.unit_name}"
        return Answer(None, Refusal.NOT_SENT, problem)
    if day < letter.date:
        problem = f"the letter is dated {letter.date}; it cannot be received on {day}"
        return Answer(None, Refusal.TOO_EARLY, problem)
    return None


def _unfit(one: Asked) -> Answer | None:
    if not one.received_by:
        return Answer(None, Refusal.INPUT, "who has received the letter is missing")
    for name, longest in _LONGEST.items():
        if len(getattr(one, name)) > longest:
            return Answer(None, Refusal.INPUT, f"{name} has more than {longest} characters")
    return None


def already(row: Incoming, receipt: Receipt) -> Answer:
    """The answer to who asks for what has been done: by whom, when, and under which number."""
    problem = f"{row.task.unit_name} has acknowledged {receipt.letter} already"
    return Answer(receipt, Refusal.ALREADY, f"{problem}: receive number {receipt.number} on {receipt.date}")
