"""The trial of a template with sample facts: all misfits are noted instead of stopping at the first."""

import re
import sys
from collections.abc import Callable, Mapping, Sequence

from jinja2 import ChainableUndefined, make_logging_undefined, pass_context
from lxml import etree

from workflow.letters.template_check.problems import Problem
from workflow.letters.template_check.tags import Paragraph
from workflow.letters.templates.parts import PICTURE_WIDTH, Story, TemplateError
from workflow.letters.templates.sandbox import COUNTED, Costs, Sandbox, counted

_NUMBER = "wian"
_NUMBERED = re.compile(rf'<w:p [^>]*\b{_NUMBER}="([0-9]+)"')
_NAME = re.compile(r"attribute '([^']+)'|^'([^']+)' is undefined")
Note = Callable[[str], None]


class _Logger:
    """The logger of Jinja's undefined values."""

    def __init__(self, note: Note) -> None:
        self._note = note

    def warning(self, _: str, message: str) -> None:
        self._note(message)

    error = warning


class _Lenient(Sandbox):
    """A sandbox that notes faults and goes on, where the real one refuses the letter."""

    def __init__(self, note: Note) -> None:
        super().__init__(make_logging_undefined(_Logger(note), ChainableUndefined))  # type: ignore[arg-type]
        self._note = note
        self.filters[COUNTED] = self._counted

    def written(self, value: object) -> str:  # type: ignore[override]
        """The value as XML, empty for None."""
        if value is None:
            self._note("a tag's value is empty (None)")
            return ""
        return super().written(value)

    @pass_context
    def _counted(self, context: Costs, value: object, parts: int) -> object:
        """The items of a loop, none for a value that is no list."""
        try:
            return counted(context, value, parts)
        except TemplateError as error:
            self._note(str(error))
            return []


class Trial:
    """A part of a template ready for trials."""

    def __init__(self, part: str, tree: etree._Element, paragraphs: Sequence[Paragraph]) -> None:
        """`paragraphs` are those of the tree. Raises TemplateError for an unreadable tag."""
        self._paragraphs = paragraphs
        for number, paragraph in enumerate(paragraphs):
            paragraph.element.set(_NUMBER, str(number))
        self._problems: dict[tuple[str, str], Problem] = {}
        self._story = Story(part, tree, _Lenient(self._note))
        etree.strip_attributes(tree, _NUMBER)

    def misfits(self, facts: Mapping[str, object]) -> list[Problem]:
        """The misfits of these facts, without repetitions."""
        self._problems = {}
        try:
            self._story.filled({**facts, PICTURE_WIDTH: lambda _place, height: height})
        except TemplateError as error:
            if not self._problems:
                self._keep(self._paragraphs[0], str(error))
        return list(self._problems.values())

    def _note(self, message: str) -> None:
        """Note a fault at the current place in the template."""
        frame = sys._getframe()
        while frame.f_back is not None and frame.f_code.co_filename != "<template>":
            frame = frame.f_back
        name = (match[1] or match[2]) if (match := _NAME.search(message)) else ""
        paragraph = self._place(self._story.source_line(frame.f_lineno), name)
        self._keep(paragraph, *(_missing(paragraph, name) if name else (message, "")))

    def _keep(self, paragraph: Paragraph, problem: str, name: str = "") -> None:
        self._problems.setdefault((paragraph.place, problem), paragraph.problem(problem, name))

    def _place(self, line: int, name: str) -> Paragraph:
        """The paragraph of a line, or the vanishing paragraph after it with the name in a tag."""
        numbered = _NUMBERED.search(self._story.line_text(line))
        start = int(numbered[1]) if numbered else 0
        near = [self._paragraphs[start]]
        for paragraph in self._paragraphs[start + 1 :]:
            if not paragraph.vanishes:
                break
            near.append(paragraph)
        return next(
            (candidate for candidate in near if name and any(name in tag.body for tag in candidate.tags)), near[0]
        )


def _missing(paragraph: Paragraph, name: str) -> tuple[str, str]:
    """The problem of a name missing from a letter, and the full variable in the tag."""
    matches = (re.search(rf"[\w.\[\]]*\b{re.escape(name)}\b", tag.body) for tag in paragraph.tags)
    variable = next((match[0] for match in matches if match), name)
    return f"'{variable}' is not there in this letter; ask first whether it is, with if", variable
