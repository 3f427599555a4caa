"""From facts to a file on disk: the template, the pictures, the bytes, and where they are kept."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from workflow.errors import WianError
from workflow.letters.qr import qr_png
from workflow.letters.template import LetterTemplate


@dataclass(frozen=True)
class Printed:
    """A letter's bytes with the sha256 of the file and of the template that made it."""

    data: bytes
    sha256: str
    template_sha256: str


class Press:
    """Makes letters from the templates of one folder and keeps them in another."""

    def __init__(self, templates: Path, emblem: Path, letters: Path) -> None:
        self._templates = templates
        self._emblem_file = emblem
        self._letters = letters
        self._loaded: dict[str, LetterTemplate] = {}

    def make(self, template: str, facts: Mapping[str, object], made: datetime) -> Printed:
        """Render a template with these facts. Raises TemplateError naming the template and what is wrong."""
        chosen = self._template(template)
        pictures = {"emblem": self._emblem}
        code = facts.get("qr")
        if isinstance(code, Mapping):
            pictures["qr"] = qr_png(str(code["address"]))
        data = chosen.render(facts, pictures=pictures, made=made)
        return Printed(data, hashlib.sha256(data).hexdigest(), chosen.sha256)

    def keep(self, name: str, printed: Printed) -> str:
        """Write a letter under a name of its own and return its path below the letters' folder.

        The file is complete on disk before this returns, so that a row in the database never points to a file
        that is not there; a file without a row (a crash in between) is mere rubbish: its name carries its hash,
        so it can never stand in another letter's place.
        """
        relative = Path(f"{name}-{printed.sha256[:8]}.docx")
        target = self._letters / relative
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            scratch = target.with_suffix(f".{os.getpid()}.part")
            with scratch.open("wb") as file:
                file.write(printed.data)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(target)
        except OSError as error:
            raise WianError(f"the letter cannot be written to {target.parent}: {error.strerror}") from error
        return relative.as_posix()

    def path(self, file: str) -> Path:
        """Where a kept letter lies."""
        return self._letters / file

    def _template(self, name: str) -> LetterTemplate:
        if name not in self._loaded:
            self._loaded[name] = LetterTemplate.load(self._templates / f"{name}.docx")
        return self._loaded[name]

    @cached_property
    def _emblem(self) -> bytes:
        try:
            return self._emblem_file.read_bytes()
        except OSError as error:
            problem = f"the emblem's picture {self._emblem_file.name} cannot be read: {error.strerror}"
            raise WianError(f"{problem}; set [letters] emblem in the configuration") from None
