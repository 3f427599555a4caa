"""The formatting of text and paragraphs. Lengths are twips, sizes half points, as in the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

# Word's own defaults, for files that set no default.
_WORD_FONT, _WORD_SIZE = "Times New Roman", 20


@dataclass(frozen=True)
class TextFormat:
    """The formatting of a run's Thai characters; the fields `latin_...` are for its Latin ones."""

    font: str = _WORD_FONT
    size: int = _WORD_SIZE
    bold: bool = False
    latin_bold: bool = False
    colour: str = ""
    latin_font: str = ""
    latin_size: int = _WORD_SIZE


@dataclass(frozen=True)
class ParagraphFormat:
    """A paragraph's formatting. `first` is the first-line indent, negative if hanging; `tabs` are kinds by position.

    `line` is the line spacing in twips or, where `rule` is auto, in 240ths of a line. `close_up` removes the space
    between paragraphs of the same style.
    """

    style: str = ""
    align: str = "left"
    left: int = 0
    right: int = 0
    first: int = 0
    before: int = 0
    after: int = 0
    line: int = 240
    rule: str = "auto"
    tabs: Mapping[int, str] = field(default_factory=dict)
    bordered: bool = False
    new_page: bool = False
    close_up: bool = False
    framed: bool = False
    number: tuple[str, str] = ("", "0")

    @cached_property
    def stops(self) -> Sequence[tuple[int, str]]:
        """The tab stops from left to right; a hanging indent counts as a tab stop."""
        hanging = {self.left: "left"} if self.first < 0 else {}
        return sorted({**hanging, **{place: kind for place, kind in self.tabs.items() if kind != "bar"}}.items())


def number(text: str | None) -> int | None:
    """A length as a whole number; None for a text that is not a number."""
    try:
        return int(float(text or ""))
    except (ValueError, OverflowError):
        return None
