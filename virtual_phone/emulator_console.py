"""The emulator's console: telnet-like commands on the port below adb's, as `adb emu` uses them.

Knows: banner, token, line syntax, OK and KO, and which part of the phone a command means.
Does not know: adb. A command that the phone has no part for says KO with the reason; nothing is pretended.
Source: developer.android.com, "Send emulator console commands".
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .console_commands import CommandRefusedError, ConsoleCommands

if TYPE_CHECKING:
    from .phone import Phone

_END = "\r\n"
_HINT = "Android Console: type 'help' for a list of commands"
_LINE_LIMIT_BYTES = 1 << 14
_HTTP_REQUEST = re.compile(r" HTTP/\d(\.\d)?$")
TOKEN_FILE = ".emulator_console_auth_token"


@dataclass(slots=True)
class ConsoleOptions:
    """What the console is told by the process."""

    avd_name: str
    on_kill: Callable[[], None]
    token_path: Path | None = None
    """File whose content a client must send first; absent or empty: nobody needs a token."""


class EmulatorConsole:
    """Serves console connections for one phone."""

    def __init__(self, phone: Phone, options: ConsoleOptions) -> None:
        """Wrap a phone; nothing listens before `start`."""
        self._options = options
        self._commands = ConsoleCommands(phone, options.avd_name)
        self._server: asyncio.Server | None = None
        self._sessions: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """Return the TCP port that clients connect to; 0 before start."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server is not None else 0

    async def start(self, port: int) -> None:
        """Listen on a port of the loopback interface; raises OSError when it is taken."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, limit=_LINE_LIMIT_BYTES)

    async def stop(self) -> None:
        """Stop listening and end every session."""
        if self._server is not None:
            self._server.close()
        for task in self._sessions:
            task.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._sessions.add(task)
        try:
            await self._session(reader, writer)
        except (ConnectionError, ValueError, asyncio.CancelledError):
            pass  # the client left, sent an endless line, or the phone stops
        finally:
            self._sessions.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        token = self._token()
        writer.write(self._banner(token).encode())
        is_trusted = not token
        while line := await reader.readline():
            words = line.decode("utf-8", "replace").strip()
            verb, _, rest = words.partition(" ")
            if not words:
                continue
            # A web page can make a browser post lines to this port; it cannot hide the first one.
            if verb in ("quit", "exit") or _HTTP_REQUEST.search(rest):
                return
            if verb == "auth":
                is_trusted = is_trusted or secrets.compare_digest(rest.strip().encode(), token.encode())
                reply = f"{_HINT}{_END}OK" if is_trusted else "KO: authentication token does not match"
                writer.write(f"{reply}{_END}".encode())
                if not is_trusted:
                    return
            elif not is_trusted and verb != "help":
                writer.write(f"KO: unknown command, try 'help'{_END}".encode())
            elif verb == "kill":
                writer.write(f"OK: killing emulator, bye bye{_END}".encode())
                await writer.drain()
                self._options.on_kill()
                return
            else:
                writer.write(self._reply(verb, rest.strip()).encode())
            await writer.drain()

    def _reply(self, verb: str, rest: str) -> str:
        try:
            lines = self._commands.run(verb, rest)
        except CommandRefusedError as error:
            return f"KO: {error}{_END}"
        return "".join(line + _END for line in [*lines, "OK"])

    def _token(self) -> str:
        path = self._options.token_path
        try:
            return path.read_text().strip() if path is not None else ""
        except FileNotFoundError:
            return ""

    def _banner(self, token: str) -> str:
        if not token:
            # `adb emu` always swallows everything up to the second OK: without the first two lines it would
            # swallow the answer to its command.
            lines = ["Android Console: no authentication required", "OK", _HINT, "OK"]
        else:
            lines = [
                "Android Console: Authentication required",
                "Android Console: type 'auth <auth_token>' to authenticate",
                "Android Console: you can find your <auth_token> in ",
                f"'{self._options.token_path}'",
                "OK",
            ]
        return "".join(line + _END for line in lines)
