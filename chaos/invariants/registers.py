"""Registers: numbers without gaps, all used."""

from sqlalchemy import exists, select

from chaos.invariants.evidence import Checked, Evidence
from workflow.store import tables as t


def registers_run_on(evidence: Evidence) -> Checked:
    """Every register runs from 1 to its last number, and every number belongs to one letter or receipt."""
    broken, count = [], 0
    for register in evidence.conn.execute(select(t.registers).order_by(t.registers.c.id)):
        mine = select(t.register_entries.c.number).where(t.register_entries.c.register_id == register.id)
        numbers = list(evidence.conn.scalars(mine.order_by(t.register_entries.c.number)))
        count += len(numbers)
        due = range(1, register.last_number + 1)
        if numbers != [*due]:
            missing, twice = {*due} - {*numbers}, {number for number in numbers if numbers.count(number) > 1}
            name = f"{register.kind} of {register.code}, {register.year}, last {register.last_number}"
            broken.append(f"{name}: missing {sorted(missing)}, repeated {sorted(twice)}")
    used = (exists().where(table.c.entry_id == t.register_entries.c.id) for table in (t.letters, t.receipts))
    unused = select(t.register_entries.c.reference).where(*(~use for use in used))
    broken += [f"the number {reference} was given to nothing" for reference in evidence.conn.scalars(unused)]
    return Checked("registers run without gap or repeat", "numbers", count, broken)
