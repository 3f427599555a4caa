"""A walk through every route with every wrong token: nothing is shown, nothing changes, and it is recorded."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

import pytest
from sqlalchemy import update
from starlette.routing import Route

from tests.pages_world import Tokens, linked, reached
from tests.site import SECRET, Client, Site
from tests.whole import denied, forget_denials, whole
from tests.world import DISTRICT, PROVINCE, SAO, act, changed_file, issue, moment
from web.app import routes
from web.assets import Assets
from web.passes import new_pass
from web.seal import COOKIE, seal
from workflow import attachments, links, organisation
from workflow.denials import ROOM
from workflow.keys import Keys
from workflow.store.tables import circulars
from workflow.tree import task_of

OTHER = "6540604"
NOW = moment("2020-06-01 10:00")
ROUTES = routes(Assets())
OF_TOKENS = [route for route in ROUTES if "{token}" in route.path]
MARKS = ("ตำบลเตาปูน", "ความตกลงความร่วมมือ", "ว ๑", "เลขรับ")
"""What would give a page away: the office, the subject, a number. Whom to call, the unit above, may be named."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: object) -> Iterator[tuple[Site, Tokens]]:
    """A site of its own with tokens of every wrong kind, for all tests here: none of them may change anything."""
    from shutil import copyfile

    from commands.common import desk_for
    from workflow.settings import load_settings

    folder = tmp_path_factory.mktemp("walk")
    copyfile(str(sqlite_template), folder / "wian.db")
    desk = desk_for(load_settings({"WIAN_DATABASE_ADDRESS": f"sqlite:///{folder / 'wian.db'}"}, folder))
    tokens = reached(desk)
    with Site(desk, NOW) as site:
        yield site, tokens
    desk.database.close()


@pytest.fixture
def site(world: tuple[Site, Tokens]) -> Site:
    return world[0]


@pytest.fixture
def tokens(world: tuple[Site, Tokens]) -> Tokens:
    return world[1]


def asked(client: Client, route: Route, token: str) -> Iterator[tuple[str, int, str]]:
    """Every method a route answers, with a token: the method, the status, what was shown."""
    path = route.path.replace("{token}", token).replace("{id}", "1").replace("{code}", DISTRICT)
    client.cookies[COOKIE] = "browser"
    # The right seal for this very token: it must be the token that is refused, whatever else is right.
    right = seal(Keys(SECRET.encode()), "browser", unquote(token), "letter-1")
    for method in sorted(route.methods or ()):
        if method == "POST":
            form = {"seal": right, "person": "ผู้หนึ่ง", "position": "ตำแหน่ง", "note": "หมายเหตุ"}
            answer = client.post(path, **form)
        else:
            answer = client.ask(method, path)
        yield method, answer.status, answer.body.decode("utf-8", "replace")


def refused_everywhere(site: Site, token: str, status: int, reason: str) -> None:
    before = whole(site.desk.database)
    forget_denials(site.desk.database)
    client = site.client()
    for route in OF_TOKENS:
        for method, got, shown in asked(client, route, token):
            assert got == status, f"{method} {route.path}"
            assert not [mark for mark in MARKS if mark in shown], f"{method} {route.path}"
    assert whole(site.desk.database) == before
    recorded = denied(site.desk.database)
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
    refused_everywhere(site, new_pass(Keys(b"another secret"), 1, NOW), 404, "unknown")


def test_a_pass_of_yesterday_has_expired(site: Site) -> None:
    refused_everywhere(site, new_pass(Keys(SECRET.encode()), 1, moment("2020-05-31 23:00")), 410, "expired")


def test_an_expired_token_opens_nothing_any_more(site: Site, tokens: Tokens) -> None:
    site.now = moment("2020-12-01 00:00")
    try:
        refused_everywhere(site, tokens.token[SAO], 410, "expired")
    finally:
        site.now = NOW
    assert site.client().get(tokens.page(SAO)).status == 200


def test_a_revoked_token_opens_nothing_any_more_and_the_new_one_does(site: Site, tokens: Tokens) -> None:
    with site.desk.database.write() as conn:
        unit = organisation.by_code(conn, OTHER)
        above = organisation.by_code(conn, DISTRICT)
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
    with site.desk.database.write() as conn:
        matter = tokens.circular.matter.model_dump(mode="json") | {"secrecy": secrecy}
        conn.execute(update(circulars).where(circulars.c.id == tokens.circular.id).values(matter=matter))


def test_each_token_shows_its_own_office_and_no_other(site: Site, tokens: Tokens) -> None:
    client = site.client()
    for code, own in ((SAO, "องค์การบริหารส่วนตำบลเตาปูน"), ("4540102", "เทศบาลเมืองแพร่")):
        page = client.get(tokens.page(code)).said
        assert own in page
    assert "เทศบาลเมืองแพร่" not in client.get(tokens.page(SAO)).said


def test_a_form_sealed_for_one_office_changes_nothing_at_another(site: Site, tokens: Tokens) -> None:
    before, client = whole(site.desk.database), site.client()
    own = client.get(tokens.page(SAO)).field("seal")
    form = {"seal": own, "person": "ผู้หนึ่ง", "position": "ตำแหน่ง"}
    other = tokens.page("4540102")
    for route in (route for route in OF_TOKENS if "POST" in (route.methods or ())):
        path = route.path.replace("/t/{token}", other).replace("{id}", "1").replace("{code}", DISTRICT)
        assert client.post(path, **form).status == 403, path
    assert whole(site.desk.database) == before
    assert denied(site.desk.database)[-1][1] == "form"


def test_a_form_that_another_browser_sealed_is_refused(site: Site, tokens: Tokens) -> None:
    before, own = whole(site.desk.database), site.client().get(tokens.page(SAO)).field("seal")
    form = {"seal": own, "person": "ผู้หนึ่ง", "position": "ตำแหน่ง"}
    attacker, nobody = site.client(), site.client()
    attacker.get(tokens.page(SAO))
    assert attacker.post(f"{tokens.page(SAO)}/acknowledge", **form).status == 403
    assert nobody.post(f"{tokens.page(SAO)}/acknowledge", **form).status == 403
    assert whole(site.desk.database) == before


def test_a_form_sent_from_another_site_is_refused_even_with_the_right_seal(site: Site, tokens: Tokens) -> None:
    before, client = whole(site.desk.database), site.client()
    own = client.get(tokens.page(SAO)).field("seal")
    body = f"seal={own}&person=x&position=y".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"}
    assert client.ask("POST", f"{tokens.page(SAO)}/acknowledge", body, headers).status == 403
    assert whole(site.desk.database) == before


def test_looking_changes_nothing_however_often_and_by_whatever_method(site: Site, tokens: Tokens) -> None:
    before = whole(site.desk.database)
    for code in (SAO, DISTRICT, PROVINCE):
        client = site.client()
        for route in ROUTES:
            if "{name}" in route.path:
                continue
            path = route.path.replace("{token}", tokens.token[code]).replace("{code}", tokens.circular.code)
            for method in ("GET", "HEAD", "OPTIONS", "GET"):
                answer = client.ask(method, path.replace("{id}", "1"))
                assert answer.status < 500, f"{method} {route.path}"
    assert whole(site.desk.database) == before


def test_a_token_stands_in_no_header_and_in_no_address_but_our_own(site: Site, tokens: Tokens) -> None:
    answer = site.client().get(tokens.page(SAO))
    token = tokens.token[SAO]
    assert token not in str(answer.headers)
    outside = [link for link in re.findall(r'(?:href|src|action)="([^"]+)"', answer.text) if "://" in link]
    assert outside
    assert not [link for link in outside if token in link]
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_what_an_office_has_handed_in_is_read_by_itself_and_the_unit_above_and_by_nobody_else(
    site: Site, tokens: Tokens
) -> None:
    data = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
    with site.desk.database.write() as conn:
        task = task_of(conn, tokens.circular, organisation.by_code(conn, SAO))
        cabinet = site.web.settings.cabinet()
        made = attachments.attach(conn, task, "../../รายงานผล.exe", data, cabinet, act("2020-05-30 10:00"))
    before, client, answers = whole(site.desk.database), site.client(), dict[str, int]()
    forget_denials(site.desk.database)
    for code, token in tokens.token.items():
        if code == OTHER:
            continue  # revoked by another test here
        answer = client.get(f"/t/{token}/files/{made.id}")
        answers[code] = answer.status
        if answer.status == 200:
            assert answer.body == data
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.headers["x-content-type-options"] == "nosniff"
            told = unquote(answer.headers["content-disposition"])
            assert told == "attachment; filename*=UTF-8''รายงานผล.exe.pdf"
        else:
            assert "รายงานผล" not in answer.said
    assert {code for code, status in answers.items() if status == 200} == {SAO, DISTRICT}
    assert set(answers.values()) == {200, 404}
    recorded = denied(site.desk.database)
    assert set(recorded) == {("/t/{token}/files/{id}", "file")}
    assert len(recorded) == min(len(answers) - 2, ROOM + 1)
    assert whole(site.desk.database) == before
    assert "รายงานผล.exe" in client.get(tokens.page(DISTRICT)).said
    for wrong in ("0", "-1", "1e3", "%20", "9" * 30, "%00", f"{made.id}x"):
        assert client.get(f"{tokens.page(SAO)}/files/{wrong}").status == 404


def test_two_circulars_keep_apart(site: Site, tokens: Tokens) -> None:
    other = linked(site.desk, issue(site.desk, changed_file(site.desk.settings.letters_folder.parent, code="other")))
    page = site.client().get(f"/t/{other.token[SAO]}")
    assert "ยังไม่ต้องดำเนินการ" in page.said
    assert tokens.token[SAO] not in page.text
    before = whole(site.desk.database)
    client = site.client()
    own = client.get(tokens.page(SAO)).field("seal")
    form = {"seal": own, "person": "ผู้หนึ่ง", "position": "ตำแหน่ง"}
    assert client.post(f"/t/{other.token[SAO]}/acknowledge", **form).status == 403
    assert whole(site.desk.database) == before
