"""Types text exactly and reads it back. Knows two ways: Android's own set-text, and the AdbKeyboard of
uiautomator2."""

from __future__ import annotations

import base64
import time

from .automator import AutomatorDeadError, RpcError
from .errors import BadValueError, BridgeError, TargetChangedError, TextEntryError
from .grammar import transportable
from .link import Link
from .observe import Screen
from .permit import Permit
from .screen_tree import elements_of
from .touch import Touch, same_element
from .types import Element

_KEYBOARD = "com.github.uiautomator/.AdbKeyboard"
_FOCUSED_MASK = 0x20000
_CLASS_MASK = 0x10
_NAME_MASKS = {"packageName": 0x080000, "resourceId": 0x200000}
_FOCUS_WAIT_S = 3.0
_READ_BACK_WAIT_S = 1.0
_DOTS = frozenset("•*●")


class TextEntry:
    """Types into one phone's fields."""

    def __init__(self, link: Link, screen: Screen, touch: Touch) -> None:
        self._link = link
        self._screen = screen
        self._touch = touch

    def type_text(self, permit: Permit, text: str, *, into: Element | None, clear: bool) -> None:
        """Type exactly `text` and read it back.

        Raises:
            TextEntryError: There is no field, or the field does not hold the text afterwards.
            TargetChangedError: The field is not what it was; nothing was typed.
        """
        try:
            transportable(text)
        except BadValueError as error:
            raise TextEntryError(f"{error}; nothing was typed") from error
        field = self._focused_field(permit, into)
        before = "" if clear else self._current(field)
        wanted = before + text
        if not clear and field.password and self._current(field):
            raise TextEntryError("text cannot be added to a password that cannot be read; nothing was typed")
        if self._set_text(permit, field, wanted) or self._by_keyboard(permit, field, wanted):
            return
        raise TextEntryError(
            f"the field does not hold the text: it has {len(self._current(field))} characters instead of {len(wanted)}"
        )

    def _focused_field(self, permit: Permit, into: Element | None) -> Element:
        into = into or permit.element
        if into is None:
            found = self._focused_now()
            if found is None:
                raise TextEntryError("no text field has the focus; nothing was typed")
            permit.check_element(found)
            self._touch.check_front(permit)
            return found
        if not into.editable:
            raise TextEntryError(f'"{into.name[:60]}" is no text field; nothing was typed')
        now = self._touch.find(permit, into).element
        if now.focused:
            return now
        self._touch.tap(permit, into)
        deadline = time.monotonic() + _FOCUS_WAIT_S
        while True:
            found = self._focused_now()
            if found is not None and _is_field(found, now):
                return found
            if time.monotonic() > deadline:
                raise TextEntryError(f'"{into.name[:60]}" did not take the focus; nothing was typed')
            time.sleep(0.03)

    def _focused_now(self) -> Element | None:
        elements = elements_of(self._screen.look().tree)
        return next((element for element in elements if element.editable and element.focused), None)

    def _selector(self, field: Element) -> dict[str, object]:
        # With package and id, so that a window that comes up under the fingers never gets the text.
        named = {"packageName": field.package, "resourceId": field.resource_id}
        given = {key: value for key, value in named.items() if value}
        return {
            "mask": _FOCUSED_MASK | _CLASS_MASK | sum(_NAME_MASKS[key] for key in given),
            "childOrSibling": [],
            "childOrSiblingSelector": [],
            "focused": True,
            "className": field.class_name,
            **given,
        }

    def _current(self, field: Element) -> str:
        """What the field holds; its hint counts as nothing."""
        try:
            text = str(self._link.automator.look("getText", self._selector(field)) or "")
        except (RpcError, AutomatorDeadError):
            now = self._focused_now()
            text = now.text if now else ""
        return "" if text == field.hint else text

    def _set_text(self, permit: Permit, field: Element, wanted: str) -> bool:
        try:
            self._link.automator.act(permit, "setText", self._selector(field), wanted)
        except (RpcError, AutomatorDeadError):
            return False
        return self._reads_back(field, wanted)

    def _reads_back(self, field: Element, wanted: str) -> bool:
        deadline = time.monotonic() + _READ_BACK_WAIT_S
        while not _equal(field, self._current(field), wanted):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.03)
        return True

    def _by_keyboard(self, permit: Permit, field: Element, wanted: str) -> bool:
        """Type through AdbKeyboard where it is installed, and put the user's keyboard back."""
        shell = self._link.shell
        if _KEYBOARD not in shell.look("ime", "list", "-s", "-a").text:
            return False
        usual = shell.look("settings", "get", "secure", "default_input_method").text.strip()
        shell.act(permit, "ime", "enable", _KEYBOARD)
        shell.act(permit, "ime", "set", _KEYBOARD)
        try:
            shell.act(permit, "am", "broadcast", "-a", "ADB_KEYBOARD_CLEAR_TEXT")
            coded = base64.b64encode(wanted.encode()).decode()
            words = ("am", "broadcast", "-a", "ADB_KEYBOARD_INPUT_TEXT", "--es", "text", coded)
            shell.act(permit, *words, told="am broadcast of the text")
            return self._reads_back(field, wanted)
        except BridgeError as error:
            raise TextEntryError(f"typing broke off, a part may stand in the field: {error}") from error
        finally:
            if usual and usual != "null":
                shell.act(permit, "ime", "set", usual)


def _is_field(found: Element, wanted: Element) -> bool:
    try:
        same_element(wanted, [found])
    except TargetChangedError:
        # The keyboard may have pushed the field up: then only its identity counts.
        return (found.class_name, found.resource_id, found.package) == (
            wanted.class_name,
            wanted.resource_id,
            wanted.package,
        )
    return True


def _equal(field: Element, found: str, wanted: str) -> bool:
    if not field.password:
        return found == wanted
    # A password reads back as dots; UTF-16 units are what Android counts.
    return set(found) <= _DOTS and len(found) in (len(wanted), len(wanted.encode("utf-16-le")) // 2)
