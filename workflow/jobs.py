"""Jobs: rows of work to do. A free worker claims one; messages about jobs are only hints.

A worker that dies loses nothing: its job is free again when the lease ends, and its later writes are refused.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from workflow.act import Act, ActorKind
from workflow.errors import NotAllowedError, UnknownError
from workflow.store import tables as t
from workflow.store.dialect import is_open
from workflow.store.types import storable

LEASE = timedelta(minutes=20)
"""How long a job stays claimed without a sign of life from its worker."""

ATTEMPTS = 3
"""The most claims of a job that were not given back, so that a job that kills its workers is not tried for ever."""

_WORKER_DIED = f"its worker died {ATTEMPTS} times"


class JobLostError(NotAllowedError):
    """Another worker has the job, since this one was silent for longer than the lease."""


@dataclass(frozen=True)
class Job:
    """A job's row. `total` is none while the amount of work is not known."""

    id: int
    kind: str
    arguments: Mapping[str, Any]
    actor: str
    actor_kind: ActorKind
    actor_id: int | None
    state: str
    done: int
    total: int | None
    result: Any
    error: str
    attempts: int
    created_at: datetime
    claimed_at: datetime | None
    finished_at: datetime | None

    def act(self, now: datetime, why: str = "") -> Act:
        """An act of the job's requester."""
        return Act(self.actor, now, why, self.actor_kind, self.actor_id)


_COLUMNS = [t.jobs.c[name] for name in Job.__dataclass_fields__]


def enqueue(conn: Connection, kind: str, arguments: Mapping[str, object], act: Act) -> int:
    """Add a job and return its id. Workers see it once the transaction is committed."""
    row = {"kind": kind, "arguments": dict(arguments), "state": "queued", "created_at": act.now}
    known = {"actor": act.actor, "actor_kind": act.actor_kind, "actor_id": act.actor_id}
    return int(conn.execute(insert(t.jobs).values(row | known).returning(t.jobs.c.id)).scalar_one())


def by_id(conn: Connection, job_id: int) -> Job:
    """A job. Raises UnknownError for an unknown id."""
    row = conn.execute(select(*_COLUMNS).where(t.jobs.c.id == job_id)).first()
    if row is None:
        raise UnknownError(f"there is no job {job_id}")
    return _job(row)


def claim(conn: Connection, kinds: Collection[str], now: datetime) -> Job | None:
    """Claim the oldest queued job of these kinds that no other worker is just claiming; None if there is none."""
    oldest = select(t.jobs.c.id).where(is_open(t.jobs), t.jobs.c.state == "queued", t.jobs.c.kind.in_(kinds))
    job_id = conn.scalar(oldest.order_by(t.jobs.c.id).limit(1).with_for_update(skip_locked=True))
    if job_id is None:
        return None
    new = {"state": "running", "claimed_at": now, "lease_until": now + LEASE, "attempts": t.jobs.c.attempts + 1}
    claimed = update(t.jobs).where(t.jobs.c.id == job_id).values(new).returning(*_COLUMNS)
    return _job(conn.execute(claimed).one())


def progress(conn: Connection, job: Job, done: int, total: int | None, now: datetime) -> None:
    """Record the progress of a claimed job and renew its lease. Raises JobLostError."""
    _write(conn, job, {"done": done, "total": total, "lease_until": now + LEASE})


def finish(conn: Connection, job: Job, result: object, now: datetime) -> None:
    """Mark a claimed job as done. Raises JobLostError, upon which the transaction must be rolled back."""
    _write(conn, job, {"state": "done", "result": result, "finished_at": now, "lease_until": None})


def fail(conn: Connection, job: Job, error: str, now: datetime) -> None:
    """Mark a claimed job as failed for good; the error may quote foreign text. Raises JobLostError."""
    _write(conn, job, {"state": "failed", "error": storable(error), "finished_at": now, "lease_until": None})


def give_back(conn: Connection, job: Job) -> None:
    """Queue a claimed job again for another worker; the claim does not count. Raises JobLostError."""
    _write(conn, job, {"state": "queued", "lease_until": None, "attempts": t.jobs.c.attempts - 1})


def reclaim(conn: Connection, now: datetime) -> list[Job]:
    """Queue the jobs of dead workers again; jobs with all attempts used fail and are returned."""
    died = is_open(t.jobs), t.jobs.c.state == "running", t.jobs.c.lease_until < now
    over = {"state": "failed", "error": _WORKER_DIED, "finished_at": now, "lease_until": None}
    failed = update(t.jobs).where(*died, t.jobs.c.attempts >= ATTEMPTS).values(over).returning(*_COLUMNS)
    failed_jobs = [_job(row) for row in conn.execute(failed)]
    conn.execute(update(t.jobs).where(*died).values(state="queued", lease_until=None))
    return failed_jobs


def waiting(conn: Connection, since: datetime) -> int:
    """The number of jobs that have waited for a worker since that moment or longer."""
    rows = select(t.jobs.c.id).where(is_open(t.jobs), t.jobs.c.state == "queued", t.jobs.c.created_at <= since)
    return len(conn.scalars(rows).all())


def _write(conn: Connection, job: Job, values: Mapping[str, object]) -> None:
    # Every claim adds an attempt, so another count means another worker's claim. Only who gives a job back takes its
    # attempt away, and writes nothing more.
    claim = t.jobs.c.id == job.id, t.jobs.c.state == "running", t.jobs.c.attempts == job.attempts
    if not conn.execute(update(t.jobs).where(*claim).values(values)).rowcount:
        raise JobLostError(f"job {job.id} is no longer this worker's")


def _job(row: Any) -> Job:  # noqa: ANN401  # a row with these columns
    values = dict(zip(Job.__dataclass_fields__, row, strict=True))
    return Job(**{**values, "actor_kind": ActorKind(values["actor_kind"])})
