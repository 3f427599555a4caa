"""A letter from draft to issue: prepared once for its key, then registered, filed and frozen, or discarded."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from workflow import registers
from workflow.calendar import local_date
from workflow.errors import NotAllowedError
from workflow.letters.beside import keep_beside
from workflow.letters.facts import numbered, unnumbered
from workflow.letters.inspection import inspect
from workflow.letters.paper import Paper
from workflow.letters.press import Press, Printed
from workflow.states import Noun
from workflow.store.change import Act, move_one, record_new
from workflow.store.paper import letter_addressees, letter_tasks, letters
from workflow.thai import arabic_digits, buddhist_year


@dataclass(frozen=True)
class Issued:
    """What registration gave a letter."""

    letter_id: int
    number: str
    date: date
    file: str


def prepare(conn: Connection, paper: Paper, act: Act) -> int | None:
    """Write the draft and its list; None if a letter with this key exists already.

    The unique key (circular, sender, stage, deadline version) decides, so that sweeps running twice, in parallel
    or after a crash make one letter between them.
    """
    make = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    row = {**paper.row(), "state": "draft", "prepared_at": act.now}
    key = ["circular_id", "sender_id", "stage", "deadline_version"]
    made = make(letters).values(row).on_conflict_do_nothing(index_elements=key).returning(letters.c.id)
    letter_id: int | None = conn.execute(made).scalar_one_or_none()
    if letter_id is None:
        return None
    _write_lists(conn, letter_id, paper)
    record_new(conn, Noun.LETTER, letters.c.id == letter_id, {"draft": "prepare"}, act)
    return letter_id


def rewrite(conn: Connection, letter_id: int, paper: Paper) -> None:
    """Bring a draft up to date: its text, its addressees and its list (the key stays)."""
    key = ("circular_id", "sender_id", "stage", "deadline_version", "stage_rank")
    row = {name: value for name, value in paper.row().items() if name not in key}
    conn.execute(update(letters).where(letters.c.id == letter_id).values(row))
    conn.execute(delete(letter_tasks).where(letter_tasks.c.letter_id == letter_id))
    conn.execute(delete(letter_addressees).where(letter_addressees.c.letter_id == letter_id))
    _write_lists(conn, letter_id, paper)


def issue(conn: Connection, letter_id: int, paper: Paper, press: Press, act: Act) -> Issued:
    """Register the draft, date it, write its file and freeze it, all in the caller's transaction (ข้อ 43).

    Raises LetterFaultError if the linter finds an error in the letter: then nothing has been issued.
    """
    unit, day = paper.sender.unit, local_date(act.now)
    entered = registers.enter(conn, unit.register, series_of(paper), _entry(paper, day), act.now)
    facts = numbered(press.with_page(paper.facts), entered.reference, day)
    printed = press.make(paper.template, facts, act.now)
    inspect(conn, paper, printed.data, entered.reference, day)
    name = file_name(unit.code, day, entered, paper.stage)
    file = press.keep(name, printed)
    beside = keep_beside(paper.attached, facts, press, name, act.now)
    move_one(
        conn,
        Noun.LETTER,
        "issue",
        letter_id,
        act,
        entry_id=entered.entry_id,
        number=entered.reference,
        date=day,
        issued_at=act.now,
        file=file,
        facts=facts,
        encloses=[*map(dict, paper.encloses), *beside],
        sha256=printed.sha256,
        template_sha256=printed.template_sha256,
        template_version=printed.template_version,
    )
    return Issued(letter_id, entered.reference, day, file)


def discard(conn: Connection, letter_id: int, act: Act) -> None:
    """Decide not to send a draft. Raises NotAllowedError without a reason, or if it is no draft any more."""
    if not act.why.strip():
        raise NotAllowedError("a draft is only discarded for a reason: say why")
    move_one(conn, Noun.LETTER, "discard", letter_id, act, discarded_on=local_date(act.now))


def proof(paper: Paper, press: Press, now: datetime, template: str = "") -> Printed:
    """The draft as it would look, or one of its `attached` lists, with the places of number and day blank."""
    form = registers.reference_form(paper.sender.unit.prefix, paper.is_circular)
    return press.make(template or paper.template, unnumbered(press.with_page(paper.facts), form, local_date(now)), now)


def series_of(paper: Paper) -> str:
    """The register this letter is numbered in."""
    if not paper.is_circular:
        return "send"
    return registers.series_for(paper.form, paper.sender.unit.stamped_series)


def file_name(code: str, day: date, entered: registers.Registered, stage: str) -> str:
    """`2563/2020-05-19-DLA-1704-original`: Arabic digits, as files are named (amendment No. 4, Appendix 7)."""
    return f"{buddhist_year(day)}/{day}-{arabic_digits(code)}-{entered.number}-{stage}"


def _entry(paper: Paper, day: date) -> registers.Entry:
    unit = paper.sender.unit
    if not unit.prefix:
        raise NotAllowedError(f"{unit.name} ({unit.code}) has no letter-number prefix, so it cannot issue letters")
    return registers.Entry(
        reference=registers.reference_form(unit.prefix, paper.is_circular),
        dated=day,
        sender=unit.line_office if paper.form == "stamped" else unit.name,
        receiver=paper.receiver,
        subject=paper.subject,
    )


def _write_lists(conn: Connection, letter_id: int, paper: Paper) -> None:
    addressed = [
        {"letter_id": letter_id, "position": place, "unit_id": member.id}
        for place, member in enumerate(paper.addressees, start=1)
    ]
    conn.execute(insert(letter_addressees), addressed)
    if paper.listed:
        rows = [
            {
                "letter_id": letter_id,
                "position": place,
                "task_id": listed.task_id,
                "unit_name": listed.unit_name,
                "district_name": listed.district_name,
                "outcome": listed.outcome,
                "note": listed.note,
            }
            for place, listed in enumerate(paper.listed, start=1)
        ]
        conn.execute(insert(letter_tasks), rows)
