"""The race: the same due letters by Wian's workers and by plain workers, on copies of a database."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from kombu import Connection
from kombu.exceptions import OperationalError
from sqlalchemy import func, select

from bench.databases import copied, postgres_address
from bench.figure import Figure
from bench.national import scene, workers
from bench.national.scene import Scene
from bench.national.workers import PROCESSES, WORKERS, Way, Worker
from runtime.services import Services, open_database
from runtime.settings import ROOT, Settings, load_settings
from tasks import queues
from tasks.celery_app import declare
from workflow.circulars.circular import Circular
from workflow.registry.units import Unit
from workflow.store import tables as t
from workflow.store.database import Database
from workflow.store.migrate import upgrade

BROKER = os.environ.get("WIAN_TEST_BROKER", "amqp://guest:guest@127.0.0.1:5672//")
_OURS = 3 * [workers.OWN]  # before and after the plain round, because other load shows in short rounds
_FILES = 200  # new files for the measurement of their creation
_PATIENCE = 60  # seconds without a new letter
_FEW = 2  # letters per warm-up message, with two messages per process
_LOOK = 0.02  # the least seconds between progress queries, which take time from the workers
_SHARE = 0.1  # the pause before the next query, as a share of the elapsed and of the estimated time
_READY = 5  # seconds for workers to fork and connect; they are not counted


def figures(members: Sequence[Unit], folder: Path) -> Iterator[Figure]:
    """A round by two prefork workers of both kinds, timed from the sweep's message to the last letter's commit."""
    what = "a follow-up round of the nation, PostgreSQL and RabbitMQ"
    with postgres_address() as address:
        if not (address and _broker_there()):
            yield Figure(what, "-", "not measured: no PostgreSQL (WIAN_TEST_POSTGRES) or RabbitMQ (WIAN_TEST_BROKER)")
            return
        scene.write_ladder(folder)
        here = Services(_settings(folder, address))
        upgrade(here.database)
        set_up = scene.prepare(here, list(members), folder)
        here.database.close()
        times: list[float] = []
        said: list[list[tuple[object, ...]]] = []
        for way in (*_OURS, workers.PLAIN, *_OURS):
            with copied(address) as copy:
                times.append(_timed(folder, copy, way, set_up))
                said.append(_said(copy, set_up))
                counted = _counted(copy, set_up)
        if said != said[:1] * len(said):
            raise AssertionError("the two ways have not made the same letters")
    slow = times.pop(len(_OURS))
    fast = median(times)
    yield Figure(
        what,
        f"{fast:.2f} s",
        f"from the sweep's message to the last commit, the middle of {', '.join(f'{each:.2f}' for each in times)} s: "
        f"{counted}; {WORKERS} prefork workers of {PROCESSES} processes each, which have made letters before; "
        f"to begin a file took {_begun(folder):.2f} ms (ten times as long for minutes after many were deleted); "
        "peer: one message and one docxtpl letter for each sender through the ORM, no rule asked of any",
        f"{slow:.1f} s",
        f"{slow / fast:.1f} times faster",
    )


def _begun(folder: Path) -> float:
    """The milliseconds to create a file here; ext4 skips recently deleted places."""
    place = folder / "letters" / "begun"
    place.mkdir(parents=True)
    began = time.perf_counter()
    for number in range(_FILES):
        (place / str(number)).touch()
    return (time.perf_counter() - began) * 1000 / _FILES


def _settings(folder: Path, address: str, prefix: str = "wian") -> Settings:
    return load_settings(_given(folder, address, prefix), folder)


def _given(folder: Path, address: str, prefix: str) -> dict[str, str]:
    broker = {"WIAN_BROKER_ADDRESS": BROKER, "WIAN_BROKER_PREFIX": prefix}
    return {"WIAN_DATABASE_ADDRESS": address, **broker, **scene.settings_of(folder, prefix)}


def _timed(folder: Path, address: str, way: Way, wanted: Scene) -> float:
    """Start workers, warm them up, request a sweep, and wait until all due letters are committed.

    Every round has its own letters' folder, because a service never replaces or deletes letters; after recent deletions
    the creation of a file takes a millisecond of a core (on ext4), more than the rest of its writing.
    """
    prefix = f"bench-{uuid4().hex[:8]}"
    settings = _settings(folder, address, prefix)
    settings.letters.folder.mkdir(parents=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **_given(folder, address, prefix)}
    database = open_database(settings)
    with workers.running(way, prefix, folder, environment) as started:
        declare(settings)
        os.sync()  # no round pays for the files of the previous one
        time.sleep(_READY)
        send = way.sender(settings)
        for start in range(0, len(wanted.before), _FEW):
            send("letters", wanted.before[start : start + _FEW])
        _wait(database, started, wanted.small, len(wanted.before))
        began = time.perf_counter()
        send("sweep", [])
        _wait(database, started, wanted.circular, wanted.letters)
        taken = time.perf_counter() - began
    database.close()
    _remove(prefix)
    return taken


def _wait(database: Database, started: Sequence[Worker], circular: Circular, wanted: int) -> None:
    """Wait until this number of follow-up letters is committed."""
    made = t.letters.c.circular_id == circular.id, t.letters.c.kind == "follow_up", t.letters.c.state == "issued"
    began = last = time.perf_counter()
    before = 0
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        while (count := conn.scalar(select(func.count()).select_from(t.letters).where(*made)) or 0) < wanted:
            now = time.perf_counter()
            before, last = (count, now) if count > before else (before, last)
            if now - last > _PATIENCE or any(worker.poll() is not None for worker in started):
                raise TimeoutError(f"{count} of {wanted} letters, and no more in {now - last:.0f} s: see worker.log")
            taken = now - began
            time.sleep(max(_LOOK, _SHARE * taken * min(1, (wanted - count) / max(count, 1))))


def _counted(address: str, wanted: Scene) -> str:
    """The rows of the round in the database."""
    database = Database(address)
    of_round = select(t.letters.c.id).where(
        t.letters.c.circular_id == wanted.circular.id, t.letters.c.kind == "follow_up"
    )
    with database.read() as conn:
        made = conn.scalar(select(func.count()).select_from(of_round.subquery()))
        sent = conn.scalar(select(func.count()).where(t.deliveries.c.letter_id.in_(of_round)))
        named = conn.scalar(select(func.count()).where(t.letter_tasks.c.letter_id.in_(of_round)))
    database.close()
    return f"{made:,} numbered letters that name {named:,} offices, {sent:,} deliveries"


def _said(address: str, wanted: Scene) -> list[tuple[object, ...]]:
    """The content, lists and addressees of the round's letters, without numbers and times."""
    database = Database(address)
    own = t.letters.c.sender_id, t.letters.c.subject, t.letters.c.receiver
    of_round = t.letters.c.circular_id == wanted.circular.id, t.letters.c.kind == "follow_up"
    with database.read() as conn:
        named = select(*own, t.letter_tasks.c.position, t.letter_tasks.c.unit_name, t.letter_tasks.c.district_name)
        sent = select(*own, t.deliveries.c.unit_id, t.deliveries.c.channel)
        rows = [
            *conn.execute(named.join(t.letter_tasks, t.letter_tasks.c.letter_id == t.letters.c.id).where(*of_round)),
            *conn.execute(sent.join(t.deliveries, t.deliveries.c.letter_id == t.letters.c.id).where(*of_round)),
        ]
    database.close()
    return sorted((tuple(row) for row in rows), key=repr)


def _broker_there() -> bool:
    with suppress(OSError, OperationalError), Connection(BROKER, connect_timeout=5) as connection:
        connection.ensure_connection(max_retries=1)
        return True
    return False


def _remove(prefix: str) -> None:
    with Connection(BROKER) as connection:
        channel: Any = connection.default_channel  # a channel of the broker, which has no type
        for queue in (*(queues.queue(prefix, kind) for kind in queues.KINDS), queues.dead(prefix)):
            queue(channel).delete()
        channel.queue_delete(f"{prefix}.plain")
        for name in (prefix, f"{prefix}.dead"):
            channel.exchange_delete(name)
