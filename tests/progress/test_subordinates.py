"""A province sees how far those directly below it have come, and who asks for more time."""

from datetime import date

from runtime.services import Services
from tests.support.circular_steps import DISTRICT, PAO, PROVINCE, SAO, TOWN, acknowledge, act, issue, outcomes, pass_on
from workflow.access import links
from workflow.access.secret_keys import Keys
from workflow.circulars.circular import Circular
from workflow.progress import reports, subordinates, time_requests
from workflow.progress.subordinates import Subordinate
from workflow.registry import lookup

KEYS = Keys(b"a secret of this test alone, 32 +")
JUNE, LAST = "2020-06-15 10:00", date(2020, 12, 31)


def children(services: Services, circular: Circular, code: str) -> dict[str, Subordinate]:
    with services.database.read() as conn:
        found = subordinates.children(conn, circular.id, lookup.by_code(conn, code))
    assert [child.code for child in found] == sorted(child.code for child in found)
    return {child.code: child for child in found}


def test_each_unit_below_is_shown_with_how_far_it_has_come(services: Services) -> None:
    circular = issue(services)
    acknowledge(services, circular, PROVINCE, at="2020-05-29 10:00")
    pass_on(services, circular, PROVINCE, "2020-05-29 10:30")
    acknowledge(services, circular, DISTRICT, PAO, TOWN, at="2020-06-01 09:00")
    number = pass_on(services, circular, DISTRICT, "2020-06-01 10:00").number
    outcomes(services, circular, {SAO: "complete", TOWN: "complete"}, "2020-06-02 10:00")
    with services.database.write() as conn:
        pao = lookup.by_code(conn, PAO)
        reports.report_problem(conn, circular, pao, act(JUNE), "ยังขาดบางส่วน")
        asked = time_requests.ask(conn, circular, pao, date(2020, 10, 1), "น้ำท่วม", act(JUNE))
        links.renew(conn, circular, pao, lookup.by_code(conn, PROVINCE), act(JUNE), LAST, KEYS)
    found = children(services, circular, PROVINCE)
    assert len(found) == 10
    district, pao_child, town = found[DISTRICT], found[PAO], found[TOWN]
    assert (district.state, district.received, district.received_on) == ("passed_on", "1", date(2020, 6, 1))
    assert (district.passed_on, district.done, pao_child.offices) == (number, 1, 0)
    assert district.offices == len(children(services, circular, DISTRICT))
    assert (pao_child.state, pao_child.outcome, pao_child.note) == ("reported", "incorrect", "ยังขาดบางส่วน")
    assert (pao_child.request_id, pao_child.wished, pao_child.reason) == (asked, date(2020, 10, 1), "น้ำท่วม")
    assert [child.code for child in found.values() if child.linked] == [PAO]
    assert (town.state, town.done_on, town.request_id) == ("done", date(2020, 6, 2), None)
    together = subordinates.summary(list(found.values()), date(2020, 9, 1))
    assert (together.total, together.received, together.passed_on, together.done) == (10, 3, 1, 1)
    assert (together.lagging, together.asking) == (9, 1)
    assert not subordinates.summary(list(found.values()), date(2020, 8, 31)).lagging
    assert children(services, circular, SAO) == {}


def test_the_department_sees_how_many_offices_each_province_has_and_how_many_have_done_it(
    sqlite_services: Services,
) -> None:
    circular = issue(sqlite_services)
    acknowledge(sqlite_services, circular, PROVINCE, at="2020-05-29 10:00")
    outcomes(sqlite_services, circular, {SAO: "complete", PAO: "nil"}, "2020-06-02 10:00")
    found = children(sqlite_services, circular, "DLA")
    assert len(found) == 76
    assert (found[PROVINCE].offices, found[PROVINCE].done, found[PROVINCE].received) == (84, 2, "1")


def test_a_receipt_struck_out_and_a_request_decided_are_not_shown(sqlite_services: Services) -> None:
    circular = issue(sqlite_services)
    acknowledge(sqlite_services, circular, PROVINCE, at="2020-05-29 10:00")
    with sqlite_services.database.write() as conn:
        province = lookup.by_code(conn, PROVINCE)
        time_requests.ask(conn, circular, province, date(2020, 10, 1), "น้ำท่วม", act(JUNE))
        time_requests.withdraw(conn, circular, province, act(JUNE))
        reports.undo(conn, circular, province, act(JUNE))
    child = children(sqlite_services, circular, "DLA")[PROVINCE]
    assert (child.state, child.received, child.request_id) == ("sent", None, None)
