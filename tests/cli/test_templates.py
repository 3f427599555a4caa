"""`wian templates`, an office's own templates, and what a letter keeps of the template that made it."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from runtime.services import Services
from runtime.settings import ROOT
from tasks.sweep import sweep_here
from tests.support.circular_steps import issue, moment, reach_offices
from tests.support.fact_names import fact_names
from tests.support.lint_edits import edited, say, set_out
from tests.support.sample_letters import MADE, TEMPLATES
from tests.support.terminal import MAY, Terminal
from workflow.cascade.close import report_facts
from workflow.errors import OwnTemplatesError, UnknownError, WianError
from workflow.letters.printer import LetterPrinter
from workflow.letters.samples.letters import G1, SAMPLES
from workflow.letters.template_check.catalogue import LETTER, REPORT, VARIABLES
from workflow.letters.templates.template import LetterTemplate
from workflow.letters.templates.template_store import TemplateStore
from workflow.letters.text import paragraphs
from workflow.store import guards, triggers
from workflow.store import tables as t
from workflow.store.database import Database
from workflow.store.migrate import downgrade, upgrade
from workflow.thai.dates import thai_date

ORIGINAL = TEMPLATES / "original.docx"
EMBLEM = ROOT / "config" / "emblem.png"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of an office's own templates, set but not made yet."""
    monkeypatch.setenv("WIAN_LETTERS_OWN_TEMPLATES", "mine")
    return tmp_path / "mine"


def mine(
    folder: Path, name: str = "original", old: str = "{{ subject }}", new: str = "{{ subject }} (แบบของเรา)"
) -> Path:
    """A template that ships, changed a little, in the office's folder."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.docx"
    path.write_bytes(edited((TEMPLATES / f"{name}.docx").read_bytes(), say(old, new)))
    return path


def test_the_list_says_what_each_template_is_for_and_which_file_is_in_force(terminal: Terminal, own: Path) -> None:
    mine(own)
    rows = {line.split()[0]: line for line in terminal.done("templates", "list").splitlines() if line.strip()}
    assert rows.keys() >= SAMPLES.keys()
    assert "stamped" in rows["reminder"]
    assert "หนังสือเตือนก่อนครบกำหนด" in rows["reminder"]
    assert "reminder.docx (as it ships)" in rows["reminder"]
    assert f"{own / 'original.docx'} (yours)" in rows["original"]


def test_the_list_of_one_has_its_variables_with_meanings_and_examples_from_the_samples(terminal: Terminal) -> None:
    told = terminal.done("templates", "list", "forwarding")
    (line,) = [line for line in told.splitlines() if line.startswith("upstream.number ")]
    assert "its number" in line
    assert "มท ๐๘๑๐.๒/ว ๓๙๗๒" in line
    assert "upstream" not in terminal.done("templates", "list", "reminder")
    assert "rows[].on_time" in terminal.done("templates", "list", "closing-report")
    assert "no template is called 'x'; there are cancellation," in terminal.run("templates", "list", "x").err


def test_a_clean_check_is_code_0_and_names_every_template_in_force(terminal: Terminal) -> None:
    told = terminal.done("templates", "check")
    assert [line.partition(".docx: clean (")[0] for line in told.splitlines()] == sorted(SAMPLES)


def test_errors_are_code_1_and_warnings_are_not(terminal: Terminal, own: Path) -> None:
    path = mine(own, "followup", "{{ to }}", "{{ too }}")
    ran = terminal.run("templates", "check")
    assert ran.code == 1
    expected = f"{path}: paragraph 3 'ถึง {{{{ too }}}}': unknown variable 'too'; did you mean 'to'?"
    assert [line for line in ran.out.splitlines() if "clean" not in line] == [expected]
    path.write_bytes(edited((TEMPLATES / "followup.docx").read_bytes(), set_out("ถึง", 'jc w:val="center"')))
    assert "warning: paragraph 3" in terminal.done("templates", "check", "followup")


def test_a_finding_of_the_linter_fails_the_check(terminal: Terminal) -> None:
    shutil.copy(ORIGINAL, terminal.folder / "original.docx")
    (terminal.folder / "original.docx").write_bytes(edited(ORIGINAL.read_bytes(), say("{{ closing }}", "ด้วยรัก")))
    ran = terminal.run("templates", "check", "original.docx")
    assert ran.code == 1
    assert "L01-parts: คำลงท้าย is missing; expected คำลงท้าย [ข้อ 11" in ran.out


def test_json_has_every_field_of_every_problem(terminal: Terminal) -> None:
    terminal.write("draft.docx", edited(ORIGINAL.read_bytes(), say("{{ date }}", "{{ dat }}")))
    ran = terminal.run("templates", "check", "draft.docx", "reminder", "--for", "original", "--format", "json")
    assert ran.code == 1
    ran = terminal.run("templates", "check", "draft.docx", "--for", "original", "--format", "json")
    (record,) = json.loads(ran.out)
    (problem,) = record.pop("problems")
    assert record == {"file": "draft.docx", "template": "original", "form": "external", "letters": 5}
    assert (problem["place"], problem["text"], problem["variable"]) == ("paragraph 6", "{{ dat }}", "dat")
    assert problem["severity"] == "error"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("text.docx", "--for", "original"), "text.docx: is not a readable Word file: File is not a zip file"),
        (("missing.docx", "--for", "original"), "missing.docx: is not a readable Word file: "),
        (("draft.docx",), "draft.docx: no template is called 'draft'; say with --for which one it is to be"),
        (("nonsense",), "no template is called 'nonsense'"),
        (("reminder", "--format", "xml"), "Invalid value for '--format'"),
    ],
)
def test_what_cannot_be_checked_is_code_2(terminal: Terminal, words: tuple[str, ...], told: str) -> None:
    terminal.write("text.docx", "text")
    terminal.write("draft.docx", ORIGINAL.read_bytes())
    ran = terminal.run("templates", "check", *words)
    assert ran.code == 2
    assert told in ran.err


def test_copying_puts_the_file_that_ships_into_the_folder_once(terminal: Terminal, own: Path) -> None:
    assert str(own / "reminder.docx") in terminal.done("templates", "copy", "reminder")
    assert (own / "reminder.docx").read_bytes() == (TEMPLATES / "reminder.docx").read_bytes()
    changed = mine(own, "reminder", "{{ to }}", "{{ to }} ๑").read_bytes()
    assert "is there already; it is not overwritten" in terminal.refused("templates", "copy", "reminder")
    assert (own / "reminder.docx").read_bytes() == changed
    for name in ("x", "../reminder", ""):
        assert f"no template is called '{name}'" in terminal.refused("templates", "copy", name)


def test_copying_without_a_folder_says_which_setting_is_missing(terminal: Terminal) -> None:
    assert "set [letters] own_templates" in terminal.refused("templates", "copy", "reminder")


def test_an_own_template_makes_the_letters_and_a_folder_that_is_not_there_stops_them(
    terminal: Terminal, own: Path
) -> None:
    file = terminal.circular()
    assert f"the folder of your own templates, {own}, is not there" in terminal.refused("circular", "issue", file, *MAY)
    mine(own)
    terminal.done("circular", "issue", file, *MAY)
    assert "(แบบของเรา)" in terminal.done("letter", "show", "1")


def test_a_template_in_the_folder_of_an_office_makes_the_letters_of_that_office_alone(
    terminal: Terminal, own: Path
) -> None:
    mine(own, "forwarding", "พิจารณาดำเนินการ", "พิจารณาดำเนินการโดยเร็ว")
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    assert f"copied to {own / '54' / 'forwarding.docx'}" in terminal.done(
        "templates", "copy", "forwarding", "--unit", "54"
    )
    assert "there is no unit" in terminal.refused("templates", "copy", "forwarding", "--unit", "../54")
    mine(own / "54", "forwarding", "พิจารณาดำเนินการ", "พิจารณาดำเนินการให้ครบ")
    for code, said in (("54", "ดำเนินการให้ครบ"), ("5406", "ดำเนินการโดยเร็ว")):
        terminal.done("acknowledge", "info-2563", code, "--at", "2020-05-29 09:30")
        told = terminal.done("pass-on", "info-2563", code, "--at", "2020-05-29 10:00")
        letter = "\n".join(paragraphs(Path(told.rpartition(": ")[2].strip()).read_bytes()))
        assert said in letter


def test_a_name_that_does_not_ship_is_used_where_a_ladder_names_it(
    terminal: Terminal, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ladder = (ROOT / "config" / "ladders" / "standard.yaml").read_text(encoding="utf-8")
    assert "template: reminder" in ladder
    (terminal.folder / "ladders").mkdir()
    terminal.write("ladders/standard.yaml", ladder.replace("template: reminder", "template: gentle"))
    monkeypatch.setenv("WIAN_LADDERS_FOLDER", str(terminal.folder / "ladders"))
    gentle = mine(own, "reminder", "จึง", "จึงใคร่")
    gentle.rename(own / "gentle.docx")
    shutil.copy(ORIGINAL, own / "forgotten.docx")
    (own / "~$gentle.docx").write_bytes(b"what Word keeps beside a file that is open")
    rows = {line.split()[0]: line for line in terminal.done("templates", "list").splitlines() if line.strip()}
    assert "stage reminder of the ladder standard" in rows["gentle"]
    assert "no ladder names it" in rows["forgotten"]
    assert not [name for name in rows if name.startswith("~")]
    assert "gentle.docx: clean (stamped" in terminal.done("templates", "check", "gentle")
    assert "forgotten" not in terminal.done("templates", "check")


def printer(tmp_path: Path, own: Path | None) -> LetterPrinter:
    return LetterPrinter(TEMPLATES, EMBLEM, tmp_path / "letters", own)


def subject(made: bytes) -> str:
    return next(line for line in paragraphs(made) if line.startswith("เรื่อง"))


def test_a_template_edited_in_between_takes_effect_without_a_restart_and_so_does_its_removal(tmp_path: Path) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    running = printer(tmp_path, own)
    shipped = running.make("original", G1, MADE)
    path = mine(own)
    first = running.make("original", G1, MADE)
    mine(own, new="{{ subject }} (แบบใหม่)")
    os.utime(path, ns=(1, 1))  # whatever the clock's steps are, the file is another
    second = running.make("original", G1, MADE)
    path.unlink()
    assert [subject(each.data).rpartition("(")[2] for each in (shipped, first, second)] == [
        "INFO ระบบใหม่)",
        "แบบของเรา)",
        "แบบใหม่)",
    ]
    assert running.make("original", G1, MADE) == shipped
    assert len({each.template_sha256 for each in (shipped, first, second)}) == 3


def test_a_template_that_has_not_changed_is_read_once() -> None:
    template_store = TemplateStore(TEMPLATES)
    assert template_store.template("original") is template_store.template("original")


def test_a_shelf_refuses_what_it_does_not_have(tmp_path: Path) -> None:
    with pytest.raises(UnknownError, match="no template is called 'x'"):
        TemplateStore(TEMPLATES, tmp_path).copy("x")
    with pytest.raises(OwnTemplatesError, match="none, is not there"):
        TemplateStore(TEMPLATES, tmp_path / "none").template("original")
    with pytest.raises(WianError, match=r"letter template x: .*not a readable Word file"):
        TemplateStore(TEMPLATES, tmp_path).template("x")


def renamed_version(version: str) -> bytes:
    return edited(ORIGINAL.read_bytes(), lambda root: root.find("{*}version").__setattr__("text", version), CORE)


CORE = "docProps/core.xml"


@pytest.mark.parametrize(("version", "kept"), [("2 แพร่", "2 แพร่"), (" 3 ", "3"), ("", ""), (None, "")])
def test_a_templates_version_is_the_one_its_file_names_and_may_be_blank(
    tmp_path: Path, version: str, kept: str
) -> None:
    path = tmp_path / "original.docx"
    path.write_bytes(renamed_version(version))
    assert LetterTemplate.load(path).version == kept
    assert LetterTemplate.load(ORIGINAL).version == "1"


def test_a_letter_keeps_the_version_and_the_hash_of_the_template_that_made_it(terminal: Terminal, own: Path) -> None:
    own.mkdir()
    (own / "original.docx").write_bytes(renamed_version("2 แพร่"))
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    database = Database(f"sqlite:///{terminal.folder / 'wian.db'}")
    with database.read() as conn:
        row = conn.execute(select(t.letters.c.template_version, t.letters.c.template_sha256)).one()
    database.close()
    assert tuple(row) == ("2 แพร่", hashlib.sha256((own / "original.docx").read_bytes()).hexdigest())


def test_the_column_of_the_version_comes_and_goes_and_the_triggers_stay(services: Services) -> None:
    def trigger_names() -> set[str]:
        sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        postgres = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        with services.database.read() as conn:
            return set(conn.exec_driver_sql(sqlite if conn.dialect.name == "sqlite" else postgres).scalars())

    def columns() -> set[str]:
        return {column["name"] for column in inspect(services.database.engine).get_columns("letters")}

    issue(services)
    before, names = columns(), trigger_names()
    of_first = {triggers.trigger_name(table, operation) for table, operation, *_ in guards.FIRST}
    assert of_first < names
    downgrade(services.database, "0001")
    assert before - columns() == {"template_version", "kind", "released_at", "program_version", "urgency"}
    assert trigger_names() == of_first
    upgrade(services.database)
    assert (columns(), trigger_names()) == (before, names)
    with services.database.read() as conn:
        assert conn.scalars(select(t.letters.c.template_version)).all() == [""]


def test_the_catalogue_has_what_letters_get_and_nothing_else(sqlite_services: Services) -> None:
    circular = issue(sqlite_services)
    reach_offices(sqlite_services, circular)
    for day in ("2020-08-20", "2020-08-26", "2020-09-10"):
        sweep_here(sqlite_services, moment(f"{day} 09:30"))
    with sqlite_services.database.read() as conn:
        facts = conn.scalars(select(t.letters.c.facts)).all()
        report = report_facts(conn, circular, moment("2020-09-10 09:30").date())
    real = {name for each in facts for name in fact_names(each)}
    assert len({each["form"] for each in facts}) > 1
    known = {variable.name for variable in VARIABLES[LETTER]}
    assert real <= known
    # A part is only there where a letter has what it is a part of, as a reminder has no upstream letter.
    parts_of = {name.partition(".")[0] for name in real if "." in name}
    there = {name for name in known if "." not in name or name.partition(".")[0] in parts_of}
    assert there - real == set()
    assert fact_names(report) >= {variable.name for variable in VARIABLES[REPORT]}
    assert thai_date(circular.deadline) in report.values()
