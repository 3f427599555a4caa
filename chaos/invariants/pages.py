"""The answers of the offices' pages: every answered press stands in the database, once."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlalchemy import case, func, select

from chaos.clerks import BEFORE, POSITION, TAKEN
from chaos.invariants.evidence import Checked, Evidence
from web.office.people import actor
from workflow.store import tables as t

_BACK = {"undo_acknowledge": "receive", "undo_report": "report", "return": "report"}
"""The steps after which a deed may be repeated."""
_STEPS = {"receive": ("acknowledge", "acknowledge_done", "acknowledge_returned"), "report": ("report",)}


def presses_are_kept(evidence: Evidence) -> Checked:
    """Every press answered with success stands in the database, once unless undone."""
    numbers, steps, offices = _receipts(evidence), _steps(evidence), _acknowledged(evidence)
    broken: list[str] = []
    for line in evidence.record.lines("press", "answer"):
        clerk, deed, said = line["clerk"], _deed(line["deed"]), line.get("said", "")
        made = steps.made[clerk, deed]
        if said in TAKEN and not made:
            broken.append(f"{clerk} was told that his '{deed}' is taken, and there is no event of it")
        if (clerk, deed) in steps.twice:
            broken.append(f"{clerk} has done '{deed}' twice, and nobody took it back in between")
        if deed == "receive" and len(numbers[clerk]) != made:
            broken.append(f"{clerk} stands in {len(numbers[clerk])} receipts and has received {made} times")
        if said in (*TAKEN, *BEFORE) and deed == "receive" and (line["circular"], line["unit"]) not in offices:
            broken.append(f"{line['unit']} was told that it has received {line['circular']}, and has no receipt")
    shown = list(evidence.record.lines("shown"))
    broken += [
        f"{line['unit']} was shown receive number {line['number']} for {line['circular']}, which is lost"
        for line in shown
        if line["number"] not in offices.get((line["circular"], line["unit"]), set())
    ]
    count = sum(line["said"] in (*TAKEN, *BEFORE) for line in evidence.record.lines("answer"))
    return Checked("what the pages answered is kept, once", "answers", count, list(dict.fromkeys(broken)))


def each_receipt_has_its_step(evidence: Evidence) -> Checked:
    """Every task has as many receipts of the circular as receiving steps, and at most one valid receipt."""
    counts = (
        select(t.letters.c.circular_id, t.receipts.c.unit_id, func.count(), func.count(t.receipts.c.voided_at))
        .join(t.letters, t.letters.c.id == t.receipts.c.letter_id)
        .where(t.letters.c.kind.in_(t.CARRIER_KINDS))
        .group_by(t.letters.c.circular_id, t.receipts.c.unit_id)
    )
    there = {(row[0], row[1]): (row[2], row[3]) for row in evidence.conn.execute(counts)}
    received = func.count(case((t.events.c.action.in_(_STEPS["receive"]), 1)))
    undone = func.count(case((t.events.c.action == "undo_acknowledge", 1)))
    of_tasks = (
        select(t.tasks.c.circular_id, t.tasks.c.unit_id, received, undone)
        .join(t.events, (t.events.c.noun == "task") & (t.events.c.subject_id == t.tasks.c.id))
        .group_by(t.tasks.c.circular_id, t.tasks.c.unit_id)
    )
    broken, count = [], 0
    for circular, unit, steps, back in evidence.conn.execute(of_tasks):
        made, voided = there.get((circular, unit), (0, 0))
        count += made
        if (made, voided) != (steps, back) or made - voided > 1:
            problem = f"{made} receipts, {voided} of them void; {steps} steps received, {back} took back"
            broken.append(f"unit {unit} under circular {circular}: {problem}")
    return Checked("each receipt has its one step", "receipts", count, broken)


def unanswered(evidence: Evidence) -> tuple[int, int, int]:
    """The numbers of presses, of presses without an answer, and of those that were taken nevertheless."""
    pressed = Counter(line["clerk"] for line in evidence.record.lines("press"))
    answers = list(evidence.record.lines("answer"))
    lost, steps = pressed - Counter(line["clerk"] for line in answers), _steps(evidence).made
    confirmed = {line["clerk"] for line in answers if line["said"] in TAKEN}
    taken = [clerk for clerk in lost if clerk not in confirmed and (steps[clerk, "receive"] or steps[clerk, "report"])]
    return pressed.total(), lost.total(), len(taken)


def _receipts(evidence: Evidence) -> dict[str, list[str]]:
    """The receive numbers by clerk."""
    numbers: dict[str, list[str]] = defaultdict(list)
    for clerk, number in evidence.conn.execute(select(t.receipts.c.received_by, t.receipts.c.number)):
        numbers[clerk].append(number)
    return numbers


@dataclass
class _Steps:
    """The number of steps by clerk and deed, and the clerks with repeated deeds not undone in between."""

    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    twice: set[tuple[str, str]] = field(default_factory=set)


def _steps(evidence: Evidence) -> _Steps:
    deeds = {action: deed for deed, actions in _STEPS.items() for action in actions}
    steps = _Steps()
    standing: dict[tuple[int, str], set[str]] = defaultdict(set)
    rows = select(t.events.c.subject_id, t.events.c.actor, t.events.c.action).where(t.events.c.noun == "task")
    for task, who, action in evidence.conn.execute(rows.order_by(t.events.c.id)):
        if action in _BACK:
            standing[task, _BACK[action]].clear()
        if action in deeds:
            clerk, deed = who.removesuffix(actor("", POSITION)), deeds[action]
            steps.made[clerk, deed] += 1
            if clerk in standing[task, deed]:
                steps.twice.add((clerk, deed))
            standing[task, deed].add(clerk)
    return steps


def _deed(pressed: str) -> str:
    return "receive" if pressed == "receive" else "report"


def _acknowledged(evidence: Evidence) -> dict[tuple[str, str], set[str]]:
    """The receive numbers of the circular's letter by office, with struck-out ones."""
    rows = (
        select(t.circulars.c.code, t.units.c.code, t.receipts.c.number)
        .join(t.letters, t.letters.c.id == t.receipts.c.letter_id)
        .join(t.circulars, t.circulars.c.id == t.letters.c.circular_id)
        .join(t.units, t.units.c.id == t.receipts.c.unit_id)
        .where(t.letters.c.kind.in_(t.CARRIER_KINDS))
    )
    by_office: dict[tuple[str, str], set[str]] = defaultdict(set)
    for circular, unit, number in evidence.conn.execute(rows):
        by_office[circular, unit].add(number)
    return by_office
