"""Jobs: rows that any process may insert, and that one worker does."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from runtime.services import Services
from tasks import embedded, job_kinds, stuck
from tasks.job_runner import free_lost_jobs, run_jobs
from tests.support import sweeps
from tests.support.circular_steps import moment
from workflow import jobs
from workflow.act import Act, ActorKind
from workflow.errors import UnknownError, WianError
from workflow.jobs import ATTEMPTS, LEASE, Job, JobLostError
from workflow.store import tables as t

NOW = moment("2020-06-01 10:00")
LATER = NOW + LEASE + timedelta(seconds=1)
OFFICER = Act("officer-1", NOW, actor_kind=ActorKind.ACCOUNT, actor_id=4)


def clock() -> datetime:
    return NOW


def enqueue(services: Services, kind: str = "figures", **arguments: object) -> int:
    with services.database.write() as conn:
        return jobs.enqueue(conn, kind, arguments, OFFICER)


def claim(services: Services, now: datetime = NOW) -> Job | None:
    with services.database.write() as conn:
        return jobs.claim(conn, ["figures"], now)


def claimed(services: Services, now: datetime = NOW) -> Job:
    job = claim(services, now)
    assert job is not None
    return job


def found(services: Services, job_id: int) -> Job:
    with services.database.read() as conn:
        return jobs.by_id(conn, job_id)


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Job]]:
    """A kind of job that fails where its arguments say so; the jobs that were given to it."""
    given: list[Job] = []

    def do(services: Services, job: Job, progress: job_kinds.Progress, clock: object) -> object:
        given.append(job)
        progress(1, 2)
        if "fault" in job.arguments:
            raise WianError(job.arguments["fault"])
        return {"counted": 2}

    monkeypatch.setitem(job_kinds.KINDS, "counting", do)
    yield given


def test_a_job_keeps_who_asked_for_it_and_with_what(services: Services) -> None:
    job = found(services, enqueue(services, circular="info-2563"))
    assert (job.state, job.arguments, job.done, job.total) == ("queued", {"circular": "info-2563"}, 0, None)
    assert job.act(LATER, "asked") == Act("officer-1", LATER, "asked", ActorKind.ACCOUNT, 4)
    with services.database.read() as conn, pytest.raises(UnknownError, match="there is no job 4711"):
        jobs.by_id(conn, 4711)


def test_jobs_are_claimed_in_the_order_they_came_and_each_once(services: Services) -> None:
    first, second = enqueue(services), enqueue(services)
    enqueue(services, "of another kind")
    assert [claimed(services).id, claimed(services).id] == [first, second]
    assert claim(services) is None


def test_two_workers_at_the_same_moment_claim_two_jobs(postgres_services: Services) -> None:
    first, second = enqueue(postgres_services), enqueue(postgres_services)
    with postgres_services.database.write() as one, postgres_services.database.write() as other:
        mine, theirs = jobs.claim(one, ["figures"], NOW), jobs.claim(other, ["figures"], NOW)
        assert mine is not None
        assert theirs is not None
        assert (mine.id, theirs.id) == (first, second)


def test_a_job_of_a_worker_that_died_is_done_by_another_and_the_dead_one_writes_nothing_more(
    services: Services,
) -> None:
    job_id = enqueue(services)
    first = claimed(services)
    free_lost_jobs(services, NOW + LEASE)
    assert claim(services) is None
    free_lost_jobs(services, LATER)
    second = claimed(services, LATER)
    assert (second.id, second.attempts) == (job_id, 2)
    with services.database.write() as conn:
        with pytest.raises(JobLostError):
            jobs.progress(conn, first, 1, 2, LATER)
        with pytest.raises(JobLostError):
            jobs.finish(conn, first, None, LATER)
        with pytest.raises(JobLostError):
            jobs.fail(conn, first, "x", LATER)
        jobs.finish(conn, second, {"a": 1}, LATER)
    job = found(services, job_id)
    assert (job.state, job.result, job.finished_at) == ("done", {"a": 1}, LATER)


def test_a_worker_that_tells_of_progress_keeps_its_job(services: Services) -> None:
    job_id = enqueue(services)
    job = claimed(services)
    with services.database.write() as conn:
        jobs.progress(conn, job, 3, 10, NOW + LEASE)
    free_lost_jobs(services, LATER)
    job = found(services, job_id)
    assert (job.state, job.done, job.total) == ("running", 3, 10)


def test_a_job_that_kills_its_worker_each_time_is_given_up_and_a_person_told(services: Services) -> None:
    job_id, now = enqueue(services), NOW
    for _ in range(ATTEMPTS):
        claimed(services, now)
        now += LEASE + timedelta(seconds=1)
        free_lost_jobs(services, now)
    assert claim(services, now) is None
    job = found(services, job_id)
    assert (job.state, job.error) == ("failed", "its worker died 3 times")
    with services.database.read() as conn:
        problem = conn.scalar(select(t.incidents.c.problem).where(t.incidents.c.key == f"job/{job_id}"))
    assert problem == f"job {job_id} (figures) failed: its worker died 3 times"


def test_a_job_that_was_given_back_has_not_killed_its_worker(services: Services) -> None:
    job_id, now = enqueue(services), NOW
    for died in range(1, ATTEMPTS):
        for _ in range(ATTEMPTS):
            job = claimed(services, now)
            with services.database.write() as conn:
                jobs.give_back(conn, job)
        claimed(services, now)
        now += LEASE + timedelta(seconds=1)
        free_lost_jobs(services, now)
        assert (found(services, job_id).state, found(services, job_id).attempts) == ("queued", died)


@pytest.mark.parametrize("quoted", ["\0", "\ud800"], ids=ascii)
def test_a_job_may_fail_with_words_that_no_database_can_store(
    services: Services, quoted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def do(*_: object) -> object:
        raise WianError(f"it says '{quoted}'")

    monkeypatch.setitem(job_kinds.KINDS, "counting", do)
    monkeypatch.setattr(logging.getLogger("wian"), "disabled", True)  # pytest's processes cannot exchange such words
    job_id = enqueue(services, "counting")
    assert run_jobs(services, clock) == 1
    job = found(services, job_id)
    assert job.error == f"WianError: it says {quoted!a}"
    with services.database.read() as conn:
        problem = conn.scalar(select(t.incidents.c.problem).where(t.incidents.c.key == f"job/{job_id}"))
    assert problem == f"job {job_id} (counting) failed: {job.error}"


def test_all_that_wait_are_done_and_one_that_fails_is_told_and_stops_no_other(
    services: Services, kind: list[Job]
) -> None:
    bad, good = enqueue(services, "counting", fault="no such circular"), enqueue(services, "counting")
    assert run_jobs(services, clock) == 2
    assert [job.id for job in kind] == [bad, good]
    failed, done = found(services, bad), found(services, good)
    assert (failed.state, failed.error, failed.finished_at) == ("failed", "WianError: no such circular", NOW)
    assert (done.state, done.result, done.done, done.total) == ("done", {"counted": 2}, 1, 2)
    with services.database.read() as conn:
        keys = conn.scalars(select(t.incidents.c.key)).all()
    assert keys == [f"job/{bad}"]
    assert run_jobs(services, clock) == 0


def test_the_embedded_form_counts_figures_that_were_asked_for(services: Services) -> None:
    sweeps.ready(services)
    job_id = enqueue(services)
    with services.database.read() as conn:
        assert conn.execute(select(t.figures)).first() is None
    embedded.after_sweep(services, clock)
    with services.database.read() as conn:
        assert conn.execute(select(t.figures)).first() is not None
    assert found(services, job_id).state == "done"


def test_a_hint_is_published_again_for_a_job_that_has_waited(
    sqlite_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints: list[str] = []
    monkeypatch.setattr("tasks.publish.jobs", lambda: hints.append("jobs"))
    monkeypatch.setattr("tasks.broker.is_busy", lambda *_: False)
    enqueue(sqlite_services)
    stuck.stuck_jobs(sqlite_services, NOW + timedelta(minutes=1))
    assert hints == []
    stuck.stuck_jobs(sqlite_services, NOW + timedelta(minutes=2))
    assert hints == ["jobs"]
