"""Types of settings, with the words of their error messages.

A field's `title` names the value (`port`), its `description` the expected form; both stand in the error message.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from runtime.paths import ROOT
from workflow.mail.address import is_address

DRIVERS = ("sqlite", "postgresql+psycopg")
"""The supported databases, by SQLAlchemy's names."""
_ONE_AT = re.compile(r"(?!postgresql).*|[^:]+://([^@]*@)?[^@?]*(\?[^@=]*=.*)?")
"""Addresses of servers whose password has no @: SQLAlchemy would take what follows the first @ for the host."""


def text_that(check: Callable[[str], object]) -> BeforeValidator:
    """Refuse a text that fails the check; other values are checked by their type."""

    def validate(value: object) -> object:
        if isinstance(value, str) and not check(value):
            raise ValueError
        return value

    return BeforeValidator(validate)


def text_like(pattern: str) -> BeforeValidator:
    """Refuse a text that does not match the whole pattern."""
    return text_that(re.compile(pattern).fullmatch)


def _is_database(text: str) -> bool:
    if text.startswith("sqlite:///") and "?" not in text:
        return True  # without loading SQLAlchemy, for commands that use no database
    from sqlalchemy import make_url  # noqa: PLC0415  (loading it takes longer than reading all settings)
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        if not _ONE_AT.fullmatch(text) or (url := make_url(text)).drivername not in DRIVERS:
            return False
        url.get_dialect()().create_connect_args(url)  # refuses a host of SQLite, and options that are no numbers
    except (ArgumentError, ValueError):
        return False
    return True


def _is_broker(text: str) -> bool:
    """Whether a text is an address, or several separated by semicolons, with valid ports and without options (?)."""
    try:
        return all(re.fullmatch("amqps?://[!->@-~]+", part) and urlsplit(part).port != 0 for part in text.split(";"))
    except ValueError:
        return False


def _on_or_off(value: object) -> bool:
    if value not in ("on", "off"):
        raise ValueError
    return value == "on"


def _written_whole(value: object) -> object:
    """Refuse values that only resemble whole numbers: 5.0, true, and the texts '5.0', '+5', '5_0' and '5 '."""
    if isinstance(value, bool | float) or (isinstance(value, str) and not _WHOLE.fullmatch(value)):
        raise ValueError
    return value


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


# A blank path would mean the project's folder or the working folder.
_NOT_BLANK = text_like("[^\x00-\x1f]*[^\x00-\x20][^\x00-\x1f]*")
_MANY = 999_999
_WHOLE = re.compile("-?[0-9]+", re.ASCII)
_Whole = Annotated[int, BeforeValidator(_written_whole)]

Made = Annotated[Path, _NOT_BLANK, Field(description="the path of a file or folder")]
"""A path for files made by Wian, relative to the working folder."""
Shipped = Annotated[Made, AfterValidator(lambda path: ROOT / path)]
"""A path of shipped files, relative to the project's folder."""
MadeOrNone = Annotated[Path | None, BeforeValidator(_none_if_empty)]
ShippedOrNone = Annotated[Shipped | None, BeforeValidator(_none_if_empty)]
OnOff = Annotated[bool, BeforeValidator(_on_or_off), Field(description="on or off")]
Minutes = Annotated[_Whole, Field(ge=1, le=_MANY, title="number of minutes", description="1 or more")]
Days = Annotated[_Whole, Field(ge=1, le=_MANY, title="number of days", description="1 or more")]
Megabytes = Annotated[_Whole, Field(ge=1, le=_MANY, title="number of megabytes", description="1 or more")]
Seconds = Annotated[_Whole, Field(ge=1, le=60, title="number of seconds", description="1 to 60")]
Port = Annotated[_Whole, Field(ge=1, le=65_535, title="port", description="1 to 65535")]
PortOrNone = Annotated[_Whole, Field(ge=0, le=65_535, title="port", description="1 to 65535, or 0 for none")]
MailAddress = Annotated[
    str,
    text_that(lambda text: text == "" or is_address(text)),
    Field(description="an address such as saraban@example.go.th"),
]
WebAddress = Annotated[
    str,
    text_like("(https?://[!-~]{1,120})?"),
    Field(title="address of a web site", description="https://… in at most 120 characters, or nothing"),
]
DatabaseAddress = Annotated[
    SecretStr,
    text_that(_is_database),
    Field(
        title="address of a database Wian can use",
        description="sqlite:///file.db or postgresql+psycopg://user@host/name, with %40 for an @ in the password",
    ),
]
BrokerAddress = Annotated[
    SecretStr,
    text_that(_is_broker),
    Field(
        title="address of a broker",
        description="amqp://user:password@host:5672// without options, with %2F for a / in the password and the like",
    ),
]
Password = Annotated[SecretStr, text_like("[ -~]*"), Field(description="a password in plain letters, digits and signs")]
Key = Annotated[
    SecretStr,
    text_like("([!-~]{32,200})?"),
    Field(description="32 to 200 letters and digits without spaces, or nothing"),
]
