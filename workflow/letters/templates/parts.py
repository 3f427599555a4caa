"""The parts of a Word template with tags, compiled once and filled in for every letter."""

import re
import traceback
from itertools import islice

from docxtpl import DocxTemplate
from jinja2 import Template, meta, nodes
from jinja2 import TemplateError as JinjaError
from lxml import etree

from workflow.docx.package import XML
from workflow.letters.templates.allowed_tags import PICTURE_WIDTH, refused, torn
from workflow.letters.templates.always_well_formed import is_sound
from workflow.letters.templates.sandbox import MOST_STEPS, Sandbox, TemplateError

__all__ = ["PICTURE_WIDTH", "Story", "TemplateError"]

_DECLARATION = XML.encode()
_TRUSTED = ("thai_digits", "length", "count", PICTURE_WIDTH)
_MOST_BYTES = 64 << 20  # of a letter's text; a list of 8,000 offices takes a fifth
_AT_ONCE = 512
_JINJA = Sandbox()
_UNREADABLE = (JinjaError, SyntaxError, RecursionError, MemoryError)
"""The errors of Jinja and Python for a text that is no template or is nested too deep."""


class Story:
    """A part of a template: the document, a page head or a page foot."""

    def __init__(self, template: str, tree: etree._Element, environment: Sandbox = _JINJA) -> None:
        """Compile the part. Raises TemplateError, naming the template and the paragraph, for a broken tag."""
        self._name, self._environment = template, environment
        xml = etree.tostring(tree, encoding="unicode")
        if fault := torn(xml):
            problem, position = fault
            raise self._unreadable(problem, _text(re.split(r"<w:p(?=[ >])", xml[: position + 200])[-1]))
        # One paragraph per line, so that the line number of an error leads to the paragraph.
        self._source = re.sub(r"<w:p(?=[ >])", "\n<w:p", str(DocxTemplate("").patch_xml(xml)))
        try:
            parsed = environment.parse(self._source)
            for line, problem in refused(parsed):
                raise self._unreadable(problem, self.paragraph(line))
            self.needs = sorted(meta.find_undeclared_variables(parsed))
            self.sound = is_sound(parsed, _TRUSTED)
            self._compiled: Template = environment.from_string(parsed)
        except _UNREADABLE as error:
            problem = str(error.message) if isinstance(error, JinjaError) else "the tags are nested too deep"
            raise self._unreadable(problem, self.paragraph(self.line(error))) from error
        # Pieces of a letter come from the template or are facts; only joined texts can be longer.
        joins = any(parsed.find_all((nodes.Concat, nodes.Add, nodes.AssignBlock, nodes.Filter)))
        longest = len(self._source) + (4 * MOST_STEPS if joins and not self.sound else 0)
        self._at_once = min(_AT_ONCE, 1 + _MOST_BYTES // longest)

    def filled(self, facts: dict[str, object]) -> bytes:
        """The part filled in, as XML. The facts must be plain. Raises TemplateError if they do not fit."""
        try:
            data = self._rendered(facts)
            if not self.sound:
                etree.fromstring(data)
        except etree.XMLSyntaxError as error:
            problem = f"its tags leave the file broken ({error.msg})"
            raise TemplateError(f"letter template {self._name}: {problem}") from error
        except Exception as error:  # an expression in a template can raise any error
            where = self.paragraph(self.line(error))
            raise TemplateError(f"letter template {self._name}: {error}; in the paragraph: {where}") from error
        return data

    def line(self, error: BaseException) -> int:
        """The line of the source with an error; every paragraph begins a new line."""
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == "<template>" and frame.lineno]
        return getattr(error, "lineno", None) or (lines[-1] if lines else 1)

    def paragraph(self, line: int) -> str:
        """The paragraph's text on a line of the source."""
        return _text(self.line_text(line))

    def line_text(self, line: int) -> str:
        """A line of the source, with its XML."""
        return self._source.split("\n")[line - 1]

    def source_line(self, line: int) -> int:
        """The line of the source for a line of the compiled template."""
        return self._compiled.get_corresponding_lineno(line)

    def _rendered(self, facts: dict[str, object]) -> bytes:
        context = self._compiled.new_context(facts)
        try:
            pieces = map(str.encode, self._compiled.root_render_func(context))
            chunks, size = [_DECLARATION], 0
            while chunk := b"".join(islice(pieces, self._at_once)):
                chunks.append(chunk)
                size += len(chunk)
                if size > _MOST_BYTES:
                    raise TemplateError("the letter would be far too long")
            return b"".join(chunks)
        except Exception:
            self._environment.handle_exception()  # raises again, with the template's lines in the traceback

    def _unreadable(self, problem: str, where: str) -> TemplateError:
        return TemplateError(
            f"letter template {self._name}: a tag cannot be read: {problem}; in the paragraph: {where}"
        )


def _text(xml: str) -> str:
    return re.sub("<[^>]*>?", "", xml)[:200]
