"""Sending the mails that wait: one after the other over one connection, each claimed and recorded by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from runtime.services import Services
from tasks import log_events
from tasks.incident_reports import report_incident
from tasks.retry import retry_transient
from workflow import incidents
from workflow.delivery import outbox
from workflow.delivery.outbox import ClaimedMail
from workflow.errors import WianError
from workflow.mail.message import MailWriter, NoAddressError
from workflow.mail.smtp import MailRefusedError, MailServer, MailServerError, MailSession
from workflow.store.database import Database

AT_ONCE = timedelta(seconds=60)
"""How long one run goes on, so that none meets the time limit of a job; the next one takes the rest."""

_BREAKS = 3  # connections that break one after the other without a mail taken: then it is the server

SERVER = "mail/server"
"""The key of the incident that the mail server cannot be used. It is over as soon as it can be."""


@dataclass(frozen=True)
class PostOffice:
    """What mails are sent with."""

    database: Database
    server: MailServer
    writer: MailWriter

    @classmethod
    def of(cls, services: Services) -> "PostOffice | None":
        """The one these services have; None where mail is switched off."""
        server = services.mail_server
        return None if server is None else cls(services.database, server, services.mail_writer)


def deliver(office: PostOffice, letter_ids: Sequence[int], clock: Callable[[], datetime]) -> int:
    """Send the mails of these letters that are due; return how many the server has taken.

    A mail refused for good becomes an incident; one refused for now is tried again by a later sweep. If the server
    itself cannot be used, that is an incident of its own, no more is tried, and all mails stay due.
    """
    until, done, breaks = clock() + AT_ONCE, 0, 0
    while clock() < until and _anything_due(office, letter_ids, clock()):
        try:
            session = office.server.connect()
        except MailServerError as error:
            _tell(office, error, clock())
            break
        with session:
            taken, broken = _send_over(office, session, letter_ids, clock, until)
        done += taken
        # A connection that breaks costs the mail under way one attempt; the others go on over a new one.
        breaks = 0 if broken is None else 1 if taken else breaks + 1
        if broken is not None and breaks == _BREAKS:
            _tell(office, broken, clock())
            break
    return done


def _send_over(
    office: PostOffice,
    session: MailSession,
    letter_ids: Sequence[int],
    clock: Callable[[], datetime],
    until: datetime,
) -> tuple[int, MailServerError | None]:
    """Send over one connection for as long as it holds: how many mails were taken, and how it broke."""
    taken = 0
    while clock() < until:
        with office.database.write() as conn:
            claimed = outbox.claim(conn, letter_ids, office.writer.domain, clock())
        if claimed is None:
            break
        try:
            taken += _send(office, session, claimed, clock)
        except MailServerError as error:
            _record(office, claimed, _Answer(str(error), answered=False), clock())
            return taken, error
    return taken, None


@dataclass(frozen=True)
class _Answer:
    """What became of a mail: why it was not taken, if it was not, and whether that is for good.

    `tell` a person at once; the server has `answered`, so it is of use.
    """

    problem: str = ""
    for_good: bool = False
    tell: bool = False
    answered: bool = True


def _send(office: PostOffice, session: MailSession, claimed: ClaimedMail, clock: Callable[[], datetime]) -> bool:
    """Send one mail and record what became of it; whether it was taken. Raises MailServerError."""
    answer = _Answer()
    try:
        with office.database.read() as conn:
            message = office.writer.write(conn, claimed, clock())
        session.send(office.writer.sender, claimed.address, message)
    except MailServerError:
        raise
    except MailRefusedError as error:
        answer = _Answer(str(error), for_good=error.for_good)
    except NoAddressError as error:
        answer = _Answer(str(error), for_good=True, answered=False)
    except WianError as error:  # a file or the wording: for a person to mend, after which it goes by itself
        answer = _Answer(str(error), tell=True, answered=False)
    _record(office, claimed, answer, clock())
    return not answer.problem


@retry_transient
def _record(office: PostOffice, claimed: ClaimedMail, answer: _Answer, now: datetime) -> None:
    """Record what became of a mail; by itself again where the database is away, lest a mail that was taken go twice."""
    opened = ""
    with office.database.write() as conn:
        if answer.for_good:
            opened = outbox.give_up(conn, claimed, answer.problem, now)
        elif answer.problem:
            opened = outbox.put_off(conn, claimed, answer.problem, now, tell=answer.tell)
        else:
            outbox.record_sent(conn, claimed, now)
        if answer.answered:
            incidents.resolve(conn, SERVER, now)
    if opened:
        key = outbox.incident_key(claimed.letter_id, claimed.unit_code)
        log_events.incident(key, opened, unit=claimed.unit_code, letter=claimed.letter_id)


def _anything_due(office: PostOffice, letter_ids: Sequence[int], now: datetime) -> bool:
    with office.database.read() as conn:
        return outbox.anything_due(conn, letter_ids, now)


def _tell(office: PostOffice, error: MailServerError, now: datetime) -> None:
    report_incident(office.database, SERVER, f"no mail is sent: {error}", now)
