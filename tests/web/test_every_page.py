"""What every page has, whatever it shows: headers, limits, plain words for what goes wrong."""

import re
from collections.abc import Iterator

import pytest

from runtime.services import Services
from tests.support.circular_steps import moment
from tests.support.site import Client, Site
from workflow.store.migrate import downgrade

NOW = moment("2020-06-01 10:00")


@pytest.fixture
def site(sqlite_services: Services) -> Iterator[Site]:
    with Site(sqlite_services, NOW) as served:
        yield served


def test_the_process_says_that_it_lives_and_that_it_can_serve(client: Client) -> None:
    assert client.get("/livez").text == "ok\n"
    assert client.get("/readyz").text == "ok\n"


@pytest.mark.parametrize("path", ["/livez", "/nowhere", "/t/unknown", "/static/nothing.css"])
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers
    assert "strict-transport-security" not in headers, "only where https is spoken"


def test_behind_a_proxy_that_speaks_https_browsers_are_told_to_stay_with_it(client: Client) -> None:
    answer = client.ask("GET", "/nowhere", headers={"X-Forwarded-Proto": "https"})
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_style_and_script_are_kept_by_browsers_for_good_under_a_name_that_changes_with_them(client: Client) -> None:
    named = re.findall(r'"(/static/[^"]+)"', client.get("/nowhere").text)
    assert [re.sub(r"\.[0-9a-f]{12}\.", ".", address) for address in named] == [
        "/static/wian.svg",
        "/static/wian.css",
        "/static/wian.js",
    ]
    for address in named:
        answer = client.get(address)
        assert answer.status == 200
        assert "immutable" in answer.headers["cache-control"]


def test_a_page_that_is_not_there_says_so_in_thai_and_whom_to_call(client: Client) -> None:
    answer = client.get("/nowhere")
    assert answer.status == 404
    assert "ไม่พบหน้านี้" in answer.said
    assert "โปรดโทรศัพท์สอบถามหน่วยงานที่ส่งหนังสือถึงท่าน" in answer.said


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method_is_refused_with_a_plain_page(client: Client, method: str) -> None:
    answer = client.ask(method, "/livez")
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]
    assert "เปิดหน้านี้ด้วยวิธีนี้ไม่ได้" in answer.said


def test_without_its_database_it_lives_but_cannot_serve(site: Site, client: Client) -> None:
    downgrade(site.services.database, "base")
    assert client.get("/livez").status == 200
    assert client.get("/readyz").status == 503
