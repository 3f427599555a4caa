"""A letter's XML cut into paragraphs, which are parsed only if their markup is new.

Parsing XML takes most of the linter's time. The letters of one template differ in their words and hardly in their
markup, so the XML is cut, as bytes, behind every `</w:p>`. A paragraph with known markup is not parsed again: its
words replace those of the known one. The rest of the XML, with a mark in place of every run of known paragraphs, is
parsed, and is mostly in the cache too: a list's rows become one mark, however long the list is.

The result equals that of parsing the whole, because a paragraph that is well formed in the root's name spaces is so
at any place. Files with constructs that could break this are parsed whole: comments and the like, changing name
spaces, identifiers, another encoding, elements nested deeper than in any letter.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from workflow.docx.parts import NotWordError, parsed
from workflow.docx.reader import CELL, PARAGRAPH, ROW, SECTION
from workflow.docx.runs import Run, Written
from workflow.lint.word.fast.positions import Known, Step

Read = Callable[[etree._Element], tuple[Written, Sequence[etree._Element]]]
"""A paragraph reader: returns the paragraph's content and the text boxes anchored in it."""

_DECLARATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>",
)
# A default name space would apply to the marks as well.
# White space of XML; \s would take control characters for it, which no XML may have.
_ROOT = re.compile(rb"[ \t\r\n]*(<([A-Za-z]+:[A-Za-z]+) (?![^>]*xmlns[ \t\r\n]*=)[^>]*>)")
_BEGIN, _BEGIN_WITH, _END, _TEXT_END = b"<w:p>", b"<w:p ", b"</w:p>", b"</w:t>"
_MARK = b'<p n="%d"/>'
_STEPS = {
    Step.ON: re.compile(rb"[ \t\r\n]*"),
    Step.CELL: re.compile(rb"[ \t\r\n]*</w:tc>[ \t\r\n]*<w:tc>[ \t\r\n]*"),
    Step.ROW: re.compile(rb"[ \t\r\n]*</w:tc>[ \t\r\n]*</w:tr>[ \t\r\n]*<w:tr>[ \t\r\n]*<w:tc>[ \t\r\n]*"),
}
_ODD = (b"<!", b"xmlns")  # comments, CDATA and the like; changing name spaces
_OF_CONTEXT = re.compile("xml:id|[\ue000-\uf8ff]")  # identifiers reach beyond their piece; slots
_UNSURE = re.compile("[\x00-\x1f\x7f-\x9f&<\ufffe\uffff]")  # characters that XML forbids or changes
_UNREAD = re.compile(rb"<w:(tc|tr)Pr>.*?</w:\1Pr>", re.DOTALL)  # formatting of cells and rows
_DEEP = etree.XPath(f"boolean({'/*' * 60})")  # the parser takes 256 levels
_MOST = 8 << 20  # bytes of a letter; the parser has limits of its own from 10 MB on
_LONGEST = 1 << 13  # bytes of a cached paragraph
_SLOT = 0xE000  # private-use characters from here on stand for the first, second … text


class Frame:
    """The context of paragraphs: the root's name spaces, and the file's styles and relationships.

    Paragraphs known in one frame are never reused in another.
    """

    def __init__(self, root: bytes, name: bytes, read: Read) -> None:
        self._around = _DECLARATIONS[0] + root, b"</%s>" % name
        self._read = read
        self.taken_in = lru_cache(2048)(self._taken_in)
        self._form = lru_cache(128)(self._read_form)
        self._shortened = lru_cache(128)(self._shorten)

    def _taken_in(self, piece: bytes) -> Known | None:
        """A paragraph, and the shortened XML before it; None for a paragraph that needs the whole file.

        `piece` begins behind the previous paragraph and lacks the final end tag.
        """
        at = piece.find(_BEGIN)
        at = at if at >= 0 else piece.find(_BEGIN_WITH)
        written = self._written(piece[at:]) if at >= 0 else None
        return None if written is None else Known(written, *self._shortened(piece[:at]))

    def _written(self, paragraph: bytes) -> Written | None:
        """A paragraph's content; None for a paragraph that needs the whole file."""
        *texts, end = paragraph.split(_TEXT_END)
        cuts = [text.rpartition(b">") for text in texts]
        try:
            said = [words.decode() for _, _, words in cuts]
        except UnicodeDecodeError:
            return None
        form = None if any(map(_UNSURE.search, said)) else self._form((*[markup for markup, _, _ in cuts], end))
        if form is None:
            return None
        runs = [Run(said[ord(run.text) - _SLOT], run.look) if run.text >= "\ue000" else run for run in form.runs]
        written = [run for run in runs if run.text]
        return Written(written, form.look, form.pictures, form.drawn, form.ruled, form.breaks, form.stop)

    def _read_form(self, markup: Sequence[bytes]) -> Written | None:
        """A paragraph parsed from its markup, with characters from U+E000 on as its texts.

        The tags before the texts lack their final `>`. None for a paragraph that depends on its surroundings or has
        other text in the run of one of its texts.
        """
        slots = [b">" + chr(_SLOT + place).encode() + _TEXT_END for place in range(len(markup) - 1)]
        alone = not _depends(b"".join(markup))
        filled = b"".join([part for pair in zip(markup, [*slots, _END], strict=True) for part in pair])
        element = self._single(filled) if alone else None
        if element is None or element.tag != PARAGRAPH or _has(element, SECTION):
            return None
        written, boxes = self._read(element)
        return None if boxes or any(len(run.text) != 1 for run in written.runs) else written

    def _shorten(self, between: bytes) -> tuple[bytes, Step | None]:
        """The XML between paragraphs without the elements that the reader ignores, and the step that it makes."""
        short = _UNREAD.sub(lambda found: b"" if self._says_nothing(found[0]) else found[0], between)
        return short, next((step for step, tags in _STEPS.items() if tags.fullmatch(short)), None)

    def _says_nothing(self, xml: bytes) -> bool:
        """Whether a piece of XML is well formed and of no interest to the reader."""
        element = None if _depends(xml) else self._single(xml)
        return element is not None and not _has(element, SECTION, PARAGRAPH, ROW, CELL)

    def _single(self, xml: bytes) -> etree._Element | None:
        """The XML as an element; None for XML that is not exactly one element."""
        first, last = self._around
        try:
            tree = parsed(first + xml + last, "a piece")
        except NotWordError:
            return None
        return tree[0] if len(tree) == 1 and not _DEEP(tree) else None


class Cut(NamedTuple):
    """XML with marks for runs of known paragraphs, in two pieces: up to the root's tag, and the rest.

    `marks` is the number of marks.
    """

    begin: bytes
    rest: bytes
    marks: int


def cut(xml: bytes, frame: Callable[[bytes, bytes], Frame]) -> tuple[Cut, Sequence[Sequence[Known]]] | None:
    """The XML with marks for runs of known paragraphs, and the runs in the order of their marks.

    `frame` returns the frame of a root tag and its name. None for XML that has to be read as a whole.
    """
    root = _ROOT.match(xml, len(_DECLARATIONS[0]))
    if not xml.startswith(_DECLARATIONS) or root is None or len(xml) > _MOST:
        return None
    taken_in = frame(root[1], root[2]).taken_in
    runs: list[list[Known]] = []
    left: list[bytes] = []
    *pieces, last = xml[root.end() :].split(_END)
    goes_on = False
    for piece in pieces:
        known = taken_in(piece) if len(piece) < _LONGEST else None
        if known is None:
            left += piece, _END
        elif goes_on and known.step:
            runs[-1].append(known)
        else:
            left += known.between, _MARK % len(runs)
            runs.append([known])
        goes_on = known is not None
    return Cut(xml[: root.end()], b"".join([*left, last]), len(runs)), runs


def tree_of(cut: Cut) -> etree._Element | None:
    """The tree of a cut XML; None for XML that has to be read as a whole."""
    if any(odd in cut.rest for odd in _ODD) or cut.rest.count(b"<p ") != cut.marks:
        return None
    tree = parsed(cut.begin + cut.rest, "the text")
    return None if _DEEP(tree) else tree


def _has(element: etree._Element, *tags: str) -> bool:
    return next(element.iter(*tags), None) is not None


def _depends(xml: bytes) -> bool:
    """Whether a piece may affect or need more than itself."""
    try:
        return _OF_CONTEXT.search(xml.decode()) is not None
    except UnicodeDecodeError:
        return True
