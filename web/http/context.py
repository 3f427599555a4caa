"""The context of a request, and its answer outside the event loop."""

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
    """A request with its services, time and form; `browser` is the random value in the browser's cookie."""

    services: WebServices
    pages: Pages
    request: Request
    now: datetime
    form: Form
    browser: str

    @property
    def token(self) -> str:
        """The token in the address; empty for pages without one."""
        return str(self.request.path_params.get("token", ""))

    @property
    def request_id(self) -> str:
        """The id of this request in the log."""
        return str(structlog.contextvars.get_contextvars()["request"])

    @property
    def subject(self) -> str:
        """The subject of forms on this page: the token, or the address of a page without one."""
        return self.token or self.request.url.path

    @property
    def client(self) -> str:
        """The hash of the client's address, which may be stored."""
        return denied_requests.address_hash(self.services.keys, self.request.client.host if self.request.client else "")

    def open(self, conn: Connection) -> OpenedLink:
        """The opened link of the token in the address. Raises Denied if it opens nothing.

        Ended circulars can be read, but not changed.
        """
        ended = self.request.method in ("GET", "HEAD")
        opened = open_day_pass(conn, self.services.keys, self.token, self.now, ended)
        opened = opened or open_link(conn, self.token, self.now, ended)
        if isinstance(opened, ClosedLink):
            raise Denied(opened.why, opened)
        return opened

    @property
    def base(self) -> str:
        """The address of the office's page, above all other pages of this token."""
        return PageAddresses().office(quote(self.token))

    @property
    def addresses(self) -> PageAddresses:
        """The full addresses of pages, for passing on."""
        return PageAddresses(self.services.settings.pages.address or str(self.request.base_url))

    def csrf_token(self, state: str) -> str:
        """The CSRF token of a form on this page, made in this state."""
        return csrf_token(self.services.keys, self.browser, self.subject, state)

    def state(self) -> str:
        """The state in which the sent form was made. Raises Denied for a form that is not ours."""
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
    """The endpoint of a page: it reads the form and runs `answer` in a thread; `upload` accepts a file."""

    async def endpoint(request: Request) -> Response:
        context = await context_of(request, upload)
        return await guarded(context, context.services.work(partial(answer, context)))

    return endpoint


async def context_of(request: Request, upload: bool = False) -> RequestContext:
    """The context of a request with its form. Raises HTTPException as `read_form` does."""
    services: WebServices = request.app.state.services
    pages: Pages = request.app.state.pages
    most = services.attachment_store.most_bytes if upload else 0
    form = await read_form(request, most) if request.method == "POST" else EMPTY
    return RequestContext(
        services, pages, request, services.now(), form, request.cookies.get(COOKIE, "") or new_browser()
    )


async def guarded(context: RequestContext, answer: Awaitable[Response]) -> Response:
    """The answer, or the page of a denied request; a new browser gets its cookie."""
    try:
        response = await answer
    except Denied as denied:
        response = await context.services.work(partial(_denied, context, denied))
    if COOKIE not in context.request.cookies:
        secure = context.request.url.scheme == "https"
        # Lax, so that a link opened from a mail sends the cookie that forms in other windows are sealed with.
        response.set_cookie(COOKIE, context.browser, path="/", secure=secure, httponly=True, samesite="lax")
    return response


def _denied(context: RequestContext, denied: Denied) -> Response:
    """Record the denied request and answer with its reason."""
    context.record(denied.why)
    notice = NOTICES[denied.why]
    # For these reasons the office's own page still opens.
    page_opens = denied.why in (LinkRefused.OVER, DeniedRequest.FILE, DeniedRequest.REPORT)
    back = context.base if page_opens else ""
    return context.page("error.html", notice.status, notice=notice, call=_contact(context, denied), back=back)


def _contact(context: RequestContext, denied: Denied) -> Unit | None:
    """The unit above the link's office, if known, for a telephone call."""
    link = denied.link
    if link is None or link.circular_id is None or link.unit_id is None:
        return None
    with context.services.database.read() as conn:
        above = tree.above(conn, link.circular_id, link.unit_id)
    return above.unit if above else None
