"""The names in tags: variables of the catalogue and loop variables, followed part by part."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from jinja2 import nodes

from workflow.letters.template_check.catalogue import GROUP, LIST, TEXT, TEXTS, YES_OR_NO, Variable

_LOOP = (
    "first",
    "last",
    "index",
    "index0",
    "length",
    "revindex",
    "revindex0",
    "previtem",
    "nextitem",
    "depth",
    "depth0",
)
_KINDS = {TEXT: "a text", YES_OR_NO: "a yes or no", LIST: "a list", TEXTS: "a list"}
NameFault = tuple[str, str]
"""A fault and its variable."""


@dataclass(frozen=True)
class Shape:
    """The shape of a value: its kind, its parts by name, and the shape of a list's items."""

    kind: str
    parts: dict[str, "Shape"] = field(default_factory=dict)
    items: "Shape | None" = None


ANYTHING = Shape("anything")
LOOP = Shape(GROUP, dict.fromkeys(_LOOP, ANYTHING))


def shapes(variables: Iterable[Variable]) -> dict[str, Shape]:
    """The shapes of a catalogue's variables, by their first names."""
    by_name: dict[str, Shape] = {}
    for variable in variables:
        level = by_name
        *owners, last = variable.name.split(".")
        for owner in owners:
            outer = level[owner.removesuffix("[]")]
            level = outer.items.parts if outer.items else outer.parts
        items = {LIST: Shape(GROUP), TEXTS: Shape(TEXT)}.get(variable.kind)
        level[last] = Shape(variable.kind, items=items)
    return by_name


def like(name: str, names: Iterable[str]) -> str:
    """A question with the nearest known name; empty without one."""
    near = get_close_matches(name, list(names), n=1, cutoff=0.7)
    return f"; did you mean '{near[0]}'?" if near else ""


class Reader:
    """The reader of the names in one tag; `faults` collects unknown names."""

    def __init__(self, scope: Mapping[str, Shape]) -> None:
        self._scope = scope
        self.faults: list[NameFault] = []

    def shape(self, node: nodes.Node) -> Shape:
        """The shape of an expression; ANYTHING if unknown."""
        if isinstance(node, nodes.Name):
            return self._name(node.name)
        if isinstance(node, nodes.Getattr):
            return self._part(node.node, node.attr)
        if isinstance(node, nodes.Getitem):
            return self._item(node)
        for child in node.iter_child_nodes():
            self.shape(child)
        return ANYTHING

    def _name(self, name: str) -> Shape:
        if name not in self._scope:
            self.faults.append((f"unknown variable '{name}'{like(name, self._scope)}", name))
        return self._scope.get(name, ANYTHING)

    def _part(self, owner: nodes.Expr, name: str) -> Shape:
        shape, path = self.shape(owner), f"{_path(owner)}.{name}"
        if shape is ANYTHING or name in shape.parts:
            return shape.parts.get(name, ANYTHING)
        if shape.parts:
            self.faults.append((f"unknown variable '{path}'{like(path, _paths(owner, shape))}", path))
        else:
            kind = _KINDS.get(shape.kind, shape.kind)
            self.faults.append((f"unknown variable '{path}': '{_path(owner)}' is {kind} and has no parts", path))
        return ANYTHING

    def _item(self, node: nodes.Getitem) -> Shape:
        shape = self.shape(node.node)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._part(node.node, node.arg.value)
        self.shape(node.arg)
        return shape.items or ANYTHING


def _paths(owner: nodes.Expr, shape: Shape) -> Iterator[str]:
    return (f"{_path(owner)}.{part}" for part in shape.parts)


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_path(node.node)}[{node.arg.value}]"
    return "…"
