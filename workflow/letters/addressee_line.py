"""The line after เรียน or ถึง, composed from the set of addressees (saraban.md §3.1)."""

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

    `siblings` are all units directly below the sender. Several addressees that are all siblings of their kind become
    one phrase (นายอำเภอทุกอำเภอ); other addressees are named, by kind and code. Raises WianError without addressees.
    """
    if not addressed:
        raise WianError("a letter must be addressed to at least one unit")
    addressed_by_kind, siblings_by_kind = _by_kind(addressed), _by_kind(siblings)
    phrases = [
        phrase
        for kind in KINDS.values()
        if kind.code in addressed_by_kind
        for phrase in _phrases(kind, addressed_by_kind[kind.code], siblings_by_kind.get(kind.code, {}), by)
    ]
    return joined(phrases, between_two=" ")


def posts_below(conn: Connection, sender: Office, addressed: Sequence[Office], day: date) -> str:
    """The line after เรียน of a letter to units directly below its sender, by the registry of `day`."""
    siblings = lookup.directly_below(conn, sender, day)
    return addressee_line([office.unit for office in addressed], [office.unit for office in siblings], by="post")


def kinds_phrase(units: Iterable[Unit]) -> str:
    """The nouns of the units' kinds: เทศบาลตำบลและองค์การบริหารส่วนตำบล. Raises WianError for no units."""
    kinds = {unit.kind for unit in units}
    if not kinds:
        raise WianError("there are no units whose kinds could be named")
    return nouns_phrase(kinds)


def nouns_phrase(kinds: Collection[str]) -> str:
    """The nouns of kinds of office by code, in the order of kinds; empty for none."""
    nouns = [kind.noun for kind in KINDS.values() if kind.code in kinds]
    return joined(nouns, between_two="") if nouns else ""


def mixed_with_district(units: Iterable[Unit]) -> bool:
    """Whether the addressees are districts and units of other levels.

    Only such a letter has the sentence สำหรับอำเภอ… (saraban.md §4.1, rule 8).
    """
    districts = {unit.level is Level.DISTRICT for unit in units}
    return districts == {True, False}


def _by_kind(units: Iterable[Unit]) -> dict[str, dict[str, Unit]]:
    """The units by kind and code."""
    by_kind: dict[str, dict[str, Unit]] = {}
    for unit in units:
        by_kind.setdefault(unit.kind, {})[unit.code] = unit
    return by_kind


def _phrases(kind: Kind, addressed: Mapping[str, Unit], siblings: Mapping[str, Unit], by: By) -> list[str]:
    # "Every" is wrong for addressees that are not siblings.
    if kind.every and len(addressed) > 1 and addressed.keys() == siblings.keys():
        return [kind.every_post if by == "post" else kind.every_office]
    units = [addressed[code] for code in sorted(addressed)]
    return [unit.post if by == "post" else unit.office for unit in units]


def joined(items: Sequence[str], between_two: str) -> str:
    """`A`, `A และB` (with `between_two` before และ), or `A B และC`."""
    *first, last = items
    if not first:
        return last
    gap = between_two if len(first) == 1 else " "
    return f"{' '.join(first)}{gap}และ{last}"
