"""A letter before it has a number: what it says, to whom, and about whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from workflow.circulars.file import CircularFile
from workflow.letters.facts import compose_facts
from workflow.registry.lookup import Office
from workflow.registry.signers import Signer

NO_DISTRICT = "-"
"""What stands in a list for an office that belongs to no district (อบจ., ทน., ทม.)."""


class ListedOffice(NamedTuple):
    """A lagging office as it stands in a letter's list."""

    task_id: int
    unit_name: str
    district_name: str
    outcome: str
    note: str


@dataclass(frozen=True, kw_only=True)
class LetterDraft:
    """A letter before it has a number: its key, what it says, to whom, and about whom.

    `kind` and `stage` are as in `store.tables.letters`, and `stage_rank` is that of a follow-up; `about` is what it
    is about where the stage alone does not say it. `issuer` and `content` are the circular's. `below` are the kinds of
    office (by code) directly below the addressees.
    `old_deadline` is the day by which it was to be done until now, as the letters cited have it; `previous_deadline`
    is given where this letter sets a new one. `own_facts` are those that only this kind of letter has; they stand
    before what all letters have in common (see `facts.compose_facts`). `attached` are the lists that go with it as
    files of their own, each the name of its template and of its facts. A `serious` letter, the third follow-up or one
    to a superior, has to be signed (saraban.md L16).
    """

    circular_id: int
    sender: Office
    kind: str
    stage: str
    deadline_version: int
    issuer: Office
    content: CircularFile
    form: str
    template: str
    reason: str
    subject: str
    receiver: str
    addressees: Sequence[Office]
    deadline: date
    old_deadline: date
    previous_deadline: date | None = None
    urgency: str = ""
    signer: Signer | None = None
    below: Collection[str] = ()
    own_facts: Mapping[str, object] = field(default_factory=dict)
    listed: Sequence[ListedOffice] = ()
    cites: Sequence[Mapping[str, object]] = ()
    encloses: Sequence[Mapping[str, object]] = ()
    attached: Sequence[str] = ()
    serious: bool = False
    stage_rank: int | None = None
    about: str = ""

    @cached_property
    def facts(self) -> dict[str, object]:
        """All facts of the letter but its number and date; composed once, they are both kept and printed."""
        return compose_facts(self)

    def row(self) -> dict[str, object]:
        """The columns of the draft."""
        return {
            "circular_id": self.circular_id,
            "sender_id": self.sender.id,
            "kind": self.kind,
            "stage": self.stage,
            "stage_rank": self.stage_rank,
            "deadline_version": self.deadline_version,
            "form": self.form,
            "template": self.template,
            "reason": self.reason,
            "subject": self.subject,
            "receiver": self.receiver,
            "deadline": self.deadline,
            "facts": self.facts,
            "cites": [dict(cite) for cite in self.cites],
            "encloses": [dict(enclosed) for enclosed in self.encloses],
        }

    def key(self) -> dict[str, object]:
        """Its row of `letter_keys`: there is one letter for it."""
        return {
            "circular_id": self.circular_id,
            "sender_id": self.sender.id,
            "stage": self.stage,
            "about": self.about,
            "deadline_version": self.deadline_version,
        }

    @property
    def is_circular(self) -> bool:
        """Whether the letter takes a ว number: one identical text to several receivers (ข้อ 32)."""
        return len(self.addressees) > 1
