"""Decisions and ends as an officer types them: more time or none, called off, replaced, told on, who signs."""

from pathlib import Path

from tests.support.circular_steps import DISTRICT, PAO, PROVINCE, SAO, TOWN
from tests.support.terminal import MAY, Terminal
from workflow.letters.text import paragraphs
from workflow.thai.spacing import squash

LATE = ("--at", "2020-09-10 09:00", "--by", "officer")
NUMBER, DAY = ("--request-number", "พร ๐๔๒๓/๕๕"), ("--request-date", "๑ กันยายน ๒๕๖๓")


def issued(terminal: Terminal) -> None:
    terminal.done("circular", "issue", terminal.circular(), *MAY)


def passed_on(terminal: Terminal) -> None:
    """Issued, received by แพร่ and passed on to its districts."""
    issued(terminal)
    terminal.done("acknowledge", "info-2563", PROVINCE, "--at", "2020-05-29 09:30")
    terminal.done("pass-on", "info-2563", PROVINCE, "--at", "2020-05-29 10:00")


def letter(told: str) -> list[str]:
    """The lines of the letter whose file a command has told."""
    path = Path(told.rpartition(": ")[2].strip())
    return [squash(line) for line in paragraphs(path.read_bytes())]


def test_more_time_is_given_in_a_letter_that_answers_the_request(terminal: Terminal) -> None:
    passed_on(terminal)
    words = ("extend", "info-2563", DISTRICT, "--deadline", "2020-10-16", "--why", "น้ำท่วม")
    told = terminal.done(*words, *NUMBER, *DAY, *LATE)
    assert told.startswith("อำเภอสอง: new deadline 2020-10-16\ntold in พร ๐๐๒๓.๑/๑: ")
    assert "อ้างถึง หนังสืออำเภอสอง ที่ พร ๐๔๒๓/๕๕ ลงวันที่ ๑ กันยายน ๒๕๖๓" in letter(told)
    assert "must be after" in terminal.refused(*words, *LATE)


def test_a_request_is_cited_whole_or_not_at_all(terminal: Terminal) -> None:
    passed_on(terminal)
    words = ("extend", "info-2563", DISTRICT, "--deadline", "2020-10-16", "--why", "น้ำท่วม", *LATE)
    for half in (NUMBER, DAY):
        assert "give both --request-number and --request-date" in terminal.refused(*words, *half)
    assert "Buddhist year" in terminal.refused(*words, *NUMBER, "--request-date", "2563-09-01")


def test_more_time_can_be_given_without_a_letter(terminal: Terminal) -> None:
    issued(terminal)
    words = ("extend", "info-2563", DISTRICT, "--deadline", "2020-10-16", "--why", "น้ำท่วม", *LATE)
    told = terminal.refused(*words)
    assert told.startswith("จังหวัดแพร่ has not sent the circular to นายอำเภอสอง yet")
    assert "--no-letter" in told
    assert terminal.done(*words, "--no-letter") == "อำเภอสอง: new deadline 2020-10-16\n"
    assert "extension" not in terminal.done("letter", "list")


def test_a_request_is_refused_with_a_printed_reason(terminal: Terminal) -> None:
    passed_on(terminal)
    words = ("refuse", "info-2563", TOWN, "--at", "2020-08-24")
    assert "a refusal says why (--because)" in terminal.refused(*words)
    assert "the reason cannot be printed" in terminal.refused(*words, "--because", "ขยายแล้ว 2 ครั้ง")
    told = terminal.done(*words, "--because", "ขยายแล้ว ๒ ครั้ง", *NUMBER, "--request-date", "๒๑ สิงหาคม ๒๕๖๓")
    assert told.startswith("เทศบาลเมืองแพร่: told in พร ๐๐๒๓.๑/๑: ")
    assert any("เนื่องจากขยายแล้ว ๒ ครั้ง" in line for line in letter(told))
    assert "has sent this letter already" in terminal.refused(*words, "--because", "ขยายแล้ว")


def test_a_circular_called_off_is_told_from_level_to_level(terminal: Terminal) -> None:
    passed_on(terminal)
    words = ("circular", "cancel", "info-2563")
    assert "say why" in terminal.refused(*words, *LATE)
    assert "cannot be printed" in terminal.refused(*words, "--because", "มติ 5/2563", *LATE)
    told = terminal.done(*words, "--because", "มีระเบียบใหม่", *LATE)
    assert told.startswith("info-2563 cancelled; 169 open tasks cancelled with it\ntold in มท ๐๘๑๐.๒/ว ๒: ")
    assert any("เนื่องจากมีระเบียบใหม่" in line for line in letter(told))
    on = terminal.done("pass-on", "info-2563", PROVINCE, "--at", "2020-09-11")
    assert on.startswith("จังหวัดแพร่ passed it on as พร ๐๐๒๓.๑/ว ๒; letter: ")
    assert any(line.startswith("สิ่งที่ส่งมาด้วย สำเนาหนังสือกรมส่งเสริม") for line in letter(on))
    assert "had not passed 'info-2563' on" in terminal.refused("pass-on", "info-2563", "55", "--at", "2020-09-11")
    assert "has had no letter" in terminal.refused("pass-on", "info-2563", SAO, "--at", "2020-09-11")
    assert "is cancelled" in terminal.refused(*words, "--why", "อีกครั้ง")
    listed = terminal.done("letter", "list")
    number = next(line.split()[0] for line in listed.splitlines() if "พร ๐๐๒๓.๑/ว ๒" in line)
    receipt = terminal.done("acknowledge", "info-2563", PAO, "--letter", number, "--at", "2020-09-14")
    assert receipt.endswith("พร ๐๐๒๓.๑/ว ๒\n")


def test_a_circular_can_be_called_off_without_a_letter(terminal: Terminal) -> None:
    issued(terminal)
    told = terminal.done("circular", "cancel", "info-2563", "--no-letter", "--why", "ออกผิดฉบับ", *LATE)
    assert told == "info-2563 cancelled; 169 open tasks cancelled with it\n"
    assert "has had no letter" in terminal.refused("pass-on", "info-2563", PROVINCE, "--at", "2020-09-11")


def test_a_circular_is_replaced_by_another_that_is_out(terminal: Terminal) -> None:
    issued(terminal)
    assert "no circular 'info-new'" in terminal.refused("circular", "replace", "info-2563", "info-new")
    changes = (("code: info-2563", "code: info-new"), ("วันจันทร์ที่ ๓๑ สิงหาคม", "วันพุธที่ ๓๐ ธันวาคม"))
    terminal.done("circular", "issue", terminal.circular(*changes, name="new.yaml"), "--at", "2020-06-01")
    assert "cannot replace" in terminal.refused("circular", "replace", "info-new", "info-new", "--at", "2020-06-02")
    told = terminal.done("circular", "replace", "info-2563", "info-new", "--at", "2020-06-02")
    assert "info-2563 is replaced by info-new; 169 open tasks cancelled with it\ntold in มท ๐๘๑๐.๒/ว ๓" in told
    assert any("ภายในวันพุธที่ ๓๐ ธันวาคม ๒๕๖๓" in line for line in letter(told))
    assert "is cancelled" in terminal.refused("circular", "replace", "info-2563", "info-new", "--at", "2020-06-02")


def test_who_signs_is_entered_listed_and_ended(terminal: Terminal) -> None:
    assert "nobody is entered" in terminal.done("signer", "list")
    acting = ("--mode", "รักษาราชการแทน", "--signs-for", "ผู้ว่าราชการจังหวัดแพร่")
    words = ("signer", "set", PROVINCE, "--title", "รองผู้ว่าราชการจังหวัด")
    told = terminal.done(*words, *acting, "--from", "2020-05-01", "--to", "๓๐ มิถุนายน ๒๕๖๓")
    entered, warned = told.splitlines()
    room = "." * 40  # for a name that is written in by hand
    assert entered == f"จังหวัดแพร่: ({room}) / รองผู้ว่าราชการจังหวัด รักษาราชการแทน / ผู้ว่าราชการจังหวัดแพร่"
    assert warned == "warning: the last day, 2020-06-30, has passed: no letter made from now on is signed so"
    (row,) = terminal.done("signer", "list", PROVINCE).splitlines()[1:]
    for cell in ("1", "จังหวัดแพร่", "external", "รักษาราชการแทน", "2020-05-01", "2020-06-30"):
        assert cell in row.split()
    assert "nobody is entered" in terminal.done("signer", "list", "55")
    issued(terminal)
    terminal.done("acknowledge", "info-2563", PROVINCE, "--at", "2020-05-29 09:30")
    lines = letter(terminal.done("pass-on", "info-2563", PROVINCE, "--at", "2020-05-29 10:00"))
    assert "รองผู้ว่าราชการจังหวัด รักษาราชการแทน" in lines
    assert terminal.done("signer", "end", "1", "--to", "2020-05-31") == "signer 1 signs until 2020-05-31\n"
    told = terminal.done(
        "extend", "info-2563", TOWN, "--deadline", "2020-10-16", "--why", "น้ำท่วม", "--at", "2020-06-01"
    )
    assert "รองผู้ว่าราชการจังหวัด รักษาราชการแทน" not in letter(told)


def test_a_signer_that_cannot_be_is_refused_in_plain_words(terminal: Terminal) -> None:
    words = ("signer", "set", PROVINCE, "--title", "รองผู้ว่าราชการจังหวัด")
    assert "signs for a post" in terminal.refused(*words, "--mode", "รักษาราชการแทน")
    assert "cannot be printed" in terminal.refused(*words, "--name", "นาย 1")
    assert "is before the first" in terminal.refused(*words, "--from", "2020-06-02", "--to", "2020-06-01")
    assert "not a date" in terminal.refused(*words, "--from", "soon")
    assert "no unit with the code 'x'" in terminal.refused("signer", "set", "x", "--title", "ปลัด")
    assert "no signer 7" in terminal.refused("signer", "end", "7", "--to", "2020-06-01")
    assert terminal.run(*words, "--form", "stamped").code == 2
