"""Confirmations: every confirmed receipt, number and new deadline stands in the database."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from chaos.invariants.evidence import Checked, Evidence
from workflow.letters.issued import FORWARDING, ORIGINAL
from workflow.store import tables as t

_NUMBERED = ("issue", "pass_on", "extend", "cancel", "approved")
_DOING = ("report", "nil", "verify", "waive")
_UNDOING = ("undo", "send_back")


def receipts_are_kept(evidence: Evidence) -> Checked:
    """No acknowledgement is lost, and no receive number was confirmed twice."""
    rows = (
        select(
            t.circulars.c.code,
            t.units.c.code,
            t.receipts.c.number,
            t.receipts.c.date,
            t.letters.c.id,
            t.letters.c.kind,
        )
        .join(t.letters, t.letters.c.id == t.receipts.c.letter_id)
        .join(t.circulars, t.circulars.c.id == t.letters.c.circular_id)
        .join(t.units, t.units.c.id == t.receipts.c.unit_id)
    )
    stored: set[tuple[object, ...]] = set()
    for circular, unit, number, day, letter, kind in evidence.conn.execute(rows):
        stored.add((circular, unit, number, str(day), letter))
        if kind in (ORIGINAL, FORWARDING):
            stored.add((circular, unit, number, str(day), None))
    lines = list(evidence.record.lines("receive"))
    confirmed = [(line["circular"], line["unit"], line["number"], line["date"], line.get("letter")) for line in lines]
    broken = [
        f"{unit}: receipt {number} of {day} for {circular} is lost"
        for circular, unit, number, day, letter in confirmed
        if (circular, unit, number, day, letter) not in stored
    ]
    twice = Counter((unit, number, day[:4]) for _, unit, number, day, _ in confirmed)
    broken += [
        f"{unit}: receive number {number} of {year} told {n} times"
        for (unit, number, year), n in twice.items()
        if n > 1
    ]
    return Checked("no acknowledgement is lost", "confirmed receipts", len(confirmed), broken)


def numbers_are_kept(evidence: Evidence) -> Checked:
    """Every letter with a confirmed number is issued with that number."""
    issued = select(t.letters.c.id, t.letters.c.number).where(t.letters.c.state == "issued")
    stored = {row.id: row.number for row in evidence.conn.execute(issued)}
    lines = list(evidence.record.lines(*_NUMBERED))
    wrong = [line for line in lines if stored.get(line["letter"]) != line["number"]]
    broken = [f"letter {line['letter']} was told as {line['number']}: {stored.get(line['letter'])}" for line in wrong]
    return Checked("no number of a letter is lost", "confirmed letters", len(lines), broken)


def deadlines_are_kept(evidence: Evidence) -> Checked:
    """Every granted deadline stands in the database."""
    rows = (
        select(t.circulars.c.code, t.units.c.code, t.deadlines.c.date)
        .join(t.circulars, t.circulars.c.id == t.deadlines.c.circular_id)
        .join(t.units, t.units.c.id == t.deadlines.c.unit_id)
    )
    stored = {(row[0], row[1], str(row[2])) for row in evidence.conn.execute(rows)}
    lines = [(line["circular"], line["unit"], line["deadline"]) for line in evidence.record.lines("extend")]
    broken = [
        f"{circular}: {unit} was given time until {day}"
        for circular, unit, day in lines
        if (circular, unit, day) not in stored
    ]
    return Checked("no extension is lost", "confirmed extensions", len(lines), broken)


def nobody_done_is_named(evidence: Evidence) -> Checked:
    """By the record of people, no letter names an office that was done before it."""
    done = _done_for_good(evidence)
    rows = (
        select(t.circulars.c.code, t.units.c.code, t.letters.c.id, t.letters.c.issued_at, t.letters.c.prepared_at)
        .join(t.letter_tasks, t.letter_tasks.c.letter_id == t.letters.c.id)
        .join(t.tasks, t.tasks.c.id == t.letter_tasks.c.task_id)
        .join(t.circulars, t.circulars.c.id == t.letters.c.circular_id)
        .join(t.units, t.units.c.id == t.tasks.c.unit_id)
        .where(t.letters.c.kind == "follow_up")
    )
    broken, count = [], 0
    for circular, unit, letter, issued, prepared in evidence.conn.execute(rows):
        count += 1
        # The clock is read before the list, so this time is before that of the list.
        made = issued or prepared
        since = done.get((circular, unit))
        if since is not None and made > since:
            broken.append(f"letter {letter} of {made} names {unit}, which had done {circular} by {since}")
    return Checked("nobody who had done it is named", "names in lists", count, broken)


def _done_for_good(evidence: Evidence) -> dict[tuple[str, str], datetime]:
    """The confirmed times of finished work that nothing may have undone afterwards."""
    done: dict[tuple[str, str], datetime] = {}
    under_way: Counter[tuple[str, str]] = Counter()
    for line in evidence.record.lines(*_DOING, "import", "will", "tried"):
        circular, outcomes = line["circular"], dict(line.get("outcomes", {}))
        spoiling = [unit for unit, outcome in outcomes.items() if outcome in ("incorrect", "missing")]
        if line["what"] in ("will", "tried"):
            for unit in [line["unit"]] if line["deed"] in _UNDOING else spoiling:
                under_way[circular, unit] += 1 if line["what"] == "will" else -1
                done.pop((circular, unit), None)
        else:
            finished = [unit for unit in outcomes if unit not in spoiling] if outcomes else [line["unit"]]
            for unit in finished:
                if not under_way[circular, unit]:
                    done.setdefault((circular, unit), datetime.fromisoformat(line["at"]))
    return done


def dead_messages_are_incidents(evidence: Evidence) -> Checked:
    """Every senseless message that reached a worker has become an incident."""
    broken = [f"no incident {begin}…" for begin in without_incident(evidence.conn, evidence.expected)]
    return Checked("every dead message is an incident", "senseless messages", len(evidence.expected), broken)


def without_incident(conn: Connection, expected: Sequence[str]) -> list[str]:
    """The expected key prefixes without an incident."""
    keys = list(conn.scalars(select(t.incidents.c.key)))
    return [begin for begin in expected if not any(key.startswith(begin) for key in keys)]
