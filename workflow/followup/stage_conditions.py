"""SQL conditions of a stage: on the offices that its letter names, and on its sender.

The sweep applies all conditions together, `explain.py` reports them one by one for one office.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    ScalarSelect,
    TextClause,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
)

from workflow.circulars.circular import Circular
from workflow.circulars.ladder import Sender, Stage
from workflow.states import Noun, open_states
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.store.dialect import is_open

Condition = ColumnElement[bool] | TextClause

# Aliases are made once, because making one copies all columns.
_CHASED, _CHASING = t.letter_tasks.alias("chased"), t.letters.alias("chasing")
_NAMED, _NAMING = t.letter_tasks.alias("named"), t.letters.alias("naming")
_NAMED_THEN, _LATE_NOW = t.letter_tasks.alias("named_then"), t.tasks.alias("late_now")
_OTHER = t.letters.alias("other")

CIRCULAR, ISSUER, VERSION, RANK = (
    bindparam(name, type_=Integer()) for name in ("circular", "issuer", "version", "rank")
)
"""Parameters of the conditions: ids of a circular and its issuer, a deadline's version, a stage's rank."""


@dataclass(frozen=True)
class StageConditions:
    """The conditions of one stage; equal for similar stages, so that these share one statement.

    `kinds` are the kinds of office of the stage, empty for all. `follows` is the id of the preceding stage, '' for
    none. With `after_others` another level writes the preceding stage, and only offices named in its letter count.
    """

    level: Sender
    outcomes: tuple[str, ...]
    kinds: tuple[str, ...]
    follows: str
    after_others: bool

    @classmethod
    def of(cls, circular: Circular, stage: Stage) -> "StageConditions":
        """The conditions of a stage of a circular's ladder."""
        after_others = bool(stage.follows) and circular.ladder.stage(stage.follows).stage.sender != stage.sender
        return cls(stage.sender, stage.outcomes, tuple(stage.kinds), stage.follows, after_others)

    @property
    def sender(self) -> ColumnElement[int]:
        """The sending unit above a task's office."""
        if self.level == "department":
            return ISSUER
        return t.tasks.c.province_id if self.level == "province" else t.tasks.c.district_id

    def of_office(self) -> Mapping[str, Condition]:
        """The conditions on a task whose office the letter names, by name.

        `open` repeats the wording of the partial index, so that closed tasks cost nothing.
        """
        return {
            "circular": t.tasks.c.circular_id == CIRCULAR,
            "open": is_open(t.tasks),
            "kind": self.of_kinds(),
            "duty": t.tasks.c.duty == "do",
            "deadline": t.tasks.c.deadline_version == VERSION,
            "outcome": t.tasks.c.outcome.in_(self.outcomes),
            # An office whose report waits to be checked does not lag.
            "checked": t.tasks.c.state != "reported",
            "chased": self._chased_by_others(),
            "not_named": ~self._named_before(),
            "below": t.tasks.c.unit_id != self.sender,
        }

    def of_sender(self, *, bounded: bool) -> Mapping[str, Condition]:
        """The conditions on a task's sender, by name; `bounded` to the senders of the parameter `senders`.

        They are sets of senders and not conditions on single tasks, so that the database computes them once.
        """
        in_bounds = any_of_bound(_OTHER.c.sender_id, "senders") if bounded else true()
        senders = select(_OTHER.c.sender_id).where(_OTHER.c.circular_id == CIRCULAR, in_bounds)
        passed_on = senders.where(_OTHER.c.kind.in_(t.CARRIER_KINDS), _OTHER.c.state == "issued")
        settled = senders.where(self.settled_by(_OTHER))
        return {"passed_on": self.sender.in_(passed_on), "not_settled": self.sender.not_in(settled)}

    def settled_by(self, letter: FromClause) -> ColumnElement[bool]:
        """Whether a letter of the sender settles the stage under this deadline, whichever offices it names."""
        return and_(letter.c.stage_rank >= RANK, letter.c.deadline_version == VERSION)

    def names_for_good(self, letter: FromClause) -> ColumnElement[bool]:
        """Whether a letter of the sender keeps the stage from naming the letter's offices again, under any deadline.

        A discarded letter was never sent and settles its own deadline only.
        """
        return and_(letter.c.stage_rank >= RANK, letter.c.state == "issued")

    def of_kinds(self) -> ColumnElement[bool]:
        """Whether a task's office is of one of the stage's kinds."""
        if not self.kinds:
            return true()
        return t.tasks.c.unit_id.in_(select(t.units.c.id).where(t.units.c.kind.in_(self.kinds)))

    def day_before(self) -> ScalarSelect[Any]:
        """The last day on which letters of the preceding stage were issued, or discarded if none was issued."""
        day = func.coalesce(func.max(_OTHER.c.date), func.max(_OTHER.c.discarded_on))
        return select(day).where(self._followed(_OTHER)).scalar_subquery()

    def _followed(self, letter: FromClause) -> ColumnElement[bool]:
        """Whether a letter is of the preceding stage: from the same sender, or from the level that writes that stage.

        A letter under another deadline counts only if it was issued and named an office that is still late under this
        one: an office with a deadline of its own gets its first follow-up before its second.
        """
        of_stage = and_(letter.c.circular_id == CIRCULAR, letter.c.stage == self.follows)
        names_late = exists().where(
            _NAMED_THEN.c.letter_id == letter.c.id,
            _LATE_NOW.c.id == _NAMED_THEN.c.task_id,
            _LATE_NOW.c.deadline_version == VERSION,
            _LATE_NOW.c.state.in_(open_states(Noun.TASK)),
        )
        issued = and_(letter.c.state == "issued", names_late)
        if self.after_others:
            return and_(of_stage, issued)
        settled = and_(letter.c.deadline_version == VERSION, letter.c.state != "draft")
        return and_(of_stage, letter.c.sender_id == self.sender, or_(settled, issued))

    def _named_before(self) -> ColumnElement[bool]:
        """Whether a letter of the sender has named the office for good."""
        naming = select(_NAMED.c.task_id).where(
            _NAMED.c.task_id == t.tasks.c.id,
            _NAMING.c.id == _NAMED.c.letter_id,
            _NAMING.c.circular_id == CIRCULAR,
            _NAMING.c.sender_id == self.sender,
            self.names_for_good(_NAMING),
        )
        # OFFSET keeps PostgreSQL from joining all letters of the stage with all tasks: within a round its statistics
        # know nothing of these letters, and it compared each task with each of their rows.
        return naming.offset(0).exists()

    def _chased_by_others(self) -> ColumnElement[bool]:
        """Whether the preceding letter of another level has named the office; true without such a stage."""
        if not self.after_others:
            return true()
        return exists().where(
            _CHASED.c.task_id == t.tasks.c.id,
            _CHASING.c.id == _CHASED.c.letter_id,
            _CHASING.c.circular_id == CIRCULAR,
            _CHASING.c.stage == self.follows,
            _CHASING.c.state == "issued",
        )
