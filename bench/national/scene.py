"""The scene of the race: a circular to the nation, passed on by every province and district, partly done, overdue.

A small circular to two provinces provides the letters for the workers' warm-up.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml
from rich.progress import track
from sqlalchemy import select, text

from bench.issuing import FILE
from cli.circular import issue_file
from runtime.services import Services
from runtime.settings import ROOT
from tasks.letter_keys import Key, key_of
from workflow.act import Act
from workflow.cascade import pass_on as passing
from workflow.circulars.circular import Circular
from workflow.followup import due as due_letters
from workflow.progress import acknowledge
from workflow.progress.import_outcomes import import_outcomes
from workflow.progress.outcomes_file import Outcome
from workflow.progress.receivable import AcknowledgeRequest
from workflow.registry import lookup
from workflow.registry.kinds import Level
from workflow.registry.load import load
from workflow.registry.lookup import Office
from workflow.registry.units import Unit
from workflow.store import tables as t

_ISSUED, _RECEIVED, _DONE = (datetime(2020, *day, tzinfo=UTC) for day in ((5, 19, 3), (5, 29, 3), (8, 20, 3)))
_NOW = datetime(2020, 9, 30, 3, tzinfo=UTC)
_AT_ONCE = 200
_FEW = 2
_ACKNOWLEDGED, _FINISHED = 0.8, 0.6
"""The shares of local offices that have acknowledged, and that are done."""


@dataclass(frozen=True)
class Scene:
    """The due letters, one per sender to all units directly below, and the letters of the warm-up."""

    circular: Circular
    letters: int
    deliveries: int
    small: Circular
    before: list[Key]


def prepare(here: Services, members: list[Unit], folder: Path) -> Scene:
    """Load the nation, issue the circular, and advance to the day of the follow-ups of all levels."""
    with here.database.write() as conn:
        load(conn, members)
    circular, total = _issued(here, _file(folder, "national"))
    provinces = sorted(member.code for member in members if member.level is Level.PROVINCE)[:_FEW]
    small, _ = _issued(here, _file(folder, "small", provinces=provinces))
    _work(here, circular)
    with here.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("VACUUM ANALYZE"))  # as autovacuum does within minutes
    with here.database.read() as conn:
        due = due_letters.due(conn, _NOW, here.calendar)
    before = [key_of(item) for item in due if item.circular.id == small.id]
    return Scene(circular, len(due) - len(before), total - 1, small, before)


def _issued(here: Services, file: Path) -> tuple[Circular, int]:
    """Issue a circular and pass it on down to the offices; return it with its number of units."""
    circular, _, tree, _ = issue_file(here, file, Act("bench", _ISSUED))
    for level in (Level.PROVINCE, Level.DISTRICT):
        told = _with(here, circular, level, "pass_on")
        _receive(here, circular, told)
        for unit in track(told, f"passing on, {level}", transient=True):
            with here.database.write() as conn:
                passing.pass_on(conn, circular, unit, here.printer, Act("bench", _RECEIVED))
    return circular, tree.total


def settings_of(folder: Path, who: str) -> dict[str, str]:
    """The settings of the scene with a separate letters' folder."""
    return {"WIAN_LADDERS_FOLDER": str(folder / "ladders"), "WIAN_LETTERS_FOLDER": str(folder / "letters" / who)}


def write_ladder(folder: Path) -> None:
    """A ladder whose stages of department, provinces and districts are due on the same day."""
    shared = {"when": {"after": 5}, "to": "all", "form": "stamped", "template": "followup", "urgency": "ด่วน"}
    levels = (("department", "none"), ("province", "enclosure"), ("district", "enclosure"))
    stages = [
        {"id": sender, "title": "ติดตามครั้งที่ ๑", "sender": sender, "listing": listing, **shared}
        for sender, listing in levels
    ]
    (folder / "ladders").mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump({"name": "national", "stages": stages}, allow_unicode=True)
    (folder / "ladders" / "national.yaml").write_text(text, encoding="utf-8")


def _file(folder: Path, code: str, **who: Sequence[str]) -> Path:
    settings = yaml.safe_load(FILE.read_text(encoding="utf-8")) | {"code": code, "ladder": "national"}
    settings["who"] |= who
    path = folder / f"{code}.yaml"
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return path


def _with(here: Services, circular: Circular, level: Level, duty: str) -> list[Office]:
    part = select(t.tasks.c.unit_id).where(
        t.tasks.c.circular_id == circular.id, t.tasks.c.level == level, t.tasks.c.duty == duty
    )
    with here.database.read() as conn:
        return lookup.find(conn, t.units.c.id.in_(part))


def _receive(here: Services, circular: Circular, chosen: Sequence[Office]) -> None:
    """Let these units receive the circular, a few hundred per transaction."""
    mine = select(t.tasks.c.unit_id, t.tasks.c.id).where(t.tasks.c.circular_id == circular.id)
    with here.database.read() as conn:
        task_of = {row.unit_id: row.id for row in conn.execute(mine)}
    for start in range(0, len(chosen), _AT_ONCE):
        asked = [
            AcknowledgeRequest(task_of[unit.id], "bench", "เจ้าหน้าที่งานสารบรรณ", "เจ้าพนักงานธุรการ", "", 0)
            for unit in chosen[start : start + _AT_ONCE]
        ]
        with here.database.write() as conn:
            acknowledge.acknowledge_all(conn, asked, _RECEIVED, here.calendar)


def _work(here: Services, circular: Circular) -> None:
    """Let random offices acknowledge and finish, reproducibly."""
    chance = random.Random(2563)
    offices = _with(here, circular, Level.LOCAL, "do")
    chosen = chance.sample(offices, int(len(offices) * _ACKNOWLEDGED))
    _receive(here, circular, chosen)
    # Below every sender an office lags, so that every sender has a letter.
    first = {member.parent_id: member.id for member in reversed(offices)}.values()
    others = [member for member in offices if member.id not in first]
    done = sorted(chance.sample(others, int(len(offices) * _FINISHED)), key=lambda member: member.id)
    rows = [Outcome(line, member.code, "complete", "", _DONE.date()) for line, member in enumerate(done, start=2)]
    with here.database.write() as conn:
        import_outcomes(conn, circular, ROOT / "README.md", rows, Act("bench", _DONE))
