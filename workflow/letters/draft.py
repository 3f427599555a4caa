"""A letter before it has a number: what it says, to whom, and about whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from workflow.registry.lookup import Office

NO_DISTRICT = "-"
"""What stands in a list for an office that belongs to no district (อบจ., ทน., ทม.)."""


class ListedOffice(NamedTuple):
    """A lagging office as it stands in a letter's list."""

    task_id: int
    unit_name: str
    district_name: str
    outcome: str
    note: str


@dataclass(frozen=True)
class LetterDraft:
    """A letter before it has a number: its key, what it says, to whom, and about whom.

    `attached` are the lists that go with it as files of their own, each the name of its template and of its facts.
    `previous_deadline` is given where the letter sets a new one. A `serious` letter, the third follow-up or one to
    a superior, has to be signed (saraban.md L16).
    """

    circular_id: int
    sender: Office
    stage: str
    stage_rank: int
    deadline_version: int
    form: str
    template: str
    reason: str
    subject: str
    receiver: str
    deadline: date
    facts: Mapping[str, object]
    addressees: Sequence[Office]
    listed: Sequence[ListedOffice] = ()
    cites: Sequence[Mapping[str, object]] = ()
    encloses: Sequence[Mapping[str, object]] = ()
    attached: Sequence[str] = ()
    previous_deadline: date | None = None
    serious: bool = False

    def row(self) -> dict[str, object]:
        """The columns of the draft."""
        return {
            "circular_id": self.circular_id,
            "sender_id": self.sender.id,
            "stage": self.stage,
            "stage_rank": self.stage_rank,
            "deadline_version": self.deadline_version,
            "form": self.form,
            "template": self.template,
            "reason": self.reason,
            "subject": self.subject,
            "receiver": self.receiver,
            "deadline": self.deadline,
            "facts": dict(self.facts),
            "cites": [dict(cite) for cite in self.cites],
            "encloses": [dict(enclosed) for enclosed in self.encloses],
        }

    @property
    def is_circular(self) -> bool:
        """Whether the letter takes a ว number: one identical text to several receivers (ข้อ 32)."""
        return len(self.addressees) > 1
