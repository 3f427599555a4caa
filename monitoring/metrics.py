"""The metrics for Prometheus: the state of the database and the broker at every scrape.

Every process reports the same figures of the whole service, read from the database, and the durations of its own tasks
or requests. docs/operations.md explains the figures, config/alerts.yml has their alerts.
"""

import shutil
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from datetime import time as time_of_day

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from runtime import clock, gauges
from runtime.settings import Settings
from tasks import broker
from tasks.broker import UnreachableError
from workflow import incidents
from workflow.followup import sweeps
from workflow.localtime import BANGKOK
from workflow.states import Noun, states_of
from workflow.store.database import Database


def registry(settings: Settings, database: Database, own: Collector, broker_needed: bool = True) -> CollectorRegistry:
    """The registry of all metrics, for `prometheus_client.generate_latest`.

    `own` are the metrics of this process; those of the broker are left out if it is not needed.
    """
    collectors = CollectorRegistry()
    collectors.register(ServiceCollector(settings, database, broker_needed))
    collectors.register(own)
    ProcessCollector(registry=collectors)
    return collectors


class IssuedLetters:
    """The count of issued letters, which reads letters counted long ago only once.

    Ids of register entries rise. Transactions may still use some of the newest ids, but all ids below an id first seen
    `_SETTLED` seconds ago are settled.
    """

    _SETTLED = 180  # seconds, longer than the time limit of a task and so of any transaction

    def __init__(self) -> None:
        self._counted: Counter[tuple[str, str]] = Counter()
        self._upto = 0
        self._seen: deque[tuple[float, int]] = deque()

    def read(self, conn: Connection, at: float) -> dict[tuple[str, str], int]:
        """All issued letters by stage and form; `at` are seconds of a monotonic clock."""
        border = self._upto
        while self._seen and at - self._seen[0][0] >= self._SETTLED:
            _, border = self._seen.popleft()
        if border > self._upto:
            settled, _ = gauges.issued_letters(conn, self._upto, border)
            self._counted.update(settled)
            self._upto = border
        since, newest = gauges.issued_letters(conn, self._upto)
        if newest > (self._seen[-1][1] if self._seen else self._upto):
            self._seen.append((at, newest))
        return dict(self._counted + Counter(since))


class ServiceCollector(Collector):
    """The metrics of the service. Metrics of an unreachable source are left out, and its `up` metric is 0."""

    def __init__(self, settings: Settings, database: Database, broker_needed: bool) -> None:
        self._settings, self._database, self._broker_needed = settings, database, broker_needed
        self._issued = IssuedLetters()

    def describe(self) -> Iterable[Metric]:
        """No metrics, because the registration of the collector must not read the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The present metrics."""
        yield from self._of_database()
        if self._broker_needed:
            yield from self._of_broker()
        yield from self._of_folder()

    def _of_database(self) -> list[Metric]:
        up = "Whether the database answers and has our tables: 1 or 0."
        try:
            with self._database.read() as conn:
                metrics = [*self._of_sweeps(conn), *self._of_letters(conn), *_of_open_things(conn)]
        except SQLAlchemyError:
            return [_gauge("wian_database_up", up, 0)]
        return [_gauge("wian_database_up", up, 1), *metrics]

    def _of_sweeps(self, conn: Connection) -> Iterator[Metric]:
        every = self._settings.sweep.minutes * 60
        yield _gauge("wian_sweep_interval_seconds", "How often a sweep should be through (sweep.minutes).", every)
        if (last := sweeps.last(conn, clock.now())) is None:
            return
        took = (last.ended_at - last.began_at).total_seconds()
        yield _gauge("wian_last_sweep_timestamp_seconds", "When a sweep was last through.", last.ended_at.timestamp())
        yield _gauge("wian_last_sweep_duration_seconds", "How long that sweep took.", took)
        yield _gauge("wian_due_letters", "Letters that the last sweep found due and not made.", last.due)
        age = _age(last.oldest_due, clock.now()) if last.oldest_due else 0.0
        yield _gauge("wian_oldest_due_seconds", "For how long the oldest of them has been due; 0 without any.", age)

    def _of_letters(self, conn: Connection) -> Iterator[Metric]:
        issued = CounterMetricFamily("wian_letters_issued", "Letters ever issued.", labels=["stage", "form"])
        for (stage, form), count in sorted(self._issued.read(conn, time.monotonic()).items()):
            issued.add_metric([stage, form], count)
        yield issued
        yield _gauge("wian_drafts_waiting", "Letters that wait for a person's approval.", gauges.drafts(conn))
        mails, since = gauges.mails_waiting(conn)
        age = (clock.now() - since).total_seconds() if since else 0.0
        waiting = {"mail": mails, "hand": gauges.to_carry(conn)}
        yield _gauges("wian_deliveries_waiting", "Deliveries still to be sent or carried.", "channel", waiting)
        # Of mails only, because deliveries by hand wait for a person.
        yield _gauge("wian_oldest_delivery_seconds", "For how long the oldest mail waits; 0 without any.", age)
        yield _gauge("wian_pdfs_waiting", "Letters whose PDF is still to be made.", gauges.pdfs_waiting(conn))

    def _of_broker(self) -> list[Metric]:
        up = "Whether the broker answers: 1 or 0."
        try:
            states = broker.waiting(self._settings)
        except UnreachableError:
            return [_gauge("wian_broker_up", up, 0)]
        messages = {name: queue.messages for name, queue in states.items()}
        workers = {name: queue.workers for name, queue in states.items() if name != broker.DEAD}
        return [
            _gauge("wian_broker_up", up, 1),
            _gauges(
                "wian_queue_messages", "Messages that wait in a queue, by kind of work, or dead.", "queue", messages
            ),
            _gauges("wian_queue_workers", "Workers that take from a queue.", "queue", workers),
        ]

    def _of_folder(self) -> Iterator[Metric]:
        try:
            free = shutil.disk_usage(self._settings.letters.folder).free
        except OSError:  # a missing folder, which /healthz reports
            return
        yield _gauge("wian_letters_folder_free_bytes", "Room left where letters are kept.", free)


def _of_open_things(conn: Connection) -> Iterator[Metric]:
    yield _gauges("wian_incidents_open", "Incidents that wait for a person.", "kind", incidents.by_kind(conn))
    yield _gauge("wian_circulars_open", "Circulars that not everybody has done yet.", gauges.open_circulars(conn))
    # By state, not by circular, so that the number of series stays small.
    open_tasks = dict.fromkeys(states_of(Noun.CIRCULAR), 0) | gauges.open_tasks(conn)
    yield _gauges("wian_tasks_open", "Open tasks, by the state of their circular.", "circular", open_tasks)


def _age(day: date, now: datetime) -> float:
    """The seconds since the beginning of a day."""
    return (now - datetime.combine(day, time_of_day.min, BANGKOK)).total_seconds()


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _gauges(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for label_value, value in sorted(values.items()):
        family.add_metric([label_value], value)
    return family
