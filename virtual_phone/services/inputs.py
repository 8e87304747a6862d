"""Input methods: which are installed, enabled and chosen, and the broadcast keyboard of uiautomator2.

Knows: `ime list/enable/set` and the ADB_KEYBOARD_* broadcasts, with the results that the AdbKeyboard of uiautomator2
3.7 gives.
Does not know: how the soft keyboard looks or where text goes (ui/).
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from ..intents import Intent

if TYPE_CHECKING:
    from ..phone import Phone
    from ..ui.layout import Box

LATIN = "com.google.android.inputmethod.latin/com.android.inputmethod.latin.LatinIME"
ADB_KEYBOARD = "com.github.uiautomator/.AdbKeyboard"

RESULT_OK, RESULT_CANCELED = -1, 0
_KEYCODE_ENTER = 66
_ACTIONS = frozenset(
    {
        "INPUT_TEXT", "INPUT_KEYCODE", "CLEAR_TEXT", "SET_TEXT", "EDITOR_CODE", "GET_CLIPBOARD", "HIDE", "SHOW",
        "SMART_ENTER",
    }
)  # fmt: skip
_SEARCH, _NEXT, _DONE, _PREVIOUS = 3, 5, 6, 7
_ACTION_NAMES = {_SEARCH: "Search", _NEXT: "Next", _DONE: "Done"}
"""EditorInfo's actions, and what the keyboard calls them."""


class InputMethod:
    """Owns the list of keyboards. The choice lives in secure settings, as on a real phone."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.installed = [LATIN, ADB_KEYBOARD]
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
        action = (intent.action or "").removeprefix("ADB_KEYBOARD_")
        if action == intent.action or self.current != ADB_KEYBOARD:
            return None
        if action not in _ACTIONS:
            return None
        try:
            return RESULT_OK, self._act(action, intent)
        except ValueError as problem:
            return RESULT_CANCELED, f"error:{problem}"

    def _act(self, action: str, intent: Intent) -> str | None:
        """Carry out one broadcast and return its result data. Raises ValueError for text that is no base64."""
        windows = self._phone.windows
        if action == "GET_CLIPBOARD":
            return base64.b64encode((self._phone.clipboard.get() or "").encode()).decode()
        if action == "SMART_ENTER":
            return self._smart_enter()
        code = intent.extra("code", -1)
        number = code if isinstance(code, int) and not isinstance(code, bool) else -1
        match action:
            case "INPUT_TEXT" if intent.extra("text") is not None:
                windows.text(_decoded(str(intent.extra("text"))))
            case "SET_TEXT":
                words = _decoded(str(intent.extra("text") or ""))
                windows.clear_text()
                windows.text(words)
            case "CLEAR_TEXT":
                windows.clear_text()
            case "INPUT_KEYCODE" if number >= 0:
                windows.key(number)
            # The code has to be a number (--ei): Android hands out nothing for a text.
            case "EDITOR_CODE" if number >= 0:
                self._editor_action(number)
            case "HIDE":
                windows.editor.hide_keyboard()
            case "SHOW":
                windows.editor.show_keyboard()
        return None

    # ── the action key ──

    def _fields(self) -> tuple[list[Box], int]:
        """Return the edit texts in sight and the place of the focused one, -1 without any."""
        windows = self._phone.windows
        mine = windows.focused_editable()
        fields = [box for box in windows.boxes() if box.node.editable and box.node.enabled]
        place = next((at for at, box in enumerate(fields) if mine is not None and box.key == mine.key), -1)
        return fields, place

    def _smart_enter(self) -> str:
        """Press the action key that a keyboard would show for the focused field, and return its name."""
        fields, place = self._fields()
        node = fields[place].node if place >= 0 else None
        if node is None or (node.multiline and node.on_submit is None):
            self._phone.windows.key(_KEYCODE_ENTER)
            return "Enter"
        if node.input_type == "search":
            action = _SEARCH
        elif node.on_submit is None and place + 1 < len(fields):
            action = _NEXT
        else:
            action = _DONE
        self._editor_action(action)
        return _ACTION_NAMES[action]

    def _editor_action(self, action: int) -> None:
        """Do what InputConnection.performEditorAction does to the focused field."""
        windows = self._phone.windows
        fields, place = self._fields()
        if place < 0:
            return
        if action in (_NEXT, _PREVIOUS):
            other = place + (1 if action == _NEXT else -1)
            if 0 <= other < len(fields):
                windows.editor.focus(fields[other])
        elif action == _DONE and fields[place].node.on_submit is None:
            windows.editor.hide_keyboard()
        else:
            windows.key(_KEYCODE_ENTER)


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except binascii.Error:
        raise ValueError("bad base-64") from None
