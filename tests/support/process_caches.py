"""A process that works for days compiles its statements and templates once; so does a test process for all its tests.

Else each test, since it has a database of its own, would compile every statement and every letter's template anew.
"""

from functools import lru_cache, partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import Compiled

from workflow.letters.templates import template_store
from workflow.letters.templates.template import LetterTemplate
from workflow.store import database

_Key = tuple[object, ...]


def share(patch: pytest.MonkeyPatch) -> None:
    """Let all databases of a kind share their compiled statements, and all printers the templates of equal files."""
    options = {"compiled_cache": _Statements()}
    patch.setattr(database, "create_engine", partial(create_engine, execution_options=options))
    patch.setattr(template_store, "LetterTemplate", _Templates)


class _Statements(dict[_Key, Compiled]):
    """Compiled statements by their text and the kind of database, whichever engine it was that compiled them."""

    def __setitem__(self, key: _Key, compiled: Compiled) -> None:
        super().__setitem__(_of_any_engine(key), compiled)

    def get(self, key: _Key, default: Compiled | None = None) -> Compiled | None:  # type: ignore[override]
        return super().get(_of_any_engine(key), default)


def _of_any_engine(key: _Key) -> _Key:
    dialect, *rest = key
    return type(dialect), *rest


class _Templates:
    """Reads templates as LetterTemplate does, but those of the same bytes once."""

    @staticmethod
    def load(path: Path) -> LetterTemplate:
        return _loaded(path, path.read_bytes()) if path.is_file() else LetterTemplate.load(path)


@lru_cache(maxsize=128)
def _loaded(path: Path, _content: bytes) -> LetterTemplate:
    return LetterTemplate.load(path)
