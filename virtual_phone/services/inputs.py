"""Input methods: which are installed, enabled and chosen, and the broadcast keyboard of uiautomator2.

Knows: `ime list/enable/set` and the ADB_KEYBOARD_* broadcasts.
Does not know: how the soft keyboard looks or where text goes (ui/).
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from ..intents import Intent

if TYPE_CHECKING:
    from ..phone import Phone

LATIN = "com.google.android.inputmethod.latin/com.android.inputmethod.latin.LatinIME"
ADB_KEYBOARD = "com.github.uiautomator/.AdbKeyboard"

_OK = -1
_KEYCODE_ENTER = 66


class InputMethod:
    """Owns the list of keyboards. The choice lives in secure settings, as on a real phone."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.installed = [LATIN, ADB_KEYBOARD]
        self.hidden = False
        phone.activities.on_broadcast(self._on_broadcast)

    @property
    def current(self) -> str:
        """Return the id of the chosen keyboard."""
        return self._phone.settings.get("secure", "default_input_method") or LATIN

    def enabled(self) -> list[str]:
        """Return the ids of the enabled keyboards."""
        listed = self._phone.settings.get("secure", "enabled_input_methods") or ""
        return [ident for ident in listed.split(":") if ident in self.installed]

    def enable(self, ident: str) -> bool:
        """Enable a keyboard; return whether it was enabled before. Raises LookupError when it is not installed."""
        self._known(ident)
        before = self.enabled()
        if ident not in before:
            self._phone.settings.put("secure", "enabled_input_methods", ":".join([*before, ident]))
        return ident in before

    def disable(self, ident: str) -> bool:
        """Disable a keyboard; return whether it was enabled before."""
        self._known(ident)
        before = self.enabled()
        self._phone.settings.put("secure", "enabled_input_methods", ":".join(x for x in before if x != ident))
        if self.current == ident:
            self._phone.settings.put("secure", "default_input_method", LATIN)
        return ident in before

    def select(self, ident: str) -> None:
        """Choose a keyboard. Raises LookupError when it is not installed or not enabled."""
        self._known(ident)
        if ident not in self.enabled():
            raise LookupError(f"Input method {ident} cannot be selected for user #0")
        self._phone.settings.put("secure", "default_input_method", ident)
        self._phone.windows.invalidate()

    def reset(self) -> None:
        """Go back to the default keyboards."""
        self._phone.settings.put("secure", "enabled_input_methods", ":".join(self.installed))
        self._phone.settings.put("secure", "default_input_method", LATIN)

    def _known(self, ident: str) -> None:
        if ident not in self.installed:
            raise LookupError(f"Unknown input method {ident} cannot be enabled for user #0")

    def _on_broadcast(self, intent: Intent) -> tuple[int, str | None] | None:
        """Answer the broadcasts of the AdbKeyboard, when that is the chosen keyboard."""
        action = intent.action or ""
        if not action.startswith("ADB_KEYBOARD_") or self.current != ADB_KEYBOARD:
            return None
        text = self._decoded(str(intent.extra("text", "")))
        windows = self._phone.windows
        if action == "ADB_KEYBOARD_INPUT_TEXT":
            windows.text(text)
        elif action == "ADB_KEYBOARD_SET_TEXT":
            windows.clear_text()
            windows.text(text)
        elif action == "ADB_KEYBOARD_CLEAR_TEXT":
            windows.clear_text()
        elif action == "ADB_KEYBOARD_SMART_ENTER":
            windows.key(_KEYCODE_ENTER)
        elif action == "ADB_KEYBOARD_INPUT_KEYCODE":
            windows.key(int(intent.extra("code", 0)))
        elif action == "ADB_KEYBOARD_EDITOR_CODE":
            windows.key(_KEYCODE_ENTER)
        elif action == "ADB_KEYBOARD_HIDE":
            self.hidden = True
            windows.invalidate()
        elif action == "ADB_KEYBOARD_GET_CLIPBOARD":
            clip = self._phone.clipboard.get() or ""
            return _OK, base64.b64encode(clip.encode()).decode()
        return _OK, action.removeprefix("ADB_KEYBOARD_").lower()

    def _decoded(self, text: str) -> str:
        try:
            return base64.b64decode(text, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return text
