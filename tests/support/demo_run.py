"""One run of the demo for all tests that look at what it leaves behind."""

import json
from functools import cached_property
from pathlib import Path

from typer.testing import CliRunner

from cli.app import app


class DemoRun:
    """The folder a demo has filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.result = CliRunner().invoke(app, ["demo", "--out", str(folder)], catch_exceptions=False)

    @cached_property
    def index(self) -> list[dict[str, object]]:
        """letters/index.json."""
        found: list[dict[str, object]] = json.loads((self.folder / "letters" / "index.json").read_text("utf-8"))
        return found

    def letters(self, **facts: str) -> list[dict[str, object]]:
        """Index entries with these facts: letters(stage='reminder')."""
        return [entry for entry in self.index if all(entry[name] == value for name, value in facts.items())]

    def letter(self, **facts: str) -> dict[str, object]:
        """The one index entry with these facts."""
        (entry,) = self.letters(**facts)
        return entry

    def data(self, entry: dict[str, object]) -> bytes:
        """A letter's file."""
        return (self.folder / "letters" / str(entry["file"])).read_bytes()
