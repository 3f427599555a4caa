"""Citations: earlier letters as a letter names them under อ้างถึง and สิ่งที่ส่งมาด้วย."""

from collections.abc import Sequence
from dataclasses import dataclass

ONE_SET = "จำนวน ๑ ชุด"


@dataclass(frozen=True)
class Citation:
    """A cited letter: `agency` as named in หนังสือ…, `number` after ที่, `date` after ลงวันที่."""

    agency: str
    number: str
    date: str
    subject: str = ""
    urgency: str = ""

    def reference(self) -> str:
        """`หนังสือ… ที่ … ลงวันที่ …`, as under อ้างถึง and in the name of a copy; its urgency stands before ที่."""
        urgency = f" {self.urgency}" if self.urgency else ""
        return f"หนังสือ{self.agency}{urgency} ที่ {self.number} ลงวันที่ {self.date}"

    def copy_enclosed(self) -> dict[str, str]:
        """The line of an enclosed copy under สิ่งที่ส่งมาด้วย."""
        return {"text": f"สำเนา{self.reference()}", "quantity": ONE_SET}


def cited_facts(citations: Sequence[Citation]) -> list[dict[str, str]]:
    """Citations in the form that templates read."""
    return [dict(vars(citation)) for citation in citations]
