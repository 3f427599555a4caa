"""The plan of faults with their order and pauses, reproducible by its seed."""

import random
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A fault: its kind, the seconds after the previous fault, its duration, and a seed for its choices."""

    number: int
    kind: str
    after: float
    lasts: float
    dice: int


_EVERY = 6


def plan(seed: int, count: int, kinds: Mapping[str, int], regular: str) -> list[Fault]:
    """A plan of `count` faults: every kind once, then by chance and weight, and every sixth the `regular` kind.

    The regular kind moves the clock forward, which makes new work. Raises ValueError for too few faults.
    """
    dice = random.Random(f"{seed}/faults")
    regulars = count // _EVERY
    if count - regulars < len(kinds) or not regulars:
        least = max(_EVERY, len(kinds) * _EVERY // (_EVERY - 1) + 1)
        raise ValueError(f"{count} faults are too few for {len(kinds) + 1} kinds; expected {least} or more")
    rest = [*kinds, *dice.choices([*kinds], [*kinds.values()], k=count - regulars - len(kinds))]
    dice.shuffle(rest)
    for number in range(regulars):
        rest.insert(number * _EVERY + _EVERY // 2, regular)
    return [
        Fault(number, kind, dice.uniform(0.2, 1.0), dice.uniform(0.4, 2.0), dice.randrange(2**32))
        for number, kind in enumerate(rest, start=1)
    ]
