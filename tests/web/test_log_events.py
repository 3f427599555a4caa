"""What the web's log tells of what people do on the pages: which step, about what, by which request; never who."""

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import event, select

from runtime import logs
from runtime.services import Services
from tests.support.circular_steps import DISTRICT, SAO, below
from tests.support.office_page_forms import DECIDER, WHO, acknowledged, filled_in, pressed, reported
from tests.support.page_links import Tokens, reached, report_page
from tests.support.services import with_settings
from tests.support.site import NOW, Answer, Client, Site
from web.http import request_log
from web.services import WebServices
from workflow.store import tables as t

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NOTE = "น้ำท่วมสำนักงาน"
NAMED = {request_log.ID: "by-the-proxy-1"}


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def steps(log: io.StringIO) -> list[dict[str, Any]]:
    """The lines about steps, without when and by which logger."""
    aside = ("timestamp", "level", "logger", "event")
    taken = [line for line in lines(log) if line["event"] == "step taken"]
    return [{name: value for name, value in line.items() if name not in aside} for line in taken]


def brought(services: Services) -> int:
    """The letter that the office has received."""
    with services.database.read() as conn:
        return int(conn.scalars(select(t.receipts.c.letter_id).join(t.units).where(t.units.c.code == SAO)).one())


def decided(client: Client, page: str, **fields: str) -> Answer:
    """Answer what a page of a level above asks."""
    return client.post(page, **{"seal": client.get(page).field("seal"), "note": "", **DECIDER, **fields})


def test_a_letter_received_is_one_line_with_the_id_that_the_answer_bears_however_often_it_is_pressed(
    client: Client, tokens: Tokens, site: Site, log: io.StringIO
) -> None:
    form = filled_in(client, tokens)
    answer = pressed(client, tokens, form)
    pressed(client, tokens, form)
    known = {"step": "received", "circular": tokens.circular.code, "unit": SAO, "letter": brought(site.services)}
    assert steps(log) == [known | {"request": answer.headers[request_log.ID]}]


def test_every_step_of_an_office_and_of_the_level_above_is_a_line_and_none_says_who_or_why(
    client: Client, tokens: Tokens, site: Site, log: io.StringIO
) -> None:
    district = tokens.page(DISTRICT)
    acknowledged(client, tokens)
    answers = [
        reported(client, tokens, "time", day="2020-09-30", note=NOTE),
        decided(client, f"{district}/requests/1", decision="grant"),
        reported(client, tokens, "nil"),
        reported(client, tokens, "undo"),
        reported(client, tokens, note=NOTE),
        decided(client, report_page(site, tokens), decision="return", note=NOTE),
        reported(client, tokens, "problem", note=NOTE),
        decided(client, report_page(site, tokens), decision="confirm"),
        decided(client, report_page(site, tokens).replace("/reports/", "/links/")),
    ]
    with site.services.database.read() as conn:
        extension = t.letters.c.stage == "extension"
        letter_id, number = conn.execute(select(t.letters.c.id, t.letters.c.number).where(extension)).one()
    below_it = {"unit": DISTRICT, "below": SAO}
    told = [
        {"step": "asked", "unit": SAO},
        {"step": "granted", **below_it, "letter": letter_id, "number": number},
        {"step": "nil", "unit": SAO},
        {"step": "undone", "unit": SAO},
        {"step": "reported", "unit": SAO},
        {"step": "given-back", **below_it},
        {"step": "problem", "unit": SAO},
        {"step": "verified", **below_it},
        {"step": "renewed", **below_it},
    ]
    requests = [{"circular": tokens.circular.code, "request": answer.headers[request_log.ID]} for answer in answers]
    assert steps(log)[1:] == [step | request for step, request in zip(told, requests, strict=True)]
    written = json.dumps(lines(log), ensure_ascii=False)
    for secret in (*tokens.token.values(), NOTE, *WHO.values(), DECIDER["person"], DECIDER["position"]):
        assert secret not in written


def test_a_whole_list_found_right_is_one_line(client: Client, tokens: Tokens, site: Site, log: io.StringIO) -> None:
    for code in below(site.services, tokens.circular, DISTRICT)[:2]:
        acknowledged(client, tokens, code)
        reported(client, tokens, code=code)
    page = f"{tokens.page(DISTRICT)}/reports"
    decided(client, page, shown=client.get(page).field("shown"))
    assert (steps(log)[-1]["step"], steps(log)[-1]["reports"]) == ("verified-all", 2)


def test_what_is_refused_or_cannot_be_committed_is_no_line(
    client: Client, tokens: Tokens, site: Site, log: io.StringIO
) -> None:
    acknowledged(client, tokens)
    before = steps(log)
    assert reported(client, tokens, person="").status == 422
    assert reported(client, tokens, seal="of-no-form").status == 403

    def fails(_: object) -> None:
        raise RuntimeError("the disk is full")

    event.listen(site.web.database.engine, "commit", fails)
    assert reported(client, tokens).status == 500
    other = next(code for code in below(site.services, tokens.circular, DISTRICT) if code != SAO)
    assert acknowledged(client, tokens, other).status == 500
    event.remove(site.web.database.engine, "commit", fails)
    assert steps(log) == before
    failed = [line for line in lines(log) if line["event"] == "/t/{token}/report failed"]
    assert len(failed) == 1 and failed[0]["request"]


@pytest.mark.postgres
def test_of_many_who_press_at_once_each_gets_a_line_with_its_own_request(
    postgres_services: Services, the_log_as_it_was: None
) -> None:
    tokens, log = reached(postgres_services), io.StringIO()
    logs.set_up(postgres_services.settings, log)
    codes = below(postgres_services, tokens.circular, DISTRICT)
    with Site(postgres_services, NOW) as site:
        clients = [site.client() for _ in codes]
        forms = [urlencode(filled_in(client, tokens, code)) for client, code in zip(clients, codes, strict=True)]

        def printer(client: Client, code: str, form: str) -> Answer:
            path = f"{tokens.page(code)}/acknowledge"
            return client.ask("POST", path, form.encode(), FORM | {request_log.ID: f"of-{code}"})

        with ThreadPoolExecutor(len(codes)) as pool:
            answers = list(pool.map(printer, clients, codes, forms))
    assert [answer.headers[request_log.ID] for answer in answers] == [f"of-{code}" for code in codes]
    assert {line["unit"]: line["request"] for line in steps(log)} == {code: f"of-{code}" for code in codes}
    assert len(steps(log)) == len(codes) > 3


@pytest.fixture
def strangers(sqlite_services: Services) -> Iterator[Client]:
    """A browser at pages whose only proxy is elsewhere."""
    with Site(with_settings(sqlite_services, web_proxies="10.9.8.7"), NOW) as site:
        yield site.client()


def test_a_request_keeps_the_id_that_our_proxy_gives_it_and_no_other(client: Client, strangers: Client) -> None:
    def answered_as(asked: Client, given: str) -> str:
        return asked.ask("GET", "/livez", headers={request_log.ID: given}).headers[request_log.ID]

    assert answered_as(client, "by-the-proxy-1") == "by-the-proxy-1"
    made = [answered_as(client, given) for given in ("", "a b", "/t/secret", "x" * 65, '"')]
    made += [answered_as(strangers, "by-the-proxy-1"), client.get("/nowhere").headers[request_log.ID]]
    assert len(set(made)) == len(made)
    assert all(one.isalnum() and len(one) == 20 for one in made)


def test_what_goes_wrong_within_a_request_is_told_under_its_id(
    client: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WebServices, "work", None)
    answer = client.ask("GET", "/t/any", headers=NAMED)
    assert (answer.status, answer.headers[request_log.ID]) == (500, "by-the-proxy-1")
    (line,) = (line for line in lines(log) if line["event"] == "/t/{token} failed")
    assert line["request"] == "by-the-proxy-1" and "TypeError" in line["exception"]
