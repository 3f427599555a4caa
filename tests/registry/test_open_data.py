"""The department's open data becomes our units, in either layout of the file."""

from collections import Counter
from pathlib import Path

import pytest

from runtime.settings import ROOT
from workflow.errors import Fault, InputError
from workflow.registry.kinds import KINDS, Level
from workflow.registry.open_data import branch_prefix, convert_open_data, write_units
from workflow.registry.units import Unit
from workflow.registry.units_file import read_units

COUNTRY = read_units(ROOT / "config" / "units" / "country.csv")
NATION = ROOT.parent / "shared" / "data" / "lao_registry.csv"
needs_nation = pytest.mark.skipif(not NATION.exists(), reason="the national open data is not beside the project")

DEPARTMENT = "จังหวัด,อำเภอ,ตำบล,รหัส อปท.,ประเภท อปท.,อปท.,เว็ปไซต์ของอปท"
RESTATED = "lao_code,type_th,name_th,province_th,district_th"


def convert(tmp_path: Path, header: str, rows: list[str]) -> dict[str, Unit]:
    path = tmp_path / "open.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8-sig")
    return {unit.code: unit for unit in convert_open_data(path, COUNTRY) if unit.level is Level.LOCAL}


def only_fault(tmp_path: Path, row: str) -> Fault:
    with pytest.raises(InputError) as caught:
        convert(tmp_path, RESTATED, [row])
    (fault,) = caught.value.faults
    return fault


def test_the_departments_layout_gives_each_office_once_however_many_rows_it_has(tmp_path: Path) -> None:
    rows = [
        "แพร่,สอง,บ้านกลาง,6540603,อบต.,เตาปูน,",
        'แพร่,สอง,เตาปูน,6540603,อบต.,เตาปูน,"www,one"',
        "แพร่,เมืองแพร่,ในเวียง,2540101,อบจ.,แพร่,",
        "แพร่,ลอง,ห้วยอ้อ,2540101,อบจ.,แพร่,",
    ]
    units = convert(tmp_path, DEPARTMENT, rows)
    assert {code: (unit.name, unit.parent) for code, unit in units.items()} == {
        "6540603": ("องค์การบริหารส่วนตำบลเตาปูน", "5406"),
        "2540101": ("องค์การบริหารส่วนจังหวัดแพร่", "54"),
    }


def test_the_restated_layout_routes_each_kind_to_its_parent(tmp_path: Path) -> None:
    rows = [
        "4540102,เทศบาลเมือง,แพร่,แพร่,เมืองแพร่",
        "3520102,เทศบาลนคร,ลำปาง,ลำปาง,เมืองลำปาง",
        "5540601,เทศบาลตำบล,สอง,แพร่,สอง",
        "3200408,เมืองพัทยา,เมืองพัทยา,ชลบุรี,บางละมุง",
    ]
    units = convert(tmp_path, RESTATED, rows)
    assert {code: unit.parent for code, unit in units.items()} == {
        "4540102": "54",
        "3520102": "52",
        "5540601": "5406",
        "3200408": "20",
    }


@pytest.mark.parametrize("name", ["เมืองพัทยา", "พัทยา"])
def test_pattaya_has_its_one_name_however_it_is_written(tmp_path: Path, name: str) -> None:
    row = f"ชลบุรี,บางละมุง,นาเกลือ,3200408,ท้องถิ่นรูปแบบพิเศษ,{name},"
    assert convert(tmp_path, DEPARTMENT, [row])["3200408"].name == "เมืองพัทยา"


def test_the_kind_comes_from_the_type_column_and_not_from_the_code(tmp_path: Path) -> None:
    units = convert(tmp_path, RESTATED, ["6130408,เทศบาลตำบล,หนองสามวัง,ปทุมธานี,หนองเสือ"])
    assert (units["6130408"].kind, units["6130408"].name) == ("subdistrict_municipality", "เทศบาลตำบลหนองสามวัง")


def test_bangkok_is_left_out(tmp_path: Path) -> None:
    rows = [",กรุงเทพมหานคร,กรุงเทพมหานคร,กรุงเทพมหานคร,", "5540601,เทศบาลตำบล,สอง,แพร่,สอง"]
    assert list(convert(tmp_path, RESTATED, rows)) == ["5540601"]


def test_digits_in_a_name_become_thai_as_in_letters(tmp_path: Path) -> None:
    units = convert(tmp_path, RESTATED, ["5770104,เทศบาลตำบล,กม.5,ประจวบคีรีขันธ์,เมืองประจวบคีรีขันธ์"])
    assert units["5770104"].post == "นายกเทศมนตรีตำบลกม.๕"


@pytest.mark.parametrize(
    ("row", "field", "problem"),
    [
        ("1,เทศบาล,สอง,แพร่,สอง", "type_th", "unknown type 'เทศบาล'"),
        ("1,เทศบาลตำบล,สอง,เพร่,สอง", "province_th", "unknown province 'เพร่'"),
        ("1,เทศบาลตำบล,สอง,แพร่,พาน", "district_th", "unknown district 'พาน' in แพร่"),
    ],
)
def test_a_row_that_cannot_be_placed_is_named(tmp_path: Path, row: str, field: str, problem: str) -> None:
    fault = only_fault(tmp_path, row)
    assert (fault.file, fault.row, fault.field) == ("open.csv", 2, field)
    assert problem in fault.problem


def test_a_code_given_to_two_offices_is_refused(tmp_path: Path) -> None:
    rows = ["5540601,เทศบาลตำบล,สอง,แพร่,สอง", "5540601,เทศบาลตำบล,สอง,แพร่,ลอง"]
    with pytest.raises(InputError, match="row 3, field lao_code: '5540601' was เทศบาลตำบลสอง"):
        convert(tmp_path, RESTATED, rows)


def test_a_file_in_neither_layout_is_refused_with_both(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"columns are missing; expected รหัส อปท\..* or lao_code"):
        convert(tmp_path, "code,name", ["1,สอง"])


def test_branches_have_a_prefix_only_if_it_is_to_be_assumed(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_text(f"{RESTATED}\n5540601,เทศบาลตำบล,สอง,แพร่,สอง\n", encoding="utf-8")

    def prefixes(assumed: bool) -> dict[str, str]:
        units = convert_open_data(path, COUNTRY, assumed_prefixes=assumed)
        return {unit.code: unit.prefix for unit in units if unit.kind == "district"}

    assert set(prefixes(False).values()) == {""}
    assert (prefixes(True)["5401"], prefixes(True)["5408"]) == ("พร ๐๐๒๓.๔", "พร ๐๐๒๓.๑๑")
    assert len(set(prefixes(True).values())) == 878


def test_an_assumed_prefix_never_is_the_provinces_own() -> None:
    assert all(branch_prefix(unit, 0) != unit.prefix for unit in COUNTRY if unit.kind == "province")


@needs_nation
def test_the_nation_is_complete_rightly_routed_and_readable_again(tmp_path: Path) -> None:
    nation = convert_open_data(NATION, COUNTRY, assumed_prefixes=True)
    assert Counter(unit.level for unit in nation) == {"department": 1, "province": 76, "district": 878, "local": 7849}
    kinds = {"pao": 76, "city": 30, "town": 195, "subdistrict_municipality": 2247, "sao": 5300, "special": 1}
    assert Counter(unit.kind for unit in nation if unit.level is Level.LOCAL) == kinds
    levels = {unit.code: unit.level for unit in nation}
    assert all(levels.get(unit.parent) == KINDS[unit.kind].parent_level for unit in nation)
    write_units(nation, tmp_path / "nation.csv")
    assert read_units(tmp_path / "nation.csv") == nation


@needs_nation
def test_every_office_of_the_nation_answers_to_someone_in_its_own_province(tmp_path: Path) -> None:
    nation = {unit.code: unit for unit in convert_open_data(NATION, COUNTRY)}
    local = [unit for unit in nation.values() if unit.level is Level.LOCAL]
    assert all(unit.code[1:3] == unit.parent[:2] for unit in local)
    assert nation["2520101"].parent == "52"  # its office lies in another district than its code says
