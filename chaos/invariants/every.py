"""All checks, in the order of the report."""

from chaos.invariants import confirmed, events, files, letters, pages, registers
from chaos.invariants.evidence import Check, Checked, Evidence

CHECKS: tuple[Check, ...] = (
    letters.nothing_is_due,
    letters.the_silent_are_named,
    letters.each_letter_once,
    letters.nothing_is_held_up,
    letters.each_addressee_has_a_delivery,
    registers.registers_run_on,
    events.events_are_legal,
    events.states_agree_with_receipts,
    files.files_are_there,
    confirmed.receipts_are_kept,
    pages.presses_are_kept,
    pages.each_receipt_has_its_step,
    confirmed.numbers_are_kept,
    confirmed.deadlines_are_kept,
    confirmed.nobody_done_is_named,
    confirmed.dead_messages_are_incidents,
)


def check(evidence: Evidence) -> list[Checked]:
    """Run all checks."""
    return [look(evidence) for look in CHECKS]
