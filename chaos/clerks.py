"""Clerks at the offices' pages: they press the buttons of the real web, and press again if no answer came."""

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
"""The deeds that clerks do on their pages, and how the address of each one's form ends."""
POSITION = "เจ้าหน้าที่ธุรการ"
TAKEN, BEFORE = ("received", "number", "reported", "nil"), ("received-before", "done-before")
"""What the page is told to say where the press has been taken, and where the same had been done already."""
_OVER = (409, 410)  # things have changed meanwhile; the circular has ended
_LEAVING, _SAME_FORM = 0.15, 0.5
"""How many go away before the answer; how many of those without an answer press the same form again."""
_LINKS_OPEN = timedelta(days=3000)  # no run lasts longer by its clock
_NUMBER = re.compile("เลขรับ ([๐-๙]+) วันที่")


class Clerks:
    """All clerks of a run, at the web that listens at a port. Each has a name of his own, and so has each press."""

    def __init__(self, services: Services, clock: RunClock, record: Record, port: int, seed: int) -> None:
        self._desk, self._clock, self._record, self._port = services, clock, record, port
        self._dice = random.Random(f"{seed}/clerks")
        self._tokens: dict[tuple[str, str], str] = {}
        self._unanswered: dict[str, Form] = {}

    def invite(self, code: str) -> None:
        """Make the links of a circular, as an officer does for mailing them; those there may be open no longer."""
        now = self._clock.now()
        with self._desk.database.write() as conn:
            circular = circulars.by_code(conn, code)
            last = (now + _LINKS_OPEN).date()
            minted = links.renew_all(conn, circular, Act("officer", now), last, self._desk.keys)
            codes = {row.id: row.code for row in conn.execute(select(t.units.c.id, t.units.c.code))}
        self._tokens |= {(code, codes[link.unit_id]): link.token for link in minted}

    def press(self, step: Step, clerk: str) -> str:
        """Do a deed on the office's page; return what the page was told to say of it.

        Raises UnansweredError if no answer came, NotYetError and OverError as deeds do.
        """
        browser, form = Browser(self._port), self._unanswered.pop(clerk, None)
        base = f"/t/{self._tokens[step.circular, step.unit]}"
        if form is None or self._dice.random() > _SAME_FORM:
            form = self._form(browser, base, step)
        told = {"circular": step.circular, "unit": step.unit, "deed": step.deed, "clerk": clerk}
        self._record.write("press", self._clock.now(), **told)
        answer = self._sent(browser, form, clerk)
        said = answer.location.partition("said=")[2]
        self._record.write("answer", self._clock.now(), **told, said=said, status=answer.status)
        if answer.status in _OVER or said in BEFORE:
            raise OverError
        if answer.status != 303 or said not in TAKEN:
            raise RuntimeError(f"{step.deed} was answered with {answer.status} '{said}'")
        if step.deed == "receive":
            self._look(browser, base, step)
        return said

    def _sent(self, browser: Browser, form: Form, clerk: str) -> Page:
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
        wanted = FORMS[step.deed]
        if wanted == "nil" and "report" in page.forms:
            page = browser.open(f"{base}/nil")
        if wanted in page.forms:
            return page.forms[wanted]
        is_early = STATUSES["waiting"].title in page.words or (step.deed != "receive" and "acknowledge" in page.forms)
        raise NotYetError if is_early else OverError

    def _look(self, browser: Browser, base: str, step: Step) -> None:
        """Look at the receipt, as who has pressed is sent on to it: this number is on his paper now."""
        try:
            page = browser.open(base)
        except UnansweredError:
            return
        if found := _NUMBER.search(page.words):
            told: Mapping[str, object] = {"circular": step.circular, "unit": step.unit}
            self._record.write("shown", self._clock.now(), **told, number=arabic_digits(found[1]))
