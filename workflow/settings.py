"""The settings: one file, with environment overrides; what is wrong is refused with the reason."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workflow.calendar import WorkCalendar
from workflow.documents import read_text
from workflow.errors import Fault, InputError
from workflow.letters.press import Press
from workflow.store.database import Database

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = ROOT / "config" / "default.toml"
PREFIX = "WIAN_"


@dataclass(frozen=True)
class Settings:
    """Where things lie. Paths are absolute."""

    database_address: str
    letters_folder: Path
    letters_templates: Path
    letters_emblem: Path
    calendar_holidays: Path
    calendar_region: str
    ladders_folder: Path
    sweep_minutes: int

    def database(self) -> Database:
        """The database; the folder of a SQLite file is made if need be."""
        database = Database(self.database_address)
        if database.url.get_backend_name() == "sqlite" and database.url.database not in (None, "", ":memory:"):
            Path(str(database.url.database)).parent.mkdir(parents=True, exist_ok=True)
        return database

    def press(self) -> Press:
        """What letters are made with."""
        return Press(self.letters_templates, self.letters_emblem, self.letters_folder)

    def calendar(self) -> WorkCalendar:
        """The calendar of working days."""
        return WorkCalendar.load(self.calendar_holidays, self.calendar_region)


def load_settings(environment: Mapping[str, str], work: Path, file: Path = DEFAULT) -> Settings:
    """The settings of `file`, overridden by WIAN_… in `environment`; things made lie below `work`.

    Raises InputError for an unknown or missing setting, or a value that cannot be.
    """
    values = _values(file)
    wanted = Settings.__dataclass_fields__
    for name, value in environment.items():
        key = name.removeprefix(PREFIX).lower()
        if name.startswith(PREFIX) and key in wanted:
            values[key] = value
    faults = [
        Fault(file.name, "there is no such setting", name.replace("_", ".", 1)) for name in values.keys() - wanted
    ]
    faults += [
        Fault(file.name, "missing", name.replace("_", ".", 1), expected="a value") for name in wanted - values.keys()
    ]
    minutes = str(values.get("sweep_minutes", ""))
    if not minutes.isascii() or not minutes.isdigit() or int(minutes) < 1:
        faults.append(Fault(file.name, f"'{minutes}' is no number of minutes", "sweep.minutes", expected="1 or more"))
    if faults:
        raise InputError(faults)
    text = {name: str(value) for name, value in values.items()}
    return Settings(
        database_address=_address(text["database_address"], work),
        letters_folder=work / text["letters_folder"],
        letters_templates=ROOT / text["letters_templates"],
        letters_emblem=ROOT / text["letters_emblem"],
        calendar_holidays=ROOT / text["calendar_holidays"],
        calendar_region=text["calendar_region"],
        ladders_folder=ROOT / text["ladders_folder"],
        sweep_minutes=int(minutes),
    )


def _values(file: Path) -> dict[str, object]:
    try:
        tree = tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError as error:
        raise InputError([Fault(file.name, f"not valid TOML: {error}")]) from None
    return {f"{group}_{name}": value for group, names in tree.items() for name, value in names.items()}


def _address(address: str, work: Path) -> str:
    relative = address.removeprefix("sqlite:///")
    if relative == address or relative.startswith("/") or relative == ":memory:":
        return address
    return f"sqlite:///{work / relative}"
