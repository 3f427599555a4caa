"""The version: that of the installed package, or of the folder that it runs from."""

import tomllib
from importlib.metadata import PackageNotFoundError

import pytest

from runtime import version
from runtime.paths import ROOT
from runtime.version import program_version
from tests.support.terminal import Terminal


def test_the_command_line_tells_the_version(terminal: Terminal) -> None:
    assert terminal.done("--version") == f"wian {program_version()}\n"


def test_a_program_that_is_not_installed_has_the_version_of_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_installed(_name: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr(version, "version", not_installed)
    program_version.cache_clear()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert program_version() == project["version"]
    program_version.cache_clear()
