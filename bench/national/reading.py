"""The plain reading of a letter's material, as objects loaded by SQLAlchemy's ORM for every letter.

With the usual care: offices are loaded with their tasks in one joined statement, not one by one.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, func, select, true
from sqlalchemy.orm import DeclarativeBase, Session, joinedload, relationship

from workflow.circulars.circular import Circular
from workflow.circulars.ladder import RankedStage
from workflow.followup.gather import FollowUpMaterial
from workflow.letters.draft import NO_DISTRICT, ListedOffice
from workflow.letters.issued import EarlierLetter
from workflow.registry import units
from workflow.registry.kinds import Level
from workflow.registry.lookup import Office
from workflow.states import Noun, open_states
from workflow.store import tables as t


class Base(DeclarativeBase):
    """Classes mapped onto Wian's own tables."""

    __allow_unmapped__ = True
    id: Any


_TASK, _UNIT, _LETTER = t.tasks.c, t.units.c, t.letters.c


class Unit(Base):
    """An office."""

    __table__ = t.units
    kind: Any
    level: Any
    parent_code: Any
    parent_id: Any
    province_id: Any
    district_id: Any


def _office(place: Column[Any]) -> Any:  # noqa: ANN401  # as SQLAlchemy types it
    return relationship(Unit, primaryjoin=place == _UNIT.id, foreign_keys=place, viewonly=True)


class Task(Base):
    """A task with its office and the offices above."""

    __table__ = t.tasks
    level: Any
    outcome: Any
    note: Any
    unit = _office(_TASK.unit_id)
    district = _office(_TASK.district_id)
    province = _office(_TASK.province_id)


class Letter(Base):
    """A letter."""

    __table__ = t.letters


def material(
    session: Session, circular: Circular, sender_id: int, ranked: RankedStage, version: int, today: date
) -> FollowUpMaterial:
    """The material of a sender's letter in this session."""
    below = _taking_part(session, circular, [sender_id])
    mine = _TASK.circular_id == circular.id, _TASK.duty == "do", _below(ranked, sender_id)
    imported = session.scalar(select(t.imports.c.id).where(t.imports.c.circular_id == circular.id).limit(1))
    as_of = session.scalar(select(func.max(_TASK.as_of)).where(*mine)) if imported else None
    lagging = [*mine, _TASK.deadline_version == version, _TASK.unit_id != sender_id]
    place = _directly_below(ranked)
    asked = select(place, func.count()).where(*mine, _TASK.level == Level.LOCAL).group_by(place)
    sender = _member(session.get_one(Unit, sender_id))
    return FollowUpMaterial(
        circular=circular,
        ranked=ranked,
        version=version,
        sender=sender,
        issuer=_member(session.get_one(Unit, circular.issuer_id)),
        today=today,
        deadline=circular.deadline,
        new_deadline=None,
        signer=None,
        listed=_listed(session, ranked, lagging),
        addressed=[_member(unit) for unit in below],
        all_below=[_member(unit) for unit in _units(session, _UNIT.parent_id == sender_id)],
        kinds_below={unit.kind for unit in _taking_part(session, circular, [unit.id for unit in below])},
        earlier=_earlier(session, circular, sender),
        places=set(session.scalars(select(place).where(*lagging, *_open(ranked)))),
        totals=dict(session.execute(asked).tuples().all()),
        as_of=as_of or today,
    )


def _below(ranked: RankedStage, sender_id: int) -> ColumnElement[bool]:
    if ranked.stage.sender == "department":
        return true()
    return (_TASK.province_id if ranked.stage.sender == "province" else _TASK.district_id) == sender_id


def _directly_below(ranked: RankedStage) -> ColumnElement[int]:
    if ranked.stage.sender == "department":
        return func.coalesce(_TASK.province_id, _TASK.unit_id)
    return func.coalesce(_TASK.district_id, _TASK.unit_id) if ranked.stage.sender == "province" else _TASK.unit_id


def _open(ranked: RankedStage) -> tuple[ColumnElement[bool], ...]:
    return _TASK.state.in_(open_states(Noun.TASK)), _TASK.outcome.in_(ranked.stage.outcomes)


def _listed(session: Session, ranked: RankedStage, mine: Sequence[ColumnElement[bool]]) -> list[ListedOffice]:
    found = session.scalars(
        select(Task)
        .options(joinedload(Task.unit), joinedload(Task.district), joinedload(Task.province))
        .where(*mine, *_open(ranked))
        .with_for_update(of=Task)
    ).all()
    if ranked.stage.sender == "department":
        in_order = sorted(found, key=lambda task: (task.province.code, *_place(task)))
        return [_named(task, _full_name(task), task.province.name) for task in in_order]
    return [
        _named(task, task.unit.name, task.district.name if task.district else NO_DISTRICT)
        for task in sorted(found, key=_place)
    ]


def _full_name(task: Task) -> str:
    return f"{task.unit.name} {task.district.name}" if task.district else task.unit.name


def _place(task: Task) -> tuple[bool, str, str]:
    return task.district is None, task.district.code if task.district else "", task.unit.code


def _named(task: Task, unit: str, district: str) -> ListedOffice:
    return ListedOffice(task.id, unit, district, task.outcome, task.note, task.level == Level.LOCAL)


def _taking_part(session: Session, circular: Circular, above: Sequence[int]) -> Sequence[Unit]:
    part = select(_TASK.unit_id).where(_TASK.circular_id == circular.id, _TASK.above_id.in_(above))
    return _units(session, _UNIT.id.in_(part))


def _units(session: Session, where: ColumnElement[bool]) -> Sequence[Unit]:
    return session.scalars(select(Unit).where(where).order_by(_UNIT.code)).all()


def _earlier(session: Session, circular: Circular, sender: Office) -> list[EarlierLetter]:
    mine = _LETTER.circular_id == circular.id, _LETTER.sender_id == sender.id, _LETTER.state == "issued"
    own = [column.name for column in fields(EarlierLetter) if column.name != "agency"]
    return [
        EarlierLetter(agency=_agency(letter, sender), **{name: getattr(letter, name) for name in own})
        for letter in session.scalars(select(Letter).where(*mine).order_by(_LETTER.date, _LETTER.id))
    ]


def _agency(letter: Any, sender: Office) -> str:  # noqa: ANN401  # a Letter, whose columns have no types
    return sender.unit.line_office if letter.form == "stamped" else sender.name


def _member(row: Unit) -> Office:
    own = {column.name: getattr(row, column.name) for column in fields(units.Unit) if column.name != "parent"}
    lines = {name: tuple(own[name]) for name in ("address", "contact_signed", "contact_stamped")}
    unit = units.Unit(**own | lines | {"level": Level(row.level), "parent": row.parent_code})
    return Office(row.id, unit, row.parent_id, row.province_id, row.district_id)
