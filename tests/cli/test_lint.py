"""`wian lint` on the command line, and docs/lint.md."""

import json
import re
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from typer.testing import CliRunner, Result

from cli.app import app
from cli.docs.lint import NOTES, NUMBERS, document, rules_for, seen
from runtime.settings import ROOT
from tests.support.lint_edits import Element, drop, edited, say
from tests.support.sample_letters import rendered
from workflow.lint import RULES, Severity


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A folder with a clean letter, one with a warning, and one with an error."""
    (tmp_path / "clean.docx").write_bytes(rendered("reminder"))
    (tmp_path / "warned.docx").write_bytes(edited(rendered("forwarding"), say("สำเนาหนังสือ", "๑. สำเนาหนังสือ")))
    (tmp_path / "wrong.docx").write_bytes(edited(rendered("forwarding"), drop("เรียน")))
    return tmp_path


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["lint", *map(str, words)])


def test_a_clean_letter_is_told_to_be_clean_with_its_form(letters: Path) -> None:
    told = run(letters / "clean.docx")
    assert told.exit_code == 0
    assert told.output == f"{letters / 'clean.docx'}: clean (stamped)\n"


def test_warnings_are_printed_and_are_no_failure(letters: Path) -> None:
    told = run(letters / "warned.docx")
    assert told.exit_code == 0
    assert "warned.docx: warning L01-items: paragraph 7" in told.output
    assert told.output.endswith("[§1.2; GK-high: ask a saraban officer]\n")


def test_an_error_names_file_rule_place_fault_expectation_and_clause_and_fails(letters: Path) -> None:
    told = run(letters / "clean.docx", letters / "wrong.docx")
    assert told.exit_code == 1
    expected = "error L01-parts: after paragraph 5: เรียน is missing; expected เรียน [ข้อ 11, §1.2]\n"
    assert told.output.endswith(f"{letters / 'wrong.docx'}: {expected}")


def test_json_has_every_field_of_every_finding(letters: Path) -> None:
    told = run("--format", "json", letters / "wrong.docx", letters / "clean.docx")
    assert told.exit_code == 1
    wrong, clean = json.loads(told.stdout)
    assert wrong["file"] == str(letters / "wrong.docx")
    assert (clean["form"], clean["findings"]) == ("stamped", [])
    (finding,) = wrong["findings"]
    fields = {"rule", "severity", "place", "text", "problem", "expected", "clause", "certainty", "more"}
    assert finding.keys() == fields
    assert (finding["rule"], finding["severity"], finding["certainty"]) == ("L01-parts", "error", "B")


def test_the_form_may_be_told(letters: Path) -> None:
    told = run("--form", "stamped", letters / "wrong.docx")
    assert told.exit_code == 1
    assert "error L02-forbidden" in told.output
    assert run("--form", "letter", letters / "wrong.docx").exit_code == 2


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("letter.doc", b"\xd0\xcf\x11\xe0", "this is not a Word file (.docx)"),
        ("empty.docx", b"", "this is not a Word file (.docx)"),
        ("missing.docx", None, "No such file"),
    ],
)
def test_what_is_no_word_file_is_told_plainly_and_the_others_are_checked(
    letters: Path, name: str, content: bytes | None, problem: str
) -> None:
    if content is not None:
        (letters / name).write_bytes(content)
    told = run(letters / name, letters / "wrong.docx")
    assert told.exit_code == 2
    assert f"{letters / name}: {problem}" in told.stderr
    assert "error L01-parts" in told.stdout


def test_wrong_usage_ends_with_two() -> None:
    assert run().exit_code == 2
    assert run("--format", "xml", "x.docx").exit_code == 2


def test_what_is_wrong_with_many_paragraphs_in_the_same_way_is_said_once(tmp_path: Path) -> None:
    def in_angsana(root: Element) -> None:
        for fonts in root.iter(qn("w:rFonts")):
            fonts.set(qn("w:cs"), "Angsana New")

    (tmp_path / "angsana.docx").write_bytes(edited(rendered("forwarding"), in_angsana))
    (line,) = run(tmp_path / "angsana.docx").output.splitlines()
    assert "(and 15 more): Thai text is set in Angsana New" in line


def test_the_document_is_made_from_the_table() -> None:
    assert (ROOT / "docs" / "lint.md").read_text(encoding="utf-8") == document()


def test_every_rule_and_mistake_of_the_notes_is_covered_or_said_not_to_be_seen() -> None:
    assert len(NUMBERS) == 45
    assert [number for number in NUMBERS if not rules_for(number) and number not in NOTES] == []
    assert [number for number in NUMBERS if seen(number) == "not seen"] == ["M23"]
    assert all(number in NUMBERS for rule in RULES for number in rule.also)
    assert seen("L07") == "context"
    assert seen("L13") == "file"
    assert seen("L03") == "file and context"


def test_rules_have_names_of_their_own_and_nothing_doubtful_is_an_error() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"[CLM]\d\d-[a-z]+", rule.id)
        assert rule.forms
        assert re.fullmatch(r"A|B|SEED [1-6][-,1-6]*|GK-(high|med|low)", rule.certainty), rule.id
        if rule.certainty.startswith("GK"):
            assert rule.severity is Severity.WARNING, rule.id
