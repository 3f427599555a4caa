"""Sample facts of escalations and notices."""

from datetime import date

from workflow.letters.samples.common import (  # fmt: skip
    COMMON,
    COPY,
    DEPARTMENT,
    DISTRICTS,
    DLA,
    FIRST,
    LETTER_2639,
    OFFICE,
    PROVINCE,
    RECORD,
    TWELVE,
    UPSTREAM_3972,
)
from workflow.letters.samples.lagging_list import Facts, unit_list

_REFERENCE = "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๒๖๓๙ ลงวันที่ ๒๙ พฤษภาคม ๒๕๖๓"
_ORIGINAL = f"หนังสือ{DLA} ที่ มท ๐๘๑๐.๒/ว ๑๗๐๔ ลงวันที่ ๑๙ พฤษภาคม ๒๕๖๓"
_CHASED = [
    "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๔๘๒๐ ลงวันที่ ๒ ตุลาคม ๒๕๖๓",
    "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๕๐๕๑ ลงวันที่ ๑๙ ตุลาคม ๒๕๖๓",
    "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๕๒๘๓ ลงวันที่ ๒ พฤศจิกายน ๒๕๖๓",
]
_MATTER = f"การ{RECORD}"
_LISTED = unit_list(12, day=date(2020, 11, 23), in_districts=True)
_LIST = [{"text": _LISTED["title"], "quantity": "จำนวน ๑ ชุด"}]
_ONE_DISTRICT = DISTRICTS | {"alone": True}
_LATER = {"deadline": "วันศุกร์ที่ ๓๐ ตุลาคม ๒๕๖๓", "deadline_plain": "วันที่ ๓๐ ตุลาคม ๒๕๖๓", "moved": True}
_BY_PROVINCE: Facts = COMMON | PROVINCE | FIRST
_BY_DEPARTMENT: Facts = COMMON | DEPARTMENT | FIRST | {"references": [_ORIGINAL]}
_TO_ONE: Facts = _BY_PROVINCE | {
    "number": "พร ๐๐๒๓.๑/๑๒๘๕", "date": "๒๘ สิงหาคม ๒๕๖๓", "to": "นายอำเภอสอง", "addressees": _ONE_DISTRICT,
}  # fmt: skip

ESCALATION: Facts = _BY_PROVINCE | {
    "urgency": "ด่วนที่สุด", "number": "พร ๐๐๒๓.๑/ว ๕๖๑๑", "date": "๒๓ พฤศจิกายน ๒๕๖๓", "to": "นายอำเภอทุกอำเภอ",
    "addressees": DISTRICTS, "references": _CHASED, "follow_up_no": "๔", "follow_ups": "๓",
    "told": "วันศุกร์ที่ ๑๓ พฤศจิกายน ๒๕๖๓", "days_late": "๑๐", "lagging": TWELVE,
    "moved": True, "deadline": "วันศุกร์ที่ ๔ ธันวาคม ๒๕๖๓", "deadline_plain": "วันที่ ๔ ธันวาคม ๒๕๖๓",
    "enclosures": _LIST, "list": _LISTED,
}  # fmt: skip
MEMO: Facts = _BY_PROVINCE | {
    "form": "memo", "urgency": "ด่วนที่สุด", "number": "พร ๐๐๒๓.๑/๑๖๒๐", "date": "๒๓ พฤศจิกายน ๒๕๖๓",
    "to": "ผู้ว่าราชการจังหวัดแพร่",
    "memo_unit": f"{OFFICE} ฝ่ายบริหารทั่วไป โทร.\u00a0๐\u00a0๕๔๕๓\u00a0๔๑๑๙\u00a0ต่อ\u00a0๑๐๑", "memo_owner": OFFICE,
    "signer": {"name": "(ชื่อผู้ลงนาม)", "lines": ["ท้องถิ่นจังหวัดแพร่"]}, "lagging": TWELVE, "days_late": "๘๔",
    "list": _LISTED, "data_day": "๒๓ พฤศจิกายน ๒๕๖๓", "polite": "โปรด",
}  # fmt: skip
EXTENSION: Facts = _TO_ONE | _LATER | {
    "subject": f"การขอขยายระยะเวลา{_MATTER}",
    "references": ["หนังสืออำเภอสอง ที่ พร ๐๐๒๓.๗/๙๑ ลงวันที่ ๒๕ สิงหาคม ๒๕๖๓"],
    "notice": {
        "requester": "อำเภอสอง", "asked": "วันศุกร์ที่ ๓๐ ตุลาคม ๒๕๖๓", "asked_on": "", "less": False,
        "because": "", "passed": False,
    },
}  # fmt: skip
EXTENSION_UNASKED: Facts = _TO_ONE | _LATER | {
    "number": "พร ๐๐๒๓.๑/๑๒๘๖",
    "subject": f"การขยายระยะเวลา{_MATTER}",
    "references": [_REFERENCE], "notice": {
        "requester": "", "asked": "", "asked_on": "", "less": False, "because": "", "passed": False,
    },
}  # fmt: skip
REFUSAL: Facts = EXTENSION | {
    "number": "พร ๐๐๒๓.๑/๑๒๘๗",
    "subject": f"การขอขยายระยะเวลา{_MATTER}",
    "deadline": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓", "deadline_plain": "วันที่ ๓๑ สิงหาคม ๒๕๖๓", "moved": False,
    "references": [],
    "notice": {
        "requester": "อำเภอสอง", "asked": "วันศุกร์ที่ ๓๐ ตุลาคม ๒๕๖๓", "asked_on": "๒๕ สิงหาคม ๒๕๖๓", "less": False,
        "because": "ต้องรวบรวมข้อมูลเสนอคณะรัฐมนตรีภายในกำหนด", "passed": False,
    },
}  # fmt: skip
CANCELLATION: Facts = _BY_DEPARTMENT | {
    "subject": f"ขอยกเลิก{_MATTER}",
    "number": "มท ๐๘๑๐.๒/ว ๒๑๑๐", "date": "๒๐ กรกฎาคม ๒๕๖๓",
    "notice": {"because": "อยู่ระหว่างปรับปรุงระบบข้อมูลกลางองค์กรปกครองส่วนท้องถิ่น"},
}  # fmt: skip
CANCELLATION_PASSED_ON: Facts = _BY_PROVINCE | {
    "subject": f"ขอยกเลิก{_MATTER}",
    "number": "พร ๐๐๒๓.๑/ว ๓๔๕๐", "date": "๒๔ กรกฎาคม ๒๕๖๓", "references": [_REFERENCE],
    "upstream": {"name": DLA},
    "enclosures": [{**COPY, "text": f"สำเนาหนังสือ{DLA} ที่ มท ๐๘๑๐.๒/ว ๒๑๑๐ ลงวันที่ ๒๐ กรกฎาคม ๒๕๖๓"}],
    "notice": {"because": ""},
}  # fmt: skip
REPLACEMENT: Facts = _BY_DEPARTMENT | {
    "subject": f"ขอยกเลิก{_MATTER}และให้ใช้หนังสือฉบับใหม่แทน",
    "number": "มท ๐๘๑๐.๒/ว ๓๙๗๓", "date": "๙ พฤศจิกายน ๒๕๖๕", "enclosures": [COPY],
    "deadline": "วันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕", "deadline_plain": "วันที่ ๓๐ ธันวาคม ๒๕๖๕",
    "notice": {
        "replacement": {
            "agency": DLA, "number": "มท ๐๘๑๐.๒/ว ๓๙๗๒", "date": "๙ พฤศจิกายน ๒๕๖๕", "subject": UPSTREAM_3972["subject"],
        },
    },
}  # fmt: skip
THANKS: Facts = _BY_PROVINCE | {
    "subject": f"ขอขอบคุณความร่วมมือใน{_MATTER}",
    "number": "พร ๐๐๒๓.๑/ว ๖๐๒๐", "date": "๒๕ ธันวาคม ๒๕๖๓", "references": [_REFERENCE], "cited": [LETTER_2639],
    "notice": {"everybody": True},
}  # fmt: skip

STAGE_SAMPLES: dict[str, Facts] = {
    "escalation": ESCALATION, "escalation-memo": MEMO, "extension": EXTENSION, "refusal": REFUSAL,
    "cancellation": CANCELLATION, "replacement": REPLACEMENT, "thanks": THANKS,
}  # fmt: skip
STAGE_CASES: dict[str, Facts] = {"extension": EXTENSION_UNASKED, "cancellation": CANCELLATION_PASSED_ON}
"""A second sample for templates with quite different wordings."""
