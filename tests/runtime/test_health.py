"""Whether the service is well: what is found, and what of it keeps the service from its work."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitoring import health
from runtime import clock
from runtime.database_health import Finding, of_tables
from runtime.health import PATIENCE
from runtime.services import Services, open_database
from runtime.settings import load_settings
from tests.support.circular_steps import PROVINCE, issue, moment
from tests.support.deliveries import mail_on
from tests.support.processes import UNREACHABLE
from workflow import incidents
from workflow.followup import sweeps
from workflow.store.migrate import downgrade, newest_revision

NOW = moment("2020-09-09 09:03")


def swept(services: Services, minutes_ago: int, ended: bool = True, now: datetime = NOW) -> None:
    began = now - timedelta(minutes=minutes_ago)
    with services.database.write() as conn:
        assert sweeps.claim(conn, began, 5)
        if ended:
            sweeps.finish(conn, began + timedelta(seconds=2), 5, began)


def told(findings: Sequence[Finding]) -> list[tuple[str, bool]]:
    return [(finding.problem, finding.ill) for finding in findings]


def found_in(services: Services) -> list[tuple[str, bool]]:
    return told(health.of_database(services.settings, services.database, NOW))


def test_a_service_without_a_sweep_is_ill_until_the_first_is_through(services: Services) -> None:
    assert found_in(services) == [("no sweep has ever been through: is a worker running, and a beat?", True)]
    swept(services, 1)
    assert found_in(services) == []


def test_a_sweep_that_is_too_long_ago_makes_the_service_ill(services: Services) -> None:
    swept(services, 14)
    assert found_in(services) == []
    later = health.of_database(services.settings, services.database, NOW + timedelta(minutes=2))
    assert told(later) == [("the last sweep was through at 2020-09-09 01:49 UTC, more than 3 slots ago", True)]


def test_a_sweep_that_was_claimed_and_never_ended_is_told_for_an_hour(services: Services) -> None:
    swept(services, 70, ended=False)
    swept(services, 30, ended=False)
    swept(services, 10)
    swept(services, 4, ended=False)  # it may still be running
    assert found_in(services) == [("the sweep of 2020-09-09 01:30 UTC began and never ended: see the log", False)]


def test_incidents_are_told_and_do_not_make_the_service_ill(services: Services) -> None:
    swept(services, 1)
    with services.database.write() as conn:
        for key in ("letter/a", "letter/b", "close/1"):
            incidents.open_one(conn, key, "no template", NOW)
        incidents.resolve(conn, "letter/b", NOW)
        assert incidents.by_kind(conn) == {"letter": 1, "close": 1}
    assert found_in(services) == [("2 incidents wait for a person: `wian incidents`", False)]


def test_mails_that_wait_for_long_are_told_and_do_not_make_the_service_ill(services: Services) -> None:
    mail_on(services, PROVINCE)
    issue(services, at="2020-05-19 09:30")
    early, late_on = moment("2020-05-19 15:29"), moment("2020-05-19 16:31")
    for now in (early, late_on):
        swept(services, 1, now=now)
    assert health.of_database(services.settings, services.database, early) == []
    late = health.of_database(services.settings, services.database, late_on)
    assert told(late) == [("1 mails wait to be sent, the oldest for 7 hours: `wian incidents`", False)]


def test_a_database_of_another_version_is_not_ready(services: Services) -> None:
    assert of_tables(services.database) == []
    with services.database.write() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    newer = [("the database is of a newer version of Wian than this", True)]
    assert told(of_tables(services.database)) == found_in(services) == newer
    with services.database.write() as conn:
        conn.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{newest_revision()}'")
    downgrade(services.database, "0003")
    older = [("the database is of an older version of Wian than this; `wian init` brings it up to date", True)]
    assert told(of_tables(services.database)) == found_in(services) == older
    downgrade(services.database, "base")
    assert found_in(services) == [("there is no Wian database here yet; `wian init` makes one", True)]


def test_a_database_and_a_broker_that_do_not_answer_are_named_without_their_passwords(tmp_path: Path) -> None:
    settings = load_settings(UNREACHABLE, tmp_path)
    found = health.readiness(settings, open_database(settings, PATIENCE))
    assert [finding.ill for finding in found] == [True, True]
    assert found[0].problem.startswith("the database cannot be used: ")
    assert found[1].problem.startswith("the broker cannot be reached: ")
    assert "geheim" not in str(found)


def test_a_folder_that_cannot_be_written_makes_the_service_ill(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("a file stands where the folder should be")
    (found,) = health.of_folder(tmp_path / "letters")
    assert found.ill and found.problem == f"letters cannot be written to {tmp_path / 'letters'}: Not a directory"


def test_a_folder_that_is_not_made_yet_is_well_and_one_that_is_nearly_full_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "letters"
    assert health.of_folder(folder, room=1) == []
    assert not folder.parent.exists()
    (found,) = health.of_folder(folder, room=10**18)
    assert not found.ill and f"MB are free for letters in {folder}" in found.problem
    assert list(tmp_path.iterdir()) == []


def test_whoever_looks_gives_up_on_a_statement_that_does_not_end(postgres_services: Services) -> None:
    impatient = open_database(postgres_services.settings, 1)
    with postgres_services.database.write() as held, impatient.read() as conn:
        held.exec_driver_sql("LOCK TABLE sweeps")
        with pytest.raises(Exception, match="statement timeout"):
            sweeps.last_sweep(conn, clock.now())
    impatient.close()
