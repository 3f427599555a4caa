"""How pages write dates, times and figures: in Thai, with Thai digits, as the letters do."""

from datetime import date, datetime, time

from web.sayings import STEPS
from workflow.calendar import BANGKOK, WorkCalendar, local_date
from workflow.thai import thai_date, thai_date_weekday, thai_digits, thai_time


def digits(value: object) -> str:
    """A figure or a text with Thai digits."""
    return thai_digits(str(value))


def moment(value: datetime) -> str:
    """`๑ มิถุนายน ๒๕๖๓ เวลา ๐๙.๓๐ น.`, in Bangkok."""
    return f"{thai_date(local_date(value))} เวลา {clock_time(value)}"


def clock_time(value: datetime | time) -> str:
    """`๐๙.๓๐ น.`, in Bangkok."""
    return thai_time(value.astimezone(BANGKOK).time() if isinstance(value, datetime) else value)


def days_left(deadline: date, today: date, calendar: WorkCalendar) -> str:
    """How long there is until the end of a deadline, in days and working days; or how long it has been over."""
    if deadline == today:
        return "ครบกำหนดวันนี้"
    days = (deadline - today).days
    if days < 0:
        return f"เลยกำหนดแล้ว {digits(-days)} วัน"
    working = calendar.working_days_between(today, deadline)
    return f"เหลือเวลาอีก {digits(days)} วัน (วันทำการ {digits(working)} วัน)"


def day(value: datetime) -> str:
    """`วันจันทร์ที่ ๑ มิถุนายน ๒๕๖๓`, in Bangkok."""
    return thai_date_weekday(local_date(value))


def step(action: str) -> str:
    """What a step of a task is called."""
    return STEPS.get(action, action)


FILTERS = {
    "digits": digits,
    "thai_date": thai_date,
    "weekday": thai_date_weekday,
    "moment": moment,
    "clock_time": clock_time,
    "day": day,
    "step": step,
}
"""What templates call them by."""
