"""The type of a file by its content, whatever its name: PDF, PNG, JPEG, Word or Excel."""

import io
import re
import zipfile
from enum import StrEnum

from PIL import Image, UnidentifiedImageError

from workflow.errors import WianError

_MOST_PARTS, _MOST_BYTES, _TYPES_BYTES = 3_000, 200_000_000, 1_000_000  # of an Office file, unpacked
_TYPES = "[Content_Types].xml"
_MAIN = re.compile(rb"application/vnd\.openxmlformats-officedocument\.([a-z]+ml)\.(?:document|sheet)\.main\+xml")
_NEVER = re.compile(rb"macroEnabled|vbaProject|activeX", re.IGNORECASE)
_PDF_END = 2_048  # %%EOF may be followed by a few bytes


class FileType(StrEnum):
    """The types of file that an office may hand in."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    DOCX = "docx"
    XLSX = "xlsx"


MEDIA_TYPES = {
    FileType.PDF: "application/pdf",
    FileType.PNG: "image/png",
    FileType.JPEG: "image/jpeg",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OFFICE = {b"wordprocessingml": FileType.DOCX, b"spreadsheetml": FileType.XLSX}


class FileKindError(WianError):
    """A file of another type than FileType, or a damaged file."""


def kind_of(data: bytes) -> FileType:
    """The type of a file. Raises FileKindError for other types, macros, and incomplete files."""
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-_PDF_END:]:
            raise FileKindError("the PDF is not whole: it has no end")
        return FileType.PDF
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _picture(data)
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    raise FileKindError("the file is no PDF, PNG, JPEG, Word (.docx) or Excel (.xlsx) file")


def _picture(data: bytes) -> FileType:
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            kind = FileType(str(picture.format).lower())
            picture.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise FileKindError(f"the picture cannot be read: {error}") from None
    if kind is FileType.JPEG and b"\xff\xd9" not in data[-_PDF_END:]:
        raise FileKindError("the picture is not whole: it has no end")
    return kind


def _office(data: bytes) -> FileType:
    """The type of an Office file; only the list of content types is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
                raise FileKindError("the file is too large when unpacked")
            if any(part.flag_bits & 1 for part in parts):
                raise FileKindError("the file is protected by a password")
            with archive.open(_TYPES) as content_types:
                types = content_types.read(_TYPES_BYTES)
            names = "\n".join(part.filename for part in parts).encode(errors="replace")
    except FileKindError:
        raise
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise FileKindError(f"the file is no Word or Excel file, or is damaged: {error}") from None
    found = {_OFFICE[kind] for kind in _MAIN.findall(types) if kind in _OFFICE}
    if _NEVER.search(types) or _NEVER.search(names):
        raise FileKindError("the file has macros in it; save it without (.docx or .xlsx)")
    if len(found) != 1:
        raise FileKindError("the file is a zip file, but neither Word (.docx) nor Excel (.xlsx)")
    return found.pop()
