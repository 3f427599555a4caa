"""The groups of settings, one for every heading of config/default.toml, with their types."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from runtime import setting_types as kind
from runtime.setting_types import text_like

MISFIT = "misfit"
"""The type of pydantic's error for a setting that contradicts another, with problem and expectation."""


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class DatabaseSettings(_Group):
    """The address of the database."""

    address: kind.DatabaseAddress


class LetterSettings(_Group):
    """The folders of letters, templates and fonts, and the emblem."""

    folder: kind.Made
    templates: kind.Shipped
    own_templates: kind.MadeOrNone
    emblem: kind.Shipped
    fonts: kind.ShippedOrNone


class PageSettings(_Group):
    """The address of the offices' pages, and the secret that signs their links."""

    address: kind.WebAddress
    secret: kind.Key
    secret_file: kind.Made
    link_days: kind.Days


class AttachmentSettings(_Group):
    """The folder and the size limit of files handed in by offices."""

    folder: kind.Made
    megabytes: kind.Megabytes


class WebSettings(_Group):
    """The listening address of the pages' server, its trusted proxies, and its contact."""

    host: Annotated[str, text_like("[0-9A-Za-z.:-]{1,100}")] = Field(
        description="the address to listen on, such as 127.0.0.1 or 0.0.0.0"
    )
    port: kind.Port
    proxies: Annotated[str, text_like(r"\*|[0-9A-Fa-f.:/, ]*")] = Field(
        description="addresses separated by commas, or *"
    )
    contact: Annotated[str, text_like("[^\x00-\x1f]{0,200}")] = Field(description="one line of at most 200 characters")


class CalendarSettings(_Group):
    """The file of holidays, and the region whose holidays count."""

    holidays: kind.Shipped
    region: str


class LadderSettings(_Group):
    """The folder of ladders."""

    folder: kind.Shipped


class SweepSettings(_Group):
    """The interval of sweeps."""

    minutes: kind.Minutes


class BrokerSettings(_Group):
    """RabbitMQ, for the service form."""

    address: kind.BrokerAddress
    prefix: Annotated[str, text_like("[a-z][a-z0-9-]{0,39}")] = Field(description="small letters, digits and hyphens")
    events: kind.OnOff


class FileSettings(_Group):
    """The making of PDFs of issued letters."""

    pdf: kind.OnOff


class MailSettings(_Group):
    """The mail server and its log-in."""

    server: Annotated[str, text_like("[A-Za-z0-9.:-]*")] = Field(description="the name of a mail server, or nothing")
    port: kind.Port
    user: Annotated[str, text_like("[!-~]*")] = Field(description="a name without spaces, or nothing")
    password: kind.Password
    sender: kind.MailAddress
    tls: Literal["starttls", "tls", "none"] = Field(description="starttls, tls or none")
    timeout: kind.Seconds
    templates: kind.Shipped

    @field_validator("sender")
    @classmethod
    def _comes_from_somewhere(cls, sender: str, info: ValidationInfo) -> str:
        if info.data.get("server") and not sender:
            raise _misfit("mail is switched on and comes from nowhere", "an address such as saraban@example.go.th")
        return sender

    @field_validator("tls")
    @classmethod
    def _hides_the_password(cls, tls: str, info: ValidationInfo) -> str:
        if info.data.get("server") and info.data.get("user") and tls == "none":
            raise _misfit("the password would travel in the open", "starttls or tls where there is a log-in")
        return tls


class LogSettings(_Group):
    """The format and the lowest level of the log."""

    format: Literal["auto", "json", "text"] = Field(description="auto, json or text")
    level: Literal["debug", "info", "warning", "error"] = Field(description="debug, info, warning or error")


class MetricSettings(_Group):
    """The address of the metrics and health probes of a process."""

    port: kind.PortOrNone
    address: Annotated[str, text_like(r"[0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:]*")] = Field(
        description="an IP address, such as 127.0.0.1"
    )


def _misfit(problem: str, expected: str) -> PydanticCustomError:
    return PydanticCustomError(MISFIT, "{problem}", {"problem": problem, "expected": expected})
