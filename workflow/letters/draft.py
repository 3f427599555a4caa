"""Drafts: letters without a number and date."""

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
"""The district in a lagging list of an office that belongs to no district (อบจ., ทน., ทม.)."""


class ListedOffice(NamedTuple):
    """A lagging office in the list of a letter."""

    task_id: int
    unit_name: str
    district_name: str
    outcome: str
    note: str
    counted: bool = True
    """Whether it is one of the offices asked, not a province or district that answers for its area."""


@dataclass(frozen=True, kw_only=True)
class LetterDraft:
    """A letter without a number and date; `kind` and `stage` are as in the table of letters."""

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
    stated_deadline: date
    """The deadline in force until now, as the cited letters state it."""
    replaced_deadline: date | None = None
    """The deadline that this letter replaces, if it sets a new one."""
    urgency: str = ""
    signer: Signer | None = None
    below: Collection[str] = ()
    """Codes of the kinds of office directly below the addressees."""
    own_facts: Mapping[str, object] = field(default_factory=dict)
    """Facts of this kind of letter; they override the common facts (`facts.compose_facts`)."""
    listed: Sequence[ListedOffice] = ()
    cites: Sequence[Mapping[str, object]] = ()
    encloses: Sequence[Mapping[str, object]] = ()
    attached: Sequence[str] = ()
    """Lists in files of their own, by the name of their template, which is also the name of their facts."""
    serious: bool = False
    """Whether the letter must be signed: a third follow-up, or a letter to a superior (saraban.md L16)."""
    stage_rank: int | None = None
    words: Sequence[str] = ()
    """An officer's own paragraphs with their blanks, in place of the template's text; empty for the template's."""
    warnings: Sequence[str] = ()
    """What whoever approves the letter should know, such as old data."""
    about: str = ""
    """The subject of the key where one stage has several letters, for instance a time request."""

    @cached_property
    def facts(self) -> dict[str, object]:
        """All facts of the letter except number and date; composed once for the row and for the file."""
        return compose_facts(self)

    def row(self) -> dict[str, object]:
        """The draft as a row of `letters`."""
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
            "urgency": self.urgency,
            "deadline": self.deadline,
            "facts": self.facts,
            "cites": [dict(cite) for cite in self.cites],
            "encloses": [dict(enclosed) for enclosed in self.encloses],
        }

    def key(self) -> dict[str, object]:
        """The key as a row of `letter_keys`; there is at most one letter for a key."""
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
