"""The settings: one file, with environment overrides; what is wrong is refused with the reason."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runtime.mail_settings import mail_faults
from runtime.setting_values import dotted, name_fault, value_fault
from workflow.errors import Fault, InputError
from workflow.files.readers import read_text

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


def load_settings(environment: Mapping[str, str], work: Path, file: Path = DEFAULT) -> Settings:
    """The settings of `file`, overridden by WIAN_… in `environment`; things made lie below `work`.

    Raises InputError for an unknown or missing setting, or a value that cannot be.
    """
    values, wanted = _values(file), Settings.__dataclass_fields__.keys()
    known = {PREFIX + name.upper(): name for name in wanted}
    given = {name: variable for variable, name in known.items() if variable in environment}
    values |= {name: environment[variable] for name, variable in given.items()}
    found = [name_fault(each, known) for each in environment if each.startswith(PREFIX)]
    found += [Fault(file.name, "there is no such setting", dotted(name)) for name in values.keys() - wanted]
    found += [Fault(file.name, "missing", dotted(name), expected="a value") for name in wanted - values.keys()]
    found += [value_fault(given.get(name, file.name), name, values[name]) for name in wanted & values.keys()]
    text = {name: str(value) for name, value in values.items()}
    for name, problem, expected in mail_faults(text, given):
        found.append(Fault(given.get(name, file.name), problem, dotted(name), expected=expected))
    if faults := [fault for fault in found if fault is not None]:
        raise InputError(sorted(faults, key=str))
    return _settings(text, work)


def _settings(text: Mapping[str, str], work: Path) -> Settings:
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


def _address(address: str, work: Path) -> str:
    relative = address.removeprefix("sqlite:///")
    if relative == address or relative.startswith("/") or relative == ":memory:":
        return address
    return f"sqlite:///{work / relative}"
