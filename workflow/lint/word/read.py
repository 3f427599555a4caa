"""Reading a letter: with the fast reader if it can, otherwise with the plain one."""

from workflow.docx.parts import Package
from workflow.lint.word.document import Document, read_whole
from workflow.lint.word.fast.by_pieces import read_by_pieces


def read(data: bytes) -> Document:
    """Read a .docx. Raises NotWordError for other bytes."""
    package = Package(data)
    return read_by_pieces(package) or read_whole(package)
