"""The settings: a file with overrides from the environment; wrong values are refused with their source and reason."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from runtime import setting_groups as group
from runtime.paths import ROOT
from workflow.errors import Fault, InputError
from workflow.files.text import read_text

__all__ = ["DEFAULT", "PREFIX", "ROOT", "Settings", "fields", "load_settings", "variable_of"]

DEFAULT = ROOT / "config" / "default.toml"
PREFIX = "WIAN_"
_NO_SETTING = re.compile("WIAN_(TEST|CHAOS|BENCH)_.*|WIAN_(POSTGRES|RABBITMQ)_PASSWORD")
"""Variables with our prefix that are no settings: for tests, measurements and docker-compose.yml."""
_NO_TEXT = ("string_type", "path_type")


class Settings(BaseSettings):
    """All settings in groups, one for every heading of the file, with absolute paths."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
    )
    database: group.DatabaseSettings
    letters: group.LetterSettings
    pages: group.PageSettings
    attachments: group.AttachmentSettings
    web: group.WebSettings
    calendar: group.CalendarSettings
    ladders: group.LadderSettings
    sweep: group.SweepSettings
    broker: group.BrokerSettings
    files: group.FileSettings
    mail: group.MailSettings
    logs: group.LogSettings
    metrics: group.MetricSettings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only the values given: `load_settings` reads the environment it is told, which may be another's."""
        return (init_settings,)

    def changed(self, **groups: Mapping[str, object]) -> Self:
        """These settings with some values replaced, as in `changed(web={"port": 8001})`."""
        changes = {name: getattr(self, name).model_copy(update=values) for name, values in groups.items()}
        return self.model_copy(update=changes)


def load_settings(environment: Mapping[str, str], work: Path, file: Path = DEFAULT) -> Settings:
    """The settings of `file`, overridden by WIAN_… in `environment`; Wian's own files lie below `work`.

    Raises InputError for unknown or missing settings and for wrong values.
    """
    all_variables = {variable_of(group, name) for group, name, _ in fields()}
    variables = {name: value for name, value in environment.items() if name in all_variables}
    source = EnvSettingsSource(Settings)
    source.env_vars = {name.lower(): value for name, value in variables.items()}
    written, overrides = _headings(file), source()
    faults = [
        _unknown(name, all_variables)
        for name in environment
        if name.startswith(PREFIX) and not _is_known(name, all_variables)
    ]
    if written.get("mail", {}).get("password") and variable_of("mail", "password") not in variables:
        expected = f"it in the environment only: {variable_of('mail', 'password')}"
        faults.append(Fault(file.name, "a password stands in a file", "mail.password", expected=expected))
    values = {name: written.get(name, {}) | overrides.get(name, {}) for name in {*Settings.model_fields, *written}}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        faults += [_fault(detail, variables, file) for detail in error.errors(include_url=False)]
    if faults:
        raise InputError(sorted(faults, key=str))
    return _below(work, settings)


def variable_of(group: str, name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{group}_{name}".upper()


def fields() -> Iterator[tuple[str, str, FieldInfo]]:
    """All settings as group, name and field."""
    for heading, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            for name, info in field.annotation.model_fields.items():
                yield heading, name, info


def _headings(file: Path) -> dict[str, dict[str, Any]]:
    try:
        tree = tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError as error:
        raise InputError([Fault(file.name, f"not valid TOML: {error}")]) from None
    outside = [name for name, names in tree.items() if not isinstance(names, dict)]
    if outside:
        expected = "every line below a heading such as [sweep]"
        raise InputError([Fault(file.name, "stands below no heading", name, expected=expected) for name in outside])
    return tree


def _is_known(name: str, all_variables: Collection[str]) -> bool:
    return name in all_variables or _NO_SETTING.fullmatch(name) is not None


def _unknown(name: str, all_variables: Collection[str]) -> Fault:
    near = get_close_matches(name, sorted(all_variables), 1)
    return Fault(name, "there is no such setting", expected=near[0] if near else "one of config/default.toml")


def _fault(error: ErrorDetails, variables: Collection[str], file: Path) -> Fault:
    """An error of pydantic in our words. It repeats numbers only, because a text may be a password."""
    heading, name = (*map(str, error["loc"]), "")[:2]
    source = variable_of(heading, name) if variable_of(heading, name) in variables else file.name
    problem, expected = _words(error, heading, name)
    return Fault(source, problem, f"{heading}.{name}".rstrip("."), expected=expected)


def _words(error: ErrorDetails, heading: str, name: str) -> tuple[str, str]:
    """The problem and the expected value."""
    if error["type"] == "extra_forbidden":
        return "there is no such setting", ""
    if error["type"] == "missing":
        return "missing", "a value"
    if error["type"] in _NO_TEXT:
        return "not a text", "a text in quotes"
    if error["type"] == group.MISFIT:
        return error["msg"], error["ctx"]["expected"]
    field = next(info for of, called, info in fields() if (of, called) == (heading, name))
    problem = f"no {field.title}" if field.title else "this cannot be"
    if field.annotation is int:
        problem = f"'{error['input']}' is {problem}"
    return problem, field.description or ""


def _below(work: Path, settings: Settings) -> Settings:
    """The settings with the paths of Wian's own files below a folder."""
    letters = settings.letters
    return settings.changed(
        database={"address": _sqlite_below(work, settings.database.address)},
        letters={
            "folder": work / letters.folder,
            "own_templates": work / letters.own_templates if letters.own_templates else None,
        },
        pages={"secret_file": work / settings.pages.secret_file},
        attachments={"folder": work / settings.attachments.folder},
    )


def _sqlite_below(work: Path, address: SecretStr) -> SecretStr:
    text = address.get_secret_value()
    relative = text.removeprefix("sqlite:///")
    if relative == text or relative.startswith("/") or relative == ":memory:":
        return address
    return SecretStr(f"sqlite:///{work / relative}")
