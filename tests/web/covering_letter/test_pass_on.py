"""Passing on: a province sees its covering letter, approves it, and then sees those below it."""

import io
import json
import re

import pytest
from sqlalchemy import func, select, update

from tests.support.circular_steps import DISTRICT, PROVINCE, SAO, TOWN, acknowledge, act, moment, outcomes
from tests.support.covering_letter_form import WHO, approved, covering, form, paragraphs_of
from tests.support.database_rows import denied, whole
from tests.support.page_links import Tokens
from tests.support.site import Client, Site
from workflow.access import links
from workflow.circulars import tree
from workflow.registry import lookup
from workflow.store import tables as t


def test_a_province_sees_the_letter_it_would_send_as_text_and_as_a_file_and_nothing_is_written(
    client: Client, tokens: Tokens, site: Site, page: str
) -> None:
    before = whole(site.services.database)
    assert "ตรวจหนังสือนำส่งและส่งต่อ" in client.get(tokens.page(PROVINCE)).said
    shown = client.get(page)
    assert "เรียน นายอำเภอทุกอำเภอ" in shown.said
    assert "๑๐ แห่ง" in shown.said  # eight districts, the อบจ. and the ทม.
    draft = client.post(f"{page}/draft.docx", **form(shown))
    assert draft.headers["content-disposition"] == "attachment; filename*=UTF-8''draft.docx"
    lines = [" ".join(line.split()) for line in paragraphs_of(draft)]
    fields = form(shown)
    for name in ("body1", "body2", "body3"):
        assert fields[name] in lines
        assert fields[name] in shown.said
    assert "body4" in fields and not fields["body4"]  # room for one more
    assert whole(site.services.database) == before


def test_a_letter_approved_as_it_was_prepared_is_the_templates_own(
    client: Client, tokens: Tokens, site: Site, page: str
) -> None:
    shown = client.get(page)
    answer = client.post(page, **form(shown, **WHO))
    assert answer.status == 303
    assert "ออกหนังสือและส่งต่อแล้ว" in client.get(answer.headers["location"]).said
    with site.services.database.read() as conn:
        facts = conn.scalar(select(t.letters.c.facts).where(t.letters.c.stage == "forwarding")) or {}
    assert not facts.get("body")
    assert form(shown)["body2"] in covering(site, tokens)[1]


def test_the_unit_keeps_its_own_covering_letter_to_download(client: Client, tokens: Tokens, page: str) -> None:
    assert client.get(f"{tokens.page(PROVINCE)}/sent.docx").status == 404
    approved(client, page)
    after = client.get(tokens.page(PROVINCE))
    assert "หนังสือนำส่งของท่าน ที่ พร ๐๐๒๓.๑/ว ๑ ลงวันที่ ๒๙ พฤษภาคม ๒๕๖๓" in after.said
    sent = client.get(f"{tokens.page(PROVINCE)}/sent.docx")
    assert "filename*=UTF-8''" in sent.headers["content-disposition"]
    assert sent.body.startswith(b"PK")


def test_approving_twice_sends_one_letter(client: Client, tokens: Tokens, site: Site, page: str) -> None:
    sent = form(client.get(page), **WHO)
    assert client.post(page, **sent).status == 303
    before = whole(site.services.database)
    for address in (page, f"{page}/draft", f"{page}/draft.docx"):
        again = client.post(address, **sent)
        assert again.status == 409
        assert "รายการล่าสุด: ส่งต่อหนังสือ" in again.said
    assert whole(site.services.database) == before


def test_those_below_without_a_link_get_one_with_the_letter_and_it_is_shown_this_once(
    client: Client, tokens: Tokens, site: Site, page: str
) -> None:
    with site.services.database.write() as conn:
        province = lookup.by_code(conn, PROVINCE)
        for unit in tree.below(conn, tokens.circular, province):
            links.revoke(conn, tokens.circular, unit, province, act("2020-05-29 09:30", why="sent to the wrong ones"))
    answer = approved(client, page)
    assert answer.status == 200
    assert "แสดงครั้งนี้ครั้งเดียว" in answer.said
    assert "ที่ พร ๐๐๒๓.๑/ว ๑" in answer.said
    found = re.findall(r"http://127\.0\.0\.1:\d+(/t/[\w-]{32})", answer.text)
    assert len(set(found)) == 10
    assert "อำเภอสอง" in answer.said
    assert [client.get(path).status for path in found] == [200] * 10
    with site.services.database.read() as conn:
        assert conn.scalar(select(func.count()).where(t.links.c.made_by == "ท้องถิ่นจังหวัด (ท้องถิ่นจังหวัดแพร่)")) == 10


@pytest.mark.parametrize(
    ("now", "prefix", "told"),
    [
        ("2020-09-01 09:00", "พร ๐๐๒๓.๑", "หากเลยกำหนดแล้ว โปรดขอขยายเวลาก่อน"),
        ("2020-05-29 10:00", "", "โปรดแจ้งผู้ดูแลระบบให้ตรวจรหัสหนังสือของหน่วยงาน"),
    ],
)
def test_a_letter_that_cannot_be_issued_at_all_says_what_to_do(
    client: Client, site: Site, page: str, now: str, prefix: str, told: str
) -> None:
    site.now = moment(now)
    with site.services.database.write() as conn:
        conn.execute(update(t.units).where(t.units.c.code == PROVINCE).values(prefix=prefix))
    shown, before = client.get(page), whole(site.services.database)
    assert "สิ่งที่ต้องแก้ไขก่อนออกหนังสือ" in shown.said
    assert told in shown.said
    assert client.post(page, **form(shown, **WHO)).status == 422
    assert whole(site.services.database) == before


def test_a_form_without_its_seal_shows_no_draft(client: Client, site: Site, page: str) -> None:
    sent = form(client.get(page), seal="x", **WHO)
    for address in (page, f"{page}/draft", f"{page}/draft.docx"):
        assert client.post(address, **sent).status == 403
    assert {reason for _, reason in denied(site.services.database)} == {"form"}


def test_a_unit_that_has_not_received_it_has_nothing_to_pass_on(client: Client, tokens: Tokens) -> None:
    own = client.get(tokens.page(DISTRICT))
    assert client.get(f"{tokens.page(DISTRICT)}/pass-on").status == 303
    assert "ยังไม่ต้องดำเนินการ" in own.said


def test_a_province_sees_who_has_received_passed_on_and_done_it_and_who_lags(
    client: Client, tokens: Tokens, site: Site, page: str
) -> None:
    approved(client, page)
    acknowledge(site.services, tokens.circular, DISTRICT, TOWN, at="2020-06-01 09:00")
    outcomes(site.services, tokens.circular, {SAO: "complete", TOWN: "nil"}, "2020-06-02 10:00")
    site.now = moment("2020-09-01 09:00")
    seen = client.get(tokens.page(PROVINCE)).said
    assert "ทั้งหมด ๑๐ รับหนังสือแล้ว ๒ ส่งต่อแล้ว ๐ เสร็จสิ้น ๑ เกินกำหนด ๙" in seen
    assert "อำเภอสอง เกินกำหนด รับแล้ว รอส่งต่อ รับเมื่อ ๑ มิถุนายน ๒๕๖๓ เลขรับ ๑ เสร็จแล้ว ๑ จาก" in seen
    assert "เทศบาลเมืองแพร่ ไม่มีข้อมูลที่ต้องรายงาน" in seen


def test_the_log_tells_that_a_circular_was_passed_on_and_by_which_letter(
    client: Client, tokens: Tokens, site: Site, page: str, log: io.StringIO
) -> None:
    approved(client, page)
    with site.services.database.read() as conn:
        of_it = select(t.letters.c.id, t.letters.c.number).where(t.letters.c.stage == "forwarding")
        letter_id, number = conn.execute(of_it).one()
    told = [json.loads(line) for line in log.getvalue().splitlines() if '"step taken"' in line]
    assert [(line["step"], line["unit"], line["letter"], line["number"]) for line in told] == [
        ("passed-on", PROVINCE, letter_id, number)
    ]
    assert WHO["person"] not in log.getvalue()
