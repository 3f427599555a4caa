"""Fields in a paragraph: their printed result is ordinary text, except for page numbers."""

from lxml import etree

from workflow.docx.parts import W

_PAGES = {"PAGE", "NUMPAGES", "SECTIONPAGES"}


class Fields:
    """The fields open at a place of a paragraph. A field is begin, instruction, separate, result, end."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []  # (instruction, whether the result has begun)

    def enter(self, instruction: str) -> None:
        """Open a simple field, whose result follows at once."""
        self._open.append((instruction, True))

    def leave(self) -> None:
        """Close the innermost open field, if any."""
        if self._open:
            self._open.pop()

    def step(self, step: etree._Element) -> None:
        """Process a w:fldChar or w:instrText element."""
        kind = step.get(f"{W}fldCharType", "") if step.tag == f"{W}fldChar" else ""
        if kind == "begin":
            self._open.append(("", False))
        elif kind == "end":
            self.leave()
        elif self._open and kind in ("", "separate"):
            told, _ = self._open[-1]
            self._open[-1] = told + (step.text or "") if not kind else told, kind == "separate"

    def hide(self) -> bool:
        """Whether text at this place is a page number or a field's instruction."""
        return bool(self._open) and any(not shows or _page(told) for told, shows in self._open)


def _page(instruction: str) -> bool:
    return not _PAGES.isdisjoint(word.upper() for word in instruction.split()[:1])
