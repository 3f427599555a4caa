"""What a process of the service works with: all that its settings lead to is tried once, at its start.

Otherwise a wrong setting would be found by the first letter. What an office may change while we run, its own templates
and wording and the lines of a ladder, is looked for and not read: a fault there is an incident about what needs it,
and must keep nobody from starting and doing all else.
"""

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from errno import EDQUOT, ENOSPC
from pathlib import Path

from runtime.services import Services, open_database
from runtime.settings import Settings, variable_of
from workflow.calendar import WorkCalendar
from workflow.errors import Fault, InputError, WianError
from workflow.files.text import read_text
from workflow.letters.pdf.fonts import fontconfig
from workflow.letters.printer import LetterPrinter
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.templates.emblem import read_emblem
from workflow.letters.templates.template_store import TemplateStore
from workflow.letters.templates.word_file import TemplateFileError, read_parts
from workflow.mail.templates import FILES

_FULL = (ENOSPC, EDQUOT)
_MADE = datetime(2020, 5, 19, tzinfo=UTC)  # what the sample says of itself
_Trial = tuple[str, Callable[[], object]]
"""A setting's name, and what fails where it leads to nothing that can be used."""


def check(settings: Settings) -> None:
    """Try what the settings lead to; the folders for letters and attachments are made if need be.

    Raises InputError naming every setting that leads to nothing that can be used, and why. A server that is away or a
    disk that is full is no wrong setting: both may be well again before anything is lost.
    """
    faults: dict[str, Fault] = {}
    for name, trial in _trials(settings):
        try:
            trial()
        except OSError as error:
            if error.errno not in _FULL:
                _tell(faults, name, f"{error.filename}: {error.strerror}")
        except WianError as error:
            _tell(faults, name, str(error))
    if faults:
        raise InputError(list(faults.values()))


def _tell(faults: dict[str, Fault], name: str, problem: str) -> None:
    """Add a fault, unless another setting has it already: what builds on a broken thing breaks with the same words."""
    faults.setdefault(problem, Fault(variable_of(*name.split(".")), problem, name))


def _trials(settings: Settings) -> Iterator[_Trial]:
    yield "database.address", lambda: _shared(settings)
    yield "calendar.holidays", lambda: WorkCalendar.load(settings.calendar.holidays)
    yield "calendar.region", lambda: Services(settings).calendar
    yield "letters.emblem", lambda: read_emblem(settings.letters.emblem)
    yield "letters.templates", lambda: _templates(settings)
    yield "letters.own_templates", lambda: Services(settings).printer.template_store.path("original")
    yield "ladders.folder", lambda: _ladders(settings.ladders.folder)
    if settings.mail.server:
        yield "mail.templates", lambda: [read_text(settings.mail.templates / name) for name in FILES]
    yield "letters.fonts", lambda: fontconfig(settings.letters.fonts, "")
    yield "letters.folder", lambda: _writable(settings.letters.folder)
    yield "attachments.folder", lambda: _writable(settings.attachments.folder)


def _shared(settings: Settings) -> None:
    database = open_database(settings)
    database.close()
    if database.url.get_backend_name() == "sqlite" and database.url.database in (None, "", ":memory:"):
        raise WianError(
            "a database in memory is that of one process alone, and ends with it; expected sqlite:///file.db"
        )


def _templates(settings: Settings) -> None:
    """Read all that ship, and print a sample by one: to print by every one would take a third of a second."""
    template_store = TemplateStore(settings.letters.templates)
    for name in SAMPLES:
        try:
            read_parts(template_store.path(name))
        except TemplateFileError as error:
            raise WianError(f"letter template {name}: {template_store.path(name)} {error}") from None
    printer = LetterPrinter(settings.letters.templates, settings.letters.emblem, settings.letters.folder)
    printer.make("original", SAMPLES["original"], _MADE)


def _ladders(folder: Path) -> None:
    files = [file for file in folder.iterdir() if file.suffix == ".yaml"]
    if not files:
        raise WianError(f"there is no ladder (.yaml) in {folder}")
    for file in files:
        read_text(file)


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:  # named after the folder, and not after a file that nobody knows
        raise OSError(error.errno, f"cannot be written: {error.strerror}", str(folder)) from None
