"""The list of lagging offices: on a letter's own pages, in a file beside it, and as an Excel file."""

import hashlib
import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.table import Table
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from openpyxl import load_workbook

from cli.demo.export import export_all
from runtime.services import Services
from runtime.settings import ROOT
from tests.support import sweeps
from tests.support.ladders import change_ladder
from tests.support.overdue_circular import draft, overdue
from tests.support.sample_letters import MADE, lines, rendered
from tests.support.terminal import Terminal
from workflow.circulars.circular import Circular
from workflow.circulars.file import Phrases
from workflow.errors import NotAllowedError
from workflow.letters import lagging_list
from workflow.letters.draft import NO_DISTRICT, ListedOffice
from workflow.letters.lagging_list_xlsx import sheet
from workflow.letters.samples.lagging_list import Facts, unit_list
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.text import plain
from workflow.thai.spacing import squash

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PHRASES = Phrases(
    doers="องค์กรปกครองส่วนท้องถิ่น", news="n", task="t", request="r", object="o",
    missing="ยังไม่บันทึกข้อมูลดังกล่าว", incorrect="บันทึกข้อมูลดังกล่าวไม่ครบถ้วน",
)  # fmt: skip
OFFICES = [
    ("เทศบาลตำบลหนึ่ง", "อำเภอสอง", "missing", ""),
    ("องค์การบริหารส่วนตำบลสี่", "อำเภอลอง", "missing", ""),
    ("องค์การบริหารส่วนตำบลสอง", "อำเภอสอง", "incorrect", "ไม่ได้แนบสำเนา"),
    ("เทศบาลเมืองสาม", NO_DISTRICT, "missing", ""),
    ("องค์การบริหารส่วนจังหวัดสาม", NO_DISTRICT, "missing", ""),
]
LETTER = "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๔๑๙๐ ลงวันที่ ๒๔ สิงหาคม ๒๕๖๓"


def composed(offices: Sequence[tuple[str, str, str, str]] = OFFICES, place: lagging_list.Place = "อำเภอ") -> Facts:
    listed = [ListedOffice(number, *office) for number, office in enumerate(offices)]
    return dict(lagging_list.compose(PHRASES, listed, date(2020, 8, 24), place=place))


def table_of(docx: bytes) -> Table:
    return Document(io.BytesIO(docx)).tables[-1]


def texts(docx: bytes) -> list[list[str]]:
    """The text of every cell of the last table, a cell over several columns once."""
    rows = table_of(docx)._tbl.iter(f"{W}tr")
    return [[squash("".join(t.text for t in cell.iter(f"{W}t"))) for cell in row.iter(f"{W}tc")] for row in rows]


def excel(facts: Facts) -> bytes:
    return sheet({**SAMPLES["followup"], **facts}, MADE)


def cells(xlsx: bytes, page: int = 0) -> list[list[object]]:
    found = load_workbook(io.BytesIO(xlsx)).worksheets[page]
    return [[cell.value for cell in row] for row in found.iter_rows()]


def test_offices_stand_by_district_with_counts_under_running_numbers_and_with_sums_at_the_end() -> None:
    assert texts(rendered("followup", list=composed())) == [
        ["ที่", "อำเภอ", "หน่วยงาน", "ผลการดำเนินการ"],
        ["อำเภอสอง จำนวน ๒ แห่ง"],
        ["๑", "สอง", "เทศบาลตำบลหนึ่ง", "ยังไม่บันทึกข้อมูล"],
        ["๒", "สอง", "องค์การบริหารส่วนตำบลสอง", "บันทึกข้อมูลไม่ครบถ้วน (ไม่ได้แนบสำเนา)"],
        ["อำเภอลอง จำนวน ๑ แห่ง"],
        ["๓", "ลอง", "องค์การบริหารส่วนตำบลสี่", "ยังไม่บันทึกข้อมูล"],
        ["องค์การบริหารส่วนจังหวัดและเทศบาลเมือง จำนวน ๒ แห่ง"],
        ["๔", "-", "เทศบาลเมืองสาม", "ยังไม่บันทึกข้อมูล"],
        ["๕", "-", "องค์การบริหารส่วนจังหวัดสาม", "ยังไม่บันทึกข้อมูล"],
        ["รวม ๒ อำเภอ องค์การบริหารส่วนจังหวัด และเทศบาลเมือง", "จำนวน ๕ แห่ง"],
        ["ยังไม่บันทึกข้อมูล", "จำนวน ๔ แห่ง"],
        ["บันทึกข้อมูลไม่ครบถ้วน", "จำนวน ๑ แห่ง"],
    ]


def test_a_list_of_one_district_needs_no_name_above_its_rows() -> None:
    assert texts(rendered("followup", list=composed(OFFICES[:1]))) == [
        ["ที่", "อำเภอ", "หน่วยงาน", "ผลการดำเนินการ"],
        ["๑", "สอง", "เทศบาลตำบลหนึ่ง", "ยังไม่บันทึกข้อมูล"],
        ["รวมทั้งสิ้น", "จำนวน ๑ แห่ง"],
    ]


def test_the_departments_list_goes_by_province() -> None:
    offices = [("เทศบาลเมืองหนึ่ง", "จังหวัดแพร่", "missing", ""), ("เทศบาลเมืองสอง", "จังหวัดน่าน", "missing", "")]
    found = texts(rendered("followup", list=composed(offices, "จังหวัด")))
    assert found[0][1] == "จังหวัด"
    assert found[1:3] == [["จังหวัดแพร่ จำนวน ๑ แห่ง"], ["๑", "แพร่", "เทศบาลเมืองหนึ่ง", "ยังไม่บันทึกข้อมูล"]]
    assert found[-1] == ["รวม ๒ จังหวัด", "จำนวน ๒ แห่ง"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["เทศบาลตำบลหนึ่ง", "เทศบาลเมืองสอง", "องค์การบริหารส่วนจังหวัดสาม"]),
            st.sampled_from(["อำเภอหนึ่ง", "อำเภอสอง", "อำเภอสาม", NO_DISTRICT]),
            st.sampled_from(["missing", "incorrect"]),
            st.just(""),
        ),
        min_size=1,
    )
)
def test_every_office_is_listed_once_and_the_counts_add_up(offices: list[tuple[str, str, str, str]]) -> None:
    found = lagging_list.listing_of({"list": composed(offices)})
    rows = [row for group in found["groups"] for row in group["rows"]]
    places = [place.removeprefix("อำเภอ") for _, place, _, _ in offices]
    assert [int(row["no"]) for row in rows] == list(range(1, len(offices) + 1))
    assert sorted((row["unit"], row["place"]) for row in rows) == sorted(
        (name, place) for (name, _, _, _), place in zip(offices, places, strict=True)
    )
    assert [int(group["count"]) for group in found["groups"]] == [len(group["rows"]) for group in found["groups"]]
    assert len(found["groups"]) == len(set(places))
    assert int(found["count"]) == sum(int(part["count"]) for part in found["summary"]) == len(offices)


def test_a_districts_name_and_the_sums_never_stand_at_the_edge_of_a_page_alone() -> None:
    styles = {
        style.get(f"{W}styleId"): style.find(f"{W}pPr/{W}keepNext") is not None
        for style in etree.fromstring(part(rendered("followup"), "word/styles.xml")).iter(f"{W}style")
    }
    kept = []
    for row in table_of(rendered("followup", list=composed()))._tbl.iter(f"{W}tr"):
        (each,) = {styles[mark.get(f"{W}val")] for mark in row.iter(f"{W}pStyle")}
        kept.append(each)
    assert kept == [False, True, False, False, True, False, True, False, True, True, True, True]


def part(file: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.read(name)


def test_every_row_is_sixteen_centimetres_wide() -> None:
    for row in table_of(rendered("followup", list=unit_list(40)))._tbl.iter(f"{W}tr"):
        assert sum(int(str(width.get(f"{W}w"))) for width in row.iter(f"{W}tcW")) == 9071


@pytest.mark.parametrize("name", ["reminder", "followup", "final-followup"])
def test_a_letter_with_its_list_in_a_file_of_its_own_has_no_pages_for_it_and_still_points_to_it(name: str) -> None:
    inside = lines(name, list=unit_list())
    beside = lines(name, list=unit_list() | {"inside": False})
    assert beside == inside[: len(beside)]
    assert inside[len(beside)] in ("สิ่งที่ส่งมาพร้อมนี้", "สิ่งที่ส่งมาด้วย")
    assert any("ตามบัญชีรายชื่อที่ส่งมา" in line for line in beside)


@pytest.mark.parametrize(
    ("form", "label", "letter"),
    [
        ("stamped", "สิ่งที่ส่งมาพร้อมนี้", LETTER),
        ("external", "สิ่งที่ส่งมาด้วย", LETTER),
        ("memo", "เอกสารแนบ", LETTER.replace("หนังสือจังหวัดแพร่", "บันทึกข้อความ")),
    ],
)
def test_a_list_in_a_file_of_its_own_names_its_letter_and_is_the_same_list(form: str, label: str, letter: str) -> None:
    found = lines("list", form=form)
    assert found[:2] == [label, letter]
    inside = lines("reminder")
    assert found[2:] == inside[inside.index("สิ่งที่ส่งมาพร้อมนี้") + 1 :]


def test_a_secret_letters_list_is_marked_secret_too() -> None:
    for name in ("header1", "header2", "footer1", "footer2"):
        assert "ลับมาก" in "".join(
            etree.fromstring(part(rendered("list", secrecy="ลับมาก"), f"word/{name}.xml")).itertext()
        )


@pytest.fixture
def with_file(services: Services) -> tuple[Circular, sweeps.Row]:
    """The reminder of a circular whose ladder wants its list in a file of its own."""
    circular = sweeps.ready(services)
    change_ladder(services, circular, "reminder", listing="file")
    sweeps.sweep(services, sweeps.REMINDER)
    (row,) = sweeps.find(services, circular, "reminder")
    return circular, row


def test_the_list_is_kept_beside_the_letter_and_recorded_with_it(
    services: Services, with_file: tuple[Circular, sweeps.Row]
) -> None:
    _, row = with_file
    (enclosed,) = row["encloses"]
    data = services.printer.store.path(enclosed["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == enclosed["sha256"]
    assert enclosed["title"] == row["facts"]["list"]["title"]
    letter, beside = Path(row["file"]), Path(enclosed["file"])
    assert beside.parent == letter.parent
    assert beside.name.startswith(f"{letter.stem.rpartition('-')[0]}-list-")
    assert f"ที่ {squash(row['number'])} ลงวันที่ ๒๕ สิงหาคม ๒๕๖๓" in plain(data)
    assert texts(data)[-1][-1] == "จำนวน ๘๔ แห่ง"
    letter_text = sweeps.text(services, row["id"])
    assert "ตามบัญชีรายชื่อที่ส่งมาพร้อมนี้" in letter_text and "ผลการดำเนินการ" not in letter_text


def test_an_export_has_the_list_beside_its_letter_and_names_it_in_the_index(
    services: Services, with_file: tuple[Circular, sweeps.Row], tmp_path: Path
) -> None:
    (enclosed,) = with_file[1]["encloses"]
    export_all(services, tmp_path / "out")
    name = Path(enclosed["file"]).name
    assert hashlib.sha256((tmp_path / "out" / "letters" / name).read_bytes()).hexdigest() == enclosed["sha256"]
    index = (tmp_path / "out" / "letters" / "index.json").read_text("utf-8")
    assert name in index and str(enclosed["title"]) in index


def test_a_draft_is_saved_with_its_list_beside_it_and_so_is_the_issued_letter(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    ladder = (ROOT / "config" / "ladders" / "standard.yaml").read_text("utf-8")
    terminal.write("standard.yaml", ladder.replace("id: first\n", "id: first\n    listing: file\n"))
    monkeypatch.setenv("WIAN_LADDERS_FOLDER", str(terminal.folder))
    overdue(terminal)
    number, at = draft(terminal), ("--at", "2020-09-10 09:00")
    told = terminal.done("letter", "save", number, "draft.docx", *at)
    assert told == "saved to draft.docx\nsaved to draft-list.docx\n"
    assert "ลงวันที่ กันยายน ๒๕๖๓" in plain((terminal.folder / "draft-list.docx").read_bytes())
    assert "รวม ๘ อำเภอ" in terminal.done("letter", "show", number, *at)
    terminal.done("letter", "approve", number, *at)
    terminal.done("letter", "save", number, "final.docx")
    assert "ลงวันที่ ๑๐ กันยายน ๒๕๖๓" in plain((terminal.folder / "final-list.docx").read_bytes())


def test_the_excel_file_has_the_lists_rows_one_for_each_office_with_its_district() -> None:
    listed = composed()
    assert cells(excel({"list": listed})) == [
        [listed["title"], None, None, None],
        ["ข้อมูล ณ วันที่ ๒๔ สิงหาคม ๒๕๖๓", None, None, None],
        ["หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๔๘๒๐ ลงวันที่ ๒ ตุลาคม ๒๕๖๓", None, None, None],
        ["ที่", "อำเภอ", "หน่วยงาน", "ผลการดำเนินการ"],
        [1, "สอง", "เทศบาลตำบลหนึ่ง", "ยังไม่บันทึกข้อมูล"],
        [2, "สอง", "องค์การบริหารส่วนตำบลสอง", "บันทึกข้อมูลไม่ครบถ้วน (ไม่ได้แนบสำเนา)"],
        [3, "ลอง", "องค์การบริหารส่วนตำบลสี่", "ยังไม่บันทึกข้อมูล"],
        [4, "-", "เทศบาลเมืองสาม", "ยังไม่บันทึกข้อมูล"],
        [5, "-", "องค์การบริหารส่วนจังหวัดสาม", "ยังไม่บันทึกข้อมูล"],
        [None] * 4,
        [None, None, "รวมทั้งสิ้น", 5],
        [None, None, "ยังไม่บันทึกข้อมูล", 4],
        [None, None, "บันทึกข้อมูลไม่ครบถ้วน", 1],
    ]


def test_the_excel_file_counts_the_groups_on_a_second_sheet_if_there_are_several() -> None:
    assert cells(excel({"list": composed()}), page=1)[3:] == [
        ["อำเภอ", "จำนวน (แห่ง)"],
        ["อำเภอสอง", 2],
        ["อำเภอลอง", 1],
        ["องค์การบริหารส่วนจังหวัดและเทศบาลเมือง", 2],
        ["รวม", 5],
    ]
    assert len(load_workbook(io.BytesIO(excel({"list": composed(OFFICES[:1])}))).worksheets) == 1


def test_the_excel_file_can_be_filtered_and_printed_with_its_heading_on_every_page() -> None:
    page = load_workbook(io.BytesIO(excel({"list": unit_list(46)}))).worksheets[0]
    assert page.auto_filter.ref == "A4:D50"
    assert page.freeze_panes == "A5" and page.print_title_rows == "$4:$4"
    assert all(merged.max_row < 4 for merged in page.merged_cells.ranges)
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "portrait")
    assert page.sheet_properties.pageSetUpPr is not None and page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    written = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {(cell.font.name, cell.font.size) for cell in written} == {("TH SarabunPSK", 16)}
    assert all(cell.alignment.wrap_text for cell in written)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.go.th")', "#REF!", "42"])
def test_no_text_ever_becomes_a_formula_or_a_number(text: str) -> None:
    listed = composed([(text, "อำเภอสอง", "missing", ""), (text, f"{text}1", "missing", "")])
    file = excel({"list": listed | {"title": text}})
    book = load_workbook(io.BytesIO(file))
    page = book.worksheets[0]
    assert [page[place].value for place in ("A1", "C5", "C6", "B6")] == [text, text, text, f"{text}1"]
    assert page["C5"].quotePrefix == (text[0] in "=+-@")
    for number in (1, 2):
        found = etree.fromstring(part(file, f"xl/worksheets/sheet{number}.xml"))
        assert not list(found.iter("{*}f"))
        assert {cell.get("t") for cell in found.iter("{*}c") if len(cell)} == {"s", "n"}


def test_the_excel_file_has_the_same_bytes_whenever_it_is_written() -> None:
    file = excel({"list": composed()})
    assert file == excel({"list": composed()})
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert part(file, "docProps/core.xml").count(b"2022-11-18T02:00:00Z") == 2


def test_two_thousand_offices_fit_into_one_file_of_each_kind() -> None:
    listed = unit_list(2000)
    assert cells(excel({"list": listed}))[2003][:2] == [2000, "-"]
    assert texts(rendered("list", list=listed | {"inside": False}))[-1][-1] == "จำนวน ๒๐๐๐ แห่ง"


def test_libreoffice_shows_the_numbers_in_thai_digits(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None or not list(Path(office).resolve().parent.glob("libsclo.*")):
        pytest.skip("LibreOffice Calc is not installed (libreoffice-calc-nogui)")
    (tmp_path / "list.xlsx").write_bytes(excel({"list": composed()}))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = [office, profile, "--headless", "--convert-to", "html", "list.xlsx"]
    subprocess.run(convert, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    page = html.fromstring((tmp_path / "list.html").read_bytes())
    shown = [(cell.get("sdval"), cell.text_content().strip()) for cell in page.iter("td") if cell.get("sdval")]
    assert shown[:5] == [("1", "๑"), ("2", "๒"), ("3", "๓"), ("4", "๔"), ("5", "๕")]
    assert shown[5] == ("5", "๕ แห่ง")


def test_a_letter_gives_its_excel_list_as_a_draft_and_for_ever_once_it_is_issued(terminal: Terminal) -> None:
    overdue(terminal)
    number, file = draft(terminal), terminal.folder / "list.xlsx"
    assert terminal.done("letter", "excel", number, "list.xlsx", "--at", "2020-09-10") == "saved to list.xlsx\n"
    assert [row[0] for row in cells(file.read_bytes())[1:3]] == ["ข้อมูล ณ วันที่ ๑๐ กันยายน ๒๕๖๓", "ร่าง"]
    terminal.done("letter", "approve", number, "--at", "2020-09-10 09:00")
    terminal.done("letter", "excel", number, "list.xlsx", "--at", "2020-09-10")
    issued = file.read_bytes()
    assert "ลงวันที่ ๑๐ กันยายน ๒๕๖๓" in str(cells(issued)[2][0])
    assert cells(issued)[4][0] == 1 and [None, None, "รวมทั้งสิ้น", 84] in cells(issued)
    terminal.done("letter", "excel", number, "list.xlsx", "--at", "2021-01-01")
    assert file.read_bytes() == issued


def test_a_letter_without_a_list_and_an_unknown_one_have_no_excel_file(terminal: Terminal) -> None:
    overdue(terminal)
    assert "no list of offices" in terminal.refused("letter", "excel", "1", "list.xlsx")
    assert "there is no letter 999" in terminal.refused("letter", "excel", "999", "list.xlsx")
    assert not (terminal.folder / "list.xlsx").exists()


def test_a_list_from_before_there_were_groups_is_refused_in_plain_words() -> None:
    with pytest.raises(NotAllowedError, match="before lists were grouped"):
        excel({"list": {"title": "t", "as_of": "a", "rows": []}})


@pytest.mark.parametrize(("place", "label"), [(0, "สิ่งที่ส่งมาด้วย ๑"), (1, "สิ่งที่ส่งมาด้วย ๒"), (None, "สิ่งที่ส่งมาด้วย")])
def test_the_list_bears_the_number_that_it_has_among_the_enclosures(place: int | None, label: str) -> None:
    listing = unit_list()
    title = str(listing["title"])
    enclosures = [{"text": title, "quantity": "จำนวน ๑ ชุด"}]
    if place is not None:
        enclosures.insert(1 - place, {"text": "สำเนาหนังสือ", "quantity": "จำนวน ๑ ชุด"})
    text = lines("escalation", None, list=listing, enclosures=enclosures)
    assert text[text.index(title) - 1] == label
    if place is not None:
        assert f"{label[-1]}. {title} จำนวน ๑ ชุด" in " ".join(text)
