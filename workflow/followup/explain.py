"""Why a unit stands where it stands: what it has received, what was written about it, what is due, what blocks."""

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


def explain(
    conn: Connection, unit: Office, now: datetime, calendar: WorkCalendar, circular: Circular | None = None
) -> list[str]:
    """Plain lines about a unit's tasks under all circulars, or one."""
    concerns = t.circulars.c.id.in_(select(t.tasks.c.circular_id).where(t.tasks.c.unit_id == unit.id))
    lines = [f"{unit.name} ({unit.code})"]
    for about in [circular] if circular else find(conn, concerns):
        lines += _about(conn, unit, about, local_date(now), calendar)
    return lines if len(lines) > 1 else [*lines, "no circular concerns it"]


def _about(conn: Connection, unit: Office, circular: Circular, today: date, calendar: WorkCalendar) -> Iterator[str]:
    where = t.tasks.c.circular_id == circular.id, t.tasks.c.unit_id == unit.id
    task = conn.execute(select(t.tasks).where(*where)).mappings().first()
    if task is None:
        yield f"{circular.code}: not concerned"
        return
    note = f", {task['note']}" if task["note"] else ""
    moved = f" (moved from {circular.deadline})" if task["deadline"] != circular.deadline else ""
    yield f"{circular.code} ({circular.state}): task '{task['state']}', outcome {task['outcome']}{note}"
    yield f"  deadline {task['deadline']}{moved}, today {today}"
    yield from _sent(conn, unit, circular, task["id"])
    yield from _blocks(conn, circular, task)
    yield from _incidents(conn, unit, circular)
    if task["duty"] == "do":
        yield from _coming(conn, circular, task, today, calendar)


def _sent(conn: Connection, unit: Office, circular: Circular, task_id: int) -> Iterator[str]:
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
        how = "sent by it" if row.sender_id == unit.id else "names it" if row.names else "received by it"
        receipt = _receipt(conn, row.id, unit)
        yield f"  {row.stage}: {row.name} {number} {row.date or ''} ({row.state}, {how}){receipt}"


def _receipt(conn: Connection, letter_id: int, unit: Office) -> str:
    received = t.receipts.c.letter_id == letter_id, t.receipts.c.unit_id == unit.id, t.receipts.c.voided_at.is_(None)
    row = conn.execute(select(t.receipts).where(*received)).mappings().first()
    return f", เลขรับ {row['number']} on {row['date']} at {row['time']}" if row else ""


def _blocks(conn: Connection, circular: Circular, task: RowMapping) -> Iterator[str]:
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


def _incidents(conn: Connection, unit: Office, circular: Circular) -> Iterator[str]:
    """What stands in the way of letters to the unit and about it: its own incidents, and letters of those above."""
    above = t.incidents.c.unit_id.in_([unit.province_id, unit.district_id, circular.issuer_id])
    whose = or_(t.incidents.c.unit_id == unit.id, and_(above, t.incidents.c.key.startswith("letter/")))
    for row in incidents.with_units(conn, t.incidents.c.circular_id == circular.id, whose):
        yield f"  incident since {local_date(row.at)}, {row.name}: {squash(row.problem)}"


def _coming(
    conn: Connection, circular: Circular, task: RowMapping, today: date, calendar: WorkCalendar
) -> Iterator[str]:
    """What each stage of the ladder will do about a task, has done, or why it will not."""
    if circular.state != "open" or task["state"] not in open_states(Noun.TASK):
        yield "  no follow-up: nothing is left to do"
        return
    above = {Level.PROVINCE: task["province_id"], Level.DISTRICT: task["district_id"]}
    senders = {unit_id: level for level, unit_id in above.items() if unit_id} | {circular.issuer_id: Level.DEPARTMENT}
    made_now = due.due_of(conn, circular, today, calendar, senders)
    due_now = {item.sender_id: item for item in made_now if item.version == task["deadline_version"]}
    for ranked in circular.ladder.ranked():
        query = LagQuery(circular, ranked, task["deadline_version"])
        answers = query.answers(conn, task["id"])
        said = _not_about(conn, query, answers, task) or _not_now(conn, query, answers, task, today)
        if not said:
            said = _when(query.ranked.stage, answers, task, today, calendar, due_now.get(answers["sender"]))
        yield f"  stage {ranked.rank} '{ranked.stage.id}': {said}"


def _not_about(conn: Connection, query: LagQuery, answers: RowMapping, task: RowMapping) -> str:
    """Why a stage is not about this office whatever the day; empty if it is."""
    if not answers["outcome"]:
        return f"not about offices whose outcome is '{task['outcome']}'"
    if not answers["kind"]:
        kind = conn.scalar(select(t.units.c.kind).where(t.units.c.id == task["unit_id"]))
        return f"not about offices of the kind '{kind}'"
    if not answers["below"]:
        return f"no {query.ranked.stage.sender} above this unit writes it"
    if not answers["checked"]:
        return "not about offices whose report waits to be checked"
    return ""


def _not_now(conn: Connection, query: LagQuery, answers: RowMapping, task: RowMapping, today: date) -> str:
    """What the sender has written, or not yet written, that keeps a stage from the office; empty if nothing does."""
    stage = query.ranked.stage
    if not (answers["not_named"] and answers["not_settled"]):
        letters = query.letters_in_the_way(conn, task["id"], answers["sender"])
        for row in letters:
            if row.names and row.stage == stage.id:
                return f"made, letter {row.id} is {row.state} {squash(row.number or '')}".rstrip()
        without = "" if letters[0].names else " without it"
        return f"not any more, '{letters[0].stage}' has been made{without} (letter {letters[0].id})"
    if not answers["passed_on"]:
        above = conn.scalar(select(t.units.c.name).where(t.units.c.id == answers["sender"]))
        return f"not before {above} has passed the circular on"
    if stage.when.before is not None and today > task["deadline"]:
        return "not any more, the deadline has passed"
    return ""


def _when(
    stage: Stage, answers: RowMapping, task: RowMapping, today: date, calendar: WorkCalendar, due_now: due.Due | None
) -> str:
    """On which day a stage is due; `due_now` is the letter that a sweep would make of this sender now."""
    timing = due.timing(stage, task["deadline"], answers["before"], calendar)
    if timing.on is None:
        return f"not before '{stage.follows}' has been issued or discarded"
    if not answers["chased"]:
        return f"not before '{stage.follows}' has named this office"
    if timing.on > today or due_now is None:
        return f"due on {timing.on}"
    if due_now.ranked.stage.id != stage.id:
        return f"not any more, '{due_now.ranked.stage.id}' is due"
    return f"due on {timing.on} (now)"
