"""What people wrote is printed as they wrote it: square brackets and colons in it are text."""

from tests.support.circular_steps import PROVINCE, moment
from tests.support.terminal import MAY, Terminal
from workflow import incidents
from workflow.store.database import Database

SUBJECT = "การสำรวจแบบ [a1] และ [/b2] :warning: ประจำปี"


def test_a_subject_with_square_brackets_stands_in_the_list_as_it_is(terminal: Terminal) -> None:
    text = terminal.circular().read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("subject:"))
    terminal.done("circular", "issue", terminal.circular((line, f'subject: "{SUBJECT}"')), *MAY)
    assert SUBJECT in terminal.done("circular", "list")
    assert SUBJECT in terminal.done("letter", "show", "1")


def test_a_signer_with_square_brackets_is_entered_and_listed_as_he_is(terminal: Terminal) -> None:
    given = ("--title", "รอง[/ผู้ว่า]", "--name", "นาย [letters] ชื่อ")
    assert "รอง[/ผู้ว่า]" in terminal.done("signer", "set", PROVINCE, *given)
    listed = terminal.done("signer", "list")
    assert "รอง[/ผู้ว่า]" in listed
    assert "นาย [letters] ชื่อ" in listed


def test_an_incident_with_square_brackets_is_listed_as_it_is(terminal: Terminal) -> None:
    database = Database("sqlite:///wian.db")
    with database.write() as conn:
        problem = "there are no fonts (.ttf) in x, the folder that [letters] fonts names"
        incidents.open_one(conn, "copy/1", problem, moment("2020-06-01 09:00"))
    database.close()
    assert "the folder that [letters] fonts names" in terminal.done("incidents")
