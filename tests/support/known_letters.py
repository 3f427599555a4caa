"""Letters that the linter comes to know, and what it reads in a file, with and without what it knows."""

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from io import BytesIO

from tests.support.lint_faults import FAULTS
from tests.support.lint_page_faults import PAGE_FAULTS
from tests.support.sample_letters import rendered
from workflow.docx.parts import Package
from workflow.letters.pagination.paginate import paged
from workflow.letters.samples.lagging_list import unit_list
from workflow.letters.samples.letters import SAMPLES
from workflow.lint import NotWordError
from workflow.lint.word.document import Document, read_whole
from workflow.lint.word.paragraphs import Paragraph
from workflow.lint.word.read import read


@lru_cache
def letters() -> dict[str, bytes]:
    """Letters of every template, some with a list, and each with one fault."""
    whole = {name: paged(rendered(name)) for name in SAMPLES}
    listed = {
        f"{name} with a list": rendered(name, list=unit_list(n)) for n, name in ((5, "reminder"), (9, "followup"))
    }
    return {**whole, **listed, **{str(fault): fault.made() for fault in (*FAULTS, *PAGE_FAULTS)}}


def parts_of(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def contents(document: Document) -> tuple[object, ...]:
    """All that a rule can see of a document."""

    def shown(paragraphs: Sequence[Paragraph]) -> list[tuple[object, ...]]:
        return [
            (p.place, p.cell, p.boxed, p.breaks, *(getattr(p.written, each.name) for each in fields(p.written)))
            for p in paragraphs
        ]

    sections = [
        (
            replace(section, stories={}),
            {key: (story.name, shown(story.paragraphs)) for key, story in section.stories.items()},
        )
        for section in document.sections
    ]
    return shown(document.paragraphs), sections, document.lists


def outcome(reading: Callable[[], Document]) -> object:
    """What is read, or why nothing is."""
    try:
        return contents(reading())
    except NotWordError as error:
        return str(error)


def agrees(docx: bytes) -> None:
    """The linter reads the file as it would if it knew no other."""
    assert outcome(lambda: read(docx)) == outcome(lambda: read_whole(Package(docx)))
