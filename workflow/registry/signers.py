"""Who signs, and on whose behalf (saraban.md §3.3)."""

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
"""In the place of a name that is not known: it is written on the paper."""


def _day(value: object) -> object:
    # TOML has dates of its own: they are looked at like written ones, so that a Buddhist year is found there too.
    written = value.isoformat() if isinstance(value, date) else value
    if not isinstance(written, str):
        raise ValueError("this is not a date; write 2020-08-31 or ๓๑ สิงหาคม ๒๕๖๓")
    try:
        return parse_date(written)
    except WianError as error:
        raise ValueError(str(error)) from None


Day = Annotated[date, BeforeValidator(_day)]
"""A day in such a file: ISO (2020-08-31) or Thai (วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓)."""


class Signer(FileModel):
    """A signature block. `for_title` is the post signed for; the right may be limited to [valid_from, valid_to].

    Without a name, there are dots in the brackets: it is written in by hand.
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
        """The name as it is printed under the signature."""
        return f"({self.name or _BY_HAND})"

    def lines(self) -> list[str]:
        """The lines printed under the bracketed name: own post with the acting phrase, then the post acted for."""
        if self.mode is Mode.SELF:
            return [self.own_title]
        return [f"{self.own_title} {self.mode}", self.for_title]

    def may_sign_on(self, day: date) -> bool:
        """Whether the right to sign covers this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def chosen(conn: Connection, unit: Office, form: str, act: Act, given: Signer | None = None) -> Signer | None:
    """Who signs: the one given, else the one entered for the unit; None for the holder of its post, unnamed.

    Raises NotAllowedError if the right to sign does not cover the day of the letter (saraban.md L12), or if the
    signer's lines cannot be printed.
    """
    day = local_date(act.now)
    return checked(given or standing(conn, unit.id, form, day), day)


def checked(signer: Signer | None, day: date) -> Signer | None:
    """The signer, if there is one; raises NotAllowedError as `chosen` does."""
    if signer is None:
        return None
    for line in (signer.name, *signer.lines()):
        check_text("the signer's line", line, "ผู้ลงนาม")
    if not signer.may_sign_on(day):
        raise NotAllowedError(
            f"{signer.lines()[0]} may not sign on {squash(thai_date(day))}: it is outside the period given"
        )
    return signer


def standing(conn: Connection, unit_id: int, form: str, day: date) -> Signer | None:
    """The signer entered for a unit whose right covers the day; of several the one entered last."""
    return standing_each(conn, [unit_id], form, day).get(unit_id)


def standing_each(conn: Connection, unit_ids: Collection[int], form: str, day: date) -> dict[int, Signer]:
    """By unit, the signer entered for it whose right covers the day; units without one are left out."""
    given = {"units": unit_ids, "form": form, "day": day}
    return {
        row["unit_id"]: Signer(
            name=row["name"],
            own_title=row["own_title"],
            mode=Mode(row["mode"]),
            for_title=row["for_title"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
        )
        for row in conn.execute(_STANDING, given).mappings()
    }


def enter(conn: Connection, unit: Office, signer: Signer, form: str, act: Act) -> None:
    """Enter who signs for a unit from now on, within the signer's period.

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
    """Set the last day on which an entered signer signs. Raises UnknownSignerError if there is no such entry."""
    changed = update(t.signers).where(t.signers.c.id == signer_id, _from(last)).values(valid_to=last)
    if conn.execute(changed).rowcount != 1:
        raise UnknownSignerError(f"there is no signer {signer_id} who signs by {last}")


def _from(day: date | BindParameter[date]) -> ColumnElement[bool]:
    return or_(t.signers.c.valid_from.is_(None), t.signers.c.valid_from <= day)


_DAY = bindparam("day", type_=Date())
_STANDING = (
    select(t.signers)
    .where(any_of_bound(t.signers.c.unit_id, "units"), t.signers.c.form == bindparam("form"))
    .where(_from(_DAY), or_(t.signers.c.valid_to.is_(None), t.signers.c.valid_to >= _DAY))
    .order_by(t.signers.c.id)  # the last one entered stands
)
