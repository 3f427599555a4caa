"""Own words as an officer types them: for a draft, a covering letter, a circular, an office."""

from pathlib import Path

import pytest
from docx import Document

from tests.support.circular_steps import DISTRICT, PROVINCE
from tests.support.terminal import MAY, Terminal
from workflow.thai.spacing import squash

NOW = ("--at", "2020-09-10 09:00", "--by", "officer")
WORDS = "\n".join(
    (
        "ตามที่ได้ขอให้บันทึกข้อมูล ภายใน{{ told }} นั้น",
        "ปรากฏว่ามีองค์กรปกครองส่วนท้องถิ่นที่ต้องเร่งรัด จำนวน {{ count }} แห่ง เรียนมาเพื่อพิจารณาดำเนินการ",
        "สำหรับอำเภอขอให้แจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่ต่อไป",
    )
)
COVERING = "\n".join(
    (
        "ด้วยกรมส่งเสริมการปกครองท้องถิ่นแจ้งว่า ขอให้องค์กรปกครองส่วนท้องถิ่นบันทึกข้อมูล",
        "จังหวัดแพร่จึงขอให้ดำเนินการภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓",
        "จึงเรียนมาเพื่อพิจารณาดำเนินการ สำหรับอำเภอขอให้แจ้งองค์กรปกครองส่วนท้องถิ่นในพื้นที่ต่อไป",
    )
)


@pytest.fixture
def draft(terminal: Terminal) -> str:
    """The id of Phrae's first follow-up, which waits for approval."""
    received(terminal)
    terminal.done("pass-on", "info-2563", PROVINCE, "--at", "2020-05-29 10:00")
    terminal.done("sweep", "--at", "2020-09-09 09:00")
    (line,) = [line for line in terminal.done("letter", "list", "--drafts").splitlines() if " first " in line]
    return line.replace("│", " ").split()[0]


def received(terminal: Terminal) -> None:
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    terminal.done("acknowledge", "info-2563", PROVINCE, "--at", "2020-05-29 09:30")


def test_a_paragraph_a_text_file_and_a_word_file_change_a_draft_and_reset_restores_it(
    terminal: Terminal, draft: str, tmp_path: Path
) -> None:
    standard = terminal.done("letter", "edit", draft, *NOW)
    first, second, *_ = (line.partition(". ")[2] for line in standard.splitlines())
    assert standard.startswith(f"1. {first}\n2. {second}\n")

    changed = second.replace("ปรากฏว่า", "และปรากฏว่า", 1)
    assert f"\n2. {changed}\n" in terminal.done("letter", "edit", draft, "--paragraph", "2", "--text", changed, *NOW)

    exported = terminal.folder / "draft.docx"
    assert "give it back with --take-back" in terminal.done("letter", "edit", draft, "--export", exported, *NOW)
    document = Document(str(exported))
    paragraph = next(p for p in document.paragraphs if "และปรากฏว่า" in p.text)
    for run in paragraph.runs:
        run.text = run.text.replace("และปรากฏว่า", "แต่ปรากฏว่า")
    document.save(str(exported))
    assert "แต่ปรากฏว่า" in terminal.done("letter", "edit", draft, "--take-back", exported, *NOW)
    assert "แต่ปรากฏว่า" in terminal.done("letter", "show", draft, *NOW[:2])

    told = terminal.done("letter", "edit", draft, "--file", terminal.write("words.txt", WORDS), *NOW)
    assert "ที่ต้องเร่งรัด จำนวน " in told
    assert "{{" not in told
    assert terminal.done("letter", "edit", draft, "--reset", *NOW) == standard


def test_what_cannot_be_kept_is_refused_with_its_place(terminal: Terminal, draft: str) -> None:
    edit = ("letter", "edit", draft, *NOW)
    assert "paragraphs, not 9" in terminal.refused(*edit, "--paragraph", "9", "--text", "ก")
    assert "give one of" in terminal.refused(*edit, "--paragraph", "1", "--reset")
    wrong = terminal.write("wrong.txt", WORDS.replace("{{ count }}", "๙๙๙"))
    assert "paragraph 2, 'จำนวน ๙๙๙ แห่ง': this count is not the list's" in terminal.refused(*edit, "--file", wrong)
    unknown = terminal.write("unknown.txt", WORDS.replace("count", "coutn"))
    assert "'{{ coutn }}' is no slot; expected {{ count }}" in terminal.refused(*edit, "--file", unknown)
    assert "this is not a Word file (.docx)" in terminal.refused(*edit, "--take-back", wrong)
    assert "needs the number of its paragraph" in terminal.refused(*edit, "--text", "ก")
    assert "--reset restores" in terminal.refused(*edit, "--file", terminal.write("empty.txt", " \n"))
    assert "No such file" in terminal.refused(*edit, "--file", terminal.folder / "none.txt")


def test_an_offices_words_are_tried_before_they_hold_and_named_in_the_list(terminal: Terminal, draft: str) -> None:
    words = terminal.write("words.txt", WORDS)
    change = ("wording", "set", "first", words, "--unit", PROVINCE, *NOW)
    before = terminal.everything()
    tried = terminal.done(*change, "--dry-run")
    assert tried.startswith(f"draft {draft} of จังหวัดแพร่ (info-2563) would change:\n  1. ตามที่ได้ขอให้บันทึกข้อมูล")
    assert "would change: 1 waiting drafts" in tried
    assert terminal.everything() == before

    assert "changed: 1 waiting drafts" in terminal.done(*change)
    assert "ที่ต้องเร่งรัด" in terminal.done("letter", "show", draft, *NOW[:2])
    assert "{{ count }}" in terminal.done("wording", "list")
    again = terminal.run("letter", "approve", draft, *NOW)
    assert again.code == 1
    assert f"letter {draft} is not issued: since it was shown, 'words' has changed" in again.err
    assert f"letter {draft} issued as" in terminal.done("letter", "approve", draft, *NOW)
    terminal.done("wording", "reset", "first", "--unit", PROVINCE, *NOW)
    assert "no own words" in terminal.done("wording", "list")


def test_a_circulars_words_may_be_changed_while_it_runs(terminal: Terminal, draft: str) -> None:
    words = terminal.write("words.txt", WORDS)
    assert "changed: 1 waiting drafts" in terminal.done(
        "wording", "set", "first", words, "--circular", "info-2563", *NOW
    )
    assert "ที่ต้องเร่งรัด" in terminal.done("letter", "show", draft, *NOW[:2])
    assert "info-2563" in terminal.done("wording", "list")
    set_words = ("wording", "set", "first", words)
    assert "give one of --unit and --circular" in terminal.refused(*set_words, *NOW)
    assert "there is no stage 'frist'" in terminal.refused("wording", "set", "frist", words, "--unit", PROVINCE, *NOW)
    empty = terminal.write("empty.txt", "\n \n")
    assert "wian wording reset" in terminal.refused("wording", "set", "first", empty, "--unit", PROVINCE, *NOW)


def test_letters_that_would_go_out_by_themselves_wait_where_a_person_wants_to_see_them(terminal: Terminal) -> None:
    received(terminal)
    terminal.done("pass-on", "info-2563", PROVINCE, "--at", "2020-05-29 10:00")
    assert "the ladder has no stage 'frist'" in terminal.refused("circular", "approval", "info-2563", "frist", *MAY)
    terminal.done("circular", "approval", "info-2563", "reminder", *MAY)
    terminal.done("sweep", "--at", "2020-08-25 09:00")
    assert " reminder " in terminal.done("letter", "list", "--drafts")


def test_a_covering_letter_is_passed_on_in_the_offices_words(terminal: Terminal) -> None:
    received(terminal)
    pass_on = ("pass-on", "info-2563", PROVINCE, "--at", "2020-05-29 10:00", "--words")
    wrong = terminal.write("wrong.txt", COVERING.replace("วันจันทร์ที่ ๓๑ สิงหาคม", "วันอังคารที่ ๑ กันยายน"))
    assert "does not say the deadline" in terminal.refused(*pass_on, wrong)
    cited = terminal.write("cited.txt", COVERING.replace("แจ้งว่า", "แจ้งตามหนังสือ ที่ มท ๐๘๑๐.๒/ว ๙๙๙๙ ว่า"))
    told = "paragraph 1, 'มท ๐๘๑๐.๒/ว ๙๙๙๙': this letter cites no such letter; it may name มท ๐๘๑๐.๒/ว ๑"
    assert told in terminal.refused(*pass_on, cited)
    words, before = terminal.write("words.txt", COVERING), terminal.everything()
    assert "ด้วยกรมส่งเสริมการปกครองท้องถิ่นแจ้งว่า ขอให้องค์กร" in terminal.done(*pass_on, words, "--dry-run")
    assert terminal.everything() == before
    terminal.done(*pass_on, words)
    assert "ด้วยกรมส่งเสริมการปกครองท้องถิ่นแจ้งว่า ขอให้องค์กร" in terminal.done("letter", "show", "2")
    assert terminal.run("acknowledge", "info-2563", DISTRICT, "--at", "2020-06-01 09:00").code == 0


def test_covering_letters_and_notices_say_their_offices_words(terminal: Terminal) -> None:
    received(terminal)
    covering = terminal.write("covering.txt", COVERING.replace("วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓", "{{ deadline }}"))
    terminal.done("wording", "set", "forwarding", covering, "--unit", PROVINCE, *MAY)
    terminal.done("pass-on", "info-2563", PROVINCE, "--at", "2020-05-29 10:00")
    assert "ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓" in squash(terminal.done("letter", "show", "2"))
    assert "ด้วยกรมส่งเสริมการปกครองท้องถิ่นแจ้งว่า ขอให้องค์กร" in terminal.done("letter", "show", "2")

    extension = "ตามที่ขอขยายระยะเวลา นั้น\nจังหวัดแพร่พิจารณาแล้ว ขยายระยะเวลาให้จนถึง{{ deadline }}\nจึงเรียนมาเพื่อทราบ"
    terminal.done("wording", "set", "extension", terminal.write("more.txt", extension), "--unit", PROVINCE, *MAY)
    terminal.done("extend", "info-2563", DISTRICT, "--deadline", "2020-10-16", "--why", "น้ำท่วม", *NOW)
    assert "ขยายระยะเวลาให้จนถึงวันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓" in squash(terminal.done("letter", "show", "3"))
