"""Fields in a paragraph: what they print is text like any other, but for a page's number."""

from lxml import etree

from workflow.docx.parts import W

_PAGES = {"PAGE", "NUMPAGES", "SECTIONPAGES"}


class Fields:
    """The fields that are open at a place of a paragraph: begin, the instruction, separate, the result, end."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []  # of each its instruction, and whether its result has begun

    def enter(self, instruction: str) -> None:
        """Open a field whose result follows at once."""
        self._open.append((instruction, True))

    def leave(self) -> None:
        """Close the innermost field, if there is one."""
        if self._open:
            self._open.pop()

    def step(self, step: etree._Element) -> None:
        """Go past a w:fldChar or w:instrText."""
        kind = step.get(f"{W}fldCharType", "") if step.tag == f"{W}fldChar" else ""
        if kind == "begin":
            self._open.append(("", False))
        elif kind == "end":
            self.leave()
        elif self._open and kind in ("", "separate"):
            told, _ = self._open[-1]
            self._open[-1] = told + (step.text or "") if not kind else told, kind == "separate"

    def hide(self) -> bool:
        """Whether text here belongs to a field that prints a page's number, or is a field's instruction."""
        return bool(self._open) and any(not shows or _page(told) for told, shows in self._open)


def _page(instruction: str) -> bool:
    return not _PAGES.isdisjoint(word.upper() for word in instruction.split()[:1])
