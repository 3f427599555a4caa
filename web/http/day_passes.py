"""Day passes, which an office gets by typing its short code on the circular's page.

A day pass stands in the address like a link's token. It names the link and is signed, so nothing is stored. It opens
the link's page until the end of the day, unless the link is revoked.
"""

import hmac
from datetime import datetime

from sqlalchemy import Connection

from workflow.access.open_link import ClosedLink, LinkRefused, OpenedLink, open_again
from workflow.access.secret_keys import Keys
from workflow.localtime import local_date

MARK = "p."  # no token has a full stop in it


def new_day_pass(keys: Keys, link_id: int, now: datetime) -> str:
    """A day pass for a link, valid until the end of the day in Bangkok."""
    day = local_date(now).toordinal()
    return f"{MARK}{link_id}.{day}.{_signature(keys, link_id, day)}"


def open_day_pass(
    conn: Connection, keys: Keys, day_pass: str, now: datetime, ended: bool = False
) -> OpenedLink | ClosedLink | None:
    """The opened or closed link of a day pass; None for a token that is no day pass. `ended` as in `open_link`."""
    if not day_pass.startswith(MARK):
        return None
    link, _, rest = day_pass.removeprefix(MARK).partition(".")
    day, _, signature = rest.partition(".")
    if not (link.isdecimal() and day.isdecimal() and len(link) < 18 and len(day) < 9):
        return ClosedLink(LinkRefused.UNKNOWN)
    if not hmac.compare_digest(_signature(keys, int(link), int(day)).encode(), signature.encode()):
        return ClosedLink(LinkRefused.UNKNOWN)
    opened = open_again(conn, int(link), now, ended)
    if isinstance(opened, OpenedLink) and int(day) != local_date(now).toordinal():
        return ClosedLink(LinkRefused.EXPIRED, opened.circular_id, opened.unit_id)
    return opened


def _signature(keys: Keys, link_id: int, day: int) -> str:
    return keys.digest("pass", link_id, day)
