"""The Thai messages of pages about states, steps and just finished actions."""

from dataclasses import dataclass

from web.office.standing import Standing


@dataclass(frozen=True)
class Message:
    """A line at the head of a page; `kind` is its style."""

    kind: str
    text: str


@dataclass(frozen=True)
class Status:
    """The texts about a task's state."""

    title: str
    kind: str
    badge: str
    text: str = ""


JUST: dict[str, Message] = {
    "received": Message("good", "บันทึกการรับหนังสือแล้ว"),
    "number": Message("warn", "บันทึกการรับหนังสือแล้ว เลขรับเปลี่ยนจากที่แสดงไว้ เพราะมีหนังสืออื่นลงทะเบียนไปก่อน"),
    "received-before": Message("warn", "หน่วยงานของท่านรับหนังสือนี้ไว้แล้ว จึงไม่มีการบันทึกซ้ำ"),
    "reported": Message("good", "บันทึกการรายงานแล้ว"),
    "nil": Message("good", "บันทึกว่าไม่มีข้อมูลที่ต้องรายงานแล้ว"),
    "done-before": Message("warn", "รายการนี้บันทึกไว้แล้ว จึงไม่มีการบันทึกซ้ำ"),
    "problem": Message("good", "บันทึกการรายงานแล้ว หน่วยงานเหนือขึ้นไปจะพิจารณา"),
    "asked": Message("good", "ส่งคำขอขยายเวลาแล้ว รอหน่วยงานเหนือขึ้นไปพิจารณา"),
    "granted": Message("good", "ขยายเวลาและออกหนังสือแจ้งแล้ว"),
    "refused": Message("good", "บันทึกว่าไม่ขยายเวลาและแจ้งหน่วยงานแล้ว"),
    "verified": Message("good", "บันทึกผลการตรวจแล้วว่ารายงานถูกต้อง"),
    "verified-all": Message("good", "บันทึกผลการตรวจแล้วว่ารายงานถูกต้องทุกแห่งตามรายการที่แสดง"),
    "given-back": Message("good", "ส่งรายงานกลับให้แก้ไขแล้ว หน่วยงานจะเห็นสิ่งที่ต้องแก้ไขในหน้าของตน"),
    "unverified": Message("good", "ยกเลิกผลการตรวจแล้ว รายงานกลับมารอการตรวจ"),
    "withdrawn": Message("good", "ถอนคำขอขยายเวลาแล้ว"),
    "passed-on": Message("good", "ออกหนังสือและส่งต่อแล้ว"),
    "undone": Message("good", "ยกเลิกรายการล่าสุดแล้ว"),
}
"""Messages about the action just finished, by the key in the redirect's address (`?said=`)."""

MISSING = Message("bad", "ยังไม่มีการบันทึก โปรดกรอกข้อมูลที่ขาดในแบบฟอร์มด้านล่าง")
"""The message above an incomplete form."""

NOT_ISSUED = Message("bad", "ยังออกหนังสือนี้ไม่ได้ โปรดแก้ไขตามรายการด้านล่าง")
"""The message for a covering letter that cannot be issued."""

LOOKED = Message("calm", "นี่คือร่างที่แก้ไขแล้ว ยังไม่มีการบันทึกหรือส่งหนังสือ")
"""The message above a corrected draft."""

LOOK_AGAIN = Message("warn", "ร่างหนังสือเปลี่ยนไปจากที่แสดงไว้ โปรดตรวจร่างด้านล่างอีกครั้ง แล้วกดอนุมัติ")
"""The message if the approved letter is not the shown one."""

RESULTS: dict[str, Message] = {
    "complete": Message("good", "ดำเนินการเรียบร้อยแล้ว"),
    "nil": Message("calm", "ไม่มีข้อมูลที่ต้องรายงาน"),
    "incorrect": Message("bad", "ดำเนินการได้บางส่วน หรือมีปัญหา"),
    "missing": Message("wait", "ยังไม่มีผล"),
}
"""An office's report, by outcome."""

STEPS: dict[str, str] = {
    "plan": "ตั้งเรื่องรอส่งหนังสือ",
    "address": "ส่งหนังสือถึงหน่วยงาน",
    "originate": "ออกหนังสือ",
    "send": "ส่งหนังสือถึงหน่วยงาน",
    "acknowledge": "รับหนังสือ",
    "acknowledge_done": "รับหนังสือ",
    "acknowledge_returned": "รับหนังสือ",
    "undo_acknowledge": "ยกเลิกการรับหนังสือ",
    "pass_on": "ส่งต่อหนังสือ",
    "complete": "หน่วยงานในพื้นที่ดำเนินการครบแล้ว",
    "reopen": "เปิดเรื่องอีกครั้ง เพราะมีหน่วยงานต้องแก้ไข",
    "reopen_received": "เปิดเรื่องอีกครั้ง เพราะมีหน่วยงานต้องแก้ไข",
    "reopen_sent": "เปิดเรื่องอีกครั้ง เพราะมีหน่วยงานต้องแก้ไข",
    "reopen_waiting": "เปิดเรื่องอีกครั้ง เพราะมีหน่วยงานต้องแก้ไข",
    "report": "รายงานผล",
    "report_problem": "รายงานว่าดำเนินการได้บางส่วนหรือมีปัญหา",
    "undo_report": "ยกเลิกการรายงาน",
    "verify": "ตรวจแล้วถูกต้อง",
    "counted": "ผลการรายงานนับเป็นเสร็จสิ้นทันที",
    "uncounted": "ยกเลิกการนับผลการรายงาน",
    "undo_verify": "ยกเลิกผลการตรวจ",
    "return": "ส่งกลับให้แก้ไข",
    "import_done": "ระบบข้อมูลแสดงว่าดำเนินการครบแล้ว",
    **dict.fromkeys(
        (f"undo_import_{state}" for state in ("waiting", "sent", "received", "reported", "returned", "done")),
        "ยกเลิกผลจากระบบข้อมูล",
    ),
    "waive": "ได้รับยกเว้น",
    **dict.fromkeys(
        (f"undo_waive_{state}" for state in ("waiting", "sent", "received", "reported", "returned")), "ยกเลิกการยกเว้น"
    ),
    "cancel": "ยกเลิกเรื่อง",
    "hand_over": "โอนให้หน่วยงานที่รับช่วงต่อ",
    "leave": "ปิดเรื่องโดยยังดำเนินการไม่แล้วเสร็จ",
}
"""The Thai names of a task's steps, by the state table's names."""

STATUSES: dict[str, Status] = {
    "waiting": Status(
        "ยังไม่ต้องดำเนินการ",
        "calm",
        "รอหนังสือ",
        "หนังสือเรื่องนี้ยังมาไม่ถึงหน่วยงานของท่าน เมื่อหน่วยงานเหนือขึ้นไปส่งแล้ว ท่านจะรับหนังสือได้ที่หน้านี้",
    ),
    "sent": Status("ยังไม่ได้รับหนังสือ", "wait", "รอรับหนังสือ"),
    "received": Status("รับหนังสือแล้ว", "good", "รับแล้ว รอรายงานผล"),
    "passed_on": Status("ส่งต่อหนังสือแล้ว", "good", "ส่งต่อแล้ว", "รอหน่วยงานในพื้นที่ดำเนินการ"),
    "reported": Status("รายงานแล้ว", "calm", "รอการตรวจ", "ท่านรายงานแล้ว ไม่ต้องดำเนินการอีกจนกว่าจะมีผลการตรวจ"),
    "returned": Status("ต้องแก้ไข", "bad", "ส่งกลับให้แก้ไข", "ผลการตรวจยังไม่ถูกต้องหรือไม่ครบถ้วน โปรดแก้ไขแล้วรายงานอีกครั้ง"),
    "done": Status("เสร็จสิ้นแล้ว", "good", "ครบถ้วน", "ไม่มีสิ่งที่ต้องดำเนินการอีก"),
    "waived": Status("ได้รับยกเว้น", "calm", "ยกเว้น", "หน่วยงานของท่านได้รับยกเว้น ไม่ต้องดำเนินการ"),
    "cancelled": Status("เรื่องนี้ยกเลิกแล้ว", "calm", "ยกเลิก", "ไม่มีสิ่งที่ต้องดำเนินการอีก"),
    "handed_over": Status("โอนเรื่องแล้ว", "calm", "โอนแล้ว", "หน่วยงานที่รับช่วงต่อดำเนินการเรื่องนี้แทน"),
    "left": Status("ปิดเรื่องแล้ว", "calm", "ไม่แล้วเสร็จ", "ปิดเรื่องแล้ว โดยหน่วยงานของท่านยังดำเนินการไม่แล้วเสร็จ"),
}

_PASSES_ON = Status("รับหนังสือแล้ว", "good", "รับแล้ว รอส่งต่อ", "หนังสือนำส่งเตรียมไว้แล้ว โปรดตรวจแล้วส่งต่อถึงหน่วยงานในพื้นที่")
_NIL = Status("เสร็จสิ้นแล้ว", "good", "ไม่มีข้อมูลที่ต้องรายงาน", "ไม่มีสิ่งที่ต้องดำเนินการอีก")


def status_of(s: Standing) -> Status:
    """The text about the state of an office's task."""
    if s.task.state == "received" and s.task.duty == "pass_on":
        return _PASSES_ON
    if s.task.state == "done" and s.task.outcome == "nil":
        return _NIL
    return STATUSES[s.task.state]


UNDO: dict[str, str] = {
    "undo_acknowledge": "บันทึกผิด ขอยกเลิกการรับหนังสือ",
    "undo_report": "บันทึกผิด ขอยกเลิกการรายงาน",
}
"""The text of the link that undoes a step."""
