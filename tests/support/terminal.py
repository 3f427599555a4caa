"""The command line as an officer uses it: in a folder of its own, with what it prints and its exit code."""

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from cli.app import main
from tests.support.circular_steps import CIRCULAR_FILES
from workflow.store import tables as t
from workflow.store.database import Database

MAY = ("--at", "2020-05-19 09:30", "--by", "officer")
"""When and by whom a test issues, unless it says otherwise."""


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code and what it printed on both channels."""

    code: int
    out: str
    err: str


class Terminal:
    """A shell in `folder`, where the database and the letters lie too."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._capture = capture
        self._patch = patch

    def run(self, *words: str | Path) -> Ran:
        """Run `wian` with these words."""
        self._patch.setattr(sys, "argv", ["wian", *map(str, words)])
        self._capture.readouterr()
        try:
            main()
            code = 0
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        printed = self._capture.readouterr()
        return Ran(code, printed.out, printed.err)

    def done(self, *words: str | Path) -> str:
        """Run a command that must succeed; what it printed."""
        ran = self.run(*words)
        assert (ran.code, ran.err) == (0, ""), ran
        return ran.out

    def refused(self, *words: str | Path) -> str:
        """Run a command that must be refused in plain words, leaving everything as it was; what it said."""
        before = self.everything()
        ran = self.run(*words)
        assert ran.code == 1, ran
        assert ran.out == ""
        assert ran.err.strip()
        assert "Traceback" not in ran.err
        assert self.everything() == before
        return ran.err

    def everything(self) -> dict[str, object]:
        """All rows of all tables, and every file of the letters with its hash."""
        database = Database(f"sqlite:///{self.folder / 'wian.db'}")
        with database.read() as conn:
            found: dict[str, object] = {
                table.name: [tuple(row) for row in conn.execute(select(table).order_by(*table.primary_key))]
                for table in t.metadata.sorted_tables
            }
        database.close()
        letters = self.folder / "data" / "letters"
        files = sorted(path for path in letters.rglob("*") if path.is_file()) if letters.is_dir() else []
        return found | {str(f.relative_to(letters)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}

    def write(self, name: str, content: str | bytes) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def circular(self, *changes: tuple[str, str], name: str = "circular.yaml", base: str = "info-2563.yaml") -> Path:
        """A circular file that ships with pieces of its text replaced, each of which must be there once."""
        content = (CIRCULAR_FILES / base).read_text(encoding="utf-8")
        for old, new in changes:
            assert content.count(old) == 1, (old, content.count(old))
            content = content.replace(old, new)
        return self.write(name, content)
