"""What `make chaos` plans: the same seed tries the same again, and every kind of fault is tried."""

from collections import Counter

import pytest

from chaos.faults import CLOCK, KINDS
from chaos.offices import offices
from chaos.plan import plan
from chaos.story import story

OTHERS = {kind.name: kind.weight for kind in KINDS if kind.name != CLOCK}


@pytest.mark.parametrize("seed", range(20))
def test_every_kind_of_fault_is_tried_also_in_the_short_form(seed: int) -> None:
    faults = plan(seed, 30, OTHERS, CLOCK)
    struck = Counter(fault.kind for fault in faults)
    assert struck.keys() == {kind.name for kind in KINDS}
    assert struck[CLOCK] == 5
    assert [fault.number for fault in faults] == [*range(1, 31)]


def test_the_same_seed_gives_the_same_faults_and_the_same_stories_and_another_seed_gives_others() -> None:
    assert plan(7, 200, OTHERS, CLOCK) == plan(7, 200, OTHERS, CLOCK) != plan(8, 200, OTHERS, CLOCK)
    units = offices()
    assert story(7, 3, units) == story(7, 3, units) != story(8, 3, units)
    assert story(7, 3, units) != story(7, 4, units)


@pytest.mark.parametrize("count", [0, 5, 18])
def test_too_few_faults_for_all_kinds_are_refused_and_told_how_many_it_takes(count: int) -> None:
    with pytest.raises(ValueError, match="too few for 18 kinds; expected 21 or more"):
        plan(1, count, OTHERS, CLOCK)
    plan(1, 21, OTHERS, CLOCK)
