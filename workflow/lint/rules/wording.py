"""The wording: digits, openings and endings of paragraphs, the districts' part, spelling (saraban.md §5.1, §7, §8)."""

import re
from collections.abc import Callable, Iterator

from workflow.docx.runs import Written
from workflow.lint.anatomy.letter import Letter, take_apart
from workflow.lint.findings import LetterContext, Seen
from workflow.lint.rules.addressees import mixed
from workflow.lint.word.read import read
from workflow.lint.word.searches import search
from workflow.thai.spacing import squash

_CITING = re.compile("ตามที่|ตามหนังสือ")
_NEW = re.compile("ด้วย|เนื่องจาก|เนื่องด้วย")
_TOLD = re.compile(r"(?:^|\s)สำหรับอำเภอ")
_TO_PASS_ON = "สำหรับอำเภอ…ให้แจ้ง…ในพื้นที่…ต่อไป"
_THAT = "นั้น"
# A space before a vowel or mark that belongs to the consonant before it, or after a vowel written before its consonant.
_TORN = re.compile("[ \u00a0เ-ไ](?:(?<=[ \u00a0])[ะ-ฺๅ็-๎]|(?<=[เ-ไ])(?:[ \u00a0]|$))")
# The rule of a fault of `text_faults`, by the fault's words; other faults are about characters.
_FAULTS = (
    ("L05-digits", "is written in Arabic digits"),
    ("M13-digits", "mixes Thai and Arabic digits"),
    ("M22-quotes", "typewriter quotation mark"),
    ("L20-spelling", "is misspelt"),
)
_ADVICE = re.compile("^(?:write |official letters use Thai digits: )")
_OTHERS = "M22-characters"
_ARABIC_LISTS = {"decimal", "decimalZero", "ordinal"}


def faults(rule: str) -> Callable[[Letter, LetterContext], Iterator[Seen]]:
    """The check of a rule that reports faults of `text_faults`."""

    def check(letter: Letter, context: LetterContext) -> Iterator[Seen]:
        for paragraph, fault in letter.faults:
            if next((name for name, words in _FAULTS if words in fault), _OTHERS) == rule:
                where, _, told = fault.partition(": ")
                problem, _, advice = told.partition("; ")
                expected = _ADVICE.sub("", advice)
                place = int(where.removeprefix("character ")) - 1
                yield Seen(
                    f"{paragraph.place}, {where}", problem, paragraph.text[max(place - 15, 0) : place + 25], expected
                )

    return check


def thai_lists(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Automatic lists count in Thai digits."""
    for paragraph in letter.sheet:
        if paragraph.plain and letter.document.lists.get(paragraph.look.number) in _ARABIC_LISTS:
            yield Seen(
                paragraph.place, "Word numbers this list in Arabic digits", paragraph.plain, "Thai digits: ๑. ๒."
            )


def citing_ends(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A paragraph that opens with ตามที่… or ตามหนังสือ… ends with นั้น."""
    for text in letter.body:
        if (match := _CITING.match(text.plain)) and not text.plain.endswith(_THAT):
            yield Seen(
                text.place, f"a paragraph that opens with {match[0]} does not end with นั้น", text.plain[-40:], "… นั้น"
            )


def news_ends(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A paragraph that opens with ด้วย… or เนื่องจาก… does not end with นั้น."""
    for text in letter.body:
        if (match := _NEW.match(text.plain)) and text.plain.endswith(_THAT):
            yield Seen(text.place, f"a paragraph that opens with {match[0]} ends with นั้น", text.plain[-40:], "no นั้น")


def districts_told(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A letter to districts and other units has a part for the districts alone (สำหรับอำเภอ…)."""
    both = mixed(letter.text("to") or letter.text("office"))
    if letter.body and both and not _TOLD.search(letter.body[-1].plain):
        last = letter.body[-1]
        problem = "districts are addressed together with others, and nothing is said for them"
        yield Seen(last.place, problem, last.plain[-40:], _TO_PASS_ON)


def whole_words(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """No space splits a syllable; the rule cannot detect a space between two syllables of a word."""
    for paragraph, places in letter.document.where(_torn):
        for torn in places:
            yield Seen(paragraph.place, "a space inside a word", torn, "the word in one piece")


def no_line_breaks(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Paragraphs have no manual line breaks."""
    for text in letter.body:
        before, found, after = text.text.strip().partition("\n")
        if found:
            yield Seen(
                text.place, "a line break inside a paragraph", f"{before[-20:]}⏎{after[:20]}", "a space, or nothing"
            )


def same_subject(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """A covering letter keeps the subject of the letter from above."""
    subject = squash(context.upstream_subject or "")
    if letter["subject"] and letter.text("subject") != subject:
        yield Seen(
            letter["subject"][0].source.place,
            "not the subject of the letter passed on",
            letter.text("subject"),
            subject,
        )


def same_for_all(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """A circular says the same to every receiver."""
    own = [text.plain for text in letter.body]
    for count, copy in enumerate(context.copies or (), start=1):
        other = [text.plain for text in take_apart(read(copy), letter.form).body]
        if own != other:
            differs = next((n for n, pair in enumerate(zip(own, other, strict=False)) if pair[0] != pair[1]), -1)
            place = letter.body[differs].place if letter.body else "text"
            yield Seen(place, f"copy {count} of the circular says something else", own[differs] if own else "",
                       "one text for all; what differs goes into an enclosure")  # fmt: skip


def few_pages(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """A letter of several pages has the first words of the next page at the foot of a page."""
    pages, words = context.pages or 1, sum(line.words.is_continuation for line in letter.lines)
    if words < pages - 1:
        told = f"{words} continuation words" if words else "no continuation word"
        yield Seen(
            "page 1", f"the letter has {pages} pages and {told}", "", "one page, or /คำต่อ... below each but the last"
        )


@search
def _torn(written: Written) -> list[str]:
    """The places where a space splits a syllable, with the text around them."""
    text = written.text
    return [text[max(match.start() - 10, 0) : match.end() + 10] for match in _TORN.finditer(text)]
