"""A site to walk through, with every route there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile

from runtime.services import Services
from runtime.settings import load_settings
from tests.support.circular_steps import moment
from tests.support.page_links import Tokens, reached
from tests.support.site import Site
from web.app import routes
from web.http.assets import Assets

OTHER = "6540604"
"""Another office of the same district."""

NOW = moment("2020-06-01 10:00")
ROUTES = routes(Assets())
OF_TOKENS = [route for route in ROUTES if "{token}" in route.path]


@contextmanager
def walked(folder: Path, template: object) -> Iterator[tuple[Site, Tokens]]:
    """A site of its own with tokens of every wrong kind, for all tests of a file: none of them may change anything."""
    copyfile(str(template), folder / "wian.db")
    services = Services(load_settings({"WIAN_DATABASE_ADDRESS": f"sqlite:///{folder / 'wian.db'}"}, folder))
    tokens = reached(services)
    with Site(services, NOW) as site:
        yield site, tokens
    services.database.close()
