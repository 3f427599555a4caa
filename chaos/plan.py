"""The plan of faults: which, in what order, how long after each other. The same seed, the same plan."""

import random
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault: its kind, the seconds after the one before, how long it lasts, and a number for its own choices."""

    number: int
    kind: str
    after: float
    lasts: float
    dice: int


_EVERY = 6


def plan(seed: int, count: int, kinds: Mapping[str, int], regular: str) -> list[Fault]:
    """So many faults: each of `kinds` once, then by chance and their weights, and every sixth is the `regular` one.

    That is the clock moved forward: there is work only after it. Raises ValueError if that many are too few.
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
