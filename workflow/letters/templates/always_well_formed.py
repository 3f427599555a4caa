"""Proof, once for each template, that no facts can make a letter from it whose XML is broken.

A part is parsed with every `{% if %}` and `{% for %}` as an empty element; that shows the elements around each of
them. Each branch is then parsed within the same elements: if it is well-formed there, it leaves the same elements
open that it found open, so it may be left out, chosen or repeated at will. A part with tags elsewhere (an element
opened in this branch and closed in that) is not thereby wrong, only not proven: its letters are parsed one by one.
"""

from collections.abc import Iterable, Sequence

from jinja2 import nodes
from lxml import etree

from workflow.letters.templates.plain_facts import NOT_XML

# Stands for a value. XML allows it in text and in quoted attributes, where escaped values belong, not in names.
_VALUE = "\u2020"
_BRANCH = "branch"
_EXPRESSIONS = (
    nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Compare, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
    nodes.Test, nodes.Tuple, nodes.List, nodes.Const, nodes.TemplateData,
)  # fmt: skip
_Body = Sequence[nodes.Node]


def is_sound(part: nodes.Template, trusted: Iterable[str]) -> bool:
    """Whether every rendering of a part is well-formed XML; False where that cannot be shown.

    `trusted` are the filters and functions that return plain text or numbers. The facts must be plain (see the
    module of that name) and are escaped as they are printed.
    """
    names = frozenset(trusted)
    return all(_is_harmless(found, names) for found in part.find_all(nodes.Expr)) and _holds(part.body, "", "")


def _is_harmless(found: nodes.Expr, trusted: frozenset[str]) -> bool:
    """Whether an expression yields data only, never ready-made XML or a character that XML cannot hold."""
    if isinstance(found, nodes.Filter):
        return found.name in trusted
    if isinstance(found, nodes.Call):
        return isinstance(found.node, nodes.Name) and found.node.name in trusted
    if isinstance(found, nodes.Const):
        return not NOT_XML.search(str(found.value))
    return isinstance(found, _EXPRESSIONS)


def _holds(body: _Body, before: str, after: str) -> bool:
    """Whether a body is well-formed between the tags before and after it, and so is each branch in its place."""
    text = ""
    branches: list[list[_Body]] = []
    for node in body:
        if isinstance(node, nodes.Output):
            text += "".join(part.data if isinstance(part, nodes.TemplateData) else _VALUE for part in node.nodes)
        elif isinstance(node, nodes.If):
            text += f"<{_BRANCH}/>"
            branches.append([node.body, node.elif_, node.else_])
        elif isinstance(node, nodes.For):
            text += f"<{_BRANCH}/>"
            branches.append([node.body, node.else_])
        else:  # a tag that the proof knows nothing about
            return False
    places = _places(before + text + after)
    if places is None or len(places) != len(branches):
        return False
    return all(
        _holds(branch, *around) for around, group in zip(places, branches, strict=True) for branch in group if branch
    )


def _places(text: str) -> list[tuple[str, str]] | None:
    """For each branch in a text the tags that open and close the elements around it; None for a broken text."""
    if "<!" in text or "<?" in text:  # a value could end a comment
        return None
    try:
        root = etree.fromstring(text)
    except etree.XMLSyntaxError:
        return None
    found = list(root.iter(f"{{*}}{_BRANCH}"))
    if any(place is root or place.nsmap != root.nsmap for place in found):
        return None
    return [_around(place) for place in found]


def _around(place: etree._Element) -> tuple[str, str]:
    names = [_name(element) for element in place.iterancestors()]
    spaces = "".join(f' xmlns{f":{prefix}" if prefix else ""}="{uri}"' for prefix, uri in place.nsmap.items())
    first, *others = reversed(names)
    return f"<{first}{spaces}>" + "".join(f"<{name}>" for name in others), "".join(f"</{name}>" for name in names)


def _name(element: etree._Element) -> str:
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local
