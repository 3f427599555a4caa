"""The settings: one file, with environment overrides; what is wrong is refused with the reason."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from workflow.attachments import Cabinet
from workflow.calendar import WorkCalendar
from workflow.documents import read_text
from workflow.errors import Fault, InputError
from workflow.keys import Keys, kept_secret
from workflow.letters.press import Press
from workflow.store.database import Database

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = ROOT / "config" / "default.toml"
PREFIX = "WIAN_"
_FORMS = {
    "pages_secret": ("([!-~]{32,200})?", "32 to 200 letters and digits without spaces, or nothing"),
    "web_host": ("[0-9A-Za-z.:-]{1,100}", "the address to listen on, such as 127.0.0.1 or 0.0.0.0"),
    "web_proxies": (r"\*|[0-9A-Fa-f.:/, ]*", "addresses separated by commas, or *"),
    "web_contact": ("[^\x00-\x1f]{0,200}", "one line of at most 200 characters"),
    "broker_address": ("amqps?://[!-~]+", "amqp://user:password@host:5672//"),
    "broker_prefix": ("[a-z][a-z0-9-]{0,39}", "small letters, digits and hyphens"),
    "broker_events": ("on|off", "on or off"),
}
_NUMBERS = {
    "sweep_minutes": "minutes",
    "pages_link_days": "days",
    "attachments_megabytes": "megabytes",
    "web_port": "ports",
}
DRIVERS = ("sqlite", "postgresql+psycopg")


@dataclass(frozen=True)
class Settings:
    """Where things lie. Paths are absolute."""

    database_address: str
    letters_folder: Path
    letters_templates: Path
    letters_emblem: Path
    letters_fonts: Path | None
    letters_own_templates: Path | None
    pages_address: str
    pages_secret: str
    pages_secret_file: Path
    pages_link_days: int
    attachments_folder: Path
    attachments_megabytes: int
    web_host: str
    web_port: int
    web_proxies: str
    web_contact: str
    calendar_holidays: Path
    calendar_region: str
    ladders_folder: Path
    sweep_minutes: int
    broker_address: str
    broker_prefix: str
    broker_events: bool

    def database(self) -> Database:
        """The database; the folder of a SQLite file is made if need be."""
        database = Database(self.database_address)
        if database.url.get_backend_name() == "sqlite" and database.url.database not in (None, "", ":memory:"):
            Path(str(database.url.database)).parent.mkdir(parents=True, exist_ok=True)
        return database

    def press(self) -> Press:
        """What letters are made with."""
        paths = (self.letters_templates, self.letters_emblem, self.letters_folder, self.letters_own_templates)
        return Press(*paths, self.pages_address)

    def cabinet(self) -> Cabinet:
        """Where the files lie that offices hand in."""
        return Cabinet(self.attachments_folder, self.attachments_megabytes)

    def keys(self) -> Keys:
        """The keys for short codes and for what web pages sign; without a secret given, one is made and kept."""
        return Keys(self.pages_secret.encode() or kept_secret(self.pages_secret_file))

    def calendar(self) -> WorkCalendar:
        """The calendar of working days."""
        return WorkCalendar.load(self.calendar_holidays, self.calendar_region)


def load_settings(environment: Mapping[str, str], work: Path, file: Path = DEFAULT) -> Settings:
    """The settings of `file`, overridden by WIAN_… in `environment`; things made lie below `work`.

    Raises InputError for an unknown or missing setting, or a value that cannot be.
    """
    values = _values(file)
    wanted = Settings.__dataclass_fields__.keys()
    given = {name: PREFIX + name.upper() for name in wanted if PREFIX + name.upper() in environment}
    values |= {name: environment[variable] for name, variable in given.items()}
    faults = [Fault(file.name, "there is no such setting", _dotted(name)) for name in values.keys() - wanted]
    faults += [Fault(file.name, "missing", _dotted(name), expected="a value") for name in wanted - values.keys()]
    for name in wanted & values.keys():
        if fault := _value_fault(given.get(name, file.name), name, values[name]):
            faults.append(fault)
    if faults:
        raise InputError(sorted(faults, key=str))
    text = {name: str(value) for name, value in values.items()}
    return Settings(
        database_address=_address(text["database_address"], work),
        letters_folder=work / text["letters_folder"],
        letters_templates=ROOT / text["letters_templates"],
        letters_emblem=ROOT / text["letters_emblem"],
        letters_fonts=ROOT / text["letters_fonts"] if text["letters_fonts"] else None,
        letters_own_templates=work / text["letters_own_templates"] if text["letters_own_templates"] else None,
        pages_address=text["pages_address"],
        pages_secret=text["pages_secret"],
        pages_secret_file=work / text["pages_secret_file"],
        pages_link_days=int(text["pages_link_days"]),
        attachments_folder=work / text["attachments_folder"],
        attachments_megabytes=int(text["attachments_megabytes"]),
        web_host=text["web_host"],
        web_port=int(text["web_port"]),
        web_proxies=text["web_proxies"],
        web_contact=text["web_contact"],
        calendar_holidays=ROOT / text["calendar_holidays"],
        calendar_region=text["calendar_region"],
        ladders_folder=ROOT / text["ladders_folder"],
        sweep_minutes=int(text["sweep_minutes"]),
        broker_address=text["broker_address"],
        broker_prefix=text["broker_prefix"],
        broker_events=text["broker_events"] == "on",
    )


def _values(file: Path) -> dict[str, object]:
    try:
        tree = tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError as error:
        raise InputError([Fault(file.name, f"not valid TOML: {error}")]) from None
    outside = [name for name, names in tree.items() if not isinstance(names, dict)]
    if outside:
        expected = "every line below a heading such as [sweep]"
        raise InputError([Fault(file.name, "stands below no heading", name, expected=expected) for name in outside])
    return {f"{group}_{name}": value for group, names in tree.items() for name, value in names.items()}


def _value_fault(source: str, name: str, value: object) -> Fault | None:
    """What is wrong with one value; `source` is the file or the environment variable it comes from."""
    if unit := _NUMBERS.get(name):
        right = re.fullmatch("[1-9][0-9]{0,5}", str(value)) is not None
        problem = f"'{value}' is no number of {unit}"
        return None if right else Fault(source, problem, _dotted(name), expected="1 or more")
    if not isinstance(value, str):
        return Fault(source, "not a text", _dotted(name), expected="a text in quotes")
    if name in _FORMS and not re.fullmatch(_FORMS[name][0], value):
        # An address itself is not repeated: it may hold a password.
        return Fault(source, "this cannot be", _dotted(name), expected=_FORMS[name][1])
    if name == "pages_address" and not re.fullmatch(r"(https?://[!-~]{1,120})?", value):
        expected = "https://… in at most 120 characters, or nothing"
        return Fault(source, "no address of a web site", _dotted(name), expected=expected)
    if name == "database_address" and not _is_address(value):
        # The address itself is not repeated: it may hold a password.
        expected = "sqlite:///file.db or postgresql+psycopg://user@host/name"
        return Fault(source, "no address of a database Wian can use", _dotted(name), expected=expected)
    return None


def _is_address(text: str) -> bool:
    try:
        return make_url(text).drivername in DRIVERS
    except (ArgumentError, ValueError):
        return False


def _dotted(name: str) -> str:
    return name.replace("_", ".", 1)


def _address(address: str, work: Path) -> str:
    relative = address.removeprefix("sqlite:///")
    if relative == address or relative.startswith("/") or relative == ":memory:":
        return address
    return f"sqlite:///{work / relative}"
