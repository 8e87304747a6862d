"""One virtual phone: builds all its parts and holds them together.

Knows: the order in which parts need each other, the world's starting time, and how to run a shell command.
Does not know: sockets and the adb protocol (adbd.py) or what any part does inside.
All state belongs to one event loop thread; only shell commands and port handlers are coroutines.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .clock import Clock
from .fs import FileSystem
from .fs_tree import seal
from .intents import Intent
from .ledger import Ledger
from .properties import device_properties
from .services.activities import ActivityManager
from .services.alarms import AlarmManager
from .services.audio import Audio
from .services.clipboard import Clipboard
from .services.connectivity import Connectivity
from .services.content import ContentResolver
from .services.inputs import InputMethod
from .services.logcat import Logcat
from .services.notifications import NotificationManager
from .services.packages import PackageManager
from .services.power import Power
from .services.settings import Settings
from .services.telephony import Telephony
from .shell.processes import ProcessTable
from .shell.streams import ByteReader, ByteWriter

if TYPE_CHECKING:
    from .automator import Automator
    from .ui.windows import WindowManager

PortHandler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

START_MS = 1773676800000
"""Monday 2026-03-16 09:00:00 in Los Angeles."""

BOOT_COMPLETED = "android.intent.action.BOOT_COMPLETED"


class Phone:
    """A whole Android phone in memory. seed: which world; the screen is width x height px at `density` dpi."""

    windows: WindowManager
    automator: Automator

    def __init__(self, *, seed: int = 0, width: int = 1080, height: int = 2400, density: int = 420) -> None:
        self.seed = seed
        self.width, self.height, self.density = width, height, density
        self.random = random.Random(seed)
        # Never from the seed: a client must see that this phone is another one than the last with its serial.
        self.boot_id = str(uuid.uuid4())
        self.booting = True
        self.clock = Clock(START_MS)
        self.ledger = Ledger(self.clock)
        self.properties = device_properties(seed, density)
        self.ports: dict[int, PortHandler] = {}
        self.fs = FileSystem(self.clock)
        self.logcat = Logcat(self.clock)
        self.settings = Settings(self.ledger)
        self.processes = ProcessTable(self)
        self._build_services()
        self._build_world()

    def _build_services(self) -> None:
        self.content = ContentResolver()
        self.packages = PackageManager(self)
        self.activities = ActivityManager(self)
        self.notifications = NotificationManager(self)
        self.power = Power(self)
        self.connectivity = Connectivity(self)
        self.audio = Audio(self)
        self.alarms = AlarmManager(self)
        self.clipboard = Clipboard(self)
        self.telephony = Telephony(self)
        self.ime = InputMethod(self)

    def _build_world(self) -> None:
        # TEMPORARY guards, until ui/, apps/ and providers/ are written.
        try:
            from .ui.windows import WindowManager
            self.windows = WindowManager(self)
        except ImportError:
            from .stand_in import StandInWindows
            self.windows = StandInWindows(self)
        try:
            from .automator import Automator
            self.automator = Automator(self)
        except ImportError:
            pass
        from . import apps, providers
        if hasattr(providers, "register_all"):
            providers.register_all(self)
        for manifest in getattr(apps, "ALL_MANIFESTS", ()):
            self.packages.install(manifest)
        seal(self.fs)
        self.activities.home()
        self.activities.broadcast(Intent(BOOT_COMPLETED))
        self.booting = False
        self.ledger.clear()

    def set_timezone(self, name: str) -> bool:
        """Move the phone to another time zone; False (and nothing done) when it is unknown."""
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            return False
        self.clock.timezone = name
        self.properties["persist.sys.timezone"] = name
        self.ledger.append("timezone_changed", timezone=name)
        self.windows.invalidate()
        return True

    async def run_shell(
        self,
        command: str,
        *,
        stdin: ByteReader,
        stdout: ByteWriter,
        stderr: ByteWriter,
        env: dict[str, str] | None = None,
        uid: int = 2000,
    ) -> int:
        """Run one line as `sh -c command` on the phone and return its exit code (0 to 255).

        uid: 2000 for the shell user, 0 for root. Cancelling the call ends the command (the stream was closed).
        """
        from .shell.interpreter import run_command_line

        self.clock.tick()
        return await run_command_line(
            self, command, stdin=stdin, stdout=stdout, stderr=stderr, env=env or {}, uid=uid
        )

    async def run_timers(self) -> None:
        """Fire timers as they come due, until cancelled. The process that hosts the phone runs this as a task."""
        while True:
            self.clock.tick()
            due = self.clock.next_due_ms()
            wait = 0.2 if due is None else max(0.005, min(0.2, (due - self.clock.now_ms()) / 1000))
            await asyncio.sleep(wait)
