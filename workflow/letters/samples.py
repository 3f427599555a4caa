"""Sample facts for every template, with the wording of the real letters G1, G3, G5 and G6 (saraban notes, §4)."""

from workflow.letters.sample_list import LAO, Facts, unit_list

DLA = "กรมส่งเสริมการปกครองท้องถิ่น"
OFFICE = "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัดแพร่"
INFO = f"ระบบข้อมูลกลาง{LAO}"
RECORD = f"บันทึกข้อมูลการจัดทำความตกลงความร่วมมือระหว่างประเทศของ{LAO}"
MANUAL = f"คู่มือการใช้งานระบบฐานข้อมูลการจัดทำความตกลงความร่วมมือระหว่างประเทศของ{LAO}"
NEWS = (
    f"ได้ปรับปรุงเมนู “ปีงบประมาณ” ให้สามารถเลือกปีงบประมาณ พ.ศ. ๒๕๖๕ เป็นต้นไป ใน{INFO}ระยะที่ ๒ "
    f"ด้านที่ ๖ การจัดการภายในและธรรมาภิบาล หัวข้อ การจัดทำความตกลงความร่วมมือระหว่างประเทศของ{LAO}"
)
LETTER_2639 = {
    "agency": "จังหวัดแพร่",
    "number": "พร ๐๐๒๓.๑/ว ๒๖๓๙",
    "date": "๒๙ พฤษภาคม ๒๕๖๓",
    "subject": f"การ{RECORD}ใน{INFO} (INFO ระบบใหม่)",
}
PHRASES = {
    "doers": LAO,
    "background": f"{RECORD}ใน{INFO} (INFO ระบบใหม่)",
    "news": NEWS,
    "task": f"{RECORD}ใน{INFO}ระยะที่ ๒",
    "thoroughly": "ให้ครบถ้วน",
    "request": "บันทึกข้อมูลดังกล่าวลงในระบบให้ครบถ้วน",
    "object": "ข้อมูลดังกล่าว",
    "missing": "ยังไม่บันทึกข้อมูลดังกล่าว",
    "incorrect": "บันทึกข้อมูลดังกล่าวไม่ถูกต้องหรือไม่ครบถ้วน",
    "place": f"ใน{INFO} (INFO ระบบใหม่)",
}
SHELTERS = {  # another matter, so that no template can lean on the first
    "doers": LAO,
    "background": "",
    "news": "ขอทราบผลการสำรวจที่พักพิงชั่วคราวสำหรับผู้ประสบอุทกภัย",
    "task": "สำรวจที่พักพิงชั่วคราวและรายงานผล",
    "thoroughly": "",
    "request": "รายงานผลการสำรวจที่พักพิงชั่วคราว",
    "object": "รายงานดังกล่าว",
    "missing": "ยังไม่รายงานผลการสำรวจ",
    "incorrect": "รายงานผลการสำรวจไม่ครบถ้วน",
    "place": "",
}
MIXED = {
    "has_district": True,
    "mixed": True,
    "kinds": "อำเภอ องค์การบริหารส่วนจังหวัด และเทศบาลเมือง",
    "below": "เทศบาลตำบลและองค์การบริหารส่วนตำบล",
}
DISTRICTS = MIXED | {"mixed": False, "kinds": "อำเภอ"}
LOCAL = {"has_district": False, "mixed": False, "kinds": "เทศบาลตำบลและองค์การบริหารส่วนตำบล", "below": ""}
MANY = {"count": "๕๒", "total": "๘๔", "done": "๓๒", "many": True, "one": False}
SEVERAL = {"count": "๑๒", "total": "๘๔", "done": "๗๒", "many": False, "one": False}
ONE = {"count": "๑", "total": "๘๔", "done": "๘๓", "many": False, "one": True}


_PROVINCE: Facts = {
    "agency": "ศาลากลางจังหวัดแพร่",
    "address": ["ถนนไชยบูรณ์ พร ๕๔๐๐๐"],
    "signer": {
        "name": "(ชื่อผู้ลงนาม)",
        "lines": ["รองผู้ว่าราชการจังหวัด รักษาราชการแทน", "ผู้ว่าราชการจังหวัดแพร่"],
    },
    "contact": ["สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด", "ฝ่ายบริหารทั่วไป", "โทรศัพท์ ๐ ๕๔๕๓ ๔๑๑๙ ต่อ ๑๐๑"],
    "sender": {"name": "จังหวัดแพร่", "office": OFFICE, "level": "province"},
    "seal_agency": OFFICE,
}
_DEPARTMENT: Facts = {
    "agency": DLA,
    "address": ["ถนนนครราชสีมา เขตดุสิต กรุงเทพฯ ๑๐๓๐๐"],
    "signer": {"name": "(ชื่อผู้ลงนาม)", "lines": ["รองอธิบดี ปฏิบัติราชการแทน", f"อธิบดี{DLA}"]},
    "contact": [
        "กองพัฒนาและส่งเสริมการบริหารงานท้องถิ่น",
        "กลุ่มงานวิชาการและวิจัยเพื่อการพัฒนาท้องถิ่น",
        "โทร. ๐ ๒๒๔๑ ๙๐๐๐ ต่อ ๒๒๑๒",
        "โทรสาร ๐ ๒๒๔๓ ๑๘๑๒",
        "ไปรษณีย์อิเล็กทรอนิกส์ saraban@dla.go.th",
    ],
    "sender": {"name": DLA, "office": DLA, "level": "department"},
    "seal_agency": DLA,
    "to": "ผู้ว่าราชการจังหวัด ทุกจังหวัด",
}
_COMMON: Facts = {
    "form": "external", "urgency": "", "secrecy": "", "subject": f"การ{RECORD}ลงใน{INFO}ระยะที่ ๒",
    "to": "นายอำเภอทุกอำเภอ นายกองค์การบริหารส่วนจังหวัดแพร่ และนายกเทศมนตรีเมืองแพร่",
    "number": "พร ๐๐๒๓.๑/ว ๔๗๙๗", "date": "๑๘ พฤศจิกายน ๒๕๖๕", "references": [], "enclosures": [], "body": [],
    "closing": "ขอแสดงความนับถือ", "qr": None, "list": None, "issuer": DLA, "upstream": None,
    "cited": [LETTER_2639], "addressees": MIXED, "matter": "missing", "moved": False,
    "deadline": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓", "deadline_plain": "วันที่ ๓๑ สิงหาคม ๒๕๖๓",
    "old_deadline": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓", "old_deadline_plain": "วันที่ ๓๑ สิงหาคม ๒๕๖๓",
    "lagging": MANY, "follow_up_no": "๑", "days_late": "๑๕", "phrases": PHRASES,
}  # fmt: skip

UPSTREAM_3972 = {
    "name": DLA, "number": "มท ๐๘๑๐.๒/ว ๓๙๗๒", "date": "๙ พฤศจิกายน ๒๕๖๕",
    "subject": f"การ{RECORD}ลงใน{INFO}ระยะที่ ๒", "level_asked": "จังหวัด",
}  # fmt: skip
COPY = {"text": f"สำเนาหนังสือ{DLA} ที่ มท ๐๘๑๐.๒/ว ๓๙๗๒ ลงวันที่ ๙ พฤศจิกายน ๒๕๖๕", "quantity": "จำนวน ๑ ชุด"}

G1: Facts = _COMMON | _DEPARTMENT | {
    "number": "มท ๐๘๑๐.๒/ว ๑๗๐๔", "date": "๑๙ พฤษภาคม ๒๕๖๓",
    "subject": f"การ{RECORD}ลงใน{INFO} (INFO ระบบใหม่)",
    "enclosures": [{"text": MANUAL, "quantity": "จำนวน ๑ ชุด"}],
    "qr": {"label": "สิ่งที่ส่งมาด้วย", "address": "https://example.go.th/c/1"},
    "body": [
        f"ด้วย{DLA}ได้จัดทำระบบฐานข้อมูลการจัดทำความตกลงความร่วมมือระหว่างประเทศของ{LAO}ลงใน{INFO} (INFO ระบบใหม่) "
        f"เพื่อรวบรวมข้อมูลการจัดทำความตกลงความร่วมมือระหว่างประเทศของ{LAO} และสามารถนำข้อมูลมาใช้เพื่อการวิเคราะห์ "
        f"หรือศึกษาแนวโน้มการทำความร่วมมือระหว่างประเทศของ{LAO}ได้",
        f"{DLA} จึงขอความร่วมมือจังหวัดแจ้ง{LAO}ในพื้นที่ทราบ และดำเนินการ{RECORD}ลงใน{INFO} (INFO ระบบใหม่) "
        "ให้ครบถ้วน ภายในวันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓ รายละเอียดสิ่งที่ส่งมาด้วยปรากฏตาม QR Code ท้ายหนังสือนี้",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
    ],
}  # fmt: skip
G3: Facts = _COMMON | _PROVINCE | {
    "form": "stamped", "urgency": "ด่วนที่สุด", "number": "พร ๐๐๒๓.๑/ว ๔๙๐", "date": "๒๔ สิงหาคม ๒๕๖๓",
    "to": "สำนักงานส่งเสริมการปกครองท้องถิ่นอำเภอทุกอำเภอ ที่ทำการองค์การบริหารส่วนจังหวัดแพร่ "
    "และสำนักงานเทศบาลเมืองแพร่",
    "contact": ["ฝ่ายบริหารทั่วไป", "โทรศัพท์ ๐ ๕๔๕๓ ๔๑๑๙ ต่อ ๑๐๒", "โทรสาร ๐ ๕๔๕๓ ๔๑๑๙ ต่อ ๑๐๗"],
    "list": unit_list(),
}  # fmt: skip
G5: Facts = _COMMON | _DEPARTMENT | {
    "number": "มท ๐๘๑๐.๒/ว ๓๙๗๒", "date": "๙ พฤศจิกายน ๒๕๖๕",
    "references": [f"หนังสือ{DLA} ที่ มท ๐๘๑๐.๒/ว ๑๗๐๔ ลงวันที่ ๑๙ พฤษภาคม ๒๕๖๓"],
    "enclosures": [{"text": MANUAL, "quantity": "จำนวน ๑ ชุด"}],
    "qr": {"label": "สิ่งที่ส่งมาด้วย", "address": "https://example.go.th/c/1"},
    "body": [
        f"ตามที่{DLA}ขอความร่วมมือจังหวัดแจ้ง{LAO}ในพื้นที่ดำเนินการ{RECORD}ลงใน{INFO} (INFO ระบบใหม่) นั้น",
        f"{DLA}ขอเรียนว่า {NEWS} ในการนี้ จึงขอความร่วมมือจังหวัดแจ้ง{LAO}ในพื้นที่ดำเนินการ{RECORD} ประจำปีงบประมาณ "
        f"พ.ศ. ๒๕๖๕ ลงใน{INFO}ระยะที่ ๒ ให้ครบถ้วน ภายในวันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕ รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
    ],
}  # fmt: skip
G6: Facts = _COMMON | _PROVINCE | {
    "upstream": UPSTREAM_3972, "enclosures": [COPY],
    "deadline": "วันศุกร์ที่ ๓๐ ธันวาคม ๒๕๖๕", "deadline_plain": "วันที่ ๓๐ ธันวาคม ๒๕๖๕",
}  # fmt: skip
PROGRESS: Facts = _COMMON | _DEPARTMENT | {
    "form": "stamped", "number": "มท ๐๘๑๐.๒/ว ๒๕๐๐", "date": "๒๐ สิงหาคม ๒๕๖๓", "matter": "both",
    "to": "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด ทุกจังหวัด",
    "cited": [{**LETTER_2639, "agency": DLA, "number": "มท ๐๘๑๐.๒/ว ๑๗๐๔", "date": "๑๙ พฤษภาคม ๒๕๖๓"}],
    "qr": {"label": "รายละเอียด", "address": "https://example.go.th/c/1"},
}  # fmt: skip
FOLLOWUP: Facts = G3 | {
    "urgency": "", "number": "พร ๐๐๒๓.๑/ว ๕๒๐", "date": "๒ ตุลาคม ๒๕๖๓", "moved": True, "matter": "incorrect",
    "deadline": "วันศุกร์ที่ ๑๖ ตุลาคม ๒๕๖๓", "deadline_plain": "วันที่ ๑๖ ตุลาคม ๒๕๖๓", "lagging": SEVERAL,
}  # fmt: skip
FINAL: Facts = FOLLOWUP | {
    "form": "external", "urgency": "ด่วนที่สุด", "to": _COMMON["to"], "follow_up_no": "๓", "days_late": "๖๓",
    "references": [
        "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๕๒๐ ลงวันที่ ๒ ตุลาคม ๒๕๖๓",
        "หนังสือจังหวัดแพร่ ที่ พร ๐๐๒๓.๑/ว ๕๕๑ ลงวันที่ ๑๙ ตุลาคม ๒๕๖๓",
    ],
    "enclosures": [{"text": "บัญชีรายชื่อ", "quantity": "จำนวน ๑ ชุด"}, COPY],
}  # fmt: skip
_FIGURES = {"expected": "๘๔", "complete": "๘๐", "nil": "๒", "waived": "๒", "on_time": "๗๐", "late": "๑๒"}
REPORT: Facts = {
    "title": "รายงานสรุปผลการดำเนินการ", "subject": f"การ{RECORD}", "number": "มท ๐๘๑๐.๒/ว ๑๗๐๔",
    "date": "๑๙ พฤษภาคม ๒๕๖๓", "deadline": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓", "closed_on": "๓๐ ตุลาคม ๒๕๖๓",
    "rows": [{"name": "จังหวัดแพร่", **_FIGURES}, {"name": "จังหวัดน่าน", **_FIGURES}], "total": _FIGURES,
}  # fmt: skip

SAMPLES: dict[str, Facts] = {
    "original": G1, "forwarding": G6, "progress": PROGRESS, "reminder": G3, "followup": FOLLOWUP,
    "final-followup": FINAL, "closing-report": REPORT,
}  # fmt: skip
