"""Right letters are found to be right: Wian's own, and those typed by hand."""

import pytest

from tests.support.demo_run import DemoRun
from tests.support.sample_letters import rendered
from tests.support.typed_letters import typed_external, typed_memo, typed_stamped, typed_table, typed_with_faults
from workflow.letters.samples.letters import SAMPLES
from workflow.lint import Form, check, lint
from workflow.registry.signers import Signer


def test_every_letter_of_the_demo_is_clean_and_of_the_form_it_was_made_in(demo_run: DemoRun) -> None:
    assert len(demo_run.index) >= 15
    for entry in demo_run.index:
        assert check(demo_run.data(entry)) == (entry["form"], []), entry["file"]


def test_the_reports_of_the_demo_are_no_letters_and_clean(demo_run: DemoRun) -> None:
    reports = list((demo_run.folder / "reports").glob("*.docx"))
    assert reports
    assert all(check(report.read_bytes()) == (Form.OTHER, []) for report in reports)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_letter_is_clean(name: str) -> None:
    expected = Form.OTHER if name in ("list", "closing-report") else Form(str(SAMPLES[name]["form"]))
    assert check(rendered(name)) == (expected, [])


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in ("list", "closing-report")])
@pytest.mark.parametrize("urgency", ["", "ด่วน", "ด่วนมาก", "ด่วนที่สุด"])
@pytest.mark.parametrize("secrecy", ["", "ลับ", "ลับมาก", "ลับที่สุด"])
def test_every_grade_of_urgency_and_secrecy_is_clean_in_every_letter(name: str, urgency: str, secrecy: str) -> None:
    assert lint(rendered(name, urgency=urgency, secrecy=secrecy)) == []


@pytest.mark.parametrize("room", [Signer(own_title="ปลัดจังหวัด").bracketed(), "(" + " " * 30 + ")", "(………………)"])
@pytest.mark.parametrize("name", ["original", "escalation-memo"])
def test_a_name_may_be_left_to_be_written_in_by_hand(name: str, room: str) -> None:
    lines = ["อธิบดีกรมส่งเสริมการปกครองท้องถิ่น"]
    assert lint(rendered(name, signer={"name": room, "lines": lines})) == []
    assert lint(rendered(name, signer={"name": "()", "lines": lines})) != []


@pytest.mark.parametrize(
    ("made", "form"),
    [(typed_external, Form.EXTERNAL), (typed_stamped, Form.STAMPED), (typed_memo, Form.MEMO)],
    ids=["external", "stamped", "memo"],
)
def test_a_letter_rightly_typed_by_hand_is_clean_and_its_form_is_found_out(made: type, form: Form) -> None:
    assert check(made()) == (form, [])


def test_a_table_in_the_text_has_no_first_lines_to_indent_but_a_single_cell_has() -> None:
    assert [finding for finding in lint(typed_table(columns=2)) if finding.rule == "L13-indent"] == []
    assert [finding for finding in lint(typed_table(columns=1)) if finding.rule == "L13-indent"] != []


def test_of_a_letter_wrongly_typed_by_hand_every_fault_is_seen() -> None:
    form, findings = check(typed_with_faults())
    assert form is Form.EXTERNAL
    assert {finding.rule for finding in findings} == {
        *("M16-zeros", "M06-label", "M06-month", "M06-place", "L05-digits", "L06-that", "L20-spelling", "M20-person"),
        *(
            "L01-address",
            "L17-closing",
            "M21-acting",
            "L13-font",
            "L13-margins",
            "L13-indent",
            "M04-labels",
            "M25-missing",
        ),
        *("M05-beside", "M05-aligned", "M07-place", "M07-room"),
    }
