"""Who a letter is addressed to, in words, composed from the set it is really addressed to (saraban.md §3.1)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from sqlalchemy import Connection

from workflow.errors import WianError
from workflow.registry import lookup
from workflow.registry.kinds import KINDS, Kind, Level
from workflow.registry.lookup import Office
from workflow.registry.units import Unit

By = Literal["post", "office"]


def addressee_line(addressed: Sequence[Unit], siblings: Sequence[Unit], by: By) -> str:
    """The line after เรียน (by post) or ถึง (by office).

    `siblings` are all units directly below the sender. Where every one of a kind among them is addressed, and
    there are several, they are written as one (นายอำเภอทุกอำเภอ); all others are named, by kind and code.
    Raises WianError if nobody is addressed.
    """
    if not addressed:
        raise WianError("a letter must be addressed to at least one unit")
    to, beside = _by_kind(addressed), _by_kind(siblings)
    present = [kind for kind in KINDS.values() if kind.code in to]
    phrases = [each for kind in present for each in _phrases(kind, to[kind.code], beside.get(kind.code, {}), by)]
    return joined(phrases, between_two=" ")


def posts_below(conn: Connection, sender: Office, addressed: Sequence[Office], day: date) -> str:
    """The line after เรียน of a letter to units directly below its sender, as the registry has them on that day."""
    siblings = lookup.directly_below(conn, sender, day)
    return addressee_line([office.unit for office in addressed], [office.unit for office in siblings], by="post")


def kinds_phrase(units: Iterable[Unit]) -> str:
    """The kinds present, without names: เทศบาลตำบลและองค์การบริหารส่วนตำบล. Raises WianError for no units."""
    present = {unit.kind for unit in units}
    if not present:
        raise WianError("there are no units whose kinds could be named")
    return nouns_phrase(present)


def nouns_phrase(kinds: Collection[str]) -> str:
    """The nouns of these kinds of office (by code) in the order of kinds, as `kinds_phrase`; empty for none."""
    nouns = [kind.noun for kind in KINDS.values() if kind.code in kinds]
    return joined(nouns, between_two="") if nouns else ""


def mixed_with_district(units: Iterable[Unit]) -> bool:
    """Whether districts are addressed together with others.

    Only then does the letter need its sentence สำหรับอำเภอ… (saraban.md §4.1, rule 8): addressed alone, the
    districts are spoken to directly.
    """
    districts = {unit.level is Level.DISTRICT for unit in units}
    return districts == {True, False}


def _by_kind(units: Iterable[Unit]) -> dict[str, dict[str, Unit]]:
    """By kind, the units by their codes."""
    found: dict[str, dict[str, Unit]] = {}
    for unit in units:
        found.setdefault(unit.kind, {})[unit.code] = unit
    return found


def _phrases(kind: Kind, addressed: Mapping[str, Unit], siblings: Mapping[str, Unit], by: By) -> list[str]:
    # An addressee who is not among the siblings makes "every one" say something else than is meant.
    if kind.every and len(addressed) > 1 and addressed.keys() == siblings.keys():
        return [kind.every_post if by == "post" else kind.every_office]
    named = [addressed[code] for code in sorted(addressed)]
    return [unit.post if by == "post" else unit.office for unit in named]


def joined(items: Sequence[str], between_two: str) -> str:
    """`A`, `A และB` (with `between_two` for the space), `A B และC`."""
    *first, last = items
    if not first:
        return last
    gap = between_two if len(first) == 1 else " "
    return f"{' '.join(first)}{gap}และ{last}"
