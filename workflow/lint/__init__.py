"""The linter: any Thai official letter, Wian's own or one typed by hand, against the rules of the saraban notes."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from workflow.docx.parts import NotWordError
from workflow.lint.anatomy.letter import take_apart
from workflow.lint.findings import (
    CitedLetter,
    Finding,
    Form,
    LetterContext,
    Receipt,
    Seen,
    Severity,
    SupportedStatements,
)
from workflow.lint.rules.all import RULES, Rule
from workflow.lint.word.read import read

__all__ = [
    "RULES",
    "CitedLetter",
    "Finding",
    "Form",
    "LetterContext",
    "NotWordError",
    "Receipt",
    "Severity",
    "SupportedStatements",
    "check",
    "errors",
    "lint",
]

_NOTHING = LetterContext()
_NEEDS = sorted({need for rule in RULES for need in rule.needs})


def lint(docx: bytes, context: LetterContext | None = None) -> list[Finding]:
    """The findings about a letter, in rule order. Raises NotWordError for bytes that are not a .docx.

    A rule that needs facts runs only if the context has them.
    """
    return check(docx, context)[1]


def check(docx: bytes, context: LetterContext | None = None) -> tuple[Form | None, list[Finding]]:
    """The letter's form (None: unknown) and the findings about it."""
    return _checked(docx, context or _NOTHING, tuple(Severity))


def errors(docx: bytes, context: LetterContext) -> list[Finding]:
    """The findings of severity error; warning rules do not run."""
    return _checked(docx, context, (Severity.ERROR,))[1]


def _checked(docx: bytes, context: LetterContext, severities: Sequence[Severity]) -> tuple[Form | None, list[Finding]]:
    letter = take_apart(read(docx), context.form)
    facts = frozenset([need for need in _NEEDS if getattr(context, need) is not None])
    findings: list[Finding] = []
    for rule in _rules(letter.form or Form.OTHER, facts, tuple(severities)):
        if seen := [*rule.check(letter, context)]:
            findings += _found(rule, seen)
    return letter.form, findings


@lru_cache(64)
def _rules(form: Form, facts: frozenset[str], severities: Sequence[Severity]) -> Sequence[Rule]:
    """The rules of these severities for letters of a form whose context has these facts."""
    return [
        rule for rule in RULES if form in rule.forms and rule.severity in severities and facts.issuperset(rule.needs)
    ]


def _found(rule: Rule, seen: Iterable[Seen]) -> Sequence[Finding]:
    """The findings of a rule; equal findings at several places become one, with their number."""
    places: dict[tuple[str, str], list[Seen]] = {}
    for each in seen:
        places.setdefault((each.problem, each.expected), []).append(each)
    return [
        Finding(
            rule.id, rule.severity, first.place, first.text, problem, expected, rule.clause, rule.certainty, len(others)
        )
        for (problem, expected), (first, *others) in places.items()
    ]
