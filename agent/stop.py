"""The stop flag of a session: looked at before every act on the phone, and able to leave a busy model behind.

Ctrl-C, a button on a page or the word "stop" all end here. Knows threads; knows no phone and no model.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_LOOK_EVERY_S = 0.05
_IDLE_S = 2.0


class StopError(KeyboardInterrupt):
    """The user wants the run to stop; whoever handles Ctrl-C handles this, and nobody else may swallow it."""


class Stop:
    """One flag for all runs of a session."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._worker = _Worker()
        self._job: _Job[Any] | None = None

    def set(self) -> None:
        """Ask for a stop; from any thread or signal handler."""
        self._asked.set()

    def clear(self) -> None:
        """Begin anew: a new run is not stopped by the word that ended the one before."""
        self._asked.clear()

    @property
    def is_set(self) -> bool:
        """Whether a stop was asked for."""
        return self._asked.is_set()

    def check(self) -> None:
        """Raise StopError when a stop was asked for."""
        if self._asked.is_set():
            raise StopError

    def pause(self, seconds: float) -> None:
        """Wait, but not longer than until a stop is asked for; StopError then."""
        if self._asked.wait(seconds):
            raise StopError

    def during(self, work: Callable[[], T]) -> T:
        """Return what `work` returns; it runs in a thread, which a stop leaves to itself.

        `work` must act on nothing: when the run is stopped, its result is dropped. Work that was left behind is waited
        for before the next one begins, so that no two ever run at the same time.

        Raises:
            StopError: A stop was asked for, at most 50 ms ago.
            Exception: Whatever `work` raised.
        """
        self._wait_free()
        job: _Job[T] = _Job(work)
        self._worker.do(job)
        self._job = job
        self._wait_free()
        if job.failed is not None:
            raise job.failed
        return job.done[0]

    def beside(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, in this thread: it looks for a stop at least as often as `during` would.

        Raises:
            StopError: A stop was asked for before or meanwhile; the result is dropped.
            Exception: Whatever `work` raised.
        """
        self._wait_free()
        done = work()
        self.check()
        return done

    def _wait_free(self) -> None:
        while self._job is not None and not self._job.ended.acquire(timeout=_LOOK_EVERY_S):
            self.check()
        self._job = None
        self.check()


class _Job(Generic[T]):
    """One piece of work; `ended` is free once it is over."""

    def __init__(self, work: Callable[[], T]) -> None:
        self.work = work
        self.done: list[T] = []
        self.failed: BaseException | None = None
        self.ended = threading.Lock()
        self.ended.acquire()

    def run(self) -> None:
        try:
            self.done.append(self.work())
        except BaseException as error:  # carried over to the thread that waits, and raised there
            self.failed = error
        finally:
            self.ended.release()


class _Worker:
    """One thread for job after job, as starting one costs more than a step's other work; it ends when idle."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[_Job[Any]] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def do(self, job: _Job[Any]) -> None:
        with self._lock:
            self._jobs.put(job)
            if self._thread is None or not self._thread.is_alive():  # a process that was forked has no thread of it
                self._thread = threading.Thread(target=self._run, name="ainos-work", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=_IDLE_S)
            except Empty:
                with self._lock:
                    if self._jobs.empty():
                        self._thread = None
                        return
                continue
            job.run()
            del job  # an idle thread keeps nothing of the last work
