"""Which Word file a letter is made from: the office's own where there is one, otherwise the one that ships."""

from dataclasses import dataclass, field
from pathlib import Path

from workflow.errors import OwnTemplatesError, UnknownError, WianError
from workflow.letters.templates.template import LetterTemplate

_Mark = tuple[str, int, int]


@dataclass(frozen=True)
class TemplateStore:
    """The templates that ship, and those of an office in a folder of its own."""

    shipped: Path
    own: Path | None = None
    _loaded: dict[str, tuple[_Mark | None, LetterTemplate]] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """The file in force. Raises OwnTemplatesError if the office's folder is set but not there."""
        if self.own is None:
            return self.shipped / f"{name}.docx"
        if not self.own.is_dir():
            raise OwnTemplatesError(f"the folder of your own templates, {self.own}, is not there")
        mine = self.own / f"{name}.docx"
        return mine if mine.exists() else self.shipped / f"{name}.docx"

    def template(self, name: str) -> LetterTemplate:
        """The template in force, read again only if its file has changed. Raises TemplateError (see `load`)."""
        mark = _mark(self.path(name))
        known = self._loaded.get(name)
        if known is None or mark is None or known[0] != mark:
            known = self._loaded[name] = mark, LetterTemplate.load(self.path(name))
        return known[1]

    def names(self) -> list[str]:
        """The names of all templates there are, in alphabetical order."""
        return sorted({*self.shipped_names(), *self.own_names()})

    def shipped_names(self) -> list[str]:
        """The names of those that ship."""
        return _names(self.shipped)

    def own_names(self) -> list[str]:
        """The names of the office's own."""
        return [] if self.own is None else _names(self.own)

    def copy(self, name: str) -> Path:
        """Put a template that ships into the office's folder, to be edited there; return the copy.

        Raises UnknownError for a name that does not ship, OwnTemplatesError without a folder, and WianError if the
        copy is there already.
        """
        if name not in self.shipped_names():
            raise UnknownError(f"no template is called '{name}'; there are {', '.join(self.shipped_names())}")
        if self.own is None:
            raise OwnTemplatesError("there is no folder for your own templates")
        self.own.mkdir(parents=True, exist_ok=True)
        target = self.own / f"{name}.docx"
        try:
            with target.open("xb") as file:
                file.write((self.shipped / f"{name}.docx").read_bytes())
        except FileExistsError:
            raise WianError(f"{target} is there already; it is not overwritten") from None
        return target


def _names(folder: Path) -> list[str]:
    """The names of the Word files in a folder; what Word keeps beside an open file (~$…) is none."""
    return sorted(path.stem for path in folder.glob("*.docx") if not path.name.startswith("~$"))


def _mark(path: Path) -> _Mark | None:
    """What changes when a file does; None if there is none, which reading it will tell."""
    try:
        found = path.stat()
    except OSError:
        return None
    return str(path), found.st_mtime_ns, found.st_size  # texts are compared much faster than paths
