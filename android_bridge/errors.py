"""What can go wrong on the device side.

BridgeError                     the device side failed; `hint` is the next command for the user
├── NoDeviceError               no device, or none that answers
├── SeveralDevicesError         more than one device and none was chosen
├── DeviceOfflineError          the device went away in the middle
│   └── OtherPhoneError         it was restarted, or another one answers to its serial; nothing was done on that one
├── InterruptionError           something came uncalled while a tool worked; nothing was touched since
├── CommandTimeoutError         names the command and timeout_s
├── CommandFailedError          the command ran and said no: exit code and output
├── ElementNotFoundError        names what was looked for
├── TargetChangedError          the element is not what it was when it was chosen; nothing was touched
├── TextEntryError              the text cannot be typed exactly; nothing, or only what it says, was typed
├── BadValueError               a value is outside the grammar (path, package, column, …); nothing was sent
├── ScreenReadError             the device gave no readable screen tree
└── TicketError                 an act without a valid ticket; nothing was done
"""

from __future__ import annotations


class BridgeError(Exception):
    """The device side failed."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        """The next command to type, or an empty string."""


class NoDeviceError(BridgeError):
    """No device, or none that answers."""


class SeveralDevicesError(BridgeError):
    """More than one device and none was chosen."""


class DeviceOfflineError(BridgeError):
    """The device went away in the middle."""


class OtherPhoneError(DeviceOfflineError):
    """The phone was restarted, or another one answers to its serial; nothing was done on that one."""


class InterruptionError(BridgeError):
    """Something came uncalled while a tool worked (a dialog, a lock, another app); nothing was touched since."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        """What came: a kind of dialogs.py, or `left_app`."""


class CommandTimeoutError(BridgeError):
    """A command did not end in time."""

    def __init__(self, command: str, timeout_s: float, *, hint: str = "") -> None:
        super().__init__(f"`{command}` did not end within {timeout_s:g} s", hint=hint)
        self.command = command
        self.timeout_s = timeout_s


class CommandFailedError(BridgeError):
    """A command ran and said no."""

    def __init__(self, command: str, exit_code: int, output: str, *, hint: str = "") -> None:
        super().__init__(f"`{command}` ended with {exit_code}: {output.strip()[:300]}", hint=hint)
        self.command = command
        self.exit_code = exit_code
        self.output = output


class ElementNotFoundError(BridgeError):
    """No element fits the selector."""


class TargetChangedError(BridgeError):
    """The element is not what it was when it was chosen; nothing was touched."""


class TextEntryError(BridgeError):
    """The text cannot be typed exactly."""


class BadValueError(BridgeError):
    """A value is outside the grammar of what may be sent to the device; nothing was sent."""


class ScreenReadError(BridgeError):
    """The device gave no readable screen tree."""


class TicketError(BridgeError):
    """An act without a valid ticket; nothing was done."""
