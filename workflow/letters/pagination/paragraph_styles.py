"""How a paragraph is set, as far as its height on the page goes: styles, what they are based on, and its own say.

Lengths are twips, sizes half points, as in the file.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from workflow.docx.edit import W

_OFF = ("0", "false", "off")


@dataclass(frozen=True)
class Look:
    """A paragraph's spacing, indents and tab stops; `line` is twips or, where `rule` is auto, 240ths of a line."""

    style: str = ""
    before: int = 0
    after: int = 0
    line: int = 240
    rule: str = "auto"
    left: int = 0
    right: int = 0
    first: int = 0
    size: int = 20
    close_up: bool = False
    new_page: bool = False
    stops: tuple[tuple[int, str], ...] = ()
    align: str = "left"

    @property
    def single(self) -> bool:
        """Whether lines are single spaced."""
        return (self.rule, self.line) == ("auto", 240)


class Looks:
    """The paragraph styles of one file."""

    def __init__(self, styles: bytes) -> None:
        tree = etree.fromstring(styles)
        self._styles = {str(style.get(f"{W}styleId")): style for style in tree.iter(f"{W}style")}
        defaults = Look()
        for part in ("pPr", "rPr"):
            defaults = _changed(defaults, tree.find(f"{W}docDefaults/{W}{part}Default/{W}{part}"))
        self._defaults = defaults
        self._normal = next((name for name, style in self._styles.items() if _is_normal(style)), "")
        self._known: dict[str, Look] = {}

    @property
    def names(self) -> Iterable[str]:
        """The identifiers of all paragraph styles."""
        return [name for name, style in self._styles.items() if style.get(f"{W}type") == "paragraph"]

    def style(self, name: str) -> Look:
        """How a paragraph of this style is set; an unknown one is set as the default style."""
        if name not in self._known:
            look = self._defaults
            for style in self._chain(name if name in self._styles else self._normal):
                look = _changed(_changed(look, style.find(f"{W}pPr")), style.find(f"{W}rPr"))
            self._known[name] = replace(look, style=name)
        return self._known[name]

    def paragraph(self, properties: etree._Element | None) -> Look:
        """How a paragraph with these w:pPr is set."""
        if properties is None:
            return self.style(self._normal)
        named = properties.find(f"{W}pStyle")
        return _changed(self.style(self._normal if named is None else str(named.get(f"{W}val"))), properties)

    def _chain(self, name: str) -> list[etree._Element]:
        """A style and all it is based on, the most general first; a circle is broken where it closes."""
        found: dict[str, etree._Element] = {}
        while name in self._styles and name not in found:
            found[name] = self._styles[name]
            based = found[name].find(f"{W}basedOn")
            name = "" if based is None else str(based.get(f"{W}val"))
        return list(found.values())[::-1]


@lru_cache(16)
def looks_of(styles: bytes) -> Looks:
    """The styles of a file, from its part with them; those that letters by one template share are read once."""
    return Looks(styles)


def _is_normal(style: etree._Element) -> bool:
    return (style.get(f"{W}type"), style.get(f"{W}default")) == ("paragraph", "1")


def _changed(look: Look, properties: etree._Element | None) -> Look:
    found: dict[str, object] = {}
    for step in () if properties is None else properties:
        name = str(step.tag).removeprefix(W)
        if name == "spacing" and step.get(f"{W}lineRule", step.get(f"{W}before", step.get(f"{W}after"))) is not None:
            found |= {key: _twips(step, key) for key in ("before", "after", "line") if step.get(f"{W}{key}")}
            found["rule"] = step.get(f"{W}lineRule", look.rule)
        elif name == "ind":
            found |= {key: _twips(step, key) for key in ("left", "right") if step.get(f"{W}{key}")}
            if step.get(f"{W}firstLine") or step.get(f"{W}hanging"):
                found["first"] = _twips(step, "firstLine") - _twips(step, "hanging")
        elif name == "szCs":
            found["size"] = _twips(step, "val")
        elif name == "jc":
            found["align"] = str(step.get(f"{W}val"))
        elif name in ("contextualSpacing", "pageBreakBefore"):
            found["close_up" if name == "contextualSpacing" else "new_page"] = step.get(f"{W}val") not in _OFF
        elif name == "tabs":
            found["stops"] = tuple(sorted((_twips(stop, "pos"), str(stop.get(f"{W}val"))) for stop in step))
    return replace(look, **found) if found else look  # type: ignore[arg-type]


def _twips(step: etree._Element, name: str) -> int:
    return int(step.get(f"{W}{name}", "0"))
