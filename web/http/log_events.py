"""What people change through the pages, told in the log: one line for each step, with the ids that bind lines together.

Told after the commit, so that the log never knows of something that has not happened. Who it was stands in the events
and nowhere here: no name, no note, no link.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from runtime.logs import EACH, log


class ReceivedStep(NamedTuple):
    """A letter that was received: the id of the request, the codes of circular and unit, the letter's id."""

    request: str
    circular: str
    unit: str
    letter: int


def received(all_received: Sequence[ReceivedStep]) -> None:
    """Letters that were received in one transaction, each by a request of its own: a line for each, as by `step`."""
    if all_received:
        log().info("step taken", step="received", **{EACH: [_known(one._asdict()) for one in all_received]})


def step(taken: str, circular: str, unit: str, **about: str | int) -> None:
    """A step that a unit has taken, named as its page names it afterwards (`?said=`); `circular` and `unit` are codes.

    `about` is what else there is to know, and nothing where it is empty or 0: `letter` the id of the letter received or
    issued by it, `number` that of one issued, `below` the code of the unit whose task it is about.
    """
    log().info("step taken", step=taken, circular=circular, unit=unit, **_known(about))


def _known(about: Mapping[str, str | int]) -> dict[str, str | int]:
    return {name: value for name, value in about.items() if value}
