"""The units of the whole nation: from the department's open data if present, else made up in the same shape."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import geothai

from cli.units import SHIPPED
from runtime.settings import ROOT
from workflow.registry.kinds import KINDS, Level
from workflow.registry.open_data import branch_prefix, convert_open_data
from workflow.registry.units import Unit
from workflow.registry.units_file import read_units
from workflow.thai.digits import thai_digits

OPEN_DATA = ROOT.parent / "shared" / "data" / "lao_registry.csv"
_LOCAL = 7849


def nation(source: Path = OPEN_DATA) -> list[Unit]:
    """The department, 76 provinces, 878 districts and 7,849 local offices."""
    country = read_units(SHIPPED[0])
    if source.exists():
        return convert_open_data(source, country, assumed_prefixes=True)
    districts = list(_districts(country))
    return [*country, *districts, *_offices(country, districts)]


def _districts(country: Sequence[Unit]) -> Iterator[Unit]:
    for province in country:
        for place, found in enumerate(geothai.districts(province.code) if province.level is Level.PROVINCE else []):
            yield Unit(
                code=found.code,
                name=f"อำเภอ{found.name_th}",
                kind="district",
                level=Level.DISTRICT,
                parent=province.code,
                prefix=branch_prefix(province, place),
            )


def _offices(country: Sequence[Unit], districts: Sequence[Unit]) -> Iterator[Unit]:
    """An อบจ. per province, and อบต. distributed over the districts, 7,849 offices in all."""
    provinces = [unit for unit in country if unit.level is Level.PROVINCE]
    pao, sao = KINDS["pao"], KINDS["sao"]
    for province in provinces:
        name = f"{pao.noun}{province.short_name}"
        yield Unit(code=f"2{province.code}", name=name, kind="pao", level=Level.LOCAL, parent=province.code)
    for number in range(_LOCAL - len(provinces)):
        parent, name = districts[number % len(districts)].code, f"{sao.noun}ตัวอย่าง{thai_digits(number + 1)}"
        yield Unit(code=f"6{number:06}", name=name, kind="sao", level=Level.LOCAL, parent=parent)
