"""Phones of other processes and machines: connected when asked, and connected again when they drop.

Knows: `adb connect`, `adb disconnect`, the announcement of an emulator, and adb's words for how it went.
Does not know: the phones of this process.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable

from .host_devices import Devices
from .host_links import RemoteLink
from .host_protocol import RequestError
from .host_sockets import LOOPBACK

_DEFAULT_PORT = 5555
_TRIES_AGAIN = 60
_BETWEEN_TRIES_S = 1.0
_ADDRESS = re.compile(r"(?P<host>\[[^\]]+\]|[^:\[\]]+)(?::(?P<port>\d{1,5}))?")


class Dialer:
    """Keeps connections to adbd ports and shows their phones among the devices."""

    def __init__(self, devices: Devices, is_local: Callable[[str], bool]) -> None:
        """Show the phones there; `is_local` tells which serials are this process' own."""
        self._devices, self._is_local = devices, is_local
        self._keepers: dict[str, asyncio.Task[None]] = {}

    async def connect(self, address: str) -> str:
        """Do `adb connect HOST[:PORT]`; return what adb prints, whether it worked or not."""
        try:
            host, port = _parse(address)
        except RequestError as error:
            return str(error)
        serial = f"{host}:{port}"
        if self._devices.find(serial) is not None:
            return f"already connected to {serial}"
        try:
            await self._keep(serial, host, port)
        except PermissionError:
            return f"failed to authenticate to {serial}"
        except OSError as error:
            return f"failed to connect to '{serial}': {_reason(error)}"
        return f"connected to {serial}"

    async def emulator(self, adb_port: int) -> None:
        """Connect to the phone on this port of this machine, if that has not been done."""
        serial = f"emulator-{adb_port - 1}"
        if not self._is_local(serial) and serial not in self._keepers:
            try:
                await self._keep(serial, LOOPBACK, adb_port)
            except OSError:
                return  # as adb: nobody is waiting for an answer, and a phone announces itself again

    def disconnect(self, address: str) -> str:
        """Do `adb disconnect [HOST[:PORT]]`; return what adb prints. Raises RequestError when there is no such one."""
        if not address:
            for serial in [serial for serial in self._keepers if ":" in serial]:
                self._forget(serial)
            return "disconnected everything"
        device = self._devices.find(address)
        if device is not None and ":" not in address:
            device.link.drop()  # an emulator comes back by itself
            return f"disconnected {address}"
        host, port = _parse(address)
        if f"{host}:{port}" not in self._keepers:
            raise RequestError(f"no such device '{host}:{port}'")
        self._forget(f"{host}:{port}")
        return f"disconnected {address}"

    def forget_all(self) -> list[asyncio.Task[None]]:
        """End every connection; return the tasks that are then ending."""
        ending = list(self._keepers.values())
        for serial in list(self._keepers):
            self._forget(serial)
        return ending

    async def _keep(self, serial: str, host: str, port: int) -> None:
        """Connect; go on connecting after drops until told to forget. Raises OSError when the first try fails."""
        if serial in self._keepers:
            self._forget(serial)
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        keeper = asyncio.create_task(self._stay_connected(serial, host, port, first))
        self._keepers[serial] = keeper
        keeper.add_done_callback(lambda done: self._ended(serial, done))
        await asyncio.wait([first, keeper], return_when=asyncio.FIRST_COMPLETED)
        if not first.done():
            first.cancel()
            raise ConnectionAbortedError("it was disconnected meanwhile")
        first.result()

    async def _stay_connected(self, serial: str, host: str, port: int, first: asyncio.Future[None]) -> None:
        failed = 0
        while failed < _TRIES_AGAIN:
            try:
                link = await RemoteLink.dial(host.strip("[]"), port)
            except OSError as error:
                if not first.done():
                    first.set_exception(error)
                    return
                failed += 1
                await asyncio.sleep(_BETWEEN_TRIES_S)
                continue
            failed = 0
            device = self._devices.add(serial, link)
            if not first.done():
                first.set_result(None)
            try:
                await asyncio.wait([link.running])
            finally:
                link.drop()
                self._devices.remove(device)
            await asyncio.sleep(_BETWEEN_TRIES_S)

    def _ended(self, serial: str, keeper: asyncio.Task[None]) -> None:
        if self._keepers.get(serial) is keeper:
            del self._keepers[serial]

    def _forget(self, serial: str) -> None:
        self._keepers.pop(serial).cancel()
        device = self._devices.find(serial)
        if device is not None:
            device.link.drop()
            self._devices.remove(device)


def _parse(address: str) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise RequestError(f"couldn't parse '{address}'")
    port = int(found["port"] or _DEFAULT_PORT)
    if not 0 < port < 65536:
        raise RequestError(f"bad port number '{port}' in '{address}'")
    return found["host"], port


def _reason(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "Operation timed out"
    return os.strerror(error.errno) if error.errno else str(error)
