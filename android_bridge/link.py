"""One phone's channels together: shell, files, automator, content providers. Knows no screen and no tool."""

from __future__ import annotations

from .adb_socket import AdbServer
from .automator import Automator
from .errors import DeviceOfflineError
from .files import SyncFiles
from .grammar import serial as valid_serial
from .providers import Providers
from .shell import Shell


class Link:
    """The channels to one phone."""

    def __init__(self, server: AdbServer, serial: str) -> None:
        self.server = server
        self.serial = valid_serial(serial)
        self.shell = Shell(server, serial)
        self.files = SyncFiles(server, serial)
        self.automator = Automator(server, serial, self.shell, self.files)
        self.providers = Providers(self.shell)

    def read_boot_id(self) -> str:
        """Return what changes with every boot of the phone."""
        kernel, started, number = self.shell.look_each(
            [
                [("cat", "/proc/sys/kernel/random/boot_id")],
                [("getprop", "ro.runtime.firstboot")],
                [("getprop", "ro.serialno")],
            ]
        )
        boot_id = kernel.text.strip() or f"{number.text.strip()}-{started.text.strip()}".strip("-")
        if not boot_id:
            raise DeviceOfflineError(f"{self.serial} does not say when it was started")
        return boot_id

    def close(self) -> None:
        """Stop what was started on the phone for looking at it."""
        self.automator.close()
