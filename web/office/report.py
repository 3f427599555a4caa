"""Reporting: done, nothing to report, and taking the last step back; each asked about before it is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection
from starlette.responses import Response

from web.http import log_events
from web.http.context import RequestContext
from web.http.errors import Denied, DeniedRequest
from web.office.allowed import allowed
from web.office.page import NOTHING_WRONG, back, common, filled, office_page
from web.office.people import act_of, faults
from web.office.stale import ChangedError, not_now, unchanged
from web.office.standing import Standing, standing
from workflow.act import Act
from workflow.errors import NotAllowedError, WordingError
from workflow.files.types import FileKindError
from workflow.progress import attachments, reports


@dataclass(frozen=True)
class Ask:
    """What a page asks before something is written. `why` is the label of a note, `day` of a date; empty for none.

    `why_needed` is what is said without the note; `file` is whether a file may go with it.
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


NIL = Ask(
    "nil",
    "ไม่มีข้อมูลที่ต้องรายงาน",
    "ท่านกำลังยืนยันว่าหน่วยงานได้ตรวจสอบแล้ว และไม่มีข้อมูลที่ต้องรายงานในเรื่องนี้ การยืนยันถือเป็นการรายงานผล ไม่ใช่การไม่ตอบ",
    "ยืนยันว่าไม่มีข้อมูล",
    why="หมายเหตุ (ถ้ามี)",
)
PROBLEM = Ask(
    "problem",
    "ดำเนินการได้บางส่วน หรือมีปัญหา",
    "โปรดบอกว่าสิ่งใดยังไม่เสร็จ หรือติดขัดเรื่องใด หน่วยงานเหนือขึ้นไปจะพิจารณา",
    "ส่งรายงาน",
    why="สิ่งที่ยังไม่เสร็จ หรือปัญหา",
    why_needed="โปรดบอกสิ่งที่ยังไม่เสร็จ หรือปัญหา",
    file=True,
)
UNDO_ASKS: Mapping[str, Ask] = {
    "undo_acknowledge": Ask(
        "undo",
        "ยกเลิกการรับหนังสือ",
        "เลขรับที่ใช้ไปแล้วจะถูกขีดฆ่าและไม่ใช้ซ้ำ เมื่อรับหนังสืออีกครั้งจะได้เลขถัดไป",
        "ยกเลิกการรับหนังสือ",
        "ผู้ยกเลิก",
        "เหตุผล (ถ้ามี)",
    ),
    "undo_report": Ask(
        "undo",
        "ยกเลิกการรายงาน",
        "สถานะจะกลับไปเป็นรับหนังสือแล้ว และท่านต้องรายงานใหม่",
        "ยกเลิกการรายงาน",
        "ผู้ยกเลิก",
        "เหตุผล (ถ้ามี)",
    ),
}

Step = Callable[[Connection, Standing, Act, str], None]


def report(context: RequestContext) -> Response:
    """POST: the office has done it; a file may go with it."""
    return written(context, "report", partial(_report, context), "reported")


def ask_nil(context: RequestContext) -> Response:
    """GET: whether the office really has nothing to report."""
    return asked(context, "report", lambda _: NIL)


def nil(context: RequestContext) -> Response:
    """POST: the office has nothing to report."""
    return written(context, "report", _nil, "nil", lambda _: NIL)


def ask_problem(context: RequestContext) -> Response:
    """GET: what is not done yet, or what the problem is; with a file if need be."""
    return asked(context, "report_problem", lambda _: PROBLEM)


def problem(context: RequestContext) -> Response:
    """POST: the office has done it in part, or has met a problem."""
    return written(context, "report_problem", partial(_problem, context), "problem", lambda _: PROBLEM)


def ask_undo(context: RequestContext) -> Response:
    """GET: whether the last step is really to be taken back."""
    return asked(context, "undo", _undo_ask)


def undo(context: RequestContext) -> Response:
    """POST: the last step is taken back."""
    return written(context, "undo", _undo, "undone", _undo_ask)


def _undo_ask(s: Standing) -> Ask:
    return UNDO_ASKS[s.back[-1]]


def _report(context: RequestContext, conn: Connection, s: Standing, act: Act, note: str) -> None:
    reports.report(conn, s.circular, s.unit, act, note)
    _hand_in(context, conn, s, act)


def _nil(conn: Connection, s: Standing, act: Act, note: str) -> None:
    reports.report_nil(conn, s.circular, s.unit, act, note)


def _problem(context: RequestContext, conn: Connection, s: Standing, act: Act, note: str) -> None:
    reports.report_problem(conn, s.circular, s.unit, act, note)
    _hand_in(context, conn, s, act)


def _hand_in(context: RequestContext, conn: Connection, s: Standing, act: Act) -> None:
    """Keep the file that came with a report, if one did."""
    if context.form.upload:
        attachments.attach(
            conn,
            s.task.id,
            context.form.upload.name,
            context.form.upload.data,
            context.services.attachment_store,
            act,
        )


def _undo(conn: Connection, s: Standing, act: Act, note: str) -> None:
    reports.undo(conn, s.circular, s.unit, act.because(note))


def asked(context: RequestContext, action: str, ask: Callable[[Standing], Ask]) -> Response:
    """The page that asks; back to the office's page if the step is not possible now."""
    with context.services.database.read() as conn:
        opened = context.open(conn)
        s = standing(conn, opened, context.now)
        if action not in allowed(s):
            return back(context)
        return _confirm(context, s, ask(s), NOTHING_WRONG, 200)


def _confirm(context: RequestContext, s: Standing, ask: Ask, wrong: Mapping[str, str], status: int) -> Response:
    return context.page("confirm.html", status, **common(context, s), ask=ask, filled=filled(context, s), wrong=wrong)


def written(
    context: RequestContext, action: str, step: Step, said: str, ask: Callable[[Standing], Ask] | None = None
) -> Response:
    """Take a step that a form asks for, if nothing has changed since the form was made."""
    try:
        with context.services.database.write() as conn:
            opened = context.open(conn)
            s = unchanged(context, conn, opened)
            if action not in allowed(s):
                raise ChangedError
            if wrong := faults(context.form, ask(s).why_needed if ask else ""):
                if ask:
                    return _confirm(context, s, ask(s), wrong, 422)
                return office_page(context, conn, opened, wrong, 422)
            step(conn, s, act_of(context, s), context.form.lines("note"))
    except FileKindError:
        raise Denied(DeniedRequest.UPLOAD) from None
    except WordingError as error:
        return _reworded(context, {**NOTHING_WRONG, "note": error.thai}, ask)
    except (ChangedError, NotAllowedError):
        return not_now(context)
    log_events.step(said, s.circular.code, s.unit.code)
    return back(context, said)


def _reworded(context: RequestContext, wrong: Mapping[str, str], ask: Callable[[Standing], Ask] | None) -> Response:
    """The form again, with what cannot be printed of what was typed; nothing was written."""
    with context.services.database.read() as conn:
        opened = context.open(conn)
        s = standing(conn, opened, context.now)
        return _confirm(context, s, ask(s), wrong, 422) if ask else office_page(context, conn, opened, wrong, 422)
