"""A clerk's headless browser: it opens pages, stores cookies, and sends forms."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from typing import Never
from urllib.parse import urlencode

_SECONDS = 30  # the time limit for an answer


class UnansweredError(Exception):
    """No answer, or a request to try again; the result of the request is unknown."""


@dataclass(frozen=True)
class Form:
    """A form of a page: address, fields with values, and the cookies of its making."""

    address: str
    fields: Mapping[str, str]
    cookies: str


@dataclass(frozen=True)
class Page:
    """An answer: status, redirect, text, and forms by the last part of their address."""

    status: int
    location: str
    words: str
    forms: Mapping[str, Form]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.forms: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = self.forms.setdefault(attributes.get("action", ""), {})
        elif tag in ("input", "textarea") and "name" in attributes:
            self._fields[attributes["name"]] = attributes.get("value", "")

    def handle_data(self, data: str) -> None:
        self.words += data.split()


@dataclass
class Browser:
    """A browser of the web server at a port of this machine."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def open(self, address: str) -> Page:
        """Get a page. Raises UnansweredError without an answer."""
        return self._request("GET", address, "", self._cookie_header())

    def send(self, form: Form, filled: Mapping[str, str]) -> Page:
        """Send a form with more fields. Raises UnansweredError without an answer, when the step may be taken or not."""
        return self._request("POST", form.address, urlencode({**form.fields, **filled}), form.cookies)

    def send_and_leave(self, form: Form, filled: Mapping[str, str], after: float) -> Never:
        """Send a form and close the connection after some seconds, unread. Always raises UnansweredError."""
        connection = self._connection()
        try:
            self._send(connection, "POST", form.address, urlencode({**form.fields, **filled}), form.cookies)
            time.sleep(after)
        except (OSError, HTTPException) as error:
            raise UnansweredError(type(error).__name__) from None
        finally:
            connection.close()
        raise UnansweredError("did not wait for the answer")

    def _request(self, method: str, address: str, body: str, cookies: str) -> Page:
        connection = self._connection()
        try:
            self._send(connection, method, address, body, cookies)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, HTTPException) as error:
            raise UnansweredError(type(error).__name__) from None
        finally:
            connection.close()
        if response.status == 503:
            raise UnansweredError("503")
        for line in response.msg.get_all("set-cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return self._page(response.status, response.getheader("location", "") or "", text)

    def _page(self, status: int, location: str, text: str) -> Page:
        reader = _Reader()
        reader.feed(text)
        forms = {at.rpartition("/")[2]: Form(at, fields, self._cookie_header()) for at, fields in reader.forms.items()}
        return Page(status, location, " ".join(reader.words), forms)

    def _connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=_SECONDS)

    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    @staticmethod
    def _send(connection: HTTPConnection, method: str, address: str, body: str, cookies: str) -> None:
        headers = {"Cookie": cookies} if cookies else {}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, address, body.encode() if body else None, headers)
