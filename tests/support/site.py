"""The offices' pages as a browser gets them: a real server on a port of its own, and a client that keeps cookies."""

import re
import threading
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from http.client import HTTPConnection, HTTPMessage
from typing import Self
from urllib.parse import urlencode

from pydantic import SecretStr

from runtime.services import Services
from tests.support.circular_steps import moment
from web.server import server_for
from web.services import WebServices

SECRET = "a-secret-for-tests-which-nobody-has-to-keep"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()

    @property
    def said(self) -> str:
        """The page's words without its tags, white space made single."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.text)).split())

    def field(self, name: str) -> str:
        """The value a form's field is filled in with."""
        found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.text)
        assert found, f"the page has no field {name}"
        return unescape(found[1])


@dataclass
class Client:
    """A browser without a screen: it keeps cookies and follows nothing by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """One request over a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body or None, sent)
        response = connection.getresponse()
        answer = Answer(response.status, response.msg, response.read())
        connection.close()
        for line in answer.headers.get_all("set-cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def get(self, path: str) -> Answer:
        """Look at a page."""
        return self.ask("GET", path)

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields).encode(), kind)

    def post_file(self, path: str, name: str, data: bytes, **fields: str) -> Answer:
        """Send a form with a file."""
        edge = "a-line-that-stands-in-no-file"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), data, f"\r\n--{edge}--\r\n".encode()])
        return self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})


class Site:
    """The pages of some services, served in a thread; `now` is what the clock shows there."""

    def __init__(self, services: Services, now: datetime) -> None:
        self.services, self.now = services, now
        settings = services.settings.changed(web={"port": 0}, pages={"secret": SecretStr(SECRET)})
        self.web: WebServices = WebServices(settings, lambda: self.now)
        self._listening, self._address = threading.Event(), ""
        self._server = server_for(self.web, self._started)
        self._thread = threading.Thread(target=self._server.run, name="site")

    def _started(self, address: str) -> None:
        self._address = address
        self._listening.set()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._listening.wait(60), "the server does not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(60)

    @property
    def address(self) -> str:
        """Where it is served."""
        return self._address

    @property
    def port(self) -> int:
        """The port it is served on."""
        return int(self._address.rpartition(":")[2])

    def client(self) -> Client:
        """A new browser."""
        return Client(self.port)


NOW = moment("2020-06-01 10:00")
