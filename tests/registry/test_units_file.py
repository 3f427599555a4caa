"""Files of units: what is read, what is filled in, and every fault that is told apart."""

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from runtime.settings import ROOT
from workflow.errors import Fault, InputError
from workflow.files.csv_tables import FAULTS_LISTED
from workflow.registry.kinds import KINDS, Level
from workflow.registry.open_data import write_units
from workflow.registry.units import Unit
from workflow.registry.units_file import COLUMNS, read_units

CONFIG = ROOT / "config" / "units"
HEADER = "code,name,kind,parent"
TREE = ["DLA,กรมส่งเสริมการปกครองท้องถิ่น,department,", "54,จังหวัดแพร่,province,DLA", "5406,อำเภอสอง,district,54"]


def write(tmp_path: Path, rows: list[str], header: str = HEADER) -> Path:
    path = tmp_path / "units.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def faults_of(path: Path, known: Mapping[str, Level] | None = None) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        read_units(path, known)
    return caught.value.faults


def only_fault(tmp_path: Path, rows: list[str], header: str = HEADER) -> Fault:
    (fault,) = faults_of(write(tmp_path, rows, header))
    return fault


def by_code(units: list[Unit]) -> dict[str, Unit]:
    return {unit.code: unit for unit in units}


def phrae() -> list[Unit]:
    country = read_units(CONFIG / "country.csv")
    return [*country, *read_units(CONFIG / "phrae.csv", {unit.code: unit.level for unit in country})]


def test_the_country_file_has_the_department_and_76_provinces_with_prefixes_of_their_own() -> None:
    units = read_units(CONFIG / "country.csv")
    assert Counter(unit.kind for unit in units) == {"department": 1, "province": 76}
    assert len({unit.prefix for unit in units}) == 77
    assert all(unit.parent == "DLA" for unit in units if unit.kind == "province")


def test_phrae_has_8_districts_and_84_offices_that_answer_where_they_should() -> None:
    units = by_code(phrae())
    local = [unit for unit in units.values() if unit.level is Level.LOCAL]
    assert Counter(unit.kind for unit in local) == {"pao": 1, "town": 1, "subdistrict_municipality": 25, "sao": 57}
    assert Counter(unit.kind for unit in local if unit.parent == "54") == {"pao": 1, "town": 1}
    assert sum(unit.kind == "district" and unit.parent == "54" for unit in units.values()) == 8
    assert units[units["6540603"].parent].name == "อำเภอสอง"


def test_phrae_stands_on_its_letters_as_in_the_real_ones() -> None:
    units = by_code(phrae())
    province, department = units["54"], units["DLA"]
    assert (province.letterhead, province.address) == ("ศาลากลางจังหวัดแพร่", ("ถนนไชยบูรณ์ พร ๕๔๐๐๐",))
    assert province.prefix == "พร ๐๐๒๓.๑"
    assert province.line_office == "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่"
    assert province.contact_stamped[0] == "ฝ่ายบริหารทั่วไป"
    assert department.letterhead == department.line_office == "กรมส่งเสริมการปกครองท้องถิ่น"
    assert department.contact_signed[2] == "โทร. ๐ ๒๒๔๑ ๙๐๐๐ ต่อ ๒๒๑๒"
    assert units["5406"].letterhead == "ที่ว่าการอำเภอสอง"
    assert units["5406"].address == ("อำเภอสอง พร ๕๔๑๒๐",)


@pytest.mark.parametrize(
    ("kind", "name", "post", "office"),
    [
        ("department", "กรมส่งเสริมการปกครองท้องถิ่น", "อธิบดีกรมส่งเสริมการปกครองท้องถิ่น", "กรมส่งเสริมการปกครองท้องถิ่น"),
        ("province", "จังหวัดแพร่", "ผู้ว่าราชการจังหวัดแพร่", "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่"),
        ("district", "อำเภอสอง", "นายอำเภอสอง", "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอสอง"),
        (
            "pao",
            "องค์การบริหารส่วนจังหวัดแพร่",
            "นายกองค์การบริหารส่วนจังหวัดแพร่",
            "ที่ทำการองค์การบริหารส่วนจังหวัดแพร่",
        ),
        ("city", "เทศบาลนครลำปาง", "นายกเทศมนตรีนครลำปาง", "สำนักงานเทศบาลนครลำปาง"),
        ("town", "เทศบาลเมืองแพร่", "นายกเทศมนตรีเมืองแพร่", "สำนักงานเทศบาลเมืองแพร่"),
        ("subdistrict_municipality", "เทศบาลตำบลสอง", "นายกเทศมนตรีตำบลสอง", "สำนักงานเทศบาลตำบลสอง"),
        ("sao", "องค์การบริหารส่วนตำบลเตาปูน", "นายกองค์การบริหารส่วนตำบลเตาปูน", "ที่ทำการองค์การบริหารส่วนตำบลเตาปูน"),
        ("special", "เมืองพัทยา", "นายกเมืองพัทยา", "ศาลาว่าการเมืองพัทยา"),
    ],
)
def test_post_and_office_follow_from_the_kind(kind: str, name: str, post: str, office: str) -> None:
    unit = Unit(code="1", name=name, kind=kind, level=KINDS[kind].level)
    assert (unit.post, unit.office, unit.line_office, unit.register) == (post, office, office, "1")


def test_a_short_name_is_the_name_without_its_noun_and_pattaya_stays_whole() -> None:
    names = {"จังหวัดแพร่": "province", "อำเภอเมืองแพร่": "district", "เมืองพัทยา": "special"}
    units = [Unit(code="1", name=name, kind=kind, level=KINDS[kind].level) for name, kind in names.items()]
    assert [unit.short_name for unit in units] == ["แพร่", "เมืองแพร่", "เมืองพัทยา"]


def test_what_is_written_in_the_file_stays_as_written(tmp_path: Path) -> None:
    rows = ["54,จังหวัดแพร่,province,DLA,DLA,ศาลากลาง  แพร่,บรรทัดหนึ่ง | บรรทัดสอง,2020-10-01,2024-10-01"]
    path = write(tmp_path, rows, f"{HEADER},register,office,address,valid_from,valid_to")
    (unit,) = read_units(path, {"DLA": Level.DEPARTMENT})
    assert (unit.register, unit.office, unit.line_office) == ("DLA", "ศาลากลาง แพร่", "ศาลากลาง แพร่")
    assert unit.address == ("บรรทัดหนึ่ง", "บรรทัดสอง")
    assert (unit.valid_from, unit.valid_to) == (date(2020, 10, 1), date(2024, 10, 1))


def test_a_line_break_inside_a_cell_separates_lines_too(tmp_path: Path) -> None:
    path = write(tmp_path, ['54,จังหวัดแพร่,province,DLA,"หนึ่ง\r\nสอง"'], f"{HEADER},address")
    assert read_units(path, {"DLA": Level.DEPARTMENT})[0].address == ("หนึ่ง", "สอง")


def test_units_written_are_read_back_the_same(tmp_path: Path) -> None:
    units = phrae()
    write_units(units, tmp_path / "copy.csv")
    assert read_units(tmp_path / "copy.csv") == units


def test_a_file_reads_the_same_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    path = write(tmp_path, TREE)
    plain = read_units(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_units(path) == plain


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (HEADER.encode() + "\n54,จังหวัดแพร่,province,DLA\n".encode("tis-620"), "not UTF-8"),
        (b"PK\x03\x04rest of a workbook", "Excel"),
        (HEADER.encode() + b'\n54,"never closed,province,DLA\n', "not valid CSV"),
        (HEADER.encode() + b"\n\n,,,\n", "no rows"),
        (b"", "no such column"),
    ],
)
def test_a_file_that_is_no_utf8_csv_is_refused_in_plain_words(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(content)
    assert problem in str(faults_of(path)[0])


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in str(faults_of(tmp_path / "absent.csv")[0])


@pytest.mark.parametrize(
    ("header", "field", "problem"),
    [
        ("code,name,kind", "parent", "no such column"),
        (f"{HEADER},phone", "phone", "unknown column"),
        (f"{HEADER},code", "code", "twice"),
    ],
)
def test_a_wrong_header_is_a_fault_of_row_one(tmp_path: Path, header: str, field: str, problem: str) -> None:
    fault = only_fault(tmp_path, TREE, header)
    assert (fault.row, fault.field) == (1, field)
    assert problem in fault.problem


def test_a_row_with_a_comma_too_many_is_named(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, [*TREE[:2], "5406,อำเภอสอง,district,54,"])
    assert fault.row == 4
    assert "5 cells" in fault.problem


@pytest.mark.parametrize(
    ("row", "field", "problem"),
    [
        ("5406,,district,54", "name", "blank"),
        ("5406,อำเภอสอง,district,", "parent", "blank"),
        ("5406,อำเภอสอง,amphoe,54", "kind", "unknown kind 'amphoe'"),
        ("54,อำเภอสอง,district,54", "code", "also the code of row 3"),
        ("๕๔๐๖,อำเภอสอง,district,54", "code", "a Thai digit (U+0E55)"),
        ("54\u200b06,อำเภอสอง,district,54", "code", "an invisible character (U+200B)"),
        ("5.4E+03,อำเภอสอง,district,54", "code", "'.'"),
        (f"{'5' * 21},อำเภอสอง,district,54", "code", "too long"),
        ("5406,อำเภอสอง,district,55", "parent", "no unit '55'"),
        ("5406,อำเภอสอง,district,DLA", "parent", "answers to its province"),
        ("5406,อำเภอสอง,district,5406", "parent", "answers to its province"),
        ("5406,สอง,district,54", "name", "not the full name"),
        ("5406,อำเภอ,district,54", "name", "not the full name"),
        ("5406,อำเภอ สอง,district,54", "name", "not the full name"),
        ("5406,อำเภอส\u200bอง,district,54", "name", "U+200B"),
        ("55,จังหวัดแพร่,province,DLA", "name", "also in row 3"),
        ("D2,กรมที่ดิน,department,DLA", "parent", "answers to nobody"),
    ],
)
def test_a_faulty_row_is_named_with_its_field(tmp_path: Path, row: str, field: str, problem: str) -> None:
    fault = only_fault(tmp_path, [*TREE[:2], row])
    assert (fault.file, fault.row, fault.field) == ("units.csv", 4, field)
    assert problem in fault.problem


def test_two_spellings_of_one_name_are_one_office_told_twice(tmp_path: Path) -> None:
    sound, swapped = "ที่", "".join(map(chr, (0xE17, 0xE48, 0xE35)))  # print alike
    rows = [f"5406{at},องค์การบริหารส่วนตำบลบ้าน{word},sao,5406" for at, word in enumerate((sound, swapped), 1)]
    order, twin = faults_of(write(tmp_path, [*TREE, *rows]))
    assert (order.row, order.field, twin.row, twin.field) == (6, "name", 6, "name")
    problems = order.problem + twin.problem
    assert f"write {sound}" in problems
    assert "is also in row 5" in problems


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("prefix", "พร 0023.1", "no letter-number prefix"),
        ("prefix", "พร ๐๐๒๓.๑/ว", "no letter-number prefix"),
        ("email", "saraban", "no e-mail address"),
        ("stamped_series", "own", "would print one number on two letters"),
        ("register", "99", "no unit '99'"),
        ("valid_from", "1/10/2020", "ISO"),
        ("valid_from", "๑ ตุลาคม ๒๕๖๓", "ISO"),
        ("valid_from", "2563-10-01", "Buddhist"),
        ("valid_from", "2021-02-29", "no such day"),
        ("address", "ถนนไชยบูรณ์ 54000", "Arabic digits"),
    ],
)
def test_a_faulty_cell_is_told_with_what_is_wrong(tmp_path: Path, column: str, cell: str, problem: str) -> None:
    fault = only_fault(tmp_path, [f"DLA,กรมส่งเสริมการปกครองท้องถิ่น,department,,{cell}"], f"{HEADER},{column}")
    assert fault.field == column
    assert problem in fault.problem


def test_a_unit_cannot_end_before_it_begins(tmp_path: Path) -> None:
    rows = ["DLA,กรมส่งเสริมการปกครองท้องถิ่น,department,,2024-10-01,2024-10-01"]
    assert only_fault(tmp_path, rows, f"{HEADER},valid_from,valid_to").field == "valid_to"


def test_a_prefix_may_be_shared_only_by_units_with_one_register(tmp_path: Path) -> None:
    rows = [
        "DLA,กรมส่งเสริมการปกครองท้องถิ่น,department,,,",
        "54,จังหวัดแพร่,province,DLA,พร ๐๐๒๓.๑,",
        "5406,อำเภอสอง,district,54,พร ๐๐๒๓.๑,54",
    ]
    assert len(read_units(write(tmp_path, rows, f"{HEADER},prefix,register"))) == 3
    rows[2] = "5406,อำเภอสอง,district,54,พร ๐๐๒๓.๑,"
    assert "same number" in only_fault(tmp_path, rows, f"{HEADER},prefix,register").problem


@pytest.mark.parametrize(
    ("kind", "name", "parent", "expected"),
    [
        ("pao", "องค์การบริหารส่วนจังหวัดแพร่", "5406", "province"),
        ("city", "เทศบาลนครแพร่", "5406", "province"),
        ("town", "เทศบาลเมืองแพร่", "5406", "province"),
        ("special", "เมืองพัทยา", "5406", "province"),
        ("subdistrict_municipality", "เทศบาลตำบลสอง", "54", "district"),
        ("sao", "องค์การบริหารส่วนตำบลเตาปูน", "54", "district"),
    ],
)
def test_an_office_under_the_wrong_level_is_refused_and_the_right_one_taken(
    tmp_path: Path, kind: str, name: str, parent: str, expected: str
) -> None:
    fault = only_fault(tmp_path, [*TREE, f"X1,{name},{kind},{parent}"])
    assert (fault.row, fault.field, fault.expected) == (5, "parent", f"the code of a {expected}")
    right = {"province": "54", "district": "5406"}[expected]
    assert read_units(write(tmp_path, [*TREE, f"X1,{name},{kind},{right}"]))[-1].parent == right


def test_a_misspelt_sao_is_caught(tmp_path: Path) -> None:
    faults = faults_of(write(tmp_path, [*TREE, "6540603,องค์กรบริหารส่วนตำบลเตาปูน,sao,5406"]))
    assert {(fault.row, fault.field) for fault in faults} == {(5, "name")}
    assert faults[0].expected == "องค์การบริหารส่วนตำบล, followed directly by the proper name"


def test_two_districts_that_answer_to_each_other_are_refused(tmp_path: Path) -> None:
    faults = faults_of(write(tmp_path, [*TREE[:2], "1,อำเภอหนึ่ง,district,2", "2,อำเภอสอง,district,1"]))
    assert [(fault.row, fault.field) for fault in faults] == [(4, "parent"), (5, "parent")]


def test_a_partial_file_may_refer_to_known_codes_but_only_of_the_right_level(tmp_path: Path) -> None:
    path = write(tmp_path, TREE[2:])
    assert read_units(path, {"54": Level.PROVINCE})[0].parent == "54"
    assert "is a district" in faults_of(path, {"54": Level.DISTRICT})[0].problem


def test_the_same_name_may_come_again_under_another_parent(tmp_path: Path) -> None:
    rows = [*TREE, "5407,อำเภอวังชิ้น,district,54", "A,เทศบาลตำบลป่าสัก,subdistrict_municipality,5406"]
    rows.append("B,เทศบาลตำบลป่าสัก,subdistrict_municipality,5407")
    assert len(read_units(write(tmp_path, rows))) == 6


def test_all_faults_are_told_at_once_in_the_order_of_the_rows(tmp_path: Path) -> None:
    rows = [TREE[0], "54,จังหวัดแพร่,province,XX", "5406,สอง,amphoe,54"]
    faults = faults_of(write(tmp_path, rows))
    assert [(fault.row, fault.field) for fault in faults] == [(3, "parent"), (4, "kind")]


def test_of_very_many_faults_the_first_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    rows = [f"{n},แห่งที่หนึ่ง,amphoe,DLA" for n in range(FAULTS_LISTED + 3)]
    faults = faults_of(write(tmp_path, [TREE[0], *rows]))
    kinds = [fault for fault in faults if fault.row]
    assert len(kinds) == FAULTS_LISTED
    assert [fault.row for fault in kinds] == sorted(fault.row or 0 for fault in kinds)
    assert faults[-1].problem.startswith("... and ")


def test_a_file_of_the_size_of_the_nation_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for line in TREE:
            writer.writerow(dict(zip(HEADER.split(","), line.split(","), strict=True)))
        for n in range(8800):
            name = f"องค์การบริหารส่วนตำบล{chr(0x0E01 + n % 40)}{chr(0x0E01 + n // 40 % 40)}{'ก' * (n // 1600)}"
            writer.writerow({"code": f"6{n:06}", "name": name, "kind": "sao", "parent": "5406"})
    assert len(read_units(path)) == 8803
