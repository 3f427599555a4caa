"""Reading a letter with the paragraphs known from earlier letters."""

from workflow.docx.parts import DOCUMENT, NotWordError, Package
from workflow.lint.word.document import Document, leftovers_in
from workflow.lint.word.fast.known_paragraphs import cut
from workflow.lint.word.fast.marked_reader import UnplacedError
from workflow.lint.word.fast.positions import one_by_one
from workflow.lint.word.fast.shared_parts import shared
from workflow.lint.word.paragraphs import paragraphs_at


def read_by_pieces(package: Package) -> Document | None:
    """The same document as `read_whole`; None for a file that needs `read_whole`, if only for its error message."""
    try:
        around = shared(package)
        if around is None or around.main != DOCUMENT:
            return None
        pieces = cut(package.part(DOCUMENT), around.frame)
        layout = around.layout_of(pieces[0]) if pieces else None
        if pieces is None or layout is None:
            return None
        paragraphs = paragraphs_at(one_by_one(layout.places, layout.marks, pieces[1]), "paragraph")
        return Document(paragraphs, layout.sections, around.lists, leftovers_in(package.part(DOCUMENT)))
    except (NotWordError, UnplacedError):
        return None
