"""Denied requests: their reasons and the notices of error pages, which show nothing of the inside."""

from dataclasses import dataclass
from enum import StrEnum

from workflow.access.open_link import ClosedLink, LinkRefused


class DeniedRequest(StrEnum):
    """The reasons for denying a request whose link is valid."""

    FORM = "form"  # not our form, or for another link or browser
    BELOW = "below"  # a unit not directly below, or without a link to renew
    UPLOAD = "upload"  # a file of a refused kind
    FILE = "file"  # a file of an office that is neither this one nor below it
    REPORT = "report"  # a report of an office not directly below
    REQUEST = "request"  # a time request that does not wait for this unit


class Denied(Exception):  # noqa: N818  # a denied request is no error of the program
    """A denied request, which is recorded; `link` is its link if that is closed."""

    def __init__(self, why: LinkRefused | DeniedRequest, link: ClosedLink | None = None) -> None:
        self.why, self.link = why, link
        super().__init__(why)


@dataclass(frozen=True)
class Notice:
    """The text of an error page: the title, the event, and advice."""

    status: int
    title: str
    said: str
    advice: str = ""


_CALL = "โปรดโทรศัพท์สอบถามหน่วยงานที่ส่งหนังสือถึงท่าน ตามหมายเลขที่ท้ายหนังสือ"
_NOTHING = "ยังไม่มีการบันทึกสิ่งใด"

NOTICES: dict[LinkRefused | DeniedRequest, Notice] = {
    LinkRefused.UNKNOWN: Notice(
        404, "ไม่พบหน้าของลิงก์นี้", "ลิงก์อาจถูกตัดไม่ครบ หรือไม่ใช่ลิงก์ของระบบนี้", f"โปรดเปิดลิงก์จากหนังสือนำส่งอีกครั้ง หากยังเปิดไม่ได้ {_CALL}"
    ),
    LinkRefused.EXPIRED: Notice(410, "ลิงก์นี้หมดอายุแล้ว", "ลิงก์เปิดได้ถึงวันที่กำหนดไว้เท่านั้น", f"หากยังต้องใช้ {_CALL} เพื่อขอลิงก์ใหม่"),
    LinkRefused.REVOKED: Notice(
        410, "ลิงก์นี้ถูกยกเลิกแล้ว", "มีการออกลิงก์ใหม่แทนลิงก์นี้ หรือหน่วยงานเหนือขึ้นไปได้ยกเลิกลิงก์", f"โปรดใช้ลิงก์ล่าสุดที่ได้รับ หากไม่มี {_CALL}"
    ),
    LinkRefused.OVER: Notice(
        410,
        "หนังสือเวียนเรื่องนี้สิ้นสุดแล้ว",
        f"เรื่องนี้ปิดแล้วหรือถูกยกเลิก จึงไม่มีสิ่งที่ต้องดำเนินการอีก {_NOTHING}",
        f"เปิดลิงก์ของหน่วยงานท่านเพื่อดูสิ่งที่ดำเนินการไว้ได้ หากมีข้อสงสัย {_CALL}",
    ),
    LinkRefused.SECRET: Notice(403, "หนังสือนี้เปิดทางลิงก์ไม่ได้", "หนังสือที่มีชั้นความลับไม่แสดงทางหน้าเว็บ", _CALL),
    LinkRefused.WRONG: Notice(
        403, "รหัสไม่ตรงกับหน่วยงานที่เลือก", "โปรดตรวจรหัส ๘ ตัวในหนังสือนำส่งของหน่วยงานท่าน แล้วลองอีกครั้ง", f"หากไม่มีรหัส {_CALL}"
    ),
    LinkRefused.THROTTLED: Notice(
        429,
        "กรอกรหัสผิดหลายครั้งเกินไป",
        "เพื่อความปลอดภัย ระบบหยุดรับรหัสชั่วคราว",
        "โปรดรอ ๑๕ นาทีแล้วลองใหม่ หรือเปิดลิงก์เต็มจากหนังสือนำส่ง",
    ),
    DeniedRequest.FORM: Notice(
        403,
        "แบบฟอร์มนี้ใช้ไม่ได้",
        f"แบบฟอร์มไม่ได้ส่งมาจากหน้านี้ หรือเบราว์เซอร์ไม่เก็บคุกกี้ {_NOTHING}",
        "โปรดเปิดลิงก์จากหนังสือนำส่งอีกครั้งแล้วทำรายการใหม่ หากยังไม่ได้ ให้อนุญาตคุกกี้ของเว็บไซต์นี้",
    ),
    DeniedRequest.FILE: Notice(
        404, "ไม่พบไฟล์นี้", "ไม่มีไฟล์นี้ หรือหน่วยงานของท่านไม่มีสิทธิเปิดไฟล์นี้", "โปรดเปิดไฟล์จากรายการในหน้าของหน่วยงานท่าน"
    ),
    DeniedRequest.REPORT: Notice(
        404, "ไม่พบรายงานนี้", "ไม่มีรายงานนี้ หรือหน่วยงานของท่านไม่ใช่ผู้ตรวจรายงานนี้", "โปรดเปิดรายงานจากรายการในหน้าของหน่วยงานท่าน"
    ),
    DeniedRequest.REQUEST: Notice(
        404,
        "ไม่พบคำขอนี้",
        "ไม่มีคำขอนี้ คำขอนี้พิจารณาไปแล้ว หรือหน่วยงานของท่านไม่ใช่ผู้พิจารณา",
        "โปรดเปิดคำขอจากรายการในหน้าของหน่วยงานท่าน",
    ),
    DeniedRequest.BELOW: Notice(
        404,
        "ไม่พบหน่วยงานนี้",
        "หน่วยงานนี้ไม่ได้อยู่ในพื้นที่ของท่าน ยังไม่มีลิงก์ หรือเรื่องนี้สิ้นสุดแล้ว",
        "โปรดเลือกหน่วยงานจากรายการในหน้าของหน่วยงานท่าน",
    ),
    DeniedRequest.UPLOAD: Notice(415, "ไฟล์นี้ไม่รับ", _NOTHING, "โปรดย้อนกลับแล้วแนบไฟล์ PDF, Word, Excel หรือรูปภาพ"),
}

STATUSES: dict[int, Notice] = {
    400: Notice(400, "ข้อมูลที่ส่งมาไม่ครบถ้วน", _NOTHING, "โปรดเปิดลิงก์จากหนังสือนำส่งอีกครั้งแล้วทำรายการใหม่"),
    404: Notice(404, "ไม่พบหน้านี้", "ที่อยู่ของหน้าอาจพิมพ์ไม่ครบ", f"โปรดเปิดลิงก์จากหนังสือนำส่งอีกครั้ง หากยังเปิดไม่ได้ {_CALL}"),
    405: Notice(405, "เปิดหน้านี้ด้วยวิธีนี้ไม่ได้", _NOTHING, "โปรดเปิดลิงก์จากหนังสือนำส่งอีกครั้ง"),
    408: Notice(408, "ข้อมูลส่งมาไม่ถึง", f"การเชื่อมต่ออาจช้าหรือขาดระหว่างทาง {_NOTHING}", "โปรดลองใหม่อีกครั้ง"),
    413: Notice(413, "ไฟล์ใหญ่เกินไป", _NOTHING, "โปรดย้อนกลับแล้วแนบไฟล์ที่เล็กลง"),
    415: Notice(415, "ข้อมูลที่ส่งมาไม่อยู่ในรูปแบบที่รับได้", _NOTHING, "โปรดเปิดลิงก์จากหนังสือนำส่งอีกครั้งแล้วทำรายการใหม่"),
    503: Notice(503, "ระบบไม่ว่างชั่วคราว", f"ขณะนี้มีผู้ใช้งานมากหรือระบบกำลังปรับปรุง {_NOTHING}", "โปรดลองใหม่ในอีกสักครู่"),
    500: Notice(500, "ระบบขัดข้อง", "ระบบบันทึกเหตุขัดข้องไว้แล้ว", "โปรดลองใหม่ในอีกสักครู่ ก่อนทำรายการซ้ำให้ดูสถานะในหน้าของท่านก่อน"),
}
"""The notices of HTTP statuses; other statuses are shown as 400 or 500."""


def notice_for(status: int) -> Notice:
    """The notice of a status."""
    return STATUSES.get(status) or STATUSES[400 if status < 500 else 500]
