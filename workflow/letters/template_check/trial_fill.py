"""A template tried with sample facts that it may not fit: every misfit is noted instead of stopping at the first."""

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
    """What Jinja's logging values write to."""

    def __init__(self, note: Note) -> None:
        self._note = note

    def warning(self, _: str, message: str) -> None:
        self._note(message)

    error = warning


class _Lenient(Sandbox):
    """Notes what a letter would be refused for, and goes on."""

    def __init__(self, note: Note) -> None:
        super().__init__(make_logging_undefined(_Logger(note), ChainableUndefined))  # type: ignore[arg-type]
        self._note = note
        self.filters[COUNTED] = self._counted

    def written(self, value: object) -> str:  # type: ignore[override]
        """The value as XML, nothing for none."""
        if value is None:
            self._note("a tag's value is empty (None)")
            return ""
        return super().written(value)

    @pass_context
    def _counted(self, context: Costs, value: object, parts: int) -> object:
        """What a loop goes through, nothing where it is no list."""
        try:
            return counted(context, value, parts)
        except TemplateError as error:
            self._note(str(error))
            return []


class Trial:
    """One part of a template, ready to be tried."""

    def __init__(self, part: str, tree: etree._Element, paragraphs: Sequence[Paragraph]) -> None:
        """The paragraphs are those of the tree. Raises TemplateError for a tag that cannot be read."""
        self._paragraphs = paragraphs
        for number, paragraph in enumerate(paragraphs):
            paragraph.element.set(_NUMBER, str(number))
        self._found: dict[tuple[str, str], Problem] = {}
        self._story = Story(part, tree, _Lenient(self._note))
        etree.strip_attributes(tree, _NUMBER)

    def misfits(self, facts: Mapping[str, object]) -> list[Problem]:
        """What does not fit, each place and fault once."""
        self._found = {}
        try:
            self._story.filled({**facts, PICTURE_WIDTH: lambda _place, height: height})
        except TemplateError as error:
            if not self._found:
                self._keep(self._paragraphs[0], str(error))
        return list(self._found.values())

    def _note(self, message: str) -> None:
        """Note a fault at the place where the template is just now."""
        frame = sys._getframe()
        while frame.f_back is not None and frame.f_code.co_filename != "<template>":
            frame = frame.f_back
        name = (match[1] or match[2]) if (match := _NAME.search(message)) else ""
        paragraph = self._place(self._story.source_line(frame.f_lineno), name)
        self._keep(paragraph, *(_missing(paragraph, name) if name else (message, "")))

    def _keep(self, paragraph: Paragraph, problem: str, name: str = "") -> None:
        self._found.setdefault((paragraph.place, problem), paragraph.problem(problem, name))

    def _place(self, line: int, name: str) -> Paragraph:
        """The paragraph of a line; of those that vanish behind it, the one that has the name in a tag."""
        numbered = _NUMBERED.search(self._story.line_text(line))
        start = int(numbered[1]) if numbered else 0
        near = [self._paragraphs[start]]
        for paragraph in self._paragraphs[start + 1 :]:
            if not paragraph.vanishes:
                break
            near.append(paragraph)
        return next((each for each in near if name and any(name in tag.body for tag in each.tags)), near[0])


def _missing(paragraph: Paragraph, name: str) -> tuple[str, str]:
    """What is wrong with a name that a letter does not have, and the whole of it as a tag has it."""
    said = (re.search(rf"[\w.\[\]]*\b{re.escape(name)}\b", tag.body) for tag in paragraph.tags)
    variable = next((found[0] for found in said if found), name)
    return f"'{variable}' is not there in this letter; ask first whether it is, with if", variable
