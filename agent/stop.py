"""The stop flag of a session: looked at before every act on the phone, and able to leave a busy model behind.

Ctrl-C, a button on a page or the word "stop" all end here. Knows threads; knows no phone and no model.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_LOOK_EVERY_S = 0.05


class StopError(KeyboardInterrupt):
    """The user wants the run to stop; whoever handles Ctrl-C handles this, and nobody else may swallow it."""


class Stop:
    """One flag for all runs of a session."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._worker: threading.Thread | None = None

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
        done: list[T] = []
        failed: list[BaseException] = []

        def run() -> None:
            try:
                done.append(work())
            except BaseException as error:  # carried over to the thread that waits, and raised there
                failed.append(error)

        self._worker = threading.Thread(target=run, name="ainos-work", daemon=True)
        self._worker.start()
        self._wait_free()
        if failed:
            raise failed[0]
        return done[0]

    def _wait_free(self) -> None:
        while self._worker is not None and self._worker.is_alive():
            self.check()
            self._worker.join(_LOOK_EVERY_S)
        self.check()
