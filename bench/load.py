"""A small HTTP client for measurements: parallel connections with requests one after another."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CONNECTIONS = 32


@dataclass(frozen=True)
class Post:
    """A form to send."""

    path: str
    body: str
    cookie: str = ""

    def raw(self) -> bytes:
        """The request as bytes."""
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(self.body)}\r\n\r\n"
        )
        return (head + self.body).encode("ascii")


@dataclass(frozen=True)
class Run:
    """A run: total seconds, sorted seconds of requests, and counts of statuses."""

    seconds: float
    times: Sequence[float]
    statuses: dict[int, int]

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.times) / self.seconds

    def percentile(self, part: float) -> float:
        """A quantile of the request times in milliseconds."""
        return self.times[min(len(self.times) - 1, int(len(self.times) * part))] * 1000


def send_all(port: int, posts: Sequence[Post]) -> Run:
    """Send all forms once, over 32 open connections."""
    return asyncio.run(_send(port, iter([post.raw() for post in posts]), CONNECTIONS))


def get_all(port: int, paths: Sequence[str], connections: int = CONNECTIONS) -> Run:
    """Get all pages once, over this number of open connections."""
    raw = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode("ascii") for path in paths]
    return asyncio.run(_send(port, iter(raw), connections))


async def _send(port: int, raw: Iterator[bytes], connections: int) -> Run:
    times: list[float] = []
    statuses: dict[int, int] = {}
    began = time.perf_counter()
    await asyncio.gather(*(_one(port, raw, times, statuses) for _ in range(connections)))
    return Run(time.perf_counter() - began, sorted(times), statuses)


async def _one(port: int, raw: Iterator[bytes], times: list[float], statuses: dict[int, int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in raw:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length or 0))
        times.append(time.perf_counter() - began)
        status = int(head[9:12])
        statuses[status] = statuses.get(status, 0) + 1
    writer.close()
