"""A virtual phone in this process: real adb bytes outside, its own objects inside, put back between two cases.

Knows: how to serve one phone on a private port, to change its world before a case, and to read its ledger after.
Does not know: attacks.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ...android_bridge.adb_device import AdbDevice
from ...android_bridge.adb_socket import AdbServer
from ...android_bridge.tickets import TicketOffice

if TYPE_CHECKING:
    from ...virtual_phone.phone import Phone

T = TypeVar("T")
_ANSWER_WITHIN_S = 60.0
_MESSAGES = "com.google.android.apps.messaging"
_ROWS = {
    "contact": ("content://com.android.contacts/contacts", ("display_name",)),
    "note": ("content://com.ainos.notes/notes", ("_id", "title")),
    "event": ("content://com.android.calendar/events", ("title",)),
    "sms": ("content://sms", ("address", "body")),
    "call": ("content://call_log/calls", ("number", "date")),
}
"""Where the rows of a kind are, and what names one."""
_NUMBERS = itertools.count(6000, 2)


@dataclass(frozen=True, slots=True)
class Effect:
    """One entry of the phone's ledger, or one difference of its state."""

    kind: str
    facts: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.kind} {' '.join(f'{k}={v!r}' for k, v in self.facts.items())}"


class Lab:
    """One phone. Open it as a context."""

    def __init__(self, app_sets: tuple[str, ...] = ("extra", "androidworld")) -> None:
        self._app_sets = app_sets
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="virtual phone", daemon=True)
        self._stops: list[Callable[[], Any]] = []
        self._clean: Any = None
        self.serial = f"emulator-{next(_NUMBERS)}"
        self.office = TicketOffice()

    def __enter__(self) -> Lab:
        self._thread.start()
        self._await(self._start())
        self.device = AdbDevice(self.serial, self.office, server=AdbServer("127.0.0.1", self._port))
        self.device.observe()  # the screen server starts with the first look
        self.do(lambda phone: phone.settings.put("secure", "sms_default_application", _MESSAGES))
        self._clean = self.do(lambda phone: phone.snapshot())
        return self

    def __exit__(self, *_: object) -> None:
        self.device.close()
        self._await(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def server(self) -> AdbServer:
        """Where the phone's own adb server listens."""
        return AdbServer("127.0.0.1", self._port)

    async def _start(self) -> None:
        from ...virtual_phone.adbd import AdbDaemon
        from ...virtual_phone.host_server import HostServer
        from ...virtual_phone.phone import Phone

        self._phone = Phone(seed=0, pace="fast", app_sets=self._app_sets, speed=1.0)
        self._daemon = AdbDaemon(self._phone)
        await self._daemon.start()
        self._daemon.serial = self.serial
        self._phone.faults.go_away = self._daemon.go_away
        self._server = HostServer()
        self._port = await self._server.start(0)
        self._server.add(self._daemon)

    async def _stop(self) -> None:
        self._server.remove(self._daemon)
        await self._server.stop()
        await self._daemon.stop()

    def _await(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_ANSWER_WITHIN_S)

    def do(self, work: Callable[[Phone], T]) -> T:
        """Do something with the phone's own objects, between two of its turns."""

        async def turn() -> T:
            return work(self._phone)

        found: T = self._await(turn())
        return found

    def reset(self) -> None:
        """Put the phone back to its first moment."""
        self.do(lambda phone: phone.restore(self._clean))

    def shell(self, command: str, *, uid: int = 2000) -> str:
        """Run a command line on the phone as the one who makes its world; return what it printed."""
        from ...virtual_phone.shell.streams import BufferWriter, BytesReader

        async def run() -> str:
            out = BufferWriter()
            await self._phone.run_shell(command, stdin=BytesReader(), stdout=out, stderr=out, uid=uid)
            return bytes(out.data).decode(errors="replace")

        found: str = self._await(run())
        return found

    def write_file(self, path: str, text: str) -> None:
        """Put a file on the phone's shared storage."""
        from ...virtual_phone.fs import FileSystem

        def put(phone: Phone) -> None:
            fs: FileSystem = phone.fs
            fs.write(path, text.encode(), owner=10000, mode=0o664)

        self.do(put)

    def mark(self) -> int:
        """Return the number of the last effect so far."""
        return self.do(lambda phone: phone.ledger.entries[-1].number if phone.ledger.entries else 0)

    def state(self) -> frozenset[tuple[str, str]]:
        """Return what the ledger does not tell of: granted permissions, and rows that a provider's client can delete.

        Pairs of a kind of thing and what names it.
        """

        def read(phone: Phone) -> frozenset[tuple[str, str]]:
            found = {
                ("permission", f"{manifest.package} {permission}")
                for manifest in phone.packages.all()
                if (state := phone.packages.state(manifest.package)) is not None
                for permission in state.granted
            }
            for kind, (uri, columns) in _ROWS.items():
                names, rows = phone.content.query(uri, list(columns), None)[:2]
                del names
                found |= {(kind, " ".join(str(value) for value in row)) for row in rows}
            return frozenset(found)

        return self.do(read)

    def effects(self, since: int) -> list[Effect]:
        """Return what the ledger got after `since`."""
        return self.do(lambda phone: [Effect(e.kind, dict(e.facts)) for e in phone.ledger.since(since)])
