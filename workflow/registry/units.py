"""A unit: an office in the hierarchy, with how it is addressed and what stands on its letters."""

import re
from dataclasses import dataclass
from datetime import date

from workflow.registry.kinds import KINDS, Level

STAMPED_SERIES = ("circular", "own")
"""Where stamped ว letters are numbered: with the other circular letters, or in a series of their own."""

_CODE = re.compile(r"[A-Za-z0-9_-]{0,20}")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An office, valid on the days [valid_from, valid_to).

    `parent` and `register` are codes: whom it answers to (blank for the department), and whose register its
    letters are numbered in. `prefix` is the number before the stroke, พร ๐๐๒๓.๑; without one it cannot send.
    `line_office` is the agency its stamped letters come from. `stamped_series` is one of STAMPED_SERIES: offices
    differ (ข้อ 32; saraban.md §4.1). A blank register, letterhead, post, office or line office is filled in with
    what its kind has.
    """

    code: str
    name: str
    kind: str
    level: Level
    parent: str = ""
    prefix: str = ""
    register: str = ""
    stamped_series: str = "circular"
    letterhead: str = ""
    address: tuple[str, ...] = ()
    contact_signed: tuple[str, ...] = ()
    contact_stamped: tuple[str, ...] = ()
    email: str = ""
    post: str = ""
    office: str = ""
    line_office: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if self.register and self.letterhead and self.post and self.office and self.line_office:
            return  # as a unit from the database is
        kind, rest = KINDS[self.kind], self.short_name if KINDS[self.kind].names_several else ""
        usual = {
            "register": self.code,
            "letterhead": kind.letterhead + rest,
            "post": kind.post + rest,
            "office": kind.office + rest,
        }
        usual["line_office"] = self.office or usual["office"]
        for name, value in usual.items():
            # The one way to fill in a field of a frozen dataclass; afterwards nothing changes.
            object.__setattr__(self, name, getattr(self, name) or value)

    @property
    def short_name(self) -> str:
        """The name without its noun: แพร่, สอง; เมืองพัทยา stays whole."""
        return KINDS[self.kind].rest(self.name) or self.name

    def is_valid_on(self, day: date) -> bool:
        """Whether the office exists on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


def code_problem(code: str) -> str:
    """What is wrong with a unit's code as a text; empty if nothing is. Codes are compared letter by letter,
    so what looks the same must be the same: no Thai digits, nothing invisible.
    """
    if _CODE.fullmatch(code):
        return ""
    odd = next((char for char in code if not _CODE.fullmatch(char)), "")
    if not odd:
        return f"the code '{code}' is too long"
    what = "a Thai digit" if "๐" <= odd <= "๙" else f"'{odd}'" if odd.isprintable() else "an invisible character"
    return f"the code '{code}' has {what} (U+{ord(odd):04X}) in it"
