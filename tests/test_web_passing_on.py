"""Passing on: a province sees its covering letter, corrects it, approves it, and then sees those below it."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from commands.common import Desk
from tests.pages_world import Tokens, linked
from tests.site import Answer, Client, Site
from tests.whole import whole
from tests.world import DISTRICT, PAO, PROVINCE, acknowledge, issue, moment, states
from workflow.letters.body import body_of
from workflow.store.paper import letters

NOW = moment("2020-05-29 10:00")
WHO = {"person": "ท้องถิ่นจังหวัด", "position": "ท้องถิ่นจังหวัดแพร่"}
ACTING = {
    "subject": "การบันทึกข้อมูลความตกลง",
    "signer": "",
    "title": "รองผู้ว่าราชการจังหวัด",
    "mode": "รักษาราชการแทน",
    "for_title": "ผู้ว่าราชการจังหวัดแพร่",
}


@pytest.fixture
def tokens(sqlite_desk: Desk) -> Tokens:
    circular = issue(sqlite_desk)
    acknowledge(sqlite_desk, circular, PROVINCE, at="2020-05-29 09:00")
    return linked(sqlite_desk, circular)


@pytest.fixture
def site(sqlite_desk: Desk, tokens: Tokens) -> Iterator[Site]:
    with Site(sqlite_desk, NOW) as served:
        yield served


@pytest.fixture
def client(site: Site) -> Client:
    return site.client()


def approved(client: Client, tokens: Tokens, **given: str) -> Answer:
    """Approve the letter as the page shows it with these corrections."""
    page = f"{tokens.page(PROVINCE)}/pass-on"
    return client.post(page, seal=client.get(f"{page}?{urlencode(given)}").field("seal"), **{**given, **WHO})


def test_a_province_sees_the_letter_it_would_send_and_nothing_is_written(
    client: Client, tokens: Tokens, site: Site
) -> None:
    before = whole(site.desk.database)
    assert "ตรวจหนังสือนำส่งและส่งต่อ" in client.get(tokens.page(PROVINCE)).said
    page = client.get(f"{tokens.page(PROVINCE)}/pass-on")
    assert "ถึง ๑๐ หน่วยงาน" in page.said  # eight districts, the อบจ. and the ทม.
    draft = client.get(f"{tokens.page(PROVINCE)}/draft.docx")
    for paragraph in body_of(draft.body):
        assert " ".join(paragraph.split()) in page.said
    assert whole(site.desk.database) == before


def test_what_is_approved_is_what_was_corrected_and_the_tasks_below_open(
    client: Client, tokens: Tokens, site: Site
) -> None:
    answer = approved(client, tokens, **ACTING)
    assert answer.status == 303
    page = client.get(answer.headers["location"])
    assert "ออกหนังสือและส่งต่อแล้ว" in page.said
    assert "อำเภอสอง รอรับหนังสือ" in page.said
    with site.desk.database.read() as conn:
        sent = letters.c.stage == "forwarding"
        row = conn.execute(select(letters.c.subject, letters.c.number, letters.c.facts).where(sent)).one()
    assert row.subject == ACTING["subject"]
    assert row.facts["signer"]["lines"] == ["รองผู้ว่าราชการจังหวัด รักษาราชการแทน", "ผู้ว่าราชการจังหวัดแพร่"]
    stand = states(site.desk, tokens.circular)
    assert (stand[PROVINCE], stand[DISTRICT], stand[PAO]) == ("passed_on", "sent", "sent")
    assert "รับหนังสือ" in client.get(tokens.page(DISTRICT)).said


def test_approving_twice_sends_one_letter(client: Client, tokens: Tokens, site: Site) -> None:
    page = f"{tokens.page(PROVINCE)}/pass-on"
    form = {"seal": client.get(page).field("seal"), **WHO}
    assert client.post(page, **form).status == 303
    before = whole(site.desk.database)
    again = client.post(page, **form)
    assert again.status == 409
    assert "รายการล่าสุด: ส่งต่อหนังสือ" in again.said
    assert whole(site.desk.database) == before


@pytest.mark.parametrize("wrong", [{"for_title": ""}, {"mode": "x"}, {"subject": "เรื่อง\u200bซ่อน"}])
def test_a_signature_or_subject_that_cannot_be_is_told_before_anything_is_written(
    client: Client, tokens: Tokens, site: Site, wrong: dict[str, str]
) -> None:
    before = whole(site.desk.database)
    page = client.get(f"{tokens.page(PROVINCE)}/pass-on?{urlencode({**ACTING, **wrong})}")
    assert page.status == 422
    assert "ใช้ในหนังสือไม่ได้" in page.said
    assert client.get(f"{tokens.page(PROVINCE)}/draft.docx?{urlencode({**ACTING, **wrong})}").status == 400
    assert approved(client, tokens, **{**ACTING, **wrong}).status == 422
    assert whole(site.desk.database) == before


def test_a_unit_that_has_not_received_it_has_nothing_to_pass_on(client: Client, tokens: Tokens) -> None:
    page = f"{tokens.page(DISTRICT)}/pass-on"
    assert client.get(page).status == 303
    assert client.get(f"{tokens.page(DISTRICT)}/draft.docx").status == 404
