"""The settings: one file, with environment overrides; what is wrong is refused with the reason."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from workflow.attachments import Cabinet
from workflow.calendar import WorkCalendar
from workflow.documents import read_text
from workflow.errors import Fault, InputError
from workflow.keys import Keys, kept_secret
from workflow.letters.press import Press
from workflow.mail.address import ADDRESS
from workflow.mail.faults import mail_faults
from workflow.mail.server import MailServer
from workflow.mail.texts import MailTexts
from workflow.mail.writing import MailWriter
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
    "files_pdf": ("on|off", "on or off"),
    "mail_server": ("[A-Za-z0-9.:-]*", "the name of a mail server, or nothing"),
    "mail_tls": ("starttls|tls|none", "starttls, tls or none"),
    "mail_sender": (f"({ADDRESS})?", "an address such as saraban@example.go.th"),
    "mail_user": ("[!-~]*", "a name without spaces, or nothing"),
    "mail_password": ("[ -~]*", "a password in plain letters, digits and signs"),
    "logs_format": ("auto|json|text", "auto, json or text"),
    "logs_level": ("debug|info|warning|error", "debug, info, warning or error"),
    "metrics_address": (r"[0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:]*", "an IP address, such as 127.0.0.1"),
}
_NUMBERS = {
    "sweep_minutes": (1, 999_999, "number of minutes", "1 or more"),
    "mail_port": (1, 65_535, "port", "1 to 65535"),
    "mail_timeout": (1, 60, "number of seconds", "1 to 60"),
    "pages_link_days": (1, 999_999, "number of days", "1 or more"),
    "attachments_megabytes": (1, 999_999, "number of megabytes", "1 or more"),
    "web_port": (1, 65_535, "port", "1 to 65535"),
    "metrics_port": (0, 65_535, "port", "1 to 65535, or 0 for none"),
}
"""Whole numbers: the least, the greatest, what each is, and what is expected."""
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
    files_pdf: bool
    mail_server: str
    mail_port: int
    mail_tls: str
    mail_sender: str
    mail_user: str
    mail_password: str = field(repr=False)
    mail_timeout: int
    mail_templates: Path
    logs_format: str
    logs_level: str
    metrics_address: str
    metrics_port: int

    def database(self, patience: int = 0) -> Database:
        """The database; the folder of a SQLite file is made if need be. `patience` as in `Database`."""
        database = Database(self.database_address, patience)
        if database.url.get_backend_name() == "sqlite" and database.url.database not in (None, "", ":memory:"):
            Path(str(database.url.database)).parent.mkdir(parents=True, exist_ok=True)
        return database

    def press(self) -> Press:
        """What letters are made with."""
        paths = (self.letters_templates, self.letters_emblem, self.letters_folder, self.letters_own_templates)
        return Press(*paths, self.pages_address, mails=bool(self.mail_server), pdf=self.files_pdf)

    def mail(self) -> MailServer | None:
        """The server that takes our mail; None where mail is switched off."""
        if not self.mail_server:
            return None
        login = self.mail_user, self.mail_password
        return MailServer(self.mail_server, self.mail_port, self.mail_tls, *login, self.mail_timeout)

    def mail_writer(self, press: Press) -> MailWriter:
        """What mails are written with."""
        own = self.letters_own_templates / "mail" if self.letters_own_templates else None
        return MailWriter(MailTexts(self.mail_templates, own), press, self.mail_sender, self.pages_address)

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
    text = {name: str(value) for name, value in values.items()}
    for name, problem, expected in mail_faults(text, given):
        faults.append(Fault(given.get(name, file.name), problem, _dotted(name), expected=expected))
    if faults:
        raise InputError(sorted(faults, key=str))
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
        files_pdf=text["files_pdf"] == "on",
        mail_server=text["mail_server"],
        mail_port=int(text["mail_port"]),
        mail_tls=text["mail_tls"],
        mail_sender=text["mail_sender"],
        mail_user=text["mail_user"],
        mail_password=text["mail_password"],
        mail_timeout=int(text["mail_timeout"]),
        mail_templates=ROOT / text["mail_templates"],
        logs_format=text["logs_format"],
        logs_level=text["logs_level"],
        metrics_address=text["metrics_address"],
        metrics_port=int(text["metrics_port"]),
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
    if name in _NUMBERS:
        least, most, meant, expected = _NUMBERS[name]
        right = re.fullmatch("[0-9]{1,6}", str(value)) is not None and least <= int(str(value)) <= most
        return None if right else Fault(source, f"'{value}' is no {meant}", _dotted(name), expected=expected)
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
