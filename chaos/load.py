"""The people of a run: threads that do the steps of the stories, and try again as persons would."""

import heapq
import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from chaos import desk_work
from chaos.browser import UnansweredError
from chaos.clerks import FORMS, Clerks
from chaos.clock import RunClock
from chaos.deeds import DEEDS, UNDOING, Case, Facts, NotYetError, OverError
from chaos.record import Record
from chaos.story import Step, Story, story
from cli.circular import issue_file
from runtime.services import Services
from workflow.act import Act
from workflow.circulars import circular as circulars
from workflow.errors import NotAllowedError, WianError
from workflow.localtime import local_date
from workflow.registry.units import Unit
from workflow.store import tables as t

_THREADS = 4
_OPEN_AT_ONCE = 6
"""Open circulars: enough for people to meet, few enough for quick sweeps."""
_REFUSALS = 3  # before a person gives up a step
_LATER = timedelta(hours=2)  # by the run's clock
_ROUND = 0.5  # seconds between rounds of desk work
_ON_PAGES = 0.8
"""The share of acknowledgements and reports through the pages; officers write the others."""


@dataclass(order=True)
class Planned:
    """A step with its earliest time; `clerk` is the clerk for a step on the pages, else empty."""

    due: datetime
    serial: int
    step: Step = field(compare=False)
    clerk: str = field(default="", compare=False)
    refused: int = field(default=0, compare=False)


class Load:
    """All the people of a run."""

    def __init__(
        self,
        services: Services,
        clerks: Clerks,
        clock: RunClock,
        record: Record,
        seed: int,
        units: Sequence[Unit],
        folder: Path,
    ) -> None:
        self._desk, self._clerks, self._clock, self._record = services, clerks, clock, record
        self._seed, self._units, self._folder = seed, units, folder
        folder.mkdir(exist_ok=True)
        self._steps: list[Planned] = []
        self._serial, self._stories = itertools.count(), itertools.count(1)
        self._lock, self._stopped = threading.Lock(), threading.Event()
        people = [*([self._work] * _THREADS), self._rounds, self._tell]
        self._threads = [threading.Thread(target=person, daemon=True) for person in people]
        self.met: Counter[str] = Counter()
        """The numbers of confirmed, refused and troubled deeds."""
        self.broken: list[str] = []
        """Errors that are neither a refusal nor a server that is away, and must not happen."""

    def start(self) -> None:
        """Start the threads of people."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let people finish their step, and end the threads."""
        self.dismiss()
        for thread in self._threads:
            thread.join()

    def dismiss(self) -> None:
        """Begin no new step."""
        self._stopped.set()

    def _tell(self) -> None:
        """Issue new circulars while few are open."""
        while not self._stopped.wait(0.2):
            self._guarded("issue", self._issue_next)

    def _issue_next(self) -> None:
        with self._desk.database.read() as conn:
            if len(circulars.open_ones(conn)) >= _OPEN_AT_ONCE:
                return
        tale = story(self._seed, next(self._stories), self._units)
        while not self._stopped.is_set() and not self._guarded("issue", partial(self._issue, tale)):
            time.sleep(0.5)

    def _issue(self, tale: Story) -> None:
        now = self._clock.now()
        with self._desk.database.read() as conn:
            issued_before = circulars.find(conn, t.circulars.c.code == tale.code)
        if not issued_before:  # an unconfirmed issue may have been committed
            file = tale.write(self._folder, local_date(now))
            _, issued, _, _ = issue_file(self._desk, file, Act("officer", now))
            confirmation = {"letter": issued.letter_id, "number": issued.number}
            self._record.write("issue", self._clock.now(), circular=tale.code, **confirmation)
            self.met["issue: confirmed"] += 1
        self._clerks.invite(tale.code)
        for number, step in enumerate(tale.steps):
            clerk = f"{tale.code}/{number}"
            on_page = step.deed in FORMS and random.Random(f"{self._seed}/{clerk}").random() < _ON_PAGES
            self._plan(Planned(now + timedelta(days=step.day), 0, step, clerk if on_page else ""))

    def _plan(self, planned: Planned) -> None:
        with self._lock:
            heapq.heappush(self._steps, replace(planned, serial=next(self._serial)))

    def _later(self, planned: Planned, refused: int = 0) -> None:
        self._plan(replace(planned, due=self._clock.now() + _LATER, refused=planned.refused + refused))

    def _work(self) -> None:
        while not self._stopped.is_set():
            with self._lock:
                ready = self._steps and self._steps[0].due <= self._clock.now()
                planned = heapq.heappop(self._steps) if ready else None
            if planned is None:
                self._stopped.wait(0.05)
            elif not self._guarded(planned.step.deed, partial(self._do, planned)):
                self._later(planned)
                self._stopped.wait(0.2)

    def _do(self, planned: Planned) -> None:
        step, now = planned.step, self._clock.now()
        deed = {"deed": step.deed, "circular": step.circular, "unit": step.unit, **step.more}
        if step.deed in UNDOING:
            self._record.write("will", now, **deed)
        try:
            facts = self._done(planned, now)
        except NotYetError:
            self._later(planned)
        except OverError:
            self.met[f"{step.deed}: over"] += 1
        except NotAllowedError:
            self.met[f"{step.deed}: refused"] += 1
            if planned.refused < _REFUSALS:
                self._later(planned, refused=1)
        else:
            if not (planned.clerk and step.deed == "receive"):  # recorded by the clerk
                self._record.write(step.deed, self._clock.now(), circular=step.circular, unit=step.unit, **facts)
            self.met[f"{step.deed}: confirmed"] += 1
        finally:
            if step.deed in UNDOING:
                self._record.write("tried", self._clock.now(), **deed)

    def _done(self, planned: Planned, now: datetime) -> Facts:
        if planned.clerk:
            return {"said": self._clerks.press(planned.step, planned.clerk)}
        with self._desk.database.write() as conn:
            return DEEDS[planned.step.deed](Case(self._desk, conn, planned.step, Act("officer", now), self._folder))

    def _rounds(self) -> None:
        dice = random.Random(f"{self._seed}/rounds")
        while not self._stopped.wait(_ROUND):
            for name, work in (("approve", desk_work.approve_drafts), ("letters", desk_work.receive_letters)):
                act = Act("officer", self._clock.now())
                self._guarded(name, partial(work, self._desk, self._record, act, dice))

    def _guarded(self, what: str, work: Callable[[], object]) -> bool:
        """Run a function; False if a server was away or a letter could not be written, for another attempt."""
        try:
            work()
        except DBAPIError as error:
            self.met[f"{what}: {type(error.orig).__name__}"] += 1
        except UnansweredError as error:
            self.met[f"{what}: no answer ({error})"] += 1
        except WianError as error:
            if "cannot be written" not in str(error):
                self.broken.append(f"{what}: {error!r}")
            self.met[f"{what}: {type(error).__name__}"] += 1
        except Exception as error:
            self.broken.append(f"{what}: {error!r}")
        else:
            return True
        return False
