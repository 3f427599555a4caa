"""Bad facts and bad pictures: a letter is made right or refused in plain words, never broken."""

import time
import zlib
from collections.abc import Callable, Collection
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree
from PIL import Image

from runtime.settings import ROOT
from tests.support.printed_pages import printed, sheets
from tests.support.sample_letters import MADE, TEMPLATES
from tests.support.terminal import MAY, Terminal
from tests.support.word_parts import STORIES, parts_of
from workflow.errors import EmblemError, WianError
from workflow.letters.printer import LetterPrinter
from workflow.letters.samples.lagging_list import Facts, unit_list
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.text import paragraphs

EMBLEM = ROOT / "config" / "emblem.png"
LOOKS_LIKE_A_TAG = "{{ 7 * 7 }} {% for a in b %} {# x #} {%p if a %} {{ ''.__class__ }} <w:p> & \"q\" ]]> </w:t>"
RIGHT_EDGE = 19.0  # cm: A4 less 2 cm


def printer(emblem: Path = EMBLEM) -> LetterPrinter:
    return LetterPrinter(TEMPLATES, emblem, Path("nowhere"))


def made(name: str, facts: Facts) -> bytes:
    return printer().make(name, facts, MADE).data


KEPT = ("form", "matter", "follow_up_no", "days_late", "level", "page")
"""What chooses a wording or a register, and is no text of its own."""


def with_every_text(value: Any, change: Callable[[str], str], kept: Collection[str] = KEPT) -> Any:  # noqa: ANN401
    """The facts with all their texts changed but these, and the address behind a QR code."""
    if isinstance(value, dict):
        keeps = {*kept, "address"} if "label" in value else kept
        return {key: part if key in keeps else with_every_text(part, change, kept) for key, part in value.items()}
    if isinstance(value, list):
        return [with_every_text(part, change, kept) for part in value]
    return change(value) if isinstance(value, str) and value else value


@pytest.mark.parametrize("name", SAMPLES)
def test_texts_that_look_like_tags_or_markup_are_printed_as_they_are(name: str) -> None:
    facts = with_every_text(SAMPLES[name], lambda text: f"{text} {LOOKS_LIKE_A_TAG}")
    letter = made(name, facts)
    told = [text for text in paragraphs(letter) if LOOKS_LIKE_A_TAG in text]
    assert len(told) > 3
    parts = parts_of(letter)
    for story in STORIES:
        etree.fromstring(parts[f"word/{story}.xml"])
    assert not [text for text in paragraphs(letter) if "49" in text]


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800"])
@pytest.mark.parametrize(
    ("name", "change", "fact"),
    [
        ("original", lambda facts: facts["body"].__setitem__(1, facts["body"][1] + "?"), "body[1]"),
        ("original", lambda facts: facts["signer"].__setitem__("name", "(?)"), "signer.name"),
        ("reminder", lambda facts: facts.__setitem__("subject", "เรื่อง?"), "subject"),
        (
            "reminder",
            lambda facts: facts["list"]["groups"][0]["rows"][0].__setitem__("unit", "?"),
            "list.groups[0].rows[0].unit",
        ),
    ],
    ids=["paragraph", "part", "unused", "row"],
)
def test_a_character_that_word_cannot_hold_is_refused_with_the_fact_that_has_it(
    char: str, name: str, change: Callable[[Any], None], fact: str
) -> None:
    facts = with_every_text(SAMPLES[name], str)
    change(facts)
    facts = with_every_text(facts, lambda text: text.replace("?", char))
    with pytest.raises(WianError) as caught:
        made(name, facts)
    assert f"letter template {name}: {fact} has the character U+{ord(char):04X}" in str(caught.value)


@pytest.mark.parametrize("unbroken", ["ก" * 250, "A" * 250, "องค์การบริหารส่วนตำบล" * 14])
@pytest.mark.parametrize("name", ["original", "reminder", "escalation-memo", "list", "closing-report"])
def test_a_very_long_name_without_spaces_wraps_in_lines_and_cells_of_fixed_width(name: str, unbroken: str) -> None:
    document = etree.fromstring(
        parts_of(made(name, with_every_text(SAMPLES[name], lambda _: unbroken)))["word/document.xml"]
    )
    width = 11906 - 1701 - 1134
    for table in document.iter("{*}tbl"):
        assert [layout.values()[0] for layout in table.iterfind("{*}tblPr/{*}tblLayout")] == ["fixed"]
        assert sum(int(column.values()[0]) for column in table.iter("{*}gridCol")) <= width
    assert not list(document.iter("{*}noWrap"))
    assert unbroken in "".join(document.itertext())


def test_a_very_long_name_stays_on_the_paper() -> None:
    names = ("original", "reminder", "escalation-memo", "list", "closing-report")
    long = "องค์การบริหารส่วนตำบล" * 12
    kept = (*KEPT, "signer", "seal_agency", "date")  # centred on tab stops, which have room for a line
    letters = {name: made(name, with_every_text(SAMPLES[name], lambda _: long, kept)) for name in names}
    for name, pdf in printed(letters).items():
        edges = [piece.right for page in sheets(pdf.data) for line in page.lines for piece in line]
        assert max(edges) < RIGHT_EDGE + 0.3, name


def test_a_list_of_2000_offices_is_made_and_read_by_others() -> None:
    facts = SAMPLES["reminder"] | {"list": unit_list(2000)}
    began = time.perf_counter()
    letter = made("reminder", facts)
    took = time.perf_counter() - began
    rows = Document(BytesIO(letter)).tables[-1].rows
    print(f"2,000 offices: {took * 1000:.0f} ms, {len(letter):,} bytes")
    assert len(rows) > 2000
    assert paragraphs(letter).count("ยังไม่บันทึกข้อมูล") >= 2000


def _png(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


def _header(width: int, height: int) -> bytes:
    """A PNG that says it has this size."""
    body = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x00\x00\x00\x00"
    end = b"\0\0\0\0IEND" + zlib.crc32(b"IEND").to_bytes(4)
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + body + zlib.crc32(body).to_bytes(4) + end


NOT_EMBLEMS = {
    "text": b"emblem",
    "nothing": b"",
    "another kind of picture": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "cut short": EMBLEM.read_bytes()[:3000],
    "one byte changed": EMBLEM.read_bytes()[:2000] + b"?" + EMBLEM.read_bytes()[2001:],
    "signature only": b"\x89PNG\r\n\x1a\n",
    "no width": _header(0, 10),
    "as large as a city": _header(60000, 60000),
    "too many bytes": _png(10, 10) + b"\0" * (6 << 20),
}


@pytest.mark.parametrize("data", NOT_EMBLEMS.values(), ids=list(NOT_EMBLEMS))
def test_an_emblem_that_is_no_picture_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "garuda.png"
    path.write_bytes(data)
    with pytest.raises(EmblemError, match=r"the emblem's picture garuda\.png (is not a whole PNG|has more)"):
        printer(path).make("original", SAMPLES["original"], MADE)


@pytest.mark.parametrize("name", ["none.png", "folder"])
def test_an_emblem_that_cannot_be_read_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(EmblemError, match=rf"the emblem's picture {name} cannot be read: "):
        printer(tmp_path / name).make("original", SAMPLES["original"], MADE)


@pytest.mark.parametrize("size", [(354, 354), (280, 180), (177, 290)])
def test_an_emblem_of_another_shape_keeps_it(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "garuda.png"
    path.write_bytes(_png(*size))
    letter = printer(path).make("original", SAMPLES["original"], MADE).data
    assert parts_of(letter)["word/media/emblem.png"] == path.read_bytes()


@pytest.mark.parametrize("size", [(20, 20), (2000, 400), (177, 1000), (170, 170)])
def test_a_picture_that_is_no_emblem_by_its_size_is_refused_with_what_is_expected(
    size: tuple[int, int], tmp_path: Path
) -> None:
    path = tmp_path / "garuda.png"
    path.write_bytes(_png(*size))
    told = (
        rf"garuda\.png has {size[0]} by {size[1]} pixels; expected a picture about as wide as high, at least 177 pixels"
    )
    with pytest.raises(EmblemError, match=told):
        printer(path).make("original", SAMPLES["original"], MADE)


def test_a_bad_emblem_stops_the_issue_and_changes_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    file = terminal.circular()
    monkeypatch.setenv("WIAN_LETTERS_EMBLEM", str(terminal.write("garuda.png", b"GIF89a")))
    refused = terminal.refused("circular", "issue", file, *MAY)
    assert "garuda.png is not a whole PNG picture; set [letters] emblem (WIAN_LETTERS_EMBLEM) to a PNG" in refused
