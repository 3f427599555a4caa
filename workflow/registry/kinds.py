"""The kinds of office: level, names, forms of address, and the level above.

Posts stand after เรียน in signed letters, offices after ถึง in stamped ones (saraban.md §3.1). อบจ., ทน., ทม. and
เมืองพัทยา answer to the province, ทต. and อบต. to their district (§3.2). `parent_level` is checked when a file of
units is read; the actual parent is a property of the unit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Level(StrEnum):
    """The levels of the cascade, from the top down."""

    DEPARTMENT = "department"
    PROVINCE = "province"
    DISTRICT = "district"
    LOCAL = "local"


@dataclass(frozen=True)
class Kind:
    """A kind of office.

    `noun` begins the name of every office of the kind; `post`, `office` and `letterhead` replace it before the rest
    of the name. `every` after them addresses all offices of the kind; blank for a kind with one office.
    """

    code: str
    level: Level
    abbr: str
    noun: str
    post: str
    office: str
    letterhead: str
    parent_level: Level | None
    every: str = "ทุกแห่ง"

    def rest(self, name: str) -> str:
        """The name without the noun: แพร่ of จังหวัดแพร่. Blank for เมืองพัทยา, whose name is the noun."""
        return name.removeprefix(self.noun)

    def fits(self, name: str) -> bool:
        """Whether a full name fits this kind: the noun, with the proper name directly after it."""
        if not self.names_several:
            return name == self.noun
        return name.startswith(self.noun) and self.rest(name) == self.rest(name).strip() != ""

    @property
    def names_several(self) -> bool:
        """Whether the noun needs a proper name after it; เมืองพัทยา does not."""
        return self.noun != PATTAYA

    @property
    def every_post(self) -> str:
        """All holders of the post: นายอำเภอทุกอำเภอ."""
        return self.post + self.every

    @property
    def every_office(self) -> str:
        """All offices: สำนักงานเทศบาลตำบลทุกแห่ง."""
        return self.office + self.every


PATTAYA = "เมืองพัทยา"
BRANCH = "สำนักงานส่งเสริมการปกครองท้องถิ่น"  # สถจ. and สถอ.: the department's branches in province and district


def _municipality(code: str, abbr: str, rank: str, parent_level: Level) -> Kind:
    noun, office = f"เทศบาล{rank}", f"สำนักงานเทศบาล{rank}"
    return Kind(code, Level.LOCAL, abbr, noun, f"นายกเทศมนตรี{rank}", office, office, parent_level)


def _administration(code: str, abbr: str, area: str, parent_level: Level) -> Kind:
    noun = f"องค์การบริหารส่วน{area}"
    return Kind(code, Level.LOCAL, abbr, noun, f"นายก{noun}", f"ที่ทำการ{noun}", f"ที่ทำการ{noun}", parent_level)


_ALL = (
    Kind("department", Level.DEPARTMENT, "กรม", "กรม", "อธิบดีกรม", "กรม", "กรม", None, every=""),
    Kind(
        "province", Level.PROVINCE, "จ.", "จังหวัด", "ผู้ว่าราชการจังหวัด", f"{BRANCH}จังหวัด", "ศาลากลางจังหวัด",
        Level.DEPARTMENT, every=" ทุกจังหวัด",
    ),
    Kind(
        "district", Level.DISTRICT, "อ.", "อำเภอ", "นายอำเภอ", f"{BRANCH}อำเภอ", "ที่ว่าการอำเภอ",
        Level.PROVINCE, every="ทุกอำเภอ",
    ),
    _administration("pao", "อบจ.", "จังหวัด", Level.PROVINCE),
    _municipality("city", "ทน.", "นคร", Level.PROVINCE),
    _municipality("town", "ทม.", "เมือง", Level.PROVINCE),
    _municipality("subdistrict_municipality", "ทต.", "ตำบล", Level.DISTRICT),
    _administration("sao", "อบต.", "ตำบล", Level.DISTRICT),
    Kind(
        "special", Level.LOCAL, PATTAYA, PATTAYA, f"นายก{PATTAYA}", f"ศาลาว่าการ{PATTAYA}", f"ศาลาว่าการ{PATTAYA}",
        Level.PROVINCE, every="",
    ),
)  # fmt: skip

KINDS: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in _ALL})
"""The kinds by code, in the order in which a letter addresses them."""
