"""Batches of questions from many requests, answered in one transaction with one wait for the disk.

A request gets its answer after the commit. While a batch is committed the next batch gathers, so a single request is
never held back, and many cost little more than one.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, Full, Queue
from typing import Generic, NamedTuple, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")

MOST = 64
"""The most questions in a batch: enough for the disk, few enough for a short wait."""

PATIENCE = 0.003
"""Seconds that a batch waits for more questions if the previous batch had several; a single request never waits."""

ROOM = 1000
"""The most waiting questions; more are refused at once instead of answered too late."""

_log = logging.getLogger("wian.web")


class FullError(Exception):
    """Too many questions wait for an answer in time, or the process is ending."""


class _Waiting(NamedTuple, Generic[Question, Answer]):
    question: Question
    future: "asyncio.Future[Answer]"


class Batching(Generic[Question, Answer]):
    """Threads that gather waiting questions and answer them by one call of `answer_all`.

    `answer_all` answers all questions in order, or raises with nothing done; then every question is tried alone, so
    that a faulty question does not stop the others.
    """

    def __init__(self, answer_all: Callable[[Sequence[Question]], Sequence[Answer]], threads: int = 1) -> None:
        """Start the threads. With two threads a batch is worked on while another waits for the disk."""
        self._answer_all = answer_all
        self._queue: Queue[_Waiting[Question, Answer] | None] = Queue(ROOM)
        self._closed = False
        self._threads = [threading.Thread(target=self._run, name="gathering", daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    async def answer(self, question: Question) -> Answer:
        """The answer to a question, after the commit of its batch.

        Raises FullError if too many questions wait, and any error of `answer_all` for this question alone.
        """
        waiting: _Waiting[Question, Answer] = _Waiting(question, asyncio.get_running_loop().create_future())
        if self._closed:
            raise FullError
        try:
            self._queue.put_nowait(waiting)
        except Full:
            raise FullError from None
        return await waiting.future

    def close(self) -> None:
        """Answer the waiting questions, then end; new questions are refused."""
        self._closed = True
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        size, last = 0, False
        while not last and (first := self._queue.get()) is not None:
            # Clients answered in one batch return together: without this short wait the first would be a batch of its
            # own, and all others the next.
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

    def _answer(self, batch: Sequence[_Waiting[Question, Answer]]) -> None:
        try:
            answers = self._answer_all([waiting.question for waiting in batch])
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
        if future.done():  # the request was cancelled
            return
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)

    future.get_loop().call_soon_threadsafe(give)
