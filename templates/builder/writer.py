"""The writing of a letter's blocks into a Word file."""

from docx.document import Document

from templates.builder import word_xml
from templates.builder.blocks import Block, Letter, Line, NewSection, SideBySide, Table
from templates.builder.package import blank, saved
from templates.builder.pages import set_up_pages, start_section
from templates.builder.paragraphs import write_line
from templates.builder.styling import add_styles
from templates.builder.tables import write_side_by_side, write_table


def word_file(letter: Letter) -> bytes:
    """The template of a letter, with reproducible bytes."""
    document = blank()
    add_styles(document)
    set_up_pages(document, letter)
    for block in letter.blocks:
        _write(document, block)
    word_xml.repeat_heads_and_feet(document.sections)
    return saved(document)


def _write(document: Document, block: Block) -> None:
    match block:
        case Line():
            write_line(document.add_paragraph(), block)
        case Table():
            write_table(document, block)
        case SideBySide():
            write_side_by_side(document, block)
        case NewSection():
            start_section(document)
