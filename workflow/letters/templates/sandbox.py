"""Where a template's tags run: they read the facts, at a bounded cost in time and memory, and nothing else."""

from collections.abc import Iterable

from jinja2 import StrictUndefined, Undefined, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from workflow.errors import WianError
from workflow.thai.digits import thai_digits

MOST_STEPS = 2_000_000
"""What a letter may cost: parts of loops that are gone through, and characters that tags join together."""

COUNTED = "counted"
"""The filter through which everything goes that a loop goes through."""

_JOINED, _KEPT = "joined", "kept"
_GROUPED = (list, dict, tuple)
_LISTS = (*_GROUPED, Undefined)
_SIMPLE = (
    "count",
    "d",
    "default",
    "e",
    "escape",
    "first",
    "last",
    "length",
    "lower",
    "safe",
    "string",
    "trim",
    "upper",
)


class TemplateError(WianError):
    """A template that cannot be read, or facts, pictures or tags that do not fit it; no letter was made."""


class Costs(Context):
    """The context of one letter, with what may still be spent on it."""

    left: int = MOST_STEPS

    def spend(self, steps: int) -> None:
        """Raise TemplateError once a letter costs more than any letter does."""
        self.left -= steps
        if self.left < 0:
            raise TemplateError("the tags go through lists too often, or join too long a text")


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


class _Priced(NodeTransformer):
    """Has everything paid for that can grow: loops, each time round for as much as they have parts, and texts."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802  # Jinja's name
        parts = sum(1 for _ in node.find_all(nodes.Node))
        self.generic_visit(node)
        node.iter = _filter(node.iter, COUNTED, nodes.Const(parts, lineno=node.lineno))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), _JOINED)

    def visit_AssignBlock(self, node: nodes.AssignBlock) -> nodes.AssignBlock:  # noqa: N802
        self.generic_visit(node)
        node.filter = _filter(node.filter, _KEPT, lineno=node.lineno)
        return node


class Sandbox(ImmutableSandboxedEnvironment):
    """Tags can read the facts and nothing else: a template is edited by hand and may come from anywhere."""

    code_generator_class = _Generator
    context_class = Costs
    intercepted_binops = frozenset("+-")

    def __init__(self, undefined: type[Undefined] = StrictUndefined) -> None:
        super().__init__(undefined=undefined, autoescape=True, finalize=known)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _SIMPLE}
        self.filters |= {"thai_digits": thai_digits, "join": _join, COUNTED: counted, _JOINED: _joined, _KEPT: _kept}

    def getattr(self, obj: object, attribute: str) -> object:
        """A dict's own key comes first, which also is much faster than to look for an attribute in vain."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Numbers are reckoned with, texts joined; nothing else, since a list added to itself doubles."""
        if isinstance(left, str) and isinstance(right, str) and operator == "+":
            return _paid(context, [left, right])
        if isinstance(left, int | float) and isinstance(right, int | float):
            return left + right if operator == "+" else left - right
        raise TemplateError(f"a tag reckons with what is no number: {left!r:.40} {operator} {right!r:.40}")

    @staticmethod
    def written(value: object) -> str:
        """The value as XML: what `escape(finalize(value))` returns, as a mere str where nothing needs escaping."""
        if type(value) is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value):
            return value
        return escape(known(value))

    @staticmethod
    def concat(pieces: Iterable[str]) -> str:
        """What a `{% set %}` holds, which must not be longer than any letter."""
        found = list(pieces)
        if sum(map(len, found)) > MOST_STEPS:
            raise TemplateError("the tags join too long a text")
        return "".join(found)

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        return super()._generate(_Priced().visit(source), name, filename, defer_init)


def known(value: object) -> object:
    """The value; TemplateError for none, and for a list or a group, which has no text."""
    if value is None:
        raise TemplateError("a tag's value is empty (None)")
    if isinstance(value, _GROUPED):
        raise TemplateError(f"a tag's value is a whole {'group' if isinstance(value, dict) else 'list'}")
    return value


@pass_context
def counted(context: Costs, value: object, parts: int) -> object:
    """What a loop of so many parts goes through, once paid for. Raises TemplateError for what is no list."""
    if not isinstance(value, _LISTS):
        raise TemplateError(f"a loop needs a list, not {'an empty value' if value is None else repr(value)[:40]}")
    context.spend(parts * len(value))
    return value


def _filter(value: nodes.Node | None, name: str, *given: nodes.Expr, lineno: int | None = None) -> nodes.Filter:
    line = value.lineno if value is not None else lineno
    return nodes.Filter(value, name, list(given), [], None, None, lineno=line)


def _paid(context: Context, pieces: list[object]) -> str:
    """The pieces as one text, paid for by its length."""
    assert isinstance(context, Costs)
    context.spend(sum(len(str(known(piece))) for piece in pieces))
    return markup_join(pieces)


@pass_context
def _join(context: Context, values: Iterable[object], between: str = "") -> str:
    """The values of a list with a text between each two."""
    return _paid(context, [piece for value in values for piece in (between, value)][1:])


@pass_context
def _joined(context: Context, pieces: list[object]) -> str:
    return _paid(context, pieces)


@pass_context
def _kept(context: Context, text: str) -> str:
    return _paid(context, [text])
