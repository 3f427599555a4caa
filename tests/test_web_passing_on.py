"""Passing on: a province sees its covering letter, corrects it, approves it, and then sees those below it."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import func, select, update

from commands.common import Desk
from tests.pages_world import Tokens, linked
from tests.site import Answer, Client, Site
from tests.whole import denied, whole
from tests.world import DISTRICT, PAO, PROVINCE, SAO, TOWN, acknowledge, act, issue, moment, outcomes, states
from workflow import links, organisation, tree
from workflow.letters.text import paragraphs
from workflow.store.pages import links as link_table
from workflow.store.paper import letters
from workflow.store.tables import units

NOW = moment("2020-05-29 10:00")
WHO = {"person": "ท้องถิ่นจังหวัด", "position": "ท้องถิ่นจังหวัดแพร่"}
ACTING = {
    "signer": "",
    "title": "รองผู้ว่าราชการจังหวัด",
    "mode": "รักษาราชการแทน",
    "for_title": "ผู้ว่าราชการจังหวัดแพร่",
}
SUBJECT = "การบันทึกข้อมูลความตกลง"
OWN = "จังหวัดแพร่ขอให้บันทึกข้อมูลให้ครบถ้วน ภายในวันจันทร์ที่ 31 สิงหาคม 2563"
Fields = dict[str, str]


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


@pytest.fixture
def page(tokens: Tokens) -> str:
    return f"{tokens.page(PROVINCE)}/pass-on"


def form(answer: Answer, **changed: str) -> Fields:
    """What the form of the page sends, with some of it changed."""
    text = {
        name: unescape(value) for name, value in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)', answer.text)
    }
    names = ("seal", "prepared", "shown", "signer", "title", "for_title")
    chosen = re.search(r'<option value="([^"]*)" selected', answer.text)
    return {**{name: answer.field(name) for name in names}, **text, "mode": chosen[1] if chosen else "", **changed}


def corrected(client: Client, page: str, **changed: str) -> Answer:
    """The page after it was corrected and looked at again."""
    return client.post(f"{page}/draft", **form(client.get(page), **changed))


def approved(client: Client, page: str, **changed: str) -> Answer:
    """Approve the letter as the page shows it with these corrections."""
    return client.post(page, **form(corrected(client, page, **changed), **WHO))


def covering(site: Site, tokens: Tokens) -> tuple[str, list[str]]:
    """The subject of the covering letter that was issued, and its lines."""
    with site.desk.database.read() as conn:
        row = conn.execute(select(letters.c.subject, letters.c.file).where(letters.c.stage == "forwarding")).one()
    lines = paragraphs(site.desk.press.path(row.file).read_bytes())
    return row.subject, [" ".join(line.split()) for line in lines]


def test_a_province_sees_the_letter_it_would_send_as_text_and_as_a_file_and_nothing_is_written(
    client: Client, tokens: Tokens, site: Site, page: str
) -> None:
    before = whole(site.desk.database)
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
    assert whole(site.desk.database) == before


def paragraphs_of(answer: Answer) -> list[str]:
    return paragraphs(answer.body)


def test_a_letter_approved_as_it_was_prepared_is_the_templates_own(
    client: Client, tokens: Tokens, site: Site, page: str
) -> None:
    shown = client.get(page)
    answer = client.post(page, **form(shown, **WHO))
    assert answer.status == 303
    assert "ออกหนังสือและส่งต่อแล้ว" in client.get(answer.headers["location"]).said
    with site.desk.database.read() as conn:
        facts = conn.scalar(select(letters.c.facts).where(letters.c.stage == "forwarding")) or {}
    assert not facts.get("body")
    assert form(shown)["body2"] in covering(site, tokens)[1]


def test_what_is_approved_is_what_was_corrected_and_the_tasks_below_open(
    client: Client, tokens: Tokens, site: Site, page: str
) -> None:
    seen = corrected(client, page, subject=SUBJECT, body2=OWN, **ACTING)
    assert "นี่คือร่างที่แก้ไขแล้ว ยังไม่มีการบันทึกหรือส่งหนังสือ" in seen.said
    assert OWN.replace("31", "๓๑").replace("2563", "๒๕๖๓") in seen.said
    answer = client.post(page, **form(seen, **WHO))
    assert answer.status == 303
    after = client.get(answer.headers["location"])
    assert "ออกหนังสือและส่งต่อแล้ว" in after.said
    assert "อำเภอสอง รอรับหนังสือ" in after.said
    subject, lines = covering(site, tokens)
    assert subject == SUBJECT
    assert OWN.replace("31", "๓๑").replace("2563", "๒๕๖๓") in lines
    at = lines.index("รองผู้ว่าราชการจังหวัด รักษาราชการแทน")
    assert lines[at + 1] == "ผู้ว่าราชการจังหวัดแพร่"
    stand = states(site.desk, tokens.circular)
    assert (stand[PROVINCE], stand[DISTRICT], stand[PAO]) == ("passed_on", "sent", "sent")
    assert "รับหนังสือ" in client.get(tokens.page(DISTRICT)).said


def test_the_unit_keeps_its_own_covering_letter_to_download(client: Client, tokens: Tokens, page: str) -> None:
    assert client.get(f"{tokens.page(PROVINCE)}/sent.docx").status == 404
    approved(client, page)
    after = client.get(tokens.page(PROVINCE))
    assert "หนังสือนำส่งของท่าน ที่ พร ๐๐๒๓.๑/ว ๑ ลงวันที่ ๒๙ พฤษภาคม ๒๕๖๓" in after.said
    sent = client.get(f"{tokens.page(PROVINCE)}/sent.docx")
    assert "filename*=UTF-8''" in sent.headers["content-disposition"]
    assert sent.body.startswith(b"PK")


def test_nobody_approves_what_he_has_not_looked_at(client: Client, site: Site, page: str) -> None:
    before = whole(site.desk.database)
    unseen = client.post(page, **form(client.get(page), body2=OWN, **WHO))
    assert unseen.status == 409
    assert "ร่างหนังสือเปลี่ยนไปจากที่แสดงไว้" in unseen.said
    assert unseen.field("person") == WHO["person"]
    assert whole(site.desk.database) == before
    assert client.post(page, **form(unseen)).status == 422  # the name is asked for, and nothing else
    assert client.post(page, **form(unseen, **WHO)).status == 303


def test_a_rule_that_the_words_break_is_said_in_thai_and_stops_the_letter(
    client: Client, site: Site, page: str
) -> None:
    before = whole(site.desk.database)
    broken = corrected(client, page, body3="จึงเรียนมาเพื่อทราบ")
    assert broken.status == 422
    assert "สิ่งที่ต้องแก้ไขก่อนออกหนังสือ หนังสือถึงอำเภอพร้อมกับหน่วยงานอื่น ย่อหน้าท้าย" in broken.said
    assert client.post(page, **form(broken, **WHO)).status == 422
    assert whole(site.desk.database) == before
    mended = client.post(f"{page}/draft", **form(broken, body3=form(client.get(page))["body3"]))
    assert mended.status == 200
    assert client.post(page, **form(mended, **WHO)).status == 303


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({**ACTING, "for_title": ""}, "ผู้ลงนามรักษาราชการแทน ต้องระบุตำแหน่งที่ลงนามแทน"),
        ({**ACTING, "title": ""}, "โปรดกรอกตำแหน่งผู้ลงนาม"),
        ({"subject": 'เรื่อง "นี้"'}, 'เรื่อง: ใช้เครื่องหมาย " ให้ใช้อัญประกาศ “ ” แทน'),
        ({"subject": "ก" * 401}, "เรื่องยาวเกินไป ใช้ได้ไม่เกิน ๔๐๐ ตัวอักษร"),
        ({"body2": OWN.replace("จันทร์", "อังคาร")}, "วันไม่ตรงกับวันที่ วันดังกล่าวเป็นวันจันทร์"),
        ({"body2": OWN.replace("31", "32")}, "ไม่มีวันที่ “วันจันทร์ที่ ๓๒ สิงหาคม ๒๕๖๓”"),
        ({"body2": "ขอให้บันทึกข้อมูล"}, "ข้อความไม่ได้ระบุกำหนด คือ ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓"),
        ({"body2": OWN + " องค์กรบริหารส่วนตำบล"}, "ย่อหน้าที่ ๒: “องค์กรบริหารส่วน” สะกดไม่ถูกต้อง"),
        ({"body1": "", "body3": ""}, "หนังสือต้องมีอย่างน้อยสองย่อหน้า"),
        ({"body1": "ก" * 3001}, "ข้อความยาวเกินไป ใช้ได้ไม่เกิน ๑๒ ย่อหน้า"),
    ],
)
def test_what_cannot_stand_in_a_letter_is_told_in_thai_before_anything_is_written(
    client: Client, site: Site, page: str, wrong: Fields, told: str
) -> None:
    before = whole(site.desk.database)
    seen = corrected(client, page, **wrong)
    assert seen.status == 422
    assert told in seen.said
    assert "ยังออกหนังสือนี้ไม่ได้" in seen.said
    for name, value in wrong.items():
        if name != "mode" and value:
            assert form(seen)[name] == value  # nothing that was typed is lost
    assert client.post(f"{page}/draft.docx", **form(seen)).status == 422
    assert client.post(page, **form(seen, **WHO)).status == 422
    assert whole(site.desk.database) == before


def test_a_way_of_signing_that_there_is_not_is_refused(client: Client, page: str) -> None:
    assert corrected(client, page, **{**ACTING, "mode": "x"}).status == 422


def test_the_longest_letter_there_may_be_is_read_whole(client: Client, page: str) -> None:
    fields = form(client.get(page))
    long = {f"body{place}": "ก" * 3000 for place in range(3, 12)} | {"body12": fields["body3"]}
    shown = client.post(f"{page}/draft", **{**fields, **long})
    assert shown.status == 200, re.findall("<li>(.*?)</li>", shown.text)[:3]


def test_approving_twice_sends_one_letter(client: Client, tokens: Tokens, site: Site, page: str) -> None:
    sent = form(client.get(page), **WHO)
    assert client.post(page, **sent).status == 303
    before = whole(site.desk.database)
    for address in (page, f"{page}/draft", f"{page}/draft.docx"):
        again = client.post(address, **sent)
        assert again.status == 409
        assert "รายการล่าสุด: ส่งต่อหนังสือ" in again.said
    assert whole(site.desk.database) == before


def test_those_below_without_a_link_get_one_with_the_letter_and_it_is_shown_this_once(
    client: Client, tokens: Tokens, site: Site, page: str
) -> None:
    with site.desk.database.write() as conn:
        province = organisation.by_code(conn, PROVINCE)
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
    with site.desk.database.read() as conn:
        assert conn.scalar(select(func.count()).where(link_table.c.made_by == "ท้องถิ่นจังหวัด (ท้องถิ่นจังหวัดแพร่)")) == 10


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
    with site.desk.database.write() as conn:
        conn.execute(update(units).where(units.c.code == PROVINCE).values(prefix=prefix))
    shown, before = client.get(page), whole(site.desk.database)
    assert "สิ่งที่ต้องแก้ไขก่อนออกหนังสือ" in shown.said
    assert told in shown.said
    assert client.post(page, **form(shown, **WHO)).status == 422
    assert whole(site.desk.database) == before


def test_a_form_without_its_seal_shows_no_draft(client: Client, site: Site, page: str) -> None:
    sent = form(client.get(page), seal="x", **WHO)
    for address in (page, f"{page}/draft", f"{page}/draft.docx"):
        assert client.post(address, **sent).status == 403
    assert {reason for _, reason in denied(site.desk.database)} == {"form"}


def test_a_unit_that_has_not_received_it_has_nothing_to_pass_on(client: Client, tokens: Tokens) -> None:
    own = client.get(tokens.page(DISTRICT))
    assert client.get(f"{tokens.page(DISTRICT)}/pass-on").status == 303
    assert "ยังไม่ต้องดำเนินการ" in own.said


def test_a_province_sees_who_has_received_passed_on_and_done_it_and_who_lags(
    client: Client, tokens: Tokens, site: Site, page: str
) -> None:
    approved(client, page)
    acknowledge(site.desk, tokens.circular, DISTRICT, TOWN, at="2020-06-01 09:00")
    outcomes(site.desk, tokens.circular, {SAO: "complete", TOWN: "nil"}, "2020-06-02 10:00")
    site.now = moment("2020-09-01 09:00")
    seen = client.get(tokens.page(PROVINCE)).said
    assert "ทั้งหมด ๑๐ รับหนังสือแล้ว ๒ ส่งต่อแล้ว ๐ เสร็จสิ้น ๑ เกินกำหนด ๙" in seen
    assert "อำเภอสอง เกินกำหนด รับแล้ว รอส่งต่อ รับเมื่อ ๑ มิถุนายน ๒๕๖๓ เลขรับ ๑ เสร็จแล้ว ๑ จาก" in seen
    assert "เทศบาลเมืองแพร่ ไม่มีข้อมูลที่ต้องรายงาน" in seen
