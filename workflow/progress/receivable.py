"""Requests to acknowledge letters, and the reasons to refuse them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from workflow.act import Act, ActorKind
from workflow.progress.incoming_letters import Incoming, LetterRow, Receipt, TaskRow
from workflow.thai.spacing import visible

_LONGEST = {"received_by": 100, "position": 100, "own_number": 40}


class NotReceivable(StrEnum):
    """The reason why a letter cannot be received."""

    ALREADY = "already"  # there is a receipt, which the result has
    NOT_SENT = "not sent"  # the circular or this letter has not been sent to the unit
    STATE = "state"  # the state table has no such step now: called off, excused
    TOO_EARLY = "too early"  # the letter bears a later date
    INPUT = "input"  # who received it is missing, or something is too long
    UNKNOWN = "unknown"  # there is no such task


@dataclass(frozen=True)
class AcknowledgeRequest:
    """A request to acknowledge a letter.

    `letter_id` 0 means the letter that carries the circular. `own_number` is the receive number in a book that the
    office keeps itself; without it the office gets the next number of its incoming register.
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
        """The act of the acknowledgement."""
        return Act(self.actor, now, actor_kind=self.actor_kind, actor_id=self.actor_id)


@dataclass(frozen=True)
class AcknowledgeResult:
    """The result of a request: a receipt, or the reason for none; both if there was a receipt already."""

    receipt: Receipt | None
    not_receivable: NotReceivable | None = None
    problem: str = ""


def cleaned(request: AcknowledgeRequest) -> AcknowledgeRequest:
    """The request without line breaks and invisible characters, as from copy and paste, in its texts."""
    texts: dict[str, str] = {name: visible(getattr(request, name)) for name in _LONGEST}
    return replace(request, **texts)  # type: ignore[arg-type]  # mypy takes them for all fields


def obstacle(request: AcknowledgeRequest, row: Incoming | None, day: date) -> AcknowledgeResult | None:
    """The refusal of a request on a day, the task's state aside; None if there is no obstacle.

    `row` is the letter at the office; None for an unknown task.
    """
    if row is None:
        return AcknowledgeResult(None, NotReceivable.UNKNOWN, f"there is no task {request.task_id}")
    if row.receipt is not None:
        return already_received(row, row.receipt)
    return _letter_obstacle(request, row.task, row.letter, day) or _input_obstacle(request)


def _letter_obstacle(
    request: AcknowledgeRequest, task: TaskRow, letter: LetterRow | None, day: date
) -> AcknowledgeResult | None:
    if letter is None:
        problem = "the level above has not sent the circular to this unit yet"
        if request.letter_id:
            problem = f"letter {request.letter_id} was not addressed to {task.unit_name}"
        return AcknowledgeResult(None, NotReceivable.NOT_SENT, problem)
    if day < letter.date:
        problem = f"the letter is dated {letter.date}; it cannot be received on {day}"
        return AcknowledgeResult(None, NotReceivable.TOO_EARLY, problem)
    return None


def _input_obstacle(request: AcknowledgeRequest) -> AcknowledgeResult | None:
    if not request.received_by:
        return AcknowledgeResult(None, NotReceivable.INPUT, "who has received the letter is missing")
    for name, longest in _LONGEST.items():
        if len(getattr(request, name)) > longest:
            return AcknowledgeResult(None, NotReceivable.INPUT, f"{name} has more than {longest} characters")
    return None


def already_received(row: Incoming, receipt: Receipt) -> AcknowledgeResult:
    """The refusal of a second acknowledgement, with the receipt of the first."""
    problem = f"{row.task.unit_name} has acknowledged {receipt.letter} already"
    return AcknowledgeResult(
        receipt, NotReceivable.ALREADY, f"{problem}: receive number {receipt.number} on {receipt.date}"
    )
