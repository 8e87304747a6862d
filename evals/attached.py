"""Episodes on attached devices and emulators: each leased, put back after every episode, asked before what it can give.

Knows serials, leases and what a device has. Does not know how an episode goes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..android_bridge.adb_socket import AdbServer
from ..android_bridge.choose import choose_device
from ..android_bridge.device import Device
from ..android_bridge.errors import BridgeError
from ..android_bridge.tickets import TicketOffice
from .checks.scene import CheckError, Scene
from .device_base import Base, capture, differences, put_back
from .leases import Lease, Leases
from .needs import names_a_date, needs_default_world
from .places import PlaceError
from .task import Fault, Notice, Task, World

_AS_ROOT = frozenset({"alarm", "no_alarm", "alarm_count", "timer", "no_timer", "stopwatch", "table"})
_BROWSER = "com.android.chrome"
_NOTES = "com.ainos.notes"
_DEFAULT_PEOPLE = frozenset({"Alice Chen", "Alice Cheng", "Bob Martin", "Chloe Dubois"})
"""A device with these contacts holds the default world."""


_QUIET_S = 1.5
_LOOK_EVERY_S = 0.2
_AFTERMATH_S = 20.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What a device can give."""

    serial: str
    api: int
    locale: str
    date: str
    """YYYY-MM-DD, by its own clock."""
    rooted: bool
    packages: frozenset[str]
    default_world: bool


def facts_of(serial: str) -> Facts:
    """Ask a device what it can give; BridgeError where it is not there."""
    device = choose_device(serial, office=TicketOffice())
    scene = Scene(device)
    try:
        rooted = "uid=0" in scene.shell("id", root=True)
    except CheckError:
        rooted = False
    names = {str(row["display_name"]) for row in scene.rows("content://com.android.contacts/data", "display_name")}
    packages = scene.shell("pm", "list", "packages").splitlines()
    locale = device.get_property("persist.sys.locale") or device.get_property("ro.product.locale")
    return Facts(
        serial, int(device.get_property("ro.build.version.sdk") or 0), locale, f"{device.now():%Y-%m-%d}", rooted,
        frozenset(line.removeprefix("package:") for line in packages), names >= _DEFAULT_PEOPLE,
    )  # fmt: skip


def misfit(task: Task, facts: Facts) -> str:
    """Return why a device cannot give the world of a task, in words; empty where it can."""
    world = task.world
    kinds = {check.kind for check in task.checks}
    asked = {
        "faults, which only a virtual phone has": bool(world.faults),
        "other apps' notifications, which only a virtual phone can be given": bool(world.notifications),
        f"the apps {world.apps!r} of a virtual phone": world.apps not in ("", "web"),
        "a browser": world.web is not None and _BROWSER not in facts.packages,
        "other versions of apps": bool(world.app_versions),
        f"the world of seed {world.seed}": world.seed != 0,
        f"the clock at {world.clock}": bool(world.clock),
        f"the language {world.locale}": world.locale not in ("", facts.locale),
        f"API {world.api}": world.api not in (World().api, facts.api),
        "root": bool(kinds & _AS_ROOT) and not facts.rooted,
        "the app Notes of a virtual phone": _NOTES not in facts.packages
        and (bool(world.notes) or any("note" in kind for kind in kinds)),
    }
    if why := next((what for what, needed in asked.items() if needed), ""):
        return f"it needs {why}"
    if facts.default_world:
        return ""
    if needed := needs_default_world(task):
        return f"it needs {needed}, which {facts.serial} does not have"
    if (date := names_a_date(task)) and date[:7] != facts.date[:7]:
        return f"it is judged by the date {date}, and {facts.serial} has {facts.date}"
    return ""


class AttachedDevices:
    """Gives each episode one of some devices; see places.Place."""

    def __init__(self, serials: Sequence[str], leases: Leases) -> None:
        server = AdbServer.of_environment()
        self._serials = {f"{server.host}:{server.port}/{serial}": serial for serial in serials}
        self._leases = leases
        self._bases: dict[str, tuple[int, Base]] = {}
        """By device: the last lease, and what it was put back to."""
        self._unfit: dict[str, str] = {}
        """Why a device is not used any more."""
        self._office = TicketOffice()

    @contextmanager
    def at(self, world: World) -> Iterator[str]:
        """Give a device that is as it was when the evaluation began, and put it back to that afterwards."""
        lease, base = self._taken()
        serial = self._serials[lease.device]
        try:
            yield serial
        finally:
            clean = self._is_clean(lease.device, base)
            self._bases[lease.device] = (lease.fence, base)
            self._leases.give_back(lease, clean=clean)

    def _taken(self) -> tuple[Lease, Base]:
        """Return a device that is as it has to be; those that cannot be put back are left out from now on."""
        while fit := [device for device in self._serials if device not in self._unfit]:
            lease = self._leases.take(fit)
            try:
                return lease, self._base(lease)
            except (BridgeError, CheckError, _NotCleanError) as error:
                self._unfit[lease.device] = str(error)
                self._leases.give_back(lease, clean=not lease.base)
        told = "; ".join(f"{self._serials[device]}: {why}" for device, why in self._unfit.items())
        raise PlaceError(f"no device can be used any more ({told})", "adb devices")

    def _base(self, lease: Lease) -> Base:
        """Return what the device has to be put back to, written down before anything is done on it."""
        before, base = self._bases.get(lease.device, (0, None))
        device = choose_device(self._serials[lease.device], office=self._office)
        if lease.base:  # the last owner died in the middle
            base = Base.of_text(lease.base)
            if left := self._put_back_for_good(base, device):
                raise _NotCleanError(_told(left))
        elif base is None or lease.fence != before + 1:
            base = capture(device)
            self._leases.keep_base(lease, base.as_text())
            return base
        self._leases.keep_base(lease, "")
        return base

    def _put_back_for_good(self, base: Base, device: Device) -> Mapping[str, Sequence[str]]:
        """Put a device back until it stays so: what its last owner sent may still be on its way."""
        deadline = time.monotonic() + _AFTERMATH_S
        while True:
            left = put_back(base, device, self._office)
            quiet_since = time.monotonic()
            while not left and time.monotonic() - quiet_since < _QUIET_S and not differences(base, device):
                time.sleep(_LOOK_EVERY_S)
            if left or time.monotonic() - quiet_since >= _QUIET_S:
                return left
            if time.monotonic() > deadline:
                return differences(base, device)

    def _is_clean(self, name: str, base: Base) -> bool:
        """Put a device back, and return whether it is as it was; one that is not is left out from now on."""
        try:
            left = put_back(base, choose_device(self._serials[name], office=self._office), self._office)
        except (BridgeError, CheckError) as error:
            self._unfit[name] = str(error)
            return False
        if left:
            self._unfit[name] = _told(left)
        return not left

    def notify(self, serial: str, notices: Sequence[Notice]) -> None:
        """Refuse: nobody posts in another app's name on a real phone."""
        raise CheckError(f"{serial} is an attached device; other apps' notifications are for virtual phones")

    def disturb(self, serial: str, faults: Sequence[Fault]) -> None:
        """Refuse: only a virtual phone has faults."""
        raise CheckError(f"{serial} is an attached device; faults are for virtual phones")

    def calm(self, serial: str) -> None:
        """Do nothing: there are no faults."""

    def close(self) -> None:
        """Do nothing: every device was given back with its episode."""


class _NotCleanError(Exception):
    """A device could not be put back to what it was."""


def _told(left: Mapping[str, Sequence[str]]) -> str:
    parts = ", ".join(f"{part} ({lines[0][:80] if lines else ''})" for part, lines in left.items())
    return f"it could not be put back to what it was: {parts}"
