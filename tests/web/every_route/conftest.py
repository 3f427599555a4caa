"""One site for all tests of a file that try what must change nothing, with everybody's links."""

from collections.abc import Iterator

import pytest

from tests.support.all_routes import walked
from tests.support.page_links import Tokens
from tests.support.site import Site


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: object) -> Iterator[tuple[Site, Tokens]]:
    """The site, and the tokens."""
    with walked(tmp_path_factory.mktemp("walk"), sqlite_template) as found:
        yield found


@pytest.fixture
def site(world: tuple[Site, Tokens]) -> Site:
    """The pages, served."""
    return world[0]


@pytest.fixture
def tokens(world: tuple[Site, Tokens]) -> Tokens:
    """The circular, and everybody's link."""
    return world[1]
