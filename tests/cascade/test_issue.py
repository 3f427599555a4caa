"""Issuing a circular makes exactly its tree; passing it on opens exactly the tasks below."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, select, update

from runtime.services import Services
from tests.support.circular_steps import (
    DISTRICT,
    PAO,
    PROVINCE,
    TOWN,
    acknowledge,
    act,
    below,
    changed_file,
    issue,
    moment,
    offices,
    pass_on,
    states,
)
from workflow.cascade import pass_on as passing
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError, WianError
from workflow.letters.file_store import LetterStore
from workflow.registers import numbers
from workflow.registry import lookup
from workflow.registry.load import load
from workflow.registry.signers import Signer
from workflow.registry.signing_modes import Mode
from workflow.registry.units_file import read_units
from workflow.store import tables as t
from workflow.thai.spacing import squash

ISSUED, RECEIVED, PASSED = "2020-05-19 09:30", "2020-05-29 09:00", "2020-05-29 10:00"
ALL_KINDS = ["pao", "city", "town", "subdistrict_municipality", "sao", "special"]
PHRAE = {"kinds": ALL_KINDS, "provinces": [PROVINCE]}


def put_units(services: Services, folder: Path, *rows: str) -> None:
    """Add units to the registry: code,name,kind,parent,prefix,valid_from,valid_to."""
    path = folder / "more.csv"
    path.write_text("\n".join(["code,name,kind,parent,prefix,valid_from,valid_to", *rows]) + "\n", encoding="utf-8")
    with services.database.write() as conn:
        load(conn, read_units(path, lookup.known_codes(conn)))


def letter_of(services: Services, circular: Circular, code: str) -> dict[str, Any]:
    """The row of the letter by which a unit issued or passed on the circular."""
    with services.database.read() as conn:
        sender = lookup.by_code(conn, code).id
        where = (
            t.letters.c.circular_id == circular.id,
            t.letters.c.sender_id == sender,
            t.letters.c.kind.in_(t.CARRIER_KINDS),
        )
        return dict(conn.execute(select(t.letters).where(*where)).mappings().one())


def addressed_by(services: Services, letter: dict[str, Any]) -> list[str]:
    with services.database.read() as conn:
        joined = select(t.units.c.code).join(t.letter_addressees, t.letter_addressees.c.unit_id == t.units.c.id)
        return list(
            conn.scalars(joined.where(t.letter_addressees.c.letter_id == letter["id"]).order_by(t.units.c.code))
        )


def count(services: Services, table: Table) -> int:
    with services.database.read() as conn:
        return conn.scalar(select(func.count()).select_from(table)) or 0


def test_every_unit_that_takes_part_gets_one_task_in_its_first_state(services: Services) -> None:
    circular = issue(services)
    found = states(services, circular)
    assert len(found) == 1 + 76 + 8 + 84
    assert found["DLA"] == "passed_on"
    assert {found[code] for code in below(services, circular, "DLA")} == {"sent"}
    assert {state for code, state in found.items() if len(code) > 2 and code != "DLA"} == {"waiting"}


def test_every_task_and_the_circular_itself_begin_with_one_event(services: Services) -> None:
    circular = issue(services)
    with services.database.read() as conn:
        told = conn.execute(select(t.events).where(t.events.c.circular_id == circular.id)).all()
        rows = conn.execute(select(t.tasks.c.id, t.tasks.c.state).where(t.tasks.c.circular_id == circular.id)).all()
    mine = [(row.subject_id, row.to_state) for row in told if row.noun == "task"]
    assert sorted(mine) == sorted((row.id, row.state) for row in rows)
    assert {row.from_state for row in told if row.noun == "task"} == {""}
    begun = {(row.noun, row.action) for row in told}
    assert {("circular", "issue"), ("letter", "prepare"), ("letter", "issue")} < begun
    assert {(row.actor, row.at) for row in told} == {("officer", moment(ISSUED))}


def test_a_unit_answers_to_the_one_above_it_in_the_registry(services: Services) -> None:
    circular = issue(services)
    with services.database.read() as conn:
        above = select(t.tasks.c.unit_id, t.tasks.c.above_id).where(t.tasks.c.circular_id == circular.id)
        placed = {row[0]: row[1] for row in conn.execute(above)}
        registry = {row.id: row.parent_id for row in conn.execute(select(t.units.c.id, t.units.c.parent_id))}
    assert placed == {unit: registry[unit] for unit in placed}
    assert all(parent in placed for parent in placed.values() if parent is not None)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "takes_part"),
    [
        ("", "2020-05-19", False),  # abolished on the day of issue
        ("", "2020-05-20", True),
        ("2020-05-19", "", True),
        ("2020-05-20", "", False),
    ],
)
def test_a_unit_takes_part_only_if_it_exists_on_the_day_of_issue(
    services: Services, tmp_path: Path, valid_from: str, valid_to: str, takes_part: bool
) -> None:
    put_units(services, tmp_path, f"X1,องค์การบริหารส่วนตำบลตัวอย่าง,sao,{DISTRICT},,{valid_from},{valid_to}")
    circular = issue(services, changed_file(tmp_path, who=PHRAE))
    assert ("X1" in offices(services, circular)) is takes_part
    assert ("X1" in below(services, circular, DISTRICT)) is takes_part


def test_only_the_kinds_named_have_it_to_do_and_levels_without_them_are_left_out(
    services: Services, tmp_path: Path
) -> None:
    circular = issue(services, changed_file(tmp_path, who={"kinds": ["pao", "town"], "provinces": [PROVINCE]}))
    assert states(services, circular) == {"DLA": "passed_on", PROVINCE: "sent", PAO: "waiting", TOWN: "waiting"}
    assert offices(services, circular) == [PAO, TOWN]


def test_only_the_provinces_named_take_part_and_their_governors_are_named(services: Services, tmp_path: Path) -> None:
    circular = issue(services, changed_file(tmp_path, who={"kinds": ALL_KINDS, "provinces": ["50", PROVINCE]}))
    assert below(services, circular, "DLA") == ["50", PROVINCE]
    letter = letter_of(services, circular, "DLA")
    assert letter["receiver"] == "ผู้ว่าราชการจังหวัดเชียงใหม่ และผู้ว่าราชการจังหวัดแพร่"
    assert addressed_by(services, letter) == ["50", PROVINCE]


def test_all_governors_are_written_to_as_all_governors(services: Services) -> None:
    assert letter_of(services, issue(services), "DLA")["receiver"] == "ผู้ว่าราชการจังหวัด ทุกจังหวัด"


def test_a_province_with_no_unit_registered_below_it_does_it_itself(services: Services) -> None:
    circular = issue(services)
    doing = offices(services, circular)
    assert "50" in doing
    assert PROVINCE not in doing
    acknowledge(services, circular, "50", at=RECEIVED)
    with pytest.raises(NotAllowedError, match=r"'pass_on' is not possible; possible now: .*report"):
        pass_on(services, circular, "50", PASSED)


def test_a_district_with_no_unit_registered_below_it_does_it_itself(services: Services, tmp_path: Path) -> None:
    put_units(services, tmp_path, "5499,อำเภอตัวอย่าง,district,54,พร ๐๐๒๓.๙๙,,")
    circular = issue(services, changed_file(tmp_path, who=PHRAE))
    assert "5499" in offices(services, circular)
    assert "5499" in below(services, circular, PROVINCE)


def test_a_province_of_districts_without_offices_passes_it_on_to_them(services: Services, tmp_path: Path) -> None:
    put_units(services, tmp_path, "5001,อำเภอหนึ่ง,district,50,ชม ๐๐๒๓.๙๑,,", "5002,อำเภอสอง,district,50,ชม ๐๐๒๓.๙๒,,")
    circular = issue(services, changed_file(tmp_path, who={"kinds": ALL_KINDS, "provinces": ["50"]}))
    assert states(services, circular) == {"DLA": "passed_on", "50": "sent", "5001": "waiting", "5002": "waiting"}
    acknowledge(services, circular, "50", at=RECEIVED)
    pass_on(services, circular, "50", PASSED)
    assert states(services, circular)["5002"] == "sent"


def test_an_office_that_nobody_could_tell_stops_the_issue(services: Services, tmp_path: Path) -> None:
    put_units(services, tmp_path, "5406,อำเภอสอง,district,54,พร ๐๐๒๓.๙,,2020-01-01")  # abolished, its offices not moved
    with pytest.raises(NotAllowedError, match="5406"):
        issue(services, changed_file(tmp_path, who=PHRAE))
    assert count(services, t.circulars) == 0


def test_a_circular_that_nobody_has_to_do_is_not_issued(services: Services, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError, match="no unit below the issuer has anything to do"):
        issue(services, changed_file(tmp_path, who={"kinds": ["special"], "provinces": [PROVINCE]}))
    assert count(services, t.circulars) == count(services, t.tasks) == count(services, t.events) == 0


def test_if_the_letter_cannot_be_made_nothing_is_left_and_no_number_is_used(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise WianError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(LetterStore, "keep_all", broken)
        with pytest.raises(WianError, match="the disk is full"):
            issue(services)
    for table in (t.circulars, t.tasks, t.events, t.letters, t.letter_addressees, t.register_entries):
        assert count(services, table) == 0, table.name
    circular = issue(services)
    assert squash(str(letter_of(services, circular, "DLA")["number"])) == "มท ๐๘๑๐.๒/ว ๑"


def test_the_same_circular_is_not_issued_twice(services: Services) -> None:
    issue(services)
    with pytest.raises(WianError, match="'info-2563' has been issued already"):
        issue(services)
    assert count(services, t.circulars) == 1


def received(services: Services, folder: Path, **changes: object) -> Circular:
    """A circular for Phrae that the province has received."""
    circular = issue(services, changed_file(folder, **{"who": PHRAE, **changes}))
    acknowledge(services, circular, PROVINCE, at=RECEIVED)
    return circular


def test_passing_on_opens_exactly_the_tasks_directly_below(services: Services, tmp_path: Path) -> None:
    circular = received(services, tmp_path)
    before, children = states(services, circular), below(services, circular, PROVINCE)
    issued = pass_on(services, circular, PROVINCE, PASSED)
    after = states(services, circular)
    assert {code for code in after if after[code] != before[code]} == {PROVINCE, *children}
    assert after[PROVINCE] == "passed_on"
    assert Counter(after[code] for code in children) == {"sent": 10}
    letter = letter_of(services, circular, PROVINCE)
    assert letter["id"] == issued.letter_id
    assert addressed_by(services, letter) == children


def test_a_covering_letter_has_its_own_number_and_encloses_the_letter_received(
    services: Services, tmp_path: Path
) -> None:
    circular = received(services, tmp_path)
    issued = pass_on(services, circular, PROVINCE, PASSED)
    original, covering = letter_of(services, circular, "DLA"), letter_of(services, circular, PROVINCE)
    assert squash(issued.number) == "พร ๐๐๒๓.๑/ว ๑"
    assert covering["cites"] == []
    (enclosed,) = covering["encloses"]
    assert enclosed["letter_id"] == original["id"]
    assert enclosed["sha256"] == original["sha256"]
    assert enclosed["number"] == squash(str(original["number"]))
    assert (covering["date"], covering["deadline"]) == (date(2020, 5, 29), circular.deadline)


def test_a_district_encloses_the_letter_of_its_province(services: Services, tmp_path: Path) -> None:
    circular = received(services, tmp_path)
    pass_on(services, circular, PROVINCE, PASSED)
    acknowledge(services, circular, DISTRICT, at="2020-06-01 09:00")
    pass_on(services, circular, DISTRICT, "2020-06-01 10:00")
    (enclosed,) = letter_of(services, circular, DISTRICT)["encloses"]
    assert enclosed["letter_id"] == letter_of(services, circular, PROVINCE)["id"]
    assert {states(services, circular)[code] for code in below(services, circular, DISTRICT)} == {"sent"}


def test_a_unit_cannot_pass_on_what_it_has_not_received(services: Services, tmp_path: Path) -> None:
    circular = issue(services, changed_file(tmp_path, who=PHRAE))
    with pytest.raises(NotAllowedError, match=r"the task is 'sent', so 'pass_on' is not possible.*acknowledge"):
        pass_on(services, circular, PROVINCE, PASSED)
    with pytest.raises(NotAllowedError, match="the task is 'waiting'"):
        pass_on(services, circular, DISTRICT, PASSED)
    assert count(services, t.letters) == 1


def test_a_unit_passes_a_circular_on_once(services: Services, tmp_path: Path) -> None:
    circular = received(services, tmp_path)
    pass_on(services, circular, PROVINCE, PASSED)
    with pytest.raises(NotAllowedError, match="the task is 'passed_on', so 'pass_on' is not possible"):
        pass_on(services, circular, PROVINCE, "2020-05-29 11:00")
    with services.database.read() as conn:
        assert numbers.last_number(conn, PROVINCE, "send_circular", 2563) == 1


def test_a_unit_without_a_task_passes_nothing_on(services: Services, tmp_path: Path) -> None:
    circular = issue(services, changed_file(tmp_path, who=PHRAE))
    with pytest.raises(NotAllowedError, match=r"จังหวัดเชียงใหม่ \(50\) has no task under circular 'info-2563'"):
        pass_on(services, circular, "50", PASSED)


@pytest.mark.parametrize(("first", "last", "may"), [("2020-05-29", "2020-05-29", True), ("2020-05-30", None, False)])
def test_a_signer_signs_only_within_the_period_given(
    services: Services, tmp_path: Path, first: str, last: str | None, may: bool
) -> None:
    circular = received(services, tmp_path)
    signer = Signer(
        own_title="รองผู้ว่าราชการจังหวัด",
        mode=Mode.ACTING,
        for_title="ผู้ว่าราชการจังหวัดแพร่",
        valid_from=date.fromisoformat(first),
        valid_to=date.fromisoformat(last) if last else None,
    )
    with services.database.write() as conn:
        province = lookup.by_code(conn, PROVINCE)
        if may:
            passing.pass_on(conn, circular, province, services.printer, act(PASSED), signer)
        else:
            with pytest.raises(NotAllowedError, match=r"may not sign on ๒๙\sพฤษภาคม\s๒๕๖๓"):
                passing.pass_on(conn, circular, province, services.printer, act(PASSED), signer)
    assert count(services, t.letters) == (2 if may else 1)


def test_the_subject_may_be_put_in_the_office_s_own_words_and_then_goes_down_the_chain(
    services: Services, tmp_path: Path
) -> None:
    circular = received(services, tmp_path)
    pass_on(services, circular, PROVINCE, PASSED, subject="ขอให้บันทึกข้อมูล")
    letter = letter_of(services, circular, PROVINCE)
    assert letter["subject"] == "ขอให้บันทึกข้อมูล"
    with services.database.read() as conn:
        entry = select(t.register_entries.c.subject).where(t.register_entries.c.id == letter["entry_id"])
        assert conn.scalar(entry) == "ขอให้บันทึกข้อมูล"


def test_a_letter_to_one_addressee_takes_an_ordinary_number(services: Services, tmp_path: Path) -> None:
    circular = received(services, tmp_path, who={"kinds": ["pao"], "provinces": [PROVINCE]})
    assert squash(str(letter_of(services, circular, "DLA")["number"])) == "มท ๐๘๑๐.๒/๑"
    issued = pass_on(services, circular, PROVINCE, PASSED)
    assert squash(issued.number) == "พร ๐๐๒๓.๑/๑"
    assert letter_of(services, circular, PROVINCE)["receiver"] == "นายกองค์การบริหารส่วนจังหวัดแพร่"
    with services.database.read() as conn:
        assert numbers.last_number(conn, PROVINCE, "send", 2563) == 1
        assert numbers.last_number(conn, PROVINCE, "send_circular", 2563) == 0


def test_a_unit_without_a_number_prefix_cannot_pass_on_and_stays_where_it_was(
    services: Services, tmp_path: Path
) -> None:
    circular = received(services, tmp_path)
    with services.database.write() as conn:
        conn.execute(update(t.units).where(t.units.c.code == PROVINCE).values(prefix=""))
    with pytest.raises(NotAllowedError, match="has no letter-number prefix"):
        pass_on(services, circular, PROVINCE, PASSED)
    assert states(services, circular)[PROVINCE] == "received"
    assert count(services, t.letters) == 1


def test_a_unit_that_moves_later_keeps_its_place_under_a_circular_already_issued(
    services: Services, tmp_path: Path
) -> None:
    circular = received(services, tmp_path)
    before = below(services, circular, DISTRICT)
    put_units(services, tmp_path, f"{before[0]},{_name(services, before[0])},{_kind(services, before[0])},5401,,,")
    assert below(services, circular, DISTRICT) == before
    with services.database.read() as conn:
        assert circulars.by_code(conn, circular.code).state == "open"


def _name(services: Services, code: str) -> str:
    with services.database.read() as conn:
        return lookup.by_code(conn, code).name


def _kind(services: Services, code: str) -> str:
    with services.database.read() as conn:
        return lookup.by_code(conn, code).unit.kind
