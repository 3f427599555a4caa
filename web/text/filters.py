"""The template filters of pages: Thai dates, times and figures with Thai digits, as in letters."""

from datetime import date, datetime, time

from web.text.messages import STATUSES, STEPS
from workflow.calendar import WorkCalendar
from workflow.localtime import BANGKOK, local_date
from workflow.progress.subordinates import Subordinate
from workflow.thai.dates import thai_date, thai_date_weekday
from workflow.thai.digits import thai_digits, thai_time
from workflow.thai.mistakes import with_thai_digits


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
    """The days and working days until a deadline, or the days since."""
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
    """The Thai name of a task's step."""
    return STEPS.get(action, action)


def badge(child: Subordinate) -> str:
    """The progress of a unit below in a few words."""
    if child.state == "received" and child.duty == "pass_on":
        return "รับแล้ว รอส่งต่อ"
    if child.state == "done" and child.outcome == "nil":
        return "ไม่มีข้อมูลที่ต้องรายงาน"
    return (
        "แจ้งว่ามีปัญหา รอการตรวจ"
        if child.state == "reported" and child.outcome == "incorrect"
        else STATUSES[child.state].badge
    )


FILTERS = {
    "badge": badge,
    "digits": digits,
    "in_thai": with_thai_digits,
    "thai_date": thai_date,
    "weekday": thai_date_weekday,
    "moment": moment,
    "clock_time": clock_time,
    "day": day,
    "step": step,
}
"""The filters by their names in templates."""
