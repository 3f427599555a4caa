"""The ladder: the stages of follow-up of a circular, from the mildest to the most serious, in a YAML file.

Offices change it in `config/ladders/`. A stage of higher rank is more serious. A stage's letter is written once for
an office and deadline, and never after a higher stage.
"""

from collections.abc import Collection
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
    """One follow-up letter of a ladder: its sender, day, addressees, form and conditions."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,38}$")]
    title: Filled
    sender: Sender
    when: When
    about: Literal["missing", "incorrect", "any"] = "any"
    """The outcome of a lagging office: nothing done, done wrongly or incompletely, or either."""
    to: Literal["lagging", "all", "head"] = "lagging"
    """The units directly below the sender that lag or have a lagging office, all of them, or the sender's own head."""
    kinds: list[str] = Field(default_factory=list)
    """The kinds of office, by code; empty for all."""
    escalates: bool = False
    """Whether the letter goes to the superior of the lagging offices; it then counts as no follow-up."""
    form: Literal["external", "stamped", "memo"]
    template: str
    urgency: Urgency = Urgency.NONE
    listing: Literal["enclosure", "file", "qr", "none"] = "enclosure"
    """The lagging list: the letter's last pages, a file beside it, behind the QR code, or none."""
    approval: bool = False
    """Whether a person approves the letter before it goes out."""
    moves_deadline: bool = False
    """Whether the approval may set a new deadline."""
    follows: str = ""
    """The preceding stage, to be issued or discarded first. If another level writes it, only its offices count."""
    wait: Annotated[int, Field(ge=0)] = 0
    """Working days after the preceding stage."""
    many_percent: Annotated[int, Field(ge=1, le=101)] = 101
    """The share of lagging offices from which the letter says "many" instead of a number."""

    @model_validator(mode="after")
    def _fitting(self) -> "Stage":
        if (self.to == "head") != (self.form == "memo"):
            raise ValueError("a memo stays in the office: form memo and to head belong together (ข้อ 12)")
        if unknown := [kind for kind in self.kinds if kind not in KINDS]:
            raise ValueError(f"there is no kind of office '{unknown[0]}'; expected some of {', '.join(KINDS)}")
        return self

    @property
    def follows_up(self) -> bool:
        """Whether it is a follow-up to the level below after the deadline, counted and cited by later letters."""
        return self.when.after is not None and not self.escalates

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes of the lagging tasks of this stage."""
        return ("missing", "incorrect") if self.about == "any" else (self.about,)


class Thanks(FileModel):
    """The levels that thank the units below them when a circular closes; `approval` asks a person first."""

    senders: list[Sender] = Field(min_length=1)
    approval: bool = True


class Ladder(FileModel):
    """The stages in order, from the mildest to the most serious."""

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

    def ranked_stages(self) -> list["RankedStage"]:
        """The stages with their ranks, 1 for the mildest."""
        return [RankedStage(rank, stage) for rank, stage in enumerate(self.stages, start=1)]

    def follow_up_number(self, ranked: "RankedStage") -> int:
        """The highest number a stage may have among its sender's follow-ups after the deadline; 0 for no follow-up."""
        if not ranked.stage.follows_up:
            return 0
        return sum(stage.follows_up for stage in self.stages[: ranked.rank] if stage.sender == ranked.stage.sender)

    def with_approval(self, stage_ids: Collection[str]) -> "Ladder":
        """The ladder with letters of these stages waiting for a person too."""
        waiting = [s.model_copy(update={"approval": s.approval or s.id in stage_ids}) for s in self.stages]
        return self.model_copy(update={"stages": waiting})

    def stage(self, stage_id: str) -> "RankedStage":
        """The stage with this id; KeyError if the ladder has none."""
        return {ranked.stage.id: ranked for ranked in self.ranked_stages()}[stage_id]


@dataclass(frozen=True)
class RankedStage:
    """A stage with its rank on the ladder, 1 for the mildest."""

    rank: int
    stage: Stage


def read_ladder(path: Path) -> Ladder:
    """Read and check a ladder's file. Raises InputError with all faults."""
    ladder = read_model(path, Ladder)
    late = [r for r in ladder.ranked_stages() if r.stage.form == "stamped" and ladder.follow_up_number(r) >= SERIOUS]
    late += [r for r in ladder.ranked_stages() if r.stage.form == "stamped" and r.stage.escalates]
    if late:
        problem = "the third follow-up and letters to superiors are signed letters (ข้อ 13, saraban notes §1.4)"
        raise InputError([Fault(path.name, problem, f"stages[{r.rank}].form", expected="external") for r in late])
    return ladder
