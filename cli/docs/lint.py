"""The rules as Markdown, so that the document cannot differ from the table."""

from collections.abc import Sequence

from workflow.lint.findings import Form
from workflow.lint.rules.all import RULES, Rule

NUMBERS: tuple[str, ...] = (*(f"L{n:02}" for n in range(1, 21)), *(f"M{n:02}" for n in range(1, 26)))
"""The rules (L) and mistakes (M) of the saraban notes."""

NOTES = {
    "L14": "How many pages a letter has shows only when it is rendered: the context tells it.",
    "L19": "When a receipt is due depends on working days: the context tells it.",
    "M07": "Widths are estimated without the font, so places are warnings and tolerate a centimetre or so.",
    "M12": "A place inside a text box or a frame cannot be told.",
    "M16": "That a number was filled in at draft time or used again shows only against the register.",
    "M17": "Seen only by comparing copies (L09): one file cannot show what others say.",
    "M18": "That an older letter is cited, or more of them, than there is need for cannot be seen.",
    "M21": "That ปฏิบัติราชการแทน is used for a vacant post cannot be seen: the file does not know who holds the post.",
    "M22": "A space between two syllables looks like any other; only one that tears a vowel or mark off is seen.",
    "M23": "Not checked: a clause rightly or wrongly quoted looks the same.",
    "M24": "That a unit has already reported is not in the file; Wian makes its lists from what has been reported.",
    "M25": "That the picture is an office's logo instead of the emblem cannot be seen.",
}
"""Faults that a program cannot see, or only with help."""

_HEAD = """# The linter

Made from `workflow/lint/rules/all.py` by `make docs`; a test keeps the two equal. Do not edit by hand.

`wian lint FILE.docx…` checks any Thai official letter, Wian's own or one typed by hand: parts are found by their
labels and words, not by styles. The form (external, stamped, memo) is found out, or given with `--form`. A report, an
announcement or another document is only checked for its type and words; for an unknown one a warning says so.

An **error** breaks a rule that the regulation, an official office, a secondary source or a real letter shows
(certainty A, B, SEED). What is general knowledge (GK) is a **warning**, to be confirmed by a saraban officer. Exit
code 0: clean or warnings only; 1: errors; 2: wrong usage or not a Word file.

The marks: A is the regulation's own wording (ข้อ) or an official office, B a secondary source, SEED 1 to 6 one of six
real letters, GK general knowledge. § is a place in the authors' saraban notes (called saraban.md in the code), from
which the rules have their numbers; the notes themselves are not part of the repository.

Rules with C ask Wian's own letters before they are issued whether each statement agrees with the data: counts with the
list, days with the deadline told, cited numbers with the letters there are. They need facts that a file does not have.

A page or section break ends the letter; what follows is an enclosure, checked for its font and words only.
"""


def document() -> str:
    """The whole of `docs/lint.md`."""
    return "\n".join((_HEAD, _rules(), _coverage()))


def rules_for(number: str) -> list[Rule]:
    """The rules that cover a number of the notes."""
    return [rule for rule in RULES if rule.id.startswith(f"{number}-") or number in rule.also]


def seen(number: str) -> str:
    """The source in which a rule or mistake of the notes is seen: the file, the context, or none."""
    needs = [bool(rule.needs) for rule in rules_for(number)]
    if not needs:
        return "not seen"
    return "file and context" if {True, False} == set(needs) else "context" if needs[0] else "file"


def _rules() -> str:
    rows = [
        (f"`{r.id}`", r.severity, r.asks, _forms(r.forms), r.clause, r.certainty, ", ".join(f"`{n}`" for n in r.needs))
        for r in RULES
    ]
    heads = ("rule", "severity", "asks for", "forms", "rests on", "certainty", "needs from the context")
    return f"## Rules\n\n{_table(heads, rows)}\n"


def _coverage() -> str:
    rows = [
        (number, seen(number), ", ".join(f"`{rule.id}`" for rule in rules_for(number)), NOTES.get(number, ""))
        for number in NUMBERS
    ]
    table = _table(("notes", "seen from", "rules", "what cannot be seen"), rows)
    return (
        "## Rules (L) and mistakes (M) of the saraban notes\n\n"
        "`file`: from the file alone. `context`: only where Wian tells what it knows (`LetterContext`).\n\n"
        f"{table}\n"
    )


def _forms(forms: Sequence[Form]) -> str:
    return "all" if len(forms) == len(Form) else ", ".join(forms)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    print(document(), end="")
