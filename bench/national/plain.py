"""The plain implementation: a Celery message, a docxtpl letter and ORM rows per sender.

It uses Wian's tables and wording, so that both make the same letters, but no linter.
"""

import hashlib
import os
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from celery import Celery
from docxtpl import DocxTemplate
from jinja2 import Environment
from kombu import Queue
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bench.national.reading import Base, Letter, material
from runtime.services import Services, process_services
from workflow import blobs
from workflow.act import Act, ActorKind
from workflow.circulars import circular as circulars
from workflow.followup.compose import compose
from workflow.followup.due import due
from workflow.letters.draft import LetterDraft
from workflow.letters.facts import numbered
from workflow.letters.issue import series_of
from workflow.localtime import local_date
from workflow.registers import numbers
from workflow.store import tables as t
from workflow.thai.digits import buddhist_year, thai_digits

QUEUE = os.environ.get("WIAN_BROKER_PREFIX", "wian") + ".plain"
app = Celery("plain", broker=os.environ.get("WIAN_BROKER_ADDRESS", "amqp://"))
app.conf.update(
    task_default_queue=QUEUE, task_queues=[Queue(QUEUE)], task_ignore_result=True, task_acks_late=True,
    worker_prefetch_multiplier=4,
)  # fmt: skip


class Event(Base):
    """A change of state."""

    __table__ = t.events


class Register(Base):
    """A register."""

    __table__ = t.registers
    last_number: Any


class Entry(Base):
    """A row of a register."""

    __table__ = t.register_entries
    reference: Any


class Addressee(Base):
    """An addressee of a letter."""

    __table__ = t.letter_addressees


class Delivery(Base):
    """A delivery of a letter."""

    __table__ = t.deliveries


class Key(Base):
    """The key of a letter, of which there is one."""

    __table__ = t.letter_keys


class Blob(Base):
    """A file that is kept."""

    __table__ = t.blobs


class Named(Base):
    """A listed office of a letter."""

    __table__ = t.letter_tasks


@app.task(name="plain.sweep")
def sweep() -> None:
    """Publish a message for every due letter."""
    here = process_services()
    with here.database.read() as conn:
        items = due(conn, datetime.now(UTC), here.calendar)
    for item in items:
        letter.delay(item.circular.id, item.sender_id, item.ranked.stage.id, item.version)


@app.task(name="plain.letter", autoretry_for=(OperationalError,), retry_kwargs={"countdown": 0})  # two may deadlock
def letter(circular_id: int, sender_id: int, stage: str, version: int) -> None:
    """Make a letter with its list, number and deliveries in one session."""
    here, now = process_services(), datetime.now(UTC)
    act = Act("Wian", now, actor_kind=ActorKind.SYSTEM)
    with here.database.engine.connect() as conn, Session(conn) as session:
        circular = circulars.by_id(conn, circular_id)
        ranked = circular.ladder.stage(stage)
        paper = compose(material(session, circular, sender_id, ranked, version, local_date(now)), "")
        _issue(session, here, paper, act)
        session.commit()
        conn.commit()


def _issue(session: Session, here: Services, paper: LetterDraft, act: Act) -> None:
    day = local_date(act.now)
    row = Letter(**paper.row(), state="draft", prepared_at=act.now)
    session.add(row)
    session.flush()
    session.add(Key(**paper.key(), letter_id=row.id))
    for place, member in enumerate(paper.addressees, start=1):
        session.add(Addressee(letter_id=row.id, position=place, unit_id=member.id))
    for place, listed in enumerate(paper.listed, start=1):
        told: dict[str, object] = {"unit_name": listed.unit_name, "district_name": listed.district_name}
        told |= {"outcome": listed.outcome, "note": listed.note, "deadline": paper.deadline, "deadline_version": 1}
        session.add(Named(letter_id=row.id, position=place, task_id=listed.task_id, **told))
    _event(session, row, paper, "prepare", ("", "draft"), act)
    session.flush()
    entry = _number(session, paper, act)
    facts = numbered(paper.facts, entry.reference, day)
    data = _docx(paper.template, facts)
    file = _kept(here.settings.letters.folder, f"plain-{row.id}.docx", data)
    issued = {
        "entry_id": entry.id,
        "number": entry.reference,
        "date": day,
        "issued_at": act.now,
        "released_at": act.now,
        "file": file,
    }
    sha256 = hashlib.sha256(data).hexdigest()
    issued |= {"facts": facts, "sha256": sha256, "template_sha256": "0" * 64}
    blob = {"size": len(data), "kind": "docx", "area": blobs.LETTERS, "place": file, "created_at": act.now}
    session.add(Blob(sha256=sha256, **blob))
    for name, value in {"state": "issued", **issued}.items():
        setattr(row, name, value)
    _event(session, row, paper, "issue", ("draft", "issued"), act)
    session.flush()  # only issued letters are delivered
    for member in paper.addressees:
        reached = {"channel": "page", "recorded_at": act.now, "sent_at": act.now}
        session.add(Delivery(letter_id=row.id, unit_id=member.id, **reached))


def _number(session: Session, paper: LetterDraft, act: Act) -> Entry:
    day, unit = local_date(act.now), paper.sender.unit
    key = {"code": unit.register, "kind": series_of(paper), "year": buddhist_year(day)}
    register = session.scalar(select(Register).filter_by(**key).with_for_update())
    if register is None:
        register = Register(**key, last_number=0)
        session.add(register)
    register.last_number += 1
    session.flush()
    reference = numbers.reference_form(unit.prefix, paper.is_circular)
    entry = Entry(
        register_id=register.id, number=register.last_number, at=act.now, on=day, dated=day, subject=paper.subject,
        reference=reference.replace("{number}", thai_digits(register.last_number)),
        sender=unit.line_office, receiver=paper.receiver,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    return entry


def _event(session: Session, row: Letter, paper: LetterDraft, action: str, states: tuple[str, str], act: Act) -> None:
    told = {"noun": "letter", "subject_id": row.id, "circular_id": paper.circular_id, "unit_id": paper.sender.id}
    told |= {"action": action, "from_state": states[0], "to_state": states[1], "why": paper.reason}
    session.add(Event(at=act.now, actor=act.actor, actor_kind=act.actor_kind, **told))


def _docx(name: str, facts: dict[str, object]) -> bytes:
    document, out = DocxTemplate(process_services().settings.letters.templates / f"{name}.docx"), BytesIO()
    document.render(facts, _environment())
    document.save(out)
    return out.getvalue()


@cache
def _environment() -> Environment:
    found = Environment(autoescape=True)
    found.filters["thai_digits"] = thai_digits
    return found


def _kept(folder: Path, name: str, data: bytes) -> str:
    with (folder / name).open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return name
