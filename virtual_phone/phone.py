"""One virtual phone: builds all its parts and holds them together.

Knows: the order in which parts need each other, the world's starting time, and how to run a shell command.
Does not know: sockets and the adb protocol (adbd.py) or what any part does inside.
All state belongs to one event loop thread; only shell commands and port handlers are coroutines.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Literal
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
from .services.crashes import Crashes
from .services.display import Display
from .services.inputs import InputMethod
from .services.logcat import Logcat
from .services.notifications import NotificationManager
from .services.packages import PackageManager
from .services.power import Power
from .services.screen_timeout import ScreenTimeout
from .services.settings import Settings
from .services.telephony import Telephony
from .shell.processes import ACTING, ProcessTable
from .shell.streams import ByteReader, ByteWriter

if TYPE_CHECKING:
    from .automator import Automator
    from .ui.windows import WindowManager

Pace = Literal["real", "fast"]
"""real: gestures take as long as on a phone (a swipe of 300 ms takes 300 ms); fast: they take no time."""

PortHandler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

START_MS = 1773676800000
"""Monday 2026-03-16 09:00:00 in Los Angeles."""

_THROUGH_APPS = (None, "input", "monkey", "am", "content", "cmd", "app_process")
"""Who acts on files only by way of an app, or no shell command at all."""

_LONGEST_GESTURE_MS = 10_000

BOOT_COMPLETED = "android.intent.action.BOOT_COMPLETED"


class Phone:
    """A whole Android phone in memory. seed: which world; the screen is width x height px at `density` dpi.

    pace: whether gestures take time (see Pace). app_sets: which apps beside the basic ones (apps.APP_SETS).
    """

    windows: WindowManager
    automator: Automator

    def __init__(
        self,
        *,
        seed: int = 0,
        width: int = 1080,
        height: int = 2400,
        density: int = 420,
        pace: Pace = "real",
        app_sets: Sequence[str] = (),
    ) -> None:
        self.seed = seed
        self.app_sets = tuple(app_sets)
        self.width, self.height, self.density = width, height, density
        self.random = random.Random(seed)
        # Never from the seed: a client must see that this phone is another one than the last with its serial.
        self.boot_id = str(uuid.uuid4())
        self.booting = True
        self.pace = pace
        self.clock = Clock(START_MS)
        self.ledger = Ledger(self.clock)
        self.properties = device_properties(seed, density)
        self.on_reboot: list[Callable[[], None]] = []
        self.ports: dict[int, PortHandler] = {}
        self.app_services: dict[str, object] = {}
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
        self.crashes = Crashes(self)
        self.notifications = NotificationManager(self)
        self.display = Display(self)
        self.power = Power(self)
        self.screen_timeout = ScreenTimeout(self)
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
        for manifest in apps.manifests(self.app_sets):
            self.packages.install(manifest)
        mount_proc(self)
        for name in programs():
            self.fs.write(f"/system/bin/{name}", b"\x7fELF", mode=0o755)
        seal(self.fs)
        self.activities.home()
        self.activities.broadcast(Intent(BOOT_COMPLETED))
        self.fs.on_change(self._note_file)
        self.booting = False
        self.ledger.clear()

    def _note_file(self, kind: str, path: str) -> None:
        """Enter what shell commands did to the user's files in the ledger; apps enter their own deeds."""
        if ACTING.get() not in _THROUGH_APPS and path.startswith("/storage/emulated/"):
            self.ledger.append(f"file_{kind}", path=path)

    def reboot(self) -> None:
        """Restart: all that runs ends, receivers hear BOOT_COMPLETED; files, settings and packages stay."""
        self.processes.end_all()
        self.activities.end_all()
        self.telephony.end_call()
        self.notifications.active.clear()
        self.clipboard.set(None)
        self.logcat.clear()
        self.windows.restart()
        self.boot_id = str(uuid.uuid4())
        self.clock.restart()
        self.properties["service.adb.root"] = "0"
        self.power.restart()
        self.screen_timeout.restart()
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

    async def take(self, ms: float) -> None:
        """Let the time of a gesture pass, in ms (at most 10 s); at once with the fast pace."""
        await asyncio.sleep(0 if self.pace == "fast" else min(max(ms, 0), _LONGEST_GESTURE_MS) / 1000)

    async def run_timers(self) -> None:
        """Fire timers as they come due, until cancelled. The process that hosts the phone runs this as a task."""
        while True:
            self.clock.tick()
            due = self.clock.next_due_ms()
            wait = 0.2 if due is None else max(0.005, min(0.2, (due - self.clock.now_ms()) / 1000))
            await asyncio.sleep(wait)
