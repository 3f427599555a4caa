"""Paper, margins, and the positions of a letter's parts (saraban.md §2.1, §2.2). Lengths are twips."""

from collections.abc import Iterator

from workflow.docx.font_widths import width
from workflow.docx.runs import CENTIMETRE
from workflow.lint.anatomy.letter import Letter
from workflow.lint.anatomy.lines import Line
from workflow.lint.findings import Form, LetterContext, Seen
from workflow.lint.word.paragraphs import Paragraph

_A4 = (11906, 16838)
_MARGINS = (("left", 1701), ("right", 1134))
_EXACT, _NEAR, _ABOUT = 60, 425, 850  # tolerances: 1 mm, 0.75 cm, 1.5 cm
_TYPE = 32  # half points
_FIRST = 1418  # 2.5 cm
_MIDDLE = 4252  # the page's middle, 7.5 cm from the left margin
_RIGHT_HALF = 4536
_SINGLE = 240
_BLANK_LINES = 3
_LINE = 360  # about one blank line of 16 points


def paper(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The paper is A4, upright."""
    found = letter.section.width, letter.section.height
    if any(abs(one - other) > _EXACT for one, other in zip(found, _A4, strict=True)):
        yield Seen("page setup", f"the paper is {_cm(found[0])} × {_cm(found[1])} cm", "", "A4, 21.0 × 29.7 cm")


def margins(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Margins are 3 cm at the left and 2 cm at the right."""
    for (side, expected), found in zip(_MARGINS, (letter.section.left, letter.section.right), strict=True):
        if abs(found - expected) > _EXACT:
            yield Seen("page setup", f"the {side} margin is {_cm(found)} cm", "", f"{_cm(expected)} cm")


def justified(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Text of more than a line is justified as Thai (thaiDistribute); other alignments leave it ragged or gappy."""
    for text in letter.body:
        if text.look.align != "thaiDistribute" and text.width(text.plain) > letter.room - _FIRST and text.placed:
            yield Seen(text.place, f"the text is set {text.look.align}", text.plain, "thaiDistribute")


def indented(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The first line of a paragraph begins 2.5 cm in, and the others at the margin."""
    for text in letter.body:
        if text.look.left + text.look.first == _FIRST and not text.text[:1].isspace():
            continue  # the usual case, right for any length
        segments = text.segments(letter.room) if text.placed and text.look.align not in ("center", "right") else []
        if segments and abs(segments[0].start - _FIRST) > _EXACT and not segments[0].text[:1].isdigit():
            if _tabulated(text, letter):
                continue
            yield Seen(
                text.place, f"the first line begins {_cm(segments[0].start)} cm from the margin", text.plain, "2.5 cm"
            )


def _tabulated(text: Paragraph, letter: Letter) -> bool:
    """Whether it is in a table of several columns inside the text, whose cells have no first lines of paragraphs."""
    table = text.cell and text.cell[0]
    return table is not None and any(
        other.cell is not None and other.cell[0] == table and other.cell[2] > 0 for other in letter.body
    )


def single_spaced(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Lines are single spaced."""
    for text in letter.body:
        if text.look.rule == "auto" and abs(text.look.line - _SINGLE) > 5:
            yield Seen(text.place, f"the lines are spaced {text.look.line / _SINGLE:.2f}", text.plain, "single")


def sender_beside(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The sender's name stands on the line of ที่."""
    number, sender = letter["number"][:1], letter["sender"][:1]
    if number and sender and not sender[0].source.boxed and not number[0].source.boxed:
        same_row = _row(sender[0]) is not None and _row(sender[0]) == _row(number[0])
        if sender[0].source is not number[0].source and not same_row:
            yield Seen(sender[0].source.place, "the sender's name stands below ที่", sender[0].text, "on the line of ที่")


def sender_aligned(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The sender's name and address begin at the same place, in the right half."""
    lines = [line for line in letter["sender"] if line.cut.placed]
    starts = []
    for line in lines:
        pieces = line.cut.segments(letter.room)
        own = line in letter["number"]
        if line.cut.look.align in ("center", "right", "end"):
            yield Seen(line.source.place, f"the sender's address is set {line.cut.look.align}", line.text, "left")
        elif pieces[own:]:
            starts.append((pieces[-1].start, line))
    for start, line in starts:
        first = starts[0][0]
        # A name moved to its place with blanks gives no exact position to compare with.
        if abs(start - first) > _NEAR or start < _RIGHT_HALF - _ABOUT:
            problem = f"the sender's address begins about {_cm(start)} cm from the margin"
            yield Seen(line.source.place, problem, line.text, f"{_cm(max(first, _RIGHT_HALF))} cm, below the name")


def closing_place(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The closing begins in the middle of the page."""
    for line in letter["closing"]:
        spot = letter.spot(line)
        if spot and abs(spot.start - _MIDDLE) > _NEAR:
            yield Seen(
                line.source.place, f"the closing begins about {_cm(spot.start)} cm from the margin", line.text, "7.5 cm"
            )


def signature_centred(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Name and position are centred below the closing."""
    over = letter["closing" if letter.form is Form.EXTERNAL else "name"]  # a memo has no closing
    above = letter.spot(over[0]) if over else None
    for line in (*letter["name"], *letter["position"]):
        spot = letter.spot(line)
        if above and spot and abs(spot.centre - above.centre) > _ABOUT:
            off = _cm(abs(spot.centre - above.centre))
            problem = f"its middle is about {off} cm beside that of {over[0].text}"
            yield Seen(line.source.place, problem, line.text, "centred below it")


def signature_room(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Three blank lines leave room for the signature."""
    for closing, name in zip(letter["closing"], letter["name"], strict=False):
        between = [line for line in letter.lines if closing.at < line.at < name.at and not line.text]
        high = len(between) * _LINE + name.source.look.before
        if high < _BLANK_LINES * _LINE and not any(line.source.written.drawn for line in between):
            yield Seen(name.source.place, f"{len(between)} blank lines between the closing and the name", name.text,
                       f"{_BLANK_LINES} blank lines")  # fmt: skip


def inside_margins(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A line positioned with a tab stop fits between the margins, since Word would break it badly."""
    for line in (line for part in ("name", "position", "agency", "date") for line in letter[part]):
        spot = letter.spot(line) if "\t" in line.cut.text else None
        if spot is None:
            continue
        half = width(line.text, _TYPE) / 2
        if spot.centre + half > letter.room + _EXACT:
            over = _cm(spot.centre + half - letter.room)
            yield Seen(line.source.place, f"it runs about {over} cm over the right margin", line.text, "a shorter line")


def seal_place(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The agency's name and the date below it are centred in the right half."""
    spots = [(line, letter.spot(line)) for part in ("agency", "date") for line in letter[part]]
    for line, spot in spots:
        if spot and not _RIGHT_HALF < spot.centre < letter.room:
            yield Seen(line.source.place, f"its middle is about {_cm(spot.centre)} cm from the margin", line.text,
                       "the middle of the right half, about 11 cm")  # fmt: skip


def memo_rule(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """No solid line divides a memo's head from its text; the labels have dotted lines."""
    end = letter["body"][0].at if letter["body"] else len(letter.lines)
    for line in letter.lines[: end + 1]:
        if line.source.written.ruled or (line.source.look.bordered and (line.at < end or line.text)):
            yield Seen(line.source.place, "a solid line below the memo's head", line.text, "dotted leaders, no line")
            return


def _row(line: Line) -> tuple[int, int] | None:
    return line.source.cell[:2] if line.source.cell else None


def _cm(twips: float) -> str:
    return f"{twips / CENTIMETRE:.1f}"
