"""Reading a letter: the fast way where it is sure, and otherwise as a whole."""

from workflow.docx.parts import Package
from workflow.lint.word.document import Document, read_whole
from workflow.lint.word.fast.by_pieces import read_by_pieces


def read(data: bytes) -> Document:
    """Read a .docx. Raises NotWordError for bytes that are none."""
    package = Package(data)
    return read_by_pieces(package) or read_whole(package)
