"""The mail server: one connection for many mails, and the three kinds of refusal.

A mail is refused for good or for now, or the server itself is unusable, which says nothing about the mail. SMTP
cannot be rolled back: if the connection is lost after the last line of a mail, nobody knows whether the server took
it, and the mail is sent again under the same Message-ID.
"""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from types import TracebackType

from workflow.errors import WianError

_CLOSING = 421  # the server ends the connection, whatever the mail
_FOR_GOOD = 500
_TOO_LARGE, _TOO_LARGE_ENHANCED = 552, "5.3.4"


class MailServerError(WianError):
    """The server is unusable now: unreachable, no encryption, log-in or sender refused, connection lost."""


class MailRefusedError(WianError):
    """The server refuses this mail: `for_good`, or for now (a full mailbox, greylisting)."""

    def __init__(self, problem: str, for_good: bool) -> None:
        super().__init__(problem)
        self.for_good = for_good


@dataclass(frozen=True)
class MailServer:
    """A mail server. `tls`: starttls, tls from the first byte, or none. `timeout`: seconds to wait for an answer."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    timeout: int

    def connect(self) -> "MailSession":
        """Connect, encrypt, log in. Raises MailServerError."""
        try:
            client = self._open()
            try:
                if self.tls == "starttls":
                    client.starttls(context=ssl.create_default_context())
                if self.user:
                    client.login(self.user, self.password)
            except BaseException:
                client.close()
                raise
        except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: a name no server can have
            raise MailServerError(f"the mail server {self.host}:{self.port} cannot be used: {_answer(error)}") from None
        return MailSession(client)

    def _open(self) -> smtplib.SMTP:
        if self.tls == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)


class MailSession:
    """A connection to the mail server, for a `with` statement."""

    def __init__(self, client: smtplib.SMTP) -> None:
        self._client = client

    def send(self, sender: str, to: str, message: EmailMessage) -> None:
        """Send a mail. Raises MailRefusedError or, if the connection has become unusable, MailServerError."""
        try:
            self._client.send_message(message, sender, [to])
        except smtplib.SMTPRecipientsRefused as error:
            code, text = error.recipients[to]
            raise _refusal(code, text, f"{to} is refused") from None
        except smtplib.SMTPSenderRefused as error:
            if _is_too_large(error):
                raise MailRefusedError(f"the mail is too large: {_answer(error)}", for_good=True) from None
            raise MailServerError(f"the mail server refuses the sender {sender}: {_answer(error)}") from None
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error, "the mail is refused") from None
        except (OSError, smtplib.SMTPException) as error:
            raise MailServerError(f"the connection to the mail server was lost: {_answer(error)}") from None

    def __enter__(self) -> "MailSession":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            self._client.quit()
        except (OSError, smtplib.SMTPException):
            self._client.close()


def _refusal(code: int, text: bytes | str, problem: str) -> WianError:
    answer = f"{code} {_words(text)}"
    if code == _CLOSING:
        return MailServerError(f"the mail server ends the connection: {answer}")
    return MailRefusedError(f"{problem}: {answer}", for_good=code >= _FOR_GOOD)


def _is_too_large(error: smtplib.SMTPSenderRefused) -> bool:
    """Whether a refused sender means a too large mail: the sender's line also announces the size (RFC 1870)."""
    return error.smtp_code == _TOO_LARGE or _words(error.smtp_error).startswith(_TOO_LARGE_ENHANCED)


def _answer(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_words(error.smtp_error)}"
    return str(error) or type(error).__name__


def _words(text: bytes | str) -> str:
    return " ".join((text.decode("utf-8", "replace") if isinstance(text, bytes) else text).split())
