"""The version of this program."""

import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from runtime.paths import ROOT


@cache
def program_version() -> str:
    """The version of the installed package, or of pyproject.toml if Wian runs from its folder."""
    try:
        return version("wian")
    except PackageNotFoundError:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])
