"""Checks of a circular's file before its issue; they write nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, select

from workflow.calendar import WorkCalendar
from workflow.circulars.file import CircularFile
from workflow.circulars.ladder import Ladder
from workflow.circulars.placeholders import SlotError, fill, has_slot
from workflow.errors import Fault
from workflow.letters.issued import by_number
from workflow.letters.original import deadline_slots
from workflow.letters.words.check import WordsFaultError, check_stage_words
from workflow.letters.words.kept import BESIDE_LADDERS
from workflow.registry import lookup, signers
from workflow.registry.kinds import KINDS, Level
from workflow.store import tables as t
from workflow.thai.dates import find_dates, thai_date, thai_date_weekday
from workflow.thai.spacing import squash


@dataclass(frozen=True)
class CheckWarning:
    """A warning, which does not stop the issue; `kind` names the check, `unit` the code of the unit it is about."""

    kind: Literal["closed_day", "deadline_unsaid", "unknown_signer"]
    text: str
    unit: str = ""


@dataclass(frozen=True)
class CheckedCircular:
    """The result of the checks: faults stop the issue, warnings do not."""

    faults: list[Fault]
    warnings: list[CheckWarning]


def check_circular(
    conn: Connection, content: CircularFile, file: str, today: date, calendar: WorkCalendar
) -> CheckedCircular:
    """Check a circular's file against the registry, the calendar and earlier letters."""
    faults = [
        *_code_faults(conn, content, file),
        *_deadline_faults(content, file, today),
        *_body_faults(content, file),
        *_unit_faults(conn, content, file),
        *_reference_faults(conn, content, file),
    ]
    if content.signer is not None and not content.signer.may_sign_on(today):
        problem = f"the right to sign does not cover the day of issue, {squash(thai_date(today))}"
        faults.append(Fault(file, problem, "signer", expected="a signer whose period covers that day"))
    return CheckedCircular(faults, [*_warnings(content, calendar), *_signer_warnings(conn, content, today)])


def stage_faults(content: CircularFile, ladder: Ladder, file: str) -> list[Fault]:
    """The faults of what a circular's file says about stages of its ladder: its own words, and which letters wait."""
    of_ladder = [stage.id for stage in ladder.stages]
    known = ", ".join(of_ladder)
    faults = [
        Fault(file, f"the ladder has no stage '{stage}'", f"approval[{number}]", expected=f"one of {known}")
        for number, stage in enumerate(content.approval, start=1)
        if stage not in of_ladder
    ]
    for stage, paragraphs in content.words.items():
        if stage not in (*of_ladder, *BESIDE_LADDERS):
            expected = ", ".join((*of_ladder, *BESIDE_LADDERS))
            faults.append(Fault(file, f"there is no stage '{stage}'", f"words.{stage}", expected=f"one of {expected}"))
        try:
            check_stage_words(paragraphs)
        except WordsFaultError as error:
            faults += [
                Fault(file, f"'{fault.piece}': {fault.problem}", f"words.{stage}[{fault.paragraph}]")
                for fault in error.faults
            ]
    return faults


def _code_faults(conn: Connection, content: CircularFile, file: str) -> list[Fault]:
    if conn.scalar(select(t.circulars.c.id).where(t.circulars.c.code == content.code)) is None:
        return []
    return [Fault(file, f"'{content.code}' has been issued already", "code", expected="a code not used before")]


def _deadline_faults(content: CircularFile, file: str, today: date) -> list[Fault]:
    if content.deadline > today:
        return []
    problem = f"{content.deadline} is not after the day of issue, {today}"
    return [Fault(file, problem, "deadline", expected="a day in the future")]


def _body_faults(content: CircularFile, file: str) -> list[Fault]:
    faults = []
    for number, paragraph in enumerate(content.body, start=1):
        try:
            fill(paragraph, deadline_slots(content.deadline))
        except SlotError as error:
            faults.append(Fault(file, str(error), f"body[{number}]"))
    return faults


def _unit_faults(conn: Connection, content: CircularFile, file: str) -> list[Fault]:
    known = lookup.known_codes(conn)
    faults = []
    if known.get(content.issuer) is not Level.DEPARTMENT:
        problem = f"'{content.issuer}' is no department in the registry"
        faults.append(Fault(file, problem, "issuer", expected="the code of a department"))
    for number, code in enumerate(content.who.provinces, start=1):
        if known.get(code) is not Level.PROVINCE:
            problem = f"'{code}' is no province in the registry"
            faults.append(Fault(file, problem, f"who.provinces[{number}]", expected="a province's code, such as '54'"))
    local = [kind.code for kind in KINDS.values() if kind.level is Level.LOCAL]
    for number, kind in enumerate(content.who.kinds, start=1):
        if kind not in local:
            faults.append(
                Fault(file, f"'{kind}' is no kind of office", f"who.kinds[{number}]", expected=", ".join(local))
            )
    return faults


def _reference_faults(conn: Connection, content: CircularFile, file: str) -> list[Fault]:
    faults = []
    for number, reference in enumerate(content.references, start=1):
        if reference.agency and reference.date:
            continue
        known = [letter for letter in by_number(conn, reference.number) if reference.date in (None, letter.date)]
        if len(known) != 1:
            problem = f"Wian knows {len(known) or 'no'} issued letters with the number '{reference.number}'"
            expected = "the number of a letter issued here, or number, agency and date in full"
            faults.append(Fault(file, problem, f"references[{number}]", expected=expected))
    return faults


def _warnings(content: CircularFile, calendar: WorkCalendar) -> Iterator[CheckWarning]:
    closed = calendar.why_closed(content.deadline)
    if closed:
        day = squash(thai_date_weekday(content.deadline))
        problem = f"the deadline, {day} ({content.deadline}), is not a working day: {closed}"
        yield CheckWarning("closed_day", f"{problem}; it is kept as it is")
    dates = [found.value for paragraph in content.body for found in find_dates(paragraph)]
    if content.deadline not in dates and not any(map(has_slot, content.body)):
        problem = "no paragraph of the body tells the deadline"
        yield CheckWarning("deadline_unsaid", f"{problem}; write {{{{ deadline }}}} where it belongs")


def _signer_warnings(conn: Connection, content: CircularFile, today: date) -> Iterator[CheckWarning]:
    issuer = conn.scalar(select(t.units.c.id).where(t.units.c.code == content.issuer))
    signer = content.signer or (signers.current_signer(conn, issuer, "external", today) if issuer else None)
    if signer is None or not signer.name:
        problem = f"no name is known of who signs for {content.issuer}"
        dots = "the letter has dots where it is written in by hand"
        yield CheckWarning("unknown_signer", f"{problem}: {dots}; give it under `signer` in the file", content.issuer)
