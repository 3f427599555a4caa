"""The preflight check of a process: its settings are tried at its start, before the first letter needs them.

Files that an office may change at any time (own templates and wording, ladders) are only looked for: a fault in them
becomes an incident where they are used and does not stop a process from starting.
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
_MADE = datetime(2020, 5, 19, tzinfo=UTC)  # the time in the sample's properties
_Trial = tuple[str, Callable[[], object]]
"""A setting's name, and a function that raises if the setting is unusable."""


def check(settings: Settings) -> None:
    """Try the settings; folders for letters and attachments are made if missing.

    Raises InputError with every unusable setting. A server that is away, or a full disk, is no wrong setting, because
    both may be well again before work is lost.
    """
    faults: dict[str, Fault] = {}
    for name, trial in _trials(settings):
        try:
            trial()
        except OSError as error:
            if error.errno not in _FULL:
                _add_fault(faults, name, f"{error.filename}: {error.strerror}")
        except WianError as error:
            _add_fault(faults, name, str(error))
    if faults:
        raise InputError(list(faults.values()))


def _add_fault(faults: dict[str, Fault], name: str, problem: str) -> None:
    """Add a fault unless another setting has the same, because dependent settings fail with the same words."""
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
    """Read all shipped templates and print one sample; printing every template would take a third of a second."""
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
    except OSError as error:  # names the folder instead of the temporary file
        raise OSError(error.errno, f"cannot be written: {error.strerror}", str(folder)) from None
