"""Reading Word files as Word does: boxes, tables, fields, changes that are tracked, and files not to be trusted."""

import zipfile
from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.support.lint_edits import STYLES, Element, attribute, edited, paragraph, say
from tests.support.sample_letters import PICTURES, rendered
from tests.support.typed_letters import Look, Typist, typed_external, typed_memo, typed_stamped
from tests.support.word_parts import in_strict_form, with_main_part
from workflow.docx.package import packed
from workflow.docx.pictures import pixels
from workflow.lint import Form, LetterContext, NotWordError, check, lint
from workflow.lint.anatomy.letter import take_apart
from workflow.lint.word.read import read


def rules(docx: bytes) -> list[str]:
    return [finding.rule for finding in lint(docx)]


def parts_of(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def box(inner: Element) -> Element:
    """A text box around a paragraph, as Word writes one: a drawing, and the same again for older readers."""
    begin = f"<w:r {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    found = parse_xml(
        f"{begin}<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent/></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><w:txbxContent/></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    first, second = found.iter(qn("w:txbxContent"))
    second.append(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>ด่วน</w:t></w:r></w:p>"))
    first.append(inner)
    return found


def test_urgency_in_a_text_box_is_urgency_all_the_same() -> None:
    def into_box(root: Element) -> None:
        urgency = paragraph(root, "ด่วนที่สุด")
        below = paragraph(root, "ที่")
        urgency.getparent().remove(urgency)
        below.append(box(urgency))

    boxed = edited(rendered("reminder"), into_box)
    assert lint(boxed) == []
    (urgent,) = take_apart(read(boxed)).urgent
    assert urgent.text == "ด่วนที่สุด"
    black = edited(boxed, attribute(".//w:txbxContent//w:color", "w:val", "000000"))
    assert rules(black) == ["L13-urgency"]


def test_the_number_and_the_sender_may_stand_in_the_cells_of_a_table() -> None:
    def into_table(root: Element) -> None:
        line, street = paragraph(root, "ที่"), paragraph(root, "ถนน")
        table = parse_xml(f"<w:tbl {nsdecls('w')}><w:tr><w:tc/><w:tc/></w:tr></w:tbl>")
        line.addprevious(table)
        left, right = table.iter(qn("w:tc"))
        name = parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>ศาลากลางจังหวัดแพร่</w:t></w:r></w:p>")
        left.append(line)
        right.extend([name, street])

    tabled = edited(edited(rendered("forwarding"), say("ศาลากลางจังหวัดแพร่", "")), into_table)
    assert lint(tabled) == []
    assert take_apart(read(tabled)).text("sender") == "ศาลากลางจังหวัดแพร่ ถนนไชยบูรณ์ พร ๕๔๐๐๐"


def test_a_page_number_that_word_last_showed_in_arabic_digits_is_no_fault_of_the_text() -> None:
    def number(root: Element) -> None:
        simple = f"<w:fldSimple {nsdecls('w')} w:instr=' PAGE '><w:r><w:t>2</w:t></w:r></w:fldSimple>"
        paragraph(root, "จึงเรียน").append(parse_xml(simple))
        for step in ("begin", " NUMPAGES ", "separate", "3", "end"):
            kind = "fldChar" if step.isalpha() else "instrText" if step.strip() != step else "t"
            told = f"<w:fldChar w:fldCharType='{step}'/>" if kind == "fldChar" else f"<w:{kind}>{step}</w:{kind}>"
            paragraph(root, "จึงเรียน").append(parse_xml(f"<w:r {nsdecls('w')}>{told}</w:r>"))

    assert lint(edited(rendered("original"), number)) == []


def test_other_fields_count_as_what_they_show() -> None:
    def date(root: Element) -> None:
        simple = f"<w:fldSimple {nsdecls('w')} w:instr=' DATE '><w:r><w:t>18</w:t></w:r></w:fldSimple>"
        paragraph(root, "จึงเรียน").append(parse_xml(simple))

    assert rules(edited(rendered("original"), date)) == ["L05-digits"]


def test_what_was_deleted_is_not_read_and_what_was_inserted_is() -> None:
    def change(tag: str, text: str) -> bytes:
        run = f"<w:r><w:rPr><w:rFonts w:cs='TH SarabunPSK'/></w:rPr><w:t>{text}</w:t></w:r>"
        new = f"<w:{tag} {nsdecls('w')} w:id='1' w:author='x'>{run}</w:{tag}>"
        return edited(rendered("original"), lambda root: paragraph(root, "จึงเรียน").append(parse_xml(new)))

    assert rules(change("del", "ปักครอง 25")) == ["L01-left"]
    assert rules(change("ins", "ปักครอง 25")) == ["L01-left", "L05-digits", "L20-spelling"]


def test_styles_based_on_each_other_in_a_circle_are_read_once() -> None:
    def circle(root: Element) -> None:
        for name, base in (("WianBody", "WianBodyEnd"), ("WianBodyEnd", "WianBody")):
            style = root.find(f"w:style[@w:styleId='{name}']", root.nsmap)
            style.find("w:basedOn", root.nsmap).set(qn("w:val"), base)

    assert lint(edited(rendered("forwarding"), circle, STYLES)) == []


@pytest.mark.parametrize("heading", ["ประกาศจังหวัดแพร่", "รายงานการประชุม", "คำสั่งจังหวัดแพร่ ที่ ๑/๒๕๖๕"])
def test_another_kind_of_document_is_checked_for_its_words_alone(heading: str) -> None:
    hand = Typist()
    hand.type(heading)
    hand.type("องค์กรบริหารส่วนตำบล")
    assert check(hand.done())[0] is Form.OTHER
    assert rules(hand.done()) == ["L20-spelling"]


def test_a_document_of_no_known_form_is_not_called_clean() -> None:
    hand = Typist()
    hand.type("ข้อความ")
    form, (finding,) = check(hand.done())
    assert form is None
    assert finding.rule == "L00-form"
    assert check(hand.done(), LetterContext(form=Form.MEMO))[0] is Form.MEMO


def test_an_enclosure_may_have_another_size_but_not_another_font() -> None:
    hand = Typist()
    hand.word = Document(BytesIO(typed_stamped()))
    hand.type("").add_run().add_break(WD_BREAK.PAGE)
    hand.type(("บัญชีรายชื่อ", Look(12)))
    assert lint(hand.done()) == []
    hand.type(("บัญชีรายชื่อ", Look(12, font="Angsana New")))
    assert rules(hand.done()) == ["L13-font"]


@pytest.mark.parametrize("made", [typed_external, typed_stamped, typed_memo])
def test_a_form_that_is_told_is_taken_for_granted(made: type) -> None:
    assert check(made(), LetterContext(form=Form.STAMPED))[0] is Form.STAMPED


def test_the_shape_of_a_picture_is_read_from_its_head() -> None:
    assert pixels(PICTURES["emblem"]) == 1
    assert pixels(b"GIF89a" + b"\x04\x00\x02\x00") == 2
    assert pixels(b"BM" + bytes(16) + b"\x04\0\0\0" + b"\xfe\xff\xff\xff") == 2
    frame = b"\xff\xc0\x00\x11\x08\x00\x02\x00\x04"
    assert pixels(b"\xff\xd8" + b"\xff\xe0\x00\x04ab" + frame) == 2
    assert pixels(b"\x01\0\0\0" + bytes(20) + b"\0\0\0\0\0\0\0\0\x04\0\0\0\x02\0\0\0" + b" EMF") == 2
    assert pixels(b"\xd7\xcd\xc6\x9a\0\0\0\0\0\0\x04\0\x02\0") == 2
    for broken in (b"", b"\xff\xd8\xff", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"text", b"GIF89a\0\0\0\0"):
        assert pixels(broken) is None


def test_a_file_that_would_not_fit_into_memory_is_refused() -> None:
    bomb = packed({**parts_of(typed_memo()), "word/styles.xml": bytes(65 << 20)})
    assert len(bomb) < 1 << 20
    with pytest.raises(NotWordError, match="65 MB"):
        lint(bomb)


def test_a_file_with_entities_of_its_own_is_refused() -> None:
    parts = parts_of(typed_memo())
    xml = parts["word/document.xml"].split(b"?>", 1)[1]
    parts["word/document.xml"] = b'<!DOCTYPE w [<!ENTITY a "text">]>' + xml.replace(b"<w:t>", b"<w:t>&a;", 1)
    with pytest.raises(NotWordError, match="entities"):
        lint(packed(parts))


@pytest.mark.parametrize("missing", ["word/document.xml", "[Content_Types].xml", "word/styles.xml", "_rels/.rels"])
def test_a_file_without_one_of_its_parts_is_checked_or_refused(missing: str) -> None:
    parts = {name: data for name, data in parts_of(rendered("forwarding")).items() if name != missing}
    if missing == "word/document.xml":
        with pytest.raises(NotWordError):
            lint(packed(parts))
    else:
        assert all(finding.place for finding in lint(packed(parts)))


def test_the_text_of_a_letter_is_in_the_part_that_the_file_names_as_its_main_one() -> None:
    wrong = rendered("forwarding", None, subject="การสำรวจ 5 แห่ง")
    assert lint(wrong)
    assert lint(with_main_part(wrong, "document2.xml")) == lint(wrong)


def test_a_file_in_strict_open_xml_is_refused_with_what_to_do() -> None:
    with pytest.raises(NotWordError, match=r"Strict Open XML; open it in Word and save it as Word Document \(\.docx\)"):
        lint(in_strict_form(rendered("forwarding")))
