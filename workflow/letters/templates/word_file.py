"""The reading of a template's Word file without trust: bounded in size, with no content that runs or fetches."""

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from lxml import etree

from workflow.docx.parts import SAVE_AS_USUAL, STRICT
from workflow.errors import WianError
from workflow.letters.templates.forbidden_content import distrusted
from workflow.letters.templates.main_part import NoMainPartError, with_usual_main_part

# A template has some twenty parts of a few kilobytes, and pictures.
_MOST_FILE = 16 << 20
_MOST_PARTS = 500
_MOST_UNPACKED = 64 << 20
_MOST_XML = 4 << 20

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError),
    etree.XMLSyntaxError,
)


class TemplateFileError(WianError):
    """A file that is no Word file, or has content forbidden in a template."""


def read_parts(path: Path) -> tuple[bytes, Mapping[str, bytes], Mapping[str, etree._Element]]:
    """The file's bytes, its parts by name, and the trees of its XML parts.

    Raises TemplateFileError, in words that follow the file's name, for a file that is unreadable or too large, defines
    entities of its own, or has macros, embedded objects, or links that Word would follow.
    """
    try:
        data = _bytes(path)
        parts = with_usual_main_part(_unpacked(data))
        trees = {name: _tree(name, part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    except NoMainPartError as error:
        raise TemplateFileError(str(error)) from None
    except _BROKEN as error:
        raise TemplateFileError(f"is not a readable Word file: {error}") from error
    for problem in distrusted(parts, trees):
        raise TemplateFileError(problem)
    return data, parts, trees


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_MOST_FILE + 1)
    if len(data) > _MOST_FILE:
        raise TemplateFileError(f"is too large for a letter: more than {_MOST_FILE >> 20} MB")
    return data


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The parts. Their sizes are checked first, because zipfile unpacks at most the stated sizes."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        names = {entry.filename for entry in entries}
        if len(entries) > _MOST_PARTS or len(names) < len(entries):
            raise TemplateFileError("is no letter: it has too many parts, or the same part twice")
        if sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
            raise TemplateFileError(f"is too large for a letter: more than {_MOST_UNPACKED >> 20} MB unpacked")
        return {entry.filename: archive.read(entry) for entry in entries}


def _tree(name: str, data: bytes) -> etree._Element:
    """A part as XML, with a parser of its own so that parts do not influence one another."""
    if len(data) > _MOST_XML:
        raise TemplateFileError(f"is too large for a letter: its part {name} has more than {_MOST_XML >> 20} MB")
    tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    if tree.getroottree().docinfo.internalDTD is not None:
        raise TemplateFileError(f"is not to be trusted: its part {name} defines entities of its own")
    if str(tree.tag).startswith(STRICT):
        raise TemplateFileError(SAVE_AS_USUAL)
    return tree
