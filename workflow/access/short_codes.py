"""Short codes: what an office types that has found itself on the circular's page, and how guesses are kept down.

A code has 8 of 25 letters and digits, none of which looks like another (37 bits). A plain hash of so little could be
tried out by anybody who gets hold of the database; a slow one (scrypt) would take minutes for a whole cascade and
give every stranger a way to keep the server busy. So it is an HMAC under the installation's secret, which is not in
the database: with the database alone nothing can be tried, and a check costs microseconds. Online, guesses are
counted in the database, so that all web processes count together.
"""

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, case, delete, select, update

from workflow.access.secret_keys import Keys
from workflow.store import tables as t
from workflow.store.dialect import insert_for
from workflow.thai.digits import arabic_digits

LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
"""No 0 O, 1 I L, 2 Z, 5 S, 8 B."""

LENGTH = 8
WINDOW = timedelta(minutes=15)
UNIT_GUESSES, CLIENT_GUESSES = 5, 20
"""Wrong guesses in one window after which no more are looked at: about one office, and from one address.

At that rate somebody with any number of addresses finds the code of a given office with a chance of 1 in 3 million
within 100 days. Windows are fixed, so that twice as many may fall around the end of one.
"""


class CodeGuess(Protocol):
    """A link with its short code."""

    @property
    def task_id(self) -> int:
        """The task it leads to."""

    @property
    def short_code(self) -> str:
        """The code."""


def new_code() -> str:
    """A new code, written in two halves so that it can be read and typed: `K7QX-4MWD`."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{letters[: LENGTH // 2]}-{letters[LENGTH // 2 :]}"


def hash_of(keys: Keys, link: CodeGuess) -> str:
    """By what the code of a link is known; the same code of another task is known by something else."""
    return keys.digest("short code", link.task_id, _typed(link.short_code))


def is_right(keys: Keys, task_id: int, typed: str, short_hash: str) -> bool:
    """Whether what was typed is the code of that task; small letters, Thai digits and any spacing will do."""
    return hmac.compare_digest(keys.digest("short code", task_id, _typed(typed)), short_hash)


def count(conn: Connection, task_id: int, client: str, now: datetime) -> bool:
    """Count a guess before it is looked at; False if there were too many.

    `client` is the hash of the address it comes from. Others who guess at the same moment wait for this transaction,
    which has to be committed whatever the guess was worth.
    """
    slot = datetime.fromtimestamp(now.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds(), now.tzinfo)
    limits = _limits(task_id, client)
    counted = insert_for(conn.dialect.name, t.guesses).values(
        [{"key": key, "slot": slot, "count": 1} for key in limits]
    )
    same = t.guesses.c.slot == counted.excluded.slot
    counted = counted.on_conflict_do_update(
        index_elements=["key"],
        set_={"slot": counted.excluded.slot, "count": case((same, t.guesses.c.count + 1), else_=1)},
    )
    returned = conn.execute(counted.returning(t.guesses.c.key, t.guesses.c.count))
    so_far = {row[0]: row[1] for row in returned}
    if 1 in so_far.values():
        _clear(conn, slot)
    return all(number <= limits[key] for key, number in so_far.items())


def forgive(conn: Connection, task_id: int, client: str) -> None:
    """Take a guess that was right from the count: an office may come as often as it likes."""
    right = t.guesses.c.key.in_(_limits(task_id, client))
    conn.execute(update(t.guesses).where(right, t.guesses.c.count > 0).values(count=t.guesses.c.count - 1))


def _clear(conn: Connection, slot: datetime) -> None:
    """Remove what older windows left, but for what others are counting at this moment."""
    # Waiting for them could be waiting for each other.
    past = select(t.guesses.c.key).where(t.guesses.c.slot < slot).with_for_update(skip_locked=True)
    conn.execute(delete(t.guesses).where(t.guesses.c.key.in_(past)))


def _limits(task_id: int, client: str) -> Mapping[str, int]:
    return {f"unit/{task_id}": UNIT_GUESSES, f"from/{client}": CLIENT_GUESSES}


def _typed(code: str) -> str:
    return "".join(char for char in arabic_digits(code).upper() if char.isalnum())
