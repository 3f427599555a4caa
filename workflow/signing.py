"""Who signs a unit's letters: the signer given for one letter, or the one entered for the unit and that day.

Signed letters (external) go out in the name of the unit's head, memos in that of the office in charge: two signers.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Connection, Date, bindparam, insert, or_, select, update

from workflow.calendar import local_date
from workflow.errors import NotAllowedError, UnknownError
from workflow.organisation import Member
from workflow.signers import Mode, Signer
from workflow.store.among import among_bound
from workflow.store.change import Act
from workflow.store.tables import signers
from workflow.thai import squash, thai_date
from workflow.thaitext import check_text


def chosen(conn: Connection, unit: Member, form: str, act: Act, given: Signer | None = None) -> Signer | None:
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


def enter(conn: Connection, unit: Member, signer: Signer, form: str, act: Act) -> None:
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
    conn.execute(insert(signers).values(**row, **{name: getattr(signer, name) for name in fields}))


def end(conn: Connection, signer_id: int, last: date) -> None:
    """Set the last day on which an entered signer signs. Raises UnknownError if there is no such entry."""
    changed = update(signers).where(signers.c.id == signer_id, _from(last)).values(valid_to=last)
    if conn.execute(changed).rowcount != 1:
        raise UnknownError(f"there is no signer {signer_id} who signs by {last}; `wian signer list` shows all")


def _from(day: date | BindParameter[date]) -> ColumnElement[bool]:
    return or_(signers.c.valid_from.is_(None), signers.c.valid_from <= day)


_DAY = bindparam("day", type_=Date())
_STANDING = (
    select(signers)
    .where(among_bound(signers.c.unit_id, "units"), signers.c.form == bindparam("form"))
    .where(_from(_DAY), or_(signers.c.valid_to.is_(None), signers.c.valid_to >= _DAY))
    .order_by(signers.c.id)  # the last one entered stands
)
