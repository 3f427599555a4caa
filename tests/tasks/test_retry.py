"""Servers away for a moment, and work that the database undoes: tried again, as often as is safe, and no more."""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from kombu import Connection
from kombu.exceptions import OperationalError as BrokerError
from pydantic import SecretStr
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from runtime.services import Services
from tasks import dead_letters, log_events, queues, retry
from tasks.retry import is_connection_lost, retry_transient, was_rolled_back
from tests.support.lock_waits import PATIENCE
from tests.support.service import BROKER, need_broker
from workflow.store.database import Database

_TOUCHED = text("UPDATE units SET email = email WHERE code = :code")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PAUSES", (0.0, 0.0))


def test_work_is_done_again_when_a_server_was_away() -> None:
    tries: list[int] = []

    @retry_transient
    def work(answer: int) -> int:
        tries.append(answer)
        if len(tries) < 3:
            raise BrokerError("connection refused")
        return answer

    assert work(7) == 7
    assert tries == [7, 7, 7]


def test_what_is_away_for_longer_is_left_to_the_next_sweep() -> None:
    tries: list[int] = []

    @retry_transient
    def work() -> None:
        tries.append(1)
        raise BrokerError("connection refused")

    with pytest.raises(BrokerError):
        work()
    assert len(tries) == 3


def test_work_that_is_wrong_is_not_done_again() -> None:
    tries: list[int] = []

    @retry_transient
    def work() -> None:
        tries.append(1)
        raise ValueError("nonsense")

    with pytest.raises(ValueError, match="nonsense"):
        work()
    assert tries == [1]


@pytest.mark.postgres
def test_of_two_that_wait_for_each_other_in_the_database_the_one_that_is_undone_is_done_again(
    postgres_services: Services,
) -> None:
    both_have_one, one_is_done = threading.Barrier(2), threading.Event()
    errors: list[OperationalError] = []

    @retry_transient
    def work(first: str, second: str) -> None:
        if errors:
            one_is_done.wait(PATIENCE)  # else it might overtake the other, and meet it once more
        try:
            with postgres_services.database.write() as conn:
                conn.execute(_TOUCHED, {"code": first})
                if not errors:
                    both_have_one.wait(PATIENCE)
                conn.execute(_TOUCHED, {"code": second})
        except OperationalError as error:
            errors.append(error)
            raise
        one_is_done.set()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work, "54", "5406"), pool.submit(work, "5406", "54")]:
            done.result(PATIENCE)
    (victim,) = errors
    assert was_rolled_back(victim) and not is_connection_lost(victim)


@pytest.mark.postgres
def test_work_whose_time_is_up_in_the_middle_of_a_query_is_not_begun_again(postgres_services: Services) -> None:
    tries: list[int] = []

    @retry_transient
    def work() -> None:
        tries.append(1)
        with postgres_services.database.write() as conn:
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            conn.exec_driver_sql("SELECT pg_sleep(30)")

    def time_is_up(*_: object) -> None:
        raise SoftTimeLimitExceeded(1)

    before = signal.signal(signal.SIGALRM, time_is_up)
    try:
        with pytest.raises(OperationalError) as raised:  # as which it comes out of the database's driver
            work()
    finally:
        signal.signal(signal.SIGALRM, before)
    assert tries == [1]
    assert not is_connection_lost(raised.value)


@pytest.mark.postgres
def test_a_broker_that_goes_while_dead_messages_are_recorded_is_away(
    postgres_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_broker()
    prefix, broker = f"away-{uuid4().hex[:8]}", make_url(BROKER)
    with (
        Connection(BROKER, transport_options={"confirm_publish": True}) as connection,  # else it may come too late
        _door_to((str(broker.host), broker.port or 5672)) as (port, slam),
    ):
        queue = queues.dead(prefix)(connection.default_channel)
        queue.declare()
        connection.Producer().publish("nonsense", routing_key=queue.name)
        monkeypatch.setattr(log_events, "incident", lambda *_: slam())  # recorded, and not yet acknowledged
        behind = broker.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
        settings = postgres_services.settings.changed(broker={"address": SecretStr(behind), "prefix": prefix})
        try:
            with pytest.raises(BrokerError):
                dead_letters.record(settings, postgres_services.database, datetime.now(UTC))
        finally:
            queue.delete()


@pytest.mark.postgres
def test_a_database_server_that_is_back_within_a_moment_was_never_away(postgres_services: Services) -> None:
    """A port on which nobody listens at first, and behind which the server is a little later."""
    url = postgres_services.database.url
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
def test_a_database_server_that_stays_away_is_told_in_the_end(postgres_services: Services) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = Database(make_url(postgres_services.database.url).set(host="127.0.0.1", port=free.getsockname()[1]))
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
    """Until one of the two hangs up, be it in the middle of something."""
    with suppress(ConnectionError):
        while data := source.recv(65536):
            target.sendall(data)


@contextmanager
def _door_to(server: tuple[str, int]) -> Iterator[tuple[int, Callable[[], None]]]:
    """A port behind which a server is, for one visitor, and what hangs up on both of them."""
    inside: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def let_in() -> None:
            inside.append(door.accept()[0])
            _carry(inside[0], server)

        visit = threading.Thread(target=let_in, daemon=True)
        visit.start()
        yield door.getsockname()[1], lambda: inside[0].shutdown(socket.SHUT_RDWR)
        visit.join()
