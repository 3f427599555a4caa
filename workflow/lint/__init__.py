"""The linter: any Thai official letter, Wian's own or one typed by hand, against the rules of the saraban notes."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from workflow.lint.document import read
from workflow.lint.finding import (
    CitedLetter,
    Finding,
    Form,
    LetterContext,
    Receipt,
    Seen,
    Severity,
)
from workflow.lint.letter import take_apart
from workflow.lint.package import NotWordError
from workflow.lint.table import RULES, Rule

__all__ = [
    "RULES",
    "CitedLetter",
    "Finding",
    "Form",
    "LetterContext",
    "NotWordError",
    "Receipt",
    "Severity",
    "check",
    "errors",
    "form_of",
    "lint",
]

_NOTHING = LetterContext()
_NEEDS = sorted({need for rule in RULES for need in rule.needs})


def lint(docx: bytes, context: LetterContext | None = None) -> list[Finding]:
    """What is wrong with a letter, in the order of the rules. Raises NotWordError for bytes that are no .docx.

    A rule that needs facts is asked only if the context gives them.
    """
    return check(docx, context)[1]


def errors(docx: bytes, context: LetterContext | None = None) -> list[Finding]:
    """The errors alone of what `lint` finds; rules that only warn are not asked."""
    return _checked(docx, context or _NOTHING, (Severity.ERROR,))[1]


def check(docx: bytes, context: LetterContext | None = None) -> tuple[Form | None, list[Finding]]:
    """The letter's form (None: it is none of those known) and what is wrong with it."""
    return _checked(docx, context or _NOTHING, tuple(Severity))


def _checked(docx: bytes, given: LetterContext, severities: Sequence[Severity]) -> tuple[Form | None, list[Finding]]:
    letter = take_apart(read(docx), given.form)
    told = frozenset([need for need in _NEEDS if getattr(given, need) is not None])
    asked = _asked(letter.form or Form.OTHER, told, severities)
    broken = [(rule, seen) for rule in asked if (seen := [*rule.check(letter, given)])]
    return letter.form, [finding for rule, seen in broken for finding in _found(rule, seen)]


def form_of(docx: bytes) -> Form | None:
    """The form of a letter as its parts show it."""
    return take_apart(read(docx)).form


@lru_cache(64)
def _asked(form: Form, told: frozenset[str], severities: Sequence[Severity]) -> Sequence[Rule]:
    """The rules of these severities for letters of this form that need nothing but what is told."""
    fit = [rule for rule in RULES if form in rule.forms and rule.severity in severities]
    return [rule for rule in fit if told.issuperset(rule.needs)]


def _found(rule: Rule, seen: Iterable[Seen]) -> Sequence[Finding]:
    """The findings of a rule; the same thing said of several places is said once, with their number."""
    places: dict[tuple[str, str], list[Seen]] = {}
    for each in seen:
        places.setdefault((each.problem, each.expected), []).append(each)
    return [
        Finding(
            rule.id, rule.severity, first.place, first.text, problem, expected, rule.clause, rule.certainty, len(others)
        )
        for (problem, expected), (first, *others) in places.items()
    ]
