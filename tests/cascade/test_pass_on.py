"""A province sees its covering letter, puts it in other words, approves it; those below can open their pages."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from runtime.services import Services
from tests.support.circular_steps import (
    DISTRICT,
    PAO,
    PROVINCE,
    SAO,
    TOWN,
    acknowledge,
    act,
    below,
    issue,
    moment,
    states,
)
from tests.support.sweeps import text_lines
from workflow.access import links
from workflow.access.open_link import OpenedLink, open_link
from workflow.access.secret_keys import Keys
from workflow.cascade import pass_on, pass_on_draft
from workflow.cascade.pass_on import PassOnResult
from workflow.cascade.pass_on_draft import AS_PREPARED, PreparedLetter, Wording, wording_of
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError
from workflow.letters.proofread import LetterFaultError
from workflow.lint import Severity
from workflow.registry import lookup
from workflow.registry.signers import Signer
from workflow.registry.signing_modes import Mode
from workflow.store import tables as t

KEYS = Keys(b"a secret of this test alone, 32 +")
MAY, LAST = "2020-05-29 10:00", date(2020, 12, 31)
OWN = [
    "ด้วยกรมส่งเสริมการปกครองท้องถิ่นได้จัดทำระบบฐานข้อมูลขึ้น 1 ระบบ",
    "จังหวัดแพร่ขอให้ทุกหน่วยงานบันทึกข้อมูล\nให้ครบถ้วน ภายในวันจันทร์ที่ 31 สิงหาคม 2563",
    "จึงเรียนมาเพื่อทราบและพิจารณาดำเนินการ สำหรับอำเภอขอให้แจ้งองค์การบริหารส่วนตำบลในพื้นที่ดำเนินการต่อไป",
]
DEPUTY = Signer(name="ชื่อผู้ลงนาม", own_title="รองผู้ว่าราชการจังหวัด", mode=Mode.ON_BEHALF, for_title="ผู้ว่าราชการจังหวัดแพร่")


def received(services: Services) -> Circular:
    issued = issue(services)
    acknowledge(services, issued, PROVINCE, at="2020-05-29 09:00")
    return issued


def prepared(
    services: Services, circular: Circular, wording: Wording = AS_PREPARED, signer: Signer | None = None
) -> PreparedLetter:
    with services.database.read() as conn:
        unit = lookup.by_code(conn, PROVINCE)
        return pass_on_draft.prepare(conn, circular, unit, services.printer, act(MAY), wording, signer)


def approve(
    services: Services, circular: Circular, wording: Wording = AS_PREPARED, signer: Signer | None = None
) -> PassOnResult:
    with services.database.write() as conn:
        unit = lookup.by_code(conn, PROVINCE)
        return pass_on.approve(conn, circular, unit, services.printer, KEYS, act(MAY), LAST, wording, signer)


def test_the_letter_is_shown_as_it_would_be_and_nothing_changes(sqlite_services: Services) -> None:
    services, circular = sqlite_services, received(sqlite_services)
    before = states(services, circular)
    seen = prepared(services, circular)
    assert (seen.addressed, seen.findings) == (10, [])
    assert seen.receiver.startswith("นายอำเภอทุกอำเภอ")
    assert "ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓" in seen.body[1]
    lines = [passage.text for passage in seen.passages]
    assert "พฤษภาคม ๒๕๖๓" in lines  # the day is blank
    assert any(line.startswith("ที่ พร ๐๐๒๓.๑/ว ") for line in lines)
    assert seen.data.startswith(b"PK")
    assert states(services, circular) == before
    with services.database.read() as conn:
        assert conn.scalar(select(func.count()).where(t.letters.c.sender_id != circular.issuer_id)) == 0


def test_what_was_corrected_is_what_is_sent_and_kept(services: Services) -> None:
    circular = received(services)
    wording = wording_of("การบันทึกข้อมูลของจังหวัดแพร่ ปี 2563", OWN)
    seen = prepared(services, circular, wording, DEPUTY)
    assert not [finding for finding in seen.findings if finding.severity is Severity.ERROR]
    issued = approve(services, circular, wording, DEPUTY).issued
    lines = [" ".join(line.split()) for line in text_lines(services, issued.letter_id)]
    assert "เรื่อง การบันทึกข้อมูลของจังหวัดแพร่ ปี ๒๕๖๓" in lines
    assert "จังหวัดแพร่ขอให้ทุกหน่วยงานบันทึกข้อมูล ให้ครบถ้วน ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓" in lines
    assert "รองผู้ว่าราชการจังหวัด ปฏิบัติราชการแทน" in lines
    assert list(seen.body) == list(wording.body)
    with services.database.read() as conn:
        facts = conn.scalar(select(t.letters.c.facts).where(t.letters.c.id == issued.letter_id)) or {}
    assert [" ".join(text.split()) for text in facts["body"]] == list(wording.body)
    assert {states(services, circular)[code] for code in below(services, circular, PROVINCE)} == {"sent"}


def test_words_that_break_a_rule_are_shown_with_the_rule_and_not_sent(sqlite_services: Services) -> None:
    services, circular = sqlite_services, received(sqlite_services)
    wording = wording_of("", [*OWN[:2], "จึงเรียนมาเพื่อทราบ"])
    found = [finding.rule for finding in prepared(services, circular, wording).findings]
    assert found == ["L01-mentioned", "L11-districts"]  # the first is a warning: no word of the copy enclosed
    with pytest.raises(LetterFaultError, match="L11-districts"):
        approve(services, circular, wording)
    assert states(services, circular)[PROVINCE] == "received"
    with services.database.read() as conn:
        assert conn.scalar(select(func.count()).where(t.events.c.action == "pass_on")) == 0


@pytest.mark.parametrize(
    ("subject", "body", "told"),
    [
        ("ก" * 401, OWN, "the subject has 401 characters"),
        ("", ["ก" * 3001, *OWN[1:]], "at most 12 paragraphs of at most 3000"),
        ("", ["ก", "ข"] * 7, "at most 12 paragraphs"),
        ("", OWN[1:2], "two paragraphs at least"),
        ("", [OWN[0], OWN[1].replace("จันทร์", "อังคาร"), OWN[2]], "is a Monday"),
    ],
)
def test_words_of_a_wrong_form_are_refused_at_once(subject: str, body: list[str], told: str) -> None:
    with pytest.raises(NotAllowedError, match=told):
        wording_of(subject, body)


def test_what_cannot_be_printed_or_does_not_say_the_deadline_is_refused(sqlite_services: Services) -> None:
    circular = received(sqlite_services)
    for wording, told in (
        (wording_of('เรื่อง "นี้"', []), "the subject cannot be printed"),
        (wording_of("", [OWN[0], OWN[1], 'จึง "เรียน" มา']), "paragraph 3 cannot be printed"),
        (wording_of("", [OWN[0], OWN[2]]), "the text does not say the deadline: วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓"),
    ):
        with pytest.raises(NotAllowedError, match=told):
            prepared(sqlite_services, circular, wording)


def test_nothing_typed_leaves_what_was_prepared(sqlite_services: Services) -> None:
    assert wording_of(" ", ["", " \n "]) == AS_PREPARED


def test_those_below_have_links_from_then_on_where_the_circular_is_followed_by_links(services: Services) -> None:
    circular = received(services)
    with services.database.write() as conn:
        province = lookup.by_code(conn, PROVINCE)
        links.renew(conn, circular, province, lookup.by_code(conn, "DLA"), act(MAY), LAST, KEYS)
    minted = approve(services, circular).minted
    assert len(minted) == 10
    with services.database.read() as conn:
        opened = [open_link(conn, link.token, moment(MAY)) for link in minted]
        codes = {seen.unit_code for seen in opened if isinstance(seen, OpenedLink)}
    assert codes == set(below(services, circular, PROVINCE))
    assert {DISTRICT, PAO, TOWN} <= codes
    assert SAO not in codes


def test_where_nobody_has_a_link_none_is_made(sqlite_services: Services) -> None:
    assert approve(sqlite_services, received(sqlite_services)).minted == ()


def test_a_letter_passed_on_already_is_not_passed_on_again(sqlite_services: Services, tmp_path: Path) -> None:
    circular = received(sqlite_services)
    approve(sqlite_services, circular)
    with sqlite_services.database.read() as conn:
        again = circulars.by_code(conn, circular.code)
    with pytest.raises(NotAllowedError, match="the task is 'passed_on'"):
        approve(sqlite_services, again)
