"""The tags of a template in order: their variables, and their pairing into blocks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from jinja2 import TemplateError as JinjaError
from jinja2 import nodes

from workflow.letters.template_check.catalogue import GROUP, LIST, TEXT, TEXTS, YES_OR_NO
from workflow.letters.template_check.names import ANYTHING, LOOP, Reader, Shape, like
from workflow.letters.template_check.problems import Problem
from workflow.letters.template_check.tags import LEVELS, Paragraph, Tag
from workflow.letters.templates.allowed_tags import refused
from workflow.letters.templates.sandbox import Sandbox

_SOURCES = {
    "if": "{{% if {} %}}{{% endif %}}",
    "elif": "{{% if 1 %}}{{% elif {} %}}{{% endif %}}",
    "for": "{{% for {} %}}{{% endfor %}}",
    "set": "{{% set {} %}}",
    "colspan": "{{{{ {} }}}}",
    "cellbg": "{{{{ {} }}}}",
}
_CLOSED_BY = {"if": "endif", "for": "endfor", "set": "endset"}
_BETWEEN = {"elif": ("if",), "else": ("if", "for")}
_ALONE = ("vm", "hm")
_WORDS = (*_SOURCES, *_CLOSED_BY.values(), *_BETWEEN, *_ALONE)
_SINGLE = (GROUP, TEXT, YES_OR_NO)
_JINJA = Sandbox()


@dataclass(frozen=True)
class _Opened:
    """An open block tag, and the names known before it."""

    word: str
    tag: Tag
    paragraph: Paragraph
    scope: Mapping[str, Shape]


@dataclass
class Blocks:
    """The reader of the tags in one part of a template."""

    scope: dict[str, Shape]
    _opened: list[_Opened] = field(default_factory=list)

    def read(self, paragraphs: Sequence[Paragraph]) -> Iterator[Problem]:
        """The faults of the tags in order."""
        for paragraph in paragraphs:
            for tag in (tag for tag in paragraph.tags if not tag.is_comment):
                yield from _misplaced(paragraph, tag)
                faults = self._block(paragraph, tag) if tag.is_block else self._value(tag)
                yield from (paragraph.problem(problem, variable) for problem, variable in faults)
        for opened in self._opened:
            closing = _marked(opened.tag.level, _CLOSED_BY[opened.word])
            yield opened.paragraph.problem(f"{opened.tag.text} is not closed: {closing} is missing")

    def _value(self, tag: Tag) -> Iterator[tuple[str, str]]:
        parsed, problems = self._parsed(tag, f"{{{{ {tag.body} }}}}")
        yield from problems
        for node in parsed.find_all(nodes.Output):
            yield from self._printed(tag, node)

    def _printed(self, tag: Tag, output: nodes.Output) -> Iterator[tuple[str, str]]:
        for node in output.nodes:
            reader = Reader(self.scope)
            shape = reader.shape(node)
            yield from reader.faults
            if shape.kind in (GROUP, LIST, TEXTS):
                hint = (
                    f"; name one of its parts: {', '.join(shape.parts)}" if shape.parts else "; go through it with for"
                )
                yield f"{tag.text} is a {shape.kind}, not a text{hint}", tag.body

    def _block(self, paragraph: Paragraph, tag: Tag) -> Iterator[tuple[str, str]]:
        word, _, rest = tag.body.partition(" ")
        if word in _CLOSED_BY.values():
            yield from self._closed(tag, word)
        elif word not in _WORDS:
            yield _unknown(tag, word), ""
        else:
            if word in _BETWEEN:
                yield from self._between(tag, word)
            before = dict(self.scope)
            if word in _SOURCES:
                yield from self._statement(tag, word, rest)
            if word in ("if", "for") or (word == "set" and "=" not in rest):
                self._opened.append(_Opened(word, tag, paragraph, before))

    def _statement(self, tag: Tag, word: str, rest: str) -> Iterator[tuple[str, str]]:
        block = "{% endset %}" if word == "set" and "=" not in rest else ""
        parsed, problems = self._parsed(tag, _SOURCES[word].format(rest) + block)
        yield from problems
        for node in parsed.body:
            reader = Reader(self.scope)
            if isinstance(node, nodes.For):
                yield from self._loop(node, reader)
            elif isinstance(node, nodes.Assign | nodes.AssignBlock):
                shape = reader.shape(node.node) if isinstance(node, nodes.Assign) else Shape(TEXT)
                self.scope |= {name.name: shape for name in _names(node.target)}
            else:
                reader.shape(node)
            yield from reader.faults

    def _loop(self, node: nodes.For, reader: Reader) -> Iterator[tuple[str, str]]:
        shape = reader.shape(node.iter)
        if shape.kind in _SINGLE:
            yield f"a loop needs a list; this is a {shape.kind}", ""
        self.scope |= {name.name: shape.items or ANYTHING for name in _names(node.target)} | {"loop": LOOP}
        if node.test is not None:
            inner = Reader(self.scope)
            inner.shape(node.test)
            yield from inner.faults

    def _between(self, tag: Tag, word: str) -> Iterator[tuple[str, str]]:
        if not self._opened or self._opened[-1].word not in _BETWEEN[word]:
            yield f"{tag.text} stands in no {' or '.join(_BETWEEN[word])}", ""
        else:
            yield from _same_level(tag, self._opened[-1])

    def _closed(self, tag: Tag, word: str) -> Iterator[tuple[str, str]]:
        place = next((n for n in reversed(range(len(self._opened))) if _CLOSED_BY[self._opened[n].word] == word), None)
        if place is None:
            yield f"{tag.text} closes nothing: no tag before it is open that it could close", ""
            return
        for inner in self._opened[place + 1 :]:
            yield f"{tag.text} comes before {inner.tag.text} of {inner.paragraph.place} is closed", ""
        opened = self._opened[place]
        yield from _same_level(tag, opened)
        del self._opened[place:]
        if word == "endfor":
            self.scope = dict(opened.scope)

    def _parsed(self, tag: Tag, source: str) -> tuple[nodes.Template, list[tuple[str, str]]]:
        """The parsed tag, and the faults of its syntax."""
        try:
            parsed = _JINJA.parse(source)
        except (JinjaError, RecursionError) as error:
            return nodes.Template([], lineno=1), [(f"the tag {tag.text} cannot be read: {_reason(error)}", "")]
        faults = [(f"{problem}: {tag.text}", "") for _, problem in refused(parsed)]
        for kind, known in ((nodes.Filter, _JINJA.filters), (nodes.Test, _JINJA.tests)):
            what = kind.__name__.lower()
            unknown = [node.name for node in parsed.find_all(kind) if node.name not in known]
            faults += [(f"unknown {what} '{name}'{like(name, map(str, known))}", "") for name in unknown]
        return parsed, faults


def _reason(error: Exception) -> str:
    return str(error.message) if isinstance(error, JinjaError) else "it is nested too deep"


def _names(target: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(target, nodes.Name):
        yield target
    yield from target.find_all(nodes.Name)


def _misplaced(paragraph: Paragraph, tag: Tag) -> Iterator[Problem]:
    """The fault of a tag that removes its surroundings but does not stand alone in them."""
    if tag.level not in LEVELS:
        return
    whole = LEVELS[tag.level]
    if not tag.is_block:
        yield paragraph.problem(f"{tag.text} prints nothing in a paragraph; write {{{{ {tag.body} }}}}")
    elif tag.level != "p" and paragraph.row is None:
        yield paragraph.problem(f"{tag.text} must stand in {whole}, but this paragraph is in no table")
    elif (lost := paragraph.beside(tag)) is not None:
        yield paragraph.problem(f"{tag.text} must stand in {whole}: '{lost[:40]}' beside it would be lost")


def _same_level(tag: Tag, opened: _Opened) -> Iterator[tuple[str, str]]:
    if tag.level != opened.tag.level:
        expected = _marked(opened.tag.level, tag.body)
        yield f"{tag.text} belongs to {opened.tag.text} of {opened.paragraph.place}; expected {expected}", ""


def _unknown(tag: Tag, word: str) -> str:
    level = word.lower().partition("\u00a0")[0]
    if level in LEVELS:
        return (
            f"{tag.text} cannot be read; expected {{%{level} … %}}: no space before {level}, an ordinary one behind it"
        )
    near = get_close_matches(word, _WORDS, n=1)
    return f"unknown tag '{word}'" + (f"; did you mean '{near[0]}'?" if near else "; expected if, for or set")


def _marked(level: str, body: str) -> str:
    return f"{{%{level} {body} %}}"
