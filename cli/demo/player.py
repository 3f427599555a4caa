"""The replay of a scenario, with the functions and transactions of persons' acts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from cli import advice
from cli.circular import issue_file
from cli.demo.scenario import (
    Acknowledge,
    Approve,
    CarryOn,
    Import,
    PassOn,
    RequireApproval,
    Reword,
    Scenario,
    Step,
    Sweeps,
    next_turn,
)
from runtime.services import Services
from tasks.sweep import sweep_here
from workflow.act import Act
from workflow.cascade import pass_on as passing
from workflow.cascade.pass_on_draft import Wording
from workflow.circulars import circular as circulars
from workflow.circulars import figures as circular_figures
from workflow.errors import UnknownError, WianError
from workflow.followup import drafts
from workflow.followup.make import MadeFollowUp
from workflow.followup.rewording import reword
from workflow.localtime import BANGKOK, local_date
from workflow.progress.acknowledge import acknowledge_letter
from workflow.progress.import_outcomes import import_outcomes
from workflow.progress.outcomes_file import read_outcomes
from workflow.registers import numbers
from workflow.registry import lookup
from workflow.registry.lookup import Office
from workflow.store import tables as t
from workflow.thai.dates import thai_date_weekday
from workflow.thai.digits import thai_time
from workflow.thai.spacing import squash

Tell = Callable[[datetime, str], None]


class Player:
    """The player of a scenario's steps; `tell` receives a line for every happening."""

    def __init__(self, here: Services, folder: Path, tell: Tell) -> None:
        self._here = here
        self._folder = folder
        self._tell = tell

    def play(self, scenario: Scenario, progress: Callable[[], None] = lambda: None) -> None:
        """Play all steps in order. An error names its step."""
        for number, step in enumerate(scenario.steps, start=1):
            try:
                self._do(step)
            except WianError as error:
                raise WianError(f"{scenario.title}, step {number} ({step.at:%Y-%m-%d %H.%M}): {error}") from error
            progress()

    def _do(self, step: Step) -> None:
        if step.remark:
            self._tell(step.at, step.remark)
        if step.issue is not None:
            self._issue(step, step.issue)
        if step.carry_on is not None:
            self._carry_on(step, step.carry_on)
        if step.acknowledge is not None:
            self._acknowledge(step, step.acknowledge)
        if step.pass_on is not None:
            self._pass_on(step, step.pass_on)
        if step.import_outcomes is not None:
            self._import(step, step.import_outcomes)
        if step.sweep is not None:
            self._sweep(step, step.sweep)
        if step.require_approval is not None:
            self._require_approval(step, step.require_approval)
        if step.reword is not None:
            self._reword(step, step.reword)
        if step.approve is not None:
            self._approve(step, step.approve)

    def _carry_on(self, step: Step, what: CarryOn) -> None:
        with self._here.database.write() as conn:
            unit = lookup.by_code(conn, what.unit).unit
            numbers.carry_on(conn, unit.register, what.register_kind, what.year, what.last)
        self._tell(step.at, f"{unit.name}: register {what.register_kind} {what.year} carried on from {what.last}")

    def _issue(self, step: Step, file: str) -> None:
        act = Act(step.by or "officer of the department", step.at)
        circular, issued, tree, warnings = issue_file(self._here, (self._folder / file).resolve(), act)
        for warning in warnings:
            self._tell(step.at, f"warning: {advice.on_warning(warning)}")
        levels = ", ".join(f"{count} {level}" for level, count in tree.by_level.items())
        self._tell(
            step.at, f"circular {circular.code} issued as {squash(issued.number)}; {tree.total} tasks ({levels})"
        )
        self._tell(step.at, f"deadline {squash(thai_date_weekday(circular.deadline))} ({circular.deadline})")

    def _acknowledge(self, step: Step, what: Acknowledge) -> None:
        moment, first, last = step.at, "", ""
        chosen = self._units(what)
        for unit in chosen:
            act = Act(step.by or "เจ้าหน้าที่สารบรรณ", moment)
            with self._here.database.write() as conn:
                circular = circulars.by_code(conn, what.circular)
                letter_id = _letter_of_stage(self._here, what, unit) if what.stage else 0
                given = act, act.actor, what.own_number
                got = acknowledge_letter(conn, circular, unit, letter_id, *given, calendar=self._here.calendar)
            last = f"{unit.name} เลขรับ {got.number} เวลา {squash(thai_time(got.time))}"
            first = first or last
            moment = next_turn(moment, what.every, self._here.calendar)
        count = (
            f"{len(chosen)} receipts of {got.letter}: {first}"
            if len(chosen) > 1
            else f"receipt of {got.letter}: {last}"
        )
        self._tell(step.at, count + (f" … {last} ({got.date})" if len(chosen) > 1 else ""))

    def _units(self, what: Acknowledge) -> list[Office]:
        with self._here.database.read() as conn:
            if not what.below:
                return [lookup.by_code(conn, code) for code in what.units]
            circular, above = circulars.by_code(conn, what.circular), lookup.by_code(conn, what.below)
            under = select(t.tasks.c.unit_id).where(
                t.tasks.c.circular_id == circular.id, t.tasks.c.above_id == above.id
            )
            return lookup.find(conn, t.units.c.id.in_(under) & t.units.c.code.not_in(what.but))

    def _pass_on(self, step: Step, what: PassOn) -> None:
        moment = step.at
        for code in what.units:
            act = Act(step.by or "officer of the unit", moment)
            with self._here.database.write() as conn:
                circular, unit = circulars.by_code(conn, what.circular), lookup.by_code(conn, code)
                issued = passing.pass_on(
                    conn, circular, unit, self._here.printer, act, what.signer, Wording(what.subject)
                )
                receiver = conn.scalar(select(t.letters.c.receiver).where(t.letters.c.id == issued.letter_id))
            self._tell(moment, f"{unit.name} passes it on as {squash(issued.number)} to {receiver}")
            moment = next_turn(moment, what.every, self._here.calendar)

    def _import(self, step: Step, what: Import) -> None:
        act, path = Act(step.by or "import from INFO", step.at), self._folder / what.file
        rows = read_outcomes(path, local_date(step.at))
        with self._here.database.write() as conn:
            circular = circulars.by_code(conn, what.circular)
            imported = import_outcomes(conn, circular, path, rows, act)
            figures = circular_figures.total(circular_figures.figures(conn, circular))
        self._tell(
            step.at, f"{len(rows)} outcomes imported from {path.name} (sample data), {len(imported.changes)} news"
        )
        self._tell(
            step.at,
            f"of {figures.expected}: {figures.complete} complete, {figures.nil} nil, "
            f"{figures.missing} missing, {figures.incorrect} incorrect",
        )

    def _sweep(self, step: Step, what: Sweeps) -> None:
        moment, quiet = step.at, 0
        last_day = what.until or step.at.date()
        while moment.date() <= last_day:
            done = sweep_here(self._here, moment)
            for made in done.made:
                self._tell(moment, _made(made))
            for closed in done.closed:
                self._tell(moment, f"circular {closed.code} is closed; report {closed.report}")
            for problem in done.incidents:
                self._tell(moment, f"incident: {problem}")
            quiet += not (done.made or done.closed or done.incidents)
            moment += timedelta(days=1)
        if quiet:
            self._tell(moment - timedelta(days=1), f"{quiet} daily sweeps found nothing due")

    def _require_approval(self, step: Step, what: RequireApproval) -> None:
        act = Act(step.by or "officer of the unit", step.at)
        with self._here.database.write() as conn:
            circulars.require_approval(conn, circulars.by_code(conn, what.circular), what.stages, act)
        self._tell(step.at, f"letters of {', '.join(what.stages)} wait for approval")

    def _reword(self, step: Step, what: Reword) -> None:
        act = Act(step.by or "officer of the unit", step.at)
        with self._here.database.write() as conn:
            unit = lookup.by_code(conn, what.unit)
            letter_id = _draft_of_stage(conn, what, unit)
            reword(conn, letter_id, what.paragraphs, self._here.printer, act, what.new_deadline)
        self._tell(step.at, f"{unit.name} puts '{what.stage}' into its own words")

    def _approve(self, step: Step, what: Approve) -> None:
        act = Act(step.by or "officer of the unit", step.at)
        with self._here.database.write() as conn:
            unit = lookup.by_code(conn, what.unit)
            letter_id = _draft_of_stage(conn, what, unit)
            approved = drafts.approve(conn, letter_id, self._here.printer, act, what.new_deadline, what.signer)
        self._tell(step.at, f"{unit.name} approves '{what.stage}': {squash(approved.issued.number)}")
        if what.new_deadline:
            new = squash(thai_date_weekday(what.new_deadline))
            self._tell(step.at, f"new deadline {new} ({what.new_deadline})")


def _draft_of_stage(conn: Connection, what: Reword | Approve, unit: Office) -> int:
    circular = circulars.by_code(conn, what.circular)
    key = t.letters.c.circular_id == circular.id, t.letters.c.sender_id == unit.id, t.letters.c.stage == what.stage
    letter_id = conn.scalar(select(t.letters.c.id).where(*key, t.letters.c.state == "draft"))
    if letter_id is None:
        raise UnknownError(f"{unit.name} has no draft of stage '{what.stage}'")
    return int(letter_id)


def _made(made: MadeFollowUp) -> str:
    stage = made.due.ranked.stage
    form = f"{stage.form} {stage.urgency}".rstrip()
    how = squash(made.issued.number) if made.issued else "draft, waits for approval"
    return f"{made.sender} writes '{stage.id}' ({form}): {how}; {made.offices} lag"


def _letter_of_stage(here: Services, what: Acknowledge, unit: Office) -> int:
    with here.database.read() as conn:
        circular = circulars.by_code(conn, what.circular)
        reached = select(t.letter_addressees.c.letter_id).where(t.letter_addressees.c.unit_id == unit.id)
        found = select(t.letters.c.id).where(t.letters.c.circular_id == circular.id, t.letters.c.stage == what.stage)
        letter_id = conn.scalar(found.where(t.letters.c.id.in_(reached)).order_by(t.letters.c.id.desc()))
    if letter_id is None:
        raise UnknownError(f"no letter of stage '{what.stage}' has been sent to {unit.name}")
    return int(letter_id)


def local(moment: datetime) -> str:
    """A moment for the timeline: `2020-05-19 09.30`, Bangkok time."""
    return f"{moment.astimezone(BANGKOK):%Y-%m-%d %H.%M}"
