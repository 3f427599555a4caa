"""The extent of the letter in its document: without enclosures and without the certification of a copy."""

from collections.abc import Iterable, Sequence

from workflow.lint.anatomy.lines import Line

_CERTIFIED = "สำเนาถูกต้อง"


def sheet(lines: Iterable[Line]) -> list[Line]:
    """The lines of the letter itself: up to the page or section break after its end, if any."""
    found: list[Line] = []
    text, last = False, None
    for line in lines:
        if last is not None and line.source.breaks > last:
            return found
        words = line.words
        if last is None and (words.is_closing or words.is_name or (words.is_date and text)):
            last = line.source.breaks
        text = text or words.is_text
        found.append(line)
    if last is None:
        last = next((line for line in found if line.text), found[0]).source.breaks if found else 0
    return [line for line in found if line.source.breaks <= last]


def uncertified(lines: Sequence[Line]) -> int:
    """The number of lines above a copy's certification (ข้อ 31), whose name and date are not the letter's."""
    return next((n for n, line in enumerate(lines) if line.text == _CERTIFIED), len(lines))
