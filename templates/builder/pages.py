"""The pages: paper, margins, grade of secrecy, and page numbers from the second page on."""

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.section import Section
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from templates.builder import word_xml
from templates.builder.blocks import Letter, Line
from templates.builder.paragraphs import write_line
from templates.builder.styles import MEMO_TOP, TOP

_SECRECY = Line("Wian Secrecy", "{{ secrecy }}")
_NOT_SECRET = Line("Wian Secrecy", "")


def set_up_pages(document: Document, letter: Letter) -> None:
    """Set up the pages of a letter."""
    section = document.sections[0]
    _set_paper(section, MEMO_TOP if letter.memo else TOP)
    _write_heads_and_feet(section, letter)


def start_section(document: Document) -> None:
    """Begin a new section for a list, with page number 1, on the letter's paper.

    A letter without its list keeps this section only, so a memo begins as high there.
    """
    document.add_section(WD_SECTION.NEW_PAGE)
    write_line(document.paragraphs[-1], Line("Wian Break", ""))


def _set_paper(section: Section, top: int) -> None:
    """A4, margins 3 cm left, 2 cm right, usually 2.5 cm top; Thai page numbers, none on the first page.

    The head begins 0.4 cm from the edge, for the secrecy line above the emblem; the page number comes below it.
    """
    word_xml.remove_grid(section)
    section.page_width, section.page_height = Twips(11906), Twips(16838)
    section.left_margin, section.right_margin = Twips(1701), Twips(1134)
    section.top_margin, section.bottom_margin = Twips(top), Twips(1134)
    section.header_distance, section.footer_distance = Twips(227), Twips(567)
    section.different_first_page_header_footer = True
    word_xml.number_pages_in_thai(section)


def _write_heads_and_feet(section: Section, letter: Letter) -> None:
    secrecy = _SECRECY if letter.secrecy else _NOT_SECRET
    later, first = section.header, section.first_page_header
    for story in (later, first, section.footer, section.first_page_footer):
        story.is_linked_to_previous = False  # gives it a part of its own
        write_line(story.paragraphs[0], secrecy)
    _write_page_number(later.add_paragraph())
    if not letter.memo:  # a memo begins too high for a second line above it
        write_line(first.add_paragraph(), Line("Wian Page Number", ""))


def _write_page_number(paragraph: Paragraph) -> None:
    for piece in ("- ", "๒", " -"):
        write_line(paragraph, Line("Wian Page Number", piece))
    word_xml.show_page_number(paragraph.runs[1])
