"""Sample facts for every template, with the wording of the real letters G1, G3, G5 and G6 (saraban notes, §4)."""

from workflow.letters.samples.common import (
    COMMON,
    COPY,
    DEPARTMENT,
    DLA,
    INFO,
    LETTER_2639,
    MANUAL,
    NEWS,
    PROVINCE,
    RECORD,
    SEVERAL,
    UPSTREAM_3972,
)
from workflow.letters.samples.lagging_list import LAO, Facts, unit_list
from workflow.letters.samples.notices import STAGE_SAMPLES

G1: Facts = COMMON | DEPARTMENT | {
    "number": "มท ๐๘๑๐.๒/ว ๑๗๐๔", "date": "๑๙ พฤษภาคม ๒๕๖๓",
    "subject": f"การ{RECORD}ลงใน{INFO} (INFO ระบบใหม่)",
    "enclosures": [{"text": MANUAL, "quantity": "จำนวน ๑ ชุด"}],
    "qr": {"label": "สิ่งที่ส่งมาด้วย", "address": "https://example.go.th/c/1", "shown": "example.go.th/c/1"},
    "body": [
        f"ด้วย{DLA}ได้จัดทำระบบฐานข้อมูลการจัดทำความตกลงความร่วมมือระหว่างประเทศของ{LAO}ลงใน{INFO} (INFO ระบบใหม่) "
        f"เพื่อรวบรวมข้อมูลการจัดทำความตกลงความร่วมมือระหว่างประเทศของ{LAO} และสามารถนำข้อมูลมาใช้เพื่อการวิเคราะห์ "
        f"หรือศึกษาแนวโน้มการทำความร่วมมือระหว่างประเทศของ{LAO}ได้",
        f"{DLA} จึงขอความร่วมมือจังหวัดแจ้ง{LAO}ในพื้นที่ทราบ และดำเนินการ{RECORD}ลงใน{INFO} (INFO ระบบใหม่) "
        "ให้ครบถ้วน ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓ รายละเอียดสิ่งที่ส่งมาด้วยปรากฏตาม QR Code ท้ายหนังสือนี้",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
    ],
}  # fmt: skip
G3: Facts = COMMON | PROVINCE | {
    "form": "stamped", "urgency": "ด่วนที่สุด", "number": "พร ๐๐๒๓.๑/ว ๔๙๐", "date": "๒๔ สิงหาคม ๒๕๖๓",
    "to": "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอทุกอำเภอ ที่ทำการองค์การบริหารส่วนจังหวัดแพร่ "
    "และสำนักงานเทศบาลเมืองแพร่",
    "contact": ["ฝ่ายบริหารทั่วไป", "โทรศัพท์ ๐ ๕๔๕๓ ๔๑๑๙ ต่อ ๑๐๒", "โทรสาร ๐ ๕๔๕๓ ๔๑๑๙ ต่อ ๑๐๗"],
    "list": unit_list(),
}  # fmt: skip
G5: Facts = COMMON | DEPARTMENT | {
    "number": "มท ๐๘๑๐.๒/ว ๓๙๗๒", "date": "๙ พฤศจิกายน ๒๕๖๕",
    "references": [f"หนังสือ{DLA} ที่ มท ๐๘๑๐.๒/ว ๑๗๐๔ ลงวันที่ ๑๙ พฤษภาคม ๒๕๖๓"],
    "enclosures": [{"text": MANUAL, "quantity": "จำนวน ๑ ชุด"}],
    "qr": {"label": "สิ่งที่ส่งมาด้วย", "address": "https://example.go.th/c/1", "shown": "example.go.th/c/1"},
    "body": [
        f"ตามที่{DLA}ขอความร่วมมือจังหวัดแจ้ง{LAO}ในพื้นที่ดำเนินการ{RECORD}ลงใน{INFO} (INFO ระบบใหม่) นั้น",
        f"{DLA}ขอเรียนว่า {NEWS} ในการนี้ จึงขอความร่วมมือจังหวัดแจ้ง{LAO}ในพื้นที่ดำเนินการ{RECORD} ประจำปีงบประมาณ "
        f"พ.ศ. ๒๕๖๕ ลงใน{INFO}ระยะที่ ๒ ให้ครบถ้วน ภายในวันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕ รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
    ],
}  # fmt: skip
G6: Facts = COMMON | PROVINCE | {
    "upstream": UPSTREAM_3972, "enclosures": [COPY],
    "deadline": "วันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕", "deadline_plain": "วันที่ ๓๐ ธันวาคม ๒๕๖๕",
}  # fmt: skip
PROGRESS: Facts = COMMON | DEPARTMENT | {
    "form": "stamped", "number": "มท ๐๘๑๐.๒/ว ๒๕๐๐", "date": "๒๐ สิงหาคม ๒๕๖๓", "matter": "both",
    "to": "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด ทุกจังหวัด",
    "cited": [{**LETTER_2639, "agency": DLA, "number": "มท ๐๘๑๐.๒/ว ๑๗๐๔", "date": "๑๙ พฤษภาคม ๒๕๖๓"}],
    "qr": {"label": "รายละเอียด", "address": "https://example.go.th/c/1", "shown": "example.go.th/c/1"},
}  # fmt: skip
FOLLOWUP: Facts = G3 | {
    "urgency": "", "number": "พร ๐๐๒๓.๑/ว ๕๒๐", "date": "๒ ตุลาคม ๒๕๖๓", "moved": True, "matter": "incorrect",
    "deadline": "วันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓", "deadline_plain": "วันที่ ๑๖ ตุลาคม ๒๕๖๓", "lagging": SEVERAL,
}  # fmt: skip
FINAL: Facts = FOLLOWUP | {
    "form": "external", "urgency": "ด่วนที่สุด", "to": COMMON["to"], "follow_up_no": "๓", "follow_ups": "๒",
    "days_late": "๖๓",
    "told": "วันศุกร์ที่ ๓๐ ตุลาคม ๒๕๖๓",
    "number": "พร ๐๐๒๓.๑/ว ๕๘๓", "date": "๒ พฤศจิกายน ๒๕๖๓",
    "deadline": "วันศุกร์ที่ ๑๓ พฤศจิกายน ๒๕๖๓", "deadline_plain": "วันที่ ๑๓ พฤศจิกายน ๒๕๖๓",
    "references": [
        "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๕๒๐ ลงวันที่ ๒ ตุลาคม ๒๕๖๓",
        "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๕๕๑ ลงวันที่ ๑๙ ตุลาคม ๒๕๖๓",
    ],
    "enclosures": [{"text": "บัญชีรายชื่อ", "quantity": "จำนวน ๑ ชุด"}, COPY],
}  # fmt: skip
LIST: Facts = G3 | {"list": unit_list() | {"inside": False}}
_FIGURES = {"expected": "๘๔", "complete": "๘๐", "nil": "๒", "waived": "๒", "on_time": "๗๐", "late": "๑๒"}
REPORT: Facts = {
    "title": "รายงานสรุปผลการดำเนินการ", "subject": f"การ{RECORD}", "number": "มท ๐๘๑๐.๒/ว ๑๗๐๔",
    "date": "๑๙ พฤษภาคม ๒๕๖๓", "deadline": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓", "closed_on": "๓๐ ตุลาคม ๒๕๖๓",
    "rows": [{"name": "จังหวัดแพร่", **_FIGURES}, {"name": "จังหวัดน่าน", **_FIGURES}], "total": _FIGURES,
}  # fmt: skip

SAMPLES: dict[str, Facts] = {
    "original": G1, "forwarding": G6, "progress": PROGRESS, "reminder": G3, "followup": FOLLOWUP,
    "final-followup": FINAL, "list": LIST, "closing-report": REPORT,
    **STAGE_SAMPLES,
}  # fmt: skip
