"""The receiving stamp (ข้อ 37, 79) on a letter: of its size, in its corner, over nothing; the letter stays as it is."""

from datetime import date, time

import pytest
from docx.oxml.ns import qn
from lxml import etree

from tests.support.long_letters import ISSUED, issued
from tests.support.pdf_ink import inked, overprinted
from tests.support.printed_pages import page_count, printed, sheets
from tests.support.word_parts import boxes, parts_of, texts
from workflow.docx.edit import EditError
from workflow.letters.stamped_copies.received_stamp import received_copy

DAY, CLOCK = date(2020, 9, 29), time(16, 5)
OFFICES = {
    "one line": "อบต.เตาปูน",
    "two lines": "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดพระนครศรีอยุธยา",
    "more lines": "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดพระนครศรีอยุธยา กลุ่มงานมาตรฐานการบริหารงานองค์กรปกครองส่วนท้องถิ่น",
}
EMU_IN_CM = 360_000


def stamped(docx: bytes, office: str = OFFICES["two lines"]) -> bytes:
    return received_copy(docx, office, "๔๓๔๓", DAY, CLOCK)


def size(docx: bytes) -> tuple[float, float]:
    """How wide and how high the stamp is, in centimetres."""
    root = etree.fromstring(parts_of(docx)["word/document.xml"])
    anchors = [each for each in root.iter(qn("wp:anchor")) if each.find(qn("wp:docPr")).get("name") == "received"]
    (extent,) = (anchor.find(qn("wp:extent")) for anchor in anchors)
    return round(int(extent.get("cx")) / EMU_IN_CM, 1), round(int(extent.get("cy")) / EMU_IN_CM, 1)


@pytest.mark.parametrize(("office", "high"), [("one line", 2.5), ("two lines", 2.5), ("more lines", 3.5)])
def test_it_is_five_by_two_and_a_half_centimetres_and_says_where_when_and_under_which_number(
    office: str, high: float
) -> None:
    copied = stamped(issued("original"), OFFICES[office])
    assert size(copied) == (5.0, high)
    said = [" ".join(text.split()) for text in texts(boxes(copied)["received"])]
    assert said == [OFFICES[office], "เลขรับ ๔๓๔๓", "วันที่ ๒๙ กันยายน ๒๕๖๓", "เวลา ๑๖.๐๕ น."]


def test_the_same_stamp_is_the_same_file_and_no_file_but_a_letter_is_stamped() -> None:
    assert stamped(issued("a memo")) == stamped(issued("a memo"))
    with pytest.raises(EditError):
        stamped(b"PK")


@pytest.fixture(scope="module")
def on_paper() -> dict[str, tuple[bytes, bytes]]:
    """Letters before and after, as PDF."""
    pairs = {name: (issued(name), stamped(issued(name))) for name in ISSUED}
    made = printed({f"{name}|{kind}": docx for name, pair in pairs.items() for kind, docx in enumerate(pair)})
    return {name: (made[f"{name}|0"].data, made[f"{name}|1"].data) for name in pairs}


@pytest.mark.parametrize("name", ISSUED)
def test_on_paper_nothing_moves_and_it_is_printed_over_nothing(
    on_paper: dict[str, tuple[bytes, bytes]], name: str
) -> None:
    before, after = (dict(inked(pdf)) for pdf in on_paper[name])
    assert page_count(on_paper[name][0]) == page_count(on_paper[name][1])
    assert before.keys() <= after.keys()
    added = {place: after[place] for place in after.keys() - before.keys()}
    assert len(added) > 60
    assert {page for page, *_ in added} == {0}
    wide = sheets(on_paper[name][1])[0].width
    lefts, rights = [box[0] / 72 * 2.54 for box in added.values()], [box[2] / 72 * 2.54 for box in added.values()]
    assert min(lefts) > wide - 6.1 and max(rights) < wide - 1
    assert overprinted(added, before) == []
