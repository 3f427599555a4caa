"""Where everything stands on paper: a letter by every template, printed, against the rules of ข้อ 11, 12 and 14.

What is checked follows from the facts and the named styles of each letter, so a new template is checked as soon as
it has a sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pytest
from docx import Document

from templates.builder.styles import ADDRESS, COUNTER, ENCLOSURE, MIDDLE, REFERENCE, SEAL, SIGNATURE
from tests.support.lint_edits import attribute, edited
from tests.support.printed_pages import Piece, Sheet, found, printed, sheets, squeezed
from tests.support.sample_letters import rendered
from workflow.letters.samples.lagging_list import Facts
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.template_check.catalogue import PURPOSES
from workflow.letters.text import paragraphs

LEFT, RIGHT, WIDTH, HEIGHT = 3.0, 19.0, 21.0, 29.7
PAGE_MIDDLE, INDENT, FOOT = WIDTH / 2, 2.5, 4.5
TWIPS = 567
NEAR = 0.2  # centimetres: what may be lost between the rule and the printer
FORMS = {name: str(facts["form"]) if PURPOSES[name].official else "" for name, facts in SAMPLES.items()}
"""The form of every template's letter; none for lists and reports."""
LABELS = {
    "external": ("ที่", "เรื่อง", "เรียน", "อ้างถึง", "สิ่งที่ส่งมาด้วย"),
    "stamped": ("ที่", "ถึง"),
    "memo": ("ส่วนราชการ", "ที่", "เรื่อง", "เรียน"),
}
ALWAYS = {"external": 3, "stamped": 2, "memo": 4}
"""How many of the labels every letter of a form has."""


def near(length: float) -> object:
    return pytest.approx(length, abs=NEAR)


def of(*forms: str) -> pytest.MarkDecorator:
    """The templates of these forms; all of them for none."""
    return pytest.mark.parametrize("name", [name for name in SAMPLES if not forms or FORMS[name] in forms])


@dataclass(frozen=True)
class Paper:
    """A letter and its pages."""

    letter: bytes
    pages: list[Sheet]

    def styled(self, *styles: str) -> list[Sequence[Sequence[Piece]]]:
        """The lines of every paragraph in one of these styles."""
        chosen = [
            each for each in Document(BytesIO(self.letter)).paragraphs if each.style and each.style.name in styles
        ]
        return [found(self.pages, each.text) for each in chosen if squeezed(each.text)]

    def labelled(self, label: str) -> Sequence[Piece] | None:
        """The first line of the first page that begins with a label."""
        return next((line for line in self.pages[0].lines if line[0].text.startswith(label)), None)


_LONG = "แบบสำรวจข้อมูลที่พักพิงชั่วคราวและสิ่งอำนวยความสะดวกพื้นฐานขององค์กรปกครองส่วนท้องถิ่นในพื้นที่ประสบอุทกภัยซ้ำซาก"
_ENCLOSED = {"text": _LONG, "quantity": "จำนวน ๑ ชุด"}
_OTHERS: dict[str, tuple[str, Facts]] = {
    "one long": ("original", {"references": [_LONG], "enclosures": [_ENCLOSED]}),
    "several long": ("original", {"references": [_LONG] * 3, "enclosures": [_ENCLOSED] * 2}),
    "memo without list": ("escalation-memo", {"list": None}),
}


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    """A letter by every template, and one whose left margin is 5 mm too wide."""
    letters = {name: rendered(name) for name in SAMPLES}
    letters |= {name: rendered(form, None, **changes) for name, (form, changes) in _OTHERS.items()}
    letters["shifted"] = edited(letters["forwarding"], attribute(".//w:pgMar", "w:left", str(1701 + 284)))
    return {name: Paper(letters[name], sheets(pdf.data)) for name, pdf in printed(letters).items()}


@of()
def test_the_paper_is_a4_and_nothing_stands_in_its_margins(papers: dict[str, Paper], name: str) -> None:
    for page in papers[name].pages:
        assert (page.width, page.height) == (near(WIDTH), near(HEIGHT))
        for line in page.lines:
            assert line[0].left >= LEFT - NEAR, line
            assert line[-1].right <= RIGHT + NEAR, line


@of(*LABELS)
def test_labels_begin_at_the_left_margin(papers: dict[str, Paper], name: str) -> None:
    lines = [papers[name].labelled(label) for label in LABELS[FORMS[name]]]
    assert all(lines[: ALWAYS[FORMS[name]]])
    assert [line[0].left for line in lines if line] == [near(LEFT)] * len([line for line in lines if line])


@of(*LABELS)
def test_paragraphs_are_indented_and_go_on_at_the_margin(papers: dict[str, Paper], name: str) -> None:
    body = papers[name].styled("Wian Body", "Wian Body End")
    assert len(body) > 1
    for first, *others in body:
        assert first[0].left == near(LEFT + INDENT)
        assert [line[0].left for line in others] == [near(LEFT)] * len(others)


@of("external", "stamped")
def test_the_emblem_is_3_cm_high_in_the_middle_1_5_cm_from_the_edge(papers: dict[str, Paper], name: str) -> None:
    emblem = papers[name].pages[0].pictures[0]
    assert (emblem.foot - emblem.top, emblem.right - emblem.left) == (near(3), near(3))
    assert ((emblem.left + emblem.right) / 2, emblem.top) == (near(PAGE_MIDDLE), near(1.5))


@of("memo")
def test_a_memos_emblem_is_1_5_cm_high_at_the_left_margin(papers: dict[str, Paper], name: str) -> None:
    emblem = papers[name].pages[0].pictures[0]
    assert (emblem.foot - emblem.top, emblem.right - emblem.left) == (near(1.5), near(1.5))
    assert (emblem.left, emblem.top) == (near(LEFT), near(1.5))


@of(*LABELS)
def test_the_emblem_stands_on_the_first_page_only(papers: dict[str, Paper], name: str) -> None:
    assert not [picture for page in papers[name].pages[1:] for picture in page.pictures]


@of("external", "stamped")
def test_the_number_stands_at_the_emblems_foot(papers: dict[str, Paper], name: str) -> None:
    number = papers[name].labelled("ที่")
    assert number is not None
    assert number[0].foot == near(FOOT)


@of("external")
def test_the_senders_name_and_address_stand_beside_the_number_one_below_the_other(
    papers: dict[str, Paper], name: str
) -> None:
    pages, facts = papers[name].pages, SAMPLES[name]
    lines = [line for line in pages[0].lines if line[-1].left == near(LEFT + ADDRESS / TWIPS)]
    expected = [facts["agency"], *facts["address"]]  # type: ignore[misc]
    assert [squeezed(line[-1].text) for line in lines[: len(expected)]] == [squeezed(str(text)) for text in expected]
    assert lines[0][-1].foot == near(FOOT)


@pytest.mark.parametrize(
    ("name", "style", "at"),
    [
        ("one long", "Wian Reference", REFERENCE),
        ("one long", "Wian Enclosure", ENCLOSURE),
        ("several long", "Wian Reference Numbered", REFERENCE + COUNTER),
        ("several long", "Wian Enclosure Numbered", ENCLOSURE + COUNTER),
    ],
)
def test_the_second_line_of_a_reference_or_enclosure_stands_below_its_text(
    papers: dict[str, Paper], name: str, style: str, at: int
) -> None:
    items = papers[name].styled(style)
    assert len(items) == {"one long": 1}.get(name, 3 if "Reference" in style else 2)
    for first, second in items:
        text = squeezed("".join(piece.text for piece in first))
        assert second[0].left == pytest.approx(LEFT + at / TWIPS, abs=0.05)
        assert text.removeprefix("อ้างถึง").removeprefix("สิ่งที่ส่งมาด้วย").lstrip("๑๒๓.").startswith("แบบสำรวจ")
    numbers = [first[0].left for first, _ in items[1:]]
    assert numbers == [pytest.approx(LEFT + (at - COUNTER) / TWIPS, abs=0.05)] * len(numbers)


def test_a_memo_without_a_list_begins_as_high_as_one_with_a_list(papers: dict[str, Paper]) -> None:
    first, second = (papers[name].pages[0] for name in ("escalation-memo", "memo without list"))
    assert [line[0].foot for line in second.lines[:3]] == [line[0].foot for line in first.lines[:3]]


@of("external")
def test_date_and_closing_begin_at_the_pages_middle(papers: dict[str, Paper], name: str) -> None:
    placed = papers[name].styled("Wian Date", "Wian Closing")
    assert len(placed) == 2
    assert [lines[0][0].left for lines in placed] == [near(PAGE_MIDDLE)] * 2
    assert near(PAGE_MIDDLE) == LEFT + MIDDLE / TWIPS


@of("external", "memo")
def test_the_signature_is_centred_where_the_closing_has_its_middle(papers: dict[str, Paper], name: str) -> None:
    lines = [line for lines in papers[name].styled("Wian Signature") for line in lines]
    assert len(lines) > 1
    assert [line[0].centre for line in lines] == [near(LEFT + SIGNATURE / TWIPS)] * len(lines)


@of("stamped")
def test_agency_and_date_are_centred_11_cm_from_the_margin(papers: dict[str, Paper], name: str) -> None:
    agency, date = papers[name].styled("Wian Seal")
    assert [lines[0][0].centre for lines in (agency, date)] == [near(LEFT + 11)] * 2
    assert near(11) == SEAL / TWIPS


@of(*LABELS)
def test_a_letter_is_one_page_and_its_list_begins_on_the_next(papers: dict[str, Paper], name: str) -> None:
    first, later, facts = Paper(papers[name].letter, papers[name].pages[:1]), papers[name].pages[1:], SAMPLES[name]
    assert first.styled("Wian Body", "Wian Body End")
    assert first.styled("Wian Signature", "Wian Seal")
    for line in facts["contact"] if FORMS[name] != "memo" else ():  # type: ignore[attr-defined]
        assert first.labelled(line.split()[0])
    assert bool(later) == isinstance(facts["list"], dict)
    if isinstance(facts["list"], dict):
        assert found(later, facts["list"]["title"])


@of()
def test_the_text_on_paper_is_that_of_the_letter(papers: dict[str, Paper], name: str) -> None:
    paper = papers[name]
    shown = "".join(piece.text for page in paper.pages for line in page.lines for piece in line)
    assert squeezed(shown) == squeezed("".join(paragraphs(paper.letter)))


def test_the_measuring_sees_a_letter_that_stands_5_mm_off(papers: dict[str, Paper]) -> None:
    number, shifted = papers["forwarding"].labelled("ที่"), papers["shifted"].labelled("ที่")
    assert number is not None
    assert shifted is not None
    assert shifted[0].left - number[0].left == pytest.approx(0.5, abs=0.02)
    assert shifted[0].left != near(LEFT)
