"""The ladder: which follow-up letters there are, as data an office can change (`config/ladders/`)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from workflow.calendar import Computed, WorkCalendar
from workflow.circular_file import Filled, Urgency
from workflow.documents import Settings, read_settings

Sender = Literal["department", "province", "district"]


class When(Settings):
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


class Stage(Settings):
    """One follow-up letter.

    sender: the level that writes. when: on which day. about: which offices lag (missing: not done; incorrect: done
    wrongly or incompletely; any: either). to: only the units below the sender that lag or have somebody who
    does, or all of them. listing: the list of lagging offices as an enclosure, behind the QR code, or none.
    approval: a person approves before it goes out. moves_deadline: on approval a new deadline may be set.
    follows: a stage of the same sender that must have been dealt with, at least `wait` working days before.
    many_percent: from which share of the offices on the letter speaks of "many" instead of a number.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,38}$")]
    title: Filled
    sender: Sender
    when: When
    about: Literal["missing", "incorrect", "any"] = "any"
    to: Literal["lagging", "all"] = "lagging"
    form: Literal["external", "stamped"]
    template: str
    urgency: Urgency = Urgency.NONE
    listing: Literal["enclosure", "qr", "none"] = "enclosure"
    approval: bool = False
    moves_deadline: bool = False
    follows: str = ""
    wait: Annotated[int, Field(ge=0)] = 0
    many_percent: Annotated[int, Field(ge=1, le=101)] = 101

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes of tasks this stage is about."""
        return ("missing", "incorrect") if self.about == "any" else (self.about,)


class Ladder(Settings):
    """The stages from the mildest to the most serious; the order is the order in which they rise."""

    name: str
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
    return read_settings(path, Ladder)
