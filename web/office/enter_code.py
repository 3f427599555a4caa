"""`/c/{code}`, the page of the QR code in letters: an office searches for itself and types its short code."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select
from starlette.responses import RedirectResponse, Response

from runtime.addresses import PageAddresses
from web.http.context import RequestContext
from web.http.day_passes import new_day_pass
from web.http.errors import Denied, DeniedRequest
from workflow.access.open_link import ClosedLink, LinkRefused, open_by_short_code
from workflow.circulars import circular as circulars
from workflow.circulars.circular import Circular
from workflow.circulars.file import Secrecy
from workflow.errors import UnknownError
from workflow.registry import lookup
from workflow.store import tables as t
from workflow.thai.digits import arabic_digits

MOST = 20
"""The most offices shown; with more the page asks for more of the name."""

_STATE = "finding"  # the state in the CSRF token of this page's form, which never changes


@dataclass(frozen=True)
class OfficeChoice:
    """A participating office in the search results."""

    code: str
    name: str
    place: str


def find(context: RequestContext) -> Response:
    """GET: the offices that match the search, and the field for the short code."""
    with context.services.database.read() as conn:
        return _page(context, conn, _circular(context, conn), context.request.query_params.get("q", ""))


def enter(context: RequestContext) -> Response:
    """POST: open the page of the office by its short code."""
    if context.state() != _STATE:
        raise Denied(DeniedRequest.FORM)
    code, unit = str(context.request.path_params["code"]), context.form.text("unit", 20)
    typed = context.form.text("short", 40)
    with context.services.database.write() as conn:
        _circular(context, conn)
        # Committed in any case, because the guess is counted.
        opened = open_by_short_code(conn, code, unit, typed, context.client, context.now, context.services.keys)
    if not isinstance(opened, ClosedLink):
        return RedirectResponse(
            PageAddresses().office(new_day_pass(context.services.keys, opened.link_id, context.now)), 303
        )
    if opened.why is not LinkRefused.WRONG:
        raise Denied(opened.why, opened)
    context.record(LinkRefused.WRONG)
    with context.services.database.read() as conn:
        return _page(context, conn, _circular(context, conn), context.form.text("q", 100), chosen=unit, status=403)


def _page(
    context: RequestContext, conn: Connection, circular: Circular, search: str, chosen: str = "", status: int = 200
) -> Response:
    search = " ".join(search.split())[:100]
    offices = _offices(conn, circular, search) if search else []
    return context.page(
        "circular.html",
        status,
        circular=circular,
        issuer=lookup.by_id(conn, circular.issuer_id).name,
        base=PageAddresses().circular(circular.code),
        asked=search,
        found=offices[:MOST],
        more=len(offices) > MOST,
        chosen=chosen or (offices[0].code if len(offices) == 1 else ""),
        wrong=bool(chosen),
        csrf_token=context.csrf_token(_STATE),
    )


def _circular(context: RequestContext, conn: Connection) -> Circular:
    """The circular of the address. Raises Denied for an unknown or secret circular."""
    try:
        circular = circulars.by_code(conn, str(context.request.path_params["code"]))
    except UnknownError:
        raise Denied(LinkRefused.UNKNOWN) from None
    if circular.content.secrecy is not Secrecy.NONE:
        raise Denied(LinkRefused.SECRET)
    return circular


def _offices(conn: Connection, circular: Circular, search: str) -> Sequence[OfficeChoice]:
    district, province = t.units.alias("district"), t.units.alias("province")
    like = or_(t.units.c.name.contains(search, autoescape=True), t.units.c.code == arabic_digits(search))
    rows = conn.execute(
        select(t.units.c.code, t.units.c.name, district.c.name.label("district"), province.c.name.label("province"))
        .join(t.tasks, t.tasks.c.unit_id == t.units.c.id)
        .outerjoin(district, (district.c.id == t.tasks.c.district_id) & (district.c.id != t.units.c.id))
        .outerjoin(province, (province.c.id == t.tasks.c.province_id) & (province.c.id != t.units.c.id))
        .where(t.tasks.c.circular_id == circular.id, t.tasks.c.unit_id != circular.issuer_id, like)
        .order_by(t.units.c.code)
        .limit(MOST + 1)
    )
    return [OfficeChoice(row.code, row.name, " ".join(filter(None, (row.district, row.province)))) for row in rows]
