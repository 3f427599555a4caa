"""The department's open data on local offices (dlads_05_01) as a file of units.

There are two layouts: the department's own download (Thai headers, one row per tambon, so several rows per office)
and the restated table with English headers (one row per office). In both, province and district are matched by name
and the kind by the type column, since the code's first digit is out of date after an upgrade. Bangkok is left out; it
has no part in this cascade.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geothai

from workflow.errors import Fault, InputError
from workflow.files.csv_tables import Row, read_rows, refuse
from workflow.registry.kinds import KINDS, Kind, Level
from workflow.registry.units import Unit
from workflow.registry.units_file import BLOCKS, COLUMNS
from workflow.thai.digits import thai_digits

_BANGKOK = "กรุงเทพมหานคร"
_DERIVED = ("register", "letterhead", "post", "office")
_FIRST_BRANCH = 4  # .๑ to .๓ are groups of the provincial office (saraban.md §1.10)


@dataclass(frozen=True)
class Layout:
    """The column names of a layout."""

    code: str
    type: str
    name: str
    province: str
    district: str

    def columns(self) -> tuple[str, ...]:
        """The columns in the order of the fields."""
        return (self.code, self.type, self.name, self.province, self.district)


DEPARTMENT = Layout("รหัส อปท.", "ประเภท อปท.", "อปท.", "จังหวัด", "อำเภอ")
RESTATED = Layout("lao_code", "type_th", "name_th", "province_th", "district_th")

_TYPES: Mapping[str, Kind] = {
    **{text: kind for kind in KINDS.values() if kind.level is Level.LOCAL for text in (kind.noun, kind.abbr)},
    "ท้องถิ่นรูปแบบพิเศษ": KINDS["special"],
}


def convert_open_data(path: Path, country: Sequence[Unit], assumed_prefixes: bool = False) -> list[Unit]:
    """The units of `country` (department and provinces), all districts, and the offices of the open data.

    Districts come from DOPA's list (PyPI geothai), with a letter-number prefix only if `assumed_prefixes` (see
    `branch_prefix`). Raises InputError with the rows of unknown type, province or district.
    """
    rows = read_rows(path, needed=())
    layout = _layout(path, rows[0])
    districts = list(_districts(country, assumed_prefixes))
    offices, faults = _offices(rows, layout, [*country, *districts])
    refuse(path, faults)
    return [*country, *districts, *offices]


def branch_prefix(province: Unit, place: int) -> str:
    """The assumed prefix of a district's branch office, by the district's index in the province.

    Branches continue the sub-numbers of the provincial office, พร ๐๐๒๓.๑ (saraban.md §1.10). Their order is not
    published, so an office that sends letters replaces this prefix.
    """
    return f"{province.prefix.partition('.')[0]}.{thai_digits(_FIRST_BRANCH + place)}"


def write_units(units: Sequence[Unit], path: Path) -> None:
    """Write a file for `read_units`, marked as UTF-8 for Excel; values that follow from the kind stay blank."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([_cells(unit) for unit in units])


def _cells(unit: Unit) -> list[str]:
    usual = Unit(code=unit.code, name=unit.name, kind=unit.kind, level=unit.level)
    cells = {column: getattr(unit, column) for column in COLUMNS}
    cells |= {column: "" for column in _DERIVED if cells[column] == getattr(usual, column)}
    cells["line_office"] = "" if unit.line_office == unit.office else unit.line_office
    cells |= {column: " | ".join(cells[column]) for column in BLOCKS}
    return [str(cells[column] or "") for column in COLUMNS]


def _layout(path: Path, row: Row) -> Layout:
    for layout in (DEPARTMENT, RESTATED):
        if set(layout.columns()) <= row.cells.keys():
            return layout
    expected = " or ".join(", ".join(layout.columns()) for layout in (DEPARTMENT, RESTATED))
    raise InputError([Fault(path.name, "columns are missing", row=1, expected=expected)])


def _districts(country: Sequence[Unit], assumed_prefixes: bool) -> Iterator[Unit]:
    for province in country:
        if province.level is not Level.PROVINCE:
            continue
        for place, district in enumerate(geothai.districts(province.code)):
            yield Unit(
                code=district.code,
                name=f"อำเภอ{district.name_th}",
                kind="district",
                level=Level.DISTRICT,
                parent=province.code,
                prefix=branch_prefix(province, place) if assumed_prefixes else "",
            )


def _offices(rows: Sequence[Row], layout: Layout, above: Sequence[Unit]) -> tuple[list[Unit], list[Fault]]:
    """The local offices under the units `above`, without repetition, and the faults of the rows."""
    by_name = {(unit.parent, unit.name): unit.code for unit in above}
    provinces = {unit.short_name: unit.code for unit in above if unit.level is Level.PROVINCE}
    offices, faults = dict[str, Unit](), list[Fault]()
    for row in rows:
        if row[layout.province] == _BANGKOK:
            continue
        kind, province = _TYPES.get(row[layout.type]), provinces.get(row[layout.province], "")
        district = by_name.get((province, f"อำเภอ{row[layout.district]}"), "")
        parent = district if kind and kind.parent_level is Level.DISTRICT else province
        if not (kind and province and parent):
            faults.append(_unknown(row, layout, kind, province))
            continue
        office = _office(row, layout, kind, parent)
        if offices.setdefault(office.code, office) != office:
            problem = f"'{office.code}' was {offices[office.code].name} in an earlier row, with another parent or name"
            faults.append(row.fault(layout.code, problem, "one office for a code"))
    return list(offices.values()), faults


def _office(row: Row, layout: Layout, kind: Kind, parent: str) -> Unit:
    name = thai_digits(row[layout.name])  # เทศบาลตำบลกม.5 is printed in letters, as กม.๕
    name = name if name.startswith(kind.noun) else f"{kind.noun}{name if kind.names_several else ''}"
    return Unit(code=row[layout.code], name=name, kind=kind.code, level=Level.LOCAL, parent=parent)


def _unknown(row: Row, layout: Layout, kind: Kind | None, province: str) -> Fault:
    if kind is None:
        return row.fault(layout.type, f"unknown type '{row[layout.type]}'", f"one of {', '.join(_TYPES)}")
    if not province:
        return row.fault(layout.province, f"unknown province '{row[layout.province]}'", "the name without จังหวัด")
    place = f"'{row[layout.district]}' in {row[layout.province]}"
    return row.fault(layout.district, f"unknown district {place}", "the name without อำเภอ")
