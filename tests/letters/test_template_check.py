"""What `wian templates check` sees: nothing in what ships, and every fault that is put in."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from docxtpl import DocxTemplate
from lxml import etree

from cli.docs.templates import document
from runtime.settings import ROOT
from tests.support.fact_names import fact_names
from tests.support.lint_edits import edited, say
from tests.support.sample_letters import PICTURES, TEMPLATES
from tests.support.template_edits import torn
from tests.support.template_faults import FAULTS, Fault
from workflow.docx.package import packed
from workflow.letters.samples.lagging_list import Facts
from workflow.letters.samples.letters import SAMPLES
from workflow.letters.template_check.catalogue import PURPOSES, VARIABLES, is_official
from workflow.letters.template_check.check import Bench, check
from workflow.letters.template_check.problems import Problem
from workflow.letters.template_check.sample_cases import cases
from workflow.letters.templates.template import LetterTemplate
from workflow.letters.text import paragraphs
from workflow.lint import Severity

BENCH = Bench(PICTURES, datetime(2022, 11, 18, tzinfo=UTC))
SHIPPED = sorted(path.stem for path in TEMPLATES.glob("*.docx"))


def problems(folder: Path, name: str, data: bytes) -> list[Problem]:
    path = folder / f"{name}.docx"
    path.write_bytes(data)
    return check(path, name, cases(name), BENCH)


def shipped(name: str) -> bytes:
    return (TEMPLATES / f"{name}.docx").read_bytes()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_template_that_ships_is_clean_and_described_and_has_a_sample(name: str) -> None:
    assert check(TEMPLATES / f"{name}.docx", name, cases(name), BENCH) == []
    assert PURPOSES[name].title
    assert name in SAMPLES


def test_nothing_is_described_that_does_not_ship() -> None:
    assert sorted(PURPOSES) == SHIPPED


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_told_with_its_paragraph_and_nothing_else_is(fault: Fault, tmp_path: Path) -> None:
    found = problems(tmp_path, fault.template, fault.made())
    told = "\n".join(map(str, found))
    assert len(found) == len(fault.told), told
    for problem, expected in zip(found, fault.told, strict=True):
        mild = expected.startswith("warning: ")
        text, _, said = expected.removeprefix("warning: ").partition(": ")
        assert problem.severity is (Severity.WARNING if mild else Severity.ERROR), told
        assert problem.text.replace("\t", " ").replace("\u00a0", " ").strip().startswith(text), told
        assert said in problem.problem, told


def test_there_are_no_two_faults_of_one_name_and_many_of_them() -> None:
    assert len({fault.what for fault in FAULTS}) == len(FAULTS) > 40


def test_all_faults_are_told_at_once_each_with_its_number(tmp_path: Path) -> None:
    data = shipped("followup")
    for old, new in (
        ("{{ to }}", "{{ too }}"),
        ("{{ seal_agency }}", "{{ seal_agncy }}"),
        ("{{ date }}", "{{ date|x }}"),
    ):
        data = edited(data, say(old, new))
    texts = [text.strip() for text in paragraphs(data)]
    found = problems(tmp_path, "followup", data)
    assert [problem.variable for problem in found] == ["too", "seal_agncy", ""]
    assert [problem.place for problem in found] == [f"paragraph {texts.index(problem.text) + 1}" for problem in found]


def test_a_problem_reads_as_an_officer_needs_it(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "original", edited(shipped("original"), say("{{ subject }}", "{{ subjct }}")))
    expected = "paragraph 7 'เรื่อง {{ subjct }}': unknown variable 'subjct'; did you mean 'subject'?"
    assert str(problem) == expected


_SIDE_BY_SIDE = {
    "bold": '</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">',
    "proofErr": '</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>',
    "bookmark": '</w:t></w:r><w:bookmarkStart w:id="9" w:name="a"/><w:bookmarkEnd w:id="9"/><w:r><w:t>',
}


@pytest.mark.parametrize("between", _SIDE_BY_SIDE.values(), ids=list(_SIDE_BY_SIDE))
@pytest.mark.parametrize("at", range(1, len("{{ date }}")))
def test_what_word_has_torn_into_pieces_side_by_side_is_whole(between: str, at: int, tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(shipped("original"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    tag = "{{ date }}"
    text = parts["word/document.xml"].decode().replace(tag, tag[:at] + between + tag[at:], 1)
    found = problems(tmp_path, "original", packed(parts | {"word/document.xml": text.encode()}))
    assert [str(problem) for problem in found if "torn" in problem.problem or "tag" in problem.problem] == []


@pytest.mark.parametrize("around", ["hyperlink", "ins", "smartTag"])
def test_what_is_told_to_be_torn_really_cannot_be_joined(around: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(edited(shipped("original"), torn("{{ date }}", 5, around)))) as archive:
        patched = DocxTemplate("").patch_xml(archive.read("word/document.xml").decode().partition("?>")[2])
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(patched)


def test_the_samples_of_a_template_differ_as_real_letters_do() -> None:
    tried = [facts for name in SAMPLES if is_official(name) for facts in cases(name).values()]
    for name in ("list", "qr", "references", "enclosures", "urgency", "secrecy", "moved"):
        assert {bool(facts[name]) for facts in tried} == {True, False}, name
    assert {facts["matter"] for facts in tried} == {"missing", "incorrect", "both"}
    forms = {"one", "all", "both", "many", "some", "uncounted"}
    assert {facts["lagging"]["form"] for facts in tried} == forms  # type: ignore[index]
    assert {(facts["addressees"]["has_district"], facts["addressees"]["mixed"]) for facts in tried} == {  # type: ignore[index]
        (True, True),
        (True, False),
        (False, False),
    }


def test_a_template_of_an_offices_own_is_tried_with_the_letters_of_its_form() -> None:
    assert {facts["form"] for facts in cases("ours", "stamped").values()} == {"stamped"}
    with pytest.raises(KeyError):
        cases("ours")


@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_samples_have_is_in_the_catalogue(name: str) -> None:
    known = {variable.name for variable in VARIABLES[PURPOSES[name].facts]}
    for facts in cases(name).values():
        assert fact_names(facts) <= known


@pytest.mark.parametrize("name", SHIPPED)
def test_what_the_templates_name_is_in_the_catalogue(name: str) -> None:
    known = {variable.name for variable in VARIABLES[PURPOSES[name].facts]} | {"picture_width"}
    stories = LetterTemplate.load(TEMPLATES / f"{name}.docx").stories.values()
    assert {need for story in stories for need in story.needs} <= known


def test_no_variable_is_told_twice_and_each_has_a_meaning() -> None:
    for variables in VARIABLES.values():
        assert len({variable.name for variable in variables}) == len(variables)
        assert all(variable.meaning for variable in variables)


def test_the_document_of_the_templates_is_the_one_that_is_committed() -> None:
    assert (ROOT / "docs" / "templates.md").read_text(encoding="utf-8") == document()


def test_sample_facts_are_not_changed_by_a_check(tmp_path: Path) -> None:
    before: dict[str, Facts] = {name: dict(facts) for name, facts in cases("original").items()}
    problems(tmp_path, "original", shipped("original"))
    assert cases("original") == before
