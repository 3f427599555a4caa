"""The offices of a run: a few provinces with made-up districts and offices, reproducible."""

from collections.abc import Sequence
from pathlib import Path

from bench.nation import nation
from workflow.registry.kinds import Level
from workflow.registry.units import Unit

PROVINCES = ("50", "51", "52", "53", "54", "55")
_DISTRICTS, _OFFICES = 3, 3


def offices() -> list[Unit]:
    """The department and all provinces; a few provinces have three districts of three offices, and an อบจ."""
    everybody = nation(Path("no open data"))
    above = [unit for unit in everybody if unit.level in (Level.DEPARTMENT, Level.PROVINCE)]
    districts = [d for code in PROVINCES for d in _below(everybody, code, Level.DISTRICT)[:_DISTRICTS]]
    local = [o for d in districts for o in _below(everybody, d.code, Level.LOCAL)[:_OFFICES]]
    provincial = [o for code in PROVINCES for o in _below(everybody, code, Level.LOCAL)]
    return [*above, *districts, *local, *provincial]


def _below(units: Sequence[Unit], code: str, level: Level) -> list[Unit]:
    return [unit for unit in units if unit.parent == code and unit.level is level]
