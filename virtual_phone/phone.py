"""One virtual phone: builds all its parts and holds them together.

Knows: the order in which parts need each other, the world's starting time, and how to run a shell command.
Does not know: sockets and the adb protocol (adbd.py) or what any part does inside.
All state belongs to one event loop thread; only shell commands and port handlers are coroutines.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .api_levels import DEFAULT_LEVEL, checked
from .clock import LONGEST_ADVANCE_MS, Clock
from .faults import Faults, LinkLostError
from .fs import FileSystem
from .fs_tree import seal
from .intents import Intent
from .ledger import Ledger
from .pace import Pace, command_ms
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
from .services.languages import Languages
from .services.logcat import Logcat
from .services.notifications import NotificationManager
from .services.packages import PackageManager
from .services.power import Power
from .services.screen_timeout import ScreenTimeout
from .services.settings import Settings
from .services.telephony import Telephony
from .shell.processes import ACTING, ProcessTable
from .shell.streams import ByteReader, ByteWriter
from .snapshot_shelf import SnapshotShelf

if TYPE_CHECKING:
    from .automator import Automator
    from .snapshot import Snapshot
    from .ui.windows import WindowManager

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
    app_versions: which version of an app, by package, where there are several; UnknownAppVersionError for others.
    api_level: which Android it is (api_levels.LEVELS); UnknownApiLevelError for others.
    start_ms: where the clock starts (epoch ms). speed: phone milliseconds per real one; 0 freezes the clock, and then
    the same seed and the same actions give the same phone, bit for bit. locale: the language of the screens, such as
    "zh-CN"; English by default. clean: every clickable view has a text or a description, as on no real phone.
    """

    OUTSIDE: ClassVar = frozenset({"ports", "on_reboot", "pace", "snapshots", "faults"})
    """What a restore leaves alone: clients and what listens for them."""

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
        app_versions: Mapping[str, int] | None = None,
        api_level: int = DEFAULT_LEVEL,
        start_ms: int = START_MS,
        speed: float = 1.0,
        locale: str = "",
        clean: bool = False,
    ) -> None:
        self.seed = seed
        self.api_level = checked(api_level)
        self.clean = clean
        self.app_sets = tuple(app_sets)
        self.app_versions = dict(app_versions or {})
        self.width, self.height, self.density = width, height, density
        self.random = random.Random(seed)
        self.booting = True
        self.pace = pace
        self.clock = Clock(start_ms, running=speed > 0)  # a frozen clock never ran, however long this line takes
        self.clock.speed = speed
        self._boots = 0
        self.boot_id = self._new_boot_id()
        self.ledger = Ledger(self.clock, f"world {seed}")
        self.properties = device_properties(seed, density, api_level)
        self.on_reboot: list[Callable[[], None]] = []
        self.ports: dict[int, PortHandler] = {}
        self.app_services: dict[str, object] = {}
        self.snapshots = SnapshotShelf(self)
        self.faults = Faults(self)
        self.fs = FileSystem(self.clock)
        self.logcat = Logcat(self.clock)
        self.settings = Settings(self.ledger)
        self.processes = ProcessTable(self)
        self._build_services()
        if locale:
            self.languages.set(locale)
        self._build_world()

    def _build_services(self) -> None:
        self.content = ContentResolver()
        self.packages = PackageManager(self)
        self.activities = ActivityManager(self)
        self.crashes = Crashes(self)
        self.notifications = NotificationManager(self)
        self.display = Display(self)
        self.languages = Languages(self)
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
        for manifest in apps.manifests(self.app_sets, self.app_versions):
            self.packages.install(manifest)
        mount_proc(self)
        for name in programs():
            self.fs.write(f"/system/bin/{name}", b"\x7fELF", mode=0o755)
        seal(self.fs)
        self.activities.home()
        self.activities.broadcast(Intent(BOOT_COMPLETED))
        self.fs.on_change(self._note_file)
        providers.close_databases(self.fs)
        self.booting = False
        self.ledger.clear()

    def _new_boot_id(self) -> str:
        """Draw the id of a boot. A client must see that this phone is another one than the last with its serial, so
        only a phone with a frozen clock, which has to be the same each time, takes it from the seed."""
        self._boots += 1
        if self.clock.running:
            return str(uuid.uuid4())
        return str(uuid.UUID(int=random.Random(f"boot {self._boots} of {self.seed}").getrandbits(128), version=4))

    def _note_file(self, kind: str, path: str) -> None:
        """Enter what shell commands did to the user's files in the ledger; apps enter their own deeds."""
        self.windows.invalidate()
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
        self.boot_id = self._new_boot_id()
        self.clock.restart()
        self.properties["service.adb.root"] = "0"
        self.power.restart()
        self.screen_timeout.restart()
        self.activities.home()
        self.activities.broadcast(Intent(BOOT_COMPLETED))
        for callback in list(self.on_reboot):
            callback()

    def snapshot(self) -> Snapshot:
        """Keep this moment of the phone: everything but its clients and the commands that run."""
        from .snapshot import take

        return take(self)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a kept moment; clients stay connected and running commands go on.

        Raises:
            SnapshotError: It is a moment of another phone; nothing was changed.
        """
        from .snapshot import restore

        root = self.properties.get("service.adb.root", "0")
        restore(self, snapshot)
        # Whether adbd runs as root is the clients' affair; only they change it.
        if self.properties.get("service.adb.root", "0") != root:
            self.properties["service.adb.root"] = root

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
        act = f"shell {command}"
        await self.take_command(act)
        try:
            await self.faults.before(act)
        except LinkLostError:
            await self.faults.break_off()
        code = await run_command_line(self, command, stdin=stdin, stdout=stdout, stderr=stderr, env=env or {}, uid=uid)
        if self.faults.loses_answer(act):
            await self.faults.break_off()
        return code

    async def take(self, ms: float) -> None:
        """Let the time of a gesture pass, in ms (at most 10 s); none with the fast pace."""
        if self.pace == "fast":
            await asyncio.sleep(0)
        else:
            await self.wait(min(max(ms, 0), _LONGEST_GESTURE_MS))

    async def take_command(self, act: str) -> None:
        """Let the time of a command pass with the pace `phone`; act: `shell <line>` or `rpc <method>`."""
        if self.pace == "phone":
            await self.wait(command_ms(act))

    async def wait(self, ms: float) -> None:
        """Let `ms` milliseconds of phone time pass: as long as they take, or at once while the clock is frozen.

        A frozen clock moves by what is done on the phone: a gesture, `sleep 2`, a wait for something on the screen.
        """
        if not self.clock.running:
            self.clock.advance(round(min(ms, LONGEST_ADVANCE_MS)))
            await asyncio.sleep(0)
        else:
            await asyncio.sleep(ms / 1000 / self.clock.speed)
