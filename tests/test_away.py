"""Servers that are away for a moment: work is tried again, as often as is safe, and no more."""

import socket
import threading
import time

import pytest
from kombu.exceptions import OperationalError as BrokerError
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from commands.common import Desk
from tasks import away
from tasks.away import patient
from workflow.store.database import Database


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(away, "_PAUSES", (0.0, 0.0))


def test_work_is_done_again_when_a_server_was_away() -> None:
    tries: list[int] = []

    @patient
    def work(answer: int) -> int:
        tries.append(answer)
        if len(tries) < 3:
            raise BrokerError("connection refused")
        return answer

    assert work(7) == 7
    assert tries == [7, 7, 7]


def test_what_is_away_for_longer_is_left_to_the_next_sweep() -> None:
    tries: list[int] = []

    @patient
    def work() -> None:
        tries.append(1)
        raise BrokerError("connection refused")

    with pytest.raises(BrokerError):
        work()
    assert len(tries) == 3


def test_work_that_is_wrong_is_not_done_again() -> None:
    tries: list[int] = []

    @patient
    def work() -> None:
        tries.append(1)
        raise ValueError("nonsense")

    with pytest.raises(ValueError, match="nonsense"):
        work()
    assert tries == [1]


@pytest.mark.postgres
def test_a_database_server_that_is_back_within_a_moment_was_never_away(postgres_desk: Desk) -> None:
    """A port on which nobody listens at first, and behind which the server is a little later."""
    url = postgres_desk.database.url
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def come_back() -> None:
        time.sleep(0.3)
        with socket.create_server(("127.0.0.1", port)) as door:
            _carry(door.accept()[0], (str(url.host), url.port or 5432))

    coming = threading.Thread(target=come_back, daemon=True)
    coming.start()
    again = Database(make_url(url).set(host="127.0.0.1", port=port, query={"sslmode": "disable"}))
    with again.read() as conn:
        assert conn.exec_driver_sql("SELECT 1").scalar() == 1
    again.close()
    coming.join()


@pytest.mark.postgres
def test_a_database_server_that_stays_away_is_told_in_the_end(postgres_desk: Desk) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = Database(make_url(postgres_desk.database.url).set(host="127.0.0.1", port=free.getsockname()[1]))
        with pytest.raises(OperationalError, match="refused"), nobody.read():
            pass


def _carry(ours: socket.socket, server: tuple[str, int]) -> None:
    """Carry bytes both ways until we hang up, and the server has seen it and hangs up too."""
    with ours, socket.create_connection(server) as theirs:
        back = threading.Thread(target=_pour, args=(theirs, ours), daemon=True)
        back.start()
        _pour(ours, theirs)
        theirs.shutdown(socket.SHUT_WR)
        back.join()


def _pour(source: socket.socket, target: socket.socket) -> None:
    while data := source.recv(65536):
        target.sendall(data)
