"""The forms of an office's page, filled in and sent as a browser sends them."""

import re
from collections.abc import Mapping

from tests.support.circular_steps import SAO
from tests.support.page_links import Tokens
from tests.support.site import Answer, Client

WHO = {"person": "นักจัดการงานทั่วไป", "position": "หัวหน้าสำนักปลัด"}


def acknowledged(client: Client, tokens: Tokens, code: str = SAO, **changed: str) -> Answer:
    """Press the button of a unit's page as it is filled in, with a name and a position."""
    return pressed(client, tokens, {**filled_in(client, tokens, code), **changed}, code)


def filled_in(client: Client, tokens: Tokens, code: str = SAO) -> dict[str, str]:
    """The form of a unit's page as it is filled in, with a name and a position."""
    page = client.get(tokens.page(code))
    return {name: page.field(name) for name in ("seal", "suggested", "number")} | WHO


def pressed(client: Client, tokens: Tokens, form: Mapping[str, str], code: str = SAO) -> Answer:
    """Press the button of a unit's page under this form."""
    return client.post(f"{tokens.page(code)}/acknowledge", **form)


def reported(client: Client, tokens: Tokens, action: str = "report", code: str = SAO, **changed: str) -> Answer:
    """Send the form of a page that asks before it writes, or that of the office's page."""
    page = client.get(tokens.page(code) if action == "report" else f"{tokens.page(code)}/{action}")
    seals = re.findall(r'name="seal" value="([^"]*)"', page.text)
    return client.post(f"{tokens.page(code)}/{action}", **{"seal": seals[-1], **WHO, "note": "", **changed})


DECIDER = {"person": "ท้องถิ่นอำเภอ", "position": "ท้องถิ่นอำเภอสอง", "day": "2020-09-30"}
