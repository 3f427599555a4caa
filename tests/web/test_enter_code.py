"""The circular's page: an office finds itself by name or code and opens its own page by its short code."""

import pytest

from tests.support.circular_steps import SAO, moment
from tests.support.database_rows import denied, whole
from tests.support.page_links import Tokens
from tests.support.site import Answer, Client, Site
from web.office.enter_code import MOST
from workflow.access.short_codes import CLIENT_GUESSES, UNIT_GUESSES

NOW = moment("2020-06-01 10:00")


def typed(client: Client, tokens: Tokens, short: str, unit: str = SAO) -> Answer:
    """Choose an office and type a short code."""
    page = f"/c/{tokens.circular.code}"
    return client.post(page, seal=client.get(f"{page}?q={unit}").field("seal"), q=unit, unit=unit, short=short)


@pytest.mark.parametrize("asked", ["เตาปูน", "6540603", "๖๕๔๐๖๐๓", "  เตาปูน "])
def test_an_office_is_found_by_a_part_of_its_name_or_by_its_code(client: Client, tokens: Tokens, asked: str) -> None:
    from urllib.parse import quote

    page = client.get(f"/c/{tokens.circular.code}?q={quote(asked)}")
    assert "องค์การบริหารส่วนตำบลเตาปูน อำเภอสอง จังหวัดแพร่" in page.said
    assert page.text.count('name="unit"') == 1


def test_too_many_of_one_name_are_not_all_shown_and_a_name_nobody_has_is_told(client: Client, tokens: Tokens) -> None:
    many = client.get(f"/c/{tokens.circular.code}?q=%E0%B8%95")  # ต
    assert many.text.count('name="unit"') == MOST
    assert "โปรดพิมพ์ชื่อให้ยาวขึ้น" in many.said
    assert "ไม่พบหน่วยงาน" in client.get(f"/c/{tokens.circular.code}?q=%25").said


def test_the_short_code_opens_the_offices_own_page(client: Client, tokens: Tokens) -> None:
    answer = typed(client, tokens, tokens.short[SAO].lower().replace("-", " "))
    assert answer.status == 303
    page = client.get(answer.headers["location"])
    assert "องค์การบริหารส่วนตำบลเตาปูน" in page.said
    form = {name: page.field(name) for name in ("seal", "suggested", "number")}
    done = client.post(f"{answer.headers['location']}/acknowledge", **form, person="ผู้รับ", position="เจ้าพนักงาน")
    assert done.status == 303
    assert "บันทึกการรับหนังสือแล้ว" in client.get(done.headers["location"]).said


def test_a_wrong_code_opens_nothing_and_the_field_stays_to_try_again(
    client: Client, tokens: Tokens, site: Site
) -> None:
    before = whole(site.services.database)
    answer = typed(client, tokens, tokens.short["6540604"])
    assert answer.status == 403
    assert "รหัสไม่ตรงกับหน่วยงานที่เลือก" in answer.said
    assert answer.field("seal")
    assert denied(site.services.database) == [("/c/{code}", "wrong code")]
    assert whole(site.services.database) == before


def test_guesses_about_one_office_end_after_a_few_and_even_the_right_code_waits_then(
    client: Client, tokens: Tokens, site: Site
) -> None:
    assert [typed(client, tokens, "AAAA-AAAA").status for _ in range(UNIT_GUESSES)] == [403] * UNIT_GUESSES
    late = typed(client, tokens, tokens.short[SAO])
    assert late.status == 429
    assert "กรอกรหัสผิดหลายครั้งเกินไป" in late.said
    site.now = moment("2020-06-01 10:16")
    assert typed(client, tokens, tokens.short[SAO]).status == 303


def test_guesses_from_one_address_end_whatever_office_they_are_about(client: Client, tokens: Tokens) -> None:
    units = [code for code in tokens.token if len(code) == len(SAO)]
    statuses = [typed(client, tokens, "AAAA-AAAA", units[n // 4]).status for n in range(CLIENT_GUESSES + 1)]
    assert statuses == [*[403] * CLIENT_GUESSES, 429]


def test_without_a_seal_no_guess_is_even_counted(client: Client, tokens: Tokens) -> None:
    page = f"/c/{tokens.circular.code}"
    assert client.post(page, q=SAO, unit=SAO, short=tokens.short[SAO]).status == 403


def test_a_circular_that_does_not_exist_has_no_page(client: Client, site: Site) -> None:
    assert client.get("/c/nothing").status == 404
    assert denied(site.services.database) == [("/c/{code}", "unknown")]
