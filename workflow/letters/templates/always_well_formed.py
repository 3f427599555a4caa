"""A proof, once per template, that its letters are well-formed XML whatever the facts.

A part is parsed with an empty element for every `{% if %}` and `{% for %}`, which shows the elements around these
blocks. Then every branch is parsed inside the same elements. A branch that is well-formed there leaves open the
elements it began in, so it may be left out, chosen or repeated. A part that opens an element in one branch and closes
it in another is not wrong, only unproven: its letters are parsed one by one.
"""

from collections.abc import Iterable, Sequence

from jinja2 import nodes
from lxml import etree

from workflow.letters.templates.plain_facts import NOT_XML

# The stand-in for a value. XML allows it in text and quoted attributes, where escaped values belong, not in names.
_VALUE = "\u2020"
_BRANCH = "branch"
_EXPRESSIONS = (
    nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Compare, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
    nodes.Test, nodes.Tuple, nodes.List, nodes.Const, nodes.TemplateData,
)  # fmt: skip
_Body = Sequence[nodes.Node]


def is_sound(part: nodes.Template, trusted: Iterable[str]) -> bool:
    """Whether every rendering of a part is proven to be well-formed XML.

    `trusted` are the filters and functions that return plain text or numbers. Facts must be plain (`plain_facts`) and
    are escaped when printed.
    """
    names = frozenset(trusted)
    return all(_is_harmless(expression, names) for expression in part.find_all(nodes.Expr)) and _holds(
        part.body, "", ""
    )


def _is_harmless(expression: nodes.Expr, trusted: frozenset[str]) -> bool:
    """Whether an expression yields data only, never XML or a character that XML cannot hold."""
    if isinstance(expression, nodes.Filter):
        return expression.name in trusted
    if isinstance(expression, nodes.Call):
        return isinstance(expression.node, nodes.Name) and expression.node.name in trusted
    if isinstance(expression, nodes.Const):
        return not NOT_XML.search(str(expression.value))
    return isinstance(expression, _EXPRESSIONS)


def _holds(body: _Body, before: str, after: str) -> bool:
    """Whether a body and all its branches are well-formed between the tags before and after them."""
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
        else:  # a tag outside the proof
            return False
    places = _places(before + text + after)
    if places is None or len(places) != len(branches):
        return False
    return all(
        _holds(branch, *around) for around, group in zip(places, branches, strict=True) for branch in group if branch
    )


def _places(text: str) -> list[tuple[str, str]] | None:
    """The opening and closing tags around every branch of a text; None for a broken text."""
    if "<!" in text or "<?" in text:  # a value could end a comment
        return None
    try:
        root = etree.fromstring(text)
    except etree.XMLSyntaxError:
        return None
    branches = list(root.iter(f"{{*}}{_BRANCH}"))
    if any(branch is root or branch.nsmap != root.nsmap for branch in branches):
        return None
    return [_around(branch) for branch in branches]


def _around(branch: etree._Element) -> tuple[str, str]:
    names = [_name(element) for element in branch.iterancestors()]
    spaces = "".join(f' xmlns{f":{prefix}" if prefix else ""}="{uri}"' for prefix, uri in branch.nsmap.items())
    first, *others = reversed(names)
    return f"<{first}{spaces}>" + "".join(f"<{name}>" for name in others), "".join(f"</{name}>" for name in names)


def _name(element: etree._Element) -> str:
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local
