"""A phone over ADB as a `Device`: looks freely, acts with a ticket. Joins the parts; each part knows its
noun.

Lost phones: a look waits up to `patience_s` for the phone or the adb server to come back and is then
repeated; an act is never repeated. A phone that was restarted or replaced under the same serial is refused
from then on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Literal, TypeVar

from .adb_socket import AdbServer
from .apps import QUERY, parse_apps
from .database import query_database
from .device import Hands, Switch
from .errors import BadValueError, CommandFailedError, CommandTimeoutError, DeviceOfflineError, OtherPhoneError
from .grammar import property_name, setting_key, setting_namespace, shared_path
from .hands import AdbHands
from .link import Link
from .notifications import DUMPS, Notified, read_notifications
from .observe import Screen
from .permit import permitted
from .recover import wait_back
from .settings import STREAMS, SWITCHES, volume_of
from .shell import dump_is_look
from .state import clock_of
from .tickets import Ticket, TicketOffice
from .types import App, FileEntry, Observation, Row

T = TypeVar("T")
_LOOK_EVERY_S = 0.04


class AdbDevice:
    """One phone; see the Device Protocol for what each method promises."""

    def __init__(
        self, serial: str, office: TicketOffice, *, server: AdbServer | None = None, patience_s: float = 5.0
    ) -> None:
        self._link = Link(server or AdbServer.of_environment(), serial)
        self._office = office
        self._patience_s = patience_s
        self._screen = Screen(self._link)
        self._boot_id = ""

    def __enter__(self) -> AdbDevice:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the uiautomator2 server if this object started it."""
        self._link.close()

    @property
    def serial(self) -> str:
        """The ADB serial."""
        return self._link.serial

    @property
    def boot_id(self) -> str:
        """The phone's boot when this object first met it."""
        if not self._boot_id:
            self._boot_id = self._link.read_boot_id()
        return self._boot_id

    def observe(self, *, screenshot: bool = False) -> Observation:
        """Return what is on the screen now and the device's state."""
        return self._patiently(lambda: self._screen.observe(screenshot=screenshot))

    def screenshot(self) -> bytes:
        """Return the screen as PNG bytes, in the current orientation."""
        return self._patiently(self._screen.picture)

    def wait_until(self, condition: Callable[[Observation], bool], *, timeout_s: float = 5.0) -> Observation:
        """Observe until the condition holds."""
        deadline = time.monotonic() + timeout_s
        while True:
            seen = self.observe()
            if condition(seen):
                return seen
            if time.monotonic() > deadline:
                raise CommandTimeoutError("wait for the screen", timeout_s)
            time.sleep(_LOOK_EVERY_S)

    def wait_settled(self, *, timeout_s: float = 3.0) -> Observation:
        """Observe until two looks in a row are equal, or the deadline passes.

        Looks begin a fixed time apart, so a phone that answers slowly is not made to wait for it on top.
        """
        deadline = time.monotonic() + timeout_s
        began, before = time.monotonic(), self.observe()
        while time.monotonic() < deadline:
            time.sleep(max(0.0, began + _LOOK_EVERY_S - time.monotonic()))
            began, seen = time.monotonic(), self.observe()
            if _looks(seen) == _looks(before):
                return seen
            before = seen
        return before

    def now(self) -> datetime:
        """The phone's clock, with its time zone."""
        commands = [[("date", "+%s %z")], [("getprop", "persist.sys.timezone")]]
        clock, zone = self._patiently(lambda: self._link.shell.look_each(commands))
        return clock_of(clock.text, zone.text)

    def query(
        self,
        uri: str,
        *,
        columns: Sequence[str] = (),
        match: Mapping[str, str | int] | None = None,
        sort: str = "",
    ) -> list[Row]:
        """Query a content provider."""
        return self._patiently(lambda: self._link.providers.query(uri, columns, match, sort))

    def get_setting(self, namespace: Literal["system", "secure", "global"], key: str) -> str | None:
        """`settings get`; None when absent."""
        argv = ("settings", "get", setting_namespace(namespace), setting_key(key))
        text = self._look(*argv).removesuffix("\n")
        return None if text == "null" else text

    def get_switch(self, switch: Switch) -> bool:
        """Whether a system switch is on."""
        if switch not in SWITCHES:
            raise BadValueError(f"{switch!r:.40} is no switch")
        return SWITCHES[switch].is_on(self._look(*SWITCHES[switch].ask))

    def get_volume(self, stream: Literal["media", "ring", "alarm", "call", "notification"]) -> int:
        """A volume in percent of the stream's range."""
        if stream not in STREAMS:
            raise BadValueError(f"{stream!r:.40} is no audio stream")
        argv = ("cmd", "media_session", "volume", "--stream", str(STREAMS[stream]), "--get")
        volume = volume_of(self._look(*argv))
        if volume is None:
            raise CommandFailedError(" ".join(argv), -1, "the phone does not tell its volume")
        return volume.percent

    def get_property(self, name: str) -> str:
        """`getprop`."""
        return self._look("getprop", property_name(name)).removesuffix("\n")

    def dumpsys(self, service: str, *arguments: str) -> str:
        """The text of one `dumpsys` section; arguments that would act are refused."""
        if not dump_is_look(service, arguments):
            raise BadValueError(f"`dumpsys {service} {' '.join(arguments)}` may act; nothing was done")
        return self._look("dumpsys", service, *arguments)

    def notifications(self) -> tuple[Notified, ...]:
        """The notifications that are there now, newest first."""
        return self._patiently(lambda: read_notifications(self._notification_dumps))

    def apps(self) -> list[App]:
        """All launchable apps, by label."""
        return parse_apps(self._look(*QUERY))

    def list_files(self, path: str) -> list[FileEntry]:
        """Entries of a folder below /sdcard, by name."""
        folder = shared_path(path)
        return self._patiently(lambda: self._link.files.entries(folder))

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        """The first `limit_bytes` bytes of a file below /sdcard."""
        file = shared_path(path)
        return self._patiently(lambda: self._link.files.read(file, limit_bytes=limit_bytes))

    def query_database(self, path: str, table: str, columns: Sequence[str]) -> list[Row] | None:
        """Rows of an app's SQLite table, or None where the shell may not read it."""
        return self._patiently(lambda: query_database(self._link.files, path, table, columns))

    @contextmanager
    def acting(self, ticket: Ticket, tool: str, arguments: Mapping[str, object], *, task: str) -> Iterator[Hands]:
        """Redeem the ticket for this very call and give hands; they are dead after the block."""
        with permitted(self._office, ticket, tool, arguments, task=task) as permit:
            self._patiently(self._check_same_phone)
            yield AdbHands(permit, self._link, self._screen)

    def _notification_dumps(self) -> tuple[str, str]:
        outline, dump = self._link.shell.look_each([[argv] for argv in DUMPS])
        return outline.text, dump.text

    def _look(self, *argv: str) -> str:
        return self._patiently(lambda: self._link.shell.look(*argv)).checked().text

    def _patiently(self, work: Callable[[], T]) -> T:
        """Do a look; where the phone or the server is gone, wait for it, and look once more."""
        try:
            return work()
        except DeviceOfflineError:
            if self._patience_s <= 0:
                raise
            wait_back(self._link.server, self.serial, timeout_s=self._patience_s)
            self._check_same_phone()
            return work()

    def _check_same_phone(self) -> None:
        if self.boot_id != self._link.read_boot_id():
            raise OtherPhoneError(
                f"the phone {self.serial} was restarted or replaced; nothing was done on it",
                hint="ainos runs list",
            )


def _looks(seen: Observation) -> tuple[object, ...]:
    return seen.elements, seen.package, seen.activity, seen.dialog, seen.keyboard_shown
