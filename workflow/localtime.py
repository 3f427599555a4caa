"""The time zone of Thai offices, and local dates."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")


def local_date(now: datetime) -> date:
    """Return the date in Bangkok at that moment. Raises ValueError for a naive datetime."""
    if now.tzinfo is None:
        raise ValueError(f"{now.isoformat()} has no time zone")
    return now.astimezone(BANGKOK).date()
