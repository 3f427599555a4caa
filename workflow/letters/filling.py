"""The parts of a Word template that carry tags: read and compiled once, filled in for every letter."""

import re
import traceback

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, meta, nodes
from jinja2 import TemplateError as JinjaError
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import escape

from workflow.errors import WianError
from workflow.letters.package import XML
from workflow.letters.soundness import is_sound
from workflow.thai import thai_digits

PICTURE_WIDTH = "picture_width"

_DECLARATION = XML.encode()
_TRUSTED = ("thai_digits", "length", "count", PICTURE_WIDTH)


class TemplateError(WianError):
    """A template that cannot be read, or facts, pictures or tags that do not fit it; no letter was made."""


class _Generator(CodeGenerator):
    """Jinja's own, but for one call where it makes two and an object for every value printed."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Tags can read the facts and nothing else: a template is edited by hand and may come from anywhere."""

    code_generator_class = _Generator

    def getattr(self, obj: object, attribute: str) -> object:
        """A dict's own key comes first, which also is much faster than to look for an attribute in vain."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    @staticmethod
    def written(value: object) -> str:
        """The value as XML: what `escape(finalize(value))` returns, as a mere str where nothing needs escaping."""
        if type(value) is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value):
            return value
        return escape(_known(value))


def _known(value: object) -> object:
    if value is None:
        raise TemplateError("a tag's value is empty (None)")
    return value


_JINJA = _Sandbox(undefined=StrictUndefined, autoescape=True, finalize=_known)
_JINJA.filters["thai_digits"] = thai_digits


class Story:
    """One part of a template, such as its document or a page's head."""

    def __init__(self, template: str, tree: etree._Element) -> None:
        """Compile the part. Raises TemplateError, naming the template and the paragraph, for a broken tag."""
        self._name = template
        xml = str(DocxTemplate("").patch_xml(etree.tostring(tree, encoding="unicode")))
        # One paragraph a line, so that a failing line number leads to the paragraph.
        self._source = re.sub(r"<w:p(?=[ >])", "\n<w:p", xml)
        try:
            parsed = _JINJA.parse(self._source)
            self._compiled: Template = _JINJA.from_string(self._source)
        except JinjaError as error:
            where = _paragraph(self._source, error)
            problem = f"a tag cannot be read: {error}; in the paragraph: {where}"
            raise TemplateError(f"letter template {template}: {problem}") from error
        self.needs = sorted(meta.find_undeclared_variables(parsed))
        self.sound = is_sound(parsed, _TRUSTED)

    def filled(self, facts: dict[str, object]) -> bytes:
        """The part with its tags filled in, as XML. The facts must be plain; TemplateError if they do not fit."""
        try:
            data = self._rendered(facts)
            if not self.sound:
                etree.fromstring(data)
        except etree.XMLSyntaxError as error:
            problem = f"its tags leave the file broken ({error.msg})"
            raise TemplateError(f"letter template {self._name}: {problem}") from error
        except Exception as error:  # a template can fail in any way that an expression can
            where = _paragraph(self._source, error)
            raise TemplateError(f"letter template {self._name}: {error}; in the paragraph: {where}") from error
        return data

    def _rendered(self, facts: dict[str, object]) -> bytes:
        context = self._compiled.new_context(facts)
        try:
            pieces = map(str.encode, self._compiled.root_render_func(context))
            return b"".join((_DECLARATION, *pieces))
        except Exception:
            _JINJA.handle_exception()  # raises it again, with the template's own lines in its traceback


def _paragraph(source: str, error: Exception) -> str:
    """The text of the template's paragraph in which the error arose."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>" and frame.lineno]
    line = getattr(error, "lineno", None) or (lines[-1] if lines else 1)
    return re.sub("<[^>]*>", "", source.split("\n")[line - 1])[:200]
