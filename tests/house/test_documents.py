"""The documents lead to what is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from runtime.settings import ROOT

DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "config").rglob("*.md")]
TOP = (
    "workflow",
    "runtime",
    "tasks",
    "web",
    "monitoring",
    "cli",
    "templates",
    "config",
    "tests",
    "bench",
    "chaos",
    "docs",
)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
NAMED = re.compile(rf"`((?:{'|'.join(TOP)})/[\w./-]+)`")
MODULE = re.compile(r"`([\w/]+\.py)`")
MODULES = [f"/{path.relative_to(ROOT)}" for top in TOP for path in (ROOT / top).rglob("*.py")]


def leads(document: Path) -> Iterator[tuple[str, Path]]:
    """Every file that a document links to or names from the top folder on."""
    text = document.read_text(encoding="utf-8")
    yield from ((link, document.parent / link) for link in LINK.findall(text))
    for name in NAMED.findall(text):
        if "NAME" not in name and "NNNN" not in name:
            yield name, ROOT / name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    assert [name for name, path in leads(document) if not path.exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_that_a_document_names_by_its_end_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = {name for name in MODULE.findall(text) if "NAME" not in name and "NNNN" not in name}
    assert [name for name in sorted(named) if not any(path.endswith(f"/{name}") for path in MODULES)] == []


def test_the_documents_name_files_in_the_code() -> None:
    named = [name for document in DOCUMENTS for name, _ in leads(document)]
    assert len([name for name in named if name.endswith(".py")]) > 30
