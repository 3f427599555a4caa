"""The head of a letter: the parts above its text, recognised by their labels."""

from collections.abc import Sequence

from workflow.lint.anatomy.lines import Line

HEADS = ("heading", "urgency", "secrecy", "unit", "number", "sender", "date", "subject", "to", "office",
         "reference", "enclosure", "day", "top")  # fmt: skip
"""The parts above a letter's text; `top` holds the unrecognised lines there."""

_LONG = ("sender", "unit", "subject", "to", "office", "reference", "enclosure")  # parts of several lines

_NEAR = 5  # a line without a label belongs to the head only if a label follows within so many lines


def head(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """The lines of the head by part; `end` is the first line of the text."""
    found: dict[str, list[Line]] = {}
    current = ""
    for place, line in enumerate(lines):
        if not line.text:
            continue
        part = _part(line, found)
        if not part and _goes_on(lines, place, current, found):
            part = current if current in _LONG else "sender" if "number" in found else "top"
        if not part:
            found["end"] = [line]
            return found
        found.setdefault("date" if part == "day" else part, []).append(line)
        current = part
    return found


def _part(line: Line, found: dict[str, list[Line]]) -> str:
    """The part that a line begins by its own words; '' for none and for a repeated label."""
    words = line.words
    if words.is_date:
        return "date" if "date" not in found else ""
    for name, fits in (("heading", words.is_heading), ("urgency", words.is_urgency), ("secrecy", words.is_secrecy)):
        if fits:
            return name
    label = words.label
    return label if label not in found or label in ("reference", "enclosure") else ""


def _goes_on(lines: Sequence[Line], place: int, current: str, found: dict[str, list[Line]]) -> bool:
    """Whether a line without a label still belongs to the head."""
    line = lines[place]
    if line.words.is_closing or line.words.is_name:
        return False
    if current in ("reference", "enclosure") and line.words.is_item:
        return True
    if line.words.is_text:
        return False
    later = [each for each in lines[place + 1 : place + 1 + _NEAR] if each.text]
    dated = "date" in found or "office" in found
    return any(each.words.label not in ("", "day") or (each.words.is_date and not dated) for each in later)
