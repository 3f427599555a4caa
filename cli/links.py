"""`wian links`: the links to the offices' pages, for mailing; renewing and revoking one."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import At, By, Why, act, console, day, services
from cli.lazy import new_group
from cli.unit_steps import Circular, Unit
from workflow.act import Act
from workflow.errors import WianError

if TYPE_CHECKING:
    from runtime.addresses import PageAddresses
    from runtime.services import Services
    from workflow.circulars import circular as circulars

app = new_group("Links to the offices' pages: export for mailing, renew, revoke.")

Expires = Annotated[
    str,
    typer.Option(
        help="The last day on which the links open. Default: `pages.link_days` after the deadline.", show_default=False
    ),
]


@app.command()
def export(
    circular: Circular,
    file: Annotated[
        Path | None, typer.Argument(help="A new .csv or .xlsx. Default: links-CIRCULAR.csv.", show_default=False)
    ] = None,
    below: Annotated[str, typer.Option(help="Only this unit and those below it.", show_default=False)] = "",
    renew: Annotated[bool, typer.Option("--renew", help="New links also for those who have one.")] = False,
    expires: Expires = "",
    at: At = "",
    by: By = "",
) -> None:
    """Make the links that are missing and write them to a file for mailing: address, short code, last day.

    A link is shown this once. Keep the file from others and delete it when the links have been sent.
    """
    from workflow.access import links
    from workflow.access.mailing_list import mailing_list
    from workflow.circulars import circular as circulars
    from workflow.registry import lookup

    here, now = services(), act(at, by)
    target = file or Path(f"links-{circular}.csv")
    if target.exists():
        raise WianError(f"{target} is there already; links are written to a new file only")
    with here.database.write() as conn:
        about = circulars.by_code(conn, circular)
        top = lookup.by_code(conn, below) if below else None
        last = _last_day(here, about, expires, now)
        new, there = links.counts(conn, about, top)
        if renew:
            minted = links.renew_all(conn, about, now, last, here.keys, top)
        elif new:
            minted = links.mint(conn, about, now, last, here.keys, top)
        else:
            problem = f"all {there} units have a link, and no link can be shown a second time"
            raise WianError(f"{problem}; --renew would make {there} new ones, and those sent so far would open nothing")
        rows = mailing_list(conn, minted, _pages(here).office)
        _write(target, rows)  # before the commit, so that unwritten links are not made
    console.print(f"{len(rows)} links, which open until {last}, written to {target}")
    if there and not renew:
        console.print(f"{there} units have a link already, which cannot be shown again (--renew makes new ones)")


@app.command("renew")
def renew_one(circular: Circular, unit: Unit, expires: Expires = "", why: Why = "", at: At = "", by: By = "") -> None:
    """Make a new link for one unit and print it; the one it had opens nothing any more."""
    from workflow.access import links
    from workflow.circulars import circular as circulars
    from workflow.registry import lookup

    here, now = services(), act(at, by, why)
    pages = _pages(here)
    with here.database.write() as conn:
        about, who = circulars.by_code(conn, circular), lookup.by_code(conn, unit)
        issuer = lookup.by_id(conn, about.issuer_id)
        last = _last_day(here, about, expires, now)
        made = links.renew(conn, about, who, issuer, now, last, here.keys)
    console.print(f"{who.name}: {pages.office(made.token)}")
    console.print(f"short code {made.short_code}; opens until {made.expires_on}")


@app.command()
def revoke(circular: Circular, unit: Unit, why: Why = "", at: At = "", by: By = "") -> None:
    """Let a unit's link open nothing any more."""
    from workflow.access import links
    from workflow.circulars import circular as circulars
    from workflow.registry import lookup

    with services().database.write() as conn:
        about, who = circulars.by_code(conn, circular), lookup.by_code(conn, unit)
        links.revoke(conn, about, who, lookup.by_id(conn, about.issuer_id), act(at, by, why))
    console.print(f"{who.name}: its link opens nothing any more")


def _last_day(here: Services, about: circulars.Circular, expires: str, now: Act) -> date:
    from workflow.access import links

    if expires:
        return day(expires)
    return links.last_day(about, now.now, here.settings.pages.link_days)


def _pages(here: Services) -> PageAddresses:
    from runtime.addresses import PageAddresses

    if not here.settings.pages.address:
        raise WianError("where the pages are served is not set: pages.address, or WIAN_PAGES_ADDRESS=https://…")
    return PageAddresses(here.settings.pages.address)


def _write(target: Path, rows: list[tuple[str, ...]]) -> None:
    """Write the list, readable by its owner only, as Excel, or as CSV with a byte order mark for Excel."""
    from openpyxl import Workbook

    from workflow.access.mailing_list import COLUMNS

    if target.suffix == ".xlsx":
        book, out = Workbook(write_only=True), io.BytesIO()
        sheet = book.create_sheet("links")
        for row in (COLUMNS, *rows):
            sheet.append(row)
        book.save(out)
        data = out.getvalue()
    else:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows([COLUMNS, *rows])
        data = text.getvalue().encode("utf-8-sig")
    target.touch(mode=0o600, exist_ok=False)
    target.write_bytes(data)
