"""Every statement of a letter is one that its data support: a true letter is clean, one lie is found by its rule."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.sample_letters import rendered
from workflow.letters.samples import common
from workflow.letters.samples.lagging_list import Facts
from workflow.lint import LetterContext, SupportedStatements, lint
from workflow.thai.dates import thai_date, thai_date_weekday
from workflow.thai.digits import thai_digits

TOLD, NEW = date(2020, 8, 31), date(2020, 10, 16)
TRUE = SupportedStatements(
    count=12,
    missing=5,
    incorrect=7,
    total=84,
    passed=True,
    days_late=32,
    deadlines=frozenset({TOLD, NEW}),
    numbers=frozenset({"พร ๐๐๒๓.๑/ว ๒๖๓๙"}),
)
RULES = {
    *("C01-counts", "C02-many", "C03-days", "C04-passed", "C05-deadline", "C06-cited", "C07-everybody", "C08-urgency")
}


def rules(template: str, supported: SupportedStatements, **facts: object) -> list[str]:
    """The content rules that a sample letter with these facts breaks."""
    found = lint(rendered(template, **facts), LetterContext(supported=supported))
    return [finding.rule for finding in found if finding.rule in RULES]


def both(**facts: object) -> Facts:
    return {"matter": "both", "lagging": common.BOTH, **facts}


def test_a_letter_that_says_what_its_data_support_is_clean() -> None:
    assert rules("followup", TRUE, **both()) == []


@pytest.mark.parametrize(
    ("rule", "lie"),
    [
        ("C01-counts", {"count": 13}),
        ("C01-counts", {"missing": 6}),
        ("C01-counts", {"incorrect": 8}),
        ("C01-counts", {"total": 85}),
        ("C04-passed", {"passed": False}),
        ("C05-deadline", {"deadlines": frozenset({TOLD})}),
        ("C06-cited", {"numbers": frozenset({"พร ๐๐๒๓.๑/ว ๒๖๔๐"})}),
        ("C08-urgency", {"urgency": "ด่วนมาก"}),
    ],
)
def test_one_lie_is_found_by_its_rule_and_by_no_other(rule: str, lie: dict[str, object]) -> None:
    assert set(rules("followup", replace(TRUE, **lie), **both())) == {rule}  # type: ignore[arg-type]  # by name


def test_ten_are_many_and_only_at_the_share_of_the_ladder() -> None:
    many = replace(TRUE, count=52, missing=52, incorrect=0, many=True)
    assert rules("followup", many, lagging=common.MANY, matter="missing") == []
    assert rules("followup", replace(many, many=False), lagging=common.MANY, matter="missing") == ["C02-many"]


def test_all_are_all_only_if_no_other_has_to_do_it() -> None:
    every = replace(TRUE, count=6, missing=6, incorrect=0, total=6)
    facts = {"lagging": common.ALL | {"missing": "๖", "incorrect": "๐"}, "matter": "missing"}
    assert rules("followup", every, **facts) == []
    assert rules("followup", replace(every, total=7), **facts) == ["C01-counts"]


def test_days_late_are_those_from_the_deadline_told() -> None:
    late = SupportedStatements(count=1, missing=1, total=84, passed=True, days_late=21)
    facts = {"lagging": common.ONE, "matter": "missing", "list": None, "days_late": "๒๑", "passed": "told"}
    assert rules("escalation", late, **facts) == []
    assert rules("escalation", replace(late, days_late=20), **facts) == ["C03-days"]
    assert set(rules("escalation", replace(late, passed=False), **facts)) == {"C04-passed"}


def test_everybody_is_thanked_only_if_nobody_was_excused() -> None:
    assert rules("thanks", SupportedStatements(everybody=True)) == []
    assert rules("thanks", SupportedStatements()) == ["C07-everybody"]


def test_a_letter_without_data_is_not_asked_about_them() -> None:
    assert [finding.rule for finding in lint(rendered("followup")) if finding.rule in RULES] == []


@settings(max_examples=12, deadline=None)
@given(
    missing=st.integers(1, 40), incorrect=st.integers(1, 40), rest=st.integers(1, 20), error=st.sampled_from([-1, 1])
)
def test_a_count_altered_by_one_is_always_found(missing: int, incorrect: int, rest: int, error: int) -> None:
    numbers = {"count": missing + incorrect, "missing": missing, "incorrect": incorrect}
    numbers["total"] = numbers["count"] + rest
    supported = replace(TRUE, **numbers)  # type: ignore[arg-type]  # by name
    lagging = {**common.BOTH, **{name: thai_digits(number) for name, number in numbers.items()}}
    assert rules("followup", supported, **both(lagging=lagging)) == []
    wrong = thai_digits(numbers["count"] + error)
    assert "C01-counts" in rules("followup", supported, **both(lagging=lagging | {"count": wrong}))


@pytest.mark.parametrize(("template", "day"), list(product(["followup", "final-followup"], [TOLD, NEW])))
def test_any_deadline_that_is_neither_told_nor_set_is_found(template: str, day: date) -> None:
    other = date(2021, 1, 4)
    facts: Facts = {"deadline": thai_date_weekday(other), "deadline_plain": f"วันที่ {thai_date(other)}", "moved": True}
    known = replace(TRUE, deadlines=frozenset({TOLD, NEW, date(2020, 10, 30), day}), count=0)
    assert rules(template, known, list=None, **facts) == ["C05-deadline"]
