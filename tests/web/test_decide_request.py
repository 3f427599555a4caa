"""The level above decides on requests for more time; nobody else does."""

import pytest
from sqlalchemy import select

from runtime.services import Services
from tests.support.circular_steps import DISTRICT, SAO, acknowledge, act, moment
from tests.support.database_rows import denied, forget_denied, whole
from tests.support.office_page_forms import DECIDER
from tests.support.page_links import Tokens, reached
from tests.support.site import Client, Site
from workflow.progress import time_requests
from workflow.registry import lookup
from workflow.store import tables as t

NOW = moment("2020-06-01 10:00")


@pytest.fixture
def tokens(sqlite_services: Services) -> Tokens:
    found = reached(sqlite_services)
    acknowledge(sqlite_services, found.circular, SAO, at="2020-05-30 09:00")
    with sqlite_services.database.write() as conn:
        unit, asked = lookup.by_code(conn, SAO), act("2020-05-30 10:00", "ปลัด")
        time_requests.ask(conn, found.circular, unit, moment("2020-09-30 10:00").date(), "น้ำท่วมสำนักงาน", asked)
    return found


def test_a_district_grants_more_time_and_the_office_sees_it(client: Client, tokens: Tokens, site: Site) -> None:
    assert "คำขอขยายเวลา องค์การบริหารส่วนตำบลเตาปูน" in client.get(tokens.page(DISTRICT)).said
    page = f"{tokens.page(DISTRICT)}/requests/1"
    asked = client.get(page)
    assert "น้ำท่วมสำนักงาน" in asked.said
    done = client.post(page, seal=asked.field("seal"), decision="grant", note="", **DECIDER)
    assert "ขยายเวลาและออกหนังสือแจ้งแล้ว" in client.get(done.headers["location"]).said
    assert "อนุมัติถึงวันพุธที่ ๓๐ กันยายน ๒๕๖๓" in client.get(tokens.page(SAO)).said
    with site.services.database.read() as conn:
        deadline = conn.scalar(select(t.tasks.c.deadline).join(t.units).where(t.units.c.code == SAO))
        assert str(deadline) == "2020-09-30"
        assert conn.scalar(select(t.letters.c.number).where(t.letters.c.stage == "extension"))
    before = whole(site.services.database)
    assert client.post(page, seal=asked.field("seal"), decision="grant", note="", **DECIDER).status == 409
    assert whole(site.services.database) == before


def test_a_district_refuses_and_the_office_sees_why(client: Client, tokens: Tokens) -> None:
    page = f"{tokens.page(DISTRICT)}/requests/1"
    seal = client.get(page).field("seal")
    done = client.post(page, seal=seal, decision="refuse", note="มีเวลาเพียงพอแล้ว", **DECIDER)
    assert done.status == 303
    assert "ไม่อนุมัติ (มีเวลาเพียงพอแล้ว)" in client.get(tokens.page(SAO)).said


def test_nobody_decides_but_the_unit_directly_above(client: Client, tokens: Tokens, site: Site) -> None:
    before = whole(site.services.database)
    own = client.get(f"{tokens.page(DISTRICT)}/requests/1").field("seal")
    for code in (SAO, "5407", "54"):
        page = f"{tokens.page(code)}/requests/1"
        assert client.get(page).status == 404
        assert client.post(page, seal=own, decision="grant", note="", **DECIDER).status == 403
    assert [reason for _, reason in denied(site.services.database)] == ["request", "form"] * 3
    forget_denied(site.services.database)
    assert whole(site.services.database) == before


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"decision": "grant", "day": "2020-08-31"}, 422, "วันที่ใหม่ต้องอยู่หลังกำหนดเดิมและหลังวันนี้"),
        ({"decision": "grant", "day": "วันพรุ่งนี้"}, 422, "โปรดเลือกวันที่"),
        ({"decision": "refuse", "note": "มีเวลา\u200bพอแล้ว"}, 422, "มองไม่เห็น"),
        ({"decision": "perhaps"}, 400, "ข้อมูลที่ส่งมาไม่ครบถ้วน"),
        ({}, 400, "ข้อมูลที่ส่งมาไม่ครบถ้วน"),
    ],
)
def test_what_cannot_be_decided_is_said_beside_its_field_and_nothing_is_written(
    client: Client, tokens: Tokens, site: Site, typed: dict[str, str], status: int, said: str
) -> None:
    page = f"{tokens.page(DISTRICT)}/requests/1"
    seal = client.get(page).field("seal")
    before = whole(site.services.database)
    answer = client.post(page, **{"seal": seal, "note": "", **DECIDER, **typed})
    assert (answer.status, said in answer.said) == (status, True)
    assert whole(site.services.database) == before
