"""A sample list of lagging offices, without real names."""

from workflow.thai import thai_digits

Facts = dict[str, object]
LAO = "องค์กรปกครองส่วนท้องถิ่น"


def unit_list(length: int = 3) -> Facts:
    """An enclosure of units without real names."""
    rows = [
        {
            "no": thai_digits(n),
            "unit": f"เทศบาลตำบลตัวอย่างที่ {thai_digits(n)}",
            "district": "อำเภอตัวอย่าง",
            "matter": "ยังไม่บันทึกข้อมูล",
        }
        for n in range(1, length + 1)
    ]
    return {"title": f"บัญชีรายชื่อ{LAO}ที่ยังไม่บันทึกข้อมูล", "as_of": "๒๔ สิงหาคม ๒๕๖๓", "rows": rows}
