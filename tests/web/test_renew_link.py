"""A unit gives one directly below it a new link; the old one opens nothing from then on."""

import re

import pytest
from sqlalchemy import select

from tests.support.circular_steps import DISTRICT, PROVINCE, SAO
from tests.support.database_rows import denied, forget_denied, whole
from tests.support.page_links import Tokens
from tests.support.site import Answer, Client, Site
from workflow.store import tables as t

WHO = {"person": "ท้องถิ่นอำเภอ", "position": "ท้องถิ่นอำเภอสอง"}


@pytest.fixture
def task(site: Site) -> int:
    """The office's task."""
    with site.services.database.read() as conn:
        found = conn.scalar(select(t.tasks.c.id).join(t.units).where(t.units.c.code == SAO))
    assert isinstance(found, int)
    return found


@pytest.fixture
def page(tokens: Tokens, task: int) -> str:
    """Where the district renews the office's link."""
    return f"{tokens.page(DISTRICT)}/links/{task}"


def renewed(client: Client, page: str, seal: str, **changed: str) -> Answer:
    return client.post(page, **{"seal": seal, "note": "หน่วยงานทำลิงก์หาย", **WHO, **changed})


def test_the_new_link_is_shown_once_and_the_old_one_opens_nothing(client: Client, tokens: Tokens, page: str) -> None:
    assert f'href="{page}"' in client.get(tokens.page(DISTRICT)).text
    answer = renewed(client, page, client.get(page).field("seal"))
    assert "ออกลิงก์ใหม่แล้ว" in answer.said
    new = re.search(r"/t/[\w-]{32}(?=\s)", answer.text)
    assert new is not None
    assert "องค์การบริหารส่วนตำบลเตาปูน" in client.get(new[0]).said
    assert client.get(tokens.page(SAO)).status == 410


def test_a_form_sent_twice_makes_one_new_link(client: Client, tokens: Tokens, page: str, site: Site) -> None:
    seal = client.get(page).field("seal")
    renewed(client, page, seal)
    before = whole(site.services.database)
    assert renewed(client, page, seal).status == 409
    assert whole(site.services.database) == before


def test_without_a_name_nothing_is_renewed(client: Client, tokens: Tokens, page: str, site: Site) -> None:
    seal, before = client.get(page).field("seal"), whole(site.services.database)
    answer = renewed(client, page, seal, person="")
    assert (answer.status, "โปรดกรอกชื่อ" in answer.said) == (422, True)
    assert whole(site.services.database) == before


def test_nobody_renews_a_link_but_the_unit_directly_above(
    client: Client, tokens: Tokens, page: str, task: int, site: Site
) -> None:
    seal, before = client.get(page).field("seal"), whole(site.services.database)
    for code in (SAO, "5407", PROVINCE):
        other = f"{tokens.page(code)}/links/{task}"
        assert client.get(other).status == 404
        assert renewed(client, other, seal).status == 403
    assert [reason for _, reason in denied(site.services.database)] == ["below", "form"] * 3
    forget_denied(site.services.database)
    assert whole(site.services.database) == before
