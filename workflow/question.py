"""What is asked about a stage: the shape by which a statement is kept, and the values that fill it.

Some statements are asked for every batch of letters. To put one together takes longer than the database needs to
answer it, so each is put together once for each shape there is, whatever the circular and the deadline.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, bindparam

from workflow.circulars import Circular
from workflow.ladder import Ranked, Sender, Stage
from workflow.store.tables import tasks

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
    return tasks.c.province_id if sender == "province" else tasks.c.district_id
