"""The office's page: who it is, the letter, where it stands, and what it does there."""

from collections.abc import Iterator

import pytest

from commands.common import Desk
from tests.pages_world import Tokens, reached
from tests.site import Client, Site
from tests.world import SAO, moment

NOW = moment("2020-06-01 10:00")


@pytest.fixture
def tokens(sqlite_desk: Desk) -> Tokens:
    return reached(sqlite_desk)


@pytest.fixture
def site(sqlite_desk: Desk, tokens: Tokens) -> Iterator[Site]:
    with Site(sqlite_desk, NOW) as served:
        yield served


@pytest.fixture
def client(site: Site) -> Client:
    return site.client()


def test_the_page_says_who_you_are_and_shows_the_letter(client: Client, tokens: Tokens) -> None:
    page = client.get(tokens.page(SAO))
    assert page.status == 200
    assert "องค์การบริหารส่วนตำบลเตาปูน อำเภอสอง จังหวัดแพร่" in page.said
