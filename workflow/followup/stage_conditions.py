"""SQL conditions of a stage: whether it may come now, and about whom, by what earlier letters decide."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, FromClause, Integer, and_, bindparam, exists, func, or_, true
from sqlalchemy.orm import aliased

from workflow.circulars.circular import Circular
from workflow.circulars.ladder import Ranked, Sender, Stage
from workflow.states import Noun, open_states
from workflow.store import tables as t

CIRCULAR, ISSUER, VERSION, RANK = (
    bindparam(name, type_=Integer()) for name in ("circular", "issuer", "version", "rank")
)
"""A circular and its issuer by id, a deadline's version, a stage's rank: what `given` gives."""


@dataclass(frozen=True)
class Question:
    """All that the conditions about a stage depend on but the parameters above.

    `kinds` are the kinds of office it is about, all if empty. `follows` is the stage it follows, '' for none;
    `after_others` whether that is one that another level writes: then it is about those whom that one has named.
    """

    sender: Sender
    outcomes: tuple[str, ...]
    kinds: tuple[str, ...]
    follows: str
    after_others: bool


def question(circular: Circular, stage: Stage) -> Question:
    """What is asked about a stage of a circular's ladder."""
    follows = stage.follows
    after_others = bool(follows) and circular.ladder.stage(follows).stage.sender != stage.sender
    return Question(stage.sender, stage.outcomes, tuple(stage.kinds), follows, after_others)


def given(circular: Circular, ranked: Ranked, version: int) -> dict[str, object]:
    """The parameters of a statement about a stage and a deadline."""
    return {"circular": circular.id, "issuer": circular.issuer_id, "version": version, "rank": ranked.rank}


def sender_of(sender: Sender) -> ColumnElement[int]:
    """Which unit of the level that writes a task's office lies below."""
    if sender == "department":
        return ISSUER
    return t.tasks.c.province_id if sender == "province" else t.tasks.c.district_id


# Made once: an alias is given all its columns anew whenever one is made.
_CHASED, _CHASING = aliased(t.letter_tasks, name="chased"), aliased(t.letters, name="chasing")
_NAMED, _NAMING = aliased(t.letter_tasks, name="named"), aliased(t.letters, name="naming")
_NAMED_THEN, _LATE_NOW = aliased(t.letter_tasks, name="named_then"), aliased(t.tasks, name="late_now")


def day(letter: FromClause) -> ColumnElement[date | None]:
    """The last day on which letters were issued, or discarded if none was."""
    return func.coalesce(func.max(letter.c.date), func.max(letter.c.discarded_on))


def settles(letter: FromClause, asked: Question, sender: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a letter is one that a stage waits for: of the same sender, or of the level whose letter it follows."""
    if asked.after_others:
        return and_(_issued(letter, asked.follows), _names_late(letter))
    return and_(letter.c.circular_id == CIRCULAR, letter.c.sender_id == sender, _dealt_with(letter, asked.follows))


def chased_by_others(asked: Question) -> ColumnElement[bool]:
    """Whether the letter of another level that the stage follows has named the office; true where it follows none."""
    if not asked.after_others:
        return true()
    return exists().where(
        _CHASED.c.task_id == t.tasks.c.id,
        _CHASING.c.id == _CHASED.c.letter_id,
        _issued(_CHASING, asked.follows),
    )


def not_named_before(sender: ColumnElement[int]) -> ColumnElement[bool]:
    """No letter of this rung or a higher one sent by this sender has named the office, whatever the deadline then."""
    return ~exists().where(
        _NAMED.c.task_id == t.tasks.c.id,
        _NAMING.c.id == _NAMED.c.letter_id,
        _NAMING.c.circular_id == CIRCULAR,
        _NAMING.c.sender_id == sender,
        _NAMING.c.stage_rank >= RANK,
        # A discarded letter was never sent: it settles its own deadline only.
        _NAMING.c.state == "issued",
    )


def _dealt_with(letter: FromClause, follows: str) -> ColumnElement[bool]:
    """Whether a letter is the one a stage follows, settled for this deadline.

    A letter under another deadline counts only if it was issued and named somebody who is still late under this
    one: an office with a deadline of its own is not chased for the second time before it was for the first.
    """
    settled = or_(
        and_(letter.c.deadline_version == VERSION, letter.c.state != "draft"),
        and_(letter.c.state == "issued", _names_late(letter)),
    )
    return and_(letter.c.stage == follows, settled)


def _names_late(letter: FromClause) -> ColumnElement[bool]:
    """Whether a letter named somebody who is still late under this deadline."""
    return exists().where(
        _NAMED_THEN.c.letter_id == letter.c.id,
        _LATE_NOW.c.id == _NAMED_THEN.c.task_id,
        _LATE_NOW.c.deadline_version == VERSION,
        _LATE_NOW.c.state.in_(open_states(Noun.TASK)),
    )


def _issued(letter: FromClause, stage: str) -> ColumnElement[bool]:
    return and_(letter.c.circular_id == CIRCULAR, letter.c.stage == stage, letter.c.state == "issued")
