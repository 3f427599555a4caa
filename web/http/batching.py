"""Questions of many requests answered together: one transaction, and one wait for the disk, for all that wait.

Each request waits for its own answer, which comes after the commit. While one batch is being committed the next one
gathers, so a single request is never held back and many cost little more than one.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, Full, Queue
from typing import Generic, NamedTuple, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

MOST = 64
"""Questions in one batch: enough for the disk, few enough that the last of them does not wait long."""

PATIENCE = 0.003
"""Seconds that a batch waits for more, if the one before had several; a single request never waits."""

ROOM = 1000
"""Questions that may wait; more are turned away at once instead of being answered too late."""

_log = logging.getLogger("wian.web")


class FullError(Exception):
    """So many wait already that this one would not be answered in time, or the process is ending."""


class _Waiting(NamedTuple, Generic[Asked, Answer]):
    asked: Asked
    future: "asyncio.Future[Answer]"


class Batching(Generic[Asked, Answer]):
    """Threads that take what waits, have it answered by `together` in one go, and hand each its answer.

    `together` answers every question, in order, or raises: then nothing has happened, and each is tried alone, so
    that one that cannot be answered does not stop the others.
    """

    def __init__(self, together: Callable[[Sequence[Asked]], Sequence[Answer]], threads: int = 1) -> None:
        """Begin. With two threads a batch is worked on while the other one waits for the disk."""
        self._together = together
        self._queue: Queue[_Waiting[Asked, Answer] | None] = Queue(ROOM)
        self._closed = False
        self._threads = [threading.Thread(target=self._run, name="gathering", daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    async def answer(self, asked: Asked) -> Answer:
        """The answer to one question, after the commit of the batch it was in.

        Raises FullError if too many wait, and whatever `together` raises for this question alone.
        """
        waiting: _Waiting[Asked, Answer] = _Waiting(asked, asyncio.get_running_loop().create_future())
        if self._closed:
            raise FullError
        try:
            self._queue.put_nowait(waiting)
        except Full:
            raise FullError from None
        return await waiting.future

    def close(self) -> None:
        """Answer what waits still, then end. Nothing may be asked any more."""
        self._closed = True
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        size, last = 0, False
        while not last and (first := self._queue.get()) is not None:
            # Those who were answered together come again together: without waiting for them a moment, the first to
            # come would be a batch alone, and all others the next.
            until = time.monotonic() + (PATIENCE if size > 1 else 0)
            batch = [first]
            while len(batch) < MOST and not last:
                try:
                    more = self._queue.get(timeout=max(0, until - time.monotonic()))
                except Empty:
                    break
                if more is None:
                    last = True
                else:
                    batch.append(more)
            size = len(batch)
            self._answer(batch)

    def _answer(self, batch: Sequence[_Waiting[Asked, Answer]]) -> None:
        try:
            answers = self._together([waiting.asked for waiting in batch])
        except Exception as error:
            if len(batch) == 1:
                _hand(batch[0].future, error)
                return
            _log.warning("a batch of %d failed (%s); each is tried alone", len(batch), type(error).__name__)
            for waiting in batch:
                self._answer([waiting])
            return
        for waiting, answer in zip(batch, answers, strict=True):
            _hand(waiting.future, answer)


def _hand(future: "asyncio.Future[Answer]", answer: Answer | Exception) -> None:
    def give() -> None:
        if future.done():  # nobody waits for it any more
            return
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)

    future.get_loop().call_soon_threadsafe(give)
