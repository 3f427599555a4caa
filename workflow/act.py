"""The act: actor, moment and reason of a step, recorded in every event."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class ActorKind(StrEnum):
    """The way in which an actor is known."""

    OFFICER = "officer"  # by the name typed, or the login, at the command line
    OFFICE = "office"  # at an office's page, by the link that opened it
    ACCOUNT = "account"  # signed in, as a person
    PROGRAM = "program"  # a program of another office, by its key
    SYSTEM = "system"  # Wian itself


@dataclass(frozen=True)
class Act:
    """An actor, a moment and a reason; part of every event. `now` has a time zone.

    `actor_id` is the id of the actor's link or account, if there is such a row. `details` has the values before and
    after, where the states do not show them.
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
