"""Links to the offices' pages for tests: a circular that has reached Phrae, and the token of every unit."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import select

from runtime.services import Services
from tests.support.circular_steps import DISTRICT, SAO, act, issue, reach_offices
from tests.support.saved_states import saved
from tests.support.site import SECRET, Site
from workflow.access import links
from workflow.access.secret_keys import Keys
from workflow.circulars.circular import Circular
from workflow.circulars.tree import task_of
from workflow.registry import lookup
from workflow.store import tables as t

EXPIRES = date(2020, 11, 30)


@dataclass(frozen=True)
class Tokens:
    """A circular with the token and the short code of every unit, by the unit's code."""

    circular: Circular
    token: dict[str, str]
    short: dict[str, str]

    def page(self, code: str) -> str:
        """The address of a unit's page."""
        return f"/t/{self.token[code]}"


def linked(services: Services, circular: Circular, expires: date = EXPIRES) -> Tokens:
    """Links for everybody under a circular."""
    with services.database.write() as conn:
        minted = links.mint(conn, circular, act("2020-05-29 11:00"), expires, Keys(SECRET.encode()))
        codes = dict(conn.execute(select(t.units.c.id, t.units.c.code)).all())
    token = {codes[link.unit_id]: link.token for link in minted}
    return Tokens(circular, token, {codes[link.unit_id]: link.short_code for link in minted})


def reached(services: Services, expires: date = EXPIRES) -> Tokens:
    """A circular that has reached every office of Phrae, with links."""
    return saved(services, f"reached_{expires:%Y%m%d}", partial(_reach, expires))


def _reach(expires: date, services: Services) -> Tokens:
    circular = issue(services)
    reach_offices(services, circular)
    return linked(services, circular, expires)


def report_page(site: Site, tokens: Tokens, above: str = DISTRICT, office: str = SAO) -> str:
    """Where a unit above reads the report of an office."""
    with site.services.database.read() as conn:
        task = task_of(conn, tokens.circular, lookup.by_code(conn, office))
    return f"{tokens.page(above)}/reports/{task}"
