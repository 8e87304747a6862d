"""App crashes: what the system does when code of an app fails.

Knows: which failures are an app's own, the log entry they leave, and which "keeps stopping" dialogs are open.
Does not know: how the dialog looks (ui/crash_dialog.py).
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..phone import Phone

logger = logging.getLogger(__name__)

APP_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NameError, OSError, RuntimeError, TypeError,
    ValueError, sqlite3.Error,
)  # fmt: skip
"""What code of an app may raise without the phone going down with it."""
_LOOP_MS = 2000


class Crashes:
    """Turns a failure of an app into what Android makes of it. `open`: the packages whose dialog is on the screen."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.open: list[str] = []
        self._last_ms: dict[str, int] = {}

    @contextmanager
    def guard(self, package: str) -> Iterator[None]:
        """Run code of an app: when it fails, the app's process dies and the code after it goes on."""
        try:
            yield
        except APP_FAULTS as fault:
            self._crashed(package, fault)

    def crash(self, package: str, reason: str) -> None:
        """Let a package's process die of an error that is not its own, such as android.app.X: text."""
        self._die(package, reason)

    def _crashed(self, package: str, fault: BaseException) -> None:
        logger.error("%s crashed", package, exc_info=fault)
        self._die(package, f"java.lang.RuntimeException: {type(fault).__name__}: {fault}")

    def _die(self, package: str, text: str) -> None:
        phone = self._phone
        pid = phone.activities.pid(package) or 0
        lines = f"FATAL EXCEPTION: main\nProcess: {package}, PID: {pid}\n{text}"
        phone.logcat.log("E", "AndroidRuntime", lines, pid=pid, buffer="crash")
        phone.logcat.log("I", "ActivityManager", f"Process {package} (pid {pid}) has died: fg  TOP")
        phone.ledger.append("app_crashed", package=package, reason=text.removeprefix("java.lang.RuntimeException: "))
        now = phone.clock.elapsed_ms()
        in_loop = now - self._last_ms.get(package, -_LOOP_MS) < _LOOP_MS
        self._last_ms[package] = now
        if package not in self.open:
            self.open.append(package)
        phone.activities.process_died(package, restart_home=not in_loop)
        phone.windows.invalidate()

    def close(self) -> None:
        """Close the dialog in front."""
        self.open.pop()
        self._phone.windows.invalidate()
