"""Every rule that is asked of a covering letter is explained in Thai on the page that shows it."""

from web.text.lint_messages import SAID, advices
from workflow.lint import RULES, Finding, Form, Severity

NEVER_TOLD = {"L18-after", "L18-weekday", "L19-due"}
"""Asked of receipts, which a letter that is being prepared has none of."""


def test_each_rule_of_an_external_letter_has_its_words_and_no_other_has() -> None:
    asked = {rule.id for rule in RULES if Form.EXTERNAL in rule.forms} - NEVER_TOLD
    assert set(SAID) == asked


def test_no_word_of_it_is_english() -> None:
    for said in SAID.values():
        plain = said.replace("TH SarabunIT๙", "").replace("TH Sarabun", "").replace("A4", "")
        assert not [char for char in plain if char.isascii() and char.isalpha()], said


def finding(rule: str, severity: Severity, text: str = "") -> Finding:
    return Finding(rule, severity, "body", text, "problem", "", "", "A")


def test_what_stops_the_letter_comes_first_and_nothing_is_said_twice() -> None:
    found = [
        finding("M06-place", Severity.WARNING),
        finding("L20-spelling", Severity.ERROR, "องค์กรบริหารส่วน"),
        finding("L20-spelling", Severity.ERROR, "องค์กรบริหารส่วน"),
    ]
    said = advices(found)
    assert [(one.stops, one.quoted) for one in said] == [(True, "องค์กรบริหารส่วน"), (False, "")]
