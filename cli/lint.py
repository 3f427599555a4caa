"""`wian lint`: check Word files against the rules for official letters."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from workflow.lint import Finding, Form

_UNREADABLE = 2


def lint(
    files: Annotated[list[Path], typer.Argument(help="Word files (.docx).", metavar="FILE...")],
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="How to print.")] = "text",
    form: Annotated[
        Literal["external", "stamped", "memo"] | None,
        typer.Option(help="The form of the letters. Default: found out for each.", show_default=False),
    ] = None,
) -> None:
    """Check official letters, also those typed by hand: exit code 0 without errors, 1 with, 2 for no Word file."""
    from workflow.lint import Form, LetterContext, NotWordError, Severity, check

    context = LetterContext(form=Form(form) if form else None)
    checked: list[tuple[Path, Form | None, list[Finding]]] = []
    unreadable = False
    for file in files:
        try:
            checked.append((file, *check(file.read_bytes(), context)))
        except NotWordError as error:
            unreadable = True
            print(f"{file}: {error}", file=sys.stderr)
        except OSError as error:
            unreadable = True
            print(f"{file}: {error.strerror}", file=sys.stderr)
    print(_as_json(checked) if format_ == "json" else _as_text(checked))
    errors = any(finding.severity is Severity.ERROR for _, _, findings in checked for finding in findings)
    raise typer.Exit(_UNREADABLE if unreadable else int(errors))


def _as_text(checked: list[tuple[Path, Form | None, list[Finding]]]) -> str:
    lines = []
    for file, form, findings in checked:
        lines += [f"{file}: {finding}" for finding in findings]
        if not findings:
            lines.append(f"{file}: clean ({form})")
    return "\n".join(lines)


def _as_json(checked: list[tuple[Path, Form | None, list[Finding]]]) -> str:
    records = [
        {"file": str(file), "form": form, "findings": [finding.record() for finding in findings]}
        for file, form, findings in checked
    ]
    return json.dumps(records, ensure_ascii=False, indent=2)
