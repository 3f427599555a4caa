"""The press: the templates and pictures of letters, with the libraries of Word files and pictures behind them."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path

from workflow.letters.file_store import PrintedLetter
from workflow.letters.pagination.paginate import paged
from workflow.letters.qr_picture import qr_png
from workflow.letters.templates.emblem import read_emblem
from workflow.letters.templates.template_store import TemplateStore


class LetterPress:
    """Renders templates, shipped or an office's own, with the emblem of a file."""

    def __init__(self, templates: Path, own: Path | None, emblem: Path) -> None:
        self.template_store = TemplateStore(templates, own)
        self._emblem_file = emblem

    def print(self, template: str, facts: Mapping[str, object], made: datetime, office: str = "") -> PrintedLetter:
        """A template rendered with these facts. Raises TemplateError naming the template and the fault."""
        used_template = self.template_store.template(template, office)
        pictures = {"emblem": self.emblem}
        code = facts.get("qr")
        if isinstance(code, Mapping):
            pictures["qr"] = qr_png(str(code["address"]))
        data = paged(used_template.render(facts, pictures=pictures, made=made))
        return PrintedLetter(data, hashlib.sha256(data).hexdigest(), used_template.sha256, used_template.version)

    @cached_property
    def emblem(self) -> bytes:
        """The emblem's picture. Raises WianError, naming the setting, if the picture is unusable."""
        return read_emblem(self._emblem_file)
