"""The signer, the post signed for, and the closing (saraban.md §3)."""

from collections.abc import Iterator

from workflow.lint.anatomy.letter import Letter
from workflow.lint.findings import Form, LetterContext, Seen
from workflow.lint.rules.dates import own_date
from workflow.registry.signing_modes import Mode
from workflow.thai.dates import thai_date
from workflow.thai.spacing import squash

_CLOSING, _HIGHEST = "ขอแสดงความนับถือ", "ขอแสดงความนับถืออย่างยิ่ง"
_CLOSINGS = {"เรียน": _CLOSING, "กราบเรียน": _HIGHEST}
_ACTING = tuple(mode.value for mode in Mode if mode.value)


def closing(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The closing agrees with the salutation."""
    greeting = letter["to"][0].word("to") if letter["to"] else ""
    expected = _CLOSINGS.get(greeting)
    for line in letter["closing"]:
        if expected and line.text != expected:
            yield Seen(line.source.place, f"this closing does not go with {greeting}", line.text, expected)


def two_lines(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A signer for another post names that post on a second line."""
    lines = [line.text for line in letter["position"]]
    if lines and _acting(lines[-1]) and lines[-1].endswith(_ACTING):
        line = letter["position"][-1]
        yield Seen(line.source.place, "the post signed for is missing", line.text, "that post on the next line")


def acting_place(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The acting phrase ends the first line, after the signer's own post."""
    for place, line in enumerate(letter["position"]):
        phrase = _acting(line.text)
        if phrase and not (place == 0 and line.text.endswith(phrase) and line.text != phrase):
            yield Seen(line.source.place, f"{phrase} stands in the wrong place", line.text,
                       f"own post {phrase} on the first line, the post signed for below")  # fmt: skip


def as_settled(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """Name and post lines are the signer's; for a signer without a known name any name is right."""
    if context.signer is None or not letter["name"]:
        return
    known = bool(context.signer.name)
    expected = [squash(context.signer.bracketed())][:known] + [squash(line) for line in context.signer.lines()]
    found = [line.text for line in (*letter["name"][:known], *letter["position"])]
    if found != expected:
        yield Seen(
            letter["name"][0].source.place, "this is not the signer's block", " / ".join(found), " / ".join(expected)
        )


def may_sign(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """The right to sign covers the letter's date."""
    day = context.date or own_date(letter)
    if context.signer and day and not context.signer.may_sign_on(day):
        yield Seen("signature", f"{context.signer.own_title} may not sign on {squash(thai_date(day))}", "",
                   f"a day from {context.signer.valid_from} to {context.signer.valid_to}")  # fmt: skip


def signed_when_serious(letter: Letter, context: LetterContext) -> Iterator[Seen]:
    """Final demands and escalations are signed letters."""
    if context.must_be_signed and letter.form is not Form.EXTERNAL:
        yield Seen(
            "form", "a final demand or escalation is not signed", letter.form or "", "an external letter, signed"
        )


def _acting(text: str) -> str:
    return next((phrase for phrase in _ACTING if phrase in text), "")
