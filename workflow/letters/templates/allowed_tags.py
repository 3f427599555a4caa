"""The tags allowed in a template: naming and comparing facts, choices, and loops; other tags are refused on reading.

So a letter being made needs no guard: its tags call nothing, include no file, and create no text from nothing.
"""

import re
from collections.abc import Iterator

from jinja2 import nodes

PICTURE_WIDTH = "picture_width"
"""The function that Wian itself puts into a template for the width of a picture."""

MOST_TAGS = 5000
"""The limit for one part of a template; the longest shipped part has a hundred."""

MARK = re.compile(r"\{[{%#]|[}%#]\}")
CLOSED_BY = {"{{": "}}", "{%": "%}", "{#": "#}"}
"""The braces that begin and end tags."""

_OVER_RUNS = re.compile(r"(?<={)(<[^>]*>)+(?=[{%#])|(?<=[%}#])(<[^>]*>)+(?=})")
_ALLOWED: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Getattr),
    *(nodes.Getitem, nodes.Slice, nodes.Tuple, nodes.List, nodes.Filter, nodes.Test, nodes.CondExpr, nodes.Call),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Add, nodes.Sub, nodes.Concat),
    *(nodes.If, nodes.For, nodes.Assign, nodes.AssignBlock, nodes.Keyword),
)


def torn(xml: str) -> tuple[str, int] | None:
    """The fault and position of the first incomplete tag; None without one.

    Tags that are not closed, or begin inside another tag, would make Jinja's reading very slow.
    """
    joined = _OVER_RUNS.sub("", xml)
    opened: re.Match[str] | None = None
    for count, mark in enumerate(MARK.finditer(joined)):
        if count >= 2 * MOST_TAGS:
            return f"there are more than {MOST_TAGS} tags", mark.start()
        if opened is None:
            opened = mark if mark[0][0] == "{" else None
        elif mark[0] == CLOSED_BY[opened[0]]:
            opened = None
        elif mark[0][0] == "{":
            break
    return None if opened is None else (f"{opened[0]} is not closed with {CLOSED_BY[opened[0]]}", opened.start())


def refused(part: nodes.Node) -> Iterator[tuple[int, str]]:
    """The forbidden expressions in tags, as line and fault."""
    for node, problem in _refused(part):
        lines = (inner.lineno for inner in (node, *node.find_all(nodes.Node)) if inner.lineno)
        yield next(lines, 1), problem


def _refused(part: nodes.Node) -> Iterator[tuple[nodes.Node, str]]:
    for node in (part, *part.find_all(nodes.Node)):
        if not isinstance(node, _ALLOWED):
            yield node, f"'{_word(node)}' is not possible in a template"
        elif isinstance(node, nodes.Call) and not _is_width(node):
            yield node, "nothing can be called in a template"
        elif isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            yield node, f"'{node.attr}' is not possible in a template"
        elif isinstance(node, nodes.Name) and node.name == "self":
            yield node, "'self' is not possible in a template"
        elif isinstance(node, nodes.For) and node.recursive:
            yield node, "'recursive' is not possible in a template"
        elif isinstance(node, nodes.List | nodes.Tuple) and not _is_plain(node):
            yield node, "a list in a tag can only have texts and numbers"
        elif isinstance(node, nodes.Const) and "<" in str(node.value):
            yield node, "a text in a tag cannot have the character <"


def _is_width(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name == PICTURE_WIDTH


def _is_plain(node: nodes.List | nodes.Tuple) -> bool:
    """Whether a list holds constants, or the target names of a loop; nested lists could double at each step."""
    kinds = nodes.Name if isinstance(node, nodes.Tuple) and node.ctx == "store" else nodes.Const
    return all(isinstance(item, kinds) for item in node.items)


def _word(node: nodes.Node) -> str:
    operator = getattr(node, "operator", None)
    return operator or type(node).__name__.lower()
