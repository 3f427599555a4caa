"""What tags may say: name facts, compare them, choose, and go through lists. All else is refused when they are read.

So nothing has to be caught while a letter is made: a tag calls nothing, brings in no other file, and makes no text
out of nothing.
"""

import re
from collections.abc import Iterator

from jinja2 import nodes

PICTURE_WIDTH = "picture_width"
"""What Wian itself asks for in a template: how wide a picture of its own is."""

MOST_TAGS = 5000
"""In one part of a template; the longest of ours has a hundred."""

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
    """What is wrong with the first tag that is not whole, and where it begins; None if all are.

    Tags that are not closed, or begin inside another, would also make the reading below take very long.
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
    """What tags say that they may not: the line, and what is wrong."""
    for node, problem in _refused(part):
        lines = (each.lineno for each in (node, *node.find_all(nodes.Node)) if each.lineno)
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
    """Whether it lists constants, or the names that a loop gives; lists of lists could double at each step."""
    kinds = nodes.Name if isinstance(node, nodes.Tuple) and node.ctx == "store" else nodes.Const
    return all(isinstance(item, kinds) for item in node.items)


def _word(node: nodes.Node) -> str:
    operator = getattr(node, "operator", None)
    return operator or type(node).__name__.lower()
