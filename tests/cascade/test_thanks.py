"""Thanks when everybody has done it: who thanks whom, and after a person's approval."""

from datetime import date
from pathlib import Path

import pytest

from runtime.services import Services
from tests.support import sweeps
from tests.support.circular_steps import DISTRICT, PROVINCE, SAO, TOWN, act, issue, outcomes, reach_offices
from tests.support.sweeps import find, sweep
from workflow import incidents
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError
from workflow.followup import drafts
from workflow.followup.make import ApprovedDraft
from workflow.letters import preparation
from workflow.progress import acknowledge, reports
from workflow.registry import lookup
from workflow.registry.signers import Signer, enter
from workflow.store import tables as t
from workflow.thai.spacing import squash

CLOSING, NEXT = "2020-09-01 10:00", "2020-09-02 09:00"
DEPARTMENT, PHRAE = "กรมส่งเสริมการปกครองท้องถิ่น", "จังหวัดแพร่"


@pytest.fixture
def circular(services: Services) -> Circular:
    return sweeps.ready(services)


def set_thanks(services: Services, circular: Circular, **thanks: object) -> None:
    """Let the ladder this circular was issued with thank so; nothing given: not at all."""
    ladder = circular.ladder.model_dump(mode="json") | {"thanks": thanks or None}
    with services.database.write() as conn:
        conn.execute(t.circulars.update().values(ladder=ladder))


def close(services: Services, circular: Circular, *excused: str) -> Circular:
    """Everybody has done it but those who are excused, and a sweep closes the circular."""
    for code in excused:
        with services.database.write() as conn:
            reports.waive(conn, circular, lookup.by_code(conn, code), act("2020-08-28 09:00", why="ยุบรวมแล้ว"))
    done = {code: "complete" for code in sweeps.all_but(services, circular, []) if code not in excused}
    outcomes(services, circular, done, "2020-09-01 09:00")
    assert [closed.code for closed in sweep(services, CLOSING).closed] == ["info-2563"]
    return sweeps.again(services, circular)


def thanks_of(services: Services, circular: Circular, code: str) -> sweeps.Row:
    with services.database.read() as conn:
        sender = lookup.by_code(conn, code).id
    (row,) = (row for row in find(services, circular, "thanks") if row["sender_id"] == sender)
    return row


def approve(services: Services, letter_id: int, at: str, new_deadline: date | None = None) -> ApprovedDraft:
    with services.database.write() as conn:
        return drafts.approve(conn, letter_id, services.printer, act(at), new_deadline)


def test_when_a_circular_closes_the_department_and_who_passed_it_on_have_thanks_to_approve(
    services: Services, circular: Circular
) -> None:
    closed = close(services, circular)
    assert len(find(services, closed, "thanks")) == 2  # the department and แพร่; no district, by the standard ladder
    for code, addressed in (("DLA", 76), (PROVINCE, 10)):
        row = thanks_of(services, closed, code)
        assert (row["state"], row["number"], row["form"]) == ("draft", None, "external")
        assert len(sweeps.addressed(services, row["id"])) == addressed
    before = sweeps.snapshot(services)
    for at in (NEXT, "2021-01-04 09:00"):
        swept = sweep(services, at)
        assert (swept.made, swept.withdrawn, swept.closed) == ([], [], [])
    assert sweeps.snapshot(services) == before


def test_thanks_are_approved_after_the_close_and_take_the_next_number(services: Services, circular: Circular) -> None:
    closed = close(services, circular)
    row = thanks_of(services, closed, PROVINCE)
    issued = approve(services, row["id"], NEXT).issued
    assert squash(issued.number) == "พร ๐๐๒๓.๑/ว ๒"
    lines = sweeps.text_lines(services, row["id"])
    assert "๒ กันยายน ๒๕๖๓" in lines
    assert f"เรื่อง ขอขอบคุณความร่วมมือใน{circular.subject}" in lines
    text = "\n".join(lines)
    assert "อ้างถึง หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๑ ลงวันที่ ๒๙ พฤษภาคม ๒๕๖๓" in text
    assert "ได้ดำเนินการแล้วเสร็จครบทุกแห่ง จึงขอขอบคุณมา ณ โอกาสนี้" in text
    assert thanks_of(services, closed, "DLA")["state"] == "draft"
    with pytest.raises(NotAllowedError, match="only a draft can be approved"):
        approve(services, row["id"], NEXT)
    with services.database.write() as conn:
        town = lookup.by_code(conn, TOWN)
        receipt = acknowledge.acknowledge_letter(conn, closed, town, row["id"], act(NEXT), "saraban officer")
    assert receipt.letter == squash(issued.number)


def test_thanks_set_no_deadline(services: Services, circular: Circular) -> None:
    row = thanks_of(services, close(services, circular), PROVINCE)
    before = sweeps.snapshot(services)
    with pytest.raises(NotAllowedError, match="is no follow-up; it sets no deadline"):
        approve(services, row["id"], NEXT, date(2020, 10, 16))
    assert sweeps.snapshot(services) == before


def test_who_signs_thanks_is_who_signs_on_the_day_of_approval(services: Services, circular: Circular) -> None:
    row = thanks_of(services, close(services, circular), PROVINCE)
    acting = Signer(own_title="รองผู้ว่าราชการจังหวัดแพร่", valid_from=date(2020, 9, 2))
    with services.database.write() as conn:
        enter(conn, lookup.by_code(conn, PROVINCE), acting, "external", act(CLOSING))
    for at, signer in ((CLOSING, "ผู้ว่าราชการจังหวัดแพร่"), (NEXT, "รองผู้ว่าราชการจังหวัดแพร่")):
        with services.database.read() as conn:
            paper = drafts.draft(conn, row["id"], act(at))
        assert paper.facts["signer"] == {"name": "(" + "." * 40 + ")", "lines": [signer]}
    approve(services, row["id"], NEXT)
    assert "รองผู้ว่าราชการจังหวัดแพร่" in sweeps.text_lines(services, row["id"])


def test_thanks_can_be_discarded_for_a_reason(services: Services, circular: Circular) -> None:
    row = thanks_of(services, close(services, circular), "DLA")
    with services.database.write() as conn:
        preparation.discard(conn, row["id"], act(NEXT, why="ไม่ประสงค์จะส่ง"))
    assert sweep(services, NEXT).made == []
    assert thanks_of(services, circular, "DLA")["state"] == "discarded"


def test_thanks_name_the_deadline_that_the_covering_letter_had(services: Services) -> None:
    circular = issue(services)
    sweeps.extend(services, circular, PROVINCE, "2020-10-16", "2020-06-01 09:00")
    reach_offices(services, circular, "2020-06-02 09:00")
    row = thanks_of(services, close(services, circular), PROVINCE)
    approve(services, row["id"], NEXT)
    assert "ภายในวันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓ นั้น" in sweeps.text(services, row["id"])


def test_who_was_excused_is_not_thanked_and_nobody_says_that_all_have_done_it(
    services: Services, circular: Circular
) -> None:
    closed = close(services, circular, TOWN)
    row = thanks_of(services, closed, PROVINCE)
    assert TOWN not in sweeps.addressed(services, row["id"])
    assert len(sweeps.addressed(services, row["id"])) == 9
    for code in (PROVINCE, "DLA"):
        letter = thanks_of(services, closed, code)["id"]
        approve(services, letter, NEXT)
        text = sweeps.text(services, letter)
        assert "ได้ดำเนินการแล้วเสร็จ จึงขอขอบคุณ" in text
        assert "ครบทุกแห่ง" not in text


def test_an_office_excused_in_one_district_leaves_another_districts_thanks_whole(
    services: Services, circular: Circular
) -> None:
    set_thanks(services, circular, senders=["district"])
    closed = close(services, circular, SAO)
    said = {}
    for code in (DISTRICT, "5404"):
        letter = thanks_of(services, closed, code)
        said[code] = letter["facts"]["notice"]["everybody"]
    assert said == {DISTRICT: False, "5404": True}
    assert len(find(services, closed, "thanks")) == 8


def test_a_province_that_never_passed_it_on_thanks_nobody(services: Services) -> None:
    circular = issue(services)
    closed = close(services, circular)
    (row,) = find(services, closed, "thanks")
    assert row["id"] == thanks_of(services, closed, "DLA")["id"]


def test_a_ladder_without_thanks_makes_none(services: Services, circular: Circular) -> None:
    set_thanks(services, circular)
    assert find(services, close(services, circular), "thanks") == []


def test_where_nobody_has_to_approve_them_thanks_go_out_at_once(services: Services, circular: Circular) -> None:
    set_thanks(services, circular, senders=["province"], approval=False)
    (row,) = find(services, close(services, circular), "thanks")
    assert (row["state"], squash(row["number"]), row["date"]) == ("issued", "พร ๐๐๒๓.๑/ว ๒", date(2020, 9, 1))


def test_thanks_that_cannot_be_written_leave_their_circular_open_and_close_the_others(
    services: Services, circular: Circular, tmp_path: Path
) -> None:
    set_thanks(services, circular, senders=["province"], approval=False)
    with services.database.write() as conn:
        conn.execute(t.units.update().where(t.units.c.code == PROVINCE).values(prefix=""))
    other = issue(services, "shelters-2569.yaml", at="2020-06-01 09:00")
    for about in (circular, other):
        outcomes(services, about, sweeps.all_but(services, about, []), "2020-09-01 09:00")
    swept = sweep(services, CLOSING)
    assert [closed.code for closed in swept.closed] == [other.code]
    assert "has no letter-number prefix" in swept.incidents[0]
    assert sweeps.again(services, circular).state == "open"
    with services.database.read() as conn:
        (incident,) = incidents.open_incidents(conn)
    assert "it cannot be closed: จังหวัดแพร่ (54) has no letter-number prefix" in incident.problem
    with services.database.write() as conn:
        conn.execute(t.units.update().where(t.units.c.code == PROVINCE).values(prefix="พร ๐๐๒๓.๑"))
    assert [closed.code for closed in sweep(services, NEXT).closed] == [circular.code]
    with services.database.read() as conn:
        assert incidents.open_incidents(conn) == []
