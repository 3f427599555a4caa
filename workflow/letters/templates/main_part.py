"""The main part of a Word file, which may have any name: the one that _rels/.rels gives it."""

import re
from collections.abc import Mapping

from workflow.docx.parts import DOCUMENT, NotWordError, Parts
from workflow.errors import WianError

_BESIDE = re.compile(r"word/(?P<name>[\w-]+\.xml)")
_RELATIONS, _TYPES = "_rels/.rels", "[Content_Types].xml"


class NoMainPartError(WianError):
    """The file has no main part, or one where Word does not put it."""


class _Unpacked(Parts):
    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts

    def part(self, name: str) -> bytes:
        return self._parts.get(name, b"")


def with_usual_main_part(parts: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The parts with the main part under its usual name, word/document.xml.

    Raises NoMainPartError, in words that follow the file's name, if there is none or if it has to be moved.
    """
    try:
        main = _Unpacked(parts).main
    except NotWordError:
        main = DOCUMENT  # what is wrong with the relationships is told when all parts are read
    if main not in parts:
        raise NoMainPartError(f"is not a Word file: it has no {main}")
    if main == DOCUMENT:
        return parts
    beside = _BESIDE.fullmatch(main)
    if beside is None or DOCUMENT in parts:
        raise NoMainPartError(f"has its text in {main}: open it in Word and save it as Word Document (.docx)")
    renamed = {main: DOCUMENT, f"word/_rels/{beside['name']}.rels": f"word/_rels/{DOCUMENT.split('/')[1]}.rels"}
    return {renamed.get(name, name): _pointed(name, data, main) for name, data in parts.items()}


def _pointed(name: str, data: bytes, main: str) -> bytes:
    """A part, with references to the main part under its usual name."""
    if name not in (_RELATIONS, _TYPES):
        return data
    for quote in ('"', "'"):
        data = data.replace(f"{main}{quote}".encode(), f"{DOCUMENT}{quote}".encode())
    return data
