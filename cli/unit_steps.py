"""Steps of a unit: acknowledge, pass on, report; and the decisions of the level above."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import LARGEST_ID, At, By, Why, act, console, services
from workflow.registry.signing_modes import Mode
from workflow.thai.digits import thai_time
from workflow.thai.spacing import squash

if TYPE_CHECKING:
    from workflow.cascade.pass_on_draft import PreparedLetter
    from workflow.registry.signers import Signer

Circular = Annotated[str, typer.Argument(help="The circular's code.", metavar="CIRCULAR")]
Unit = Annotated[str, typer.Argument(help="The unit's code.", metavar="UNIT")]
SignerPost = Annotated[str, typer.Option(help="The signer's own post, if not the holder's.", show_default=False)]
SignerMode = Annotated[Mode, typer.Option(help="By what right that person signs.", show_default=False)]
SignsFor = Annotated[str, typer.Option(help="The post signed for.", show_default=False)]
Because = Annotated[str, typer.Option(help="The reason as it is printed in the letter, in Thai.", show_default=False)]
WithLetter = Annotated[bool, typer.Option("--letter/--no-letter", help="Whether a letter tells it.")]
Note = Annotated[str, typer.Option(help="A note to go with it.", show_default=False)]


def signer_from(own_title: str, mode: Mode, for_title: str) -> Signer | None:
    """The signer of the command line; None for the holder of the unit's own post."""
    from workflow.files.readers import validated
    from workflow.registry.signers import Signer

    if not own_title:
        return None
    given = {"own_title": own_title, "mode": mode, "for_title": for_title}
    return validated("the signer on the command line", given, Signer)


def acknowledge(
    circular: Circular,
    unit: Unit,
    number: Annotated[str, typer.Option(help="The receive number in the office's own book.", show_default=False)] = "",
    letter: Annotated[
        int,
        typer.Option(
            help="A follow-up letter's id instead of the circular.", show_default=False, min=0, max=LARGEST_ID
        ),
    ] = 0,
    receiver: Annotated[str, typer.Option(help="Who receives it. Default: as --by.", show_default=False)] = "",
    position: Annotated[str, typer.Option(help="That person's position.", show_default=False)] = "",
    at: At = "",
    by: By = "",
) -> None:
    """Receive a letter: give it the next number of the office's incoming register."""
    from workflow.circulars import circular as circulars
    from workflow.progress import acknowledge as acknowledgement
    from workflow.registry import lookup

    here = services()
    with here.database.write() as conn:
        about, who, now = circulars.by_code(conn, circular), lookup.by_code(conn, unit), act(at, by)
        who_received = receiver or now.actor
        receipt = acknowledgement.acknowledge_letter(
            conn, about, who, letter, now, who_received, number, position, here.calendar
        )
    console.print(
        f"{receipt.office}: เลขรับ {receipt.number}, {receipt.date}, {thai_time(receipt.time)}, {receipt.letter}"
    )


def pass_on(
    circular: Circular,
    unit: Unit,
    subject: Annotated[str, typer.Option(help="The subject in the office's own words.", show_default=False)] = "",
    words: Annotated[
        Path | None,
        typer.Option(help="A file with the text in the office's own words, a paragraph a line.", show_default=False),
    ] = None,
    signer: SignerPost = "",
    mode: SignerMode = Mode.SELF,
    signs_for: SignsFor = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show its paragraphs and issue nothing.")] = False,
    at: At = "",
    by: By = "",
) -> None:
    """Issue a province's or district's covering letter to the units below it.

    If the circular has been called off, the letter tells them so.
    """
    from workflow.cascade import cancel, pass_on_draft
    from workflow.cascade import pass_on as passing
    from workflow.circulars import circular as circulars
    from workflow.registry import lookup

    here, typed = services(), words.read_text(encoding="utf-8-sig").splitlines() if words else []
    wording = pass_on_draft.wording_of(subject, typed)
    with here.database.write() as conn:
        about, who = circulars.by_code(conn, circular), lookup.by_code(conn, unit)
        person, now = signer_from(signer, mode, signs_for), act(at, by)
        if dry_run:
            _tell(pass_on_draft.prepare(conn, about, who, here.printer, now, wording, person))
            return
        if about.state == "cancelled":
            issued = cancel.pass_on_end(conn, about, who, here.printer, now, person)
        else:
            issued = passing.pass_on(conn, about, who, here.printer, now, person, wording)
    console.print(f"{who.name} passed it on as {squash(issued.number)}; letter: {here.printer.store.path(issued.file)}")


def _tell(letter: PreparedLetter) -> None:
    for passage in letter.passages:
        console.print(passage.text)
    for finding in letter.findings:
        console.print(f"note: {finding}")


def report(circular: Circular, unit: Unit, note: Note = "", at: At = "", by: By = "") -> None:
    """Report the work done."""
    from workflow.circulars import circular as circulars
    from workflow.progress import reports
    from workflow.registry import lookup

    with services().database.write() as conn:
        about, who = circulars.by_code(conn, circular), lookup.by_code(conn, unit)
        state = reports.report(conn, about, who, act(at, by), note)
    console.print(f"{who.name}: {state}")


def nil(circular: Circular, unit: Unit, note: Note = "", at: At = "", by: By = "") -> None:
    """Confirm that there is nothing to report."""
    from workflow.circulars import circular as circulars
    from workflow.progress import reports
    from workflow.registry import lookup

    with services().database.write() as conn:
        about, who = circulars.by_code(conn, circular), lookup.by_code(conn, unit)
        state = reports.report_nil(conn, about, who, act(at, by), note)
    console.print(f"{who.name}: nothing to report, {state}")


def verify(circular: Circular, unit: Unit, at: At = "", by: By = "") -> None:
    """Find a report right."""
    from workflow.circulars import circular as circulars
    from workflow.progress import reports
    from workflow.registry import lookup

    with services().database.write() as conn:
        about, who = circulars.by_code(conn, circular), lookup.by_code(conn, unit)
        reports.verify(conn, about, who, act(at, by))
    console.print(f"{who.name}: done")


def return_incorrect(circular: Circular, unit: Unit, why: Why = "", at: At = "", by: By = "") -> None:
    """Send a report back as wrong or incomplete, saying what is wrong."""
    from workflow.circulars import circular as circulars
    from workflow.progress import reports
    from workflow.registry import lookup

    with services().database.write() as conn:
        about, who = circulars.by_code(conn, circular), lookup.by_code(conn, unit)
        reports.return_incorrect(conn, about, who, act(at, by, why))
    console.print(f"{who.name}: returned")


def undo(circular: Circular, unit: Unit, at: At = "", by: By = "", why: Why = "") -> None:
    """Take back the unit's last step (acknowledge, report or verify)."""
    from workflow.circulars import circular as circulars
    from workflow.progress import reports
    from workflow.registry import lookup

    with services().database.write() as conn:
        about, who = circulars.by_code(conn, circular), lookup.by_code(conn, unit)
        step = reports.undo(conn, about, who, act(at, by, why))
    console.print(f"{who.name}: '{step}' taken back")


def waive(circular: Circular, unit: Unit, why: Why = "", at: At = "", by: By = "") -> None:
    """Excuse a unit from its task, for a reason."""
    from workflow.circulars import circular as circulars
    from workflow.progress import reports
    from workflow.registry import lookup

    with services().database.write() as conn:
        about, who = circulars.by_code(conn, circular), lookup.by_code(conn, unit)
        reports.waive(conn, about, who, act(at, by, why))
    console.print(f"{who.name}: excused")


def warn_if_closed(why: str) -> None:
    """Warn of a new deadline that is no working day."""
    if why:
        console.print(f"warning: the new deadline is not a working day: {why}")
