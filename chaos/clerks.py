"""Clerks at the offices' pages: they press the buttons of the real web, and press again without an answer."""

import random
import re
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from chaos.browser import Browser, Form, Page, UnansweredError
from chaos.clock import RunClock
from chaos.deeds import NotYetError, OverError
from chaos.record import Record
from chaos.story import Step
from runtime.services import Services
from web.text.messages import STATUSES
from workflow.access import links
from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.store import tables as t
from workflow.thai.digits import arabic_digits

FORMS = {"receive": "acknowledge", "report": "report", "nil": "nil"}
"""The deeds of clerks on their pages, with the last part of the form's address."""
POSITION = "เจ้าหน้าที่ธุรการ"
TAKEN, BEFORE = ("received", "number", "reported", "nil"), ("received-before", "done-before")
"""The messages of the redirect for a step taken, and for a step taken before."""
_OVER = (409, 410)  # a stale form; an ended circular
_LEAVING, _SAME_FORM = 0.15, 0.5
"""The share of clerks who leave before the answer, and of clerks without an answer who resend the same form."""
_LINKS_OPEN = timedelta(days=3000)  # longer than a run by its clock
_NUMBER = re.compile("เลขรับ ([๐-๙]+) วันที่")


class Clerks:
    """All clerks of a run at the web server of a port; every clerk and press has a name of its own."""

    def __init__(self, services: Services, clock: RunClock, record: Record, port: int, seed: int) -> None:
        self._desk, self._clock, self._record, self._port = services, clock, record, port
        self._dice = random.Random(f"{seed}/clerks")
        self._tokens: dict[tuple[str, str], str] = {}
        self._unanswered: dict[str, Form] = {}

    def invite(self, code: str) -> None:
        """Make the links of a circular, as an officer does for mailing; earlier links are revoked."""
        now = self._clock.now()
        with self._desk.database.write() as conn:
            circular = circulars.by_code(conn, code)
            last = (now + _LINKS_OPEN).date()
            minted = links.renew_all(conn, circular, Act("officer", now), last, self._desk.keys)
            codes = {row.id: row.code for row in conn.execute(select(t.units.c.id, t.units.c.code))}
        self._tokens |= {(code, codes[link.unit_id]): link.token for link in minted}

    def press(self, step: Step, clerk: str) -> str:
        """Do a deed on the office's page; return the message of the redirect.

        Raises UnansweredError without an answer, and NotYetError and OverError as deeds do.
        """
        browser, form = Browser(self._port), self._unanswered.pop(clerk, None)
        base = f"/t/{self._tokens[step.circular, step.unit]}"
        if form is None or self._dice.random() > _SAME_FORM:
            form = self._form(browser, base, step)
        press = {"circular": step.circular, "unit": step.unit, "deed": step.deed, "clerk": clerk}
        self._record.write("press", self._clock.now(), **press)
        answer = self._send(browser, form, clerk)
        message = answer.location.partition("said=")[2]
        self._record.write("answer", self._clock.now(), **press, said=message, status=answer.status)
        if answer.status in _OVER or message in BEFORE:
            raise OverError
        if answer.status != 303 or message not in TAKEN:
            raise RuntimeError(f"{step.deed} was answered with {answer.status} '{message}'")
        if step.deed == "receive":
            self._look(browser, base, step)
        return message

    def _send(self, browser: Browser, form: Form, clerk: str) -> Page:
        filled = {"person": clerk, "position": POSITION}
        try:
            if self._dice.random() < _LEAVING:
                browser.send_and_leave(form, filled, self._dice.uniform(0, 0.05))
            return browser.send(form, filled)
        except UnansweredError:
            self._unanswered[clerk] = form
            raise

    def _form(self, browser: Browser, base: str, step: Step) -> Form:
        page = browser.open(base)
        if page.status not in (200, *_OVER):
            raise RuntimeError(f"the page was answered with {page.status}")
        name = FORMS[step.deed]
        if name == "nil" and "report" in page.forms:
            page = browser.open(f"{base}/nil")
        if name in page.forms:
            return page.forms[name]
        is_early = STATUSES["waiting"].title in page.words or (step.deed != "receive" and "acknowledge" in page.forms)
        raise NotYetError if is_early else OverError

    def _look(self, browser: Browser, base: str, step: Step) -> None:
        """Read the receipt after the redirect and record its number."""
        try:
            page = browser.open(base)
        except UnansweredError:
            return
        if number := _NUMBER.search(page.words):
            receipt: Mapping[str, object] = {"circular": step.circular, "unit": step.unit}
            self._record.write("shown", self._clock.now(), **receipt, number=arabic_digits(number[1]))
