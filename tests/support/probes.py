"""Asking a running process for its metrics and its health."""

import socket
from urllib.error import HTTPError
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

Figures = dict[tuple[str, ...], float]
"""Figures, each by its name and the values of its labels, sorted."""


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def get(port: int, path: str) -> tuple[int, str]:
    """Status and text of an answer; (0, '') where nobody listens."""
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()
    except OSError:
        return 0, ""


def parsed(answer: str) -> Figures:
    """The figures in an answer."""
    families = text_string_to_metric_families(answer)
    return {(s.name, *sorted(s.labels.values())): s.value for family in families for s in family.samples}


def figures(port: int) -> Figures:
    """The figures of the process at a port."""
    return parsed(get(port, "/metrics")[1])
