"""Every rule sees its fault, and no rule sees a fault that is not there."""

import pytest

from tests.support.lint_faults import FAULTS, Fault
from tests.support.lint_page_faults import PAGE_FAULTS
from workflow.lint import RULES, lint

EVERY = (*FAULTS, *PAGE_FAULTS)


@pytest.mark.parametrize("fault", EVERY, ids=str)
def test_a_fault_is_seen_by_its_rule_and_by_no_other(fault: Fault) -> None:
    findings = lint(fault.made())
    assert {finding.rule for finding in findings} == {fault.rule}, "\n".join(map(str, findings))


def test_every_rule_that_needs_only_the_file_has_a_fault_here() -> None:
    assert {fault.rule for fault in EVERY} == {rule.id for rule in RULES if not rule.needs} - {"L00-form"}
