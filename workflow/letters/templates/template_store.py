"""The template files: the office's own file if there is one, otherwise the shipped file."""

from dataclasses import dataclass, field
from pathlib import Path

from workflow.errors import OwnTemplatesError, UnknownError, WianError
from workflow.letters.templates.template import LetterTemplate

_Mark = tuple[str, int, int]


@dataclass(frozen=True)
class TemplateStore:
    """The shipped templates, and own templates in another folder, for all offices or in a folder of one office's code.

    Methods take `office`, the code of the office that writes; without it they are about all offices.
    """

    shipped: Path
    own: Path | None = None
    _loaded: dict[str, tuple[_Mark | None, LetterTemplate]] = field(default_factory=dict)

    def path(self, name: str, office: str = "") -> Path:
        """The file in force. Raises OwnTemplatesError if the office's folder is set but missing."""
        file = f"{name}.docx"
        if self.own is None:
            return self.shipped / file
        if not self.own.is_dir():
            raise OwnTemplatesError(f"the folder of your own templates, {self.own}, is not there")
        places = [self.own / office / file, self.own / file] if office else [self.own / file]
        return next((place for place in places if place.exists()), self.shipped / file)

    def template(self, name: str, office: str = "") -> LetterTemplate:
        """The template in force, loaded again only after a change of its file. Raises TemplateError as `load` does."""
        path = self.path(name, office)
        key, mark = str(path), _mark(path)
        loaded = self._loaded.get(key)
        if loaded is None or mark is None or loaded[0] != mark:
            loaded = self._loaded[key] = mark, LetterTemplate.load(path)
        return loaded[1]

    def names(self) -> list[str]:
        """The names of all templates in alphabetical order."""
        return sorted({*self.shipped_names(), *self.own_names()})

    def shipped_names(self) -> list[str]:
        """The names of the shipped templates."""
        return _names(self.shipped)

    def own_names(self) -> list[str]:
        """The names of the office's own templates."""
        return [] if self.own is None else _names(self.own)

    def copy(self, name: str, office: str = "") -> Path:
        """Copy a shipped template into the folder of own templates for editing; return the copy's path.

        Raises UnknownError for an unknown name, OwnTemplatesError without a folder, and WianError if the copy exists.
        """
        if name not in self.shipped_names():
            raise UnknownError(f"no template is called '{name}'; there are {', '.join(self.shipped_names())}")
        if self.own is None:
            raise OwnTemplatesError("there is no folder for your own templates")
        folder = self.own / office
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{name}.docx"
        try:
            with target.open("xb") as file:
                file.write((self.shipped / f"{name}.docx").read_bytes())
        except FileExistsError:
            raise WianError(f"{target} is there already; it is not overwritten") from None
        return target


def _names(folder: Path) -> list[str]:
    """The names of the Word files in a folder, without Word's lock files (~$…)."""
    return sorted(path.stem for path in folder.glob("*.docx") if not path.name.startswith("~$"))


def _mark(path: Path) -> _Mark | None:
    """A mark that changes with a file; None for a missing file, which reading will report."""
    try:
        status = path.stat()
    except OSError:
        return None
    return str(path), status.st_mtime_ns, status.st_size  # texts are compared much faster than paths
