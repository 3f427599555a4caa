"""Signers of letters, and the posts they sign for (saraban.md §3.3)."""

from collections.abc import Collection
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, model_validator
from sqlalchemy import BindParameter, ColumnElement, Connection, Date, bindparam, insert, or_, select, update

from workflow.act import Act
from workflow.errors import NotAllowedError, UnknownSignerError, WianError
from workflow.files.readers import FileModel
from workflow.localtime import local_date
from workflow.registry.lookup import Office
from workflow.registry.signing_modes import Mode
from workflow.store import tables as t
from workflow.store.any_of import any_of_bound
from workflow.thai.dates import parse_date, thai_date
from workflow.thai.mistakes import check_text
from workflow.thai.spacing import squash

_BY_HAND = "." * 40
"""Printed in place of an unknown name, which is written by hand."""


def _day(value: object) -> object:
    # TOML dates are parsed as text too, so that a Buddhist year is noticed.
    text = value.isoformat() if isinstance(value, date) else value
    if not isinstance(text, str):
        raise ValueError("this is not a date; write 2020-08-31 or ๓๑ สิงหาคม ๒๕๖๓")
    try:
        return parse_date(text)
    except WianError as error:
        raise ValueError(str(error)) from None


Day = Annotated[date, BeforeValidator(_day)]
"""A day in an officer's file: ISO (2020-08-31) or Thai (วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓)."""


class Signer(FileModel):
    """A signature block. `for_title` is the post signed for; [valid_from, valid_to] may limit the right to sign.

    Without a name the brackets have dots, for a name written by hand.
    """

    name: str = ""
    own_title: str
    mode: Mode = Mode.SELF
    for_title: str = ""
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _acting_for_a_post(self) -> "Signer":
        if self.mode is not Mode.SELF and not self.for_title:
            raise ValueError(f"someone who signs {self.mode} signs for a post: give for_title")
        if self.mode is Mode.SELF and self.for_title:
            raise ValueError("for_title is given but mode is not: how does this person sign for that post?")
        return self

    def bracketed(self) -> str:
        """The name in brackets, as printed under the signature."""
        return f"({self.name or _BY_HAND})"

    def lines(self) -> list[str]:
        """The lines printed under the bracketed name: own post with the acting phrase, then the post signed for."""
        if self.mode is Mode.SELF:
            return [self.own_title]
        return [f"{self.own_title} {self.mode}", self.for_title]

    def may_sign_on(self, day: date) -> bool:
        """Whether the right to sign covers this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def signer_for(conn: Connection, unit: Office, form: str, act: Act, preferred: Signer | None = None) -> Signer | None:
    """The signer of a letter: the preferred or else the unit's current one; None for the unit's head, unnamed.

    Raises NotAllowedError if the right to sign does not cover the letter's day (saraban.md L12) or the signer's lines
    cannot be printed.
    """
    day = local_date(act.now)
    return check(preferred or current_signer(conn, unit.id, form, day), day)


def check(signer: Signer | None, day: date) -> Signer | None:
    """Return the signer, if any. Raises NotAllowedError as `signer_for` does."""
    if signer is None:
        return None
    for line in (signer.name, *signer.lines()):
        check_text("the signer's line", line, "ผู้ลงนาม")
    if not signer.may_sign_on(day):
        raise NotAllowedError(
            f"{signer.lines()[0]} may not sign on {squash(thai_date(day))}: it is outside the period given"
        )
    return signer


def current_signer(conn: Connection, unit_id: int, form: str, day: date) -> Signer | None:
    """The unit's entered signer whose right covers the day; of several the last one entered."""
    return current_signers(conn, [unit_id], form, day).get(unit_id)


def current_signers(conn: Connection, unit_ids: Collection[int], form: str, day: date) -> dict[int, Signer]:
    """The current signers by unit id; units without one are left out."""
    parameters = {"units": unit_ids, "form": form, "day": day}
    return {
        row["unit_id"]: Signer(
            name=row["name"],
            own_title=row["own_title"],
            mode=Mode(row["mode"]),
            for_title=row["for_title"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
        )
        for row in conn.execute(_CURRENT, parameters).mappings().all()
    }


def enter(conn: Connection, unit: Office, signer: Signer, form: str, act: Act) -> None:
    """Enter a signer for a unit, within the signer's period.

    Raises NotAllowedError for lines that cannot be printed, and for a period that ends before it begins.
    """
    for line in (signer.name, *signer.lines()):
        check_text("the signer's line", line)
    first, last = signer.valid_from, signer.valid_to
    if first and last and last < first:
        raise NotAllowedError(f"the last day ({last}) is before the first ({first})")
    row = {"unit_id": unit.id, "form": form, "actor": act.actor, "at": act.now, "mode": signer.mode.value}
    fields = ("name", "own_title", "for_title", "valid_from", "valid_to")
    conn.execute(insert(t.signers).values(**row, **{name: getattr(signer, name) for name in fields}))


def end(conn: Connection, signer_id: int, last: date) -> None:
    """Set the last day of an entered signer. Raises UnknownSignerError."""
    ended = update(t.signers).where(t.signers.c.id == signer_id, _begun(last)).values(valid_to=last)
    if conn.execute(ended).rowcount != 1:
        raise UnknownSignerError(f"there is no signer {signer_id} who signs by {last}")


def _begun(day: date | BindParameter[date]) -> ColumnElement[bool]:
    return or_(t.signers.c.valid_from.is_(None), t.signers.c.valid_from <= day)


_DAY = bindparam("day", type_=Date())
_CURRENT = (
    select(t.signers)
    .where(any_of_bound(t.signers.c.unit_id, "units"), t.signers.c.form == bindparam("form"))
    .where(_begun(_DAY), or_(t.signers.c.valid_to.is_(None), t.signers.c.valid_to >= _DAY))
    .order_by(t.signers.c.id)  # the last one entered wins
)
