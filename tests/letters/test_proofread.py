"""The linter looks at every letter before it is issued: an error stops it, and nothing has happened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from runtime.services import Services
from runtime.settings import ROOT
from tests.support import sweeps
from tests.support.circular_steps import DISTRICT, PAO, PROVINCE, TOWN, acknowledge, act, issue, outcomes, pass_on
from tests.support.lint_edits import Edit, drop, edited, say
from tests.support.services import with_settings
from tests.support.sweeps import FIRST, REMINDER, SECOND, find, made, sweep
from tests.support.terminal import MAY, Terminal
from workflow import incidents
from workflow.circulars.circular import Circular
from workflow.followup import make as follow_ups
from workflow.letters.cited_letters import addressees_of_cited
from workflow.letters.draft import LetterDraft
from workflow.letters.proofread import LetterFaultError, context_of, faults_of
from workflow.lint import Form
from workflow.progress import extension
from workflow.registry import lookup
from workflow.thai.spacing import squash

OFFICE, NEIGHBOUR, FAR = "6540603", "6540604", "6540409"
UNDATED = drop("{{ date }}")
ARABIC = say("จึงแจ้งมาเพื่อ", "ใน 3 วัน จึงแจ้งมาเพื่อ")


@pytest.fixture
def circular(services: Services) -> Circular:
    return sweeps.ready(services)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An office's folder of its own templates."""
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def with_own(services: Services, own: Path) -> Services:
    """Services with these templates before those that ship."""
    return with_settings(services, letters_own_templates=own)


def spoil(services: Services, own: Path, template: str, change: Edit) -> None:
    """Put a template of the office's own in force that has a fault."""
    shipped = (services.settings.letters.templates / f"{template}.docx").read_bytes()
    (own / f"{template}.docx").write_bytes(edited(shipped, change))


def files(services: Services) -> set[Path]:
    return {path for path in sweeps.letters_folder(services).rglob("*") if path.is_file()}


def late(services: Services, circular: Circular, *codes: str) -> None:
    outcomes(services, circular, sweeps.all_but(services, circular, codes), "2020-08-20 08:00")


@pytest.mark.parametrize(("change", "rule"), [(UNDATED, "L02"), (ARABIC, "L05")])
def test_a_template_with_a_fault_stops_the_letter_and_nothing_has_happened(
    services: Services, circular: Circular, own: Path, change: Edit, rule: str
) -> None:
    here = with_own(services, own)
    (draft,) = sweep(here, FIRST).made
    before, kept = sweeps.snapshot(services), files(services)
    before_numbers = sweeps.numbers(services, "send_circular")
    spoil(services, own, "followup", change)
    with pytest.raises(LetterFaultError, match=r"not issued, it breaks the rules \(template followup\): error") as told:
        sweeps.approve(here, draft.letter_id, "2020-09-10 09:00", "2020-10-16")
    assert {finding.rule.partition("-")[0] for finding in told.value.findings} == {rule}
    assert (sweeps.snapshot(services), files(services)) == (before, kept)
    assert find(services, circular, "first")[0]["state"] == "draft"
    assert sweeps.numbers(services, "send_circular") == before_numbers
    (own / "followup.docx").unlink()
    assert squash(sweeps.approve(here, draft.letter_id, "2020-09-10 09:00").issued.number) == "พร ๐๐๒๓.๑/ว ๒"


def test_a_circular_whose_letter_has_a_fault_is_not_issued_at_all(services: Services, own: Path) -> None:
    spoil(services, own, "original", UNDATED)
    before = sweeps.snapshot(services)
    with pytest.raises(LetterFaultError, match="template original"):
        issue(with_own(services, own))
    assert sweeps.snapshot(services) == before
    assert files(services) == set()


def test_a_covering_letter_with_a_fault_leaves_its_sender_where_it_was(services: Services, own: Path) -> None:
    circular = issue(services)
    acknowledge(services, circular, PROVINCE, at="2020-05-29 09:00")
    spoil(services, own, "forwarding", say("จึงเรียนมา", "จึงเรียนมา 2 ฉบับ"))
    before, kept = sweeps.snapshot(services), files(services)
    with pytest.raises(LetterFaultError, match="template forwarding"):
        pass_on(with_own(services, own), circular, PROVINCE, "2020-05-29 10:00")
    assert (sweeps.snapshot(services), files(services)) == (before, kept)


def test_a_notice_with_a_fault_gives_no_more_time(services: Services, circular: Circular, own: Path) -> None:
    spoil(services, own, "extension", UNDATED)
    here, before = with_own(services, own), sweeps.snapshot(services)
    with pytest.raises(LetterFaultError, match="template extension"), services.database.write() as conn:
        town, now = lookup.by_code(conn, TOWN), act(FIRST, why="น้ำท่วม")
        extension.grant(conn, circular, town, date(2020, 10, 16), here.printer, now)
    assert sweeps.snapshot(services) == before


def test_in_a_sweep_a_letter_with_a_fault_is_an_incident_until_its_template_is_mended(
    services: Services, circular: Circular, own: Path
) -> None:
    spoil(services, own, "reminder", ARABIC)
    here, kept = with_own(services, own), files(services)
    swept = sweep(here, REMINDER)
    assert made(swept) == [("progress", "กรมส่งเสริมการปกครองท้องถิ่น", 159)]
    (told,) = swept.incidents
    assert told.startswith("info-2563: the letter is not issued, it breaks the rules (template reminder): error L05-")
    assert find(services, circular, "reminder") == []
    assert len(files(services) - kept) == 1  # the department's letter
    with services.database.read() as conn:
        (standing,) = incidents.open_incidents(conn)
    assert "template reminder" in standing.problem
    assert sweep(here, "2020-08-25 09:05").incidents == [told]
    (own / "reminder.docx").unlink()
    assert made(sweep(here, "2020-08-25 09:10")) == [("reminder", "จังหวัดแพร่", 84)]
    with services.database.read() as conn:
        assert incidents.open_incidents(conn) == []
    assert 2 in sweeps.numbers(services, "send_circular")


def test_a_draft_with_a_fault_is_made_all_the_same_and_stopped_at_its_approval(
    services: Services, circular: Circular, own: Path
) -> None:
    spoil(services, own, "followup", UNDATED)
    swept = sweep(with_own(services, own), FIRST)
    assert (made(swept), swept.incidents) == ([("first", "จังหวัดแพร่", 84)], [])


def test_an_officer_sees_the_fault_among_the_incidents(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: Path
) -> None:
    monkeypatch.setenv("WIAN_LETTERS_OWN_TEMPLATES", str(own))
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    shipped = ROOT / "templates" / "letters" / "progress.docx"
    (own / "progress.docx").write_bytes(edited(shipped.read_bytes(), UNDATED))
    assert "incident: info-2563: the letter is not issued" in terminal.done("sweep", "--at", "2020-08-20")
    assert "it breaks the rules (template progress)" in terminal.done("incidents")
    (own / "progress.docx").unlink()
    assert "info-2563: progress:" in terminal.done("sweep", "--at", "2020-08-20")
    assert terminal.done("incidents") == "no incidents\n"


def test_a_letter_that_cites_what_an_addressee_never_got_is_stopped(services: Services, circular: Circular) -> None:
    late(services, circular, TOWN)
    (first,) = sweep(services, FIRST).made
    sweeps.approve(services, first.letter_id, FIRST)
    (second,) = sweep(services, SECOND).made
    with services.database.read() as conn:
        paper = follow_ups.draft(conn, second.letter_id, act(SECOND))
        both = [lookup.by_code(conn, code) for code in (TOWN, PAO)]
        told = faults(services, replace(paper, addressees=both, receiver=paper.receiver))
    assert any("the letter cited never went to 2540101" in text for text in told)
    assert [text for text in faults(services, paper) if "L07" in text] == []


def faults(
    services: Services, paper: LetterDraft, number: str = "พร ๐๐๒๓.๑/ว ๙", day: date = date(2020, 9, 23)
) -> Sequence[str]:
    """What the inspection says of a paper, if it were issued so."""
    data = services.printer.make(
        paper.template, {**paper.facts, "number": number, "date": "๒๓ กันยายน ๒๕๖๓"}, act(SECOND).now
    )
    with services.database.read() as conn:
        fault = faults_of({0: (paper, data.data, number)}, day, addressees_of_cited(conn, [paper])).get(0)
    if fault is None:
        return []
    assert isinstance(fault, LetterFaultError)
    return [str(finding) for finding in fault.findings]


def paper_of(services: Services, circular: Circular, at: str) -> LetterDraft:
    (letter,) = sweep(services, at).made
    with services.database.read() as conn:
        return follow_ups.draft(conn, letter.letter_id, act(at))


def test_a_new_deadline_not_later_than_the_old_one_is_stopped(services: Services, circular: Circular) -> None:
    late(services, circular, TOWN)
    paper = paper_of(services, circular, FIRST)
    moved = replace(paper, own_facts={**paper.own_facts, "moved": True, "deadline_plain": "วันที่ ๑๖ ตุลาคม ๒๕๖๓"})
    later = replace(moved, deadline=date(2020, 10, 16), replaced_deadline=date(2020, 8, 31))
    assert [text for text in faults(services, later) if "L08" in text] == []
    told = faults(services, replace(later, replaced_deadline=date(2020, 10, 16)))
    assert any("L08-later" in text for text in told)
    told = faults(services, replace(later, deadline=date(2020, 9, 22)))
    assert any("L08-days" in text for text in told)  # the letter is of the day after


def test_a_letter_is_compared_with_its_number_day_and_addressees(services: Services, circular: Circular) -> None:
    late(services, circular, OFFICE, TOWN)
    paper = paper_of(services, circular, FIRST)
    with services.database.read() as conn:
        context = context_of(paper, "พร ๐๐๒๓.๑/ว ๑", date(2020, 9, 10), addressees_of_cited(conn, [paper]))
    assert (context.form, context.circular, context.number) == (Form.STAMPED, True, "พร ๐๐๒๓.๑/ว ๑")
    assert context.date == date(2020, 9, 10)
    assert {unit.code for unit in context.addressees or ()} == {DISTRICT, TOWN}
    assert context.deadline is None  # no new one is set: nothing is asked for by that day
    (cited,) = context.cited or ()
    assert squash(cited.number) == "พร ๐๐๒๓.๑/ว ๑"
    assert len(cited.addressees) == 10
    wrong = faults(services, paper, "พร ๐๐๒๓.๑/๙", date(2020, 9, 10)), faults(services, paper)
    assert [[rule.split()[1] for rule in told] for told in wrong] == [["L03-circular:", "L04-register:"], []]


def test_a_serious_letter_must_be_signed(services: Services, circular: Circular) -> None:
    late(services, circular, TOWN)
    paper = paper_of(services, circular, FIRST)
    assert not any("L16" in text for text in faults(services, paper))
    assert any("L16-signed" in text for text in faults(services, replace(paper, serious=True)))


def test_a_template_that_says_something_false_stops_the_letter_and_the_rule_is_named(
    services: Services, circular: Circular, own: Path
) -> None:
    here = with_own(services, own)
    (draft,) = sweep(here, FIRST).made
    before = sweeps.snapshot(services)
    spoil(services, own, "followup", say("จึงแจ้งมาเพื่อ", "ยังมีอีก จำนวน ๓ แห่ง จึงแจ้งมาเพื่อ"))
    with pytest.raises(LetterFaultError, match=r"C01-counts: .*จำนวน ๓ แห่ง.*not the list's; expected ๘๔ แห่ง"):
        sweeps.approve(here, draft.letter_id, "2020-09-10 09:00")
    assert sweeps.snapshot(services) == before
