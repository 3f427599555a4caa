"""Urgency (ข้อ 28) and secrecy: colour, size and place."""

from collections.abc import Iterator, Sequence

from workflow.docx.runs import Run
from workflow.lint.anatomy.letter import Letter
from workflow.lint.findings import Form, LetterContext, Seen

_LEAST = 64  # half points: 32 points
_TEXT = 32
_LEFT = 1700  # twips: text that begins further right is not at the left


def urgency_type(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Urgency is red, bold and at least 32 points."""
    for line in letter.urgent:
        wrong = _not_red_bold(line.cut.runs, _LEAST)
        if wrong:
            yield Seen(line.source.place, f"the urgency is {wrong}", line.text, "red, bold, 32 points or more")


def urgency_place(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Urgency is at the left above ที่; in a memo above the heading."""
    below = (letter["heading"] if letter.form is Form.MEMO else letter["number"])[:1]
    for line in (each for each in letter.urgent if not each.source.boxed):
        spot = letter.spot(line) if line.at < len(letter.lines) and letter.lines[line.at] is line else None
        if below and spot and line.at > below[0].at:
            yield Seen(line.source.place, "the urgency stands too low", line.text, f"above {below[0].text[:20]}")
        elif spot and spot.start > _LEFT and letter.form is not Form.MEMO:
            yield Seen(
                line.source.place, "the urgency does not stand at the left", line.text, "at the left margin, above ที่"
            )


def one_urgency(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """A letter has one grade of urgency at most."""
    found = letter.urgent
    if len({line.text for line in found}) > 1:
        yield Seen(found[1].source.place, "two grades of urgency", found[1].text, "one")


def secrecy_type(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Secrecy is red and larger than the text."""
    for line in letter.secret:
        wrong = _not_red_bold(line.cut.runs, _TEXT + 1, bold=False)
        if wrong:
            yield Seen(line.source.place, f"the secrecy is {wrong}", line.text, "red, larger than 16 points")


def secrecy_place(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Secrecy is centred at the top and the foot of every page."""
    secret = letter.secret
    if not secret:
        return
    for line in secret:
        if line.cut.look.align != "center" and line.source.cell is None and not line.source.boxed:
            yield Seen(line.source.place, "the secrecy is not in the middle", line.text, "centred")
    everywhere = {line.source.place for line in secret}
    for number, section in enumerate(letter.document.sections, start=1):
        for kind, where in (("header", "top"), ("footer", "foot")):
            stories = section.shown(kind)
            if not all(story and any(p.place in everywhere for p in story.paragraphs) for story in stories):
                yield Seen(f"section {number}", f"the secrecy is missing at the {where} of some page", secret[0].text,
                           "at the top and the foot of every page")  # fmt: skip
                return


def _not_red_bold(runs: Sequence[Run], least: int, *, bold: bool = True) -> str:
    for run in (run for run in runs if run.text.strip()):
        wrong = [] if _red(run.look.colour) else ["not red"]
        wrong += [] if run.look.bold or not bold else ["not bold"]
        wrong += [] if run.look.size >= least else [f"of {run.look.size / 2:g} points"]
        if wrong:
            return " and ".join(wrong)
    return ""


def _red(colour: str) -> bool:
    try:
        red, green, blue = bytes.fromhex(colour)
    except ValueError:
        return False
    return red >= 0xB0 and green <= 0x40 and blue <= 0x40
