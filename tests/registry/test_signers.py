"""Who signs: entered once for a unit and a time, or given for one letter."""

from datetime import date

import pytest

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import DISTRICT, PROVINCE, TOWN, acknowledge, act, issue, pass_on
from tests.support.ladders import change_ladder
from tests.support.sweeps import FINAL, FIRST, SECOND, find, sweep
from tests.support.terminal import Terminal
from workflow.cascade import issue as circular_issue
from workflow.cascade import pass_on as passing
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError, UnknownError
from workflow.progress import extension
from workflow.registry import lookup
from workflow.registry import signers as signing
from workflow.registry.signers import Signer
from workflow.registry.signing_modes import Mode
from workflow.store import tables as t

DEPUTY = Signer(
    name="นายชื่อ สกุล",
    own_title="รองผู้ว่าราชการจังหวัด",
    mode=Mode.ACTING,
    for_title="ผู้ว่าราชการจังหวัดแพร่",
)
BLOCK = ["(นายชื่อ สกุล)", "รองผู้ว่าราชการจังหวัด รักษาราชการแทน", "ผู้ว่าราชการจังหวัดแพร่"]
HOLDER = ["(" + "." * 40 + ")", "ผู้ว่าราชการจังหวัดแพร่"]


def until(first: str, last: str, title: str = "รองผู้ว่าราชการจังหวัดแพร่") -> Signer:
    """A signer of some days; blank: without end."""
    begins, ends = (date.fromisoformat(day) if day else None for day in (first, last))
    return Signer(own_title=title, valid_from=begins, valid_to=ends)


def enter(services: Services, code: str, signer: Signer, form: str = "external") -> None:
    with services.database.write() as conn:
        signing.enter(conn, lookup.by_code(conn, code), signer, form, act("2020-05-01 09:00"))


def block(services: Services, letter_id: int) -> list[str]:
    """The signature block of an issued letter: from the name in brackets to the office in charge."""
    lines = sweeps.text_lines(services, letter_id)
    start = next(place for place, line in enumerate(lines) if line.startswith("("))
    return lines[start : start + 3]


def covering(services: Services, at: str = "2020-05-29 10:00") -> int:
    """The letter by which แพร่ passes the circular on."""
    circular = issue(services)
    acknowledge(services, circular, PROVINCE, at=at)
    return pass_on(services, circular, PROVINCE, at).letter_id


def chosen(services: Services, code: str, at: str, form: str = "external", given: Signer | None = None) -> str:
    """The first line under the name of who signs that day; '' for the holder of the post."""
    with services.database.read() as conn:
        found = signing.signer_for(conn, lookup.by_code(conn, code), form, act(at), given)
    return found.lines()[0] if found else ""


def test_without_an_entry_the_holder_of_the_post_signs(services: Services) -> None:
    assert block(services, covering(services))[:2] == HOLDER


def test_an_entered_signer_signs_what_a_province_passes_on(services: Services) -> None:
    enter(services, PROVINCE, DEPUTY)
    enter(services, "55", until("", "", "ผู้อื่น"))
    assert block(services, covering(services)) == BLOCK


def test_an_entered_signer_signs_follow_ups_that_are_signed_and_no_stamped_one(services: Services) -> None:
    circular = sweeps.ready(services)
    enter(services, PROVINCE, DEPUTY)
    for at in (FIRST, SECOND, FINAL):
        (letter,) = sweep(services, at).made
        sweeps.approve(services, letter.letter_id, at)
    assert block(services, find(services, circular, "final")[0]["id"]) == BLOCK
    assert BLOCK[0] not in sweeps.text_lines(services, find(services, circular, "second")[0]["id"])


def test_an_entered_signer_signs_notices(services: Services) -> None:
    circular = sweeps.ready(services)
    enter(services, PROVINCE, DEPUTY)
    with services.database.write() as conn:
        town, now = lookup.by_code(conn, TOWN), act(FIRST, why="น้ำท่วม")
        issued = extension.grant(conn, circular, town, date(2020, 10, 16), services.printer, now)
    assert block(services, issued.letter_id) == BLOCK


def test_the_circulars_own_file_names_its_signer_before_any_that_is_entered(services: Services) -> None:
    enter(services, "DLA", until("", "", "ผู้ช่วยอธิบดี"))
    first = find(services, issue(services), "original")[0]
    assert block(services, first["id"])[1:] == ["รองอธิบดี ปฏิบัติราชการแทน", "อธิบดีกรมส่งเสริมการปกครองท้องถิ่น"]
    unsigned = issue_unsigned(services)
    assert block(services, find(services, unsigned, "original")[0]["id"])[1] == "ผู้ช่วยอธิบดี"


def issue_unsigned(services: Services) -> Circular:
    """A circular whose file leaves open who signs it."""
    with services.database.write() as conn:
        signed = circulars.by_code(conn, "info-2563")
        unsigned = signed.content.model_copy(update={"code": "unsigned", "signer": None})
        return circular_issue.issue(conn, unsigned, signed.ladder, services.printer, act("2020-05-20 09:00"))[0]


def test_outside_the_period_entered_the_holder_of_the_post_signs(services: Services) -> None:
    enter(services, PROVINCE, until("2020-05-01", "2020-05-28"))
    enter(services, PROVINCE, until("2020-05-30", ""))
    assert block(services, covering(services))[:2] == HOLDER
    days = ("2020-04-30 12:00", "2020-05-01 00:10", "2020-05-28 23:50", "2020-05-29 00:10", "2020-05-30 09:00")
    assert [bool(chosen(services, PROVINCE, day)) for day in days] == [False, True, True, False, True]


def test_of_several_entries_the_last_one_signs_for_its_own_days(services: Services) -> None:
    enter(services, PROVINCE, until("", "", "รองผู้ว่าราชการจังหวัด ก"))
    enter(services, PROVINCE, until("2020-06-01", "2020-06-30", "รองผู้ว่าราชการจังหวัด ข"))
    months = ("2020-05-29 09:00", "2020-06-15 09:00", "2020-07-01 09:00")
    assert [chosen(services, PROVINCE, day)[-1] for day in months] == ["ก", "ข", "ก"]


def test_memos_have_a_signer_of_their_own(services: Services) -> None:
    circular = sweeps.ready(services)
    changes = {"to": "head", "form": "memo", "template": "escalation-memo", "escalates": True, "moves_deadline": False}
    change_ladder(services, circular, "first", **changes)
    enter(services, PROVINCE, DEPUTY)
    memo = Signer(own_title="หัวหน้าฝ่ายบริหารทั่วไป", mode=Mode.ACTING_POSITION, for_title="ท้องถิ่นจังหวัดแพร่")
    assert chosen(services, PROVINCE, FIRST, "memo") == ""
    enter(services, PROVINCE, memo, "memo")
    (letter,) = sweep(services, FIRST).made
    sweeps.approve(services, letter.letter_id, FIRST)
    assert block(services, letter.letter_id)[1:] == ["หัวหน้าฝ่ายบริหารทั่วไป รักษาการในตำแหน่ง", "ท้องถิ่นจังหวัดแพร่"]
    assert chosen(services, PROVINCE, FIRST) == BLOCK[1]


def test_who_is_given_for_a_letter_signs_it_whoever_is_entered(services: Services) -> None:
    enter(services, PROVINCE, DEPUTY)
    circular = issue(services)
    acknowledge(services, circular, PROVINCE, at="2020-05-29 09:00")
    with services.database.write() as conn:
        province, other = lookup.by_code(conn, PROVINCE), until("", "", "ปลัดจังหวัดแพร่")
        issued = passing.pass_on(conn, circular, province, services.printer, act("2020-05-29 10:00"), other)
    assert block(services, issued.letter_id)[1] == "ปลัดจังหวัดแพร่"


def test_who_is_given_must_have_the_right_on_that_day(services: Services) -> None:
    assert chosen(services, PROVINCE, "2020-05-28 09:00", given=until("", "2020-05-28")) == "รองผู้ว่าราชการจังหวัดแพร่"
    with pytest.raises(NotAllowedError, match="may not sign on ๒๙ พฤษภาคม ๒๕๖๓"):
        chosen(services, PROVINCE, "2020-05-29 09:00", given=until("", "2020-05-28"))


def test_an_ended_entry_signs_until_its_last_day_and_stays_on_record(services: Services) -> None:
    enter(services, PROVINCE, DEPUTY)
    with services.database.write() as conn:
        signing.end(conn, 1, date(2020, 5, 28))
    assert [chosen(services, PROVINCE, f"2020-05-{day} 09:00") for day in (28, 29)] == [BLOCK[1], ""]
    with services.database.read() as conn:
        (row,) = conn.execute(t.signers.select())
    assert (row.actor, row.valid_to) == ("officer", date(2020, 5, 28))


def test_an_entry_that_is_not_there_or_begins_later_is_not_ended(services: Services) -> None:
    enter(services, PROVINCE, until("2020-06-01", ""))
    for number, last in ((2, "2020-06-05"), (1, "2020-05-31")):
        with services.database.write() as conn, pytest.raises(UnknownError, match=f"no signer {number} who signs by"):
            signing.end(conn, number, date.fromisoformat(last))
    assert chosen(services, PROVINCE, "2020-06-20 09:00")


REFUSED = [
    (Signer(own_title="รองผู้ว่าราชการจังหวัด 2"), "'2' is written in Arabic digits"),
    (Signer(name="นาย\u200bก", own_title="รองผู้ว่าราชการจังหวัด"), "invisible character"),
    (DEPUTY.model_copy(update={"for_title": "ผู้ว่าราชการจังหวัดเพร่"}), "is misspelt"),
    (until("2020-06-30", "2020-06-01"), r"the last day \(2020-06-01\) is before the first \(2020-06-30\)"),
]


@pytest.mark.parametrize(("signer", "problem"), REFUSED)
def test_lines_that_cannot_be_printed_and_days_in_disorder_are_not_entered(
    services: Services, signer: Signer, problem: str
) -> None:
    with pytest.raises(NotAllowedError, match=problem):
        enter(services, PROVINCE, signer)
    assert chosen(services, PROVINCE, "2020-06-15 09:00") == ""


def test_a_districts_signer_signs_for_it_alone(services: Services) -> None:
    enter(services, DISTRICT, until("", "", "ปลัดอำเภอ รักษาการ"))
    assert (chosen(services, DISTRICT, FIRST), chosen(services, PROVINCE, FIRST)) == ("ปลัดอำเภอ รักษาการ", "")


def test_a_signer_whose_last_day_has_passed_is_warned_of(terminal: Terminal) -> None:
    def told(last: str) -> str:
        return terminal.done("signer", "set", PROVINCE, "--title", "ปลัดจังหวัด", "--to", last, "--at", "2020-06-01")

    assert "warning: the last day, 2020-05-31, has passed" in told("2020-05-31")
    assert "warning" not in told("2020-06-01")
