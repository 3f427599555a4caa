"""Letters to take away: as Word, as PDF, and with the receiving stamp on them; always downloads, never shown."""

from collections.abc import Callable
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.standing import Standing, standing
from web.visit import Visit, guarded, visit_of
from workflow.letters.copies.received import received_copy
from workflow.letters.earlier import Earlier
from workflow.thai import arabic_digits, squash

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def letter_docx(visit: Visit) -> Response:
    """The letter that brought the circular."""
    letter = _letter(visit, lambda s: s.letter)
    return download(visit.desk.press.path(letter.file).read_bytes(), f"{_name(letter)}.docx", DOCX)


def original_docx(visit: Visit) -> Response:
    """The issuer's own letter, of which a copy is enclosed."""
    letter = _letter(visit, lambda s: s.original)
    return download(visit.desk.press.path(letter.file).read_bytes(), f"{_name(letter)}.docx", DOCX)


def received_docx(visit: Visit) -> Response:
    """The letter with the receiving stamp at its upper right corner (ข้อ 37)."""
    with visit.desk.database.read() as conn:
        s = _standing(visit, conn)
    if s.letter is None or s.receipt is None:
        raise HTTPException(404)
    r = s.receipt
    data = received_copy(visit.desk.press.path(s.letter.file).read_bytes(), r.office, r.number, r.date, r.time)
    return download(data, f"{_name(s.letter)}-received.docx", DOCX)


async def letter_pdf(request: Request) -> Response:
    """The letter as PDF, where LibreOffice is there."""
    visit = await visit_of(request)

    async def made() -> Response:
        letter = await visit.desk.work(lambda: _letter(visit, lambda s: s.letter))
        return download(await request.app.state.pdfs.of(letter), f"{_name(letter)}.pdf", PDF)

    return await guarded(visit, made())


def receipt(visit: Visit) -> Response:
    """The receiving stamp to print."""
    with visit.desk.database.read() as conn:
        s = _standing(visit, conn)
    if s.receipt is None:
        raise HTTPException(404)
    return visit.page("receipt.html", s=s, base=visit.base)


def download(data: bytes, name: str, kind: str) -> Response:
    """A file that browsers save and never open on our pages."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}
    return Response(data, media_type=kind, headers=headers)


def _standing(visit: Visit, conn: Connection) -> Standing:
    return standing(conn, visit.open(conn), visit.now, visit.desk.calendar)


def _letter(visit: Visit, choose: Callable[[Standing], Earlier | None]) -> Earlier:
    with visit.desk.database.read() as conn:
        letter = choose(_standing(visit, conn))
    if letter is None:
        raise HTTPException(404)
    return letter


def _name(letter: Earlier) -> str:
    """A file name from a letter's number, in Arabic digits as files are named (amendment No. 4, Appendix 7)."""
    return "".join(char if char.isalnum() else "-" for char in arabic_digits(squash(letter.number)))
