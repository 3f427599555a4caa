"""The lower part of a letter: its text, and the signature or seal below it."""

import re
from collections.abc import Callable, Mapping, Sequence

from workflow.lint.anatomy.lines import Line

_TELEPHONE = re.compile(r"โทร(?:ศัพท์|สาร|\.|\s)|ไปรษณีย์อิเล็กทรอนิกส์|อีเมล|e-?mail|https?://", re.IGNORECASE)
_LEFT = 1100  # twips: text that begins further right is not at the left margin
_ROOM = 2  # so many blank lines end a text without another end


def signed(rest: Sequence[Line]) -> dict[str, list[Line]]:
    """Text, closing, name, position and contact of a signed letter or a memo, by part."""
    closing = next((line for line in rest if line.words.is_closing), None)
    after = [line for line in rest if closing is None or line.at > closing.at]
    name = next((line for line in after if line.words.is_name), None)
    ends = [line.at for line in (closing, name) if line] or [_gap(rest)]
    below = (
        [line for line in after if line.at > (name or closing or rest[0]).at and line.at >= min(ends)] if rest else []
    )
    position = _block(below, _is_position if name else lambda line: bool(line.text) and not _at_left(line))
    known = {line.at for line in position}
    return {
        "body": [line for line in rest if line.at < min(ends) and line.text and not _is_mark(line)],
        "closing": [closing] if closing else [],
        "name": [name] if name else [],
        "position": position,
        "date": [line for line in below if line.words.is_date][:1],
        "contact": [line for line in below if line.at not in known and _is_contact(line)],
    }


def stamped(rest: Sequence[Line], known: Mapping[str, list[Line]]) -> dict[str, list[Line]]:
    """Text, agency, date, contact and forbidden parts of a stamped letter; `known` is the result of `signed`."""
    day = next((line for line in reversed(rest) if line.words.is_date), None)
    foreign = {line.at for part in ("closing", "name") for line in known[part]}
    ends = [*foreign, *([day.at] if day else [])]
    end = min(ends) if ends else _gap(rest)
    above = [line for line in rest if line.text and line.at not in foreign and not _is_mark(line)]
    if day:
        last_above = [line for line in above if line.at < day.at][-1:]
        agency = [line for line in last_above if not line.words.is_text and not _at_left(line)]
    else:
        agency = [line for line in above if line.at >= end and not _at_left(line)][:1]
    last = max((line.at for line in (*agency, *([day] if day else []))), default=end)
    return {
        **{part: known[part] for part in ("closing", "name")},
        "body": [line for line in above if line.at < end and line not in agency],
        "agency": agency,
        "date": [day] if day else [],
        "contact": [line for line in rest if line.at > last and _is_contact(line)],
    }


def _gap(rest: Sequence[Line]) -> int:
    """The end of the text, by blank lines alone."""
    blank = seen = 0
    for line in rest:
        blank = 0 if line.text else blank + 1
        seen += bool(line.text)
        if seen and blank == _ROOM:
            return line.at
    return rest[-1].at + 1 if rest else 0


def _block(lines: Sequence[Line], belongs: Callable[[Line], bool]) -> list[Line]:
    """The first consecutive lines that belong to a block."""
    found: list[Line] = []
    for line in lines:
        if belongs(line):
            found.append(line)
        elif found or line.text:
            break
    return found


def _is_position(line: Line) -> bool:
    return bool(line.text) and not _TELEPHONE.match(line.text) and not line.words.is_date and not _at_left(line)


def _is_contact(line: Line) -> bool:
    placed = line.cut.cell is None or line.cut.placed
    return bool(line.text) and not _is_mark(line) and not line.words.is_date and placed


def _is_mark(line: Line) -> bool:
    return line.words.is_urgency or line.words.is_secrecy


def _at_left(line: Line) -> bool:
    """Whether a line begins at the left margin.

    A line with a leading tab does not, wherever its centring or right alignment brings it. The usual text width
    is precise enough here.
    """
    segments = line.cut.segments(9071) if line.cut.placed and not line.cut.text.startswith("\t") else []
    return bool(segments) and segments[0].start < _LEFT
