"""Text files from people: faults name the file and the line."""

from pathlib import Path

from workflow.errors import Fault, InputError

_PACKED = b"PK\x03\x04"  # the first bytes of .docx, .xlsx and .zip


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises InputError for a missing file, a zip (Word, Excel) or another encoding."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError([Fault(path.name, f"cannot be read: {error.strerror}", expected="an existing file")]) from None
    if data.startswith(_PACKED):
        problem = "this is a Word, Excel or zip file, whatever its name says"
        raise InputError([Fault(path.name, problem, expected="a text file in UTF-8")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        problem = "this is not UTF-8 text (saved as TIS-620 or Windows-874?)"
        raise InputError([Fault(path.name, problem, row=row, expected="the file saved as UTF-8")]) from None
