"""Statements in the text of a letter: counts, days late, days to do it by, cited numbers, and what has passed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from workflow.thai.dates import FoundDate, find_dates
from workflow.thai.digits import arabic_digits

StatementKind = Literal["count", "days late", "many", "passed", "everybody", "number"]

_STATEMENT = re.compile(
    "(?:(?P<word>จำนวน|ทั้ง|รวม|จากทั้งหมด) )?(?<![๐-๙])(?P<count>[๐-๙]+) แห่ง"
    "|(?:ล่วงเลย|พ้น)[^ ]{0,60}? ?มาแล้ว (?:จำนวน )?(?P<days>[๐-๙]+) วัน"
    "|(?P<many>จำนวนมาก)"
    "|(?P<passed>ล่วงเลยกำหนด|พ้นกำหนด)"
    "|(?P<everybody>ครบทุกแห่ง)"
    r"|ที่ (?P<number>[ก-ฮ]{1,3} [๐-๙./()]+/(?:ว )?[๐-๙]+)"
)
_UNTIL = re.compile("(?:ภายใน|ออกไปจนถึง|ได้ถึง|อย่างช้า)$")


@dataclass(frozen=True)
class Statement:
    """A statement: its kind, the piece of text, its value (a number, or the number of a letter), and the word before.

    A number of days late says that the deadline has passed, too.
    """

    kind: StatementKind
    piece: str
    value: str = ""
    word: str = ""

    @property
    def number(self) -> int:
        """The value of a count or of days."""
        return int(arabic_digits(self.value))


def statements_in(text: str) -> Iterator[Statement]:
    """The statements of a text with single spaces, in order."""
    for match in _STATEMENT.finditer(text):
        if match["count"]:
            yield Statement("count", match[0], match["count"], match["word"] or "")
        elif match["days"]:
            yield Statement("days late", match[0], match["days"])
        elif match["number"]:
            yield Statement("number", match["number"], match["number"])
        else:
            kind: StatementKind = "many" if match["many"] else "passed" if match["passed"] else "everybody"
            yield Statement(kind, match[0])


def days_to_do_by(text: str) -> list[FoundDate]:
    """The dates until which something is to be done, as after ภายใน and ออกไปจนถึง."""
    return [found for found in find_dates(text) if _UNTIL.search(text[: found.start].rstrip())]
