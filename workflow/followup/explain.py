"""The explanation of a unit's situation: its letters, the letters about it, coming stages, and obstacles."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, and_, func, or_, select

from workflow import incidents
from workflow.calendar import WorkCalendar
from workflow.circulars.circular import Circular, find
from workflow.circulars.ladder import Stage
from workflow.followup import due
from workflow.followup.lagging import LagQuery
from workflow.localtime import local_date
from workflow.registry.kinds import Level
from workflow.registry.lookup import Office
from workflow.states import Noun, open_states
from workflow.store import tables as t
from workflow.thai.spacing import squash

_EXPLAINED_LATER = frozenset(
    {"sender", "before", "circular", "open", "duty", "deadline", "chased", "not_named", "passed_on", "not_settled"}
)
"""The checks that exclude no office for good, or that hold for every office with a line for a stage."""


def explain(
    conn: Connection, unit: Office, now: datetime, calendar: WorkCalendar, circular: Circular | None = None
) -> list[str]:
    """The explanation in lines, for one circular or all."""
    concerns = t.circulars.c.id.in_(select(t.tasks.c.circular_id).where(t.tasks.c.unit_id == unit.id))
    lines = [f"{unit.name} ({unit.code})"]
    for concerning in [circular] if circular else find(conn, concerns):
        lines += _circular_lines(conn, unit, concerning, local_date(now), calendar)
    return lines if len(lines) > 1 else [*lines, "no circular concerns it"]


def _circular_lines(
    conn: Connection, unit: Office, circular: Circular, today: date, calendar: WorkCalendar
) -> Iterator[str]:
    where = t.tasks.c.circular_id == circular.id, t.tasks.c.unit_id == unit.id
    task = conn.execute(select(t.tasks).where(*where)).mappings().first()
    if task is None:
        yield f"{circular.code}: not concerned"
        return
    note = f", {task['note']}" if task["note"] else ""
    moved = f" (moved from {circular.deadline})" if task["deadline"] != circular.deadline else ""
    yield f"{circular.code} ({circular.state}): task '{task['state']}', outcome {task['outcome']}{note}"
    yield f"  deadline {task['deadline']}{moved}, today {today}"
    yield from _letter_lines(conn, unit, circular, task["id"])
    yield from _obstacle_lines(conn, circular, task)
    yield from _incident_lines(conn, unit, circular)
    if task["duty"] == "do":
        yield from _stage_lines(conn, circular, task, today, calendar)


def _letter_lines(conn: Connection, unit: Office, circular: Circular, task_id: int) -> Iterator[str]:
    addressed = select(t.letter_addressees.c.letter_id).where(t.letter_addressees.c.unit_id == unit.id)
    named = select(t.letter_tasks.c.letter_id).where(t.letter_tasks.c.task_id == task_id)
    columns = (t.letters.c.id, t.letters.c.stage, t.letters.c.state, t.letters.c.number, t.letters.c.date)
    concern = or_(t.letters.c.id.in_(addressed), t.letters.c.id.in_(named), t.letters.c.sender_id == unit.id)
    rows = select(*columns, t.letters.c.id.in_(named).label("names"), t.letters.c.sender_id, t.units.c.name)
    rows = rows.join(t.units, t.units.c.id == t.letters.c.sender_id).where(
        t.letters.c.circular_id == circular.id, concern
    )
    for row in conn.execute(rows.order_by(t.letters.c.id)):
        number = squash(row.number) if row.number else f"draft {row.id}"
        role = "sent by it" if row.sender_id == unit.id else "names it" if row.names else "received by it"
        receipt = _receipt(conn, row.id, unit)
        yield f"  {row.stage}: {row.name} {number} {row.date or ''} ({row.state}, {role}){receipt}"


def _receipt(conn: Connection, letter_id: int, unit: Office) -> str:
    received = t.receipts.c.letter_id == letter_id, t.receipts.c.unit_id == unit.id, t.receipts.c.voided_at.is_(None)
    row = conn.execute(select(t.receipts).where(*received)).mappings().first()
    return f", เลขรับ {row['number']} on {row['date']} at {row['time']}" if row else ""


def _obstacle_lines(conn: Connection, circular: Circular, task: RowMapping) -> Iterator[str]:
    if circular.state != "open":
        yield f"  nothing more will be made: the circular is {circular.state}"
    elif task["state"] == "waiting":
        above = conn.scalar(select(t.units.c.name).where(t.units.c.id == task["above_id"]))
        yield f"  blocked: {above} has not passed the circular on yet"
    elif task["state"] == "sent":
        yield "  waits for: the unit to acknowledge"
    elif task["state"] == "reported":
        yield "  waits for: the level above to verify the report"
    elif task["duty"] == "pass_on" and task["state"] == "passed_on":
        below = and_(t.tasks.c.circular_id == circular.id, t.tasks.c.above_id == task["unit_id"], t.OPEN_TASK)
        count = conn.scalar(select(func.count()).select_from(t.tasks).where(below))
        yield f"  waits for: {count} units below it"


def _incident_lines(conn: Connection, unit: Office, circular: Circular) -> Iterator[str]:
    """Incidents of the unit, and incidents of the levels above about their letters."""
    above = t.incidents.c.unit_id.in_([unit.province_id, unit.district_id, circular.issuer_id])
    concerning = or_(t.incidents.c.unit_id == unit.id, and_(above, t.incidents.c.key.startswith("letter/")))
    for row in incidents.with_units(conn, t.incidents.c.circular_id == circular.id, concerning):
        yield f"  incident since {local_date(row.at)}, {row.name}: {squash(row.problem)}"


def _stage_lines(
    conn: Connection, circular: Circular, task: RowMapping, today: date, calendar: WorkCalendar
) -> Iterator[str]:
    """One line for every stage of the ladder: its letter, its day, or the reason for having neither."""
    if circular.state != "open" or task["state"] not in open_states(Noun.TASK):
        yield "  no follow-up: nothing is left to do"
        return
    above = {Level.PROVINCE: task["province_id"], Level.DISTRICT: task["district_id"]}
    senders = {unit_id: level for level, unit_id in above.items() if unit_id} | {circular.issuer_id: Level.DEPARTMENT}
    due_letters = due.due_of(conn, circular, today, calendar, senders)
    due_now = {letter.sender_id: letter for letter in due_letters if letter.version == task["deadline_version"]}
    for ranked in circular.ladder.ranked_stages():
        query = LagQuery(circular, ranked, task["deadline_version"])
        checks = query.checks(conn, task["id"])
        line = _exclusion(conn, query, checks, task) or _obstacle(conn, query, checks, task, today)
        if not line:
            line = _due_day(query.ranked.stage, checks, task, today, calendar, due_now.get(checks["sender"]))
        yield f"  stage {ranked.rank} '{ranked.stage.id}': {line}"


def _exclusion(conn: Connection, query: LagQuery, checks: RowMapping, task: RowMapping) -> str:
    """The reason why a stage never names this office; empty without one."""
    if not checks["outcome"]:
        return f"not about offices whose outcome is '{task['outcome']}'"
    if not checks["kind"]:
        kind = conn.scalar(select(t.units.c.kind).where(t.units.c.id == task["unit_id"]))
        return f"not about offices of the kind '{kind}'"
    if not checks["below"]:
        return f"no {query.ranked.stage.sender} above this unit writes it"
    if not checks["checked"]:
        return "not about offices whose report waits to be checked"
    unmet = [name for name, holds in checks.items() if name not in _EXPLAINED_LATER and not holds]
    return f"not about this office: it does not meet {', '.join(unmet)}" if unmet else ""


def _obstacle(conn: Connection, query: LagQuery, checks: RowMapping, task: RowMapping, today: date) -> str:
    """The letter, or the missing letter, that keeps a stage from naming the office now; empty without one."""
    stage = query.ranked.stage
    if not (checks["not_named"] and checks["not_settled"]):
        letters = query.letters_in_the_way(conn, task["id"], checks["sender"])
        for row in letters:
            if row.names and row.stage == stage.id:
                return f"made, letter {row.id} is {row.state} {squash(row.number or '')}".rstrip()
        without = "" if letters[0].names else " without it"
        return f"not any more, '{letters[0].stage}' has been made{without} (letter {letters[0].id})"
    if not checks["passed_on"]:
        above = conn.scalar(select(t.units.c.name).where(t.units.c.id == checks["sender"]))
        return f"not before {above} has passed the circular on"
    if stage.when.before is not None and today > task["deadline"]:
        return "not any more, the deadline has passed"
    return ""


def _due_day(
    stage: Stage,
    checks: RowMapping,
    task: RowMapping,
    today: date,
    calendar: WorkCalendar,
    due_now: due.DueLetter | None,
) -> str:
    """The day on which a stage is due; `due_now` is the sender's letter that a sweep would make now."""
    timing = due.timing(stage, task["deadline"], checks["before"], calendar)
    if timing.day is None:
        return f"not before '{stage.follows}' has been issued or discarded"
    if not checks["chased"]:
        return f"not before '{stage.follows}' has named this office"
    if timing.day > today or due_now is None:
        return f"due on {timing.day}"
    if due_now.ranked.stage.id != stage.id:
        return f"not any more, '{due_now.ranked.stage.id}' is due"
    return f"due on {timing.day} (now)"
