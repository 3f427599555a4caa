"""A circular in a small country, with anybody doing anything at any time: what must hold, holds after every step."""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Connection, and_, func, select

from runtime.services import Services
from runtime.settings import load_settings
from tests.support.circular_steps import changed_file, issue, moment, outcomes, states
from tests.support.services import with_parts
from workflow.act import Act
from workflow.cascade import pass_on as passing
from workflow.cascade.close import close_if_finished
from workflow.circulars import circular as circulars
from workflow.circulars import deadlines
from workflow.circulars.circular import Circular
from workflow.errors import NotAllowedError
from workflow.letters.file_store import PrintedLetter
from workflow.letters.printer import LetterPrinter
from workflow.progress import acknowledge as acknowledgement
from workflow.progress import reports as reporting
from workflow.registry import lookup
from workflow.registry.load import load
from workflow.registry.lookup import Office
from workflow.registry.units_file import read_units
from workflow.states import TRANSITIONS, Noun, open_states
from workflow.store import tables as t
from workflow.store.migrate import upgrade

COUNTRY = """code,name,kind,parent,prefix
DLA,กรมส่งเสริมการปกครองท้องถิ่น,department,,มท ๐๘๑๐.๒
P1,จังหวัดหนึ่ง,province,DLA,หน ๐๐๒๓.๑
P2,จังหวัดสอง,province,DLA,สอ ๐๐๒๓.๑
D11,อำเภอหนึ่ง,district,P1,หน ๐๐๒๓.๒
D12,อำเภอสอง,district,P1,หน ๐๐๒๓.๓
D21,อำเภอสาม,district,P2,สอ ๐๐๒๓.๒
D22,อำเภอสี่,district,P2,สอ ๐๐๒๓.๓
O111,เทศบาลตำบลก,subdistrict_municipality,D11,
O112,องค์การบริหารส่วนตำบลข,sao,D11,
O121,เทศบาลตำบลค,subdistrict_municipality,D12,
O122,องค์การบริหารส่วนตำบลง,sao,D12,
O211,เทศบาลตำบลจ,subdistrict_municipality,D21,
O212,องค์การบริหารส่วนตำบลฉ,sao,D21,
O221,เทศบาลตำบลช,subdistrict_municipality,D22,
O222,องค์การบริหารส่วนตำบลซ,sao,D22,
O1,องค์การบริหารส่วนจังหวัดหนึ่ง,pao,P1,
"""
CODES = tuple(line.split(",")[0] for line in COUNTRY.splitlines()[1:])
OFFICES = tuple(code for code in CODES if code.startswith("O"))
STEPS = {(t.action, source, t.target): t.duty for t in TRANSITIONS if t.noun is Noun.TASK for source in t.sources}
ABOVE = {code: (f"P{code[1]}", f"D{code[1:3]}")[: max(1, len(code) - 2)] for code in OFFICES}
OUTCOMES = st.sampled_from(("complete", "complete", "nil", "missing", "incorrect"))


class QuickPress(LetterPrinter):
    """Makes letters, which are inspected before they are issued, but writes none to disk."""

    def keep(self, name: str, printed: PrintedLetter, kind: str = "docx") -> str:
        return name


class Cascade(RuleBasedStateMachine):
    """One circular on a SQLite file of its own; every rule is a step that is taken, or refused and leaves no trace."""

    template: ClassVar[Path]
    content: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copyfile(self.template, self.folder / "wian.db")
        address = f"sqlite:///{self.folder / 'wian.db'}"
        services = Services(load_settings({"WIAN_DATABASE_ADDRESS": address}, self.folder))
        where = services.settings
        printer = QuickPress(where.letters.templates, where.letters.emblem, where.letters.folder)
        self.services = with_parts(services, printer=printer)
        self.now = moment("2020-05-20 09:00")
        self.circular = issue(self.services, self.content, "2020-05-19 09:30")

    def teardown(self) -> None:
        self.services.database.close()
        shutil.rmtree(self.folder)

    # Steps

    def attempt(self, step: Callable[[Connection, Circular, Office, Act], object], code: str, why: str = "") -> bool:
        """Take a step; if it is refused, nothing at all may have changed."""
        self.now += timedelta(hours=1)
        before = self.everything()
        try:
            with self.services.database.write() as conn:
                current = circulars.by_code(conn, self.circular.code)
                step(conn, current, lookup.by_code(conn, code), Act("officer", self.now, why))
        except NotAllowedError:
            assert self.everything() == before
            return False
        return True

    def everything(self) -> tuple[object, ...]:
        with self.services.database.read() as conn:
            counts = [
                conn.scalar(select(func.count()).select_from(t)) for t in (t.events, t.register_entries, t.letters)
            ]
            rows = conn.execute(select(t.tasks).order_by(t.tasks.c.id)).all()
            standing = conn.execute(select(t.receipts).order_by(t.receipts.c.id)).all()
            return (*counts, rows, standing)

    def some(self, data: st.DataObject, *wanted: str, any_of: tuple[str, ...] = CODES) -> str:
        """A unit, preferably one in a state in which the step has a chance."""
        found = states(self.services, self.circular)
        hopeful = [code for code in any_of if found[code] in wanted] or any_of
        return str(data.draw(st.sampled_from((*hopeful, *hopeful, *any_of[:1]))))

    @rule(data=st.data(), own=st.sampled_from(["", "", "๗"]))
    def acknowledge(self, data: st.DataObject, own: str) -> None:
        code = self.some(data, "sent", "done", "returned")
        self.attempt(
            lambda conn, circular, unit, act: acknowledgement.acknowledge(conn, circular, unit, act, "x", own), code
        )

    @rule(code=st.sampled_from(CODES))
    def pass_on(self, code: str) -> None:
        printer = self.services.printer
        self.attempt(lambda conn, circular, unit, act: passing.pass_on(conn, circular, unit, printer, act), code)

    @rule(code=st.sampled_from(OFFICES))
    def come_down_to(self, code: str) -> None:
        """Every level above an office passes the circular on, if it has not yet, and the office receives it."""
        for unit in (*ABOVE[code], code):
            self.attempt(
                lambda conn, circular, unit, act: acknowledgement.acknowledge(conn, circular, unit, act, "x"), unit
            )
            self.pass_on(unit)

    @rule(data=st.data(), step=st.sampled_from([reporting.report, reporting.report_nil]))
    def report(self, data: st.DataObject, step: Callable[..., object]) -> None:
        self.attempt(step, self.some(data, "received", "returned", any_of=OFFICES))

    @rule(data=st.data())
    def verify(self, data: st.DataObject) -> None:
        self.attempt(reporting.verify, self.some(data, "reported", any_of=OFFICES))

    @rule(data=st.data())
    def return_it(self, data: st.DataObject) -> None:
        self.attempt(reporting.return_incorrect, self.some(data, "reported", "done", any_of=OFFICES), "wrong")

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        self.attempt(reporting.undo, self.some(data, "received", "reported", "done"))

    @rule(data=st.data())
    def waive(self, data: st.DataObject) -> None:
        self.attempt(reporting.waive, self.some(data, *open_states(Noun.TASK), any_of=OFFICES), "excused")

    @rule(code=st.sampled_from(CODES), days=st.integers(-30, 90))
    def extend(self, code: str, days: int) -> None:
        new = date(2020, 8, 31) + timedelta(days=days)
        self.attempt(lambda conn, circular, unit, act: deadlines.extend(conn, circular, unit, new, act), code, "floods")

    @rule(results=st.dictionaries(st.sampled_from(OFFICES), OUTCOMES, min_size=1))
    def take_outcomes(self, results: dict[str, str]) -> None:
        self.import_all(results)

    @rule(first=st.sampled_from(OFFICES), outcome=OUTCOMES)
    def take_outcomes_of_all_but_one(self, first: str, outcome: str) -> None:
        self.import_all({code: outcome if code == first else "complete" for code in OFFICES})

    def import_all(self, results: dict[str, str]) -> None:
        self.now += timedelta(hours=1)
        before = self.everything()
        try:
            outcomes(self.services, self.circular, results, self.now.replace(tzinfo=None).isoformat())
        except NotAllowedError:
            assert self.everything() == before

    @precondition(lambda self: self.now > moment("2020-05-21 20:00"))  # an early end would leave little to see
    @rule()
    def close_what_is_finished(self) -> None:
        self.now += timedelta(hours=1)
        finished = not set(states(self.services, self.circular).values()) & set(open_states(Noun.TASK))
        was_open = self.state() == "open"
        with self.services.database.write() as conn:
            closed = close_if_finished(conn, self.services.printer, Act("officer", self.now), self.circular.id)
        assert (closed is not None) == (finished and was_open)
        assert (self.state() == "closed") is (finished or not was_open)

    def state(self) -> str:
        with self.services.database.read() as conn:
            return circulars.by_code(conn, self.circular.code).state

    # What must hold

    @invariant()
    def every_task_has_come_to_its_state_by_steps_of_the_table(self) -> None:
        with self.services.database.read() as conn:
            rows = {row.id: row for row in conn.execute(select(t.tasks))}
            reached = dict.fromkeys(rows, "")
            told = conn.execute(select(t.events).where(t.events.c.noun == "task").order_by(t.events.c.id))
            for event in told:
                assert event.from_state == reached[event.subject_id]
                duty = STEPS[event.action, event.from_state, event.to_state]
                assert duty in ("", rows[event.subject_id].duty)
                reached[event.subject_id] = event.to_state
        assert reached == {task_id: row.state for task_id, row in rows.items()}

    @invariant()
    def a_level_is_done_exactly_when_all_below_it_are_finished(self) -> None:
        below = defaultdict(list)
        with self.services.database.read() as conn:
            rows = conn.execute(select(t.tasks)).all()
        for row in rows:
            below[row.above_id].append(row.state)
        for row in (row for row in rows if row.duty == "pass_on"):
            unfinished = set(below[row.unit_id]) & set(open_states(Noun.TASK))
            assert (row.state == "done") is not bool(unfinished), row
            assert (row.done_on is None) is bool(unfinished)

    @invariant()
    def what_an_office_has_done_agrees_with_its_state(self) -> None:
        with self.services.database.read() as conn:
            for row in conn.execute(select(t.tasks).where(t.tasks.c.duty == "do")):
                assert (row.state == "done") is (row.done_on is not None), row
                if row.state in ("done", "reported"):
                    assert row.outcome in ("complete", "nil"), row
                if row.state == "returned":
                    assert row.outcome in ("missing", "incorrect"), row

    @invariant()
    def letters_and_receipts_are_where_the_states_say(self) -> None:
        of_task = and_(t.letters.c.circular_id == t.tasks.c.circular_id, t.letters.c.kind.in_(t.CARRIER_KINDS))
        brought = select(t.letter_addressees.c.unit_id).join(
            t.letters, t.letters.c.id == t.letter_addressees.c.letter_id
        )
        # Only the circular and its passing on bring it to anybody; thanks at the end go to the same offices again.
        brought = brought.where(t.letters.c.kind.in_(t.CARRIER_KINDS))
        with self.services.database.read() as conn:
            state = {
                row.unit_id: row.state for row in conn.execute(select(t.tasks).where(t.tasks.c.above_id.is_not(None)))
            }
            told = list(conn.scalars(brought))
            rows = conn.execute(select(t.receipts).where(t.receipts.c.voided_at.is_(None))).all()
            senders = list(conn.scalars(select(t.letters.c.sender_id).join(t.tasks, of_task).distinct()))
        standing = [(row.letter_id, row.unit_id) for row in rows]
        assert len(set(standing)) == len(standing)
        assert len(set(told)) == len(told)
        receiving = {unit for _, unit in standing}
        for unit, now in state.items():
            if now in ("waiting", "sent"):
                assert unit not in receiving
                assert (unit in told) is (now == "sent")
            if now in ("received", "passed_on"):
                assert unit in receiving
            if now == "passed_on":
                assert unit in senders

    @invariant()
    def no_register_has_a_gap(self) -> None:
        with self.services.database.read() as conn:
            for register in conn.execute(select(t.registers)).all():
                mine = t.register_entries.c.register_id == register.id
                numbers = list(
                    conn.scalars(select(t.register_entries.c.number).where(mine).order_by(t.register_entries.c.id))
                )
                assert numbers == list(range(1, register.last_number + 1))

    @invariant()
    def deadlines_only_move_later(self) -> None:
        with self.services.database.read() as conn:
            for row in conn.execute(select(t.tasks.c.deadline, t.tasks.c.deadline_version)):
                assert (row.deadline > self.circular.deadline) is (row.deadline_version > 1)


@pytest.fixture(scope="module")
def small_country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the small country."""
    folder = tmp_path_factory.mktemp("country")
    (folder / "units.csv").write_text(COUNTRY, encoding="utf-8")
    file = folder / "wian.db"
    here: Services = Services(load_settings({"WIAN_DATABASE_ADDRESS": f"sqlite:///{file}"}, folder))
    upgrade(here.database)
    with here.database.write() as conn:
        load(conn, read_units(folder / "units.csv"))
        assert conn.scalar(select(func.count()).select_from(t.units)) == len(CODES)
    with here.database.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    here.database.close()
    return file


@pytest.mark.parametrize(
    ("verify", "import_wins"),
    [(True, False), (False, True)],
    ids=["reports are checked and the office wins", "reports count at once and the import wins"],
)
def test_whatever_is_done_in_whatever_order_the_records_stay_right(
    small_country: Path, tmp_path: Path, verify: bool, import_wins: bool
) -> None:
    reports = {"verify": verify, "import_wins": import_wins}
    file = changed_file(tmp_path, who={"kinds": ["subdistrict_municipality", "sao", "pao"]}, reports=reports)
    machine = type("Cascade", (Cascade,), {"template": small_country, "content": file})
    run_state_machine_as_test(machine, settings=settings(max_examples=6, stateful_step_count=30, deadline=None))
