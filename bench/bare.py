"""The peer of acknowledging: a plain endpoint on the same server, with an UPDATE, an INSERT and a COMMIT per request.

`python -m bench.bare` serves it and prints its address; the database work is done in threads, as ours is.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qsl

from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, insert, update
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from runtime.services import open_database
from runtime.settings import load_settings
from web.server import Server, configured
from web.services import THREADS
from workflow.store.database import Database

_metadata = MetaData()
bare_tasks = Table("bare_tasks", _metadata, Column("id", Integer, primary_key=True), Column("state", Text))
_events = Table(
    "bare_events", _metadata, Column("id", Integer, primary_key=True), Column("task", Integer), Column("what", Text)
)
_UPDATE = update(bare_tasks).where(bare_tasks.c.id == bindparam("task_id")).values(state="received")
_INSERT = insert(_events).values(task=bindparam("task"), what="acknowledge").inline()


def prepare(database: Database, rows: int) -> None:
    """Make the two tables, with this number of tasks."""
    with database.write() as conn:
        _metadata.create_all(conn)
        conn.execute(insert(bare_tasks), [{"id": number, "state": "sent"} for number in range(1, rows + 1)])


def app_for(database: Database) -> Starlette:
    """The bare application."""
    threads = ThreadPoolExecutor(THREADS)

    def write(task_id: int) -> None:
        with database.write() as conn:
            conn.execute(_UPDATE, {"task_id": task_id})
            conn.execute(_INSERT, {"task": task_id})

    async def acknowledge(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        await asyncio.get_running_loop().run_in_executor(threads, write, int(form["id"]))
        return PlainTextResponse("ok")

    return Starlette(routes=[Route("/acknowledge", acknowledge, methods=["POST"])])


def main() -> None:
    """Serve on a free port of 127.0.0.1 until stopped."""
    settings = load_settings(os.environ, Path.cwd()).changed(web={"port": 0})
    app = app_for(open_database(settings))
    server = Server(configured(app, settings), lambda address: print(address, flush=True))
    server.run()


if __name__ == "__main__":
    main()
