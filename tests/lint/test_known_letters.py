"""What the linter remembers of one letter never shows in what it says of another."""

import gc
import random
import sys
from collections.abc import Iterator
from functools import lru_cache
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.known_letters import letters, parts_of
from tests.support.lint_edits import BODY, FOOT, HEAD, STYLES, Edit, attribute, edited, font, say, text_look
from tests.support.sample_letters import PICTURES, rendered
from workflow.docx.package import packed
from workflow.lint import Finding, Form, LetterContext, NotWordError, check
from workflow.thai.digits import thai_digits

Verdict = tuple[Form | None, list[Finding]] | str


def forget() -> None:
    """Make the linter know no letter, as in a new process."""
    kept = [
        thing
        for name, module in sys.modules.items()
        if name.startswith("workflow.lint")
        for thing in vars(module).values()
    ]
    for thing in (each for each in kept if hasattr(each, "cache_clear")):
        thing.cache_clear()


def verdict(docx: bytes, form: Form | None = None) -> Verdict:
    """The form and the findings, or why it is no letter."""
    try:
        return check(docx, LetterContext(form=form))
    except NotWordError as error:
        return str(error)


@lru_cache
def told_afresh() -> dict[str, Verdict]:
    """What is said of each letter by a linter that knows no other."""
    told = {}
    for name, docx in letters().items():
        forget()
        told[name] = verdict(docx)
    return told


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(sorted(letters())), min_size=2, max_size=12))
def test_what_is_said_of_a_letter_does_not_depend_on_those_before_it(names: list[str]) -> None:
    afresh = told_afresh()
    assert [verdict(letters()[name]) for name in names] == [afresh[name] for name in names]


def test_all_letters_in_any_order_are_told_what_each_is_told_alone() -> None:
    afresh, names = told_afresh(), sorted(letters())
    for seed in range(3):
        random.Random(seed).shuffle(names)
        assert {name: verdict(letters()[name]) for name in names} == afresh


@pytest.mark.parametrize(
    ("part", "change", "rule"),
    [
        (BODY, say("จำนวน·๑·ชุด", "จำนวน·1·ชุด"), "L05-digits"),
        (BODY, text_look("เรื่อง", szCs="28"), "L13-size"),
        (BODY, attribute(".//w:pgMar", "w:left", "1440"), "L13-margins"),
        (STYLES, attribute(".//w:style[@w:styleId='WianBody']/w:pPr/w:ind", "w:firstLine", "700"), "L13-indent"),
        (HEAD, font("ลับ", cs="Angsana New"), "L13-font"),
        (FOOT, text_look("ลับ", color="000000"), "L13-secrecy"),
    ],
)
def test_each_letter_is_told_its_own_fault_and_no_other_is(part: str, change: Edit, rule: str) -> None:
    clean = rendered("original", secrecy="ลับ", enclosures=[{"text": "แบบสำรวจ", "quantity": "จำนวน\u00a0๑\u00a0ชุด"}])
    wrong = edited(clean, change, part)
    for _ in range(2):
        assert verdict(clean) == (Form.EXTERNAL, [])
        _, findings = check(wrong)
        assert {finding.rule for finding in findings} == {rule}


def test_the_same_letter_with_another_picture_is_another_letter() -> None:
    clean = rendered("original")
    wide = PICTURES["emblem"][:16] + (600).to_bytes(4, "big") + PICTURES["emblem"][20:]
    stretched = packed({**parts_of(clean), "word/media/emblem.png": wide})
    for _ in range(2):
        assert verdict(clean) == (Form.EXTERNAL, [])
        assert [finding.rule for finding in check(stretched)[1]] == ["M25-stretched"]


def test_memory_does_not_grow_with_the_number_of_letters_linted() -> None:
    def different(texts: int, heads: int) -> Iterator[bytes]:
        for number in range(texts):
            text = thai_digits(next(serial))
            body = [f"เรื่องที่ {text} {n}" for n in range(12)]
            yield rendered("original", body=body, secrecy="ลับ" if number >= heads else f"ลับ {text}")

    def blocks_after(texts: int, heads: int) -> int:
        for docx in different(texts, heads):
            check(docx)
        gc.collect()
        return sys.getallocatedblocks()

    serial = count(1000)
    before = blocks_after(200, 70)  # whatever is kept at all is full by then
    assert blocks_after(200, 70) - before < 5_000  # their paragraphs alone would be some 25,000 blocks
