"""The emblem (ตราครุฑ): height, shape and place, on the first page alone (ข้อ 71, 75, 76)."""

from collections.abc import Iterator

from workflow.docx.pictures import CENTIMETRE, Picture
from workflow.lint.anatomy.letter import Letter
from workflow.lint.findings import Form, LetterContext, Seen
from workflow.lint.word.paragraphs import Paragraph

_HEIGHTS = {Form.MEMO: 1.5}
_HEIGHT = 3.0  # cm
_NEAR = 0.01  # relative tolerance
_SHAPE = 0.03
_TWIP = 635  # EMU
_ABOUT = CENTIMETRE * 3 // 4


def there(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The letter has an emblem, or is printed on paper with one."""
    if letter.emblem is None:
        yield Seen("top of the letter", "there is no emblem", "", "the emblem, or paper printed with it (กระดาษตราครุฑ)")


def height(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The emblem is 3 cm high, a memo's 1.5 cm."""
    if found := letter.emblem:
        expected = _HEIGHTS.get(letter.form or Form.OTHER, _HEIGHT)
        measured = found[1].height / CENTIMETRE
        if abs(measured - expected) > expected * _NEAR:
            yield Seen(found[0].place, f"the emblem is {measured:.2f} cm high", "", f"{expected} cm")


def shape(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The emblem is not stretched."""
    found = letter.emblem
    if found and found[1].shape and found[1].height:
        drawn = found[1].width / found[1].height
        if abs(drawn / found[1].shape - 1) > _SHAPE:
            problem = f"the emblem is stretched: {drawn:.2f} times as wide as high"
            yield Seen(found[0].place, problem, "", f"{found[1].shape:.2f} times, as in the picture itself")


def place(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """The emblem stands in the middle of the page, a memo's at the left margin."""
    if found := letter.emblem:
        paragraph, picture = found
        expected = "left" if letter.form is Form.MEMO else "center"
        align = _align(letter, paragraph, picture)
        if align and align != expected:
            yield Seen(
                paragraph.place,
                f"the emblem stands {align}",
                "",
                "the left margin" if expected == "left" else "the middle",
            )


def first_page_only(letter: Letter, _: LetterContext) -> Iterator[Seen]:
    """Later pages are plain paper."""
    found = letter.emblem
    if found is None:
        return
    again = [story for section in letter.document.sections for story in section.shown("header")[-1:] if story]
    later = [*(p for story in again for p in story.paragraphs), *letter.document.after(0)]
    for paragraph in [each for each in later if each.written.pictures]:
        if any(picture.source == found[1].source for picture in paragraph.written.pictures):
            yield Seen(paragraph.place, "the emblem stands on later pages too", "", "on the first page alone")


def _align(letter: Letter, paragraph: Paragraph, picture: Picture) -> str:
    """The picture's alignment: left, center or right; '' for an unknown one."""
    if picture.inline:
        first = paragraph.text.strip() == "" and paragraph.cell is None
        return (
            {"start": "left", "both": "left", "end": "right"}.get(paragraph.look.align, paragraph.look.align)
            if first
            else ""
        )
    if picture.offset is None:
        return picture.align
    middle = picture.offset + picture.width / 2
    if abs(middle - letter.section.width * _TWIP / 2) < _ABOUT:
        return "center"
    return "left" if abs(picture.offset - letter.section.left * _TWIP) < _ABOUT else "right"
