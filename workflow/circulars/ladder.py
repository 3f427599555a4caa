"""The ladder: which follow-up letters there are, as data an office can change (`config/ladders/`)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from workflow.calendar import Computed, WorkCalendar
from workflow.circulars.file import Filled, Urgency
from workflow.errors import Fault, InputError
from workflow.files.readers import FileModel, read_model
from workflow.registry.kinds import KINDS

Sender = Literal["department", "province", "district"]
SERIOUS = 3
"""From the third follow-up after the deadline on, a letter is signed (saraban.md §5.3, R3)."""


class When(FileModel):
    """A day counted from the deadline: `before` or `after` it, in working or calendar days."""

    before: Annotated[int, Field(ge=1)] | None = None
    after: Annotated[int, Field(ge=1)] | None = None
    days: Literal["working", "calendar"] = "working"

    @model_validator(mode="after")
    def _one_direction(self) -> "When":
        if (self.before is None) == (self.after is None):
            raise ValueError("give either before or after, as a number of days")
        return self

    def count_from(self, deadline: date, calendar: WorkCalendar) -> Computed:
        """The day on which the stage is due, with its explanation."""
        days = self.after if self.after is not None else -(self.before or 0)
        return (
            calendar.shift(deadline, days) if self.days == "working" else calendar.shift_calendar_days(deadline, days)
        )


class Stage(FileModel):
    """One follow-up letter.

    sender: the level that writes. when: on which day. about: which offices lag (missing: not done; incorrect: done
    wrongly or incompletely; any: either). to: only the units below the sender that lag or have somebody who does,
    all of them, or the head of the sender's own office (a memo). kinds: only offices of these kinds, all if none is
    named. escalates: it goes to the superior of those that lag and is no follow-up of its own. listing: the list of
    lagging offices as the letter's last pages (enclosure), as a file beside it, behind the QR code, or none.
    approval: a person approves before it goes out. moves_deadline: on approval a new deadline may be set. follows:
    a stage that must have been dealt with, at least `wait` working days before; if another level writes that one,
    only offices that it has named are meant. many_percent: from which share of the offices on the letter speaks of
    "many" instead of a number.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,38}$")]
    title: Filled
    sender: Sender
    when: When
    about: Literal["missing", "incorrect", "any"] = "any"
    to: Literal["lagging", "all", "head"] = "lagging"
    kinds: list[str] = Field(default_factory=list)
    escalates: bool = False
    form: Literal["external", "stamped", "memo"]
    template: str
    urgency: Urgency = Urgency.NONE
    listing: Literal["enclosure", "file", "qr", "none"] = "enclosure"
    approval: bool = False
    moves_deadline: bool = False
    follows: str = ""
    wait: Annotated[int, Field(ge=0)] = 0
    many_percent: Annotated[int, Field(ge=1, le=101)] = 101

    @model_validator(mode="after")
    def _fitting(self) -> "Stage":
        if (self.to == "head") != (self.form == "memo"):
            raise ValueError("a memo stays in the office: form memo and to head belong together (ข้อ 12)")
        if unknown := [kind for kind in self.kinds if kind not in KINDS]:
            raise ValueError(f"there is no kind of office '{unknown[0]}'; expected some of {', '.join(KINDS)}")
        return self

    @property
    def follows_up(self) -> bool:
        """Whether it is a follow-up after the deadline to those below, which later letters count and cite."""
        return self.when.after is not None and not self.escalates

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes of tasks this stage is about."""
        return ("missing", "incorrect") if self.about == "any" else (self.about,)


class Thanks(FileModel):
    """Which levels thank those below them when a circular closes, and whether a person approves that first."""

    senders: list[Sender] = Field(min_length=1)
    approval: bool = True


class Ladder(FileModel):
    """The stages from the mildest to the most serious; the order is the order in which they rise."""

    name: str
    thanks: Thanks | None = None
    stages: list[Stage] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> "Ladder":
        seen: set[str] = set()
        for stage in self.stages:
            if stage.id in seen:
                raise ValueError(f"stage '{stage.id}' is given twice")
            if stage.follows and stage.follows not in seen:
                raise ValueError(f"stage '{stage.id}' follows '{stage.follows}', which is not a stage before it")
            seen.add(stage.id)
        return self

    def ranked(self) -> list["Ranked"]:
        """The stages with their rank, 1 for the mildest."""
        return [Ranked(rank, stage) for rank, stage in enumerate(self.stages, start=1)]

    def follow_up_number(self, ranked: "Ranked") -> int:
        """Which follow-up after the deadline by its sender a stage is at most, 1 for the first; 0 if it is none."""
        if not ranked.stage.follows_up:
            return 0
        return sum(stage.follows_up for stage in self.stages[: ranked.rank] if stage.sender == ranked.stage.sender)

    def stage(self, stage_id: str) -> "Ranked":
        """The stage with this id; KeyError if the ladder has none."""
        return {ranked.stage.id: ranked for ranked in self.ranked()}[stage_id]


@dataclass(frozen=True)
class Ranked:
    """A stage and how high it stands on its ladder."""

    rank: int
    stage: Stage


def read_ladder(path: Path) -> Ladder:
    """A ladder's file. Raises InputError naming what is wrong in it."""
    ladder = read_model(path, Ladder)
    late = [r for r in ladder.ranked() if r.stage.form == "stamped" and ladder.follow_up_number(r) >= SERIOUS]
    late += [r for r in ladder.ranked() if r.stage.form == "stamped" and r.stage.escalates]
    if late:
        problem = "the third follow-up and letters to superiors are signed letters (ข้อ 13, saraban notes §1.4)"
        raise InputError([Fault(path.name, problem, f"stages[{r.rank}].form", expected="external") for r in late])
    return ladder
