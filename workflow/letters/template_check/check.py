"""The check of a template: its tags, its appearance, and the linter's findings on letters made from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from lxml import etree

from workflow.docx.parts import DOCUMENT, Package, W
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
from workflow.letters.templates.template import STORIES, LetterTemplate, TemplateError, picture_places
from workflow.letters.templates.word_file import read_parts
from workflow.lint import Form, LetterContext, Severity, lint

_STYLES = "word/styles.xml"
_ALL = "the file"


@dataclass(frozen=True)
class Bench:
    """The pictures and the time of making for trial letters."""

    pictures: Mapping[str, bytes]
    made: datetime


def check(path: Path, name: str, cases: Mapping[str, Facts], bench: Bench) -> list[Problem]:
    """All problems of the file as the template of this name, tried with these sample facts.

    Raises TemplateFileError for a file that is no Word file or is untrusted.
    """
    data, parts, trees = read_parts(path)
    stories = sorted((part for part in parts if STORIES.fullmatch(part)), key=lambda part: part != DOCUMENT)
    read = {part: paragraphs(part, trees[part]) for part in stories}
    problems = [problem for part in stories for problem in _tag_problems(name, read[part])]
    styles = style_names(trees.get(_STYLES))
    everything = [paragraph for part in stories for paragraph in read[part]]
    problems += [*left_over(everything), *styled_by_hand(everything, styles), *wrong_fonts(data)]
    code = any(isinstance(facts.get("qr"), dict) for facts in cases.values())
    shows_code = code and any("qr" in tag.body for paragraph in everything for tag in paragraph.tags)
    problems += missing_pictures(picture_places(trees), official=is_official(name), shows_code=shows_code)
    if not any(problem.severity is Severity.ERROR for problem in problems):
        problems += _merged(_trial_problems(name, (data, parts, trees), read, cases, bench))
    return problems


def _tag_problems(name: str, read: list[Paragraph]) -> Iterator[Problem]:
    if sum(len(paragraph.tags) for paragraph in read) > MOST_TAGS:
        yield Problem(_ALL, "", f"there are more than {MOST_TAGS} tags")
        return
    torn = [problem for paragraph in read for problem in paragraph.torn()]
    yield from torn
    places = {problem.place for problem in torn}
    # A block left open by a torn tag would be reported twice.
    for problem in Blocks(shapes(variables(name))).read(read):
        if problem.place not in places and not (torn and "is not closed" in problem.problem):
            yield problem


def _trial_problems(
    name: str,
    file: tuple[bytes, Mapping[str, bytes], Mapping[str, etree._Element]],
    read: Mapping[str, list[Paragraph]],
    cases: Mapping[str, Facts],
    bench: Bench,
) -> Iterator[Problem]:
    """The problems of letters made from the template."""
    try:
        trials = [Trial(part, file[2][part], read_paragraphs) for part, read_paragraphs in read.items()]
        template = LetterTemplate(name, *file)
    except TemplateError as error:
        yield Problem(_ALL, "", str(error))
        return
    for case, facts in cases.items():
        misfits = [problem for trial in trials for problem in trial.misfits(facts)]
        for problem in misfits or _letter_problems(template, facts, bench):
            yield replace(problem, letter=case)


def _letter_problems(template: LetterTemplate, facts: Facts, bench: Bench) -> Iterator[Problem]:
    try:
        letter = template.render(facts, pictures=bench.pictures, made=bench.made)
    except TemplateError as error:
        yield Problem(_ALL, "", str(error))
        return
    yield from _table_problems(letter)
    for finding in lint(letter, _context(template.name, facts)):
        expected = f"; expected {finding.expected}" if finding.expected else ""
        problem = f"{finding.rule}: {finding.problem}{expected} [{finding.clause}]"
        yield Problem(finding.place, finding.text, problem, severity=finding.severity, rule=finding.rule)


def _table_problems(letter: bytes) -> Iterator[Problem]:
    """Tables that Word takes for damage: a cell that does not end with a paragraph, or no row."""
    document = Package(letter).tree(DOCUMENT)
    for table in () if document is None else document.iter(f"{W}tbl"):
        cells = list(table.iter(f"{W}tc"))
        if not cells or any(len(cell) == 0 or cell[-1].tag != f"{W}p" for cell in cells):
            text = "".join(piece.text or "" for piece in table.iter(f"{W}t"))
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
    """The problems with equal faults of several letters merged into one."""
    by_fault: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        by_fault.setdefault((problem.rule or problem.place, problem.problem), []).append(problem)
    return [
        replace(first, more=len({other.letter for other in others} - {first.letter}))
        for first, *others in by_fault.values()
    ]
