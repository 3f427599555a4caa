"""The linter: any Thai official letter, Wian's own or one typed by hand, against the rules of the saraban notes."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from workflow.lint.anatomy.letter import Letter, take_apart
from workflow.lint.findings import CitedLetter, Finding, Form, LetterContext, Receipt, Seen, Severity
from workflow.lint.rules.all import RULES, Rule
from workflow.lint.word.document import read
from workflow.lint.word.package import NotWordError

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
    "errors_of_all",
    "lint",
]

_NOTHING = LetterContext()
_NEEDS = sorted({need for rule in RULES for need in rule.needs})


def lint(docx: bytes, context: LetterContext | None = None) -> list[Finding]:
    """What is wrong with a letter, in the order of the rules. Raises NotWordError for bytes that are no .docx.

    A rule that needs facts is asked only if the context gives them.
    """
    return check(docx, context)[1]


def check(docx: bytes, context: LetterContext | None = None) -> tuple[Form | None, list[Finding]]:
    """The letter's form (None: it is none of those known) and what is wrong with it."""
    return _checked([(docx, context or _NOTHING)], tuple(Severity))[0]


def errors_of_all(letters: Sequence[tuple[bytes, LetterContext]]) -> list[list[Finding]]:
    """The errors alone of what `lint` finds in each of these letters; rules that only warn are not asked.

    Raises NotWordError if any is no .docx. That each thing is done with all letters before the next one is done takes
    about a sixth less time than to have done with each letter.
    """
    return [found for _, found in _checked(letters, (Severity.ERROR,))]


def _checked(
    letters: Sequence[tuple[bytes, LetterContext]], severities: Sequence[Severity]
) -> list[tuple[Form | None, list[Finding]]]:
    documents = [read(docx) for docx, _ in letters]
    told = [context for _, context in letters]
    apart = [take_apart(document, context.form) for document, context in zip(documents, told, strict=True)]
    found: list[list[Finding]] = [[] for _ in letters]
    for rule, numbers in _asked_of(apart, told, severities):
        for number in numbers:
            if seen := [*rule.check(apart[number], told[number])]:
                found[number] += _found(rule, seen)
    return [(letter.form, findings) for letter, findings in zip(apart, found, strict=True)]


def _asked_of(
    letters: Sequence[Letter], told: Sequence[LetterContext], severities: Sequence[Severity]
) -> Iterator[tuple[Rule, Sequence[int]]]:
    """Every rule with the numbers of the letters it is asked of."""
    alike: dict[tuple[Form, frozenset[str]], list[int]] = {}
    for number, (letter, context) in enumerate(zip(letters, told, strict=True)):
        given = frozenset([need for need in _NEEDS if getattr(context, need) is not None])
        alike.setdefault((letter.form or Form.OTHER, given), []).append(number)
    for (form, given), numbers in alike.items():
        yield from ((rule, numbers) for rule in _asked(form, given, severities))


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
