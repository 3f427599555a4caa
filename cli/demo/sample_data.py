"""Sample data for the pages: two open circulars in a folder of their own, and a link of every level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from runtime.paths import ROOT
from workflow.act import Act
from workflow.localtime import local_date

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from runtime.services import Services
    from workflow.circulars.circular import Circular

FOLDER = Path("out") / "try"
_FILE = ROOT / "config" / "circulars" / "info-2563.yaml"
_AT_THE_PROVINCE, _AT_THE_OFFICES = "try-province", "try-offices"
_PROVINCE, _DISTRICT, _OFFICE = "54", "5406", "5540701"
_DAYS = 45  # until the deadline


def prepare(here: Services) -> Iterator[tuple[str, str]]:
    """Names and page paths of a province, a district and a local office, by new links."""
    from workflow.circulars import circular as circulars
    from workflow.store import tables as t

    now = Act("demo", datetime.now(UTC))
    with here.database.write() as conn:
        if not circulars.find(conn, t.circulars.c.code == _AT_THE_OFFICES):
            _issue(conn, here, _AT_THE_PROVINCE, now)
            _reach_offices(conn, here, _issue(conn, here, _AT_THE_OFFICES, now), now)
        for code, unit in ((_AT_THE_PROVINCE, _PROVINCE), (_AT_THE_OFFICES, _DISTRICT), (_AT_THE_OFFICES, _OFFICE)):
            yield _link(conn, here, circulars.by_code(conn, code), unit, now)


def _issue(conn: Connection, here: Services, code: str, now: Act) -> Circular:
    """The shipped circular with a future deadline."""
    from workflow.cascade.issue import issue
    from workflow.circulars.file import read_circular
    from workflow.circulars.ladder import read_ladder

    changed = {"code": code, "deadline": local_date(now.now) + timedelta(days=_DAYS)}
    content = read_circular(_FILE).model_copy(update=changed)
    ladder = read_ladder(here.settings.ladders.folder / f"{content.ladder}.yaml")
    return issue(conn, content, ladder, here.printer, now)[0]


def _reach_offices(conn: Connection, here: Services, circular: Circular, now: Act) -> None:
    """Pass the circular on by the province and all its districts but one."""
    from workflow.circulars.tree import below
    from workflow.registry import lookup

    province = lookup.by_code(conn, _PROVINCE)
    _pass_on(conn, here, circular, province.code, now)
    for unit in below(conn, circular, province):
        if unit.level == "district" and unit.code != _DISTRICT:
            _pass_on(conn, here, circular, unit.code, now)


def _pass_on(conn: Connection, here: Services, circular: Circular, code: str, now: Act) -> None:
    from workflow.cascade.pass_on import pass_on
    from workflow.progress.acknowledge import acknowledge
    from workflow.registry import lookup

    unit = lookup.by_code(conn, code)
    acknowledge(conn, circular, unit, now, "เจ้าพนักงานธุรการ", calendar=here.calendar)
    pass_on(conn, circular, unit, here.printer, now)


def _link(conn: Connection, here: Services, circular: Circular, code: str, now: Act) -> tuple[str, str]:
    from runtime.addresses import PageAddresses
    from workflow.access import links
    from workflow.registry import lookup

    unit = lookup.by_code(conn, code)
    issuer = lookup.by_id(conn, circular.issuer_id)
    last_day = circular.deadline + timedelta(days=here.settings.pages.link_days)
    made = links.renew(conn, circular, unit, issuer, now, last_day, here.keys)
    return unit.name, PageAddresses().office(made.token)
