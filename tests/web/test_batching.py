"""Gathering: many requests answered by one transaction, each for itself, none lost."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from web.http import batching
from web.http.batching import Batching, FullError


class Doubling:
    """Doubles numbers, 13 excepted; writes down what it was asked together, and can be held up."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.free = threading.Event()
        self.busy = threading.Event()
        self.free.set()

    def together(self, asked: Sequence[int]) -> Sequence[int]:
        self.batches.append(list(asked))
        self.busy.set()
        assert self.free.wait(60)
        if 13 in asked:
            raise ValueError("13")
        return [number * 2 for number in asked]


@contextmanager
def gathered(doubling: Doubling) -> Iterator[Batching[int, int]]:
    services = Batching(doubling.together)
    yield services
    services.close()


async def held(doubling: Doubling, services: Batching[int, int], numbers: Sequence[int]) -> list[int | BaseException]:
    """Ask for 0 alone, then for all numbers while that is being answered."""
    doubling.free.clear()
    first = asyncio.create_task(services.answer(0))
    await asyncio.to_thread(doubling.busy.wait, 60)
    others = [asyncio.create_task(services.answer(number)) for number in numbers]
    await asyncio.sleep(0)
    doubling.free.set()
    await first
    return await asyncio.gather(*others, return_exceptions=True)


def test_what_waits_is_answered_together_and_each_gets_its_own_answer() -> None:
    doubling = Doubling()
    with gathered(doubling) as services:
        assert asyncio.run(held(doubling, services, [1, 2, 3])) == [2, 4, 6]
    assert doubling.batches == [[0], [1, 2, 3]]


def test_one_that_cannot_be_answered_does_not_stop_the_others() -> None:
    doubling = Doubling()
    with gathered(doubling) as services:
        one, failed, two = asyncio.run(held(doubling, services, [1, 13, 2]))
    assert (one, two) == (2, 4)
    assert isinstance(failed, ValueError)
    assert doubling.batches == [[0], [1, 13, 2], [1], [13], [2]]


def test_a_batch_has_an_upper_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "MOST", 2)
    doubling = Doubling()
    with gathered(doubling) as services:
        assert asyncio.run(held(doubling, services, [1, 2, 3])) == [2, 4, 6]
    assert doubling.batches == [[0], [1, 2], [3]]


def test_more_than_can_wait_are_turned_away_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "ROOM", 2)
    doubling = Doubling()
    with gathered(doubling) as services:
        answers = asyncio.run(held(doubling, services, [1, 2, 3]))
    assert answers[:2] == [2, 4]
    assert isinstance(answers[2], FullError)


def test_at_the_end_what_waits_is_answered_still_and_nothing_more_is_taken() -> None:
    doubling = Doubling()
    services = Batching(doubling.together)

    async def ending() -> list[int | BaseException]:
        doubling.free.clear()
        waiting = [asyncio.create_task(services.answer(number)) for number in (1, 2, 3)]
        await asyncio.to_thread(doubling.busy.wait, 60)
        closing = asyncio.create_task(asyncio.to_thread(services.close))
        await asyncio.sleep(0.05)
        late = asyncio.create_task(services.answer(4))
        doubling.free.set()
        await closing
        return await asyncio.gather(*waiting, late, return_exceptions=True)

    *answered, late = asyncio.run(ending())
    assert answered == [2, 4, 6]
    assert isinstance(late, FullError)
