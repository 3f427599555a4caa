"""What the offices' pages answered: every press of a button that was answered is there, and none is there twice."""

from collections import Counter, defaultdict

from sqlalchemy import case, func, select

from chaos.clerks import BEFORE, POSITION, TAKEN
from chaos.invariants.evidence import Checked, Evidence
from web.people import actor
from workflow.store.paper import letters, receipts
from workflow.store.tables import circulars, events, tasks, units

_STEPS = {"receive": ("acknowledge", "acknowledge_done", "acknowledge_returned"), "report": ("report",)}


def presses_are_kept(seen: Evidence) -> Checked:
    """What was answered with success stands in the database, once; what was not answered, once at most."""
    numbers, steps, offices = _receipts(seen), _steps(seen), _acknowledged(seen)
    broken: list[str] = []
    for line in seen.record.lines("press", "answer"):
        clerk, deed = line["clerk"], "receive" if line["deed"] == "receive" else "report"
        found = {"event": steps[clerk, deed], **({"receipt": len(numbers[clerk])} if deed == "receive" else {})}
        said = line.get("said", "")
        taken = said in TAKEN
        broken += [
            f"{clerk}: {count} {what}s of '{deed}', which was {'answered' if taken else 'pressed'}"
            for what, count in found.items()
            if count > 1 or (taken and not count)
        ]
        if said in (*TAKEN, *BEFORE) and deed == "receive" and (line["circular"], line["unit"]) not in offices:
            broken.append(f"{line['unit']} was told that it has received {line['circular']}, and has no receipt")
    shown = list(seen.record.lines("shown"))
    broken += [
        f"{line['unit']} was shown receive number {line['number']} for {line['circular']}, which is lost"
        for line in shown
        if line["number"] not in offices.get((line["circular"], line["unit"]), set())
    ]
    count = sum(line["said"] in (*TAKEN, *BEFORE) for line in seen.record.lines("answer"))
    return Checked("what the pages answered is kept, once", "answers", count, broken)


def each_receipt_has_its_step(seen: Evidence) -> Checked:
    """Every task has as many receipts of the circular as steps that received it, and one standing at most."""
    given = (
        select(letters.c.circular_id, receipts.c.unit_id, func.count(), func.count(receipts.c.voided_at))
        .join(letters, letters.c.id == receipts.c.letter_id)
        .where(letters.c.stage_rank == 0)
        .group_by(letters.c.circular_id, receipts.c.unit_id)
    )
    there = {(row[0], row[1]): (row[2], row[3]) for row in seen.conn.execute(given)}
    received = func.count(case((events.c.action.in_(_STEPS["receive"]), 1)))
    undone = func.count(case((events.c.action == "undo_acknowledge", 1)))
    of_tasks = (
        select(tasks.c.circular_id, tasks.c.unit_id, received, undone)
        .join(events, (events.c.noun == "task") & (events.c.subject_id == tasks.c.id))
        .group_by(tasks.c.circular_id, tasks.c.unit_id)
    )
    broken, count = [], 0
    for circular, unit, steps, back in seen.conn.execute(of_tasks):
        made, voided = there.get((circular, unit), (0, 0))
        count += made
        if (made, voided) != (steps, back) or made - voided > 1:
            problem = f"{made} receipts, {voided} of them void; {steps} steps received, {back} took back"
            broken.append(f"unit {unit} under circular {circular}: {problem}")
    return Checked("each receipt has its one step", "receipts", count, broken)


def unanswered(seen: Evidence) -> tuple[int, int, int]:
    """Presses; those whose answer never came; and those of them that had been taken all the same."""
    pressed = Counter(line["clerk"] for line in seen.record.lines("press"))
    answers = list(seen.record.lines("answer"))
    lost, steps = pressed - Counter(line["clerk"] for line in answers), _steps(seen)
    told = {line["clerk"] for line in answers if line["said"] in TAKEN}
    taken = [clerk for clerk in lost if clerk not in told and (steps[clerk, "receive"] or steps[clerk, "report"])]
    return pressed.total(), lost.total(), len(taken)


def _receipts(seen: Evidence) -> dict[str, list[str]]:
    """The numbers of the receipts that bear a clerk's name."""
    found: dict[str, list[str]] = defaultdict(list)
    for clerk, number in seen.conn.execute(select(receipts.c.received_by, receipts.c.number)):
        found[clerk].append(number)
    return found


def _steps(seen: Evidence) -> Counter[tuple[str, str]]:
    """How often a clerk's name stands in an event of each deed."""
    by_action = select(events.c.actor, events.c.action, func.count()).group_by(events.c.actor, events.c.action)
    deeds = {action: deed for deed, actions in _STEPS.items() for action in actions}
    found: Counter[tuple[str, str]] = Counter()
    for who, action, count in seen.conn.execute(by_action):
        if action in deeds:
            found[who.removesuffix(actor("", POSITION)), deeds[action]] += count
    return found


def _acknowledged(seen: Evidence) -> dict[tuple[str, str], set[str]]:
    """The receive numbers of a circular's own letter at each office, those struck out among them."""
    rows = (
        select(circulars.c.code, units.c.code, receipts.c.number)
        .join(letters, letters.c.id == receipts.c.letter_id)
        .join(circulars, circulars.c.id == letters.c.circular_id)
        .join(units, units.c.id == receipts.c.unit_id)
        .where(letters.c.stage_rank == 0)
    )
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for circular, unit, number in seen.conn.execute(rows):
        found[circular, unit].add(number)
    return found
