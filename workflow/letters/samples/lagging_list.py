"""A sample list of lagging offices, without real names."""

from datetime import date

from workflow.circulars.file import Phrases
from workflow.letters import lagging_list
from workflow.letters.draft import NO_DISTRICT, ListedOffice
from workflow.thai.digits import thai_digits

Facts = dict[str, object]
LAO = "องค์กรปกครองส่วนท้องถิ่น"

_DISTRICTS = 8
_PHRASES = Phrases(
    doers=LAO,
    news="ขอให้บันทึกข้อมูล",
    task="บันทึกข้อมูล",
    request="บันทึกข้อมูล",
    object="ข้อมูล",
    missing="ยังไม่บันทึกข้อมูล",
    incorrect="บันทึกข้อมูลไม่ถูกต้องหรือไม่ครบถ้วน",
)


def unit_list(
    length: int = 3, *, outcome: str = "missing", day: date = date(2020, 8, 24), in_districts: bool = False
) -> Facts:
    """A lagging list without real names, all with one outcome, as things stood on `day`.

    Up to eight districts and, unless `in_districts`, an office of no district from length three on.
    """
    apart = 1 if length > 2 and not in_districts else 0
    below = length - apart
    offices = [_office(n, n * min(_DISTRICTS, below) // below, outcome) for n in range(below)]
    offices += [ListedOffice(below, "องค์การบริหารส่วนจังหวัดตัวอย่าง", NO_DISTRICT, outcome, "")] * apart
    return dict(lagging_list.compose(_PHRASES, offices, day))


def _office(number: int, district: int, outcome: str) -> ListedOffice:
    kind = ("เทศบาลตำบล", "องค์การบริหารส่วนตำบล")[number % 2]
    name, place = (thai_digits(n + 1) for n in (number, district))
    return ListedOffice(number, f"{kind}ตัวอย่างที่ {name}", f"อำเภอตัวอย่าง {place}", outcome, "")
