"""The sandbox of a template's tags: they can read the facts only, at a bounded cost in time and memory."""

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
"""The most a letter may cost: executed parts of loops plus characters joined by tags."""

COUNTED = "counted"
"""The name of the filter that charges for the items of loops."""

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
    """A template that cannot be read or filled in; no letter was made."""


class Costs(Context):
    """The context of one letter with its remaining steps."""

    left: int = MOST_STEPS

    def spend(self, steps: int) -> None:
        """Take steps off the rest. Raises TemplateError if too few are left."""
        self.left -= steps
        if self.left < 0:
            raise TemplateError("the tags go through lists too often, or join too long a text")


class _Generator(CodeGenerator):
    """Jinja's code generator with one call per printed value instead of two calls and an object."""

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
    """Adds charges to everything that can grow: loops, by their parts in every round, and joined texts."""

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
    """The environment of tags, which can read the facts only: a template may come from anybody."""

    code_generator_class = _Generator
    context_class = Costs
    intercepted_binops = frozenset("+-")

    def __init__(self, undefined: type[Undefined] = StrictUndefined) -> None:
        super().__init__(undefined=undefined, autoescape=True, finalize=printable)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _SIMPLE}
        self.filters |= {"thai_digits": thai_digits, "join": _join, COUNTED: counted, _JOINED: _joined, _KEPT: _kept}

    def getattr(self, obj: object, attribute: str) -> object:
        """Prefer a dict's key, which is much faster than searching for a missing attribute."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Add numbers and join texts only, because a list added to itself doubles."""
        if isinstance(left, str) and isinstance(right, str) and operator == "+":
            return _join_charged(context, [left, right])
        if isinstance(left, int | float) and isinstance(right, int | float):
            return left + right if operator == "+" else left - right
        raise TemplateError(f"a tag reckons with what is no number: {left!r:.40} {operator} {right!r:.40}")

    @staticmethod
    def written(value: object) -> str:
        """The value as XML, like `escape(finalize(value))`, but a plain str without special characters."""
        if type(value) is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value):
            return value
        return escape(printable(value))

    @staticmethod
    def concat(pieces: Iterable[str]) -> str:
        """The text of a `{% set %}` block, up to the length limit."""
        texts = list(pieces)
        if sum(map(len, texts)) > MOST_STEPS:
            raise TemplateError("the tags join too long a text")
        return "".join(texts)

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        return super()._generate(_Priced().visit(source), name, filename, defer_init)


def printable(value: object) -> object:
    """The value. Raises TemplateError for None, and for a list or group, which has no text."""
    if value is None:
        raise TemplateError("a tag's value is empty (None)")
    if isinstance(value, _GROUPED):
        raise TemplateError(f"a tag's value is a whole {'group' if isinstance(value, dict) else 'list'}")
    return value


@pass_context
def counted(context: Costs, value: object, parts: int) -> object:
    """Charge for a loop of `parts` over this list. Raises TemplateError for other values."""
    if not isinstance(value, _LISTS):
        raise TemplateError(f"a loop needs a list, not {'an empty value' if value is None else repr(value)[:40]}")
    context.spend(parts * len(value))
    return value


def _filter(value: nodes.Node | None, name: str, *arguments: nodes.Expr, lineno: int | None = None) -> nodes.Filter:
    line = value.lineno if value is not None else lineno
    return nodes.Filter(value, name, list(arguments), [], None, None, lineno=line)


def _join_charged(context: Context, pieces: list[object]) -> str:
    """The pieces joined, charged by length."""
    assert isinstance(context, Costs)
    context.spend(sum(len(str(printable(piece))) for piece in pieces))
    return markup_join(pieces)


@pass_context
def _join(context: Context, values: Iterable[object], between: str = "") -> str:
    """The values of a list joined with a text between them."""
    return _join_charged(context, [piece for value in values for piece in (between, value)][1:])


@pass_context
def _joined(context: Context, pieces: list[object]) -> str:
    return _join_charged(context, pieces)


@pass_context
def _kept(context: Context, text: str) -> str:
    return _join_charged(context, [text])
