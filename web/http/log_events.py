"""Log lines about steps taken through the pages, with the ids that connect lines.

They are written after the commit, so that the log never reports a step that was rolled back. Persons stand in the
events only: no name, no note, no link is logged.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from runtime.logs import EACH, log


class ReceivedStep(NamedTuple):
    """A received letter: the id of its request, the codes of circular and unit, the letter's id."""

    request: str
    circular: str
    unit: str
    letter: int


def received(all_received: Sequence[ReceivedStep]) -> None:
    """Log the letters received in one transaction, one line per request, as `step` does."""
    if all_received:
        log().info(
            "step taken",
            step="received",
            **{EACH: [_filled(received_step._asdict()) for received_step in all_received]},
        )


def step(name: str, circular: str, unit: str, **about: str | int) -> None:
    """Log a step of a unit, named as in its page's address (`?said=`); `circular` and `unit` are codes.

    `about` are further fields, left out if empty or 0: `letter` the id of a received or issued letter, `number` that of
    an issued letter, `below` the code of the unit whose task it is.
    """
    log().info("step taken", step=name, circular=circular, unit=unit, **_filled(about))


def _filled(about: Mapping[str, str | int]) -> dict[str, str | int]:
    return {name: value for name, value in about.items() if value}
