"""Faulty files given to the command line: each is refused with its place and what is expected; nothing changes.

`Terminal.refused` asserts for every one of them: exit code 1, no traceback, nothing printed as if done, and all
tables and letters as before.
"""

import pytest

from tests.support.circular_steps import PROVINCE
from tests.support.terminal import MAY, Terminal

DEADLINE = "deadline: วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓"
SLOT = "{{ deadline }}"
NO_SLOT = "is no slot; expected {{ deadline }} or {{ deadline_plain }}"
Change = tuple[str, str]


def reference(lines: str) -> Change:
    return DEADLINE, f"{DEADLINE}\nreferences:\n  - {lines}"


def own(stage: str, words: str) -> Change:
    """The circular's own words for a stage."""
    return "ladder: standard", f"ladder: standard\nwords: {{{stage}: {words}}}"


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ((DEADLINE, DEADLINE.replace("จันทร์", "อังคาร")), "deadline", "is a Monday (จันทร์), the text says อังคาร"),
        ((SLOT, "วันพุธที่ ๓๑ สิงหาคม ๒๕๖๓"), "body[2]", "is a Monday (จันทร์), the text says พุธ"),
        ((DEADLINE, "deadline: 2020-05-19"), "deadline", "expected a day in the future"),
        ((DEADLINE, "deadline: 2563-08-31"), "deadline", "a Buddhist year; write 2020-08-31 or ๓๑ สิงหาคม ๒๕๖๓"),
        ((DEADLINE, "deadline: 2020-02-30"), "deadline", "there is no such day"),
        ((DEADLINE, "deadline: 31"), "deadline", "this is not a date; write 2020-08-31"),
        (("issuer: DLA", "issuer: DLB"), "issuer", "'DLB' is no department in the registry; expected the code of"),
        (("issuer: DLA", "issuer: '54'"), "issuer", "'54' is no department"),
        (("issuer: DLA", "issuer: 54"), "issuer", "54: not a text; expected a text"),
        (("issuer: DLA\n", ""), "issuer", "missing; expected a value"),
        (("  kinds: [", "  provinces: ['99']\n  kinds: ["), "who.provinces[1]", "'99' is no province in the registry"),
        (("kinds: [pao,", "kinds: [village,"), "who.kinds[1]", "'village' is no kind of office; expected pao, city,"),
        (reference("number: มท ๐๘๑๐.๒/ว ๙๙๙๙"), "references[1]", "expected the number of a letter issued here"),
        (reference("{number: ๑, agency: ก, date: 2563-01-01}"), "references[1].date", "Buddhist year"),
        (("ladder: standard", "ladder: steep"), "ladder", "there is no ladder 'steep'; expected one of standard"),
        (("code: info-2563", "code: INFO 2563"), "code", "expected small letters a-z, digits 0-9 and hyphens"),
        (("code: info-2563", "code: info-2563\nurgancy: ก"), "urgancy", "one of code, issuer, subject, urgency,"),
        (("  own_title:", "  titel: ก\n  own_title:"), "signer.titel", "expected one of name, own_title, mode,"),
        (("จำนวน ๑ ชุด", "จำนวน ๑ ชุด\n    of: ก"), "enclosures[1].of", "one of text, quantity, address"),
        (("code: info-2563", "code: info-2563\nurgency: ช้า"), "urgency", "expected '', 'ด่วน', 'ด่วนมาก' or 'ด่วนที่สุด'"),
        (("code: info-2563", "code: info-2563\nsecrecy: ลับที่สุด"), "secrecy", "must not travel by an electronic system"),
        (("INFO ระบบใหม่) ให้ครบ", "INFO ระบบใหม่) ให้ 7 ครบ"), "body[2]", "'7' is written in Arabic digits"),
        (("INFO ระบบใหม่) ให้ครบ", "INFO ระบบใหม่) ให้ ๗7 ครบ"), "body[2]", "'๗7' mixes Thai and Arabic digits; write ๗๗"),
        (
            ("  - กองพัฒนา", "  - กอง\u200bพัฒนา"),
            "contact[1]",
            "invisible character U+200B (ZERO WIDTH SPACE) after 'กอง'",
        ),
        (("  - กองพัฒนา", "  - กอง\ufeffพัฒนา"), "contact[1]", "invisible character U+FEFF"),
        (("subject: การบันทึก", "subject: กำร {{ deadline }}"), "subject", "slots are filled in the body only"),
        (
            own("frist", "[ก, ข]"),
            "words.frist",
            "there is no stage 'frist'; expected one of progress, reminder, first,",
        ),
        (own("first", "[ก]"), "words.first[1]", "2 paragraphs at least"),
        (own("first", "[ก, 'มี {{ coutn }} แห่ง']"), "words.first[2]", "is no slot; expected {{ count }} or"),
        (own("first", "[ก, 'ภายในวันอังคารที่ ๓๑ สิงหาคม ๒๕๖๓']"), "words.first[2]", "the text says อังคาร"),
        (
            ("ladder: standard", "ladder: standard\napproval: [frist]"),
            "approval[1]",
            "has no stage 'frist'; expected one",
        ),
        ((SLOT, "{{ dedline }}"), "body[2]", f"'{{{{ dedline }}}}' {NO_SLOT}"),
        ((SLOT, "{{ ''.__class__ }}"), "body[2]", f"'{{{{ ''.__class__ }}}}' {NO_SLOT}"),
        ((SLOT, "{{ deadline.__class__.__mro__ }}"), "body[2]", NO_SLOT),
        ((SLOT, "{% include 'default.toml' %}"), "body[2]", NO_SLOT),
        ((SLOT, "{{ deadline"), "body[2]", NO_SLOT),
        (
            ("  own_title: รองอธิบดี", "  valid_to: 2020-05-18\n  own_title: รองอธิบดี"),
            "signer",
            "does not cover the day of",
        ),
        (("  mode: ปฏิบัติราชการแทน\n", "  mode: แทน\n"), "signer.mode", "expected '', 'ปฏิบัติราชการแทน'"),
        (("  mode: ปฏิบัติราชการแทน\n", ""), "signer", "how does this person sign for that post?"),
    ],
)
def test_a_fault_in_a_circular_is_told_with_its_field(
    terminal: Terminal, change: Change, field: str, told: str
) -> None:
    file = terminal.circular(change)
    said = terminal.refused("circular", "issue", file, *MAY)
    assert f"circular.yaml, field {field}: " in said
    assert told in said
    assert terminal.refused("circular", "check", file, *MAY[:2]) == said


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("code: a\nissuer: b\ncode: c\n", "circular.yaml, row 3: not valid YAML: 'code' is given twice"),
        ("who:\n  kinds: [a]\n  kinds: [b]\n", "circular.yaml, row 3: not valid YAML: 'kinds' is given twice"),
        ("code: a\nbody: [one, two\nissuer: b\n", "circular.yaml, row 3: not valid YAML"),
        ("code: a\n\tissuer: b\n", "circular.yaml, row 2: not valid YAML"),
        ("code: a\n? [x, y]\n: z\n", "circular.yaml, row 2: not valid YAML: '['x', 'y']' is not a name"),
        ("code: !!python/object/apply:os.getcwd []\n", "circular.yaml, row 1: not valid YAML"),
        ("body: " + "[" * 20_000, "circular.yaml: cannot be read: too many brackets within brackets"),
        ("code: " + "9" * 5000, "circular.yaml: cannot be read"),
        ("code: \x00", "circular.yaml: cannot be read"),
        ("", "circular.yaml: this file holds no settings; expected lines of the form 'name: value'"),
        ("a letter", "circular.yaml: this file holds no settings"),
        ("code: a\nsubject: เวียน".encode("tis-620"), "circular.yaml, row 2: this is not UTF-8 text (saved as TIS-620"),
        (b"PK\x03\x04 and more", "circular.yaml: this is a Word, Excel or zip file, whatever its name says"),
    ],
)
def test_a_file_that_is_no_circular_is_told_in_plain_words(terminal: Terminal, content: str | bytes, told: str) -> None:
    assert told in terminal.refused("circular", "issue", terminal.write("circular.yaml", content), *MAY)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("code = 'a'\ncode = 'b'\n", "circular.toml: not valid TOML"),
        ("code: a\n", "circular.toml: not valid TOML"),
        ("a = " + "[" * 20_000, "circular.toml: cannot be read: too many brackets"),
        ("deadline = 2563-08-31\n", "circular.toml, field deadline: 2563-08-31 looks like a Buddhist year"),
        ("deadline = 2020-08-31T09:00:00\n", "circular.toml, field deadline: "),
    ],
)
def test_the_same_holds_for_toml(terminal: Terminal, content: str, told: str) -> None:
    assert told in terminal.refused("circular", "issue", terminal.write("circular.toml", content), *MAY)


def test_an_absent_file_is_named(terminal: Terminal) -> None:
    for words in (("circular", "issue"), ("circular", "check"), ("units", "load")):
        assert "absent.yaml: cannot be read: No such file" in terminal.refused(*words, "absent.yaml")


def test_every_fault_of_a_file_is_told_at_once(terminal: Terminal) -> None:
    file = terminal.circular((DEADLINE, "deadline: 2020-05-01"), ("issuer: DLA", "issuer: DLB"), (SLOT, "{{ x }}"))
    said = terminal.refused("circular", "issue", file, *MAY)
    assert [line.split(":")[0] for line in said.splitlines()] == [
        f"circular.yaml, field {field}" for field in ("deadline", "body[2]", "issuer")
    ]


def test_a_code_is_issued_once(terminal: Terminal) -> None:
    file = terminal.circular()
    terminal.done("circular", "issue", file, *MAY)
    assert "field code: 'info-2563' has been issued already" in terminal.refused("circular", "issue", file, *MAY)


def test_a_holiday_as_deadline_is_named_and_kept(terminal: Terminal) -> None:
    file = terminal.circular((DEADLINE, "deadline: วันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕"))
    told = terminal.done("circular", "issue", file, "--at", "2022-11-09")
    assert "warning: the deadline, วันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕ (2022-12-30), is not a working day: วันหยุดพิเศษ" in told
    assert "2022-12-30" in terminal.done("circular", "list")
    letter = terminal.done("letter", "show", "1").replace("\u00a0", " ")
    assert "ภายในวันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕" in letter


@pytest.mark.parametrize("blocked", ["data", "data/letters", "data/letters/2563"])
def test_where_letters_cannot_be_written_no_number_is_taken(terminal: Terminal, blocked: str) -> None:
    place = terminal.folder / blocked
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("a file where a folder should be")
    said = terminal.refused("circular", "issue", terminal.circular(), *MAY)
    assert "the letter cannot be written to" in said
    place.unlink()
    assert "ว ๑, 2020-05-19" in terminal.done("circular", "issue", terminal.circular(), *MAY)


def test_passing_on_takes_no_number_either(terminal: Terminal) -> None:
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    terminal.done("acknowledge", "info-2563", PROVINCE)
    letters = terminal.folder / "data" / "letters"
    pass_on = ("pass-on", "info-2563", PROVINCE, "--at", "2020-05-29")
    before = terminal.everything()
    (letters / "2563").rename(letters / "kept")
    (letters / "2563").write_text("a file where a folder should be")
    ran = terminal.run(*pass_on)
    assert (ran.code, ran.out) == (1, "")
    assert "the letter cannot be written to" in ran.err
    (letters / "2563").unlink()
    (letters / "kept").rename(letters / "2563")
    assert terminal.everything() == before
    assert "พร ๐๐๒๓.๑/ว ๑" in terminal.done(*pass_on)


def test_a_sweep_that_cannot_write_its_letter_opens_an_incident_and_the_next_one_makes_it(terminal: Terminal) -> None:
    terminal.done("circular", "issue", terminal.circular(), *MAY)
    letters, kept = terminal.folder / "data" / "letters", terminal.folder / "kept"
    letters.rename(kept)
    letters.write_text("a file where a folder should be")
    assert "incident: info-2563: the letter cannot be written" in terminal.done("sweep", "--at", "2020-08-20")
    assert "the letter cannot be written" in terminal.done("incidents")
    letters.unlink()
    kept.rename(letters)
    assert "progress: กรมส่งเสริมการปกครองท้องถิ่น มท ๐๘๑๐.๒/ว ๒" in terminal.done("sweep", "--at", "2020-08-20 09:05")
    assert terminal.done("incidents") == "no incidents\n"
