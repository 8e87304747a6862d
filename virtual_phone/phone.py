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
from .phone_machine import mount_proc
from .properties import device_properties
from .services.activities import ActivityManager
from .services.alarms import AlarmManager
from .services.audio import Audio
from .services.clipboard import Clipboard
from .services.connectivity import Connectivity
from .services.content import ContentResolver
from .services.display import Display
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
        self.fast_gestures = False
        self.clock = Clock(START_MS)
        self.ledger = Ledger(self.clock)
        self.properties = device_properties(seed, density)
        self.on_reboot: list[Callable[[], None]] = []
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
        self.display = Display(self)
        self.power = Power(self)
        self.connectivity = Connectivity(self)
        self.audio = Audio(self)
        self.alarms = AlarmManager(self)
        self.clipboard = Clipboard(self)
        self.telephony = Telephony(self)
        self.ime = InputMethod(self)

    def _build_world(self) -> None:
        from . import apps, providers
        from .automator import Automator
        from .shell.registry import programs
        from .ui.windows import WindowManager

        self.windows = WindowManager(self)
        self.automator = Automator(self)
        providers.register_all(self)
        for manifest in apps.ALL_MANIFESTS:
            self.packages.install(manifest)
        mount_proc(self)
        for name in programs():
            self.fs.write(f"/system/bin/{name}", b"\x7fELF", mode=0o755)
        seal(self.fs)
        self.activities.home()
        self.activities.broadcast(Intent(BOOT_COMPLETED))
        self.booting = False
        self.ledger.clear()

    def reboot(self) -> None:
        """Restart: apps end, the clipboard and notifications empty, receivers hear BOOT_COMPLETED; files stay."""
        for package in list(self.activities.processes):
            self.activities.processes.pop(package, None)
        self.activities.end_all()
        self.notifications.active.clear()
        self.clipboard.set(None)
        self.boot_id = str(uuid.uuid4())
        self.power.screen_on = True
        self.power.locked = self.power.secure
        self.activities.home()
        self.activities.broadcast(Intent(BOOT_COMPLETED))
        for callback in list(self.on_reboot):
            callback()

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
        return await run_command_line(self, command, stdin=stdin, stdout=stdout, stderr=stderr, env=env or {}, uid=uid)

    async def run_timers(self) -> None:
        """Fire timers as they come due, until cancelled. The process that hosts the phone runs this as a task."""
        while True:
            self.clock.tick()
            due = self.clock.next_due_ms()
            wait = 0.2 if due is None else max(0.005, min(0.2, (due - self.clock.now_ms()) / 1000))
            await asyncio.sleep(wait)
