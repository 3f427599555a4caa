"""The questions of pages before a step is taken, in Thai."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """The question of a page before a step; `why` and `day` are the labels of a note and a date, empty for none.

    `why_needed` is the message for a missing note; `file` allows an upload.
    """

    action: str
    title: str
    text: str
    button: str
    doer: str = "ผู้รายงาน"
    why: str = ""
    why_needed: str = ""
    file: bool = False
    day: str = ""


NIL = Question(
    "nil",
    "ไม่มีข้อมูลที่ต้องรายงาน",
    "ท่านกำลังยืนยันว่าหน่วยงานได้ตรวจสอบแล้ว และไม่มีข้อมูลที่ต้องรายงานในเรื่องนี้ การยืนยันถือเป็นการรายงานผล ไม่ใช่การไม่ตอบ",
    "ยืนยันว่าไม่มีข้อมูล",
    why="หมายเหตุ (ถ้ามี)",
)
PROBLEM = Question(
    "problem",
    "ดำเนินการได้บางส่วน หรือมีปัญหา",
    "โปรดบอกว่าสิ่งใดยังไม่เสร็จ หรือติดขัดเรื่องใด หน่วยงานเหนือขึ้นไปจะพิจารณา",
    "ส่งรายงาน",
    why="สิ่งที่ยังไม่เสร็จ หรือปัญหา",
    why_needed="โปรดบอกสิ่งที่ยังไม่เสร็จ หรือปัญหา",
    file=True,
)
UNDO_QUESTIONS: Mapping[str, Question] = {
    "undo_acknowledge": Question(
        "undo",
        "ยกเลิกการรับหนังสือ",
        "เลขรับที่ใช้ไปแล้วจะถูกขีดฆ่าและไม่ใช้ซ้ำ เมื่อรับหนังสืออีกครั้งจะได้เลขถัดไป",
        "ยกเลิกการรับหนังสือ",
        "ผู้ยกเลิก",
        "เหตุผล (ถ้ามี)",
    ),
    "undo_report": Question(
        "undo",
        "ยกเลิกการรายงาน",
        "สถานะจะกลับไปเป็นรับหนังสือแล้ว และท่านต้องรายงานใหม่",
        "ยกเลิกการรายงาน",
        "ผู้ยกเลิก",
        "เหตุผล (ถ้ามี)",
    ),
}
