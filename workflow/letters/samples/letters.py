"""Sample facts for every template, with the wording of the real letters G1, G3, G5 and G6 (saraban notes, §4)."""

from datetime import date

from workflow.letters.samples.common import (
    COMMON,
    COPY,
    DEPARTMENT,
    DLA,
    FIRST,
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

_PURPOSE = (
    f"ด้วย{DLA}ได้จัดทำระบบฐานข้อมูลการจัดทำความตกลงความร่วมมือระหว่างประเทศของ{LAO}ลงใน{INFO} (INFO ระบบใหม่) "
    f"เพื่อรวบรวมข้อมูลการจัดทำความตกลงความร่วมมือระหว่างประเทศของ{LAO} และสามารถนำข้อมูลมาใช้เพื่อการวิเคราะห์ "
    f"หรือศึกษาแนวโน้มการทำความร่วมมือระหว่างประเทศของ{LAO}ได้"
)
G1: Facts = COMMON | DEPARTMENT | {
    "number": "มท ๐๘๑๐.๒/ว ๑๗๐๔", "date": "๑๙ พฤษภาคม ๒๕๖๓",
    "subject": f"การ{RECORD}ลงใน{INFO} (INFO ระบบใหม่)",
    "enclosures": [{"text": MANUAL, "quantity": "จำนวน ๑ ชุด"}],
    "qr": {"label": "สิ่งที่ส่งมาด้วย", "address": "https://example.go.th/c/1", "shown": "example.go.th/c/1"},
    "body": [
        _PURPOSE,
        f"{DLA} จึงขอความร่วมมือจังหวัดแจ้ง{LAO}ในพื้นที่ทราบ และดำเนินการ{RECORD}ลงใน{INFO} (INFO ระบบใหม่) "
        "ให้ครบถ้วน ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓ รายละเอียดสิ่งที่ส่งมาด้วยปรากฏตาม QR Code ท้ายหนังสือนี้",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
    ],
}  # fmt: skip
G3: Facts = COMMON | PROVINCE | FIRST | {
    "form": "stamped", "urgency": "ด่วนที่สุด", "number": "พร ๐๐๒๓.๑/ว ๔๑๙๐", "date": "๒๔ สิงหาคม ๒๕๖๓",
    "to": "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอทุกอำเภอ ที่ทำการองค์การบริหารส่วนจังหวัดแพร่ "
    "และสำนักงานเทศบาลเมืองแพร่",
    "contact": ["ฝ่ายบริหารทั่วไป", "โทรศัพท์ ๐ ๕๔๕๓ ๔๑๑๙ ต่อ ๑๐๒", "โทรสาร ๐ ๕๔๕๓ ๔๑๑๙ ต่อ ๑๐๗"],
    "list": unit_list(12), "passed": "", "days_late": "",
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
PROGRESS: Facts = COMMON | DEPARTMENT | FIRST | {
    "form": "stamped", "number": "มท ๐๘๑๐.๒/ว ๒๕๐๐", "date": "๒๐ สิงหาคม ๒๕๖๓", "matter": "both",
    "passed": "", "days_late": "",
    "to": "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด ทุกจังหวัด",
    "cited": [{**LETTER_2639, "agency": DLA, "number": "มท ๐๘๑๐.๒/ว ๑๗๐๔", "date": "๑๙ พฤษภาคม ๒๕๖๓"}],
    "qr": {"label": "รายละเอียด", "address": "https://example.go.th/c/1", "shown": "example.go.th/c/1"},
}  # fmt: skip
FOLLOWUP: Facts = G3 | {
    "urgency": "", "number": "พร ๐๐๒๓.๑/ว ๔๘๒๐", "date": "๒ ตุลาคม ๒๕๖๓", "moved": True, "matter": "incorrect",
    "deadline": "วันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓", "deadline_plain": "วันที่ ๑๖ ตุลาคม ๒๕๖๓", "lagging": SEVERAL,
    "passed": "told", "days_late": "๓๒",
    "list": unit_list(12, outcome="incorrect", day=date(2020, 10, 1)),
}  # fmt: skip
FINAL: Facts = FOLLOWUP | {
    "form": "external", "urgency": "ด่วนที่สุด", "to": COMMON["to"], "contact": PROVINCE["contact"],
    "subject": f"{LETTER_2639['subject']} (ติดตามครั้งที่ ๓)", "follow_up_no": "๓", "follow_ups": "๒",
    "told": "วันศุกร์ที่ ๓๐ ตุลาคม ๒๕๖๓", "days_late": "๓",
    "number": "พร ๐๐๒๓.๑/ว ๕๒๘๓", "date": "๒ พฤศจิกายน ๒๕๖๓",
    "deadline": "วันศุกร์ที่ ๑๓ พฤศจิกายน ๒๕๖๓", "deadline_plain": "วันที่ ๑๓ พฤศจิกายน ๒๕๖๓",
    "references": [
        "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๔๘๒๐ ลงวันที่ ๒ ตุลาคม ๒๕๖๓",
        "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๕๐๕๑ ลงวันที่ ๑๙ ตุลาคม ๒๕๖๓",
    ],
    "list": unit_list(12, outcome="incorrect", day=date(2020, 11, 2)),
    "enclosures": [{"text": unit_list()["title"], "quantity": "จำนวน ๑ ชุด"}],
}  # fmt: skip
LIST: Facts = G3 | {"list": unit_list(12) | {"inside": False}}
_PHRAE = {"expected": "๘๔", "complete": "๘๐", "nil": "๒", "waived": "๒", "on_time": "๗๐", "late": "๑๒"}
_NAN = {"expected": "๙๙", "complete": "๙๕", "nil": "๓", "waived": "๑", "on_time": "๘๘", "late": "๑๐"}
_BOTH = {"expected": "๑๘๓", "complete": "๑๗๕", "nil": "๕", "waived": "๓", "on_time": "๑๕๘", "late": "๒๒"}
REPORT: Facts = {
    "title": "รายงานสรุปผลการดำเนินการ", "subject": G1["subject"], "number": "มท ๐๘๑๐.๒/ว ๑๗๐๔",
    "date": "๑๙ พฤษภาคม ๒๕๖๓", "deadline": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓", "closed_on": "๓๐ ธันวาคม ๒๕๖๓",
    "rows": [{"name": "จังหวัดแพร่", **_PHRAE}, {"name": "จังหวัดน่าน", **_NAN}], "total": _BOTH,
}  # fmt: skip

LONG: Facts = G1 | {
    "number": "มท ๐๘๑๐.๒/ว ๑๗๐๕", "urgency": "ด่วนมาก", "secrecy": "ลับ", "qr": None, "enclosures": [],
    "body": [
        _PURPOSE,
        "ข้อมูลที่บันทึกประกอบด้วย ชื่อหน่วยงานคู่ความตกลงและประเทศ ระดับและประเภทของความตกลง วันลงนาม "
        "ระยะเวลาที่มีผลใช้บังคับ ขอบเขตของความร่วมมือ งบประมาณที่ใช้ และผลการดำเนินการในแต่ละปีงบประมาณ "
        f"ส่วน{LAO}ที่ไม่มีความตกลงความร่วมมือระหว่างประเทศ ให้บันทึกว่าไม่มีข้อมูล เพื่อให้ทราบจำนวนที่แท้จริงของทั้งประเทศ",
        f"ในการบันทึกข้อมูล ขอให้{LAO}มอบหมายเจ้าหน้าที่ผู้รับผิดชอบอย่างน้อย ๑ คน ตรวจสอบความถูกต้องกับต้นฉบับความตกลง "
        "ก่อนบันทึก และปรับปรุงข้อมูลให้เป็นปัจจุบันทุกครั้งที่มีการแก้ไขหรือต่ออายุความตกลง "
        "เพื่อให้ข้อมูลในระบบใช้อ้างอิงในการเสนอขอความเห็นชอบและการจัดตั้งงบประมาณได้",
        "กรณีความตกลงที่อยู่ระหว่างการเจรจาหรือยังไม่ได้รับความเห็นชอบ ให้บันทึกเป็นร่างความตกลง พร้อมระบุขั้นตอนที่ดำเนินการ "
        "และวันที่คาดว่าจะลงนาม ทั้งนี้ ห้ามเผยแพร่ร่างความตกลงดังกล่าวต่อบุคคลภายนอกจนกว่าจะได้ลงนามแล้ว",
        f"{DLA} จึงขอความร่วมมือจังหวัดแจ้ง{LAO}ในพื้นที่ทราบ และดำเนินการ{RECORD}ลงใน{INFO} (INFO ระบบใหม่) "
        "ให้ครบถ้วน ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
    ],
}  # fmt: skip
"""A secret letter of two pages."""

SAMPLES: dict[str, Facts] = {
    "original": G1, "forwarding": G6, "progress": PROGRESS, "reminder": G3, "followup": FOLLOWUP,
    "final-followup": FINAL, "list": LIST, "closing-report": REPORT,
    **STAGE_SAMPLES,
}  # fmt: skip
