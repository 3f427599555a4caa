"""Letters that run over their page: set closer, or divided with continuation words; and those left as they are."""

import re
from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator
from pypdfium2 import PdfDocument

from runtime.settings import ROOT
from tests.support.lint_edits import STYLES, Edit, edited, set_out
from tests.support.long_letters import BODY, LONG, NEWS, body, phrases
from tests.support.printed_pages import found, printed, sheets
from tests.support.sample_letters import MADE, PICTURES, TEMPLATES, rendered, template
from tests.support.word_parts import as_word_sets_it, parts_of
from workflow.docx.edit import EditError, WordFile, with_style
from workflow.docx.font_widths import width
from workflow.docx.styles import Styles
from workflow.letters.facts import unbreakable
from workflow.letters.pagination.blocks import Text, in_word, stacked
from workflow.letters.pagination.fits_one_page import surely_fits
from workflow.letters.pagination.page_size import sheet_of
from workflow.letters.pagination.paginate import paged
from workflow.letters.printer import LetterPrinter
from workflow.letters.samples.lagging_list import Facts
from workflow.letters.samples.letters import G1, G5, G6, SAMPLES
from workflow.letters.text import paragraphs
from workflow.lint import LetterContext, lint

SHORT = ("progress", "reminder", "followup", "escalation-memo")
REAL: dict[str, tuple[str, Facts]] = {"G1": ("original", G1), "G5": ("original", G5), "G6": ("forwarding", G6)}
WIDTH, INDENT = 9071, 1418  # twips: 16 cm, 2.5 cm


@pytest.fixture(params=LONG, ids=list(LONG))
def long(request: pytest.FixtureRequest) -> tuple[bytes, bytes, int]:
    """A letter that runs over, the same divided, and its pages without the list."""
    name, changes, pages = LONG[request.param]
    letter = rendered(name, **changes)
    return letter, paged(letter), pages


def own_paragraphs(docx: bytes) -> list[Paragraph]:
    """The paragraphs of a letter outside its tables."""
    return list(Document(BytesIO(docx)).paragraphs)


def style(paragraph: Paragraph) -> ParagraphStyle:
    assert paragraph.style is not None
    return paragraph.style


def words_of(docx: bytes) -> list[tuple[str, str]]:
    """Every continuation word, and the paragraph after it, which begins a page."""
    own = own_paragraphs(docx)
    return [(each.text, after.text) for each, after in pairwise(own) if style(each).name == "Wian Continuation"]


def without_words(docx: bytes) -> str:
    words = {word for word, _ in words_of(docx)}
    return "".join(text for text in paragraphs(docx) if text not in words)


def text_on_last_page(docx: bytes) -> list[Paragraph]:
    """The paragraphs of the text on the last page."""
    own = own_paragraphs(docx)
    starts = [place for place, each in enumerate(own) if each.paragraph_format.page_break_before]
    return [each for each in own[starts[-1] :] if style(each).name in ("Wian Body", "Wian Body End")]


def sure_lines(text: Sequence[Paragraph]) -> float:
    """How many lines paragraphs of the text take if every line is filled to its end."""
    indents = [0 if each.paragraph_format.first_line_indent == 0 else INDENT for each in text]
    return sum(max(1, -(-(width(each.text, 32) + indent) // WIDTH)) for each, indent in zip(text, indents, strict=True))


@pytest.mark.parametrize("name", SHORT)
def test_a_letter_that_fits_its_page_is_left_as_it_is(name: str) -> None:
    letter = rendered(name)
    assert paged(letter) is letter


def test_a_report_has_no_text_to_divide_however_long_it_is() -> None:
    facts = SAMPLES["closing-report"]
    rows = facts["rows"]
    assert isinstance(rows, list)
    report = rendered("closing-report", rows=rows * 60)
    assert paged(report) is report


@pytest.mark.parametrize("real", REAL.values(), ids=list(REAL))
def test_the_real_letters_keep_to_one_page_by_lines_of_18_points(real: tuple[str, Facts]) -> None:
    letter = rendered(*real)
    close = paged(letter)
    assert paragraphs(close) == paragraphs(letter)
    assert words_of(close) == []
    looks = Styles(WordFile(close).part(STYLES))
    body, (address, address_text) = looks.style("WianBody")[0], looks.style("WianQRAddress")
    assert (body.rule, body.line) == ("exact", 360)
    assert (address_text.size, address.line) == (24, 270)
    assert looks.style("WianUrgency") == Styles(WordFile(letter).part(STYLES)).style("WianUrgency")


def test_a_line_with_a_picture_stays_as_high_as_the_picture() -> None:
    document = Document(BytesIO(paged(rendered("original"))))
    cell = document.tables[0].rows[0].cells[1]
    picture, label = cell.paragraphs[0], cell.paragraphs[1]
    assert picture.style.name == label.style.name == "Wian QR"
    assert picture.paragraph_format.line_spacing == 1.0
    assert label.paragraph_format.line_spacing is None  # its style's, 18 points


def test_larger_labels_are_not_cut_off_in_a_memo_that_is_set_close() -> None:
    close = paged(rendered("escalation-memo", **phrases(4)))
    looks = Styles(WordFile(close).part(STYLES))
    assert (looks.style("WianBody")[0].line, looks.style("WianMemoUnit")[0].line) == (360, 450)


def test_the_text_of_a_divided_letter_is_the_same_but_for_its_continuation_words(
    long: tuple[bytes, bytes, int],
) -> None:
    letter, divided, _ = long
    assert without_words(divided) == "".join(paragraphs(letter))


def test_each_page_but_the_last_ends_with_what_the_next_begins_with(long: tuple[bytes, bytes, int]) -> None:
    _, divided, pages = long
    words = words_of(divided)
    assert len(words) == pages - 1
    for word, following in words:
        announced = re.fullmatch(r"/(\S.{2,29})\.\.\.", word)
        assert announced
        assert following.startswith(announced[1])


def test_two_lines_of_text_at_the_least_go_to_the_last_page(long: tuple[bytes, bytes, int]) -> None:
    assert sure_lines(text_on_last_page(long[1])) >= 2


def test_two_lines_of_a_divided_paragraph_stay_and_the_rest_is_set_from_the_margin(
    long: tuple[bytes, bytes, int],
) -> None:
    letter, divided, _ = long
    whole, own = paragraphs(letter), own_paragraphs(divided)
    for before, _, after in zip(own, own[1:], own[2:], strict=False):
        if after.paragraph_format.page_break_before and after.text not in whole:
            assert before.text not in whole
            assert sure_lines([before]) >= 2
            assert after.paragraph_format.first_line_indent == 0
        elif style(after).name == "Wian Body":
            assert after.paragraph_format.first_line_indent is None


def test_nothing_above_the_last_page_is_kept_with_what_follows(long: tuple[bytes, bytes, int]) -> None:
    own = own_paragraphs(long[1])
    last = max(place for place, each in enumerate(own) if each.paragraph_format.page_break_before)
    assert not [each for each in own[:last] if style(each).paragraph_format.keep_with_next]
    assert any(style(each).paragraph_format.keep_with_next for each in own[last:])


def test_dividing_changes_the_document_and_adds_a_style_and_always_gives_the_same_bytes(
    long: tuple[bytes, bytes, int],
) -> None:
    letter, divided, _ = long
    assert paged(letter) == divided
    assert paged(divided) is divided
    old, new = parts_of(letter), parts_of(divided)
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == [STYLES, "word/document.xml"]
    names = [
        [each.get(qn("w:styleId")) for each in etree.fromstring(parts[STYLES]).iter(qn("w:style"))]
        for parts in (old, new)
    ]
    assert names[1] == [*names[0], "WianContinuation"]


def test_the_linter_has_nothing_against_a_divided_letter(long: tuple[bytes, bytes, int]) -> None:
    _, divided, pages = long
    assert lint(divided, LetterContext(pages=pages)) == []
    assert [finding.rule for finding in lint(divided, LetterContext(pages=pages + 1))] == ["L14-pages"]


def test_the_audit_of_letters_set_close_or_divided_finds_nothing(
    long: tuple[bytes, bytes, int], tmp_path: Path
) -> None:
    for name, docx in (("divided", long[1]), ("close", paged(rendered("original")))):
        path = tmp_path / f"{name}.docx"
        path.write_bytes(docx)
        assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


def test_a_paragraph_over_the_page_is_linted_as_one() -> None:
    cited = "ตามหนังสือกรมส่งเสริมการปกครองท้องถิ่น ที่ มท ๐๘๑๐.๒/ว ๑๗๐๓ ลงวันที่ ๑๘ พฤษภาคม ๒๕๖๓ แจ้งว่า "
    text = cited + " ".join([NEWS] * 8)
    whole = paged(rendered("original", body=[f"{text} นั้น", *BODY[1:]]))
    assert len(words_of(whole)) == 1
    assert lint(whole) == []
    assert [finding.rule for finding in lint(paged(rendered("original", body=[text, *BODY[1:]])))] == ["L06-that"]


def test_a_divided_run_keeps_its_look_on_both_sides() -> None:
    letter = edited(rendered("original", body=body(4)), _bold_from("กรม"))
    divided = paged(letter)
    before, after = _looks_by_character(letter), _looks_by_character(divided)
    assert len(words_of(divided)) == 2
    assert before == after
    assert {bold for _, bold in before} == {True, False}


def _bold_from(word: str) -> Edit:
    """Cut every body paragraph's run in two at a word, and make the second bold."""

    def change(root: etree._Element) -> None:
        for step in [each for each in root.iter(qn("w:t")) if word in (each.text or "")[1:]]:
            run = step.getparent()
            second = etree.fromstring(etree.tostring(run))
            place = step.text.index(word, 1)
            second.find(qn("w:t")).text, step.text = step.text[place:], step.text[:place]
            second.find(qn("w:rPr")).insert(1, second.makeelement(qn("w:b")))
            run.addnext(second)

    return change


def _looks_by_character(docx: bytes) -> list[tuple[str, bool]]:
    own = [each for each in own_paragraphs(docx) if style(each).name in ("Wian Body", "Wian Body End")]
    return [(char, bool(run.bold)) for each in own for run in each.runs for char in run.text]


def test_a_letter_whose_pages_somebody_has_settled_is_left_alone() -> None:
    letter = edited(rendered("original", body=body(4)), set_out("จึงเรียนมา", "pageBreakBefore"))
    assert paged(letter) is letter


def test_a_template_may_have_a_style_of_its_own_for_continuation_words() -> None:
    own = '<w:spacing w:before="419" w:line="240" w:lineRule="auto"/><w:ind w:right="567"/><w:jc w:val="right"/>'
    letter = rendered("original", body=body(4))
    file = WordFile(letter)
    styled = with_style(file.part(STYLES), "Wian Continuation", own)
    divided = paged(file.replaced({STYLES: styled}))
    assert len(words_of(divided)) == 2
    assert WordFile(divided).part(STYLES) == styled


def test_styles_that_leave_single_spacing_to_the_defaults_are_set_close_too() -> None:
    def without(root: etree._Element) -> None:
        properties = root.find(f"{qn('w:style')}[@{qn('w:styleId')}='WianContact']/{qn('w:pPr')}")
        properties.remove(properties.find(qn("w:spacing")))

    looks = Styles(WordFile(paged(edited(rendered("forwarding"), without, STYLES))).part(STYLES))
    assert (looks.style("WianContact")[0].line, looks.style("WianContact")[0].rule) == (360, "exact")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(20, 400), min_size=1, max_size=6), st.sampled_from(["", "ลับมาก"]))
def test_a_letter_that_fits_at_a_glance_fits_when_it_is_measured(lengths: list[int], secrecy: str) -> None:
    docx = rendered("original", body=[" ".join(BODY)[:length] for length in lengths], secrecy=secrecy)
    file = WordFile(docx)
    document, styles = file.part("word/document.xml"), Styles(file.part(STYLES))
    if surely_fits(document, styles):
        sheet = sheet_of(file, etree.fromstring(document), styles)
        assert stacked(sheet.blocks, in_word) <= sheet.heights[0]


def test_text_without_a_place_to_end_a_page_is_left_alone() -> None:
    letter = rendered("original", body=["ก" * 6000])
    assert paged(letter) is letter


def test_bytes_that_are_no_word_file_are_refused() -> None:
    for data in (b"", b"PK\5\6", rendered("original")[:-30]):
        with pytest.raises(EditError, match="not a Word file"):
            paged(data)


def test_the_press_settles_the_pages_of_what_it_makes(tmp_path: Path) -> None:
    facts = {key: unbreakable(value) for key, value in {**SAMPLES["original"], "body": body(4)}.items()}
    printer = LetterPrinter(TEMPLATES, ROOT / "config" / "emblem.png", tmp_path)
    made = printer.make("original", facts, MADE).data
    assert len(words_of(made)) == 2
    plain = template("original").render(facts, pictures=PICTURES, made=MADE)
    assert without_words(made) == "".join(paragraphs(plain))


WORDS = st.sampled_from(
    ["กรม", "จังหวัดแพร่", "ให้ดำเนินการ", "องค์กรปกครองส่วนท้องถิ่น", "ภายในวันที่\u00a0๓๑\u00a0สิงหาคม\u00a0๒๕๖๓", "และ", "INFO",
     "(ระบบใหม่)", "“ปีงบประมาณ”", "ตรวจสอบความถูกต้องครบถ้วนของข้อมูล", "จำนวน\u00a0๑\u00a0แห่ง", "เพื่อโปรดพิจารณา", "ที่"]
)  # fmt: skip
PHRASE = st.lists(WORDS, min_size=1, max_size=6).map("".join)
PARAGRAPH = st.lists(PHRASE, min_size=1, max_size=60).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(st.lists(PARAGRAPH, min_size=2, max_size=10), st.sampled_from(["", "ด่วนที่สุด"]))
def test_any_text_is_kept_and_reads_on_from_page_to_page(texts: list[str], urgency: str) -> None:
    letter = rendered("original", body=texts, urgency=urgency)
    divided = paged(letter)
    assert without_words(divided) == "".join(paragraphs(letter))
    for word, following in words_of(divided):
        assert following.startswith(word[1:-3])
        assert 2 < len(word[1:-3]) <= 30 or word[1:-3] in following.split(" ")[0]
    if words_of(divided):
        assert sure_lines(text_on_last_page(divided)) >= 2
        assert paged(divided) is divided


@pytest.fixture(scope="module")
def on_paper() -> dict[str, tuple[bytes, bytes, bytes]]:
    """Letters, and as PDF with lines as in LibreOffice and as in Word."""
    letters = {name: paged(rendered(name)) for name in SAMPLES}
    letters |= {name: paged(rendered(*real)) for name, real in REAL.items()}
    letters |= {name: paged(rendered(made, **changes)) for name, (made, changes, _) in LONG.items()}
    made = printed(letters | {f"{name} in Word": as_word_sets_it(docx) for name, docx in letters.items()})
    return {name: (docx, made[name].data, made[f"{name} in Word"].data) for name, docx in letters.items()}


def pages_of(letter: bytes, pdf: bytes) -> int:
    """The pages of a letter without those of its list, which takes one."""
    enclosed = parts_of(letter)["word/document.xml"].count(b"<w:sectPr>") - 1
    with closing(PdfDocument(pdf)) as document:
        return len(document) - enclosed


@pytest.mark.parametrize("name", [*SAMPLES, *REAL, *LONG])
def test_letters_take_as_many_pages_on_paper_as_was_reckoned(
    on_paper: dict[str, tuple[bytes, bytes, bytes]], name: str
) -> None:
    letter, office, word = on_paper[name]
    expected = LONG[name][2] if name in LONG else 1
    assert [pages_of(letter, office), pages_of(letter, word)] == [expected] * 2


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in ("closing-report", "list")])
def test_lines_are_reckoned_as_they_come_out_on_paper(
    on_paper: dict[str, tuple[bytes, bytes, bytes]], name: str
) -> None:
    letter, office, _ = on_paper[name]
    file, pages = WordFile(letter), sheets(office)
    tree = etree.fromstring(file.part("word/document.xml"))
    blocks = sheet_of(file, tree, Styles(file.part(STYLES))).blocks
    texts = [block for block in blocks if isinstance(block, Text) and block.is_body]
    assert len(texts) > 1
    for block in texts:
        assert 0 <= block.lines.count - len(found(pages, block.text)) <= 1, block.text
