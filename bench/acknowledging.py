"""Acknowledging by the whole nation: the button of the offices' pages against a bare endpoint, by turns in one run.

`python -m bench.acknowledging` takes only these figures.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from sqlalchemy import func, select

from bench import bare
from bench.databases import empty_desk, postgres_address
from bench.figure import Figure, show
from bench.load import CONNECTIONS, Post, Run, get_all, send_all
from bench.nation import nation
from bench.reached import reach
from runtime.services import Services
from runtime.settings import ROOT
from web.http.csrf import COOKIE, csrf_token
from web.office.page import letter_state
from workflow.access.links import NewLink
from workflow.access.secret_keys import Keys
from workflow.circulars.circular import Circular
from workflow.registry.units import Unit
from workflow.store import tables as t

_SECRET = "a-secret-for-measuring-which-nobody-has-to-keep"
_BROWSER = "measuring"
_WARM, _ROUNDS, _EACH = 400, 3, 2000  # warm-up requests, rounds, requests per round

Pair = tuple[Run, Run]


def figures(members: Sequence[Unit], folder: Path) -> Iterator[Figure]:
    """Requests per second and their 99th percentile; nothing without PostgreSQL."""
    with postgres_address() as address:
        if not address:
            yield Figure("acknowledging", "-", "not measured: no server; WIAN_TEST_POSTGRES names one")
            return
        with empty_desk(folder, address) as here:
            circular, minted = reach(here, members, Keys(_SECRET.encode()))
            bare.prepare(here.database, _WARM + _ROUNDS * _EACH)
            with here.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
                conn.exec_driver_sql("ANALYZE")  # as autovacuum does within a minute
            yield from _measured(here, circular, minted)


def _measured(here: Services, circular: Circular, minted: Sequence[NewLink]) -> Iterator[Figure]:
    posts = _ours(here, circular, minted)[: _WARM + _ROUNDS * _EACH]
    plain = [Post("/acknowledge", f"id={number}") for number in range(1, _WARM + _ROUNDS * _EACH + 1)]
    with _served(here, "-m", "cli.app", "web", "--port", "0") as ours, _served(here, "-m", "bench.bare") as peer:
        send_all(ours, posts[:_WARM])
        send_all(peer, plain[:_WARM])
        chosen = [slice(start, start + _EACH) for start in range(_WARM, len(posts), _EACH)]
        runs = [(send_all(ours, posts[part]), send_all(peer, plain[part])) for part in chosen]
        pages = get_all(ours, [f"/t/{link.token}" for link in minted[:1000]])
        alone = get_all(ours, [f"/t/{link.token}" for link in minted[:200]], connections=1)
    _check(here, circular, len(posts), runs)
    yield from _told(runs, pages, alone)


def _ours(here: Services, circular: Circular, minted: Sequence[NewLink]) -> list[Post]:
    """The forms of all offices' pages."""
    keys = Keys(_SECRET.encode())
    brought = t.letters.c.circular_id == circular.id, t.letters.c.kind.in_(t.CARRIER_KINDS)
    with here.database.read() as conn:
        found = select(t.letter_addressees.c.unit_id, t.letters.c.id)
        letter = dict(
            conn.execute(found.join(t.letters, t.letters.c.id == t.letter_addressees.c.letter_id).where(*brought)).all()
        )
    return [
        Post(
            f"/t/{link.token}/acknowledge",
            urlencode(
                {
                    "seal": csrf_token(keys, _BROWSER, link.token, letter_state(letter[link.unit_id])),
                    "suggested": "1",
                    "number": "1",
                    "person": "เจ้าพนักงานธุรการ",
                    "position": "ชำนาญงาน",
                }
            ),
            f"{COOKIE}={_BROWSER}",
        )
        for link in minted
    ]


@contextmanager
def _served(here: Services, *words: str) -> Iterator[int]:
    """The port of a server in a process of its own."""
    given = {
        "WIAN_DATABASE_ADDRESS": here.database.url.render_as_string(hide_password=False),
        "WIAN_LETTERS_FOLDER": str(here.settings.letters.folder),
        "WIAN_PAGES_SECRET": _SECRET,
        "PYTHONPATH": str(ROOT),
    }
    # Its log, with a line per acknowledgement, goes into a file, as a service's log does.
    with (here.settings.letters.folder.parent / "web.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *words],
            env={**os.environ, **given},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
        )
    try:
        assert process.stdout is not None
        told = next(line for line in process.stdout if "http://" in line)
        yield int(re.findall(r":(\d+)", told)[-1])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _check(here: Services, circular: Circular, sent: int, runs: Sequence[Pair]) -> None:
    """Check the result: one receipt and event per office, no gap in registers, no other acknowledgement."""
    assert all(set(ours.statuses) == {303} and set(peer.statuses) == {200} for ours, peer in runs), runs
    with here.database.read() as conn:
        received = t.tasks.c.circular_id == circular.id, t.tasks.c.duty == "do", t.tasks.c.state == "received"
        offices = set(conn.scalars(select(t.tasks.c.unit_id).where(*received)))
        assert len(offices) == sent
        once = select(t.receipts.c.unit_id, func.count()).where(t.receipts.c.unit_id.in_(offices))
        assert {count for _, count in conn.execute(once.group_by(t.receipts.c.unit_id))} == {1}
        told = select(t.events.c.unit_id, func.count()).where(t.events.c.action == "acknowledge")
        steps = conn.execute(told.where(t.events.c.unit_id.in_(offices)).group_by(t.events.c.unit_id)).all()
        assert {unit for unit, _ in steps} == offices and {count for _, count in steps} == {1}
        entries = select(t.registers.c.last_number, func.count(), func.max(t.register_entries.c.number))
        joined = entries.join(t.register_entries, t.register_entries.c.register_id == t.registers.c.id)
        for last, count, highest in conn.execute(joined.group_by(t.registers.c.id)):
            assert last == count == highest, "a gap in a register"


def _told(runs: Sequence[Pair], pages: Run, alone: Run) -> Iterator[Figure]:
    ours, peer = (median(run[side].rate for run in runs) for side in (0, 1))
    yield Figure(
        "acknowledgements, PostgreSQL, one process, 32 connections",
        f"{ours:,.0f} a second",
        f"link, state, receive number, receipt, event, commit; peer: one UPDATE and one INSERT on the same server; "
        f"medians of {_ROUNDS} rounds of {_EACH:,} by turns; afterwards one receipt and one event for each office",
        f"{peer:,.0f} a second",
        f"{ours / peer:.2f} times as many",
    )
    slow, peer_slow = (median(run[side].percentile(0.99) for run in runs) for side in (0, 1))
    yield Figure(
        "the same, 99 of 100 answered within",
        f"{slow:.1f} ms",
        "medians of the rounds",
        f"{peer_slow:.1f} ms",
        f"{slow / peer_slow:.2f} times as long",
    )
    yield Figure(
        "the page of an office",
        f"{alone.percentile(0.5):.1f} ms",
        f"one at a time, the nation's tasks are there; over {CONNECTIONS} connections {pages.rate:,.0f} a second, "
        f"99 of 100 within {pages.percentile(0.99):.0f} ms",
    )


def main() -> None:
    """Take only these figures."""
    with tempfile.TemporaryDirectory(prefix="wian-bench-") as folder:
        show("The offices' pages", list(figures(nation(), Path(folder))))


if __name__ == "__main__":
    main()
