"""The stories of circulars: planned steps of people by day, reproducible by their seed."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import yaml

from chaos.offices import PROVINCES
from runtime.settings import ROOT
from workflow.registry.kinds import Level
from workflow.registry.units import Unit

_MODEL = ROOT / "config" / "circulars" / "info-2563.yaml"
_FATES = {"report": 9, "nil": 2, "import": 4, "silent": 4, "waive": 1}
"""Of twenty offices, those that report by themselves, have nothing to report, are imported as done, never answer, or
are excused."""


@dataclass(frozen=True)
class Step:
    """A step of a person, with its earliest day of the circular's life; `more` are parameters of the deed."""

    day: float
    deed: str
    circular: str
    unit: str = ""
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """A circular with its issue and all steps of people."""

    code: str
    provinces: Sequence[str]
    days: int  # from issue to deadline
    verify: bool
    import_wins: bool
    steps: Sequence[Step]

    def write(self, folder: Path, issued_on: date) -> Path:
        """Write the circular's file, as an officer would on that day."""
        content = yaml.safe_load(_MODEL.read_text(encoding="utf-8"))
        content |= {
            "code": self.code,
            "deadline": (issued_on + timedelta(days=self.days)).isoformat(),
            "reports": {"verify": self.verify, "import_wins": self.import_wins},
        }
        content["who"]["provinces"] = list(self.provinces)
        file = folder / f"{self.code}.yaml"
        file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return file


def story(seed: int, number: int, units: Sequence[Unit]) -> Story:
    """The story with this number."""
    dice, code = random.Random(f"{seed}/story/{number}"), f"chaos-{number}"
    provinces = sorted(dice.sample(PROVINCES, dice.choice((1, 2, 2, 3))))
    days, verify = dice.randint(7, 16), dice.random() < 0.7
    districts = [unit for unit in units if unit.level is Level.DISTRICT and unit.parent in provinces]
    above = {*provinces, *(unit.code for unit in districts)}
    doers = [unit.code for unit in units if unit.level is Level.LOCAL and unit.parent in above]
    steps = [*_passing_on(dice, code, provinces, districts)]
    fates = dict(zip(doers, dice.choices([*_FATES], [*_FATES.values()], k=len(doers)), strict=True))
    for unit, fate in fates.items():
        steps += _office(dice, code, unit, fate, verify)
    steps += _imports(dice, code, [unit for unit, fate in fates.items() if fate == "import"])
    steps += _more_time(dice, code, [*provinces, *(unit.code for unit in districts), *doers])
    steps += _end(dice, code, doers)
    return Story(code, provinces, days, verify, dice.random() < 0.5, sorted(steps, key=lambda step: step.day))


def _passing_on(dice: random.Random, code: str, provinces: Sequence[str], districts: Sequence[Unit]) -> Iterator[Step]:
    for unit in provinces:
        day = dice.uniform(0, 1)
        yield from (Step(day, "receive", code, unit), Step(day + 0.1, "pass_on", code, unit))
    for district in districts:
        day = dice.uniform(0.2, 3) if dice.random() < 0.9 else dice.uniform(6, 14)
        yield from (Step(day, "receive", code, district.code), Step(day + 0.1, "pass_on", code, district.code))


def _office(dice: random.Random, code: str, unit: str, fate: str, verify: bool) -> Iterator[Step]:
    received = dice.uniform(0.3, 5)
    if fate != "silent" or dice.random() < 0.5:
        yield Step(received, "receive", code, unit)
        if dice.random() < 0.1:  # two clerks at once
            yield Step(received, "receive", code, unit)
        if dice.random() < 0.05:
            yield from (Step(received + 0.1, "undo", code, unit), Step(received + 0.2, "receive", code, unit))
    done = dice.uniform(received + 0.2, 25)
    if fate == "waive":
        yield Step(done, "waive", code, unit)
    elif fate in ("report", "nil"):
        yield Step(done, fate, code, unit)
        if verify and dice.random() < 0.2:
            yield Step(done + 0.2, "send_back", code, unit)
            yield Step(done + dice.uniform(1, 10), "report", code, unit)
        if verify and dice.random() < 0.9:
            yield Step(done + dice.uniform(0.3, 12), "verify", code, unit)


def _imports(dice: random.Random, code: str, doers: Sequence[str]) -> Iterator[Step]:
    """Three imports, where a later file may mend the outcome of an earlier one."""
    for day in (dice.uniform(1, 6), dice.uniform(6, 14), dice.uniform(14, 24)):
        sample = dice.sample(doers, dice.randint(0, len(doers)))
        outcomes = {unit: dice.choice(("complete", "complete", "complete", "nil", "incorrect")) for unit in sample}
        if outcomes:
            yield Step(day, "import", code, more={"outcomes": outcomes})


def _more_time(dice: random.Random, code: str, units: Sequence[str]) -> Iterator[Step]:
    for _ in range(dice.choice((0, 1, 1, 2))):
        more = {"days": dice.randint(7, 20)}
        yield Step(dice.uniform(2, 18), "extend", code, dice.choice(units), more)


def _end(dice: random.Random, code: str, doers: Sequence[str]) -> Iterator[Step]:
    day = dice.uniform(28, 60)
    if dice.random() < 0.3:
        yield Step(day, "cancel", code)
    else:
        yield Step(day, "import", code, more={"outcomes": dict.fromkeys(doers, "complete")})
