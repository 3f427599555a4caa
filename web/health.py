"""Whether this process lives and whether it can serve, for whatever watches it."""

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from web.desk import WebDesk


async def live(_request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


async def ready(request: Request) -> Response:
    """The database is there and has its tables; 503 if not."""
    desk: WebDesk = request.app.state.desk

    def there() -> bool:
        try:
            with desk.database.read() as conn:
                return inspect(conn).has_table("links")
        except DBAPIError:
            return False

    well = await desk.work(there)
    return PlainTextResponse("ok\n" if well else "the database cannot be used\n", 200 if well else 503)
