"""Mails when senders die or are several: nothing is lost, nothing goes twice but under the same Message-ID."""

import hashlib
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from cli.common import Desk
from runtime.settings import ROOT
from tasks import retry
from tests.delivery.test_deliveries import all_of
from tests.mail.test_mail import AT, address, box, office, prepared, problems, send, waits
from tests.support.circular_steps import DISTRICT, PAO, TOWN
from tests.support.mail_server import SENDER, Mailbox, mail_server
from workflow.delivery import outbox, pdf_copies
from workflow.delivery.outbox import Claimed
from workflow.letters.printer import Printed

__all__ = ["box"]

CODES = [PAO, TOWN, DISTRICT, "5401", "5402", "5403", "5404", "5405"]


def sender_process(desk: Desk, box: Mailbox, tmp_path: Path) -> subprocess.Popen[str]:
    """A process of its own that sends what is due."""
    given = {
        "WIAN_DATABASE_ADDRESS": desk.database.url.render_as_string(hide_password=False),
        "WIAN_LETTERS_FOLDER": str(desk.settings.letters_folder),
        "WIAN_MAIL_SERVER": "127.0.0.1",
        "WIAN_MAIL_PORT": str(box.port),
        "WIAN_MAIL_TLS": "none",
        "WIAN_MAIL_SENDER": SENDER,
        "PYTHONPATH": str(ROOT),
    }
    words = [sys.executable, "-m", "cli.app", "delivery", "send"]
    return subprocess.Popen(words, cwd=tmp_path, env={**os.environ, **given}, stdout=subprocess.PIPE, text=True)


def test_a_sender_killed_between_the_servers_word_and_the_commit_sends_the_same_mail_again(
    desk: Desk, box: Mailbox, tmp_path: Path
) -> None:
    letter = prepared(desk, PAO)
    killed = sender_process(desk, box, tmp_path)
    box.once_taken = lambda: os.kill(killed.pid, signal.SIGKILL)
    assert killed.wait(60) == -signal.SIGKILL
    assert killed.stdout is not None
    killed.stdout.close()
    row = all_of(desk, letter["id"])[PAO]
    assert (row["sent_at"], row["attempts"]) == (None, 1)
    here, now = office(desk, box), datetime.now(UTC)
    box.once_taken = lambda: None
    assert send(here, now + timedelta(minutes=5)) == 0, "it is still claimed"
    assert send(here, now + timedelta(minutes=11)) == 1
    first, second = box.taken
    assert first["Message-ID"] == second["Message-ID"] == all_of(desk, letter["id"])[PAO]["message_id"]
    assert all_of(desk, letter["id"])[PAO]["attempts"] == 2
    assert problems(desk) == {}


@pytest.mark.postgres
def test_a_database_away_for_the_moment_after_the_servers_word_does_not_have_the_mail_sent_again(
    postgres_desk: Desk, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "_PAUSES", (0.0,))
    letter, here = prepared(postgres_desk, PAO, TOWN), office(postgres_desk, box)
    record = outbox.sent
    cut: list[Claimed] = []

    def cut_off(conn: Connection, claimed: Claimed, now: datetime) -> None:
        if not cut:
            cut.append(claimed)
            conn.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        record(conn, claimed, now)

    monkeypatch.setattr(outbox, "sent", cut_off)
    assert send(here) == 2
    assert send(here, AT + outbox.LEASE) == 0
    assert sorted(box.to()) == sorted(map(address, (PAO, TOWN))) and cut
    rows = all_of(postgres_desk, letter["id"])
    assert [(rows[code]["sent_at"], rows[code]["attempts"]) for code in (PAO, TOWN)] == [(AT, 1)] * 2


def test_several_senders_at_once_send_each_mail_once(desk: Desk, box: Mailbox) -> None:
    letter, here = prepared(desk, *CODES), office(desk, box)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: send(here), range(4)))
    assert sum(counts) == len(CODES)
    assert sorted(box.to()) == sorted(map(address, CODES))
    assert {row["attempts"] for row in all_of(desk, letter["id"]).values() if row["channel"] == "mail"} == {1}


def test_who_is_so_slow_that_another_has_sent_the_mail_meanwhile_changes_nothing(desk: Desk, box: Mailbox) -> None:
    letter, here = prepared(desk, PAO), office(desk, box)
    later = AT + timedelta(minutes=30)
    box.once_taken = lambda: None if len(box.taken) > 1 else send(here, later)
    assert send(here) == 1
    assert len(box.taken) == 2 and len({message["Message-ID"] for message in box.taken}) == 1
    row = all_of(desk, letter["id"])[PAO]
    assert (row["sent_at"], row["attempts"]) == (later, 2)


def test_mails_too_large_for_the_server_are_each_refused_for_good_and_the_server_is_in_order(desk: Desk) -> None:
    codes = CODES[:4]
    letter = prepared(desk, *codes)
    with mail_server(largest=20_000) as small:
        assert send(office(desk, small)) == 0
        assert small.connections == 1
    found = problems(desk)
    assert set(found) == {f"mail/{letter['id']}/{code}" for code in codes}
    assert all("was not sent: the mail is too large: 552" in problem for problem in found.values())
    assert {waits(desk, letter, code) for code in codes} == {(True, 1, None)}


def test_a_server_that_says_by_the_enhanced_code_alone_that_a_mail_is_too_large_is_understood(
    sqlite_desk: Desk, box: Mailbox
) -> None:
    letter, here = prepared(sqlite_desk, PAO), office(sqlite_desk, box)
    box.at_sender = "554 5.3.4 message too big for system"
    assert send(here) == 0
    assert list(problems(sqlite_desk)) == [f"mail/{letter['id']}/{PAO}"]


def test_a_mail_waits_for_the_letters_pdf_and_takes_it_along(desk: Desk, box: Mailbox) -> None:
    desk.press.pdf = True
    letter, here = prepared(desk, PAO), office(desk, box)
    assert send(here) == 0
    kept = desk.press.keep("2563/copy", Printed(b"%PDF-", hashlib.sha256(b"%PDF-").hexdigest(), "", kind="pdf"))
    with desk.database.write() as conn:
        pdf_copies.record(conn, {letter["id"]: (kept, hashlib.sha256(b"%PDF-").hexdigest())}, AT)
    assert send(here) == 1
    files = [part.get_filename() for part in box.taken[0].iter_attachments()]
    assert files[:2] == [Path(letter["file"]).name, Path(kept).name]


def test_a_mail_does_not_wait_for_ever_for_a_pdf_that_is_not_made(sqlite_desk: Desk, box: Mailbox) -> None:
    sqlite_desk.press.pdf = True
    prepared(sqlite_desk, PAO)
    here = office(sqlite_desk, box)
    assert send(here, AT + timedelta(minutes=14)) == 0
    assert send(here, AT + timedelta(minutes=15)) == 1
    assert len(list(box.taken[0].iter_attachments())) == 2
