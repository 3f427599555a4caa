"""The required and forbidden parts of a letter, and their order (ข้อ 11, 12, 14)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from workflow.lint.anatomy.letter import Letter
from workflow.lint.findings import Form, LetterContext, Seen

_NAMES = {
    "heading": "the heading บันทึกข้อความ", "unit": "ส่วนราชการ", "number": "ที่", "sender": "the sender's name and address",
    "date": "the date", "subject": "เรื่อง", "to": "เรียน", "office": "ถึง", "reference": "อ้างถึง",
    "enclosure": "สิ่งที่ส่งมาด้วย", "body": "the text", "closing": "คำลงท้าย", "name": "the signer's name in brackets",
    "position": "the signer's position", "agency": "the name of the sending agency", "contact": "the unit in charge",
}  # fmt: skip
_NEEDED: Mapping[Form, Sequence[str]] = {
    Form.EXTERNAL: ("number", "sender", "date", "subject", "to", "body", "closing", "name", "position", "contact"),
    Form.STAMPED: ("number", "office", "body", "agency", "date", "contact"),
    Form.MEMO: ("heading", "unit", "number", "date", "subject", "to", "body", "name", "position"),
}
_ORDER: Mapping[Form, Sequence[str]] = {
    Form.EXTERNAL: ("number", "date", "subject", "to", "reference", "enclosure", "body", "closing", "name", "position",
                    "contact"),
    Form.STAMPED: ("number", "office", "body", "agency", "date", "contact"),
    Form.MEMO: ("heading", "unit", "number", "date", "subject", "to", "body", "name", "position"),
}  # fmt: skip
_FORBIDDEN: Mapping[Form, Sequence[str]] = {
    Form.STAMPED: ("sender", "subject", "to", "reference", "enclosure", "closing", "name"),
    Form.MEMO: ("sender", "closing"),
}
_TEXTS = 2  # the least number of paragraphs: the reason and the request
_SEAL_LINES = 3
_POINTER, _STAMPED_POINTER = "สิ่งที่ส่งมาด้วย", "สิ่งที่ส่งมาพร้อมนี้"


def form_known(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The letter's form is recognisable."""
    if letter.form is None:
        expected = "a letter with ที่ and เรียน (external), ถึง (stamped) or บันทึกข้อความ (memo)"
        yield Seen(
            "document", "this does not look like a letter; only its type and its text were checked", "", expected
        )


def parts(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The letter has every part of its form."""
    for part in _NEEDED[letter.form or Form.EXTERNAL]:
        if not letter[part] or (part == "number" and not letter.text(part)):
            yield Seen(_near(letter, part), f"{_NAMES[part]} is missing", "", _NAMES[part])


def two_paragraphs(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """An external letter has the reason and then the request, in paragraphs of their own."""
    if 0 < len(letter.body) < _TEXTS:
        text = letter.body[0]
        yield Seen(text.place, "the text is one paragraph", text.plain, "the reason, what is asked, and จึงเรียนมาเพื่อ…")


def order(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The parts are in the order of the form."""
    expected = [part for part in _ORDER[letter.form or Form.EXTERNAL] if letter[part]]
    placed = [part for part in expected if not letter[part][0].source.boxed]
    for before, after in pairwise(placed):
        if letter.parts[after].at < letter.parts[before].at:
            line = letter[after][0]
            yield Seen(
                line.source.place, f"{_NAMES[after]} stands above {_NAMES[before]}", line.text,
                " → ".join(_NAMES[part] for part in expected),
            )  # fmt: skip
            return


def forbidden(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The letter has no part of another form."""
    for part in _FORBIDDEN[letter.form or Form.EXTERNAL]:
        if letter[part]:
            line = letter[part][-1]
            yield Seen(line.source.place, f"{_NAMES[part]} does not belong in this form of letter", line.text, "none")


def memo_heads(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A memo names อ้างถึง and สิ่งที่ส่งมาด้วย in its text, not in its head."""
    for part in ("reference", "enclosure"):
        for line in letter[part][:1]:
            expected = "the reference or enclosure in the text"
            yield Seen(line.source.place, f"{_NAMES[part]} is no head of a memo", line.text, expected)


def enclosure_named(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """An enclosure that the text calls สิ่งที่ส่งมาด้วย is named in the head."""
    pointing = [text for text in letter.body if _POINTER in text.plain]
    if pointing and not letter["enclosure"]:
        yield Seen(pointing[0].place, "the text points to an enclosure that the head does not name", pointing[0].plain,
                   "สิ่งที่ส่งมาด้วย with its quantity below เรียน")  # fmt: skip


def enclosure_word(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A stamped letter calls its enclosures สิ่งที่ส่งมาพร้อมนี้ and has no head สิ่งที่ส่งมาด้วย."""
    for text in letter.body:
        if _POINTER in text.plain:
            yield Seen(text.place, "a stamped letter has no head สิ่งที่ส่งมาด้วย to point to", text.plain, _STAMPED_POINTER)


def items_numbered(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Two or more references or enclosures are numbered, a single one is not."""
    for part in ("reference", "enclosure"):
        items = [line.rest(part) for line in letter[part]]
        numbered = [item[:1].isdigit() and item.lstrip("0123456789๐๑๒๓๔๕๖๗๘๙")[:1] in (".", ")") for item in items]
        if len(items) == 1 and numbered[0]:
            yield Seen(letter[part][0].source.place, "a single item is numbered", items[0], "no number")
        elif sum(numbered) not in (0, len(items)) and numbered[1:] == [True] * (len(items) - 1):
            yield Seen(letter[part][0].source.place, "the first of several items is not numbered", items[0], "๑. ๒. …")


def seal_room(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The letter leaves room for the seal, 4.5 cm across (ข้อ 72)."""
    for line in letter["agency"]:
        above = [each for each in letter.lines if each.at < line.at]
        blank = next((n for n, each in enumerate(reversed(above)) if each.text), len(above))
        gap = letter.lines[line.at].source.look.before if line.at < len(letter.lines) else 0
        if blank * 360 + gap < _SEAL_LINES * 360 and not line.source.written.drawn:
            yield Seen(line.source.place, f"{blank} blank lines above the agency's name", line.text,
                       f"{_SEAL_LINES}, so that the seal has room")  # fmt: skip


def _near(letter: Letter, part: str) -> str:
    """The place of a missing part: after the part before it."""
    expected = _NEEDED[letter.form or Form.EXTERNAL]
    before = [letter[each][-1] for each in expected[: expected.index(part)] if letter[each]]
    return f"after {before[-1].source.place}" if before else "top of the letter"
