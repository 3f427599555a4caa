"""What tests of several at once share: work in another thread, and waiting until it waits for a lock."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import text

from runtime.services import Services

PATIENCE = 30  # seconds after which a test that hangs fails; no timing decides a test


@contextmanager
def beside(work: Callable[[], None]) -> Iterator[threading.Thread]:
    """Run something in another thread; whatever it raises fails the test."""
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=guarded)
    yield thread
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert failed == []


def waiting(services: Services) -> int:
    """How many connections to this database wait for a lock."""
    found = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with services.database.read() as conn:
        return int(conn.execute(found).scalar_one())


def until_waiting(services: Services, many: int = 1) -> None:
    """Wait until at least so many wait for a lock; for 0 until nobody does."""
    for _ in range(PATIENCE * 100):
        found = waiting(services)
        if found >= many if many else not found:
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"{waiting(services)} wait for a lock, not {many}")
