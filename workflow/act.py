"""Who does something, when and why: what every event records."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Act:
    """Who does something, when, and why; goes into every event. `now` is an aware moment."""

    actor: str
    now: datetime
    why: str = ""
