"""Events: every event is a step of the state table, and every chain is unbroken up to the present state."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, select

from chaos.invariants.evidence import Checked, Evidence
from workflow.states import NOT_YET, Noun, transition
from workflow.store import tables as t

_TABLES = {Noun.CIRCULAR: t.circulars, Noun.TASK: t.tasks, Noun.LETTER: t.letters}


def events_are_legal(evidence: Evidence) -> Checked:
    """Every event is a legal step, and the events of a row lead without a gap to its present state."""
    chains: dict[tuple[str, int], list[Row[Any]]] = defaultdict(list)
    for event in evidence.conn.execute(select(t.events).order_by(t.events.c.id)):
        chains[event.noun, event.subject_id].append(event)
    broken: list[str] = []
    for noun, table in _TABLES.items():
        columns = (table.c.id, table.c.state, *((table.c.duty,) if noun is Noun.TASK else ()))
        for row in evidence.conn.execute(select(*columns)):
            chain = chains.pop((str(noun), row.id), [])
            duty = row.duty if noun is Noun.TASK else ""
            broken += [f"{noun} {row.id}: {problem}" for problem in _problems(noun, row.state, duty, chain)]
    broken += [f"events of {noun} {subject}, which does not exist" for noun, subject in chains]
    count = len(evidence.conn.scalars(select(t.events.c.id)).all())
    return Checked("every event is a legal step, each chain unbroken", "events", count, broken)


def _problems(noun: Noun, state: str, duty: str, chain: Sequence[Row[Any]]) -> Iterator[str]:
    before = NOT_YET
    for event in chain:
        if event.from_state != before:
            yield f"event {event.id} ({event.action}) begins at '{event.from_state}', not at '{before}'"
        try:
            step = transition(noun, event.action)
        except KeyError:
            yield f"event {event.id}: there is no step '{event.action}'"
        else:
            legal = event.from_state in step.sources and event.to_state == step.target and step.duty in ("", duty)
            if not legal:
                yield f"event {event.id}: {event.action} from '{event.from_state}' to '{event.to_state}' is not allowed"
        before = event.to_state
    if before != state:
        yield f"its events end at '{before}', but it is '{state}'"


def states_agree_with_receipts(evidence: Evidence) -> Checked:
    """The offices with a valid receipt are exactly those that have received the circular."""
    brought = (t.letters.c.id == t.receipts.c.letter_id) & (t.letters.c.kind.in_(t.CARRIER_KINDS))
    standing = select(t.letters.c.circular_id, t.receipts.c.unit_id).join(t.letters, brought)
    has = {tuple(row) for row in evidence.conn.execute(standing.where(t.receipts.c.voided_at.is_(None)))}
    columns = (t.tasks.c.id, t.tasks.c.circular_id, t.tasks.c.unit_id, t.tasks.c.state, t.tasks.c.above_id)
    broken, count = [], 0
    for row in evidence.conn.execute(select(*columns)):
        count += 1
        received = (row.circular_id, row.unit_id) in has
        if received and row.state in ("waiting", "sent"):
            broken.append(f"task {row.id} is '{row.state}' in spite of its receipt")
        # The issuer, which has no level above, receives nothing.
        if not received and row.state in ("received", "passed_on") and row.above_id is not None:
            broken.append(f"task {row.id} is '{row.state}' without a receipt")
    return Checked("states agree with receipts", "tasks", count, broken)
