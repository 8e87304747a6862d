"""Focus, cursor, keys and text: everything that a hardware or soft keyboard does.

Knows which edit text has the focus and where its cursor stands. The text itself belongs to the app: every change
is delivered with `on_change`, and the screen is built again before the next key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .keyboard import Keyboard
from .keycodes import (
    CURSOR_KEYS,
    ENTER_KEYS,
    KEY_BACK,
    KEY_DEL,
    KEY_FORWARD_DEL,
    KEY_MOVE_END,
    KEY_MOVE_HOME,
    META_CTRL,
    META_SHIFT,
    character,
)
from .render import Caret
from .system_keys import press_system_key

if TYPE_CHECKING:
    from .layers import Layer
    from .layout import Box
    from .windows import WindowManager

_ADB_KEYBOARD = "com.github.uiautomator/.AdbKeyboard"
_KEY_A, _KEY_C, _KEY_V, _KEY_X = 29, 31, 50, 52
_KEY_CUT, _KEY_COPY, _KEY_PASTE = 277, 278, 279


class Editor:
    """Owns focus, cursor and soft keyboard of one phone."""

    def __init__(self, windows: WindowManager) -> None:
        self._windows = windows
        self.keyboard = Keyboard()
        self._owner: object = None
        self._key = ""
        self._cursor = 0
        self._all_selected = False
        self._dismissed = False
        self._draft: str | None = None
        self._reveal = False

    # ── focus ──

    @property
    def focus_key(self) -> str:
        """Return the key of the focused edit text, or ""."""
        return self._key

    @property
    def caret(self) -> Caret:
        """Return what the painter needs to show the focus."""
        return Caret(self._key, self._cursor, self._all_selected)

    @property
    def keyboard_shown(self) -> bool:
        """Tell whether the soft keyboard is on the screen (mInputShown)."""
        ime = self._windows.phone.ime
        return bool(self._key) and not self._dismissed and ime.current != _ADB_KEYBOARD

    def drafts(self, owner: object) -> dict[str, str]:
        """Return what the focused field of a window holds that its app has not taken over, by key."""
        return {self._key: self._draft} if self._draft is not None and owner is self._owner else {}

    def focused(self) -> Box | None:
        """Return the box that has the focus, or None."""
        root = self._windows.root()
        if not self._key:
            return None
        return next((box for box in root.walk() if box.key == self._key and box.node.editable), None)

    def focus(self, box: Box, cursor: int | None = None) -> None:
        """Give the focus to an edit text and open the keyboard; the cursor goes to the end by default."""
        text = box.node.text
        if self._key != box.key:
            self._draft = None
        self._owner = self._windows.focused.owner
        self._key = box.key
        self._cursor = len(text) if cursor is None else cursor
        self._all_selected, self._dismissed, self._reveal = box.node.draft, False, True
        self.keyboard.open_for(box.node.input_type, at_start=not text, multiline=box.node.multiline)
        self._windows.invalidate()

    def blur(self) -> None:
        """Take the focus away; the keyboard goes with it."""
        self._key, self._owner, self._draft = "", None, None
        self._windows.text_toolbar.is_open = False
        self._windows.invalidate()

    def hide_keyboard(self) -> None:
        """Hide the keyboard; the focus stays."""
        self._dismissed = True
        self._windows.invalidate()

    def show_keyboard(self) -> None:
        """Show the keyboard again for the focused field."""
        self._dismissed = False
        self._windows.invalidate()

    def settle(self, layer: Layer) -> bool:
        """Fit the focus to a new layout: drop it with its window, follow `autofocus`. True asks for a new layout."""
        shown_before = self.keyboard_shown
        boxes = [box for box in layer.root.walk() if box.node.editable]
        if self._key:
            mine = next((box for box in boxes if box.key == self._key), None) if self._owner is layer.owner else None
            if mine is None:
                self._key, self._owner, self._draft = "", None, None
            else:
                self._cursor = min(self._cursor, len(mine.node.text))
        if not self._key:
            wanted = next((box for box in boxes if box.node.autofocus), None)
            if wanted is not None:
                self._owner, self._key, self._cursor = layer.owner, wanted.key, len(wanted.node.text)
                self._dismissed = self._all_selected = False
                at_start = not wanted.node.text
                self.keyboard.open_for(wanted.node.input_type, at_start=at_start, multiline=wanted.node.multiline)
                self._reveal = True
        if self.keyboard_shown != shown_before:
            return True  # the field is looked for once the keyboard has taken its room
        return self._reveal_field(boxes)

    def _reveal_field(self, boxes: list[Box]) -> bool:
        """Scroll a field that just got the focus between the app's bar and the keyboard; True when something moved."""
        mine = next((box for box in boxes if box.key == self._key), None) if self._reveal else None
        self._reveal = False
        scroll = (
            next((a for a in mine.ancestors() if a.node.scrollable and not a.node.horizontal), None) if mine else None
        )
        if mine is None or scroll is None or mine is scroll:
            return False
        above, below = mine.rect[1] - scroll.rect[1], mine.rect[3] - scroll.rect[3]
        # Of a field that is higher than its scroll, the first lines are shown.
        move = min(below, above) if below > 0 else min(above, 0)
        return move != 0 and self._windows.scroll_to(scroll, scroll.offset + move) != 0

    # ── text ──

    def text(self, typed: str) -> bool:
        """Insert text at the cursor of the focused field; False when nothing has the focus."""
        box = self.focused()
        if box is None and self._windows.focused.owner is self._windows.lock:
            self._windows.invalidate()
            return self._windows.lock.type(typed)
        if box is None:
            return False
        if self._all_selected:
            self._deliver(box, typed, len(typed))
            return True
        old, at = box.node.text, self._cursor
        self._deliver(box, old[:at] + typed + old[at:], at + len(typed))
        return True

    def clear(self) -> bool:
        """Empty the focused field; False when nothing has the focus."""
        box = self.focused()
        if box is None:
            return False
        self._deliver(box, "", 0)
        return True

    def set_text(self, box: Box, value: str) -> bool:
        """Replace the text of a field as ACTION_SET_TEXT does; False when it is no enabled edit text."""
        if not box.node.editable or not box.node.enabled:
            return False
        if self._key != box.key:
            self._owner, self._key, self._draft = self._windows.focused.owner, box.key, None
        self._deliver(box, value, len(value))
        return True

    def _deliver(self, box: Box, value: str, cursor: int) -> None:
        self._cursor, self._all_selected = cursor, False
        self._windows.text_toolbar.is_open = False
        if box.node.draft:
            self._draft = value
        if value and self.keyboard.layer == "shift":
            self.keyboard.layer = "letters"
        if box.node.enabled and box.node.on_change is not None and value != box.node.text:
            with self._windows.guard():
                box.node.on_change(value)
        self._windows.invalidate()

    def select_all(self) -> None:
        """Select everything in the focused field: the next input replaces it."""
        self._all_selected = True
        self._windows.invalidate()

    @property
    def all_selected(self) -> bool:
        """Tell whether the whole text of the focused field is selected."""
        return self._all_selected

    def copy(self) -> None:
        """Put the text of the focused field on the clipboard."""
        box = self.focused()
        if box is not None and not box.node.password:
            self._windows.phone.clipboard.set(box.node.text)

    def cut(self) -> None:
        """Move the text of the focused field to the clipboard."""
        box = self.focused()
        if box is not None and not box.node.password:
            self.copy()
            self._deliver(box, "", 0)

    def paste(self) -> bool:
        """Insert the clipboard."""
        return self.text(self._windows.phone.clipboard.get() or "")

    # ── keys ──

    def key(self, code: int, meta: int = 0) -> bool:
        """Press and release a key by Android key code; True when something used it."""
        windows = self._windows
        windows.phone.screen_timeout.user_activity()
        if press_system_key(windows, code):
            return True
        if windows.phone.power.locked and not windows.focused.system:
            return False
        box = self.focused()
        if box is not None and self._edit_key(box, code, meta):
            windows.invalidate()
            return True
        if windows.focused.owner is windows.lock and windows.lock.press(code):
            windows.invalidate()
            return True
        if windows.view_focus.press(code, meta):
            return True
        if code in ENTER_KEYS:
            return self._submit(box)
        typed = character(code, meta)
        return self.text(typed) if typed and not meta & META_CTRL else False

    def _edit_key(self, box: Box, code: int, meta: int) -> bool:
        text, at = box.node.text, self._cursor
        if meta & META_CTRL and self._shortcut(box, code):
            return True
        match code:
            case c if c == KEY_DEL and self._all_selected:
                self._deliver(box, "", 0)
            case c if c == KEY_DEL:
                if at:
                    self._deliver(box, text[: at - 1] + text[at:], at - 1)
            case c if c == KEY_FORWARD_DEL:
                self._deliver(box, text[:at] + text[at + 1 :], at)
            case c if c in CURSOR_KEYS:
                self._all_selected = False
                self._cursor = max(0, min(len(text), at + CURSOR_KEYS[c]))
            case c if c in (KEY_MOVE_HOME, KEY_MOVE_END):
                self._all_selected = bool(meta & META_SHIFT)
                self._cursor = 0 if c == KEY_MOVE_HOME else len(text)
            case c if c in (_KEY_CUT, _KEY_COPY, _KEY_PASTE):
                self._shortcut(box, {_KEY_CUT: _KEY_X, _KEY_COPY: _KEY_C, _KEY_PASTE: _KEY_V}[c])
            case _:
                return False
        return True

    def _shortcut(self, box: Box, code: int) -> bool:
        if code == _KEY_A:
            self.select_all()
        elif code == _KEY_V:
            self.paste()
        elif code in (_KEY_C, _KEY_X):
            self._windows.phone.clipboard.set(box.node.text)
            if code == _KEY_X:
                self._deliver(box, "", 0)
        else:
            return False
        return True

    def _submit(self, box: Box | None) -> bool:
        if box is None:
            return False
        if box.node.multiline and box.node.on_submit is None:
            return self.text("\n")
        self._dismissed = True
        if box.node.on_submit is not None:
            with self._windows.guard():
                box.node.on_submit()
        self._windows.invalidate()
        return True

    def soft_key(self, name: str) -> None:
        """Carry out a key of the soft keyboard."""

        def press(special: str) -> None:
            self.key(KEY_DEL if special == "BACKSPACE" else 66)

        self.keyboard.press(name, self.text, press)
        self._windows.invalidate()

    def back_key(self) -> int:
        """Return the code of the Back key (used by gestures)."""
        return KEY_BACK
