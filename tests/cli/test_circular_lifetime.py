"""An officer at work: a circular's life as it is typed, command by command."""

import zipfile
from pathlib import Path

from tests.support.circular_steps import DISTRICT, PAO, PROVINCE, SAO, TOWN
from tests.support.overdue_circular import LATE, draft, issued, overdue, reached
from tests.support.terminal import MAY, Terminal


def test_check_tells_and_changes_nothing_and_issue_gives_a_number_and_tasks(terminal: Terminal) -> None:
    file, before = terminal.circular(), terminal.everything()
    assert "ready to be issued" in terminal.done("circular", "check", file, "--at", "2020-05-19")
    assert terminal.everything() == before
    told = terminal.done("circular", "issue", file, *MAY)
    assert "info-2563 issued as มท ๐๘๑๐.๒/ว ๑, 2020-05-19" in told
    assert "169 tasks (1 department, 8 district, 84 local, 76 province)" in told
    assert Path(told.rpartition("letter: ")[2].strip()).is_file()
    assert "info-2563  open" in terminal.done("circular", "list")


def test_a_receipt_is_told_as_its_stamp_reads(terminal: Terminal) -> None:
    issued(terminal)
    terminal.done("register", "carry-on", PROVINCE, "receive", "2563", "2500")
    told = terminal.done("acknowledge", "info-2563", PROVINCE, "--at", "2020-05-26 10:15", "--by", "saraban")
    assert told.startswith("สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่: เลขรับ 2501, 2020-05-26, ๑๐.๑๕ น., ")
    assert "already" in terminal.refused("acknowledge", "info-2563", PROVINCE)
    terminal.done("undo", "info-2563", PROVINCE, "--why", "wrong unit")
    assert "เลขรับ 2502" in terminal.done("acknowledge", "info-2563", PROVINCE, "--at", "2020-05-26 10:20")


def test_passing_on_opens_the_tasks_below(terminal: Terminal) -> None:
    issued(terminal)
    terminal.done("acknowledge", "info-2563", PROVINCE)
    assert "not sent" in terminal.refused("acknowledge", "info-2563", DISTRICT)
    told = terminal.done("pass-on", "info-2563", PROVINCE, "--at", "2020-05-29")
    assert "จังหวัดแพร่ passed it on as พร ๐๐๒๓.๑/ว ๑" in told
    terminal.done("acknowledge", "info-2563", DISTRICT)


def test_a_signer_without_the_post_signed_for_is_refused(terminal: Terminal) -> None:
    issued(terminal)
    terminal.done("acknowledge", "info-2563", PROVINCE)
    told = terminal.refused("pass-on", "info-2563", PROVINCE, "--signer", "รองผู้ว่า", "--mode", "รักษาราชการแทน")
    assert "signs for a post" in told


def test_an_office_reports_and_the_level_above_decides(terminal: Terminal) -> None:
    reached(terminal)
    terminal.done("acknowledge", "info-2563", SAO)
    assert terminal.done("report", "info-2563", SAO).endswith(": reported\n")
    terminal.done("return", "info-2563", SAO, "--why", "ข้อมูลไม่ครบถ้วน")
    terminal.done("report", "info-2563", SAO)
    assert terminal.done("verify", "info-2563", SAO).endswith(": done\n")
    terminal.done("acknowledge", "info-2563", PAO)
    terminal.done("nil", "info-2563", PAO)
    terminal.done("waive", "info-2563", TOWN, "--why", "ยุบรวมแล้ว")
    told = terminal.done("extend", "info-2563", DISTRICT, "--deadline", "2020-10-17", "--why", "น้ำท่วม", "--at", LATE)
    assert "warning: the new deadline is not a working day: วันเสาร์" in told
    assert "2020-10-17" in told


def test_a_dry_run_tells_what_an_import_would_change_and_changes_nothing(terminal: Terminal) -> None:
    reached(terminal)
    rows = f"{PAO},complete,,2020-08-19\n{SAO},incorrect,ไม่ครบถ้วน,2020-08-19\n"
    words = ("outcomes", "import", "info-2563", terminal.write("o.csv", "unit,outcome,note,as_of\n" + rows))
    before = terminal.everything()
    dry = terminal.done(*words, "--dry-run", "--at", "2020-08-20")
    assert terminal.everything() == before
    wet = terminal.done(*words, "--at", "2020-08-20")
    assert "would change: 2; kept: 0; the same as before: 0" in dry
    assert wet == dry.replace("would change", "changed")
    assert "nothing new" in terminal.done(*words, "--at", "2020-08-21")


def test_preview_announces_what_the_sweep_then_makes_once(terminal: Terminal) -> None:
    reached(terminal)
    before = terminal.everything()
    told = terminal.done("preview", "--at", LATE)
    assert terminal.everything() == before
    assert "info-2563: first (stamped) from จังหวัดแพร่, waits for approval" in told
    assert "about 84 offices, deadline 2020-08-31" in told
    assert "info-2563: first: draft" in terminal.done("sweep", "--at", LATE)
    assert terminal.done("sweep", "--at", LATE) == "nothing is due\n"
    assert terminal.done("preview", "--at", LATE) == "nothing would be made\n"


def test_a_draft_can_be_read_saved_and_approved_and_is_then_no_draft(terminal: Terminal) -> None:
    overdue(terminal)
    number = draft(terminal)
    assert "องค์การบริหารส่วนตำบล" in terminal.done("letter", "show", number, "--at", LATE)
    terminal.done("letter", "save", number, "draft.docx", "--at", LATE)
    assert zipfile.is_zipfile(terminal.folder / "draft.docx")
    words = ("letter", "approve", number, "--new-deadline", "วันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓", "--at", "2020-09-10")
    assert "new deadline: 2020-10-16" in terminal.done(*words)
    assert terminal.done("letter", "list", "--drafts") == "no letters\n"
    assert "only a draft" in terminal.refused(*words)


def test_a_draft_is_discarded_for_a_reason_only(terminal: Terminal) -> None:
    overdue(terminal)
    number = draft(terminal)
    assert "say why" in terminal.refused("letter", "discard", number)
    terminal.done("letter", "discard", number, "--why", "ประสานทางโทรศัพท์แล้ว")
    assert terminal.done("sweep", "--at", "2020-09-10") == "nothing is due\n"


def test_why_status_and_incidents_answer_without_changing_anything(terminal: Terminal) -> None:
    overdue(terminal)
    before = terminal.everything()
    assert "info-2563" in terminal.done("why", SAO, "--at", LATE)
    status = terminal.done("circular", "status", "info-2563", "--by", "district")
    assert "info-2563: open, deadline 2020-08-31" in status
    assert "อำเภอสอง" in status
    assert terminal.done("incidents") == "no incidents\n"
    assert terminal.everything() == before


def test_registers_are_listed_exported_and_carried_on_but_never_back(terminal: Terminal) -> None:
    terminal.done("register", "carry-on", "DLA", "send_circular", "2563", "1703")
    assert "มท ๐๘๑๐.๒/ว ๑๗๐๔" in terminal.done("circular", "issue", terminal.circular(), *MAY)
    assert "2563  DLA     send_circular  1704" in terminal.done("register", "list")
    terminal.done("register", "export", "books")
    (book,) = (terminal.folder / "books").rglob("*.csv")
    assert "๑๗๐๔" in book.read_text(encoding="utf-8-sig")
    assert "cannot go back" in terminal.refused("register", "carry-on", "DLA", "send_circular", "2563", "1600")


def test_cancelling_ends_a_circular_for_a_reason(terminal: Terminal) -> None:
    issued(terminal)
    assert "say why" in terminal.refused("circular", "cancel", "info-2563")
    assert "169 open tasks" in terminal.done("circular", "cancel", "info-2563", "--why", "ออกผิดฉบับ", *MAY)
