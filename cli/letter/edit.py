"""`wian letter edit`: a draft in an officer's own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import At, By, Letter, act, console, day, services
from workflow.errors import WianError

if TYPE_CHECKING:
    from workflow.act import Act
    from workflow.letters.draft import LetterDraft

Number = Annotated[
    int, typer.Option("--paragraph", help="The paragraph to replace, from 1.", show_default=False, min=0)
]
Text = Annotated[str, typer.Option(help="Its new text; empty removes it.", show_default=False)]
Words = Annotated[
    Path | None, typer.Option("--file", help="All paragraphs from a text file, one a line.", show_default=False)
]
Export = Annotated[Path | None, typer.Option(help="Save the draft as a Word file to be changed.", show_default=False)]
TakeBack = Annotated[
    Path | None, typer.Option("--take-back", help="Take the text from a changed Word file.", show_default=False)
]
NewDeadline = Annotated[
    str, typer.Option(help="The new deadline that is to be approved with these words.", show_default=False)
]
Reset = Annotated[bool, typer.Option("--reset", help="Go back to the words of the template.")]


def add_to(app: typer.Typer) -> None:
    """Put this command on a command line."""
    app.command()(edit)


def edit(
    letter: Letter,
    paragraph: Number = 0,
    text: Text = "",
    file: Words = None,
    export: Export = None,
    take_back: TakeBack = None,
    reset: Reset = False,
    new_deadline: NewDeadline = "",
    at: At = "",
    by: By = "",
) -> None:
    """Read the paragraphs of a draft, or put them into your own words.

    Number, date, list, addressees and deadline stay Wian's. Figures and days of the letter keep up with its list; in
    a file they may be written as blanks such as {{ count }} (docs/templates.md has them all).
    """
    from workflow.followup import rewording

    given = [paragraph > 0, file is not None, export is not None, take_back is not None, reset]
    if sum(given) > 1:
        raise WianError("give one of --paragraph, --file, --export, --take-back, --reset")
    if text and not paragraph:
        raise WianError("--text needs the number of its paragraph (--paragraph)")
    present, new = act(at, by), day(new_deadline) if new_deadline else None
    if export is not None:
        return _save(letter, export, new, present)
    if not any(given):
        return _print(_paragraphs(letter, new, present))
    here = services()
    with here.database.write() as conn:
        if paragraph:
            rewording.reword_paragraph(conn, letter, paragraph, text, here.printer, present, new)
        else:
            rewording.reword(conn, letter, _typed(file, take_back), here.printer, present, new)
    return _print(_paragraphs(letter, new, present))


def _draft(letter: int, new: date | None, present: Act) -> LetterDraft:
    from workflow.followup import drafts

    with services().database.write() as conn:
        return drafts.draft(conn, letter, present, new)


def _paragraphs(letter: int, new: date | None, present: Act) -> list[str]:
    from workflow.letters.words.printed import printed_paragraphs

    return printed_paragraphs(_draft(letter, new, present), services().printer, present.now)


def _typed(file: Path | None, take_back: Path | None) -> Sequence[str]:
    """The paragraphs of a text file or of a Word file; none to go back to the template's."""
    from workflow.letters.words.word_file import paragraphs_of_word_file

    if take_back is not None:
        return paragraphs_of_word_file(take_back.read_bytes())
    if file is None:
        return []
    typed = file.read_text(encoding="utf-8-sig").splitlines()
    if not any(map(str.strip, typed)):
        raise WianError(f"{file.name} has no text; --reset restores the template's words")
    return typed


def _save(letter: int, target: Path, new: date | None, present: Act) -> None:
    from workflow.letters.issue import proof

    target.write_bytes(proof(_draft(letter, new, present), services().printer, present.now).data)
    console.print(f"saved to {target}; change its text and give it back with --take-back")


def _print(paragraphs: Sequence[str]) -> None:
    for number, text in enumerate(paragraphs, start=1):
        console.print(f"{number}. {text}", highlight=False)
