"""How text and paragraphs look. Lengths are twips, sizes half points, as in the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

# What Word assumes where a file says nothing at all.
_WORD_FONT, _WORD_SIZE = "Times New Roman", 20


@dataclass(frozen=True)
class TextFormat:
    """How the Thai characters of a run are printed; `latin_bold` is the weight of its Latin ones."""

    font: str = _WORD_FONT
    size: int = _WORD_SIZE
    bold: bool = False
    latin_bold: bool = False
    colour: str = ""
    latin_font: str = ""
    latin_size: int = _WORD_SIZE


@dataclass(frozen=True)
class ParagraphFormat:
    """How a paragraph is set. `first` is the first line's indent, negative if it hangs; `tabs` are (place, kind).

    `line` is twips or, where `rule` is auto, 240ths of a line. `close_up` is whether no space stands between it and
    another paragraph of its style.
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
        """The tab stops that text stops at, from the left; a hanging indent is one of its own."""
        hanging = {self.left: "left"} if self.first < 0 else {}
        return sorted({**hanging, **{place: kind for place, kind in self.tabs.items() if kind != "bar"}}.items())


def number(text: str | None) -> int | None:
    """A length as a whole number; None for a text that is none."""
    try:
        return int(float(text or ""))
    except (ValueError, OverflowError):
        return None
