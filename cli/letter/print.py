"""`wian letter pdf` and `wian letter png`: letters as they are printed."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import LARGEST_ID, At, act, console, services, settings_here
from cli.letter.lists import lists_beside
from workflow.act import Act
from workflow.errors import UnknownError, WianError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from runtime.services import Services
    from workflow.letters.pdf.convert import LibreOffice, Pdf

Ids = Annotated[
    list[int] | None,
    typer.Argument(help="Letters' ids, from `wian letter list`.", metavar="LETTER", min=1, max=LARGEST_ID),
]
All = Annotated[bool, typer.Option("--all", help="All letters, drafts too.")]
Circular = Annotated[str, typer.Option(help="All letters of one circular.", metavar="CODE", show_default=False)]
Files = Annotated[
    list[Path] | None, typer.Option("--file", metavar="FILE", help="A Word file (.docx) of your own; may be repeated.")
]
To = Annotated[Path, typer.Option(help="The folder to write into.", show_default=False)]
AnyFont = Annotated[bool, typer.Option("--any-font", help="Only warn where the letters' font is missing.")]
Dpi = Annotated[int, typer.Option(help="Pixels to an inch.", min=20, max=1200)]


def add_to(app: typer.Typer) -> None:
    """Put these commands on a command line."""
    app.command()(pdf)
    app.command()(png)


def pdf(
    to: To,
    letter: Ids = None,
    everything: All = False,
    circular: Circular = "",
    file: Files = None,
    any_font: AnyFont = False,
    at: At = "",
) -> None:
    """Save letters as PDF: issued ones as they are, drafts with number and day blank. Needs LibreOffice."""
    printed = _printed(_word_files(letter or (), everything, circular, file or (), at), any_font)
    _deliver(to, {f"{name}.pdf": found.data for name, found in printed.items()})


def png(
    to: To,
    letter: Ids = None,
    everything: All = False,
    circular: Circular = "",
    file: Files = None,
    any_font: AnyFont = False,
    dpi: Dpi = 100,
    at: At = "",
) -> None:
    """Save letters as pictures, one for each page: issued ones as they are, drafts with number and day blank."""
    from workflow.letters.pdf.images import pictures

    printed = _printed(_word_files(letter or (), everything, circular, file or (), at), any_font)
    pages = {name: pictures(found.data, dpi) for name, found in printed.items()}
    _deliver(to, {f"{name}-{n}.png": page for name, found in pages.items() for n, page in enumerate(found, start=1)})


def word_file(conn: Connection, here: Services, letter_id: int, file: str | None, now: Act) -> bytes:
    """A letter's Word file: the issued one as it is kept in `file`, a draft (no file yet) as it would be now."""
    from workflow.followup import drafts
    from workflow.letters import issue as letter_issue

    if file is not None:
        return here.printer.store.path(file).read_bytes()
    return letter_issue.proof(drafts.draft(conn, letter_id, now), here.printer, now.now).data


def printed_with_bar(office: LibreOffice, files: Mapping[str, bytes], any_font: bool) -> dict[str, Pdf]:
    """The files as PDF, with a bar on the screen meanwhile."""
    from rich.progress import Progress

    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("printing", total=len(files))
        return office.pdfs(files, any_font=any_font, progress=lambda done: bar.update(task, completed=done))


def _printed(files: Mapping[str, bytes], any_font: bool) -> dict[str, Pdf]:
    from workflow.letters.pdf.convert import LibreOffice

    settings = settings_here()
    printed = printed_with_bar(LibreOffice(settings.letters.fonts), files, any_font)
    for name, found in printed.items():
        if found.stand_ins:
            console.print(f"{name}: set in {', '.join(found.stand_ins)}, not in the font it asks for")
    return printed


def _word_files(
    ids: Sequence[int], everything: bool, circular: str, files: Iterable[Path], at: str
) -> dict[str, bytes]:
    """Every file chosen by its name: an issued letter's is its kept file's, a draft's tells id and stage."""
    found = [(file.stem, file.read_bytes()) for file in files]
    if ids or everything or circular:
        found += _letters(ids, everything, circular, act(at, ""))
    elif not found:
        raise typer.BadParameter("name letters by their ids, or give --all, --circular or --file")
    if not found:
        raise UnknownError("there are no letters yet")
    if twice := [name for name, count in Counter(name for name, _ in found).items() if count > 1]:
        raise WianError(f"two files would be written as {', '.join(twice)}; give them different names")
    return dict(found)


def _letters(ids: Sequence[int], everything: bool, circular: str, now: Act) -> list[tuple[str, bytes]]:
    """The letters chosen, those discarded left out, each followed by its list if that is a file of its own."""
    from sqlalchemy import ColumnElement, select, true

    from workflow.circulars import circular as circulars
    from workflow.store import tables as t

    here = services()
    columns = (t.letters.c.id, t.letters.c.file, t.letters.c.stage)
    with here.database.read() as conn:
        wanted: ColumnElement[bool] = t.letters.c.id.in_(ids)
        if circular:
            wanted |= t.letters.c.circular_id == circulars.by_code(conn, circular).id
        shown = (t.letters.c.state != "discarded") & (true() if everything else wanted)
        rows = conn.execute(select(*columns).where(shown).order_by(t.letters.c.id)).all()
        if unknown := sorted(set(ids) - {row.id for row in rows}):
            raise UnknownError(
                f"no letter {', '.join(map(str, unknown))} to print; `wian letter list` shows those there are"
            )
        found = []
        for row in rows:
            name = Path(row.file).stem if row.file else f"draft-{row.id}-{row.stage}"
            beside = lists_beside(conn, here, row.id, now).items()
            found += [(name, word_file(conn, here, row.id, row.file, now)), *((f"{name}-{n}", d) for n, d in beside)]
        return found


def _deliver(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files whole or, if one cannot be written, leave none of them half-written behind."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".wian-", dir=folder) as scratch:
        for name, data in files.items():
            (Path(scratch) / name).write_bytes(data)
        for name in files:
            (Path(scratch) / name).replace(folder / name)
    for name in files:
        console.print(str(folder / name))
    console.print(f"{len(files)} files in {folder}")
