"""The page for unexpected errors, which shows nothing of the error; the log has it."""

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger("wian.web")

Page = Callable[[Request, int], Awaitable[Response]]


class CrashPage:
    """Middleware that answers with the page for 500 if the application raises."""

    def __init__(self, app: ASGIApp, page: Page) -> None:
        self.app, self.page = app, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; after an error before the answer, send the page."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http":
                raise
            _log.exception("%s failed", pattern(scope))
            if not begun:
                await (await self._page(Request(scope)))(scope, receive, send)

    async def _page(self, request: Request) -> Response:
        try:
            return await self.page(request, 500)
        except Exception:
            _log.exception("the page for failures failed")
            return PlainTextResponse("ระบบขัดข้อง โปรดลองใหม่ในอีกสักครู่\n", 500)


def pattern(scope: Scope) -> str:
    """The pattern of the requested page; its address contains a token and is never logged."""
    return str(getattr(scope.get("route"), "path", "no page"))
