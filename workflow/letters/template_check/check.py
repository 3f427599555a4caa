"""Whether a template makes right letters: its tags, its looks, and letters made from it, looked at by the linter."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from lxml import etree

from workflow.docx.parts import Package
from workflow.letters.samples.lagging_list import Facts
from workflow.letters.template_check.appearance import (
    left_over,
    missing_pictures,
    style_names,
    styled_by_hand,
    wrong_fonts,
)
from workflow.letters.template_check.blocks import Blocks
from workflow.letters.template_check.catalogue import is_official, variables
from workflow.letters.template_check.names import shapes
from workflow.letters.template_check.problems import Problem
from workflow.letters.template_check.tags import Paragraph, paragraphs
from workflow.letters.template_check.trial_fill import Trial
from workflow.letters.templates.allowed_tags import MOST_TAGS
from workflow.letters.templates.forbidden_content import W
from workflow.letters.templates.template import STORIES, LetterTemplate, TemplateError, picture_places
from workflow.letters.templates.word_file import DOCUMENT, read_parts
from workflow.lint import Form, LetterContext, Severity, lint

_STYLES = "word/styles.xml"
_ALL = "the file"


@dataclass(frozen=True)
class Bench:
    """What letters are tried with: the pictures, and a moment for the files' properties."""

    pictures: Mapping[str, bytes]
    made: datetime


def check(path: Path, name: str, cases: Mapping[str, Facts], bench: Bench) -> list[Problem]:
    """All that is wrong with the file as the template of this name, tried with these sample facts.

    Raises TemplateFileError for a file that is no Word file or not to be trusted.
    """
    data, parts, trees = read_parts(path)
    stories = sorted((part for part in parts if STORIES.fullmatch(part)), key=lambda part: part != DOCUMENT)
    read = {part: paragraphs(part, trees[part]) for part in stories}
    found = [problem for part in stories for problem in _in_itself(name, read[part])]
    styles = style_names(trees.get(_STYLES))
    everything = [paragraph for part in stories for paragraph in read[part]]
    found += [*left_over(everything), *styled_by_hand(everything, styles), *wrong_fonts(data)]
    code = any(isinstance(facts.get("qr"), dict) for facts in cases.values())
    shows_code = code and any("qr" in tag.body for paragraph in everything for tag in paragraph.tags)
    found += missing_pictures(picture_places(trees), official=is_official(name), shows_code=shows_code)
    if not any(problem.severity is Severity.ERROR for problem in found):
        found += _merged(_tried(name, (data, parts, trees), read, cases, bench))
    return found


def _in_itself(name: str, read: list[Paragraph]) -> Iterator[Problem]:
    if sum(len(paragraph.tags) for paragraph in read) > MOST_TAGS:
        yield Problem(_ALL, "", f"there are more than {MOST_TAGS} tags")
        return
    torn = [problem for paragraph in read for problem in paragraph.torn()]
    yield from torn
    places = {problem.place for problem in torn}
    # What a torn tag leaves open would only be told twice.
    for problem in Blocks(shapes(variables(name))).read(read):
        if problem.place not in places and not (torn and "is not closed" in problem.problem):
            yield problem


def _tried(
    name: str,
    file: tuple[bytes, Mapping[str, bytes], Mapping[str, etree._Element]],
    read: Mapping[str, list[Paragraph]],
    cases: Mapping[str, Facts],
    bench: Bench,
) -> Iterator[Problem]:
    """Letters made from it, each looked at."""
    try:
        trials = [Trial(part, file[2][part], found) for part, found in read.items()]
        template = LetterTemplate(name, *file)
    except TemplateError as error:
        yield Problem(_ALL, "", str(error))
        return
    for what, facts in cases.items():
        misfits = [problem for trial in trials for problem in trial.misfits(facts)]
        for problem in misfits or _letter(template, facts, bench):
            yield replace(problem, letter=what)


def _letter(template: LetterTemplate, facts: Facts, bench: Bench) -> Iterator[Problem]:
    try:
        letter = template.render(facts, pictures=bench.pictures, made=bench.made)
    except TemplateError as error:
        yield Problem(_ALL, "", str(error))
        return
    yield from _cells(letter)
    for finding in lint(letter, _context(template.name, facts)):
        expected = f"; expected {finding.expected}" if finding.expected else ""
        said = f"{finding.rule}: {finding.problem}{expected} [{finding.clause}]"
        yield Problem(finding.place, finding.text, said, severity=finding.severity, rule=finding.rule)


def _cells(letter: bytes) -> Iterator[Problem]:
    """Word takes a file for damaged if a table cell does not end with a paragraph, or a table has no row."""
    document = Package(letter).tree(DOCUMENT)
    for table in () if document is None else document.iter(f"{W}tbl"):
        cells = list(table.iter(f"{W}tc"))
        if not cells or any(len(cell) == 0 or cell[-1].tag != f"{W}p" for cell in cells):
            text = "".join(each.text or "" for each in table.iter(f"{W}t"))
            yield Problem(
                "a table", text, "a cell is left without a paragraph: let an empty one stand below its last tag"
            )


def _context(name: str, facts: Facts) -> LetterContext:
    if not is_official(name):
        return LetterContext(form=Form.OTHER)
    number, upstream = str(facts["number"]), facts["upstream"]
    subject = upstream.get("subject") if isinstance(upstream, dict) else None
    return LetterContext(
        form=Form(str(facts["form"])), number=number, circular="/ว" in number, upstream_subject=subject
    )


def _merged(problems: Iterable[Problem]) -> list[Problem]:
    """The same fault of several letters once, with their number."""
    found: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        found.setdefault((problem.rule or problem.place, problem.problem), []).append(problem)
    return [
        replace(first, more=len({each.letter for each in others} - {first.letter})) for first, *others in found.values()
    ]
