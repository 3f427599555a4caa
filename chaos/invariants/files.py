"""Files: those of issued letters, separate lists and closing reports exist unchanged."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from chaos.invariants.evidence import Checked, Evidence
from workflow.letters.printing import is_beside
from workflow.store import tables as t


def files_are_there(evidence: Evidence) -> Checked:
    """Every file named in the database exists with its sha256."""
    named = dict(_named(evidence))
    broken = [
        problem for file, digest in named.items() if (problem := _problem(evidence.printer.store.path(file), digest))
    ]
    return Checked("every issued letter's file is there, unchanged", "files", len(named), broken)


def leftovers(evidence: Evidence, folder: Path) -> tuple[int, int]:
    """The numbers of files without a row (made just before a kill) and of half-written files, both harmless."""
    named = {file for file, _ in _named(evidence)}
    there = [path for path in folder.rglob("*") if path.is_file()]
    parts = [path for path in there if path.suffix == ".part"]
    orphans = [path for path in there if path.suffix != ".part" and path.relative_to(folder).as_posix() not in named]
    return len(orphans), len(parts)


def _named(evidence: Evidence) -> Iterator[tuple[str, str]]:
    issued = select(t.letters.c.file, t.letters.c.sha256, t.letters.c.encloses).where(t.letters.c.state == "issued")
    for file, digest, encloses in evidence.conn.execute(issued):
        yield file, digest
        yield from ((e["file"], e["sha256"]) for e in encloses if is_beside(e))
    reports = select(t.circulars.c.report_file, t.circulars.c.report_sha256)
    yield from (
        (row[0], row[1]) for row in evidence.conn.execute(reports.where(t.circulars.c.report_file.is_not(None)))
    )


def _problem(path: Path, digest: str) -> str:
    if not path.exists():
        return f"{path.name} is not there"
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        return f"{path.name} is not what was issued"
    return ""
