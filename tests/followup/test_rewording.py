"""An officer puts a draft into other words: the facts stay Wian's, and what is approved is what was shown."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import TOWN, act, outcomes
from tests.support.sweeps import FINAL, FIRST, REMINDER, SECOND, approve, find, snapshot, sweep
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError, WianError
from workflow.followup import drafts
from workflow.followup.rewording import reword, reword_paragraph
from workflow.followup.stage_words import ChangedDraft, set_circular_words, set_office_words
from workflow.letters import issue as letter_issue
from workflow.letters.proofread import LetterFaultError
from workflow.letters.shown_draft import DraftChangedError
from workflow.letters.words.check import WordsFaultError
from workflow.letters.words.kept import words_of_draft
from workflow.letters.words.printed import printed_paragraphs
from workflow.letters.words.word_file import paragraphs_of_word_file
from workflow.registry import lookup
from workflow.store import tables as t

TO_DISTRICT = "2020-10-22 09:00"
DAY = "2020-09-10 09:00"
OWN = "ตามที่ทราบแล้ว"
LATE = ("6540603", "6540604", "6540605")
"""Three offices of one district."""


@pytest.fixture
def circular(services: Services) -> Circular:
    return sweeps.ready(services)


def drafted(services: Services, circular: Circular, late: Sequence[str] = LATE) -> int:
    """The draft of the first follow-up, with these offices on its list."""
    outcomes(services, circular, sweeps.all_but(services, circular, late), "2020-09-08 08:00")
    (letter,) = sweep(services, FIRST).made
    return letter.letter_id


def shown(services: Services, letter_id: int, at: str = DAY, new: date | None = None) -> list[str]:
    with services.database.write() as conn:
        draft = drafts.draft(conn, letter_id, act(at), new)
    return printed_paragraphs(draft, services.printer, act(at).now)


def in_words(services: Services, letter_id: int, paragraphs: Sequence[str], new: date | None = None) -> list[str]:
    """Reword a draft; returns the words as they are kept."""
    with services.database.write() as conn:
        reword(conn, letter_id, paragraphs, services.printer, act(DAY), new)
    with services.database.read() as conn:
        return words_of_draft(conn, letter_id)


def own(services: Services, letter_id: int, at: str = DAY) -> list[str]:
    """The draft's paragraphs, put a little otherwise by its officer."""
    first, *others = shown(services, letter_id, at)
    return [first.replace(" นั้น", f" {OWN} นั้น"), *others]


def test_a_draft_says_what_its_officer_has_written_and_its_figures_keep_up_with_the_list(
    services: Services, circular: Circular
) -> None:
    letter = drafted(services, circular)
    kept = in_words(services, letter, own(services, letter))
    assert kept[0].endswith(f" {OWN} นั้น")
    assert any("จำนวน {{ count }} แห่ง" in text for text in kept)
    assert "จำนวน ๓ แห่ง" in " ".join(shown(services, letter))

    outcomes(services, circular, {LATE[0]: "complete"}, "2020-09-10 10:00")
    approved = approve(services, letter, "2020-09-10 11:00")
    assert len(approved.dropped_offices) == 1
    text = sweeps.text(services, letter)
    assert OWN in text
    assert "จำนวน ๒ แห่ง" in text
    assert "จำนวน ๓ แห่ง" not in text


def test_rewording_is_an_event_and_reset_restores_the_templates_words(services: Services, circular: Circular) -> None:
    letter = drafted(services, circular)
    standard = shown(services, letter)
    in_words(services, letter, own(services, letter))
    assert shown(services, letter) != standard
    assert in_words(services, letter, ()) == []
    assert shown(services, letter) == standard
    events = select(func.count()).where(t.events.c.noun == "letter", t.events.c.action == "reword")
    with services.database.read() as conn:
        assert conn.scalar(events.where(t.events.c.subject_id == letter)) == 2


def test_a_word_file_that_is_changed_and_taken_back_keeps_the_figures_as_blanks(
    services: Services, circular: Circular
) -> None:
    letter = drafted(services, circular)
    with services.database.write() as conn:
        data = letter_issue.proof(drafts.draft(conn, letter, act(DAY)), services.printer, act(DAY).now).data
    document = Document(BytesIO(data))
    first = next(p for p in document.paragraphs if p.style is not None and p.style.name == "Wian Body")
    first.runs[-1].text = first.runs[-1].text.replace("นั้น", f"{OWN} นั้น")
    changed = BytesIO()
    document.save(changed)
    taken = paragraphs_of_word_file(changed.getvalue())
    standard = shown(services, letter)
    kept = in_words(services, letter, taken)
    assert shown(services, letter) == [standard[0].replace(" นั้น", f" {OWN} นั้น"), *standard[1:]]
    assert "{{ count }} แห่ง" in " ".join(kept)
    assert "๓ แห่ง" not in " ".join(kept)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ภายในวันที่ ๓๑ กันยายน ๒๕๖๓", "paragraph 1"),
        ("ภายในวันอังคารที่ ๓๑ สิงหาคม ๒๕๖๓", "says อังคาร"),
        ("จำนวน ๗ แห่ง", "count ๓"),
        ("ตามหนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๙๙๙๙", "no such letter"),
        ("ภายในวันที่ ๓๐ ตุลาคม ๒๕๖๓", "not the letter's deadline"),
    ],
)
def test_words_against_the_facts_are_refused_and_change_nothing(
    services: Services, circular: Circular, said: str, told: str
) -> None:
    letter = drafted(services, circular)
    first, *others = shown(services, letter)
    before = snapshot(services)
    with pytest.raises(WordsFaultError, match=told):
        in_words(services, letter, [f"{said} {first}", *others])
    assert snapshot(services) == before


def test_the_linter_reads_an_officers_words(services: Services, circular: Circular) -> None:
    letter = drafted(services, circular)
    before = snapshot(services)
    with pytest.raises(LetterFaultError, match="M14-news"):
        in_words(services, letter, ["ด้วยจังหวัดได้ขอให้รายงาน นั้น", "เรียนมาเพื่อพิจารณาดำเนินการ"])
    with pytest.raises(WordsFaultError, match="2 paragraphs at least"):
        in_words(services, letter, ["เรียนมาเพื่อพิจารณาดำเนินการ"])
    assert snapshot(services) == before


def test_words_with_a_new_deadline_are_checked_with_it_and_issued_with_it_only(
    services: Services, circular: Circular
) -> None:
    letter, new = drafted(services, circular), date(2020, 10, 16)
    words = shown(services, letter, new=new)
    in_words(services, letter, words, new)
    before = snapshot(services)
    with pytest.raises(WordsFaultError, match=r"not the letter's deadline|do not say the new deadline"):
        in_words(services, letter, shown(services, letter), new)
    assert snapshot(services) == before
    approve(services, letter, "2020-09-10 11:00", "2020-10-16")
    assert "ภายในวันที่ ๑๖ ตุลาคม ๒๕๖๓" in sweeps.text(services, letter)


def test_a_shorter_list_may_be_issued_but_no_other_change(services: Services, circular: Circular) -> None:
    letter = drafted(services, circular)
    for changes, told in (
        ({TOWN: "missing"}, "1 more offices lag"),
        ({TOWN: "complete", LATE[0]: "incorrect"}, "the count is said otherwise"),
        ({LATE[0]: "complete", LATE[1]: "complete"}, "the count is said otherwise"),
    ):
        outcomes(services, circular, changes, "2020-09-10 10:00")
        before = snapshot(services)
        with pytest.raises(DraftChangedError, match=f"{told}.*look at it again"):
            approve(services, letter, "2020-09-10 11:00")
        assert snapshot(services) == before
    with services.database.write() as conn:
        drafts.refresh(conn, letter, act("2020-09-10 12:00"))
    assert approve(services, letter, "2020-09-10 13:00").dropped_offices == []


def test_the_words_of_an_issued_letter_never_change(services: Services, circular: Circular) -> None:
    letter = drafted(services, circular)
    in_words(services, letter, own(services, letter))
    approve(services, letter, "2020-09-10 11:00")
    before = snapshot(services)
    with pytest.raises(NotAllowedError, match="issued"):
        in_words(services, letter, ())
    for statement in (
        t.letter_words.delete(),
        t.letter_words.update().values(text="อื่น"),
        t.letter_words.insert().values(letter_id=letter, position=9, text="อื่น"),
    ):
        with pytest.raises(DBAPIError), services.database.write() as conn:
            conn.execute(statement)
    assert snapshot(services) == before


OFFICE_WORDS = [
    "ตามที่จังหวัดแพร่ได้ขอให้รายงาน ภายใน{{ told }} นั้น",
    "ปรากฏว่ามีองค์กรปกครองส่วนท้องถิ่นที่ต้องเร่งรัด จำนวน {{ count }} แห่ง เรียนมาเพื่อพิจารณาดำเนินการ "
    "สำหรับอำเภอขอให้แจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่ต่อไป",
]
CIRCULAR_WORDS = [OFFICE_WORDS[0], OFFICE_WORDS[1].replace("ต้องเร่งรัด", "ยังค้างอยู่")]
STAGES = ("reminder", "first")


def of_office(services: Services, words: Sequence[str], stage: str = "first") -> list[ChangedDraft]:
    with services.database.write() as conn:
        phrae = lookup.by_code(conn, "54")
        return set_office_words(conn, phrae, stage, words, services.printer, act(DAY), STAGES)


def of_circular(services: Services, circular: Circular, words: Sequence[str]) -> list[ChangedDraft]:
    with services.database.write() as conn:
        about = circulars.by_code(conn, circular.code)
        return set_circular_words(conn, about, "first", words, services.printer, act(DAY))


def test_an_officers_words_come_before_the_circulars_these_before_the_offices_and_these_before_the_templates(
    services: Services, circular: Circular
) -> None:
    letter = drafted(services, circular)
    standard = shown(services, letter)
    (changed,) = of_office(services, OFFICE_WORDS)
    assert (changed.letter_id, changed.sender) == (letter, "จังหวัดแพร่")
    assert shown(services, letter) == changed.paragraphs
    assert "ที่ต้องเร่งรัด จำนวน ๓ แห่ง" in changed.paragraphs[1]

    (changed,) = of_circular(services, circular, CIRCULAR_WORDS)
    assert "ที่ยังค้างอยู่ จำนวน ๓ แห่ง" in changed.paragraphs[1]
    assert of_office(services, OFFICE_WORDS) == []  # the circular's come first, so no letter changes

    in_words(services, letter, standard)
    assert of_circular(services, circular, ()) == []  # the officer's come first
    assert shown(services, letter) == standard
    in_words(services, letter, ())
    assert "ที่ต้องเร่งรัด" in shown(services, letter)[1]
    of_office(services, ())
    assert shown(services, letter) == standard


def test_a_draft_whose_words_change_for_all_letters_is_shown_again(services: Services, circular: Circular) -> None:
    letter = drafted(services, circular)
    of_office(services, OFFICE_WORDS)
    with pytest.raises(DraftChangedError, match="'words' has changed"):
        approve(services, letter, "2020-09-10 11:00")
    with services.database.write() as conn:
        drafts.refresh(conn, letter, act("2020-09-10 11:30"))
    approve(services, letter, "2020-09-10 12:00")
    assert "ที่ต้องเร่งรัด จำนวน ๓ แห่ง" in sweeps.text(services, letter)


def test_an_offices_words_are_in_its_later_letters_and_in_no_other_offices(
    services: Services, circular: Circular
) -> None:
    of_office(services, OFFICE_WORDS)
    letter = drafted(services, circular)
    assert "ที่ต้องเร่งรัด จำนวน ๓ แห่ง" in shown(services, letter)[1]
    with services.database.write() as conn:
        other = lookup.by_code(conn, "55")
        assert set_office_words(conn, other, "first", OFFICE_WORDS, services.printer, act(DAY), STAGES) == []
    assert [row["id"] for row in find(services, circular, "first")] == [letter]


@pytest.mark.parametrize(
    ("stage", "words", "told"),
    [
        ("frist", OFFICE_WORDS, "there is no stage 'frist'; expected one of reminder, first, forwarding"),
        ("first", OFFICE_WORDS[:1], "2 paragraphs at least"),
        ("first", [*OFFICE_WORDS, "{{ coutn }}"], "paragraph 3, .*no slot"),
        ("first", [*OFFICE_WORDS, "จำนวน ๒๗ แห่ง"], "of จังหวัดแพร่ could not say so: paragraph 3, 'จำนวน ๒๗ แห่ง'"),
    ],
)
def test_words_that_no_letter_or_not_every_draft_can_say_are_refused(
    services: Services, circular: Circular, stage: str, words: Sequence[str], told: str
) -> None:
    drafted(services, circular)
    before = snapshot(services)
    with pytest.raises(WianError, match=told):
        of_office(services, words, stage)
    assert snapshot(services) == before


def test_letters_that_go_out_by_themselves_say_the_offices_words_or_stop(
    services: Services, circular: Circular
) -> None:
    in_time = [text.replace("ภายใน{{ told }} นั้น", "นั้น") for text in OFFICE_WORDS]
    of_office(services, in_time, "reminder")
    made = {made.due.ranked.stage.id: made for made in sweep(services, REMINDER).made}
    assert made["reminder"].issued is not None
    assert "ที่ต้องเร่งรัด จำนวน " in sweeps.text(services, made["reminder"].letter_id)


def test_a_letter_that_cannot_fill_a_blank_of_its_offices_words_stops_and_is_told(
    services: Services, circular: Circular
) -> None:
    of_office(services, [OFFICE_WORDS[0], f"{OFFICE_WORDS[1]} ซึ่งล่วงเลยมาแล้ว {{{{ days_late }}}} วัน"], "reminder")
    swept = sweep(services, REMINDER)
    assert "reminder" not in {made.due.ranked.stage.id for made in swept.made}
    assert "'{{ days_late }}' is no slot; expected" in "".join(map(str, swept.incidents))


def test_thanks_that_wait_say_what_their_officer_has_written(services: Services, circular: Circular) -> None:
    outcomes(services, circular, sweeps.all_but(services, circular, ()), "2020-09-01 09:00")
    sweep(services, "2020-09-01 10:00")
    letter = find(services, circular, "thanks")[0]["id"]
    in_words(services, letter, own(services, letter))
    with services.database.write() as conn:
        drafts.approve(conn, letter, services.printer, act(DAY))
    assert OWN in sweeps.text(services, letter)


def test_a_letter_to_superiors_says_what_its_officer_has_written(services: Services, circular: Circular) -> None:
    outcomes(services, circular, sweeps.all_but(services, circular, LATE), "2020-09-08 08:00")
    for at in (FIRST, SECOND, FINAL):
        for made in sweep(services, at).made:
            if made.issued is None:
                approve(services, made.letter_id, at)
    (made,) = sweep(services, TO_DISTRICT).made
    words = own(services, made.letter_id, TO_DISTRICT)
    with services.database.write() as conn:
        reword(conn, made.letter_id, words, services.printer, act(TO_DISTRICT))
    approve(services, made.letter_id, TO_DISTRICT)
    assert OWN in sweeps.text(services, made.letter_id)


def test_one_paragraph_is_replaced_and_the_others_keep_their_blanks(services: Services, circular: Circular) -> None:
    letter = drafted(services, circular)
    in_words(services, letter, OFFICE_WORDS)
    changed = OFFICE_WORDS[0].replace(" นั้น", f" {OWN} นั้น")
    with services.database.write() as conn:
        reword_paragraph(conn, letter, 1, changed, services.printer, act(DAY))
        assert words_of_draft(conn, letter) == [changed, OFFICE_WORDS[1]]
        for number in (0, 3):
            with pytest.raises(NotAllowedError, match=f"has 2 paragraphs, not {number}"):
                reword_paragraph(conn, letter, number, "ก", services.printer, act(DAY))
