"""What the value of each setting may look like, told in words a person can act on."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from workflow.errors import Fault
from workflow.mail.message import ADDRESS

_FORMS = {
    "pages_secret": ("([!-~]{32,200})?", "32 to 200 letters and digits without spaces, or nothing"),
    "web_host": ("[0-9A-Za-z.:-]{1,100}", "the address to listen on, such as 127.0.0.1 or 0.0.0.0"),
    "web_proxies": (r"\*|[0-9A-Fa-f.:/, ]*", "addresses separated by commas, or *"),
    "web_contact": ("[^\x00-\x1f]{0,200}", "one line of at most 200 characters"),
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
} | dict.fromkeys(
    (
        *("letters_folder", "letters_templates", "letters_emblem", "attachments_folder", "calendar_holidays"),
        *("ladders_folder", "mail_templates", "pages_secret_file"),
    ),
    # Nothing would be the folder of the project, or the one that Wian was started in.
    ("[^\x00-\x1f]*[^\x00-\x20][^\x00-\x1f]*", "the path of a file or folder"),
)
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
_OTHERS = re.compile("WIAN_(TEST|CHAOS|BENCH)_.*|WIAN_(POSTGRES|RABBITMQ)_PASSWORD")
"""Names that begin as ours do and are no settings: of tests and measurements, and what docker-compose.yml asks for."""


def value_fault(source: str, name: str, value: object) -> Fault | None:
    """What is wrong with one value; `source` is the file or the environment variable it comes from."""
    if name in _NUMBERS:
        least, most, meant, expected = _NUMBERS[name]
        right = re.fullmatch("[0-9]{1,6}", str(value)) is not None and least <= int(str(value)) <= most
        return None if right else Fault(source, f"'{value}' is no {meant}", dotted(name), expected=expected)
    if not isinstance(value, str):
        return Fault(source, "not a text", dotted(name), expected="a text in quotes")
    if name in _FORMS and not re.fullmatch(_FORMS[name][0], value):
        return Fault(source, "this cannot be", dotted(name), expected=_FORMS[name][1])
    if name in _ADDRESSES and not _ADDRESSES[name][0](value):
        # An address itself is not repeated: it may hold a password.
        _, problem, expected = _ADDRESSES[name]
        return Fault(source, problem, dotted(name), expected=expected)
    return None


def name_fault(variable: str, known: Collection[str]) -> Fault | None:
    """What is wrong with the name of an environment variable that begins as our settings do; None for nothing."""
    if variable in known or _OTHERS.fullmatch(variable):
        return None
    near = get_close_matches(variable, sorted(known), 1)
    return Fault(variable, "there is no such setting", expected=near[0] if near else "one of config/default.toml")


def dotted(name: str) -> str:
    """A setting as it is called in the file: its group, a dot, its name there."""
    return name.replace("_", ".", 1)


def _is_web(text: str) -> bool:
    return re.fullmatch(r"(https?://[!-~]{1,120})?", text) is not None


def _is_database(text: str) -> bool:
    try:
        return make_url(text).drivername in DRIVERS
    except (ArgumentError, ValueError):
        return False


def _is_broker(text: str) -> bool:
    """Whether it is an address, or several separated by semicolons, each with a port that can be if it has one."""
    try:
        return all(re.fullmatch("amqps?://[!-~]+", each) and urlsplit(each).port != 0 for each in text.split(";"))
    except ValueError:
        return False


_ADDRESSES = {
    "pages_address": (_is_web, "no address of a web site", "https://… in at most 120 characters, or nothing"),
    "database_address": (
        *(_is_database, "no address of a database Wian can use"),
        "sqlite:///file.db or postgresql+psycopg://user@host/name",
    ),
    "broker_address": (
        *(_is_broker, "no address of a broker"),
        "amqp://user:password@host:5672//, with %2F for a / in the password and the like",
    ),
}
