"""Common facts of the sample letters: senders, addressees, the matter of the letters G1 to G6 (saraban notes, §4)."""

from workflow.letters.samples.lagging_list import LAO, Facts

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
    "urgency": "",
}
PHRASES = {
    "doers": LAO,
    "background": f"ดำเนินการ{RECORD}ใน{INFO} (INFO ระบบใหม่)",
    "news": NEWS,
    "task": f"ดำเนินการ{RECORD}ใน{INFO}ระยะที่ ๒",
    "thoroughly": "ให้ครบถ้วน",
    "request": "บันทึกข้อมูลดังกล่าวลงในระบบให้ครบถ้วน",
    "object": "ข้อมูลดังกล่าว",
    "missing": "ยังไม่บันทึกข้อมูลดังกล่าว",
    "incorrect": "บันทึกข้อมูลดังกล่าวไม่ถูกต้องหรือไม่ครบถ้วน",
    "place": f"ใน{INFO} (INFO ระบบใหม่)",
    "matter": f"การ{RECORD}",
}
PHRASES_2563 = PHRASES | {"task": f"ดำเนินการ{RECORD}ใน{INFO} (INFO ระบบใหม่)"}
"""Those of the first circular, before there was a ระยะที่ ๒."""
SHELTERS = {  # another matter, so that no template depends on the first
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
    "matter": "การสำรวจที่พักพิงชั่วคราว",
}
MIXED = {
    "has_district": True,
    "provinces": False,
    "alone": False,
    "mixed": True,
    "kinds": "อำเภอ องค์การบริหารส่วนจังหวัด และเทศบาลเมือง",
    "below": "เทศบาลตำบลและองค์การบริหารส่วนตำบล",
}
GOVERNORS = {
    "has_district": False,
    "provinces": True,
    "alone": False,
    "mixed": False,
    "kinds": "จังหวัด",
    "below": "อำเภอ องค์การบริหารส่วนจังหวัด และเทศบาลเมือง",
}
DISTRICTS = MIXED | {"mixed": False, "kinds": "อำเภอ"}
LOCAL = {
    "has_district": False,
    "provinces": False,
    "alone": False,
    "mixed": False,
    "kinds": "เทศบาลตำบลและองค์การบริหารส่วนตำบล",
    "below": "",
}
MANY = {"count": "๑๒", "missing": "๑๒", "incorrect": "๐", "total": "๒๐", "form": "many", "name": "", "place": ""}
TWELVE = {"count": "๑๒", "missing": "๑๒", "incorrect": "๐", "total": "๘๔", "form": "some", "name": "", "place": ""}
SEVERAL = {"count": "๑๒", "missing": "๐", "incorrect": "๑๒", "total": "๘๔", "form": "some", "name": "", "place": ""}
BOTH = {"count": "๑๒", "missing": "๕", "incorrect": "๗", "total": "๘๔", "form": "both", "name": "", "place": ""}
ALL = {
    "count": "๖",
    "missing": "๔",
    "incorrect": "๒",
    "total": "๖",
    "form": "all",
    "name": "",
    "place": "อำเภอหนองม่วงไข่",
}
ONE = {
    "count": "๑", "missing": "๑", "incorrect": "๐", "total": "๘๔", "form": "one",
    "name": "เทศบาลตำบลตัวอย่าง", "place": "",
}  # fmt: skip


PROVINCE: Facts = {
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
DEPARTMENT: Facts = {
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
    "polite": "โปรด",
    "addressees": GOVERNORS,
    "seal_agency": DLA,
    "to": "ผู้ว่าราชการจังหวัด ทุกจังหวัด",
}
COMMON: Facts = {
    "form": "external", "urgency": "", "secrecy": "", "subject": f"การ{RECORD}ลงใน{INFO}ระยะที่ ๒",
    "to": "นายอำเภอทุกอำเภอ นายกองค์การบริหารส่วนจังหวัดแพร่ และนายกเทศมนตรีเมืองแพร่",
    "number": "พร ๐๐๒๓.๑/ว ๔๗๙๗", "date": "๑๘ พฤศจิกายน ๒๕๖๕", "references": [], "enclosures": [], "body": [],
    "closing": "ขอแสดงความนับถือ", "qr": None, "page": "info-2563", "list": None, "issuer": DLA, "upstream": None,
    "cited": [LETTER_2639], "addressees": MIXED, "matter": "missing", "moved": False,
    "deadline": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓", "deadline_plain": "วันที่ ๓๑ สิงหาคม ๒๕๖๓",
    "old_deadline": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓", "old_deadline_plain": "วันที่ ๓๑ สิงหาคม ๒๕๖๓",
    "polite": "", "memo_unit": "", "memo_owner": "", "notice": None,
    "told": "วันจันทร์ที่ ๓๑ สิงหาคม ๒๕๖๓",
    "lagging": MANY, "follow_up_no": "๑", "follow_ups": "", "passed": "told", "days_late": "๑๕",
    "as_of": "", "data_day": "๑ ตุลาคม ๒๕๖๓",
    "phrases": PHRASES,
}  # fmt: skip
FIRST: Facts = {"subject": LETTER_2639["subject"], "phrases": PHRASES_2563}
"""The matter of the letters of 2563."""
UPSTREAM_3972 = {
    "name": DLA, "number": "มท ๐๘๑๐.๒/ว ๓๙๗๒", "date": "๙ พฤศจิกายน ๒๕๖๕",
    "subject": f"การ{RECORD}ลงใน{INFO}ระยะที่ ๒", "level_asked": "จังหวัด",
}  # fmt: skip
COPY = {"text": f"สำเนาหนังสือ{DLA} ที่ มท ๐๘๑๐.๒/ว ๓๙๗๒ ลงวันที่ ๙ พฤศจิกายน ๒๕๖๕", "quantity": "จำนวน ๑ ชุด"}
