"""Which process has the host server: one for each state folder, whichever phone process took the lock first.

Knows: the lock, the file with the port, taking over when the process that had it ends, and announcing phones to it.
Does not know: what the server answers.
The lock is an flock on a file: it ends with its process, however that ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from .host_server import HostServer
from .host_sockets import LOOPBACK

if TYPE_CHECKING:
    from .adbd import AdbDaemon

FIRST_HOST_PORT = 15037
_LAST_HOST_PORT = FIRST_HOST_PORT + 200
_PORT_FILE, _LOCK_FILE = "host-server", "host-server.lock"
_LOOK_EVERY_S = 1.0
_POLL_S = 0.02
_MEET_WITHIN_S = 3.0


class HostShare:
    """Shows the phones of this process on the state folder's host server, which may be in this process or another."""

    def __init__(self, folder: Path | None, port: int = 0) -> None:
        """Share with all processes of a state folder; with no folder this process has a server of its own.

        Args:
            folder: The state folder.
            port: Where to listen; 0: where the folder's last server was, or the first free port from 15037.
        """
        self._folder = folder
        self._wish = port
        self._lock: int | None = None
        self._server: HostServer | None = None
        self._daemons: list[AdbDaemon] = []
        self.port = 0
        """Where the host server is; 0 while none is known."""

    async def start(self) -> None:
        """Take the server's place if nobody has it, otherwise find it.

        Raises:
            OSError: The wished port is taken.
        """
        if self._folder is not None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        deadline = asyncio.get_running_loop().time() + _MEET_WITHIN_S
        while not await self._take_place() and not await self._answers():
            if asyncio.get_running_loop().time() > deadline:
                return  # `keep` goes on looking
            await asyncio.sleep(_POLL_S)

    def add(self, daemon: AdbDaemon) -> None:
        """Show a phone; on another process' server it shows soon (`meet` waits for that)."""
        self._daemons.append(daemon)
        if self._server is not None:
            self._server.add(daemon)

    async def meet(self) -> None:
        """Tell another process' server about the phones and wait until it shows them, at most 3 s."""
        deadline = asyncio.get_running_loop().time() + _MEET_WITHIN_S
        await self._announce_all()
        while self._lonely() and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(_POLL_S)

    def remove(self, daemon: AdbDaemon) -> None:
        """Show a phone no longer; one on another process' server leaves when its daemon stops."""
        if daemon in self._daemons:
            self._daemons.remove(daemon)
        if self._server is not None:
            self._server.remove(daemon)

    async def keep(self) -> None:
        """Stand in when the server's process ends, and tell another one about phones that it lost; never returns."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            if self._server is not None:
                continue
            with contextlib.suppress(OSError):
                if await self._take_place():
                    continue
            self._find_port()
            await self._announce_all()

    async def stop(self) -> None:
        """Stop the server if it is here, and give its place away."""
        if self._server is not None:
            await self._server.stop()
            self._server = None
        self._give_place()

    async def _take_place(self) -> bool:
        """Become the server unless another process is; raises OSError when no port is free."""
        if self._folder is not None and self._lock is None:
            self._lock = _locked(self._folder / _LOCK_FILE)
            if self._lock is None:
                return False
        server = HostServer()
        try:
            self.port = await self._listen(server)
            self._write_port()
        except OSError:
            await server.stop()
            self._give_place()
            raise
        self._server = server
        for daemon in self._daemons:
            server.add(daemon)
        return True

    def _give_place(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _write_port(self) -> None:
        """Note the port for other processes; they read the old file or the new one, never half of it."""
        if self._folder is not None:
            draft = self._folder / f"{_PORT_FILE}.{os.getpid()}.tmp"
            draft.write_text(f"{self.port}\n")
            draft.replace(self._folder / _PORT_FILE)

    async def _listen(self, server: HostServer) -> int:
        """Listen where the last server of this folder was, so that clients need not be told another port."""
        if self._wish:
            return await server.start(self._wish)
        last = read_port(self._folder) if self._folder is not None else 0
        for port in (*([last] if last else ()), *range(FIRST_HOST_PORT, _LAST_HOST_PORT)):
            with contextlib.suppress(OSError):
                return await server.start(port)
        return await server.start(0)

    async def _answers(self) -> bool:
        """Find the port in the folder's file and tell whether somebody listens there: the file may be an old one."""
        if not self._find_port():
            return False
        try:
            _, writer = await asyncio.open_connection(LOOPBACK, self.port)
        except OSError:
            return False
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return True

    def _find_port(self) -> int:
        self.port = read_port(self._folder) if self._folder is not None else 0
        return self.port

    def _lonely(self) -> list[AdbDaemon]:
        """Return the phones that a server in another process does not show."""
        if self._server is not None or not self.port:
            return []
        return [daemon for daemon in self._daemons if not daemon.is_hosted]

    async def _announce_all(self) -> None:
        with contextlib.suppress(OSError):  # no server: one will come, or this process will be it
            for daemon in self._lonely():
                request = f"host:emulator:{daemon.port}"
                _, writer = await asyncio.open_connection(LOOPBACK, self.port)
                writer.write(f"{len(request):04x}{request}".encode())
                await writer.drain()
                writer.close()
                await writer.wait_closed()


def read_port(folder: Path) -> int:
    """Return the port of the folder's host server, 0 when none was ever there. It may have ended since."""
    try:
        text = (folder / _PORT_FILE).read_text().strip()
    except FileNotFoundError:
        return 0
    return int(text) if text.isascii() and text.isdecimal() and int(text) < 65536 else 0


def running_port(folder: Path) -> int:
    """Return the port of the folder's host server, 0 when no process has it now."""
    path = folder / _LOCK_FILE
    if not path.exists():
        return 0
    lock = _locked(path)
    if lock is not None:
        os.close(lock)
        return 0
    return read_port(folder)


def _locked(path: Path) -> int | None:
    """Return a descriptor that holds the lock, None when another process holds it or the folder is gone."""
    import fcntl

    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
