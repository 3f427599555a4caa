"""Many reports wait: one list, and one form for all that are whole, which writes all of them as shown or nothing."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from runtime.services import Services
from tests.support.circular_steps import DISTRICT, SAO, acknowledge, act, below, moment, states
from tests.support.database_rows import denied, forget_denied, whole
from tests.support.page_links import Tokens, reached
from tests.support.site import Client, Site
from workflow.progress import completion, reports
from workflow.registry import lookup
from workflow.store import tables as t

NOW = moment("2020-06-01 10:00")
WHO = {"person": "ผู้ตรวจคนหนึ่ง", "position": "ท้องถิ่นอำเภอ"}
TROUBLED = "ยังขาดหนึ่งหมู่บ้าน"


@pytest.fixture
def tokens(sqlite_services: Services) -> Tokens:
    return reported(sqlite_services)


def reported(services: Services) -> Tokens:
    """All offices of the district have reported: one has a problem, one has nothing to report."""
    found = reached(services)
    offices = below(services, found.circular, DISTRICT)
    acknowledge(services, found.circular, *offices, at="2020-05-30 09:00")
    with services.database.write() as conn:
        for place, code in enumerate(offices):
            unit, when = lookup.by_code(conn, code), act("2020-05-30 10:00", "ปลัด")
            if code == SAO:
                reports.report_problem(conn, found.circular, unit, when, TROUBLED)
            else:
                (reports.report if place else reports.report_nil)(conn, found.circular, unit, when)
    return found


def of_district(site: Site, tokens: Tokens) -> dict[str, str]:
    known = states(site.services, tokens.circular)
    return {code: known[code] for code in below(site.services, tokens.circular, DISTRICT)}


def form(client: Client, tokens: Tokens) -> dict[str, str]:
    shown = client.get(f"{tokens.page(DISTRICT)}/reports")
    return {"seal": shown.field("seal"), "shown": shown.field("shown"), **WHO}


def test_the_list_names_every_report_and_those_with_a_problem_first(client: Client, site: Site, tokens: Tokens) -> None:
    shown = client.get(f"{tokens.page(DISTRICT)}/reports")
    many = len(of_district(site, tokens))
    assert len(re.findall(r"/reports/\d+\"", shown.text)) == many
    troubled = shown.said.index(TROUBLED)
    assert shown.said.index("องค์การบริหารส่วนตำบลเตาปูน") < troubled < shown.said.index("ไม่มีข้อมูลที่ต้องรายงาน")
    assert "ต้องพิจารณาทีละแห่ง" in shown.said


def test_all_whole_reports_are_found_right_in_one_act_and_the_one_with_a_problem_waits(
    client: Client, site: Site, tokens: Tokens
) -> None:
    sent = form(client, tokens)
    done = client.post(f"{tokens.page(DISTRICT)}/reports", **sent)
    listed = client.get(done.headers["location"]).said
    assert "รายงานถูกต้องทุกแห่งตามรายการที่แสดง" in listed
    assert "รอการตรวจ ๑ แห่ง" in listed
    found = of_district(site, tokens)
    assert found.pop(SAO) == "reported"
    assert set(found.values()) == {"done"}
    with site.services.database.read() as conn:
        verified = conn.scalars(select(t.events.c.actor).where(t.events.c.action == "verify")).all()
    assert verified == ["ผู้ตรวจคนหนึ่ง (ท้องถิ่นอำเภอ)"] * len(found)
    before = whole(site.services.database)
    again = client.post(f"{tokens.page(DISTRICT)}/reports", **sent)
    assert "จึงไม่มีการบันทึกซ้ำ" in client.get(again.headers["location"]).said
    assert whole(site.services.database) == before


def test_several_who_check_at_the_same_moment_write_each_check_once(postgres_services: Services) -> None:
    tokens = reported(postgres_services)
    with Site(postgres_services, NOW) as site:
        page = f"{tokens.page(DISTRICT)}/reports"
        clients = [site.client() for _ in range(6)]
        one = str(re.findall(r'"(/t/[^"]+/reports/\d+)"', clients[0].get(page).text)[0])
        together = [(client, page, form(client, tokens)) for client in clients]
        alone = [
            (c, one, {"seal": c.get(one).field("seal"), "decision": "confirm", "note": "", **WHO}) for c in clients
        ]
        for forms in (together, alone):
            with ThreadPoolExecutor(len(clients)) as pool:
                answers = list(pool.map(lambda sent: sent[0].post(sent[1], **sent[2]), forms))
            assert {answer.status for answer in answers} == {303}
            said = [answer.headers["location"].partition("said=")[2] for answer in answers]
            assert said.count("done-before") == len(clients) - 1
        offices = of_district(site, tokens)
    assert set(offices.values()) == {"done"}
    with postgres_services.database.read() as conn:
        verified = conn.scalars(select(t.events.c.unit_id).where(t.events.c.action == "verify")).all()
    assert len(verified) == len(set(verified)) == len(offices)


def test_nothing_is_written_if_one_of_those_shown_is_another_report_now(
    client: Client, site: Site, tokens: Tokens
) -> None:
    sent = form(client, tokens)
    office = next(code for code in of_district(site, tokens) if code != SAO)
    with site.services.database.write() as conn:
        unit, when = lookup.by_code(conn, office), act("2020-05-31 10:00", "ปลัด")
        reports.undo(conn, tokens.circular, unit, when)
        reports.report(conn, tokens.circular, unit, when, "แก้ไขแล้ว")
    before = whole(site.services.database)
    answer = client.post(f"{tokens.page(DISTRICT)}/reports", **sent)
    assert (answer.status, "ยังไม่มีการบันทึก" in answer.said) == (409, True)
    assert f'href="{tokens.page(DISTRICT)}/reports"' in answer.text
    assert whole(site.services.database) == before


def test_what_was_shown_cannot_be_made_another_list_and_who_checks_says_so(
    client: Client, site: Site, tokens: Tokens
) -> None:
    sent, page = form(client, tokens), f"{tokens.page(DISTRICT)}/reports"
    before = whole(site.services.database)
    assert client.post(page, **sent | {"shown": sent["shown"].partition(",")[0]}).status == 403
    assert client.post(page, **sent | {"person": ""}).status == 422
    assert whole(site.services.database) == before


def test_an_office_with_nobody_below_has_no_list_and_the_try_is_recorded(
    client: Client, site: Site, tokens: Tokens
) -> None:
    forget_denied(site.services.database)
    assert client.get(f"{tokens.page(SAO)}/reports").status == 404
    assert denied(site.services.database) == [("/t/{token}/reports", "report")]


def test_when_the_circular_is_over_a_report_can_be_read_and_nothing_can_be_pressed(
    client: Client, site: Site, tokens: Tokens
) -> None:
    listed = client.get(f"{tokens.page(DISTRICT)}/reports").text
    page, sent = str(re.findall(r'"(/t/[^"]+/reports/\d+)"', listed)[0]), form(client, tokens)
    seal = client.get(page).field("seal")
    with site.services.database.write() as conn:
        completion.cancel(conn, tokens.circular, act("2020-06-01 09:00", why="มีหนังสือสั่งการใหม่แทน"))
    before = whole(site.services.database)
    assert "ไม่มีรายงานที่รอการตรวจ" in client.get(f"{tokens.page(DISTRICT)}/reports").said
    assert client.post(f"{tokens.page(DISTRICT)}/reports", **sent).status == 410
    assert client.post(page, seal=seal, decision="confirm", note="", **WHO).status == 410
    assert whole(site.services.database) == before
    assert "รายงานที่รอการตรวจ" not in client.get(tokens.page(DISTRICT)).said
