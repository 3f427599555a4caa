"""Downloads: letters as Word, PDF and with the receiving stamp, and files handed in."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.http.context import RequestContext, context_of, guarded
from web.http.errors import Denied, DeniedRequest
from web.office.standing import Standing, standing
from workflow.errors import UnknownError
from workflow.files.types import MEDIA_TYPES
from workflow.letters.issued import EarlierLetter
from workflow.letters.stamped_copies.received_stamp import received_copy
from workflow.progress import attachments
from workflow.thai.digits import arabic_digits
from workflow.thai.spacing import squash

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"

Choice = Callable[[Standing], EarlierLetter | None]


def received_letter(s: Standing) -> EarlierLetter | None:
    """The letter that carried the circular to the office."""
    return s.letter


def original(s: Standing) -> EarlierLetter | None:
    """The issuer's own letter, enclosed as a copy with the covering letter."""
    return s.original


def sent(s: Standing) -> EarlierLetter | None:
    """The unit's own covering letter, which passed the circular on."""
    return s.sent


def word(choose: Choice) -> Callable[[RequestContext], Response]:
    """The chosen letter as a Word file."""

    def answer(context: RequestContext) -> Response:
        letter = _letter(context, choose)
        return download(context.services.printer.store.path(letter.file).read_bytes(), f"{_name(letter)}.docx", DOCX)

    return answer


def pdf(choose: Choice) -> Callable[[Request], Awaitable[Response]]:
    """The chosen letter as PDF, if LibreOffice is installed."""

    async def endpoint(request: Request) -> Response:
        context = await context_of(request)

        async def pdf_answer() -> Response:
            letter = await context.services.work(lambda: _letter(context, choose))
            return download(await request.app.state.pdfs.of(letter), f"{_name(letter)}.pdf", PDF)

        return await guarded(context, pdf_answer())

    return endpoint


def received_docx(context: RequestContext) -> Response:
    """The letter with the receiving stamp at its upper right corner (ข้อ 37)."""
    with context.services.database.read() as conn:
        s = _standing(context, conn)
    if s.letter is None or s.receipt is None:
        raise HTTPException(404)
    r = s.receipt
    data = received_copy(
        context.services.printer.store.path(s.letter.file).read_bytes(), r.office, r.number, r.date, r.time
    )
    return download(data, f"{_name(s.letter)}-received.docx", DOCX)


def handed_in(context: RequestContext) -> Response:
    """A file handed in by the office or by an office directly below it; other attempts are denied and recorded."""
    number = str(context.request.path_params["id"])
    with context.services.database.read() as conn:
        s = _standing(context, conn)
        try:
            attachment_id = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
            attachment = attachments.readable(conn, s.circular.id, s.unit, attachment_id)
        except UnknownError:
            raise Denied(DeniedRequest.FILE) from None
    data = context.services.attachment_store.path(attachment.file).read_bytes()
    return download(data, attachment.download_name, MEDIA_TYPES[attachment.kind])


def receipt(context: RequestContext) -> Response:
    """The receiving stamp for printing."""
    with context.services.database.read() as conn:
        s = _standing(context, conn)
    if s.receipt is None:
        raise HTTPException(404)
    return context.page("receipt.html", s=s, base=context.base)


def download(data: bytes, name: str, kind: str) -> Response:
    """A file that browsers save and never open inside our pages."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}
    return Response(data, media_type=kind, headers=headers)


def _standing(context: RequestContext, conn: Connection) -> Standing:
    return standing(conn, context.open(conn), context.now)


def _letter(context: RequestContext, choose: Choice) -> EarlierLetter:
    with context.services.database.read() as conn:
        letter = choose(_standing(context, conn))
    if letter is None:
        raise HTTPException(404)
    return letter


def _name(letter: EarlierLetter) -> str:
    """A file name from a letter's number, with Arabic digits (amendment No. 4, Appendix 7)."""
    return "".join(char if char.isalnum() else "-" for char in arabic_digits(squash(letter.number)))
