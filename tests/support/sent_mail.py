"""A covering letter that goes by mail, and sending it, for tests."""

from datetime import datetime
from functools import partial

from runtime.services import Services
from tasks import embedded
from tests.support.circular_steps import PROVINCE, acknowledge, issue, moment, pass_on
from tests.support.deliveries import deliveries_of, mail_on
from tests.support.mail_server import SENDER, Mailbox
from tests.support.saved_states import saved
from tests.support.services import with_settings
from tests.support.sweeps import Row, find

AT = moment("2020-05-29 10:00")


def with_mail_server(services: Services, mailbox: Mailbox, **changes: object) -> Services:
    """Services with mail switched on, to this server."""
    given = {
        "mail_server": "127.0.0.1",
        "mail_port": mailbox.port,
        "mail_tls": "none",
        "mail_sender": SENDER,
        **changes,
    }
    return with_settings(services, **given)


def send(services: Services, at: datetime = AT) -> int:
    """Send what is due at a moment; the number of mails taken."""
    return embedded.after_sweep(services, lambda: at).mails


def address(code: str) -> str:
    """The address of a unit's mail."""
    return f"saraban.{code}@example.go.th"


def letter_by_mail(services: Services, *codes: str, at: str = "2020-05-29 10:00") -> Row:
    """The covering letter of Phrae, with mail for these offices: all below it that have an address."""
    mail_on(services, *codes)
    return saved(services, f"letter_by_mail {codes} {at}", partial(_pass_on, at))


def _pass_on(at: str, services: Services) -> Row:
    circular = issue(services)
    acknowledge(services, circular, PROVINCE, at="2020-05-20 09:00")
    pass_on(services, circular, PROVINCE, at)
    return next(row for row in find(services, circular, "forwarding"))


def waits(services: Services, letter: Row, code: str) -> tuple[bool, int, float | None]:
    """Whether the mail is still to be sent, how often it was tried, and in how many minutes it is tried next."""
    row = deliveries_of(services, letter["id"])[code]
    due = row["due_at"] and (row["due_at"] - AT).total_seconds() / 60
    return row["sent_at"] is None, row["attempts"], due
