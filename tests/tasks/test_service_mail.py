"""The service with mail switched on: what one worker issues another sends, and a lost message is made up for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from kombu import Connection
from sqlalchemy import update

from runtime.services import Services
from tasks import broker, queues
from tests.support import sweeps
from tests.support.circular_steps import PAO, TOWN
from tests.support.deliveries import mail_on
from tests.support.ladders import change_ladder
from tests.support.mail_server import SENDER, Mailbox
from tests.support.sent_mail import address
from tests.support.service import BROKER, Service, need_broker
from tests.support.standing_incidents import problems
from tests.support.sweeps import find
from workflow.delivery import outbox
from workflow.store import tables as t

pytestmark = pytest.mark.postgres


@pytest.fixture
def service(postgres_services: Services, mailbox: Mailbox, tmp_path: Path) -> Iterator[Service]:
    need_broker()
    given = {
        "WIAN_MAIL_SERVER": "127.0.0.1",
        "WIAN_MAIL_PORT": str(mailbox.port),
        "WIAN_MAIL_TLS": "none",
        "WIAN_MAIL_SENDER": SENDER,
    }
    found = Service(postgres_services, tmp_path, f"test-{uuid4().hex[:12]}", **given)
    yield found
    found.end()


def test_letters_are_sent_as_soon_as_they_are_issued_and_a_lost_message_is_found_by_a_sweep(
    service: Service, mailbox: Mailbox
) -> None:
    services = service.services
    circular = sweeps.ready(services)
    change_ladder(services, circular, "first", approval=False)
    mail_on(services, PAO, TOWN)
    letters = service.start("worker", "--queues", "sweep,letters", "--concurrency", "1")
    service.sweep()
    service.until(lambda: find(services, circular, "first"), "the follow-up is issued")
    service.until(lambda: _lose_messages(service), "mails are asked for")
    with services.database.write() as conn:
        earlier = datetime.now(UTC) - timedelta(minutes=3)
        conn.execute(update(t.deliveries).where(t.deliveries.c.channel == "mail").values(due_at=earlier))
    mails = service.start("worker", "--queues", "mail", "--concurrency", "1")
    service.ask(queues.DELIVER, [987654])  # a letter there is not
    service.until(lambda: problems(services), "that is told")
    service.until(lambda: not broker.is_busy(service.settings, queues.MAIL), "no message about mails waits any more")
    service.sweep()
    service.until(lambda: len(mailbox.taken) == 2, "the mails are sent")
    assert sorted(mailbox.to()) == sorted(map(address, (PAO, TOWN)))
    service.until(lambda: not waiting(services), "that is recorded")
    assert list(problems(services)) == ["message/letter/987654"]
    for worker in (letters, mails):
        worker.terminate()
        worker.wait(60)


def waiting(services: Services) -> int:
    with services.database.read() as conn:
        return len(outbox.waiting(conn, datetime.now(UTC) + timedelta(days=1), 100))


def _lose_messages(service: Service) -> int:
    """Empty the queue of mails; how many messages were lost."""
    with Connection(BROKER) as connection:
        queue = queues.queue(service.settings.broker.prefix, queues.MAIL)(connection.default_channel)
        return int(queue.purge() or 0)
