"""A file read by what is known of those before it says what it says when it is read as a whole."""

import copy
import random
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.known_letters import agrees, contents, letters, parts_of
from tests.support.lint_edits import BODY, STYLES, Element, edited, say
from tests.support.sample_letters import rendered
from workflow.docx.package import CORE, packed
from workflow.docx.parts import Package
from workflow.letters.samples.lagging_list import unit_list
from workflow.letters.samples.letters import SAMPLES
from workflow.lint.word.document import read_whole
from workflow.lint.word.fast.by_pieces import read_by_pieces
from workflow.lint.word.read import read

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODDITIES = (
    b"<!-- a comment -->", b"<?told?>", b"<![CDATA[<w:p>]]>", b"&amp;", b"&#3585;", b"&none;", b"\r", b"\x0b", b"\xff",
    b"</w:p>", b"<w:p>", b"<w:p/>", b"</w:p><w:p>", b"</w:t>", b"<w:t/>", b"<w:t>", b'<p n="0"/>', b"\xee\x80\x80",
    b">", b"<w:p><w:r><w:t>1</w:t></w:r></w:p>", f'<x:p xmlns:x="{_W}"><x:r><x:t>1</x:t></x:r></x:p>'.encode(),
    b'<w:sectPr><w:pgSz w:w="1" w:h="1"/></w:sectPr>', b'<w:bookmarkStart xml:id="one"/>', b"<w:tcPr><w:p/></w:tcPr>",
    b"</w:tc><w:tc>", b"</w:tc></w:tr><w:tr><w:tc>", b"</w:tr><w:tr>", b"<w:tc>", b"</w:tc>", b"</w:tc></w:tr></w:tbl>",
    b"<w:tbl><w:tr><w:tc><w:p></w:p></w:tc></w:tr><w:tr><w:tc><w:p></w:p></w:tc></w:tr></w:tbl>",
)  # fmt: skip
"""Bytes that may change what the bytes around them say."""


def nested(depth: int, paragraph: bytes) -> bytes:
    """A paragraph so deep inside content controls."""
    return b"<w:sdt>" * depth + paragraph + b"</w:sdt>" * depth


def said(text: str, properties: str = "") -> bytes:
    """A paragraph with a text."""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>".encode()


_BODY, _ROOT = b"<w:body>", b"<w:document "
_X = f'xmlns:x="{_W}"'.encode()
_WORDS_OWN_TWICE = (_ROOT, _ROOT + _X + b" ")
_WRAPPED = b"<x:sdt><x:sdtContent>%s</x:sdtContent></x:sdt>"
_TWO_CELLS = b"<w:tbl><w:tr><w:tc>%s</w:tc><w:tc>%s</w:tc></w:tr></w:tbl>"
_NEXT_CELL, _NEXT_ROW = b"</w:tc><w:tc>", b"</w:tc></w:tr><w:tr><w:tc>"
_TABLE = b"<w:tbl><w:tr><w:tc>%s</w:tc></w:tr></w:tbl>"
_ROWS = _NEXT_ROW.join([said("ก") + _NEXT_CELL + said("ข") + said("ค")] * 3)
_SET_IN = b"<w:sdt><w:sdtContent>%s</w:sdtContent></w:sdt>"
_PUT: dict[str, bytes] = {
    "rows of cells": _TABLE % _ROWS,
    "rows around a table in a cell": _TABLE % (_ROWS + _TABLE % _ROWS + said("ง") + _NEXT_CELL + _ROWS),
    "rows around a row that is wrapped": (_TABLE % (_ROWS + _NEXT_ROW + b"%s" + _NEXT_ROW + _ROWS)).replace(
        b"<w:tr><w:tc>%s</w:tc></w:tr>", _SET_IN % (b"<w:tr><w:tc>" + _ROWS + b"</w:tc></w:tr>")
    ),
    "rows around a cell that spans two": _TABLE
    % (_ROWS + b'</w:tc><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + said("ง") + _NEXT_CELL + _ROWS),
    "rows with a row that says how it is changed": _TABLE
    % (_ROWS + b'</w:tc></w:tr><w:tr w:x="1"><w:tc>' + _ROWS + _NEXT_CELL + said("ง")),
    "a cell that ends within a control": _TABLE % (_SET_IN % (said("ก") + _NEXT_CELL + said("ข"))),
    "a row that ends within a control": _TABLE % (_SET_IN % (said("ก") + _NEXT_ROW + said("ข"))),
    "a cell under another prefix that ends under its own": (_TABLE % (said("ก") + _NEXT_CELL + said("ข")))
    .replace(b"<w:tr><w:tc>", b"<w:tr><x:tc>")
    .replace(b"</w:tc></w:tr>", b"</x:tc></w:tr>"),
    "a row under another prefix that ends under its own": (_TABLE % (said("ก") + _NEXT_ROW + said("ข")))
    .replace(b"<w:tr><w:tc>", b"<x:tr><w:tc>", 1)
    .replace(b"</w:tr></w:tbl>", b"</x:tr></w:tbl>"),
    "a next cell where there is none": said("ก") + _NEXT_CELL + said("ข"),
    "a section told under another prefix": said("ก", "<w:pPr><x:sectPr/></w:pPr>"),
    "a paragraph under another prefix": said("1").replace(b"w:", b"x:"),
    "the prefix means something else": (_WRAPPED % said("1")).replace(b"sdt>", b'sdt xmlns:w="urn:x">', 1),
    "one identifier twice": b'<w:p xml:id="a"></w:p>' * 2,
    "paragraphs commented out": b"<!--" + said("1") + b"-->" + said("ก"),
    "a paragraph that is but text": b'<w:p w:x="1"><w:r><w:t><![CDATA[' + said("ก") + b"]]></w:t></w:r></w:p>",
    "a mark of our own": b'<p n="0"/><p n="1"></p>',
    "a slot of our own": said("\ue000<w:x/>ก"),
    "a sign that ends a tag": said("1 > ก") + said("1 > ข") + said("1 > ก"),
    "a paragraph in a paragraph": b"<w:p>" + said("1") + said("2") + b"</w:p>",
    "an empty paragraph before another": b'<w:p w:x="1"/><w:p w:y="1"><w:r><w:t>1</w:t></w:r></w:p>',
    "a text box with an empty paragraph": said("<w:x/>").replace(
        b"<w:t>", b"<w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict><w:t>"
    ),
    "a cell in what sets a cell": _TWO_CELLS % (b"<w:tcPr><w:tc/></w:tcPr>" + said("ก"), said("ข")),
    "what sets a cell is broken": b"<w:tcPr><w:x></w:tcPr>" + said("ก") + b"</w:x>",
    "a text that ends in the middle of a letter": said("").replace(b"</w:t>", b"\xe0\xb8</w:t>"),
    **{f"{depth} deep": nested(depth, said("1")) for depth in (20, 100, 248, 250, 252, 254, 256)},
    **{
        f"a paragraph {depth} deep": b"<w:p>"
        + b"<w:smartTag>" * depth
        + b"<w:r/>"
        + b"</w:smartTag>" * depth
        + b"</w:p>"
        for depth in (251, 252, 253, 254)
    },
}
_ODD_FILES = {
    **{name: (*_WORDS_OWN_TWICE, _BODY, _BODY + put) for name, put in _PUT.items()},
    "a name space without a prefix": (_ROOT, _ROOT + b'xmlns="urn:x" '),
    "another encoding": (b'encoding="UTF-8"', b'encoding="CP874"'),
}
"""What is put in the place of what in a letter's XML."""


@pytest.mark.parametrize("name", letters())
def test_a_letter_read_by_pieces_is_the_letter_read_as_a_whole(name: str) -> None:
    package = Package(letters()[name])
    pieces = read_by_pieces(package)
    if name in SAMPLES or "list" in name:
        assert pieces is not None, "the letters that Wian makes are read by pieces"
    if pieces is not None:
        assert contents(pieces) == contents(read_whole(package))


def test_a_letter_whose_head_is_its_own_text_is_not_taken_for_another() -> None:
    parts = parts_of(rendered("original", secrecy="ลับ"))
    relations = "word/_rels/document.xml.rels"
    parts[relations] = parts[relations].replace(b"header1.xml", b"document.xml")
    first = packed(parts)
    second = edited(first, say("จึงเรียน", "จึง 7 เรียน"))
    assert read_by_pieces(Package(first)) is None
    for docx in (first, second, first):
        agrees(docx)


@pytest.mark.parametrize("name", _ODD_FILES)
def test_an_odd_file_is_read_for_what_it_is(name: str) -> None:
    parts, changes = parts_of(rendered("reminder", list=unit_list(3))), _ODD_FILES[name]
    xml = parts[BODY]
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in xml
        xml = xml.replace(old, new, 1)
    for _ in range(2):
        read(packed(parts))
        agrees(packed({**parts, BODY: xml}))


def pointing(docx: bytes, part: str, to: int) -> bytes:
    """An archive whose directory says that a part lies elsewhere."""
    name = docx.rindex(part.encode())  # of the directory, in which the offset stands right before the name
    return docx[: name - 4] + to.to_bytes(4, "little") + docx[name:]


def behind(docx: bytes, part: str) -> bytes:
    """An archive with a part behind its directory, where a comment belongs."""
    start = docx.index(part.encode()) - 30
    copied = docx[start : docx.index(b"PK\3\4", start + 4)]
    return pointing(docx, part, len(docx))[:-2] + len(copied).to_bytes(2, "little") + copied


_HIDING: dict[str, Callable[[bytes, int], bytes]] = {
    "two parts at one header": lambda docx, styles: pointing(docx, CORE, styles),
    "a part within another": lambda docx, styles: pointing(docx, CORE, styles + 60),
    "a part behind the directory": lambda docx, _: behind(docx, STYLES),
}


@pytest.mark.parametrize("name", _HIDING)
def test_a_part_that_is_not_where_it_seems_to_lie_is_read_all_the_same(name: str) -> None:
    parts = parts_of(rendered("original"))
    plain = packed({STYLES: parts.pop(STYLES), **parts}, compress=False)
    first = _HIDING[name](plain, plain.index(STYLES.encode()) - 30)
    end = first.rindex(b"</w:styles>")
    second = first[:end] + b"<!" + first[end + 2 :]
    assert Package(plain).packed_parts() is not None
    assert Package(first).packed_parts() is None
    for docx in (first, second, first):
        agrees(docx)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(letters())), st.sampled_from(_ODDITIES), st.integers(0, 2**32), st.booleans())
def test_whatever_stands_among_known_pieces_is_read_for_what_it_is(
    name: str, odd: bytes, seed: int, anywhere: bool
) -> None:
    parts = parts_of(letters()[name])
    xml = parts[BODY]
    places = range(len(xml)) if anywhere else [match.start() for match in re.finditer(b"<", xml)]
    at = random.Random(seed).choice(places)
    read(letters()[name])
    agrees(packed({**parts, BODY: xml[:at] + odd + xml[at:]}, compress=False))
    agrees(letters()[name])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(letters())), st.integers(0, 2**32))
def test_a_letter_with_one_byte_changed_is_read_for_what_it_is(name: str, seed: int) -> None:
    parts, chance = parts_of(letters()[name]), random.Random(seed)
    changed = chance.choice([part for part in parts if part.startswith("word/")])
    data = bytearray(parts[changed])
    data[chance.randrange(len(data))] = chance.choice(b'<>&"/ 0aw' + bytes([chance.randrange(256)]))
    read(letters()[name])
    agrees(packed({**parts, changed: bytes(data)}, compress=False))
    agrees(letters()[name])


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(letters())), st.integers(0, 2**32))
def test_a_letter_with_its_elements_disturbed_is_read_for_what_it_is(name: str, seed: int) -> None:
    chance = random.Random(seed)

    def disturb(root: Element) -> None:
        for element in chance.sample([*root.iter()][1:], 6):
            other = copy.deepcopy(chance.choice([*root.iter()][1:]))
            if element.getparent() is not None:
                chance.choice([element.append, element.addnext, element.addprevious])(other)

    agrees(edited(letters()[name], disturb))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 2**32), st.integers(1, 3))
def test_a_damaged_archive_is_read_for_what_it_is(name: str, seed: int, damage: int) -> None:
    chance, data = random.Random(seed), bytearray(letters()[name])
    headers = [at + n for at in range(len(data)) if data[at : at + 2] == b"PK" for n in range(48) if at + n < len(data)]
    for _ in range(damage):
        data[chance.choice(chance.choice([headers, range(len(data))]))] = chance.choice(
            [0, 1, 8, 255, chance.randrange(256)]
        )
    read(letters()[name])
    agrees(bytes(data))
