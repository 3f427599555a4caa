"""A real mail server for tests: it keeps what it takes, and refuses or breaks as it is told."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY

from aiosmtpd.smtp import SMTP, Envelope, Session

SENDER = "saraban@example.go.th"
DROP = "drop"
"""An answer that is none: the connection is cut."""


class Mailbox:
    """What a mail server does and has taken. `at_rcpt` and `at_data` are its answers for an address, in turn."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.at_rcpt: dict[str, list[str]] = defaultdict(list)
        self.at_data: dict[str, list[str]] = defaultdict(list)
        self.at_sender = "250 OK"
        self.connections = 0
        self.transports: list[asyncio.BaseTransport | None] = []
        self.once_taken: Callable[[], object] = lambda: None
        self.port = 0

    async def handle_EHLO(  # noqa: N802  # aiosmtpd's own name
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        self.transports.append(server.transport)
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.at_sender

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.at_rcpt[address].pop(0) if self.at_rcpt[address] else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        (to,) = envelope.rcpt_tos
        answer = self.at_data[to].pop(0) if self.at_data[to] else "250 taken"
        if answer == DROP:
            assert server.transport is not None
            server.transport.close()
        elif answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.taken.append(message_from_bytes(envelope.content, policy=POLICY))
            await asyncio.to_thread(self.once_taken)
        return answer

    def to(self) -> list[str]:
        """The addresses it has taken mail for, in order."""
        return [str(message["To"]) for message in self.taken]


@contextmanager
def mail_server(largest: int = 30_000_000) -> Iterator[Mailbox]:
    """A mail server on a free port of this machine, in a thread of its own. `largest`: bytes a mail may have."""
    box, loop = Mailbox(), asyncio.new_event_loop()

    def answerer() -> SMTP:
        return SMTP(box, hostname="mailbox", enable_SMTPUTF8=False, data_size_limit=largest)

    made = loop.create_server(answerer, "127.0.0.1", 0)
    server = loop.run_until_complete(made)
    box.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(_shut(server, box), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _shut(server: asyncio.Server, box: Mailbox) -> None:
    server.close()
    for transport in filter(None, box.transports):
        transport.close()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
