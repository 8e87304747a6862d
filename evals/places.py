"""Where an episode happens: on a virtual phone that is restored before each episode. Attached devices: attached.py.

Knows how a phone of a world is made ready and how its faults are set. Does not know tasks' rows, agents or checks.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..android_bridge.choose import choose_device
from ..android_bridge.errors import BridgeError
from ..android_bridge.tickets import TicketOffice
from ..virtual_phone.registry import Registry as Phones
from ..virtual_phone.remote import ask

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ..virtual_phone.pace import Pace
    from .task import Fault, Notice, World

_PHONES_KEPT = 3
_FRESH = "fresh"
_PORT = "ANDROID_ADB_SERVER_PORT"
_AWAY_S = 10.0
"""A phone that a fault took away is back within this."""


class PlaceError(Exception):
    """No episode can be run any more, for no fault of the case: the rest stays not run. `hint` is the next command."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class Place(Protocol):
    """Gives each episode a phone."""

    def at(self, world: World) -> AbstractContextManager[str]:
        """Give the serial of a phone that is as it was at the start; it is the block's alone.

        Raises:
            PlaceError: There is none, and there will be none.
        """
        ...

    def notify(self, serial: str, notices: Sequence[Notice]) -> None:
        """Post notifications in the names of apps."""
        ...

    def disturb(self, serial: str, faults: Sequence[Fault]) -> None:
        """Set faults."""
        ...

    def calm(self, serial: str) -> None:
        """Take the faults away, and wait until the phone answers."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


class VirtualPhones:
    """Phones of this process: one for each world, a few kept."""

    def __init__(self, folder: Path, pace: Pace) -> None:
        self._phones = Phones(folder)
        self._pace = pace
        self._port_before = os.environ.get(_PORT)
        self._serials: OrderedDict[tuple[object, ...], str] = OrderedDict()

    @contextmanager
    def at(self, world: World) -> Iterator[str]:
        """Give a phone of this world as it was when it started; the longest unused one makes room."""
        yield self._restored(world) or self._started(world)

    def _restored(self, world: World) -> str:
        serial = self._serials.get(world.phone)
        if serial is None:
            return ""
        self._serials.move_to_end(world.phone)
        ask(serial, {"cmd": "fault", "clear": True}, folder=self._phones.folder)
        ask(serial, {"cmd": "restore", "name": _FRESH}, folder=self._phones.folder)
        await_phone(serial)
        return serial

    def _started(self, world: World) -> str:
        while len(self._serials) >= _PHONES_KEPT:
            self._phones.stop(self._serials.popitem(last=False)[1])
        serial = self._phones.start(
            1, seed=world.seed, apps=world.apps, app_versions=world.app_versions, clock=world.clock,
            locale=world.locale, api_level=world.api, pace=self._pace, keeper=os.getpid(),
        )[0]  # fmt: skip
        os.environ[_PORT] = str(self._phones.host_port())
        choose_device(serial, office=TicketOffice()).observe()  # the automator is up in every later episode
        ask(serial, {"cmd": "snapshot", "name": _FRESH}, folder=self._phones.folder)
        self._serials[world.phone] = serial
        return serial

    def notify(self, serial: str, notices: Sequence[Notice]) -> None:
        """Post notifications of the virtual phone's apps."""
        request: dict[str, Any] = {"cmd": "notify", "notifications": [notice.model_dump() for notice in notices]}
        ask(serial, request, folder=self._phones.folder)

    def disturb(self, serial: str, faults: Sequence[Fault]) -> None:
        """Set faults of the virtual phone."""
        for fault in faults:
            request: dict[str, Any] = {"cmd": "fault", "name": fault.name, "options": fault.options}
            ask(serial, request, folder=self._phones.folder)

    def calm(self, serial: str) -> None:
        """Take the faults away, and wait until the phone answers."""
        ask(serial, {"cmd": "fault", "clear": True}, folder=self._phones.folder)
        await_phone(serial)

    def close(self) -> None:
        """End the phones, and let adb clients of this process find the adb server that they found before."""
        self._phones.stop_all()
        if self._port_before is None:
            os.environ.pop(_PORT, None)
        else:
            os.environ[_PORT] = self._port_before


def await_phone(serial: str) -> None:
    """Wait until a phone that was away answers again; NoDeviceError when it does not."""
    until = time.monotonic() + _AWAY_S
    while True:
        try:
            choose_device(serial, office=TicketOffice()).get_setting("global", "airplane_mode_on")
        except BridgeError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
