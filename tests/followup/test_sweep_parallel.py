"""One letter, whatever runs at once, is killed in between, or cannot be made at first."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from sqlalchemy import Connection, select, text

from runtime.services import Services
from runtime.settings import ROOT
from tasks import transactions
from tests.support import sweeps
from tests.support.circular_steps import act, issue, moment, outcomes, reach_offices, states
from tests.support.lock_waits import PATIENCE, beside, until_waiting
from tests.support.services import with_settings
from tests.support.sweeps import FIRST, PROGRESS, REMINDER, find, letters_folder, made, named, numbers, sweep
from workflow import incidents
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.followup import due as due_letters
from workflow.followup import make as follow_ups
from workflow.followup.lagging import LagQuery
from workflow.letters import preparation
from workflow.letters.file_store import LetterStore, PrintedLetter
from workflow.progress.import_outcomes import import_outcomes
from workflow.progress.outcomes_file import Outcome
from workflow.store import tables as t

OFFICE, NEIGHBOUR = "6540603", "6540604"


@pytest.fixture
def circular(services: Services) -> Circular:
    return sweeps.ready(services)


def second_matter(services: Services, tmp_path: Path) -> Circular:
    """Another circular with the same days, so that there is more to make at once."""
    settings = yaml.safe_load((ROOT / "config" / "circulars" / "info-2563.yaml").read_text("utf-8"))
    file = tmp_path / "other.yaml"
    file.write_text(yaml.safe_dump(settings | {"code": "other-2563"}, allow_unicode=True), "utf-8")
    other = issue(services, file)
    reach_offices(services, other)
    return other


def child(services: Services, at: str, how: str = "sweep") -> subprocess.Popen[bytes]:
    address = services.database.url.render_as_string(hide_password=False)
    work = str(letters_folder(services).parent.parent)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.sweep_process", address, work, at, how], cwd=ROOT, stderr=subprocess.PIPE
    )


def each_letter_is_there_once(services: Services) -> None:
    """Every key once; every issued letter on disk as it was recorded; every register without gaps or repeats."""
    with services.database.read() as conn:
        rows = conn.execute(select(t.letters)).mappings().all()
    keys = [(r["circular_id"], r["sender_id"], r["stage"], r["deadline_version"]) for r in rows]
    assert len(keys) == len(set(keys))
    issued = [row for row in rows if row["state"] == "issued"]
    for row in issued:
        assert hashlib.sha256(services.printer.store.path(row["file"]).read_bytes()).hexdigest() == row["sha256"]
    assert len({row["file"] for row in issued}) == len(issued)
    for kind in ("send", "send_circular"):
        for code in ("DLA", "54"):
            given = numbers(services, kind, code)
            assert given == list(range(1, len(given) + 1))


def test_many_sweeps_in_two_threads_make_each_letter_once(
    services: Services, circular: Circular, tmp_path: Path
) -> None:
    other = second_matter(services, tmp_path)
    days = (PROGRESS, REMINDER, FIRST)

    def run(_: int) -> list[tuple[str, str, int]]:
        return [found for day in days for _ in range(3) for found in made(sweep(services, day))]

    with ThreadPoolExecutor(2) as pool:
        found = [letter for letters in pool.map(run, range(2)) for letter in letters]
    assert sorted(stage for stage, _, _ in found) == sorted(["progress", "reminder", "first"] * 2)
    for about in (circular, other):
        assert [len(find(services, about, stage)) for stage in ("progress", "reminder", "first")] == [1, 1, 1]
    each_letter_is_there_once(services)


def test_several_processes_sweeping_at_once_make_each_letter_once(
    services: Services, circular: Circular, tmp_path: Path
) -> None:
    other = second_matter(services, tmp_path)
    running = [child(services, REMINDER) for _ in range(3)]
    for process in running:
        _, errors = process.communicate(timeout=PATIENCE)
        assert (process.returncode, errors.decode()) == (0, "")
    for about in (circular, other):
        assert [len(find(services, about, stage)) for stage in ("progress", "reminder")] == [1, 1]
    each_letter_is_there_once(services)
    assert sweep(services, REMINDER).made == []


def test_sweeps_that_meet_at_the_end_close_a_circular_once(services: Services, circular: Circular) -> None:
    sweep(services, FIRST)
    outcomes(services, circular, sweeps.all_but(services, circular, []), "2020-09-10 08:00")
    with ThreadPoolExecutor(2) as pool:
        swept = list(pool.map(lambda _: sweep(services, "2020-09-10 09:00"), range(4)))
    assert sorted(len(one.closed) for one in swept) == [0, 0, 0, 1]
    assert sorted(len(one.withdrawn) for one in swept) == [0, 0, 0, 1]
    assert sweeps.again(services, circular).state == "closed"


def test_a_draft_approved_while_a_sweep_looks_at_it_is_left_alone(
    services: Services, circular: Circular, monkeypatch: pytest.MonkeyPatch
) -> None:
    (letter,) = sweep(services, FIRST).made
    outcomes(services, circular, dict.fromkeys(sweeps.of_phrae(services, circular), "complete"), "2020-09-09 10:00")
    inner = transactions.withdraw

    def approved_meanwhile(here: Services, letter_id: int, now: datetime) -> bool:
        outcomes(services, circular, {OFFICE: "incorrect"}, "2020-09-09 10:05")
        sweeps.refresh(services, letter_id, "2020-09-09 10:10")
        sweeps.approve(services, letter_id, "2020-09-09 10:10")
        return inner(here, letter_id, now)

    monkeypatch.setattr(transactions, "withdraw", approved_meanwhile)
    assert sweep(services, FIRST).withdrawn == []
    assert find(services, circular, "first")[0]["state"] == "issued"
    assert letter.letter_id == find(services, circular, "first")[0]["id"]


def test_a_process_killed_between_file_and_commit_leaves_no_trace_and_the_next_sweep_makes_the_letter(
    services: Services, circular: Circular
) -> None:
    sweep(services, PROGRESS)
    before, files = sweeps.snapshot(services), set(letters_folder(services).rglob("*.docx"))
    process = child(services, REMINDER, "die")
    process.communicate(timeout=PATIENCE)
    assert process.returncode == -9
    assert sweeps.snapshot(services) == before
    (orphan,) = set(letters_folder(services).rglob("*.docx")) - files

    assert made(sweep(services, REMINDER)) == [("reminder", "จังหวัดแพร่", 84)]
    letter = find(services, circular, "reminder")[0]
    assert letter["number"].endswith("ว\u00a0๒")
    assert services.printer.store.path(letter["file"]) == orphan  # same facts, same bytes, so the same file
    each_letter_is_there_once(services)


def test_a_file_left_over_by_a_crash_never_stands_in_another_letters_place(
    services: Services, circular: Circular
) -> None:
    sweep(services, PROGRESS)
    child(services, REMINDER, "die").communicate(timeout=PATIENCE)
    left_over = {path: path.read_bytes() for path in letters_folder(services).rglob("*reminder*.docx")}
    assert len(left_over) == 1
    outcomes(services, circular, {OFFICE: "complete"}, "2020-08-25 10:00")
    sweep(services, REMINDER)
    letter = find(services, circular, "reminder")[0]
    assert letter["number"].endswith("ว\u00a0๒")
    assert services.printer.store.path(letter["file"]) not in left_over
    assert {path: path.read_bytes() for path in left_over} == left_over
    each_letter_is_there_once(services)


def test_a_letter_that_cannot_be_numbered_to_the_end_takes_no_number(
    services: Services, circular: Circular, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = LetterStore.keep_all

    def full(store: LetterStore, sheets: Sequence[tuple[str, PrintedLetter]]) -> None:
        if any("reminder" in name for name, _ in sheets):
            raise OSError("no space left")
        keep(store, sheets)

    monkeypatch.setattr(LetterStore, "keep_all", full)
    given = numbers(services, "send_circular", "54")
    with pytest.raises(OSError, match="no space"):
        sweep(services, REMINDER)
    assert numbers(services, "send_circular", "54") == given
    monkeypatch.undo()
    sweep(services, REMINDER)
    each_letter_is_there_once(services)


@pytest.mark.parametrize("spoilt", [b"not a Word file", b"PK\x03\x04 torn off"])
def test_a_spoilt_template_is_one_incident_stops_no_other_letter_and_is_over_once_mended(
    services: Services, circular: Circular, tmp_path: Path, spoilt: bytes
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates" / "letters", templates)
    whole = (templates / "progress.docx").read_bytes()
    (templates / "progress.docx").write_bytes(spoilt)
    mending = with_settings(services, letters_templates=templates)
    for at in (REMINDER, "2020-08-26 09:00"):
        swept = sweep(mending, at)
        assert len(swept.incidents) == 1
        assert "template progress" in swept.incidents[0]
        assert made(swept) == ([("reminder", "จังหวัดแพร่", 84)] if at == REMINDER else [])
    with services.database.read() as conn:
        (incident,) = incidents.open_incidents(conn)
    assert incident.key == f"letter/info-2563/{circular.issuer_id}/progress/1"
    assert find(services, circular, "progress") == []

    (templates / "progress.docx").write_bytes(whole)
    assert made(sweep(mending, "2020-08-27 09:00")) == [("progress", "กรมส่งเสริมการปกครองท้องถิ่น", 159)]
    with services.database.read() as conn:
        assert incidents.open_incidents(conn) == []
    mending.database.close()
    each_letter_is_there_once(services)


@pytest.mark.postgres
@pytest.mark.parametrize("where", ["listed", "prepared"])
def test_an_import_that_starts_while_a_letter_is_made_waits_and_is_not_lost(
    postgres_services: Services, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    services, circular = postgres_services, sweeps.ready(postgres_services)
    module, name = (LagQuery, "listed") if where == "listed" else (preparation, "prepare_all")
    inner = getattr(module, name)
    everybody = sweeps.of_phrae(services, circular)
    rows = [Outcome(n, code, "complete", "", moment(REMINDER).date()) for n, code in enumerate(everybody, start=2)]
    order: list[str] = []

    def bring_in() -> None:
        with services.database.write() as conn:
            import_outcomes(conn, circular, sweeps.THIS_FILE, rows, act(REMINDER))
        order.append("import")

    with beside(bring_in) as thread:

        def start_import_then_go_on(*args: object, **how: object) -> object:
            found = inner(*args, **how)
            if not thread.ident:
                thread.start()
                until_waiting(services)
            return found

        monkeypatch.setattr(module, name, start_import_then_go_on)
        with services.database.read() as conn:
            (item,) = (
                due for due in due_letters.due(conn, moment(REMINDER), services.calendar) if due.ranked.rank == 2
            )
        with services.database.write() as conn:
            (letter,) = follow_ups.make_round(conn, [item], services.printer, act(REMINDER))
            order.append("letter")
    assert order == ["letter", "import"]
    assert named(services, letter.letter_id) == set(everybody)  # at that moment they lagged
    assert {states(services, circular)[code] for code in everybody} == {"done"}


@pytest.mark.postgres
def test_an_import_that_starts_while_a_letter_with_a_new_deadline_is_approved_waits_in_turn(
    postgres_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, circular = postgres_services, sweeps.ready(postgres_services)
    (draft,) = (letter for letter in sweep(services, FIRST).made if letter.issued is None)
    inner, late = LagQuery.listed, [Outcome(2, OFFICE, "complete", "", moment(FIRST).date())]

    def bring_in() -> None:
        with services.database.write() as conn:
            import_outcomes(conn, circular, sweeps.THIS_FILE, late, act(FIRST))

    with beside(bring_in) as thread:

        def start_import_then_go_on(*args: object, **how: object) -> object:
            found = inner(*args, **how)  # type: ignore[arg-type]
            thread.start()
            until_waiting(services)
            return found

        monkeypatch.setattr(LagQuery, "listed", start_import_then_go_on)
        sweeps.approve(services, draft.letter_id, FIRST, "2020-10-16")
    assert OFFICE in named(services, draft.letter_id)
    assert states(services, circular)[OFFICE] == "done"


@pytest.mark.postgres
def test_who_is_done_before_the_list_is_made_is_not_named_however_late_that_became_known(
    postgres_services: Services,
) -> None:
    services, circular = postgres_services, sweeps.ready(postgres_services)
    with services.database.read() as conn:
        (item,) = (due for due in due_letters.due(conn, moment(REMINDER), services.calendar) if due.ranked.rank == 2)
    made_letters: list[follow_ups.MadeFollowUp] = []

    def make() -> None:
        with services.database.write() as conn:
            made_letters.extend(follow_ups.make_round(conn, [item], services.printer, act(REMINDER)))

    with beside(make) as thread, services.database.write() as conn:
        rows = [Outcome(2, OFFICE, "complete", "", moment(REMINDER).date())]
        import_outcomes(conn, circulars.by_code(conn, circular.code), sweeps.THIS_FILE, rows, act(REMINDER))
        thread.start()
        until_waiting(services)  # the letter's transaction has begun, and meets the office's row locked
    (letter,) = made_letters
    assert named(services, letter.letter_id) == set(sweeps.of_phrae(services, circular)) - {OFFICE}


@pytest.mark.postgres
def test_an_import_and_a_letter_that_lock_each_others_rows_wait_in_turn(postgres_services: Services) -> None:
    services, circular = postgres_services, sweeps.ready(postgres_services)
    everybody = sweeps.of_phrae(services, circular)
    rows = [Outcome(n, code, "incorrect", "", moment(REMINDER).date()) for n, code in enumerate(everybody, start=2)]
    with services.database.read() as conn:
        (item,) = (due for due in due_letters.due(conn, moment(REMINDER), services.calendar) if due.ranked.rank == 2)

    def bring_in() -> None:
        with services.database.write() as conn:
            import_outcomes(conn, circular, sweeps.THIS_FILE, rows, act(REMINDER))

    def make() -> None:
        with services.database.write() as conn:
            follow_ups.make_round(conn, [item], services.printer, act(REMINDER))

    middle = select(t.tasks.c.id).where(t.tasks.c.duty == "do").order_by(t.tasks.c.id.desc()).offset(40).limit(1)
    with beside(bring_in) as one, beside(make) as two, services.database.write() as conn:
        conn.execute(middle.with_for_update())
        one.start()
        until_waiting(services)
        two.start()
    assert len(find(services, circular, "reminder")) <= 1
    with services.database.read() as conn:
        outcomes_now = conn.scalars(
            select(t.tasks.c.outcome).where(t.tasks.c.duty == "do", t.tasks.c.outcome == "incorrect")
        )
        assert len(outcomes_now.all()) == len(everybody)


@pytest.mark.postgres
def test_letters_of_two_levels_about_the_same_offices_are_made_side_by_side(postgres_services: Services) -> None:
    services, circular = postgres_services, sweeps.ready(postgres_services)
    with services.database.read() as conn:
        (item,) = (due for due in due_letters.due(conn, moment(REMINDER), services.calendar) if due.ranked.rank == 2)

    def named_by(conn: Connection) -> int:
        conn.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))  # for a test that would hang
        found = item.lag_query.listed(conn, [item.sender_id], shared=True)
        return len(found[item.sender_id])

    with services.database.read() as one, services.database.read() as other:
        assert named_by(one) == named_by(other) == len(sweeps.of_phrae(services, circular))


@pytest.mark.postgres
def test_two_letters_of_one_sender_are_made_one_after_the_other(postgres_services: Services) -> None:
    services, circular = postgres_services, sweeps.ready(postgres_services)
    with services.database.read() as conn:
        (item,) = (due for due in due_letters.due(conn, moment(REMINDER), services.calendar) if due.ranked.rank == 2)

    def make() -> None:
        with services.database.write() as conn:
            assert follow_ups.make_round(conn, [item], services.printer, act(REMINDER)) == []

    with beside(make) as thread, services.database.write() as conn:
        follow_ups.make_round(conn, [item], services.printer, act(REMINDER))
        thread.start()
        until_waiting(services)
    assert len(find(services, circular, "reminder")) == 1
