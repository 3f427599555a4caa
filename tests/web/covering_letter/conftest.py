"""A province that has received a circular and has its covering letter before it."""

from datetime import datetime

import pytest

from runtime.services import Services
from tests.support.circular_steps import PROVINCE, acknowledge, issue, moment
from tests.support.page_links import Tokens, linked
from tests.support.saved_states import saved


@pytest.fixture
def tokens(sqlite_services: Services) -> Tokens:
    """The circular, received by the province alone, and the links there are."""
    return saved(sqlite_services, "received_by_the_province", _receive)


def _receive(services: Services) -> Tokens:
    circular = issue(services)
    acknowledge(services, circular, PROVINCE, at="2020-05-29 09:00")
    return linked(services, circular)


@pytest.fixture
def at_the_pages() -> datetime:
    """What the clock of the pages shows: an hour later."""
    return moment("2020-05-29 10:00")


@pytest.fixture
def page(tokens: Tokens) -> str:
    """Where the province looks at its covering letter."""
    return f"{tokens.page(PROVINCE)}/pass-on"
