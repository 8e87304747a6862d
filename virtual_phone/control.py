"""The control service of a virtual phone: truth about it, and power over it, for tests, evaluations and the console.

Knows: one JSON line in, one JSON line out, on a unix socket that only the user who runs the phone can open. It is not
reachable over adb: an agent that drives the phone can read neither the ledger nor the answers.
Does not know: who asks, or adb.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import struct
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from .control_commands import COMMANDS, Answer, ControlError, Request
from .registry import CONTROL_FOLDER_PREFIX

if TYPE_CHECKING:
    from .adbd import AdbDaemon

_LONGEST_PATH = 100
"""Bytes; unix socket addresses end at 107."""
_LINE_LIMIT_BYTES = 1 << 20


class Host(Protocol):
    """What the control service needs of the process around the phone."""

    def remove_soon(self, serial: str) -> None:
        """End a phone once the answer is out."""


class ControlService:
    """Serves one phone on one socket."""

    def __init__(self, daemon: AdbDaemon, host: Host) -> None:
        """Take the phone's daemon and whoever can end it; nothing listens before `start`."""
        self._daemon = daemon
        self._host = host
        self._server: asyncio.Server | None = None
        self._sessions: set[asyncio.Task[None]] = set()
        self._own_folder: tempfile.TemporaryDirectory[str] | None = None
        self.path = Path()
        """Where the socket is, once it listens."""

    async def start(self, folder: Path) -> None:
        """Listen on `<folder>/<serial>.sock`, mode 0600; a folder with a very long name gets a short one elsewhere."""
        folder.mkdir(parents=True, exist_ok=True)
        if len(os.fsencode(folder / f"{self._daemon.serial}.sock")) > _LONGEST_PATH:
            self._own_folder = tempfile.TemporaryDirectory(prefix=CONTROL_FOLDER_PREFIX)
            folder = Path(self._own_folder.name)
        self.path = folder / f"{self._daemon.serial}.sock"
        self.path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        before = os.umask(0o177)
        try:
            listener.bind(str(self.path))
        finally:
            os.umask(before)
        self._server = await asyncio.start_unix_server(self._serve, sock=listener, limit=_LINE_LIMIT_BYTES)

    async def stop(self) -> None:
        """Stop listening, end every session, delete the socket."""
        if self._server is not None:
            self._server.close()
        for task in self._sessions:
            task.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)
        self.path.unlink(missing_ok=True)
        if self._own_folder is not None:
            self._own_folder.cleanup()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._sessions.add(task)
        try:
            if _is_mine(writer):
                await self._session(reader, writer)
        except (ConnectionError, ValueError, asyncio.CancelledError):
            pass  # the client left, sent an endless line, or the phone stops
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
            self._sessions.discard(task)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            reply = await answer(self._daemon, line)
            writer.write(json.dumps(reply).encode() + b"\n")
            await writer.drain()
            if reply.get("stopping"):
                self._host.remove_soon(self._daemon.serial)


async def answer(daemon: AdbDaemon, line: bytes) -> Answer:
    """Return {"ok": true, ...} or {"ok": false, "error": why}."""
    try:
        request = json.loads(line)
        if not isinstance(request, dict):
            raise ControlError("a request is a JSON object")
        return {"ok": True, **await _do(daemon, request)}
    except (ValueError, LookupError, RecursionError) as error:
        return {"ok": False, "error": str(error)}


async def _do(daemon: AdbDaemon, request: Request) -> Answer:
    name = request.get("cmd")
    command = COMMANDS.get(name) if isinstance(name, str) else None
    if command is None:
        raise ControlError(f"unknown cmd {name!r}; known: {', '.join(COMMANDS)}")
    found = command(daemon, request)
    return await found if asyncio.iscoroutine(found) else found  # type: ignore[return-value]


def _is_mine(writer: asyncio.StreamWriter) -> bool:
    """Tell whether the client runs as the user who runs the phone, where the system can say so."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    connection = writer.get_extra_info("socket")
    _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i")))
    return bool(uid in (os.getuid(), 0))
