"""The sending of waiting mails over one connection, with a claim and a record for every mail."""

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
"""The duration of a run, shorter than the time limit of a job; the next run takes the rest."""

_BREAKS = 3  # broken connections in a row without a sent mail that count as a fault of the server

SERVER = "mail/server"
"""The key of the incident that the mail server is unusable, resolved by its next answer."""


@dataclass(frozen=True)
class PostOffice:
    """The services for sending mails."""

    database: Database
    server: MailServer
    writer: MailWriter

    @classmethod
    def of(cls, services: Services) -> "PostOffice | None":
        """The post office of these services; None if mail is switched off."""
        server = services.mail_server
        return None if server is None else cls(services.database, server, services.mail_writer)


def deliver(office: PostOffice, letter_ids: Sequence[int], clock: Callable[[], datetime]) -> int:
    """Send the due mails of these letters; return the number of mails taken by the server.

    A mail refused for good becomes an incident; a mail refused for now is tried again by a later sweep. An unusable
    server is one incident that ends the run, and all mails stay due.
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
        # A broken connection costs its mail one attempt; the other mails go on over a new connection.
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
    """Send over one connection while it holds; return the number of mails taken, and the error that broke it."""
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
    """The result of an attempt: the problem, empty for success, and whether the refusal is final.

    `tell` makes an incident at once; `answered` means that the server is usable.
    """

    problem: str = ""
    for_good: bool = False
    tell: bool = False
    answered: bool = True


def _send(office: PostOffice, session: MailSession, claimed: ClaimedMail, clock: Callable[[], datetime]) -> bool:
    """Send one mail and record the result; return whether the server took it. Raises MailServerError."""
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
    except WianError as error:  # a fault in a file or the wording, for a person to mend
        answer = _Answer(str(error), tell=True, answered=False)
    _record(office, claimed, answer, clock())
    return not answer.problem


@retry_transient
def _record(office: PostOffice, claimed: ClaimedMail, answer: _Answer, now: datetime) -> None:
    """Record the result of a mail, with retries, so that a sent mail is not sent again after a database failure."""
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
