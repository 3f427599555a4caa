"""Who does something, when and why: what every event records."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class ActorKind(StrEnum):
    """How whoever acts is known."""

    OFFICER = "officer"  # by the name typed, or the login, at the command line
    OFFICE = "office"  # at an office's page, by the link that opened it
    ACCOUNT = "account"  # signed in, as a person
    PROGRAM = "program"  # a program of another office, by its key
    SYSTEM = "system"  # Wian itself


@dataclass(frozen=True)
class Act:
    """Who does something, when, and why; goes into every event. `now` is an aware moment.

    `actor_id` is the id of the link or account by which the actor is known; none where there is no such row.
    `details` says what was there before and what after, where that cannot be read from the states.
    """

    actor: str
    now: datetime
    why: str = ""
    actor_kind: ActorKind = ActorKind.OFFICER
    actor_id: int | None = None
    details: Mapping[str, object] | None = None

    def because(self, why: str) -> "Act":
        """The same act for this reason."""
        return replace(self, why=why)
