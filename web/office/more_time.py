"""More time: an office asks the level above for it, or takes its request back."""

from functools import partial

from sqlalchemy import Connection
from starlette.responses import Response

from web.http.context import RequestContext
from web.office.report import Ask, asked, written
from web.office.standing import Standing
from workflow.act import Act
from workflow.errors import NotAllowedError
from workflow.progress import time_requests
from workflow.thai.dates import DateTextError, parse_date

ASK = Ask(
    "time",
    "ขอขยายเวลา",
    "คำขอจะส่งถึงหน่วยงานเหนือขึ้นไป ระหว่างรอพิจารณา กำหนดเดิมยังใช้อยู่",
    "ส่งคำขอ",
    "ผู้ขอ",
    "เหตุผล",
    why_needed="โปรดบอกเหตุผลที่ขอขยายเวลา",
    day="ขอขยายถึงวันที่",
)
WITHDRAW = Ask("withdraw", "ถอนคำขอขยายเวลา", "กำหนดเดิมยังใช้อยู่ และขอใหม่ได้ภายหลัง", "ถอนคำขอ", "ผู้ถอนคำขอ", "เหตุผล (ถ้ามี)")


def ask_time(context: RequestContext) -> Response:
    """GET: until when, and why."""
    return asked(context, "ask_time", lambda _: ASK)


def time(context: RequestContext) -> Response:
    """POST: the office asks for more time."""
    return written(context, "ask_time", partial(_ask, context), "asked", lambda _: ASK)


def ask_withdraw(context: RequestContext) -> Response:
    """GET: whether the request is really to be taken back."""
    return asked(context, "withdraw", lambda _: WITHDRAW)


def withdraw(context: RequestContext) -> Response:
    """POST: the request is taken back."""
    return written(context, "withdraw", _withdraw, "withdrawn", lambda _: WITHDRAW)


def _ask(context: RequestContext, conn: Connection, s: Standing, act: Act, note: str) -> None:
    try:
        wished = parse_date(context.form.text("day"))
    except DateTextError as error:
        raise NotAllowedError(str(error)) from None
    time_requests.ask(conn, s.circular, s.unit, wished, note, act)


def _withdraw(conn: Connection, s: Standing, act: Act, note: str) -> None:
    time_requests.withdraw(conn, s.circular, s.unit, act.because(note))
