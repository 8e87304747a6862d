"""One process with many phones: what makes each of them reachable, and how they come and go.

Knows: ports, the control socket and the record of each phone, and how phones tell an adb server about themselves.
Does not know: what a phone is made of, command lines (main.py), or who started the process.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .adbd import LOOPBACK, AdbDaemon
from .api_levels import DEFAULT_LEVEL
from .control import ControlService
from .emulator_console import TOKEN_FILE, ConsoleOptions, EmulatorConsole
from .host_share import HostShare
from .registry import PhoneRecord, Registry, process_identity
from .timekeeper import Timekeeper

if TYPE_CHECKING:
    from .pace import Pace
    from .phone import Phone

FIRST_CONSOLE_PORT = 5554
LAST_CONSOLE_PORT = 16382
"""Adb servers look by themselves only from 5554 to 5584; the phones tell them about all others."""
_ANNOUNCE_EVERY_S = 2.0
_MEET_WITHIN_S = 3.0
_FILES_PER_PHONE = 32
_CONNECTIONS_AT_ONCE = 16


class NoFreePortError(OSError):
    """The wished pair of ports, or every pair, is taken."""


@dataclass(frozen=True, slots=True)
class HostOptions:
    """What all phones of a process have in common."""

    adb_server_port: int
    """Whom to tell about the phones."""
    pace: Pace = "real"
    app_sets: tuple[str, ...] = ()
    app_versions: tuple[tuple[str, int], ...] = ()
    """(package, version) of the apps that shall not have their usual version."""
    api_level: int = DEFAULT_LEVEL
    start_ms: int | None = None
    """Where the clocks start, epoch ms; None: the world's own morning."""
    speed: float = 1.0
    locale: str = ""
    """The language of their screens, such as "zh-CN"; "" is English."""
    clean: bool = False
    """Whether every clickable view has words of its own."""
    state_folder: Path | None = None
    """Where records and control sockets lie; without one there are none."""
    log_path: str = ""
    host_port: int = 0
    """Where ainos' own host server listens; 0: the first free port from 15037."""


class HostedPhone:
    """One phone that is being served."""

    def __init__(self, phone: Phone, host: PhoneHost) -> None:
        """Wrap a phone; nothing listens before `start`."""
        self.phone = phone
        self._host = host
        self.daemon = AdbDaemon(phone)
        self.console_port = 0
        self._console: EmulatorConsole | None = None
        self._control: ControlService | None = None
        self._clock = Timekeeper(phone.clock)
        self._record: PhoneRecord | None = None

    @property
    def serial(self) -> str:
        """Return what adb calls the phone."""
        return self.daemon.serial

    async def start(self, ports: Iterator[int]) -> None:
        """Bind the first free pair of ports and serve.

        Raises:
            NoFreePortError: Every pair was taken.
        """
        for port in ports:
            if await self._bind(port):
                break
        else:
            raise NoFreePortError("taken")
        self.daemon.serial = f"emulator-{self.console_port}"
        self._clock.start()
        self.phone.faults.go_away = self.daemon.go_away
        folder = self._host.options.state_folder
        if folder is not None:
            self._control = ControlService(self.daemon, self._host)
            await self._control.start(folder)
            self._record = self._host.note(self, str(self._control.path))

    async def _bind(self, port: int) -> bool:
        options = ConsoleOptions(f"ainos_virtual_phone_{port}", self._kill, Path.home() / TOKEN_FILE)
        console = EmulatorConsole(self.phone, options)
        try:
            await console.start(port)
        except OSError:
            return False
        try:
            await self.daemon.start(port + 1)
        except OSError:
            await console.stop()
            return False
        self._console, self.console_port = console, port
        return True

    def _kill(self) -> None:
        self._host.remove_soon(self.serial)

    async def stop(self) -> None:
        """Stop serving; the record and the control socket go too."""
        self._clock.stop()
        if self._record is not None:
            self._host.registry.forget(self._record)
        if self._control is not None:
            await self._control.stop()
        if self._console is not None:
            await self._console.stop()
        await self.daemon.stop()


class PhoneHost:
    """Holds the phones of one process. `stopped` is set once the last one has gone."""

    def __init__(self, options: HostOptions) -> None:
        """Take what all phones have in common; the loop must run."""
        self.options = options
        self.phones: dict[str, HostedPhone] = {}
        self.stopped = asyncio.Event()
        self.registry = Registry(options.state_folder)
        self.share = HostShare(options.state_folder, options.host_port)
        self._identity = process_identity(os.getpid()) or ""
        self._next_port = FIRST_CONSOLE_PORT
        self._removals: set[asyncio.Task[None]] = set()

    async def add(self, seed: int, port: int = 0) -> HostedPhone:
        """Start one more phone with the world of a seed. port: its console port, even; 0 takes a free one.

        Raises:
            NoFreePortError: The port, or every port, is taken; no phone was started.
        """
        from .phone import START_MS, Phone

        options = self.options
        _allow_files((len(self.phones) + 1) * _FILES_PER_PHONE)
        start_ms = START_MS if options.start_ms is None else options.start_ms
        phone = Phone(
            seed=seed, pace=options.pace, app_sets=options.app_sets, app_versions=dict(options.app_versions),
            api_level=options.api_level, start_ms=start_ms, speed=options.speed,
            locale=options.locale, clean=options.clean,
        )  # fmt: skip
        hosted = HostedPhone(phone, self)
        try:
            await hosted.start(iter((port,)) if port else iter(range(self._next_port, LAST_CONSOLE_PORT + 1, 2)))
        except NoFreePortError:
            tried = f"port {port} or {port + 1} is taken" if port else "every port is taken"
            hint = " Try --port 0." if port else ""
            raise NoFreePortError(f"{tried}; no phone was started.{hint}") from None
        if not port:
            self._next_port = hosted.console_port + 2
        self.phones[hosted.serial] = hosted
        self.share.add(hosted.daemon)
        return hosted

    async def remove(self, serial: str) -> None:
        """End one phone; the last one ends the process. One that has gone already is fine."""
        hosted = self.phones.pop(serial, None)
        if hosted is None:
            return
        self.share.remove(hosted.daemon)
        await hosted.stop()
        self._next_port = FIRST_CONSOLE_PORT
        if not self.phones:
            self.stopped.set()

    def remove_soon(self, serial: str) -> None:
        """End a phone once whoever asked for it has been answered."""
        task = asyncio.get_running_loop().create_task(self.remove(serial))
        self._removals.add(task)
        task.add_done_callback(self._removals.discard)

    async def remove_all(self) -> None:
        """End every phone."""
        await asyncio.gather(*self._removals, *(self.remove(serial) for serial in list(self.phones)))

    def note(self, hosted: HostedPhone, control_path: str) -> PhoneRecord:
        """Write the record of a phone that serves and return it."""
        record = PhoneRecord(
            serial=hosted.serial,
            pid=os.getpid(),
            identity=self._identity,
            console_port=hosted.console_port,
            adb_port=hosted.console_port + 1,
            seed=hosted.phone.seed,
            log_path=self.options.log_path,
            control_path=control_path,
        )
        self.registry.write(record)
        return record

    async def meet_adb_server(self) -> None:
        """Let a running adb server connect first: whoever hears `ready` may use the serials at once."""
        await self.share.meet()
        if not await self._announce_all():
            return  # none runs; one that starts later looks for phones, or hears the next announcement
        deadline = asyncio.get_running_loop().time() + _MEET_WITHIN_S
        while self._lonely() and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.01)

    async def keep_announced(self) -> None:
        """Tell the adb server about every phone that it does not know: servers get killed and restarted."""
        while True:
            await asyncio.sleep(_ANNOUNCE_EVERY_S)
            await self._announce_all()

    def _lonely(self) -> list[HostedPhone]:
        return [hosted for hosted in self.phones.values() if not hosted.daemon.is_connected]

    async def _announce_all(self) -> bool:
        """Announce who is not connected; False when no server runs (the others are not tried then)."""
        if self.options.adb_server_port == self.share.port:
            return False  # that is our own host server; it knows them
        waiting = self._lonely()
        for at in range(0, len(waiting), _CONNECTIONS_AT_ONCE):
            some = waiting[at : at + _CONNECTIONS_AT_ONCE]
            try:
                await asyncio.gather(*(announce(each.daemon.port, self.options.adb_server_port) for each in some))
            except OSError:
                return False
        return True


async def announce(adb_port: int, server_port: int) -> None:
    """Ask a running adb server to connect to this phone, as emulators do; it sends no answer.

    Raises:
        OSError: No server runs there.
    """
    request = f"host:emulator:{adb_port}"
    _, writer = await asyncio.open_connection(LOOPBACK, server_port)
    try:
        writer.write(f"{len(request):04x}{request}".encode())
        await writer.drain()
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def _allow_files(wanted: int) -> None:
    """Raise the limit of open files as far as it takes and may go: three sockets a phone, and one a client."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    target = wanted + 256 if hard == resource.RLIM_INFINITY else min(hard, wanted + 256)
    if soft != resource.RLIM_INFINITY and soft < target:
        resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard))
