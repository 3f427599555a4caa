"""Copies of issued letters: what is added, that nothing else moves, and the command that makes them."""

import hashlib
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from openxml_audit import OpenXmlValidator

from tests.support.circular_steps import PROVINCE
from tests.support.lint_edits import both, edited, insert
from tests.support.long_letters import ISSUED, issued
from tests.support.pdf_ink import inked, overprinted
from tests.support.printed_pages import page_count, printed
from tests.support.sample_letters import rendered
from tests.support.terminal import MAY, Terminal
from tests.support.word_parts import as_word_sets_it, boxes, parts_of, texts
from workflow.docx.edit import EditError
from workflow.errors import NotAllowedError
from workflow.letters.pagination.paginate import paged
from workflow.letters.stamped_copies.certified import Certifier, certified_copy, plain_copy
from workflow.lint import check
from workflow.thai.spacing import squash

DAY = date(2022, 11, 21)
SHORT, LONGER = Certifier("เจ้าพนักงานธุรการชำนาญงาน"), Certifier("นักวิชาการส่งเสริมการปกครองท้องถิ่นชำนาญการ")
CERTIFIED = ["สำเนาถูกต้อง", "", "", "", "(ชื่อผู้รับรองสำเนา)", SHORT.position, "๒๑\u00a0พฤศจิกายน\u00a0๒๕๖๕"]


FOOT = "word/footer1.xml"
"""The foot of later pages."""
FULL = ("original", "final-followup", "a full page", "a full page, secret", "four times", "a memo", "stamped, longer")
"""Those whose copies are looked at with lines as high as Word's too."""


@pytest.fixture(params=ISSUED, ids=list(ISSUED))
def letter(request: pytest.FixtureRequest) -> bytes:
    return issued(request.param)


def test_a_certified_copy_says_so_above_and_below_with_room_for_the_signature(letter: bytes) -> None:
    found = boxes(certified_copy(letter, SHORT, DAY))
    assert texts(found["copy"]) == ["สำเนา"]
    assert texts(found["certification"]) == CERTIFIED


def test_a_plain_copy_is_certified_by_nobody(letter: bytes) -> None:
    assert {name: texts(found) for name, found in boxes(plain_copy(letter)).items()} == {"copy": ["สำเนา"]}


def test_nothing_of_the_letter_is_changed(letter: bytes) -> None:
    copied = certified_copy(letter, SHORT, DAY)
    old, new = parts_of(letter), parts_of(copied)
    changed = {name for name in old if old[name] != new[name]}
    assert changed - {FOOT} == {"word/styles.xml", "word/document.xml"}
    for name in changed - {"word/styles.xml"}:
        assert without_marks(new[name]) == etree.tostring(etree.fromstring(old[name]), method="c14n2")


def without_marks(part: bytes) -> bytes:
    """A part of a copy without what was added."""
    root = etree.fromstring(part)
    for anchor in [each for each in root.iter(qn("wp:anchor")) if each.find(f".//{qn('w:txbxContent')}") is not None]:
        run = next(anchor.iterancestors(qn("w:r")))
        run.getparent().remove(run)
    for page in [
        each for each in root.iter(qn("w:p")) if each.find(f".//{qn('w:pStyle')}").get(qn("w:val")) == "WianCopy"
    ]:
        page.getparent().remove(page)
    return bytes(etree.tostring(root, method="c14n2"))


def test_a_copy_is_in_a_style_of_its_own_and_in_the_letters_font(letter: bytes) -> None:
    copied = certified_copy(letter, SHORT, DAY)
    for each in [line for found in boxes(copied).values() for line in found]:
        assert each.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) == "WianCopy"
        for run in each.iter(qn("w:r")):
            assert run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:cs")) == "TH SarabunPSK"
            assert run.find(f"{qn('w:rPr')}/{qn('w:szCs')}").get(qn("w:val")) == "32"
    assert "Wian Copy" in [style.name for style in Document(BytesIO(copied)).styles]


def test_the_same_copy_is_the_same_file_and_the_linter_and_the_audit_find_nothing(
    letter: bytes, tmp_path: Path
) -> None:
    copied = certified_copy(letter, SHORT, DAY)
    assert certified_copy(letter, SHORT, DAY) == copied
    assert check(copied) == check(letter)
    path = tmp_path / "copy.docx"
    path.write_bytes(copied)
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


def test_what_certifies_a_copy_hides_no_fault_of_the_letter() -> None:
    faulty = rendered("reminder", date="๓๑ พฤศจิกายน ๒๕๖๕")
    rules = [finding.rule for finding in check(faulty)[1]]
    assert "L04-day" in rules
    assert [finding.rule for finding in check(certified_copy(faulty, SHORT, DAY))[1]] == rules


def test_a_certification_typed_below_a_letter_is_not_taken_for_parts_of_the_letter() -> None:
    typed = both(
        insert("สำเนาถูกต้อง", after="โทรสาร"),
        insert("(นางสาวตัวอย่าง หนึ่ง)", after="สำเนาถูกต้อง"),
        insert("๒๑ พฤศจิกายน ๒๕๖๕", after="(นางสาวตัวอย่าง"),
    )
    assert check(edited(rendered("reminder"), typed)) == check(rendered("reminder"))


@pytest.mark.parametrize(
    ("certifier", "told"),
    [
        (Certifier(""), "the certifier's position is missing"),
        (Certifier(" "), "the certifier's position is missing"),
        (Certifier("ผู้อำนวยการกลุ่มงาน 2"), "position cannot be printed: .*Arabic digits"),
        (Certifier(SHORT.position, "นางสาวตัวอย่าง\u200bหนึ่ง"), "name cannot be printed: .*invisible"),
        (Certifier(SHORT.position, "()"), "the certifier's name is missing"),
    ],
)
def test_what_cannot_be_printed_is_refused(certifier: Certifier, told: str) -> None:
    with pytest.raises(NotAllowedError, match=told):
        certified_copy(issued("original"), certifier, DAY)


def test_a_name_stands_in_one_pair_of_brackets() -> None:
    for name in ("นางสาวตัวอย่าง หนึ่ง", "(นางสาวตัวอย่าง หนึ่ง)"):
        assert Certifier(SHORT.position, name).lines(DAY)[4] == "(นางสาวตัวอย่าง หนึ่ง)"


def test_bytes_that_are_no_letter_are_refused() -> None:
    for data in (b"", b"PK\3\4 and more", issued("original")[:2000]):
        with pytest.raises(EditError):
            plain_copy(data)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page without white space."""
    with closing(pdfium.PdfDocument(pdf)) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


@pytest.fixture(scope="module")
def on_paper() -> dict[str, tuple[bytes, bytes]]:
    """Letters and their copies as PDF, with lines as in LibreOffice, and for full pages as in Word."""
    pairs = {name: (issued(name), certified_copy(issued(name), LONGER, DAY)) for name in ISSUED}
    for name in FULL:
        letter, copied = pairs[name]
        pairs[f"{name}, in Word"] = as_word_sets_it(letter), as_word_sets_it(copied)
    made = printed({f"{name}|{kind}": docx for name, pair in pairs.items() for kind, docx in enumerate(pair)})
    return {name: (made[f"{name}|0"].data, made[f"{name}|1"].data) for name in pairs}


@pytest.mark.parametrize("name", ["original", "twice the text", "ten times"])
def test_a_page_of_a_letter_is_certified_once(on_paper: dict[str, tuple[bytes, bytes]], name: str) -> None:
    assert [page.count("สำเนาถูกต้อง") for page in pages_of(on_paper[name][1])] == [1] * page_count(on_paper[name][0])


@pytest.mark.parametrize("name", [*ISSUED, *(f"{name}, in Word" for name in FULL)])
def test_on_paper_nothing_moves_and_nothing_is_printed_over_anything(
    on_paper: dict[str, tuple[bytes, bytes]], name: str
) -> None:
    before, after = (dict(inked(pdf)) for pdf in on_paper[name])
    assert page_count(on_paper[name][0]) == page_count(on_paper[name][1])
    assert before.keys() <= after.keys()
    added = {place: after[place] for place in after.keys() - before.keys()}
    assert all("สำเนาถูกต้อง" in page for page in pages_of(on_paper[name][1]))
    assert len(added) > len("สำเนา" + "".join(LONGER.lines(DAY))) * 0.7  # marks of one letter may share a place
    assert overprinted(added, before) == []


def test_a_letter_whose_last_page_is_full_has_its_certification_on_a_page_of_its_own() -> None:
    contact = ["สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด กลุ่มงานมาตรฐานการบริหารงานองค์กรปกครองส่วนท้องถิ่น"] * 7
    full = paged(rendered("reminder", contact=contact, list=None))
    long = Certifier("นักวิชาการส่งเสริมการปกครองท้องถิ่นชำนาญการ " * 6)
    pages = [page_count(pdf.data) for pdf in printed({"a": full, "b": certified_copy(full, long, DAY)}).values()]
    assert pages == [1, 2]


def copied(terminal: Terminal, *words: str) -> str:
    return terminal.done("letter", "copy", "1", "copy.docx", *words, "--at", "2020-05-20")


def issue(terminal: Terminal) -> Path:
    told = terminal.done("circular", "issue", terminal.circular(), *MAY)
    return Path(told.rpartition("letter: ")[2].strip())


def test_an_officer_certifies_a_copy_and_the_letter_stays_as_it_is(terminal: Terminal) -> None:
    kept = issue(terminal)
    before = hashlib.sha256(kept.read_bytes()).digest()
    assert copied(terminal, "--position", SHORT.position, "--name", "นางสาวตัวอย่าง หนึ่ง") == "saved to copy.docx\n"
    found = texts(boxes((terminal.folder / "copy.docx").read_bytes())["certification"])
    assert found[4:] == ["(นางสาวตัวอย่าง หนึ่ง)", SHORT.position, "๒๐\u00a0พฤษภาคม\u00a0๒๕๖๓"]
    assert hashlib.sha256(kept.read_bytes()).digest() == before
    copied(terminal, "--plain")
    assert list(boxes((terminal.folder / "copy.docx").read_bytes())) == ["copy"]


def test_an_offices_copy_bears_its_receiving_stamp(terminal: Terminal) -> None:
    kept = issue(terminal)
    terminal.done("acknowledge", "info-2563", PROVINCE, "--at", "2020-05-20 09:30")
    copied(terminal, "--received", PROVINCE)
    stamp = texts(boxes((terminal.folder / "copy.docx").read_bytes())["received"])
    assert [squash(text) for text in stamp[1:]] == ["เลขรับ ๑", "วันที่ ๒๐ พฤษภาคม ๒๕๖๓", "เวลา ๐๙.๓๐ น."]
    assert not boxes(kept.read_bytes()).keys() & {"received"}


def test_what_cannot_be_copied_is_refused(terminal: Terminal) -> None:
    kept = issue(terminal)
    for words, told in (
        (("1", "c.docx", "--at", "2020-05-20"), "position is missing"),
        (("1", "c.docx", "--position", "หัวหน้าฝ่าย 1", "--at", "2020-05-20"), "Arabic digits"),
        (("1", "c.docx", "--position", SHORT.position, "--at", "2020-05-18"), "before it"),
        (
            ("1", "c.docx", "--position", SHORT.position, "--plain", "--at", "2020-05-20"),
            "give one of --plain, --position",
        ),
        (("1", "c.docx", "--received", PROVINCE), "จังหวัดแพร่ has not received letter 1"),
        (("1", str(kept), "--plain", "--at", "2020-05-20"), "the issued letter itself"),
        (("9", "c.docx", "--plain"), "no letter 9"),
    ):
        assert told in terminal.refused("letter", "copy", *words)
    assert not (terminal.folder / "c.docx").exists()


def test_a_draft_cannot_be_copied(terminal: Terminal) -> None:
    issue(terminal)
    terminal.done("acknowledge", "info-2563", PROVINCE, "--at", "2020-05-29 09:30")
    terminal.done("pass-on", "info-2563", PROVINCE, "--at", "2020-05-29 10:00")
    terminal.done("sweep", "--at", "2020-09-09 09:30")
    draft = terminal.done("letter", "list", "--drafts").splitlines()[1].split()[0]
    told = terminal.refused("letter", "copy", draft, "c.docx", "--position", SHORT.position)
    assert f"letter {draft} is not issued (draft)" in told
