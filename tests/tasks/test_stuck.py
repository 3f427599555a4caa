"""What got stuck is found again by a sweep, after its window and not before."""

import os
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from runtime.services import Services
from tasks import broker, publish, queues, stuck
from tasks.celery_app import app
from tasks.partial_files import remove_partial_files
from tests.support.circular_steps import PAO, PROVINCE, moment
from tests.support.deliveries import mail_on
from tests.support.pdf_copies import two_letters
from tests.support.services import with_mail_and_pdfs
from tests.support.standing_incidents import problems
from workflow import incidents
from workflow.followup.sweeps import claim, finish, last_sweep
from workflow.store import tables as t

AT = moment("2020-05-29 10:00")


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[int]]]:
    """What is published: task, and the ids."""
    found: list[tuple[str, list[int]]] = []

    def send(name: str, args: Sequence[list[int]]) -> None:
        found.append((name, args[0]))

    monkeypatch.setattr(app, "send_task", send)
    monkeypatch.setattr(broker, "is_busy", lambda *_: False)
    return found


def test_mails_and_pdfs_due_for_longer_than_their_window_are_published_again(
    services: Services, published: list[tuple[str, list[int]]]
) -> None:
    mail_on(services, PROVINCE, PAO)
    original, covering = two_letters(services)
    both = sorted([original, covering])
    stuck.look(with_mail_and_pdfs(services), AT + timedelta(minutes=1, seconds=59))
    assert published == [(queues.PDF, [original]), (queues.DELIVER, [original])]  # that one is ten days old
    published.clear()
    stuck.look(with_mail_and_pdfs(services), AT + timedelta(minutes=2))
    assert [(name, sorted(ids)) for name, ids in published] == [(queues.PDF, both), (queues.DELIVER, both)]
    published.clear()
    stuck.look(services, AT + timedelta(days=2))
    assert published == [], "both are switched off"


def test_letters_just_issued_are_published_in_one_message_a_batch(
    sqlite_services: Services, published: list[tuple[str, list[int]]]
) -> None:
    settings = with_mail_and_pdfs(sqlite_services).settings
    publish.dispatch(settings.changed(files={"pdf": False}), list(range(120)))
    assert [(name, len(ids)) for name, ids in published] == [(queues.DELIVER, n) for n in (50, 50, 20)]
    published.clear()
    publish.dispatch(settings, list(range(60)))
    assert [(name, len(ids)) for name, ids in published] == [(queues.PDF, n) for n in (25, 25, 10)]
    published.clear()
    publish.dispatch(settings.changed(files={"pdf": False}, mail={"server": ""}), [1])
    publish.dispatch(settings, [])
    assert published == []


def test_a_sweep_that_never_ended_is_told_once(services: Services) -> None:
    with services.database.write() as conn:
        for minute in (0, 5):
            assert claim(conn, AT + timedelta(minutes=minute), 5)
        finish(conn, AT + timedelta(minutes=6), 5, AT + timedelta(minutes=5))
    for later in (timedelta(minutes=59), timedelta(days=1, hours=2)):
        stuck.stuck_sweeps(with_mail_and_pdfs(services), AT + later)
        assert problems(services) == {}
    stuck.stuck_sweeps(with_mail_and_pdfs(services), AT + timedelta(hours=1))
    assert list(problems(services)) == ["sweep/2020-05-29T03:00"]
    with services.database.write() as conn:
        incidents.settle(conn, "sweep/2020-05-29T03:00", AT)
    stuck.stuck_sweeps(with_mail_and_pdfs(services), AT + timedelta(hours=2))
    assert problems(services) == {}
    with services.database.read() as conn:
        assert len(conn.execute(select(t.sweeps)).all()) == 2


def test_what_waits_in_a_queue_is_not_published_once_more(
    sqlite_services: Services, published: list[tuple[str, list[int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_on(sqlite_services, PROVINCE, PAO)
    two_letters(sqlite_services)
    monkeypatch.setattr(broker, "is_busy", lambda _settings, kind: kind == queues.MAIL)
    stuck.look(with_mail_and_pdfs(sqlite_services), AT + timedelta(minutes=2))
    assert [name for name, _ in published] == [queues.PDF]


def test_slots_that_a_clock_claimed_while_it_was_ahead_are_freed_and_told(services: Services) -> None:
    ahead = AT + timedelta(days=30)
    with services.database.write() as conn:
        for began in (AT - timedelta(minutes=5), AT + timedelta(minutes=55), ahead):
            assert claim(conn, began, 5)
            finish(conn, began + timedelta(minutes=1), 5, began)
        assert last_sweep(conn, AT) == AT - timedelta(minutes=4)
    stuck.clocks(with_mail_and_pdfs(services), AT)
    assert list(problems(services)) == [f"sweep/clock/{ahead:%Y-%m-%dT}03:00"]
    with services.database.write() as conn:
        assert [claim(conn, began, 5) for began in (AT + timedelta(minutes=55), ahead)] == [False, True]
    stuck.clocks(with_mail_and_pdfs(services), ahead)
    assert len(problems(services)) == 1


def test_half_written_files_of_a_crash_are_removed_when_a_day_old_once_a_day(sqlite_services: Services) -> None:
    two_letters(sqlite_services)
    settings = sqlite_services.settings.changed(sweep={"minutes": 5})
    letters, handed_in = settings.letters.folder, settings.attachments.folder
    handed_in.mkdir(parents=True)
    old = letters / "2563" / "a.1.part", handed_in / "a.pdf.1.part"
    young = letters / "2563" / "b.2.part", handed_in / "b.pdf.2.part"
    day = moment("2026-11-25 07:00")  # midnight in UTC
    for paths, age in ((old, timedelta(hours=25)), (young, timedelta(hours=23))):
        for path in paths:
            path.write_bytes(b"half")
            os.utime(path, times=((day - age).timestamp(), (day - age).timestamp()))
    whole = set(letters.rglob("*.docx"))
    assert remove_partial_files(settings, day + timedelta(minutes=5)) == 0
    assert remove_partial_files(settings, day + timedelta(minutes=4)) == 2
    assert not any(path.exists() for path in old) and all(path.exists() for path in young)
    assert set(letters.rglob("*.docx")) == whole
    nowhere = settings.changed(letters={"folder": letters / "none"}, attachments={"folder": letters / "none"})
    assert remove_partial_files(nowhere, day) == 0


def test_a_file_that_gets_its_own_name_while_half_written_ones_are_looked_for_is_left_alone(
    sqlite_services: Services,
) -> None:
    folder = sqlite_services.settings.letters.folder
    folder.mkdir(parents=True)
    (folder / "a.docx.1.part").symlink_to(folder / "gone")  # listed, and not there when it is looked at
    old = folder / "b.docx.1.part"
    old.write_bytes(b"half")
    os.utime(old, times=(0, 0))
    assert remove_partial_files(sqlite_services.settings, moment("2026-11-25 07:00")) == 1
    assert not old.exists()
