"""Scenarios: files with persons' acts and their times, for an exact replay."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from cli.common import moment
from workflow.calendar import WorkCalendar
from workflow.errors import WianError
from workflow.files.readers import FileModel, read_model
from workflow.localtime import BANGKOK
from workflow.registry.signers import Day, Signer


def _moment(value: object) -> datetime:
    written = value.isoformat() if isinstance(value, datetime) else value
    if not isinstance(written, str) or not written:
        raise ValueError("this is no moment; write 2020-08-25 09:00")
    try:
        return moment(written)
    except WianError as error:
        raise ValueError(str(error)) from None


Moment = Annotated[datetime, BeforeValidator(_moment)]
"""A moment in Bangkok's time (2020-08-25 09:00); a day alone means its 09.00."""


class CarryOn(FileModel):
    """A register continues from a last number given outside Wian."""

    unit: str
    register_kind: Literal["receive", "send", "send_circular"] = Field(alias="register")
    year: Annotated[int, Field(ge=2400, le=3000)]
    last: Annotated[int, Field(ge=0)]


class Acknowledge(FileModel):
    """Units receive a letter one after another: those named, or all below a unit, `every` minutes apart.

    What falls after office hours goes on the next working morning. `stage` receives a follow-up letter of that
    stage instead of the circular. `own_number` is a number from the office's own book.
    """

    circular: str
    units: list[str] = Field(default_factory=list)
    below: str = ""
    but: list[str] = Field(default_factory=list)
    every: int = 5
    stage: str = ""
    own_number: str = ""


class PassOn(FileModel):
    """Units issue their covering letters, `every` minutes apart."""

    circular: str
    units: list[str]
    subject: str = ""
    signer: Signer | None = None
    every: int = 0


class Import(FileModel):
    """Outcomes are imported from a file beside the scenario."""

    circular: str
    file: str


class Sweeps(FileModel):
    """A sweep at the step's moment, and at the same hour of every day up to `until`."""

    until: Day | None = None


class Approve(FileModel):
    """An officer approves the draft of a stage."""

    circular: str
    unit: str
    stage: str
    new_deadline: Day | None = None
    signer: Signer | None = None


class Reword(FileModel):
    """An officer puts the draft of a stage into other words; `new_deadline` is the one to be approved with it."""

    circular: str
    unit: str
    stage: str
    paragraphs: list[str] = Field(min_length=2)
    new_deadline: Day | None = None


class RequireApproval(FileModel):
    """Letters of these stages wait for a person from now on."""

    circular: str
    stages: list[str]


class Step(FileModel):
    """A step: a moment, an actor, a remark, and exactly one act."""

    at: Moment
    by: str = ""
    remark: str = ""
    carry_on: CarryOn | None = None
    issue: str | None = None
    acknowledge: Acknowledge | None = None
    pass_on: PassOn | None = None
    import_outcomes: Import | None = None
    sweep: Sweeps | None = None
    require_approval: RequireApproval | None = None
    reword: Reword | None = None
    approve: Approve | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> "Step":
        done = [name for name in ACTIONS if getattr(self, name) is not None]
        if len(done) != 1:
            raise ValueError(f"a step does exactly one thing ({', '.join(ACTIONS)}), this one {len(done)}")
        return self


ACTIONS = (
    "carry_on",
    "issue",
    "acknowledge",
    "pass_on",
    "import_outcomes",
    "sweep",
    "require_approval",
    "reword",
    "approve",
)


class Scenario(FileModel):
    """A scenario: a title and its steps."""

    title: str
    about: str = ""
    steps: list[Step] = Field(min_length=1)


def read_scenario(path: Path) -> Scenario:
    """Read a scenario's file. Raises InputError naming its faults."""
    return read_model(path, Scenario)


OPENS, CLOSES = time(8, 30), time(16, 30)


def next_turn(moment: datetime, minutes: int, calendar: WorkCalendar) -> datetime:
    """`minutes` later, but within office hours (08.30 to 16.30 on working days)."""
    later = (moment + timedelta(minutes=minutes)).astimezone(BANGKOK)
    if later.time() <= CLOSES and calendar.is_working_day(later.date()):
        return later
    opening = calendar.shift(later.date(), 1).date
    return datetime.combine(opening, OPENS, BANGKOK) + timedelta(minutes=minutes)
