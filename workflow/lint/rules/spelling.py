"""Words that officers often misspell, and set phrases that are often wrong (saraban.md §7)."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from workflow.docx.runs import Written
from workflow.lint.anatomy.letter import Letter
from workflow.lint.findings import LetterContext, Seen
from workflow.lint.word.searches import search

with Path(__file__).parent.parent.joinpath("misspellings.csv").open(encoding="utf-8", newline="") as _file:
    MISSPELLINGS = {row["wrong"]: row["right"] for row in csv.DictReader(_file)}
"""The right form of words often misspelt, names in law and of institutions among them."""

_MISSPELT = re.compile("|".join(map(re.escape, sorted(MISSPELLINGS, key=len, reverse=True))))
_PHRASES = (
    (re.compile("ภายในไม่เกิน"), "ภายใน"),
    (re.compile("ลงวันที่ ?วัน"), "ลงวันที่ ๑๘ พฤศจิกายน ๒๕๖๕"),
    (re.compile("สิ่งที่แนบมา"), "สิ่งที่ส่งมา"),
    (re.compile("ทำการ(?:ตรวจสอบ|สำรวจ|บันทึก|แก้ไข|ประเมิน|ติดตาม|รายงาน)"), "the verb alone"),
)
_DOUBLED = re.compile(
    "(?:เนื่องจาก|เนื่องด้วย|เพราะว่า|เพราะ) ?(?:เนื่องจาก|เนื่องด้วย|เพราะ)|จึง[^ ]{1,60}จึง|และและ|โดยโดย|เพื่อเพื่อ"
)


def misspelt(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """No word of the subject and the text is misspelt; names may be spelt as their bearers do."""
    printed = {id(paragraph) for paragraph in letter.body} | {id(line.source) for line in letter["subject"]}
    for paragraph, words in letter.document.where(_misspelt_words):
        for word in words if id(paragraph) in printed else ():
            yield Seen(paragraph.place, "this word is misspelt", word, MISSPELLINGS[word])


def set_phrases(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Set phrases stand as they are usual."""
    for paragraph, found in letter.document.where(_odd_phrases):
        for phrase, expected in found:
            yield Seen(paragraph.place, "this phrase is not usual in letters", phrase, expected)


def doubled_conjunctions(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """No conjunction stands twice: เนื่องจากเพราะ, two จึง in a sentence."""
    for paragraph, found in letter.document.where(_doubled):
        for pair in found:
            yield Seen(paragraph.place, "a conjunction stands twice", pair, "one of them")


@search
def _misspelt_words(written: Written) -> list[str]:
    return _MISSPELT.findall(written.plain)


@search
def _odd_phrases(written: Written) -> list[tuple[str, str]]:
    return [(match[0], expected) for phrase, expected in _PHRASES for match in phrase.finditer(written.plain)]


@search
def _doubled(written: Written) -> list[str]:
    return _DOUBLED.findall(written.plain)
