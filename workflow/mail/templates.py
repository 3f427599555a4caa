"""The templates of mails: two text files, which an office may replace with its own."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import StrictUndefined
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workflow.files.text import read_text
from workflow.letters.templates.sandbox import TemplateError

FILES = SUBJECT, TEXT = "subject.txt", "letter.txt"


class MailTexts:
    """The subject and text of mails, from the two `FILES` of a folder or an office's own folder."""

    def __init__(self, shipped: Path, own: Path | None = None) -> None:
        self._shipped, self._own = shipped, own
        # Mails are plain text, so nothing is escaped.
        self._tags = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)

    def subject(self, facts: Mapping[str, object]) -> str:
        """The subject, on one line. Raises TemplateError naming the file."""
        return " ".join(self._render(SUBJECT, facts).split())

    def text(self, facts: Mapping[str, object]) -> str:
        """The text. Raises TemplateError naming the file."""
        return self._render(TEXT, facts)

    def _render(self, name: str, facts: Mapping[str, object]) -> str:
        path = self._path(name)
        try:
            return self._tags.from_string(read_text(path)).render(facts)
        except JinjaError as error:
            raise TemplateError(f"{path}: {error}") from None

    def _path(self, name: str) -> Path:
        own = None if self._own is None else self._own / name
        return own if own is not None and own.exists() else self._shipped / name
