"""Short codes, which an office types on the circular's page, and the limits on guessing them.

A code has 8 of 25 distinct-looking letters and digits (37 bits). The plain hash of so short a code could be reversed
by anybody with the database; a slow hash (scrypt) would take minutes for a whole cascade and let strangers keep the
server busy. So the hash is an HMAC under the installation's secret, which is not in the database, and a check costs
microseconds. Online guesses are counted in the database, so that all web processes count together.
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
"""The alphabet of codes, without 0 O, 1 I L, 2 Z, 5 S, 8 B."""

LENGTH = 8
WINDOW = timedelta(minutes=15)
UNIT_GUESSES, CLIENT_GUESSES = 5, 20
"""The most wrong guesses in one window about one office, and from one address.

At that rate, with any number of addresses, the chance to find an office's code within 100 days is 1 in 3 million.
Windows are fixed, so that twice as many guesses may fall around the end of one.
"""


class CodeGuess(Protocol):
    """A link with its short code."""

    @property
    def task_id(self) -> int:
        """The id of the link's task."""

    @property
    def short_code(self) -> str:
        """The link's short code."""


def new_code() -> str:
    """A new code, in two halves for easier typing: `K7QX-4MWD`."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{letters[: LENGTH // 2]}-{letters[LENGTH // 2 :]}"


def hash_of(keys: Keys, link: CodeGuess) -> str:
    """The stored hash of a link's code; it depends on the task too."""
    return keys.digest("short code", link.task_id, _normalised(link.short_code))


def is_right(keys: Keys, task_id: int, typed: str, short_hash: str) -> bool:
    """Whether a typed text is the code of a task; small letters, Thai digits and any spacing are accepted."""
    return hmac.compare_digest(keys.digest("short code", task_id, _normalised(typed)), short_hash)


def count(conn: Connection, task_id: int, client: str, now: datetime) -> bool:
    """Count a guess before it is checked; False if there were too many.

    `client` is the hash of the client's address. Concurrent guesses wait for this transaction, which must be
    committed whether the guess is right or wrong.
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
    """Take a right guess off the count, so that an office may come as often as it likes."""
    right = t.guesses.c.key.in_(_limits(task_id, client))
    conn.execute(update(t.guesses).where(right, t.guesses.c.count > 0).values(count=t.guesses.c.count - 1))


def _clear(conn: Connection, slot: datetime) -> None:
    """Delete the counts of older windows, except those locked by other transactions, to avoid a deadlock."""
    past = select(t.guesses.c.key).where(t.guesses.c.slot < slot).with_for_update(skip_locked=True)
    conn.execute(delete(t.guesses).where(t.guesses.c.key.in_(past)))


def _limits(task_id: int, client: str) -> Mapping[str, int]:
    return {f"unit/{task_id}": UNIT_GUESSES, f"from/{client}": CLIENT_GUESSES}


def _normalised(code: str) -> str:
    return "".join(char for char in arabic_digits(code).upper() if char.isalnum())
