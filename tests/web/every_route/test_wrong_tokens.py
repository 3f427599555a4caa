"""A walk through every route with every wrong token: nothing is shown, nothing changes, and it is recorded."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

import pytest
from sqlalchemy import update
from starlette.routing import Route

from tests.support.all_routes import NOW, OF_TOKENS, OTHER, ROUTES
from tests.support.circular_steps import DISTRICT, PROVINCE, SAO, act, moment
from tests.support.database_rows import denied, forget_denied, whole
from tests.support.page_links import Tokens
from tests.support.site import SECRET, Client, Site
from web.http.csrf import COOKIE, csrf_token
from web.http.day_passes import new_day_pass
from workflow.access import links
from workflow.access.secret_keys import Keys
from workflow.registry import lookup
from workflow.store import tables as t

MARKS = ("ตำบลเตาปูน", "ความตกลงความร่วมมือ", "ว ๑", "เลขรับ")
"""What would give a page away: the office, the subject, a number. Whom to call, the unit above, may be named."""


def asked(client: Client, route: Route, token: str) -> Iterator[tuple[str, int, str]]:
    """Every method a route answers, with a token: the method, the status, what was shown."""
    path = route.path.replace("{token}", token).replace("{id}", "1").replace("{code}", DISTRICT)
    client.cookies[COOKIE] = "browser"
    # The right seal for this very token: it must be the token that is refused, whatever else is right.
    right = csrf_token(Keys(SECRET.encode()), "browser", unquote(token), "letter-1")
    for method in sorted(route.methods or ()):
        if method == "POST":
            form = {"seal": right, "person": "ผู้หนึ่ง", "position": "ตำแหน่ง", "note": "หมายเหตุ"}
            answer = client.post(path, **form)
        else:
            answer = client.ask(method, path)
        yield method, answer.status, answer.body.decode("utf-8", "replace")


def refused_everywhere(site: Site, token: str, status: int, reason: str) -> None:
    before = whole(site.services.database)
    forget_denied(site.services.database)
    client = site.client()
    for route in OF_TOKENS:
        for method, got, shown in asked(client, route, token):
            assert got == status, f"{method} {route.path}"
            assert not [mark for mark in MARKS if mark in shown], f"{method} {route.path}"
    assert whole(site.services.database) == before
    recorded = denied(site.services.database)
    assert {found for _, found in recorded} == {reason}
    assert {route for route, _ in recorded} == {route.path for route in OF_TOKENS}


def test_the_walk_knows_the_routes() -> None:
    assert len(OF_TOKENS) > 8


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "A" * 32,
        "A" * 4000,
        "%00",
        "%F0%9F%98%80",
        "..%5C..%5Cetc",
        "p.1.1.x",
        "p.99999999999999999999.1.x",
        "p...",
    ],
)
def test_what_is_no_token_opens_nothing(site: Site, token: str) -> None:
    refused_everywhere(site, token, 404, "unknown")


def test_a_token_with_one_letter_changed_opens_nothing(site: Site, tokens: Tokens) -> None:
    token = tokens.token[SAO]
    refused_everywhere(site, token[:-1] + ("A" if token[-1] != "A" else "B"), 404, "unknown")


def test_the_hash_that_is_kept_opens_nothing(site: Site, tokens: Tokens) -> None:
    refused_everywhere(site, links.hash_of(tokens.token[SAO]), 404, "unknown")


def test_a_pass_that_another_installation_signed_opens_nothing(site: Site) -> None:
    refused_everywhere(site, new_day_pass(Keys(b"another secret"), 1, NOW), 404, "unknown")


def test_a_pass_of_yesterday_has_expired(site: Site) -> None:
    refused_everywhere(site, new_day_pass(Keys(SECRET.encode()), 1, moment("2020-05-31 23:00")), 410, "expired")


def test_an_expired_token_opens_nothing_any_more(site: Site, tokens: Tokens) -> None:
    site.now = moment("2020-12-01 00:00")
    try:
        refused_everywhere(site, tokens.token[SAO], 410, "expired")
    finally:
        site.now = NOW
    assert site.client().get(tokens.page(SAO)).status == 200


def test_a_revoked_token_opens_nothing_any_more_and_the_new_one_does(site: Site, tokens: Tokens) -> None:
    with site.services.database.write() as conn:
        unit = lookup.by_code(conn, OTHER)
        above = lookup.by_code(conn, DISTRICT)
        keys, again = Keys(SECRET.encode()), act("2020-05-30 10:00")
        fresh = links.renew(conn, tokens.circular, unit, above, again, date(2020, 11, 30), keys)
    refused_everywhere(site, tokens.token[OTHER], 410, "revoked")
    assert site.client().get(f"/t/{fresh.token}").status == 200


def test_a_letter_that_has_become_secret_is_shown_to_nobody(site: Site, tokens: Tokens) -> None:
    set_matter(site, tokens, "ลับ")
    try:
        refused_everywhere(site, tokens.token[SAO], 403, "secret")
        assert site.client().get(f"/c/{tokens.circular.code}").status == 403
    finally:
        set_matter(site, tokens, "")


def set_matter(site: Site, tokens: Tokens, secrecy: str) -> None:
    """Mark a circular afterwards; links are made for none that is marked."""
    with site.services.database.write() as conn:
        content = tokens.circular.content.model_dump(mode="json") | {"secrecy": secrecy}
        conn.execute(update(t.circulars).where(t.circulars.c.id == tokens.circular.id).values(content=content))


def test_looking_changes_nothing_however_often_and_by_whatever_method(site: Site, tokens: Tokens) -> None:
    before = whole(site.services.database)
    for code in (SAO, DISTRICT, PROVINCE):
        client = site.client()
        for route in ROUTES:
            if "{name}" in route.path:
                continue
            path = route.path.replace("{token}", tokens.token[code]).replace("{code}", tokens.circular.code)
            for method in ("GET", "HEAD", "OPTIONS", "GET"):
                answer = client.ask(method, path.replace("{id}", "1"))
                assert answer.status < 500, f"{method} {route.path}"
    assert whole(site.services.database) == before
