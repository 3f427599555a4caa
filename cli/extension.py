"""`wian extend` and `wian refuse`: a later deadline for a unit or its refusal, by a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import At, By, Why, act, console, day, services
from cli.unit_steps import (
    Because,
    Circular,
    SignerMode,
    SignerPost,
    SignsFor,
    Unit,
    WithLetter,
    signer_from,
    warn_if_closed,
)
from workflow.errors import WianError
from workflow.registry.signing_modes import Mode
from workflow.thai.spacing import squash

if TYPE_CHECKING:
    from workflow.progress.extension import RequestLetter

RequestNumber = Annotated[str, typer.Option(help="The number of the letter that asked for it.", show_default=False)]
RequestDate = Annotated[str, typer.Option(help="The date of that letter.", show_default=False)]


def extend(
    circular: Circular,
    unit: Unit,
    deadline: Annotated[str, typer.Option(help="The new deadline, 2020-10-16 or in Thai.")],
    request_number: RequestNumber = "",
    request_date: RequestDate = "",
    letter: WithLetter = True,
    signer: SignerPost = "",
    mode: SignerMode = Mode.SELF,
    signs_for: SignsFor = "",
    why: Why = "",
    at: At = "",
    by: By = "",
) -> None:
    """Give a unit and all below it a later deadline, for a reason; the level above it writes so."""
    from workflow.circulars import circular as circulars
    from workflow.circulars import deadlines
    from workflow.progress import extension
    from workflow.registry import lookup

    here, now, new = services(), act(at, by, why), day(deadline)
    with here.database.write() as conn:
        about, who = circulars.by_code(conn, circular), lookup.by_code(conn, unit)
        if letter:
            asked, person = _request(request_number, request_date), signer_from(signer, mode, signs_for)
            issued = extension.grant(conn, about, who, new, here.printer, now, asked, person)
        else:
            deadlines.extend(conn, about, who, new, now)
    warn_if_closed(here.calendar.why_closed(new))
    console.print(f"{who.name}: new deadline {new}")
    if letter:
        console.print(f"told in {squash(issued.number)}: {here.printer.store.path(issued.file)}")


def refuse(
    circular: Circular,
    unit: Unit,
    because: Because = "",
    request_number: RequestNumber = "",
    request_date: RequestDate = "",
    signer: SignerPost = "",
    mode: SignerMode = Mode.SELF,
    signs_for: SignsFor = "",
    why: Why = "",
    at: At = "",
    by: By = "",
) -> None:
    """Tell a unit that asked for more time that it gets none; the deadline stays."""
    from workflow.circulars import circular as circulars
    from workflow.progress import extension
    from workflow.registry import lookup

    here, now = services(), act(at, by, why or because)
    with here.database.write() as conn:
        about, who = circulars.by_code(conn, circular), lookup.by_code(conn, unit)
        asked = _request(request_number, request_date) or extension.UNRECORDED
        person = signer_from(signer, mode, signs_for)
        issued = extension.refuse(conn, about, who, here.printer, now, asked, because, person)
    console.print(f"{who.name}: told in {squash(issued.number)}: {here.printer.store.path(issued.file)}")


def _request(number: str, written: str) -> RequestLetter | None:
    from workflow.progress.extension import RequestLetter

    if bool(number) != bool(written):
        raise WianError("a letter is cited by number and date: give both --request-number and --request-date")
    return RequestLetter(number, day(written)) if number else None
