"""A unit: an office of the hierarchy, with its form of address and its letterhead."""

import re
from dataclasses import dataclass
from datetime import date

from workflow.registry.kinds import KINDS, Level

_CODE = re.compile(r"[A-Za-z0-9_-]{0,20}")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """An office, valid on the days [valid_from, valid_to).

    `parent` is the code of the unit above (blank for the department), `register` the code of the unit whose register
    numbers its letters. `prefix` is the number before the stroke, พร ๐๐๒๓.๑; a unit without one cannot send.
    `line_office` is the agency on its stamped letters. A blank register, letterhead, post, office or line office gets
    the default of the kind.
    """

    code: str
    name: str
    kind: str
    level: Level
    parent: str = ""
    prefix: str = ""
    register: str = ""
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
            return  # as for units from the database
        kind, rest = KINDS[self.kind], self.short_name if KINDS[self.kind].names_several else ""
        usual = {
            "register": self.code,
            "letterhead": kind.letterhead + rest,
            "post": kind.post + rest,
            "office": kind.office + rest,
        }
        usual["line_office"] = self.office or usual["office"]
        for name, value in usual.items():
            # The only way to set a field of a frozen dataclass.
            object.__setattr__(self, name, getattr(self, name) or value)

    @property
    def short_name(self) -> str:
        """The name without the kind's noun: แพร่, สอง; เมืองพัทยา stays whole."""
        return KINDS[self.kind].rest(self.name) or self.name

    def is_valid_on(self, day: date) -> bool:
        """Whether the office exists on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


def code_problem(code: str) -> str:
    """The problem with a unit's code, '' for a right one. Codes that look the same must be the same: no Thai digits,
    no invisible characters.
    """
    if _CODE.fullmatch(code):
        return ""
    odd = next((char for char in code if not _CODE.fullmatch(char)), "")
    if not odd:
        return f"the code '{code}' is too long"
    what = "a Thai digit" if "๐" <= odd <= "๙" else f"'{odd}'" if odd.isprintable() else "an invisible character"
    return f"the code '{code}' has {what} (U+{ord(odd):04X}) in it"
