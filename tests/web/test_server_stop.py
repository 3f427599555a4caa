"""SIGTERM under load: whoever got an answer is in the database, and nobody is there twice."""

import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http.client import HTTPException
from pathlib import Path

from sqlalchemy import func, select

from runtime.services import Services
from runtime.settings import ROOT
from tests.support.page_links import Tokens, reached
from tests.support.site import SECRET, Client
from workflow.store import tables as t


def served(services: Services, folder: Path) -> tuple["subprocess.Popen[str]", int]:
    """`wian web` as a process of its own."""
    given = {
        "WIAN_DATABASE_ADDRESS": services.database.url.render_as_string(hide_password=False),
        "WIAN_LETTERS_FOLDER": str(services.settings.letters.folder),
        "WIAN_PAGES_SECRET": SECRET,
        "PYTHONPATH": str(ROOT),
    }
    words = [sys.executable, "-m", "cli.app", "web", "--port", "0"]
    process = subprocess.Popen(words, cwd=folder, env=given, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(re.findall(r":(\d+)", process.stdout.readline())[-1])


def pressing(tokens: Tokens, codes: list[str], port: int, answered: set[str], some: threading.Event) -> None:
    """Acknowledge for one office after another until the server is gone."""
    for code in codes:
        client = Client(port)
        try:
            page = client.get(tokens.page(code))
            form = {name: page.field(name) for name in ("seal", "suggested", "number")}
            done = client.post(f"{tokens.page(code)}/acknowledge", **form, person="ผู้รับ", position="เจ้าพนักงาน")
        except (OSError, HTTPException):
            return  # refused or closed: the office sees no answer, and presses again
        assert done.status == 303
        answered.add(code)
        if len(answered) > 10:
            some.set()


def test_a_server_told_to_stop_answers_what_it_has_begun_and_loses_nothing(
    postgres_services: Services, tmp_path: Path
) -> None:
    tokens = reached(postgres_services, expires=date(2100, 1, 1))  # the process has the real clock
    process, port = served(postgres_services, tmp_path)
    with postgres_services.database.read() as conn:
        sent = select(t.units.c.code).join(t.tasks).where(t.tasks.c.state == "sent", t.tasks.c.province_id.is_not(None))
        codes = list(conn.scalars(sent))
    answered: set[str] = set()
    some = threading.Event()
    with ThreadPoolExecutor(8) as pool:
        pressed = [pool.submit(pressing, tokens, codes[part::8], port, answered, some) for part in range(8)]
        assert some.wait(60)
        process.send_signal(signal.SIGTERM)
        for each in pressed:
            each.result()
    process.communicate(timeout=60)
    assert process.returncode == 0
    with postgres_services.database.read() as conn:
        kept = select(t.units.c.code, func.count()).join(t.receipts, t.receipts.c.unit_id == t.units.c.id)
        rows = conn.execute(kept.where(t.units.c.code.in_(codes)).group_by(t.units.c.code))
        by_office: dict[str, int] = {row[0]: row[1] for row in rows}
        steps = conn.scalar(
            select(func.count()).where(t.events.c.action == "acknowledge", t.events.c.actor.like("ผู้รับ%"))
        )
        entries = select(t.registers.c.last_number, func.count(t.register_entries.c.id))
        joined = entries.join(t.register_entries, t.register_entries.c.register_id == t.registers.c.id)
        assert all(last == count for last, count in conn.execute(joined.group_by(t.registers.c.id)))
    assert answered <= by_office.keys()
    assert set(by_office.values()) == {1}
    assert steps == len(by_office)
    assert len(answered) < len(codes), "the server was to be stopped while offices were still pressing"
