"""Letters: none missing, none double, none stopped by an incident."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Text, cast, exists, func, literal, select

from chaos.invariants.evidence import Checked, Evidence
from workflow import incidents
from workflow.cascade import close
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.followup import due as due_letters
from workflow.localtime import local_date
from workflow.store import tables as t

_SILENT = ("plan", "address", "send", "acknowledge", "undo_acknowledge")
"""The steps of an office that has done nothing."""


def nothing_is_due(evidence: Evidence) -> Checked:
    """No letter is missing: a sweep would make no letter and close no circular."""
    due = due_letters.due(evidence.conn, evidence.now, evidence.calendar)
    broken = [f"{item.circular.code}: '{item.ranked.stage.id}' of unit {item.sender_id} is due" for item in due]
    broken += [f"circular {circular_id} could be closed" for circular_id in close.finished_circulars(evidence.conn)]
    count = len(circulars.open_ones(evidence.conn))
    return Checked("everything that is due has been made", "open circulars", count, broken)


def the_silent_are_named(evidence: Evidence) -> Checked:
    """No letter is missing, checked without the sweep's own query.

    A letter of the province names every office that has done nothing by the days of the province's first follow-up.
    """
    silent = [row for circular in circulars.open_ones(evidence.conn) for row in _late_and_silent(evidence, circular)]
    broken = [
        f"{code}: {unit} is late since {deadline} and named nowhere"
        for code, unit, deadline, is_named in silent
        if not is_named
    ]
    return Checked("who has done nothing is named", "late and silent offices", len(silent), broken)


def _late_and_silent(evidence: Evidence, circular: Circular) -> Iterator[tuple[str, str, object, bool]]:
    first = next(
        ranked
        for ranked in circular.ladder.ranked_stages()
        if ranked.stage.sender == "province" and not ranked.stage.follows and ranked.stage.when.before is None
    )
    of_province = t.letters.c.circular_id == circular.id, t.letters.c.sender_id == t.tasks.c.province_id
    written = exists().where(*of_province, t.letters.c.kind.in_(t.CARRIER_KINDS), t.letters.c.state == "issued")
    naming = t.letter_tasks.c.letter_id == t.letters.c.id, t.letter_tasks.c.task_id == t.tasks.c.id
    named = exists().where(
        *of_province, *naming, t.letters.c.stage_rank >= first.rank, t.letters.c.state != "discarded"
    )
    done_something = exists().where(
        t.events.c.noun == "task", t.events.c.subject_id == t.tasks.c.id, t.events.c.action.not_in(_SILENT)
    )
    mine = t.tasks.c.circular_id == circular.id, t.tasks.c.duty == "do", t.tasks.c.outcome == "missing"
    rows = select(t.units.c.code, t.tasks.c.deadline, named).join(t.units, t.units.c.id == t.tasks.c.unit_id)
    for code, deadline, is_named in evidence.conn.execute(rows.where(*mine, written, ~done_something)):
        if first.stage.when.count_from(deadline, evidence.calendar).date <= local_date(evidence.now):
            yield circular.code, code, deadline, is_named


def each_letter_once(evidence: Evidence) -> Checked:
    """No letter is double: no key, no number, and no office in two letters of a stage."""
    key = [t.letter_keys.c[name] for name in ("circular_id", "sender_id", "stage", "about", "deadline_version")]
    made = select(*key, func.count()).group_by(*key).having(func.count() > 1)
    broken = [f"letter of {tuple(row[:-1])}: {row[-1]} times" for row in evidence.conn.execute(made)]
    # Two registers of an office may have the same number, because the series of stamped letters also begins at 1.
    printed = (t.register_entries.c.register_id, t.letters.c.number)
    doubled = select(*printed, func.count()).join(t.letters, t.letters.c.entry_id == t.register_entries.c.id)
    doubled = doubled.group_by(*printed).having(func.count() > 1)
    broken += [f"number {row[1]} of register {row[0]}: {row[2]} letters" for row in evidence.conn.execute(doubled)]
    named = (t.letter_tasks.c.task_id, t.letters.c.sender_id, t.letters.c.stage)
    joined = (
        t.letters.c.id == t.letter_tasks.c.letter_id,
        t.letters.c.state == "issued",
        t.letters.c.kind == "follow_up",
    )
    twice = select(*named, func.count()).where(*joined).group_by(*named).having(func.count() > 1)
    broken += [
        f"task {row[0]} named {row[3]} times by '{row[2]}' of unit {row[1]}" for row in evidence.conn.execute(twice)
    ]
    count = evidence.conn.scalar(select(func.count()).select_from(t.letters)) or 0
    return Checked("each letter is there once", "letters", count, broken)


def nothing_is_held_up(evidence: Evidence) -> Checked:
    """No open incident is about an existing letter or a closed circular, because those resolve by themselves.

    Incidents about letters no longer due (a reminder after the deadline) wait for a person.
    """
    key = literal("letter/") + t.circulars.c.code + "/" + cast(t.letters.c.sender_id, Text) + "/" + t.letters.c.stage
    made = select(key + "/" + cast(t.letters.c.deadline_version, Text)).join(
        t.circulars, t.circulars.c.id == t.letters.c.circular_id
    )
    closed = select(literal("close/") + cast(t.circulars.c.id, Text)).where(t.circulars.c.state == "closed")
    over = {*evidence.conn.scalars(made), *evidence.conn.scalars(closed)}
    standing = [str(row.key) for row in incidents.open_incidents(evidence.conn)]
    return Checked(
        "no incident stands about what is made",
        "standing incidents",
        len(standing),
        [key for key in standing if key in over],
    )


def each_addressee_has_a_delivery(evidence: Evidence) -> Checked:
    """Every issued letter has one delivery per addressee, and other letters have none."""
    issued = select(t.letter_addressees.c.letter_id, t.letter_addressees.c.unit_id).join(
        t.letters, t.letters.c.id == t.letter_addressees.c.letter_id
    )
    due = Counter(map(tuple, evidence.conn.execute(issued.where(t.letters.c.state == "issued"))))
    there = Counter(map(tuple, evidence.conn.execute(select(t.deliveries.c.letter_id, t.deliveries.c.unit_id))))
    broken = [f"letter {letter} to unit {unit} has no delivery" for letter, unit in due - there]
    broken += [f"letter {letter} to unit {unit} has a delivery too many" for letter, unit in there - due]
    return Checked("each addressee has one delivery", "deliveries", there.total(), broken)
