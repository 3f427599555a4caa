"""SQL conditions of a stage: about which offices it is, and whether its sender may write it now.

Each stands here once: the sweep asks all of them together, `explain.py` one by one about one office.
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
from sqlalchemy.orm import aliased

from workflow.circulars.circular import Circular
from workflow.circulars.ladder import Sender, Stage
from workflow.states import Noun, open_states
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.store.dialect import is_open

Condition = ColumnElement[bool] | TextClause

# Made once: an alias is given all its columns anew whenever one is made.
_CHASED, _CHASING = aliased(t.letter_tasks, name="chased"), aliased(t.letters, name="chasing")
_NAMED, _NAMING = aliased(t.letter_tasks, name="named"), aliased(t.letters, name="naming")
_NAMED_THEN, _LATE_NOW = aliased(t.letter_tasks, name="named_then"), aliased(t.tasks, name="late_now")
_OTHER = aliased(t.letters, name="other")

CIRCULAR, ISSUER, VERSION, RANK = (
    bindparam(name, type_=Integer()) for name in ("circular", "issuer", "version", "rank")
)
"""A circular and its issuer by id, a deadline's version, a stage's rank: parameters of the conditions."""


@dataclass(frozen=True)
class StageConditions:
    """The conditions of one stage; equal for stages alike, so that a statement is put together once for all of them.

    `kinds` are the kinds of office it is about, all if empty. `follows` is the stage it follows, '' for none;
    `after_others` whether another level writes that one: then it is about those whom that one has named.
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
        """The unit of the level that writes, above a task's office."""
        if self.level == "department":
            return ISSUER
        return t.tasks.c.province_id if self.level == "province" else t.tasks.c.district_id

    def of_office(self) -> Mapping[str, Condition]:
        """What has to hold of a task for the stage to be about its office, by name.

        `open` stands word for word as in the partial index, so that closed tasks cost nothing.
        """
        return {
            "circular": t.tasks.c.circular_id == CIRCULAR,
            "open": is_open(t.tasks),
            "kind": self.of_kinds(),
            "duty": t.tasks.c.duty == "do",
            "deadline": t.tasks.c.deadline_version == VERSION,
            "outcome": t.tasks.c.outcome.in_(self.outcomes),
            # What an office has reported and nobody has checked yet is not held against it.
            "checked": t.tasks.c.state != "reported",
            "chased": self._chased_by_others(),
            "not_named": ~self._named_before(),
            "below": t.tasks.c.unit_id != self.sender,
        }

    def of_sender(self, *, bounded: bool) -> Mapping[str, Condition]:
        """What has to hold of a task's sender, by name; `bounded` to those of the parameter `senders`.

        Sets of senders, not questions about each task: the database answers each once, whatever it knows of the tables.
        """
        looked_at = any_of_bound(_OTHER.c.sender_id, "senders") if bounded else true()
        senders = select(_OTHER.c.sender_id).where(_OTHER.c.circular_id == CIRCULAR, looked_at)
        passed_on = senders.where(_OTHER.c.kind.in_(t.BRINGING), _OTHER.c.state == "issued")
        settled = senders.where(self.settled_by(_OTHER))
        return {"passed_on": self.sender.in_(passed_on), "not_settled": self.sender.not_in(settled)}

    def settled_by(self, letter: FromClause) -> ColumnElement[bool]:
        """Whether a letter of the sender stands in the way of the stage under this deadline, whomever it names."""
        return and_(letter.c.stage_rank >= RANK, letter.c.deadline_version == VERSION)

    def names_for_good(self, letter: FromClause) -> ColumnElement[bool]:
        """Whether a letter of the sender keeps the stage from naming its offices again, under any deadline.

        A discarded letter was never sent: it settles its own deadline only.
        """
        return and_(letter.c.stage_rank >= RANK, letter.c.state == "issued")

    def of_kinds(self) -> ColumnElement[bool]:
        """Whether a task's office is of a kind the stage is about."""
        if not self.kinds:
            return true()
        return t.tasks.c.unit_id.in_(select(t.units.c.id).where(t.units.c.kind.in_(self.kinds)))

    def day_before(self) -> ScalarSelect[Any]:
        """The last day on which letters of the stage that is followed were issued, or discarded if none was."""
        day = func.coalesce(func.max(_OTHER.c.date), func.max(_OTHER.c.discarded_on))
        return select(day).where(self._followed(_OTHER)).scalar_subquery()

    def _followed(self, letter: FromClause) -> ColumnElement[bool]:
        """Whether a letter is one that the stage waits for: of the same sender, or of the level it follows.

        A letter under another deadline counts only if it was issued and named somebody who is still late under this
        one: an office with a deadline of its own is not chased for the second time before it was for the first.
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
        dealt_with = and_(letter.c.deadline_version == VERSION, letter.c.state != "draft")
        return and_(of_stage, letter.c.sender_id == self.sender, or_(dealt_with, issued))

    def _named_before(self) -> ColumnElement[bool]:
        return exists().where(
            _NAMED.c.task_id == t.tasks.c.id,
            _NAMING.c.id == _NAMED.c.letter_id,
            _NAMING.c.circular_id == CIRCULAR,
            _NAMING.c.sender_id == self.sender,
            self.names_for_good(_NAMING),
        )

    def _chased_by_others(self) -> ColumnElement[bool]:
        """Whether the letter of another level that is followed has named the office; true where none is followed."""
        if not self.after_others:
            return true()
        return exists().where(
            _CHASED.c.task_id == t.tasks.c.id,
            _CHASING.c.id == _CHASED.c.letter_id,
            _CHASING.c.circular_id == CIRCULAR,
            _CHASING.c.stage == self.follows,
            _CHASING.c.state == "issued",
        )
