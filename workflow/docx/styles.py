"""The formatting of paragraphs and runs after resolving styles, base styles, defaults and themes.

Thai text takes the complex-script slot of a property (saraban.md §2.3): rFonts/@cs, szCs, bCs. A theme font wins
over a font name on the same element. Lengths are twips, sizes half points, as in the file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from lxml import etree

from workflow.docx.formatting import ParagraphFormat, TextFormat, number
from workflow.docx.parts import W, parsed

OFF = ("0", "false", "off", "none")
"""Values that switch a property off."""

_DRAWINGML = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_THEMES = {"major": "majorFont", "minor": "minorFont"}


class Styles:
    """The styles of one file, from its styles part and theme part; `stop` is the default tab stop, twips."""

    def __init__(self, styles_part: bytes, theme: bytes = b"", stop: int | None = None) -> None:
        self.stop = max(stop or 720, 1)  # the distance of default tab stops, twips
        self._fonts = _theme_fonts(parsed(theme, "theme") if theme else None)
        tree = parsed(styles_part, "styles") if styles_part else None
        styles = [] if tree is None else tree.findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in styles}
        marked = [s for s in styles if s.get(f"{W}default") in ("1", "true") and s.get(f"{W}type") == "paragraph"]
        self._default = marked[0].get(f"{W}styleId", "") if marked else ""
        defaults = None if tree is None else tree.find(f"{W}docDefaults")
        self._base_text = self._text(TextFormat(), _under(defaults, "rPrDefault", "rPr"))
        self._base = self._paragraph(ParagraphFormat(), _under(defaults, "pPrDefault", "pPr"))
        self._known: dict[str, tuple[ParagraphFormat, TextFormat]] = {}

    @property
    def paragraph_styles(self) -> Sequence[str]:
        """The identifiers of all paragraph styles."""
        return [name for name, style in self._styles.items() if style.get(f"{W}type") == "paragraph"]

    def paragraph(self, properties: etree._Element | None) -> tuple[ParagraphFormat, TextFormat]:
        """The formatting of a paragraph with these w:pPr, and of its text before run properties apply."""
        if properties is None:
            return self.style(self._default)
        named = properties.find(f"{W}pStyle")
        look, text = self.style(named.get(f"{W}val", "") if named is not None else self._default)
        return self._paragraph(look, properties), text

    def run(self, base: TextFormat, properties: etree._Element | None) -> TextFormat:
        """The formatting of a run with these w:rPr; `base` is that of the paragraph's text."""
        if properties is None:
            return base
        named = properties.find(f"{W}rStyle")
        for style in () if named is None else self._chain(named.get(f"{W}val", "")):
            base = self._text(base, style.find(f"{W}rPr"))
        return self._text(base, properties)

    def style(self, name: str) -> tuple[ParagraphFormat, TextFormat]:
        """The formatting of a paragraph style and its text; an unknown style resolves to the default style."""
        if name not in self._known:
            look, text = self._base, self._base_text
            for style in self._chain(name if name in self._styles else self._default):
                look = self._paragraph(look, style.find(f"{W}pPr"))
                text = self._text(text, style.find(f"{W}rPr"))
            self._known[name] = replace(look, style=name), text
        return self._known[name]

    def _chain(self, name: str) -> list[etree._Element]:
        """A style and its base styles, the most general first; a circular basedOn ends the chain."""
        found: dict[str, etree._Element] = {}
        while name in self._styles and name not in found:
            found[name] = self._styles[name]
            based = found[name].find(f"{W}basedOn")
            name = "" if based is None else based.get(f"{W}val", "")
        return list(found.values())[::-1]

    def _text(self, base: TextFormat, properties: etree._Element | None) -> TextFormat:
        found: dict[str, Any] = {}
        for step in () if properties is None else properties:
            match step.tag.removeprefix(W):
                case "rFonts":
                    found |= self._font_names(step)
                case "szCs" | "sz" as tag if (size := number(step.get(f"{W}val"))) is not None:
                    found["size" if tag == "szCs" else "latin_size"] = size
                case "bCs" | "b" as tag:
                    found["bold" if tag == "bCs" else "latin_bold"] = step.get(f"{W}val", "1") not in OFF
                case "color":
                    found["colour"] = step.get(f"{W}val", "")
        return replace(base, **found) if found else base

    def _font_names(self, fonts: etree._Element) -> Iterator[tuple[str, str]]:
        for key, slot, theme in (("font", "cs", "cstheme"), ("latin_font", "ascii", "asciiTheme")):
            if themed := fonts.get(f"{W}{theme}"):
                yield key, self._fonts.get(themed, "") or f"theme font {themed}"
            elif name := fonts.get(f"{W}{slot}"):
                yield key, name

    def _paragraph(self, base: ParagraphFormat, properties: etree._Element | None) -> ParagraphFormat:
        found: dict[str, Any] = {}
        for step in () if properties is None else properties:
            match step.tag.removeprefix(W):
                case "jc":
                    found["align"] = step.get(f"{W}val", "left")
                case "ind":
                    found |= _indents(step)
                case "spacing":
                    found |= _spacing(step)
                case "tabs":
                    found["tabs"] = _stops(base.tabs, step)
                case "pBdr":
                    kinds = [line.get(f"{W}val", "none") for line in step if line.tag in (f"{W}bottom", f"{W}top")]
                    found["bordered"] = any(kind not in ("none", "nil") for kind in kinds)
                case "pageBreakBefore":
                    found["new_page"] = step.get(f"{W}val", "1") not in OFF
                case "contextualSpacing":
                    found["close_up"] = step.get(f"{W}val", "1") not in OFF
                case "framePr":
                    found["framed"] = True
                case "numPr":
                    found["number"] = _numbering(base.number, step)
        return replace(base, **found) if found else base


@lru_cache(16)
def styles_of(styles_part: bytes) -> Styles:
    """The styles in a part, cached: all letters of one template have the same."""
    return Styles(styles_part)


def _under(element: etree._Element | None, *names: str) -> etree._Element | None:
    return None if element is None else element.find("/".join(f"{W}{name}" for name in names))


def _indents(step: etree._Element) -> dict[str, int]:
    found = {}
    for key, names in (("left", ("left", "start")), ("right", ("right", "end")), ("first", ("firstLine",))):
        for name in names:
            if (value := number(step.get(f"{W}{name}"))) is not None:
                found[key] = value
    if (value := number(step.get(f"{W}hanging"))) is not None:
        found["first"] = -value
    return found


def _spacing(step: etree._Element) -> dict[str, int | str]:
    found: dict[str, int | str] = {}
    for name in ("before", "after", "line"):
        if (value := number(step.get(f"{W}{name}"))) is not None:
            found[name] = value
    if rule := step.get(f"{W}lineRule"):
        found["rule"] = rule
    return found


def _stops(base: Mapping[int, str], step: etree._Element) -> dict[int, str]:
    found = dict(base)
    for stop in step:
        if (place := number(stop.get(f"{W}pos"))) is not None:
            found[place] = stop.get(f"{W}val", "left")
    return {place: kind for place, kind in found.items() if kind != "clear"}


def _numbering(base: tuple[str, str], step: etree._Element) -> tuple[str, str]:
    given = [step.find(f"{W}{name}") for name in ("numId", "ilvl")]
    listed, level = (old if one is None else one.get(f"{W}val", "") for one, old in zip(given, base, strict=True))
    return listed, level


def _theme_fonts(theme: etree._Element | None) -> dict[str, str]:
    """The theme's fonts by slot (majorBidi and the like), with the theme's own font for Thai if it has one."""
    found: dict[str, str] = {}
    for prefix, tag in _THEMES.items():
        fonts = None if theme is None else theme.find(f".//{_DRAWINGML}{tag}")
        if fonts is None:
            continue
        own = {script.get("script"): script.get("typeface", "") for script in fonts.iter(f"{_DRAWINGML}font")}
        given = {step.tag.removeprefix(_DRAWINGML): step.get("typeface", "") for step in fonts}
        found[f"{prefix}Bidi"] = given.get("cs", "") or own.get("Thai", "")
        found[f"{prefix}HAnsi"] = found[f"{prefix}Ascii"] = given.get("latin", "")
    return found
