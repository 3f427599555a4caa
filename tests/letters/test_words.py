"""An officer's words: figures and days become blanks, and what contradicts the letter's facts is refused by place."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml import OxmlElement
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.services import Services
from tests.support.sample_letters import rendered
from workflow.circulars.placeholders import SlotError
from workflow.docx.parts import NotWordError
from workflow.errors import WianError
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.template_check.catalogue import TEMPLATES
from workflow.letters.text import BODY, passages
from workflow.letters.words.blanks import BLANKS, blank_values, filled, with_blanks
from workflow.letters.words.check import WordsFaultError, check_stage_words, check_words
from workflow.letters.words.word_file import paragraphs_of_word_file

MADE = datetime(2020, 9, 9, tzinfo=UTC)
CITED = "พร ๐๐๒๓.๑/ว ๒๖๓๙"
FACTS: Mapping[str, object] = {
    "deadline": "วันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓",
    "deadline_plain": "วันที่ ๑๖ ตุลาคม ๒๕๖๓",
    "old_deadline": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓",
    "told": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓",
    "days_late": "๑๐",
    "moved": True,
    "lagging": {"count": "๔๑", "missing": "๒๐", "incorrect": "๒๑", "total": "๘๔", "form": "both"},
}
FIRST = f"ตามหนังสือจังหวัดแพร่ ที่ {CITED} ลงวันที่ ๒๙ พฤษภาคม ๒๕๖๓ ให้รายงานภายใน{FACTS['told']} นั้น"
SECOND = (
    "บัดนี้ ล่วงเลยกำหนดเวลามาแล้ว ๑๐ วัน ปรากฏว่ายังไม่รายงาน จำนวน ๒๐ แห่ง และรายงานไม่ถูกต้อง จำนวน ๒๑ แห่ง "
    "รวม ๔๑ แห่ง จากทั้งหมด ๘๔ แห่ง จึงขอให้เร่งรัดให้แล้วเสร็จภายในวันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓"
)


def check(*paragraphs: str, facts: Mapping[str, object] = FACTS) -> None:
    check_words(paragraphs, facts, [CITED])


def test_words_that_say_what_the_facts_say_are_right() -> None:
    check(FIRST, SECOND)


def test_figures_and_days_of_the_letter_become_blanks() -> None:
    assert with_blanks(FIRST, FACTS).endswith("ให้รายงานภายใน{{ told }} นั้น")
    assert with_blanks(SECOND, FACTS) == (
        "บัดนี้ ล่วงเลยกำหนดเวลามาแล้ว {{ days_late }} วัน ปรากฏว่ายังไม่รายงาน จำนวน {{ missing }} แห่ง "
        "และรายงานไม่ถูกต้อง จำนวน {{ incorrect }} แห่ง รวม {{ count }} แห่ง จากทั้งหมด {{ total }} แห่ง "
        "จึงขอให้เร่งรัดให้แล้วเสร็จภายใน{{ deadline }}"
    )


def test_blanks_take_the_figures_of_the_issue() -> None:
    later = {**FACTS, "days_late": "๑๑", "lagging": {"count": "๓", "missing": "๑", "incorrect": "๒", "total": "๘๔"}}
    (text,) = filled([with_blanks(SECOND, FACTS)], later)
    assert "ล่วงเลยกำหนดเวลามาแล้ว ๑๑ วัน" in text
    assert "จำนวน ๑ แห่ง และรายงานไม่ถูกต้อง จำนวน ๒ แห่ง รวม ๓ แห่ง จากทั้งหมด ๘๔ แห่ง" in text


def test_the_date_of_a_cited_letter_never_moves_with_the_deadline() -> None:
    text = "ตามหนังสือจังหวัดแพร่ ลงวันที่ ๑๖ ตุลาคม ๒๕๖๓ ให้รายงานภายในวันที่ ๑๖ ตุลาคม ๒๕๖๓"
    assert with_blanks(text, FACTS) == "ตามหนังสือจังหวัดแพร่ ลงวันที่ ๑๖ ตุลาคม ๒๕๖๓ ให้รายงานภายใน{{ deadline_plain }}"


def test_while_no_new_deadline_is_set_a_day_is_the_told_one_and_stays_if_a_new_one_is_set_later() -> None:
    unmoved = {**FACTS, "deadline": FACTS["told"], "deadline_plain": "วันที่ ๓๑ สิงหาคม ๒๕๖๓", "moved": False}
    text = with_blanks(FIRST, unmoved)
    assert text.endswith("ให้รายงานภายใน{{ told }} นั้น")
    assert filled([text], FACTS) == [FIRST]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([*BLANKS, "ก", " ", "จำนวน ", " แห่ง", "ภายใน", "๑๐ วัน"]), max_size=8))
def test_words_read_the_same_before_and_after_their_figures_become_blanks(pieces: list[str]) -> None:
    values = blank_values({**FACTS, "follow_up_no": "๒", "data_day": "๘ กันยายน ๒๕๖๓"})
    text = " ".join("".join(values.get(piece, piece) for piece in pieces).split())
    assert filled([with_blanks(text, FACTS)], FACTS) == [text]


REFUSED = [
    ("ภายในวันที่ ๓๑ กันยายน ๒๕๖๓", "๓๑ กันยายน ๒๕๖๓", "there is no such day as 31 กันยายน 2563"),
    ("ภายในวันพุธที่ ๑๖ ตุลาคม ๒๕๖๓", "วันพุธที่ ๑๖ ตุลาคม ๒๕๖๓", "is a Friday .ศุกร์., the text says พุธ"),
    ("ยังไม่รายงาน จำนวน ๒๒ แห่ง", "๒๒ แห่ง", "count ๔๑, missing ๒๐, incorrect ๒๑, total ๘๔"),
    ("ล่วงเลยกำหนดเวลามาแล้ว ๑๒ วัน", "ล่วงเลยกำหนดเวลามาแล้ว ๑๒ วัน", "expected ๑๐"),
    ("ตามหนังสือ ที่ พร ๐๐๒๓.๑/ว ๙๙๙ นั้น", "พร ๐๐๒๓.๑/ว ๙๙๙", f"this letter cites no such letter; it may name {CITED}"),
    ("ให้แล้วเสร็จภายในวันที่ ๒๐ ตุลาคม ๒๕๖๓", "๒๐ ตุลาคม ๒๕๖๓", "not the letter's deadline; expected วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓"),
]


@pytest.mark.parametrize(("said", "piece", "right"), REFUSED, ids=[case[1] for case in REFUSED])
def test_what_contradicts_the_facts_is_told_with_its_paragraph_and_the_right_value(
    said: str, piece: str, right: str
) -> None:
    with pytest.raises(WordsFaultError, match=right) as refused:
        check(FIRST, f"{SECOND} {said}")
    (fault,) = refused.value.faults
    assert fault.paragraph == 2
    assert piece in fault.piece
    assert refused.value.thai


def test_a_new_deadline_must_be_said() -> None:
    silent = "จึงขอให้เร่งรัดดำเนินการให้แล้วเสร็จโดยเร็ว"
    with pytest.raises(WordsFaultError, match="do not say the new deadline; expected วันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓"):
        check(FIRST, silent)
    check(FIRST, silent, facts={**FACTS, "moved": False})


def test_few_offices_are_not_called_many() -> None:
    text = "ปรากฏว่ายังมีองค์กรปกครองส่วนท้องถิ่นจำนวนมากที่ยังไม่รายงาน"
    unmoved = {**FACTS, "moved": False}
    few = {"count": "๙", "missing": "๙", "incorrect": "๐", "total": "๑๐", "form": "some"}
    with pytest.raises(WordsFaultError, match="the list has ๙ offices, which are not many of ๑๐; say their number"):
        check(FIRST, text, facts={**unmoved, "lagging": few})
    check(FIRST, text, facts={**unmoved, "lagging": {**few, "count": "๔๑", "total": "๘๔", "form": "many"}})


def test_a_blank_that_a_letter_has_no_value_for_is_told_with_those_it_has() -> None:
    with pytest.raises(SlotError, match=r"'\{\{ count \}\}' is no slot; expected \{\{ deadline \}\}"):
        filled(["จำนวน {{ count }} แห่ง"], {"deadline": FACTS["deadline"]})


def test_words_of_a_stage_have_two_paragraphs_known_blanks_and_right_dates() -> None:
    check_stage_words(["จำนวน {{ count }} แห่ง", "ภายใน{{ deadline }}"])
    for words, problem in (
        (["หนึ่งย่อหน้า"], "2 paragraphs at least"),
        (["จำนวน {{ coutn }} แห่ง", "ย่อหน้า"], "paragraph 1, .*'{{ coutn }}' is no slot"),
        (["ย่อหน้า", "ภายในวันอังคารที่ ๑๖ ตุลาคม ๒๕๖๓"], "paragraph 2, 'วันอังคารที่ ๑๖ ตุลาคม ๒๕๖๓'"),
    ):
        with pytest.raises(WordsFaultError, match=problem):
            check_stage_words(words)


@pytest.mark.parametrize("name", [row.name for row in TEMPLATES if row.official])
def test_every_template_prints_an_officers_paragraphs_in_place_of_its_own(name: str, services: Services) -> None:
    words = ["ย่อหน้าแรกของเจ้าหน้าที่", "ย่อหน้ากลาง", "ย่อหน้าก่อนท้าย", "ย่อหน้าท้ายของเจ้าหน้าที่"]
    made = services.printer.make(name, {**SAMPLES[name], "body": words}, MADE).data
    assert [passage.text for passage in passages(made) if passage.body] == words


def in_word(name: str, change: Callable[[DocxDocument], object]) -> bytes:
    """A letter's Word file that was changed in Word."""
    document = Document(BytesIO(rendered(name)))
    change(document)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


def body(document: DocxDocument) -> list[Paragraph]:
    return [p for p in document.paragraphs if p.style is not None and p.style.name in BODY]


def test_a_changed_word_file_gives_its_text_whatever_style_a_new_paragraph_has() -> None:
    standard = paragraphs_of_word_file(rendered("followup"))

    def insert(document: DocxDocument) -> None:
        body(document)[1].insert_paragraph_before("ย่อหน้าใหม่", style="Wian Subject")

    assert paragraphs_of_word_file(in_word("followup", insert)) == [standard[0], "ย่อหน้าใหม่", *standard[1:]]


def test_tracked_changes_of_a_word_file_are_taken_as_accepted() -> None:
    standard = paragraphs_of_word_file(rendered("followup"))

    def track(document: DocxDocument) -> None:
        last = body(document)[-1]
        for kind, text in (("del", "คำที่ตัดออก"), ("moveFrom", "คำที่ย้ายไป"), ("ins", " คำที่เพิ่ม")):
            run = last.add_run(text)._r
            wrap = OxmlElement(f"w:{kind}")
            run.addprevious(wrap)
            wrap.append(run)

    assert paragraphs_of_word_file(in_word("followup", track)) == [*standard[:-1], f"{standard[-1]} คำที่เพิ่ม"]


def test_a_file_without_the_letters_text_is_refused() -> None:
    def clear(document: DocxDocument) -> None:
        for paragraph in body(document):
            paragraph.style = "Normal"

    with pytest.raises(WianError, match="no text in the style Wian Body"):
        paragraphs_of_word_file(in_word("followup", clear))
    with pytest.raises(NotWordError, match="not a Word file"):
        paragraphs_of_word_file("ข้อความ".encode())
