"""The form of every letter: Word's XML against the typing rules."""

import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from lxml import etree

from templates.builder.letters import template_files
from tests.support.sample_letters import TEMPLATES, lines, rendered
from workflow.letters.samples import common
from workflow.letters.samples.lagging_list import Facts, unit_list
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.text import paragraphs

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICIAL = [name for name in SAMPLES if name not in ("list", "closing-report")]
STAMPED, EXTERNAL, MEMOS = (
    [name for name in OFFICIAL if SAMPLES[name]["form"] == form] for form in ("stamped", "external", "memo")
)
LISTING = ("reminder", "followup", "final-followup", "escalation", "escalation-memo")


def xml(docx: bytes, part: str) -> etree._Element:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return etree.fromstring(archive.read(f"word/{part}.xml"))


def styles(docx: bytes) -> Iterator[tuple[str, str, etree._Element]]:
    """(style, text, paragraph) of every paragraph of the body."""
    for paragraph in xml(docx, "document").iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        assert style is not None
        text = "".join(piece.text or "" for piece in paragraph.iter(f"{W}t"))
        yield str(style.get(f"{W}val")), text, paragraph


def style(docx: bytes, name: str) -> etree._Element:
    found = xml(docx, "styles").find(f"{W}style[@{W}styleId='{name}']")
    assert found is not None
    return found


def anchored(docx: bytes, name: str) -> etree._Element:
    anchors = [a for a in xml(docx, "document").iter("{*}anchor") for p in a.iter("{*}docPr") if p.get("name") == name]
    assert len(anchors) == 1
    return anchors[0]


def value(element: etree._Element, path: str, attribute: str = "val") -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{attribute}")


def test_the_committed_templates_are_what_the_program_makes() -> None:
    assert template_files() == {path.name: path.read_bytes() for path in TEMPLATES.glob("*.docx")}
    assert template_files() == template_files()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_template_has_the_parts_that_a_letter_needs_and_no_others(name: str) -> None:
    with zipfile.ZipFile(TEMPLATES / f"{name}.docx") as archive:
        parts = {part for part in archive.namelist() if not part.startswith("word/media/")}
    word = ("document", "styles", "settings", "fontTable", "theme/theme1", "header1", "header2", "footer1", "footer2")
    around = {
        "[Content_Types].xml",
        "_rels/.rels",
        "word/_rels/document.xml.rels",
        "docProps/app.xml",
        "docProps/core.xml",
    }
    assert parts == around | {f"word/{part}.xml" for part in word}


@pytest.mark.parametrize("name", SAMPLES)
def test_all_name_spaces_stand_at_a_documents_root_since_the_linter_knows_its_paragraphs_again_by_them(
    name: str,
) -> None:
    with zipfile.ZipFile(TEMPLATES / f"{name}.docx") as archive:
        root, body = archive.read("word/document.xml").split(b"<w:body>")
    assert b"xmlns:w=" in root
    assert b"xmlns" not in body


@pytest.mark.parametrize("name", SAMPLES)
def test_every_run_of_thai_names_its_font_and_size_for_the_complex_script(name: str) -> None:
    for part in ("document", "header1", "header2", "footer1", "footer2"):
        for run in xml(rendered(name, secrecy="ลับ"), part).iter(f"{W}r"):
            if any("\u0e00" <= char <= "\u0e7f" for char in "".join(run.itertext())):
                assert [step.tag.removeprefix(W) for step in run[0]][-4:] == ["sz", "szCs", "cs", "lang"]
                assert {value(run, "rPr/rFonts", key) for key in ("ascii", "hAnsi", "eastAsia", "cs")} == {
                    "TH SarabunPSK"
                }
                assert int(value(run, "rPr/szCs") or 0) >= 32
                assert value(run, "rPr/lang", "bidi") == "th-TH"


def test_the_address_under_a_qr_code_is_no_thai_run() -> None:
    addresses = [p for s, _, p in styles(rendered("original")) if s == "WianQRAddress"]
    assert addresses and addresses[0].find(f"{W}r/{W}rPr/{W}cs") is None


@pytest.mark.parametrize("name", SAMPLES)
def test_every_section_is_a4_with_three_centimetres_left_and_thai_page_numbers_after_the_first(name: str) -> None:
    sections = list(xml(rendered(name), "document").iter(f"{W}sectPr"))
    assert len(sections) == (2 if name in LISTING else 1)
    top = "851" if name in MEMOS else "1418"  # a memo begins as high as its emblem
    for section in sections:
        assert (value(section, "pgSz", "w"), value(section, "pgSz", "h")) == ("11906", "16838")
        margins = [value(section, "pgMar", side) for side in ("left", "right", "top", "bottom")]
        assert margins == ["1701", "1134", top, "1134"]
        assert value(section, "pgNumType", "fmt") == "thaiNumbers"
        assert section.find(f"{W}titlePg") is not None


@pytest.mark.parametrize("name", SAMPLES)
def test_settings_speak_thai_in_the_mode_of_word_2013(name: str) -> None:
    settings = xml(rendered(name), "settings")
    assert value(settings, "themeFontLang", "bidi") == "th-TH"
    assert value(settings, "compat/compatSetting") == "15"


@pytest.mark.parametrize("name", OFFICIAL)
def test_body_paragraphs_are_thai_distributed_with_a_first_line_of_two_and_a_half_centimetres(name: str) -> None:
    letter = rendered(name)
    body = style(letter, "WianBody")
    assert value(body, "pPr/jc") == "thaiDistribute"
    assert value(body, "pPr/ind", "firstLine") == "1418"
    assert value(body, "pPr/spacing", "before") == "120"
    end = style(letter, "WianBodyEnd")
    assert value(end, "pPr/jc") == "thaiDistribute" and value(end, "pPr/ind", "firstLine") == "1418"
    assert sum(found in ("WianBody", "WianBodyEnd") for found, _, _ in styles(letter)) >= 2


@pytest.mark.parametrize("name", STAMPED + EXTERNAL)
def test_the_emblem_is_three_centimetres_high_one_and_a_half_from_the_top_and_centred(name: str) -> None:
    anchor = anchored(rendered(name), "emblem")
    assert anchor.findtext("{*}positionH/{*}align") == "center"
    assert anchor.findtext("{*}positionV/{*}posOffset") == "540000"
    assert [e.get("cy") for e in anchor.iter("{*}extent")] == ["1080000"]


@pytest.mark.parametrize("name", MEMOS)
def test_a_memo_has_its_emblem_at_the_left_half_as_high_and_its_heading_in_bold_29_points(name: str) -> None:
    letter = rendered(name, urgency="")
    anchor = anchored(letter, "emblem")
    assert anchor.find("{*}positionH").get("relativeFrom") == "margin"
    assert anchor.findtext("{*}positionH/{*}align") == "left"
    assert [e.get("cy") for e in anchor.iter("{*}extent")] == ["540000"]
    name_of, text, heading = next(styles(letter))
    assert (name_of, text) == ("WianMemoHeading", "บันทึกข้อความ")
    run = heading.findall(f"{W}r")[-1]
    assert value(run, "rPr/szCs") == "58" and run.find(f"{W}rPr/{W}bCs") is not None
    look = style(letter, "WianMemoHeading")
    assert (value(look, "pPr/spacing", "line"), value(look, "pPr/spacing", "lineRule")) == ("700", "exact")


@pytest.mark.parametrize("name", MEMOS)
def test_a_memos_labels_are_bold_20_points_and_dots_fill_their_lines(name: str) -> None:
    letter, labels = rendered(name), []
    for style_name, _, line in styles(letter):
        if style_name in ("WianMemoUnit", "WianMemoNumber", "WianMemoSubject"):
            stops = list(style(letter, style_name).iter(f"{W}tab"))
            assert {stop.get(f"{W}leader") for stop in stops} == {"dot"} and stops[-1].get(f"{W}pos") == "9071"
            labels += [run for run in line.iter(f"{W}r") if value(run, "rPr/rStyle") == "WianMemoLabel"]
    assert ["".join(run.itertext()) for run in labels] == ["ส่วนราชการ", "ที่", "วันที่", "เรื่อง"]
    for run in labels:
        assert value(run, "rPr/szCs") == "40" and run.find(f"{W}rPr/{W}bCs") is not None


@pytest.mark.parametrize("name", MEMOS)
def test_a_memos_urgency_stands_between_emblem_and_heading(name: str) -> None:
    first, second = list(styles(rendered(name, urgency="ด่วนที่สุด")))[:2]
    assert (first[1], second[1]) == ("ด่วนที่สุด", "บันทึกข้อความ")
    assert int(value(style(rendered(name), "WianMemoUrgency"), "pPr/ind", "left") or 0) > 850  # right of the emblem


@pytest.mark.parametrize("name", STAMPED + EXTERNAL)
def test_urgency_stands_above_the_number_in_red_bold_32_point_letters(name: str) -> None:
    first, second = list(styles(rendered(name, urgency="ด่วนที่สุด")))[:2]
    assert first[1] == "ด่วนที่สุด" and second[1].startswith("ที่  ")
    run = first[2].find(f"{W}r")
    assert run is not None
    assert value(run, "rPr/szCs") == "64" and value(run, "rPr/color") == "FF0000"
    assert run.find(f"{W}rPr/{W}bCs") is not None


@pytest.mark.parametrize("name", OFFICIAL)
def test_secrecy_stands_in_red_at_the_top_and_bottom_of_every_page_and_nowhere_without_it(name: str) -> None:
    for part in ("header1", "header2", "footer1", "footer2"):
        story = xml(rendered(name, secrecy="ลับมาก"), part)
        run = story.find(f"{W}p/{W}r")
        assert run is not None and "".join(run.itertext()) == "ลับมาก"
        assert value(run, "rPr/color") == "FF0000"
        assert "ลับ" not in "".join(xml(rendered(name), part).itertext())


@pytest.mark.parametrize("name", EXTERNAL)
def test_an_external_letter_has_its_parts_in_the_order_of_clause_11(name: str) -> None:
    changes: Facts = {"urgency": "", "references": ["หนังสือหนึ่ง"], "enclosures": [common.COPY]}
    order = [found for found, text, _ in styles(rendered(name, list=None, qr=None, **changes)) if text]
    expected = ["Number", "Date", "Subject", "To", "Reference", "Enclosure"]
    expected += ["Body", "BodyEnd", "Closing", "Signature", "Contact"]
    assert list(dict.fromkeys(order)) == [f"Wian{part}" for part in expected]


@pytest.mark.parametrize("name", EXTERNAL)
def test_date_closing_and_signature_stand_at_their_tabs_and_labels_are_not_bold(name: str) -> None:
    letter = rendered(name)
    for styled, kind, place in (("Date", "left", "4252"), ("Closing", "left", "4252"), ("Signature", "center", "5160")):
        assert value(style(letter, f"Wian{styled}"), "pPr/tabs/tab") == kind
        assert value(style(letter, f"Wian{styled}"), "pPr/tabs/tab", "pos") == place
    assert value(style(letter, "WianClosing"), "pPr/spacing", "before") == "240"
    bold = {found for found, _, paragraph in styles(letter) if paragraph.find(f"{W}r/{W}rPr/{W}b") is not None}
    assert bold <= {"WianUrgency"}
    texts = paragraphs(letter)
    closing = texts.index("\tขอแสดงความนับถือ")
    assert texts[closing + 1 : closing + 4] == ["", "", ""]
    assert texts[closing + 4] == "\t(ชื่อผู้ลงนาม)"


@pytest.mark.parametrize("name", STAMPED)
def test_a_stamped_letter_has_an_office_a_seal_and_a_date_and_nothing_of_a_signed_one(name: str) -> None:
    letter = rendered(name, list=None)
    order = [found for found, text, _ in styles(letter) if text and not found.startswith("WianQR")]
    urgent = ["WianUrgency"] if SAMPLES[name]["urgency"] else []
    expected = [*urgent, "WianNumber", "WianToOffice", "WianBody", "WianBodyEnd", "WianSeal", "WianContact"]
    assert list(dict.fromkeys(order)) == expected
    assert not [t for t in lines(name) if t.startswith(("เรื่อง", "เรียน ", "อ้างถึง", "ขอแสดง", "("))]
    seal = anchored(letter, "seal")
    assert [e.get("cx") for e in seal.iter("{*}extent")] == ["1620000"]
    assert value(style(letter, "WianSeal"), "pPr/tabs/tab", "pos") == "6236"


@pytest.mark.parametrize("name", OFFICIAL)
def test_text_goes_with_the_signature_or_seal_where_a_letter_runs_over_to_a_second_page(name: str) -> None:
    letter = rendered(name, list=None)
    end = style(letter, "WianBodyEnd")
    assert end.find(f"{W}pPr/{W}keepNext") is not None
    assert end.find(f"{W}pPr/{W}keepLines") is None  # it may be divided, so that the first page stays full
    order = [found for found, _, _ in styles(letter)]
    following = order[order.index("WianBodyEnd") + 1 :]
    for kept in set(following) & {"WianClosing", "WianBlank", "WianSignature", "WianSeal", "WianContact"}:
        assert style(letter, kept).find(f"{W}pPr/{W}keepNext") is not None


def test_references_and_enclosures_are_numbered_only_if_there_are_two() -> None:
    one = lines("final-followup", references=["ก"], enclosures=[{"text": "ข", "quantity": "จำนวน ๑ ชุด"}])
    assert "อ้างถึง ก" in one and "สิ่งที่ส่งมาด้วย ข จำนวน ๑ ชุด" in one
    two = lines(
        "final-followup", references=["ก", "ค"], enclosures=[common.COPY, {"text": "ข", "quantity": "จำนวน ๑ ชุด"}]
    )
    assert "อ้างถึง ๑. ก" in two and "๒. ค" in two and "๒. ข จำนวน ๑ ชุด" in two


@pytest.mark.parametrize(("name", "label"), [("followup", "สิ่งที่ส่งมาพร้อมนี้"), ("final-followup", "สิ่งที่ส่งมาด้วย")])
def test_the_list_of_units_is_a_bordered_table_with_a_repeated_head_on_pages_of_its_own(name: str, label: str) -> None:
    letter = rendered(name, list=unit_list(40))
    assert label in paragraphs(letter)
    assert "ข้อมูล ณ วันที่ ๒๔ สิงหาคม ๒๕๖๓" in lines(name, list=unit_list(40))
    *_, table = xml(letter, "document").iter(f"{W}tbl")
    rows = list(table.iter(f"{W}tr"))
    assert len(rows) == 1 + 9 + 40 + 1  # its head, eight districts and the offices without, the offices, the sum
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * 50
    assert value(style(letter, "WianTable"), "tblPr/tblBorders/insideH") == "single"
