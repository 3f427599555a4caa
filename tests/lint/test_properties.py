"""What holds for every file: the linter never breaks, and how text is cut into runs is no matter."""

import copy
import random
from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.lint_edits import Element, edited
from tests.support.sample_letters import rendered
from tests.support.typed_letters import typed_external, typed_memo, typed_stamped
from workflow.lint import Form, LetterContext, NotWordError, lint

WORDS = st.sampled_from(
    ["ที่", "เรื่อง", "เรียน", "ถึง", "อ้างถึง", "สิ่งที่ส่งมาด้วย", "บันทึกข้อความ", "ส่วนราชการ", "วันที่", "ขอแสดงความนับถือ", "(ก ข)",
     "พร ๐๐๒๓.๑/ว ๔๗๙๗", "๑๘ พฤศจิกายน ๒๕๖๕", "18 พ.ย. 65", "ด้วย", "ตามหนังสือ", "นั้น", "รักษาราชการแทน", "ด่วนที่สุด", "ลับ",
     "\t", "\n", "  ", "....", "\u00a0", "โทร.", "ก" * 130]
)  # fmt: skip
TEXTS = st.lists(WORDS | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), max_size=5).map(" ".join)
ALIGNMENTS = st.sampled_from(list(ALIGN))
CLEAN = {
    **{name: rendered(name) for name in ("forwarding", "reminder", "original")},
    "typed external": typed_external(),
    "typed stamped": typed_stamped(),
    "typed memo": typed_memo(),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, ALIGNMENTS, st.integers(-3000, 3000)), max_size=25), st.sampled_from([None, *Form]))
def test_no_document_is_too_odd_to_be_checked(texts: list[tuple[str, ALIGN, int]], form: Form | None) -> None:
    word = Document()
    for text, align, indent in texts:
        line = word.add_paragraph(text)
        line.alignment = align
        line.paragraph_format.first_line_indent = indent * 635
    out = BytesIO()
    word.save(out)
    for finding in lint(out.getvalue(), LetterContext(form=form)):
        assert str(finding)
        assert finding.place


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(list(CLEAN)), st.integers(0, 2**32), st.integers(0, 40))
def test_a_damaged_file_is_checked_or_refused_in_plain_words(name: str, seed: int, damage: int) -> None:
    chance = random.Random(seed)
    data = bytearray(CLEAN[name])
    for _ in range(damage):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        lint(bytes(data[: chance.randrange(len(data))] if chance.random() < 0.2 else data))
    except NotWordError as error:
        assert "Word file" in str(error)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(list(CLEAN)), st.integers(0, 2**32))
def test_odd_values_in_the_xml_break_nothing(name: str, seed: int) -> None:
    chance = random.Random(seed)

    def disturb(root: Element) -> None:
        elements = list(root.iter())
        for element in chance.sample(elements, 8):
            if element.attrib and chance.random() < 0.6:
                key = chance.choice(list(element.attrib))
                element.set(key, chance.choice(["", "x", "-1", "1e9", "0", "99999999999999999999", "nan"]))
            elif element.getparent() is not None and element.getparent() is not root:
                element.getparent().remove(element)

    lint(edited(CLEAN[name], disturb))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(CLEAN)), st.integers(0, 2**32))
def test_a_clean_letter_stays_clean_however_its_runs_are_cut(name: str, seed: int) -> None:
    chance = random.Random(seed)

    def cut(root: Element) -> None:
        for run in list(root.iter(qn("w:r"))):
            texts = run.findall(qn("w:t"))
            if len(texts) != 1 or len(run) > 2 or chance.random() < 0.3:
                continue
            whole = texts[0].text or ""
            place = chance.randint(0, len(whole))
            second = copy.deepcopy(run)
            texts[0].text, second.find(qn("w:t")).text = whole[:place], whole[place:]
            run.addnext(second)

    assert lint(edited(CLEAN[name], cut)) == []


@pytest.mark.parametrize("name", CLEAN)
def test_checking_twice_says_the_same(name: str) -> None:
    wrong = edited(CLEAN[name], lambda root: root[0].remove(root[0][1]))
    assert lint(wrong) == lint(wrong)
