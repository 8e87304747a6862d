"""The hands of a real phone: everything that acts. Valid while their permit is; made by AdbDevice.acting
only."""

from __future__ import annotations

import stat
import time
from collections.abc import Mapping, Sequence
from typing import Literal

from . import grammar
from .automator import AutomatorDeadError
from .device import Direction, Key, Switch
from .errors import BadValueError, CommandFailedError
from .grammar import content_uri, setting_key, setting_namespace, shared_path, transportable, where_clause
from .intents import broadcast_result, check_started, intent_arguments, packages_of
from .link import Link
from .notifications import SYSTEM_UI
from .observe import Screen
from .permit import Permit
from .providers import check_rows
from .settings import STREAMS, SWITCHES, volume_of
from .shell import ShellResult
from .text_entry import TextEntry
from .touch import MOVING_KEYS, Touch
from .types import Element, ExtraValue, Intent

_KEYS: dict[str, int] = {
    "back": 4,
    "home": 3,
    "enter": 66,
    "recent": 187,
    "delete": 67,
    "tab": 61,
    "power": 26,
    "volume_up": 24,
    "volume_down": 25,
    "wake": 224,
}
_SWITCH_WAIT_S = 6.0
_REFUSALS = ("unknown command", "error", "usage:", "not found", "exception", "can't find service", "killed")


class AdbHands:
    """Acts on one phone while its permit lives; see the Hands Protocol for what each method promises."""

    def __init__(self, permit: Permit, link: Link, screen: Screen) -> None:
        self._permit = permit
        self._link = link
        self._touch = Touch(link, screen)
        self._text = TextEntry(link, screen, self._touch)

    def tap(self, element: Element) -> None:
        """Tap the element after finding it again."""
        self._permit.check()
        self._touch.tap(self._permit, element)

    def long_press(self, element: Element) -> None:
        """Press and hold the element after finding it again."""
        self._permit.check()
        self._touch.long_press(self._permit, element)

    def type_text(self, text: str, *, into: Element | None = None, clear: bool = True) -> None:
        """Type exactly `text` and read it back."""
        self._permit.check()
        self._text.type_text(self._permit, text, into=into, clear=clear)

    def swipe(self, direction: Direction, *, within: Element | None = None) -> None:
        """Move the finger over the middle of the screen or of an element."""
        self._permit.check()
        if direction not in ("up", "down", "left", "right"):
            raise BadValueError(f"{direction!r:.40} is no direction; nothing was touched")
        self._touch.swipe(self._permit, direction, within)

    def press(self, key: Key) -> None:
        """Press a key."""
        self._permit.check()
        if key not in _KEYS:
            raise BadValueError(f"{key!r:.40} is no key; nothing was pressed")
        if key != "wake":  # a dark screen has no window, and waking it touches none
            self._touch.check_front(self._permit, heading=key not in MOVING_KEYS)
        try:
            self._link.automator.act(self._permit, "pressKeyCode", _KEYS[key])
        except AutomatorDeadError:
            self._act("input", "keyevent", str(_KEYS[key])).checked()

    def start_activity(self, intent: Intent) -> None:
        """`am start -W`."""
        words = intent_arguments(intent)
        self._permit.check_command("start_activity", packages_of(intent))
        check_started(self._act("am", "start", "-W", *words, timeout_s=45.0))

    def broadcast(self, intent: Intent) -> tuple[int, str]:
        """`am broadcast`; return (result code, result data)."""
        words = intent_arguments(intent)
        self._permit.check_command("broadcast", packages_of(intent))
        return broadcast_result(self._act("am", "broadcast", *words, timeout_s=45.0))

    def insert(self, uri: str, values: Mapping[str, ExtraValue]) -> None:
        """Insert one row through a content provider."""
        self._permit.check_command("insert")
        check_rows(self._act("content", "insert", "--uri", content_uri(uri), *self._link.providers.bindings(values)))

    def update(self, uri: str, values: Mapping[str, ExtraValue], *, match: Mapping[str, str | int]) -> None:
        """Update the rows whose columns equal `match`."""
        self._permit.check_command("update")
        where = _required_where(match)
        check_rows(
            self._act("content", "update", "--uri", content_uri(uri), *self._link.providers.bindings(values), *where)
        )

    def delete(self, uri: str, *, match: Mapping[str, str | int]) -> None:
        """Delete the rows whose columns equal `match`."""
        self._permit.check_command("delete")
        check_rows(self._act("content", "delete", "--uri", content_uri(uri), *_required_where(match)))

    def put_setting(self, namespace: Literal["system", "secure", "global"], key: str, value: str) -> None:
        """`settings put`, then read back."""
        self._permit.check_command("put_setting")
        where = (setting_namespace(namespace), setting_key(key))
        self._act("settings", "put", *where, transportable(value)).checked()
        found = self._link.shell.look("settings", "get", *where).text.removesuffix("\n")
        if found != value:
            raise CommandFailedError(f"settings put {namespace} {key}", 0, f"the phone kept {found[:80]!r}")

    def set_switch(self, switch: Switch, on: bool) -> None:
        """Turn a system switch on or off and wait until the device says so."""
        self._permit.check_command("set_switch")
        commands = SWITCHES.get(switch)
        if commands is None:
            raise BadValueError(f"{switch!r:.40} is no switch; nothing was changed")
        said = ""
        for command in commands.commands(on):
            result = self._act(*command)
            said = result.all_text.strip()
            if result.exit_code == 0 and not any(word in said.lower() for word in _REFUSALS):
                break
        deadline = time.monotonic() + _SWITCH_WAIT_S
        while commands.is_on(self._link.shell.look(*commands.ask).text) != on:
            if time.monotonic() > deadline:
                state = "on" if on else "off"
                raise CommandFailedError(
                    " ".join(command), 0, f"{switch} did not go {state}; {said}", hint=commands.hint
                )
            time.sleep(0.05)

    def set_volume(self, stream: Literal["media", "ring", "alarm", "call", "notification"], level: int) -> None:
        """Set a volume, 0 to 100 percent of the stream's range."""
        self._permit.check_command("set_volume")
        if stream not in STREAMS or not 0 <= level <= 100:
            raise BadValueError(f"{stream!r:.40} at {level} is no volume (0 to 100); nothing was changed")
        command = ("cmd", "media_session", "volume", "--stream", str(STREAMS[stream]))
        before = volume_of(self._link.shell.look(*command, "--get").all_text)
        if before is None:
            raise CommandFailedError(" ".join(command), -1, "the phone does not tell its volume")
        step = before.step_for(level)
        self._act(*command, "--set", str(step)).checked()
        after = volume_of(self._link.shell.look(*command, "--get").all_text)
        if after is None or after.level != step:
            found = after.level if after else "unknown"
            raise CommandFailedError(" ".join(command), 0, f"the volume is {found}, not {step}")

    def write_file(self, path: str, data: bytes) -> None:
        """Write a file below /sdcard."""
        self._permit.check_command("write_file")
        target = shared_path(path)
        if stat.S_ISDIR(self._link.files.stat(target).mode):
            raise BadValueError(f"{path} is a folder; nothing was written")
        self._link.files.write(self._permit, target, data)

    def delete_file(self, path: str) -> None:
        """Delete one file below /sdcard."""
        self._permit.check_command("delete_file")
        target = shared_path(path)
        found = self._link.files.stat(target)
        if found.mode == 0:
            raise CommandFailedError(f"rm {path}", 1, "there is no such file")
        if stat.S_ISDIR(found.mode):
            raise BadValueError(f"{path} is a folder; nothing was deleted")
        self._act("rm", "-f", "--", target).checked()
        if self._link.files.stat(target).mode != 0:
            raise CommandFailedError(f"rm {path}", 0, "the file is still there")

    def stop_app(self, package: str) -> None:
        """`am force-stop`."""
        name = grammar.package(package)
        self._permit.check_command("stop_app", [name])
        self._act("am", "force-stop", name).checked()

    def set_shade(self, shown: bool) -> None:
        """`cmd statusbar expand-notifications`, or `collapse`."""
        self._permit.check_command("set_shade", [SYSTEM_UI])
        self._act("cmd", "statusbar", "expand-notifications" if shown else "collapse").checked()

    def _act(self, *argv: str, timeout_s: float = 15.0) -> ShellResult:
        return self._link.shell.act(self._permit, *argv, timeout_s=timeout_s)


def _required_where(match: Mapping[str, str | int]) -> Sequence[str]:
    if not match:
        raise BadValueError("which rows? An empty match would take them all; nothing was changed")
    return ("--where", where_clause(dict(match)))
