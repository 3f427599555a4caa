"""A circular's file: what it may hold, how YAML and TOML compare, and which of its texts are looked at."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.support.circular_steps import CIRCULAR_FILES
from tests.support.terminal import MAY, Terminal
from workflow.circulars.file import CircularFile, read_circular
from workflow.circulars.placeholders import SlotError, fill
from workflow.errors import InputError

SHIPPED = sorted(CIRCULAR_FILES.glob("*.yaml"))
SLOTS = {"deadline": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓", "deadline_plain": "วันที่ ๓๑ สิงหาคม ๒๕๖๓"}


def as_toml(value: object) -> str:
    """A value in TOML's inline form."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {as_toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    text = str(value)
    return text.lower() if isinstance(value, bool) else "'''" + text + "'''"


def toml_twin(path: Path, folder: Path) -> Path:
    """The same circular in TOML."""
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    twin = folder / f"{path.stem}.toml"
    twin.write_text("".join(f"{key} = {as_toml(value)}\n" for key, value in tree.items()), encoding="utf-8")
    assert tomllib.loads(twin.read_text(encoding="utf-8"))
    return twin


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_circular_in_toml_is_the_same_as_in_yaml(path: Path, tmp_path: Path) -> None:
    assert read_circular(toml_twin(path, tmp_path)) == read_circular(path)


def test_a_toml_circular_is_issued_as_the_same_letter(terminal: Terminal) -> None:
    terminal.done("circular", "issue", toml_twin(CIRCULAR_FILES / "info-2563.yaml", terminal.folder), *MAY)
    terminal.done("circular", "issue", terminal.circular(("code: info-2563", "code: again")), *MAY)
    both = [terminal.done("letter", "show", letter).splitlines() for letter in ("1", "2")]
    different = [pair for pair in zip(*both, strict=True) if pair[0] != pair[1]]
    assert [tuple(line.replace("\u00a0", " ").partition("/ว ")[2][0] for line in pair) for pair in different] == [
        ("๑", "๒")
    ]


def test_a_date_of_toml_itself_is_taken(terminal: Terminal) -> None:
    twin = toml_twin(CIRCULAR_FILES / "info-2563.yaml", terminal.folder)
    text = twin.read_text(encoding="utf-8")
    twin.write_text(text.replace("'''วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓'''", "2020-08-31"), encoding="utf-8")
    assert "2020-08-31\n" in twin.read_text(encoding="utf-8")
    assert read_circular(twin).deadline == date(2020, 8, 31)


def test_spaces_and_line_breaks_of_the_file_do_not_reach_the_letter() -> None:
    circular = read_circular(CIRCULAR_FILES / "info-2563.yaml")
    for text in (circular.subject, *circular.body, circular.phrases.news):
        assert "\n" not in text
        assert "  " not in text


def changed(terminal: Terminal, old: str, new: str) -> CircularFile:
    return read_circular(terminal.circular((old, new)))


@pytest.mark.parametrize(
    "text",
    ["https://info.dla.go.th/2563/a?b=1", "saraban2@dla.go.th", "COVID-19", "MOU2", "INFO 2.x", "๑๒๓", "พ.ศ. ๒๕๖๓"],
)
def test_digits_of_addresses_and_latin_words_may_stay_arabic(terminal: Terminal, text: str) -> None:
    circular = changed(terminal, "  - กองพัฒนา", f"  - {text} กองพัฒนา")
    assert circular.contact[0].startswith(text)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("subject: การ", "subject: การ 5 ", "subject"),
        ("  - text: คู่มือ", "  - text: คู่มือ 5 ", "enclosures[1].text"),
        ("จำนวน ๑ ชุด", "จำนวน 1 ชุด", "enclosures[1].quantity"),
        ("  - จึงเรียนมา", "  - 5 จึงเรียนมา", "body[3]"),
        ("own_title: รองอธิบดี", "own_title: รองอธิบดี 5", "signer.own_title"),
        ("for_title: อธิบดี", "for_title: อธิบดี 5 ", "signer.for_title"),
        ("ต่อ ๒๒๑๒", "ต่อ 2212", "contact[3]"),
        ("doers: องค์กร", "doers: 5 องค์กร", "phrases.doers"),
        ("missing: ยังไม่", "missing: 5 ยังไม่", "phrases.missing"),
        ("place: ใน", "place: 5 ใน", "phrases.place"),
        ("subject: การ", "subject: การสำรวจท\u0e48\u0e35ดิน", "subject"),  # tone before vowel
    ],
)
def test_every_text_that_is_printed_is_looked_at(terminal: Terminal, old: str, new: str, field: str) -> None:
    with pytest.raises(InputError) as caught:
        changed(terminal, old, new)
    assert [fault.field for fault in caught.value.faults] == [field]


@pytest.mark.parametrize("field", ["subject", "body", "who", "phrases", "deadline", "code", "issuer"])
def test_what_a_circular_cannot_be_without_is_asked_for(tmp_path: Path, field: str) -> None:
    tree = yaml.safe_load((CIRCULAR_FILES / "info-2563.yaml").read_text(encoding="utf-8"))
    file = tmp_path / "c.yaml"
    file.write_text(yaml.safe_dump({k: v for k, v in tree.items() if k != field}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_circular(file)
    (fault,) = caught.value.faults
    assert (fault.field, fault.problem, fault.expected) == (field, "missing", "a value")


def test_slots_are_filled_with_or_without_spaces_inside() -> None:
    assert fill("ภายใน{{deadline}} หรือ {{  deadline_plain }}", SLOTS) == (
        f"ภายใน{SLOTS['deadline']} หรือ {SLOTS['deadline_plain']}"
    )


PIECES = ("{{", "}}", "{%", "%}", "{#", "#}", "{", "}", " ", "ก", "deadline", "deadline_plain", ".__class__", "|safe")


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_text_makes_a_slot_do_anything_but_be_filled_or_refused(text: str) -> None:
    try:
        filled = fill(text, SLOTS)
    except SlotError as error:
        assert "is no slot; expected {{ deadline }} or {{ deadline_plain }}" in str(error)
    else:
        parts = re.split(r"\{\{ *(deadline|deadline_plain) *\}\}", text)
        assert filled == "".join(SLOTS[part] if place % 2 else part for place, part in enumerate(parts))
        assert not any(tag in part for part in parts[::2] for tag in ("{%", "{#", "%}", "#}"))


def test_a_slot_is_not_looked_for_in_what_was_filled_in() -> None:
    assert fill("{{ deadline }}", {"deadline": "{{ secret }}"}) == "{{ secret }}"


def test_a_letter_that_will_have_no_signers_name_is_warned_of_before_it_is_issued(terminal: Terminal) -> None:
    def told(*changes: tuple[str, str]) -> str:
        return terminal.done("circular", "check", terminal.circular(*changes), *MAY[:2])

    assert "no name is known" not in told()
    assert "no name is known of who signs for DLA" in told(("  name: ชื่อผู้ลงนาม\n", ""))
    terminal.done("signer", "set", "DLA", "--title", "อธิบดีกรมส่งเสริมการปกครองท้องถิ่น")
    own = terminal.circular(name="own.yaml", base="shelters-2569.yaml")
    check = ("circular", "check", own, "--at", "2026-06-01")
    assert "no name is known" in terminal.done(*check)
    terminal.done("signer", "set", "DLA", "--title", "อธิบดีกรมส่งเสริมการปกครองท้องถิ่น", "--name", "นายสมมติ ตัวอย่าง")
    assert "no name is known" not in terminal.done(*check)
