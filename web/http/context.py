"""One request: who asks, with what, and how it is answered outside the event loop."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import quote

import structlog
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from runtime.addresses import PageAddresses
from web.http.crash_page import pattern
from web.http.csrf import COOKIE, FIELD, csrf_token, new_browser, state_of
from web.http.day_passes import open_day_pass
from web.http.errors import NOTICES, Denied, DeniedRequest
from web.http.forms import EMPTY, Form, read_form
from web.http.render import Pages
from web.services import WebServices
from workflow.access import denied_requests
from workflow.access.open_link import ClosedLink, LinkRefused, OpenedLink, open_link
from workflow.circulars import tree
from workflow.registry.units import Unit

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class RequestContext:
    """A request as the code of a page needs it. `browser` is the random value that the browser is known by."""

    services: WebServices
    pages: Pages
    request: Request
    now: datetime
    form: Form
    browser: str

    @property
    def token(self) -> str:
        """The token in the address; empty where the page needs none."""
        return str(self.request.path_params.get("token", ""))

    @property
    def request_id(self) -> str:
        """The id that all lines of the log about this request bear."""
        return str(structlog.contextvars.get_contextvars()["request"])

    @property
    def subject(self) -> str:
        """What a form of this page is about: the token, or the address of a page that needs none."""
        return self.token or self.request.url.path

    @property
    def client(self) -> str:
        """The client's address, as it may be kept."""
        return denied_requests.address_hash(self.services.keys, self.request.client.host if self.request.client else "")

    def open(self, conn: Connection) -> OpenedLink:
        """What the token in the address leads to. Raises Denied if it leads to nothing.

        What is over can still be looked at, but nothing of it changes any more.
        """
        ended = self.request.method in ("GET", "HEAD")
        opened = open_day_pass(conn, self.services.keys, self.token, self.now, ended)
        opened = opened or open_link(conn, self.token, self.now, ended)
        if isinstance(opened, ClosedLink):
            raise Denied(opened.why, opened)
        return opened

    @property
    def base(self) -> str:
        """The address of the page that all others of this token lie below."""
        return PageAddresses().office(quote(self.token))

    @property
    def addresses(self) -> PageAddresses:
        """The addresses of pages as they are passed on to others."""
        return PageAddresses(self.services.settings.pages.address or str(self.request.base_url))

    def csrf_token(self, state: str) -> str:
        """The CSRF token of a form on this page, made while things stand as `state` says."""
        return csrf_token(self.services.keys, self.browser, self.subject, state)

    def state(self) -> str:
        """How things stood when the form that was sent was made. Raises Denied if it is none of ours."""
        site = self.request.headers.get("sec-fetch-site", "")
        return state_of(self.services.keys, self.browser, self.subject, self.form.text(FIELD), site)

    def page(self, template: str, status: int = 200, **shown: object) -> Response:
        """A page as the answer."""
        return self.pages.page(template, status, **shown)

    def record(self, why: LinkRefused | DeniedRequest) -> None:
        """Record that the request is denied."""
        with self.services.database.write() as conn:
            denied_requests.record(conn, why, pattern(self.request.scope), self.client, self.now, self.token)


def answered(answer: Callable[[RequestContext], Response], upload: bool = False) -> Endpoint:
    """The endpoint of a page: reads the form, then lets `answer` work in a thread; `upload` if it takes a file."""

    async def endpoint(request: Request) -> Response:
        context = await context_of(request, upload)
        return await guarded(context, context.services.work(partial(answer, context)))

    return endpoint


async def context_of(request: Request, upload: bool = False) -> RequestContext:
    """The context of a request, its form read. Raises HTTPException as `read_form` does."""
    services: WebServices = request.app.state.services
    pages: Pages = request.app.state.pages
    most = services.attachment_store.most_bytes if upload else 0
    form = await read_form(request, most) if request.method == "POST" else EMPTY
    return RequestContext(
        services, pages, request, services.now(), form, request.cookies.get(COOKIE, "") or new_browser()
    )


async def guarded(context: RequestContext, answer: Awaitable[Response]) -> Response:
    """The answer, or the page that says why the request is denied; the browser gets the value it is known by."""
    try:
        response = await answer
    except Denied as denied:
        response = await context.services.work(partial(_denied, context, denied))
    if COOKIE not in context.request.cookies:
        secure = context.request.url.scheme == "https"
        # Lax: a link opened from a mail must find the value that forms in other windows were sealed with.
        response.set_cookie(COOKIE, context.browser, path="/", secure=secure, httponly=True, samesite="lax")
    return response


def _denied(context: RequestContext, denied: Denied) -> Response:
    """Record the denied request and say why."""
    context.record(denied.why)
    notice = NOTICES[denied.why]
    # The office's own page still opens where only what was asked for does not.
    page_opens = denied.why in (LinkRefused.OVER, DeniedRequest.FILE, DeniedRequest.REPORT)
    back = context.base if page_opens else ""
    return context.page("error.html", notice.status, notice=notice, call=_whom_to_call(context, denied), back=back)


def _whom_to_call(context: RequestContext, denied: Denied) -> Unit | None:
    """The unit above the one whose link it was, where that is known."""
    link = denied.link
    if link is None or link.circular_id is None or link.unit_id is None:
        return None
    with context.services.database.read() as conn:
        above = tree.above(conn, link.circular_id, link.unit_id)
    return above.unit if above else None
