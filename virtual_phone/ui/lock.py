"""The lock screen: clock, notifications, swipe up to unlock, and the PIN pad.

Knows what it shows. The state (locked, PIN) belongs to the power service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .frame import notification_icon
from .keycodes import ENTER_KEYS, KEY_DEL, KEY_MENU
from .view import Direction, Node, column, grid, icon, row, spacer, stack, text
from .wallpaper import wallpaper

if TYPE_CHECKING:
    from ..phone import Phone


class LockScreen:
    """The keyguard. A system window."""

    package = "com.android.systemui"
    title = "NotificationShade"
    dim = 0.0
    is_dialog = False

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._typed = ""
        self._asks_pin = False
        phone.power.on_change(self._power_changed)

    def _power_changed(self) -> None:
        if not self._phone.power.locked or not self._phone.power.screen_on:
            self.back()  # what was typed is not kept for the next time

    def is_open(self) -> bool:
        """Tell whether the phone is locked."""
        return self._phone.power.locked

    def back(self) -> None:
        """Leave the PIN pad."""
        self._asks_pin, self._typed = False, ""

    def type(self, typed: str) -> bool:
        """Enter what a keyboard types (`input text`) as the PIN; it brings the pad. False without a PIN."""
        if self._phone.power.secure:
            self._asks_pin, self._typed = True, self._typed + typed
        return self._phone.power.secure

    def press(self, code: int) -> bool:
        """Carry out a key that the lock screen knows: Menu opens it, Enter confirms the PIN; False for others."""
        if code == KEY_MENU:
            self._swiped("up")
        elif self._asks_pin and (code in ENTER_KEYS or code == KEY_DEL):
            self._pressed("⌫" if code == KEY_DEL else "↵")
        else:
            return False
        return True

    def build(self) -> Node:
        """Return the clock page or the PIN pad."""
        page = self._pin_pad() if self._asks_pin else self._clock_page()
        dark = self._phone.settings.get("secure", "ui_night_mode") == "2"
        ground = wallpaper(dark)
        return stack(ground, page, width="fill", height="fill", id="notification_panel", on_swipe=self._swiped)

    def _swiped(self, direction: Direction) -> None:
        if direction != "up":
            return
        if self._phone.power.secure:
            self._asks_pin = True
        else:
            self._phone.power.unlock()

    def _clock_page(self) -> Node:
        now = self._phone.clock.now()
        hour = now.hour if self._phone.settings.get("system", "time_12_24") == "24" else now.hour % 12 or 12
        notes = [
            row(
                icon(notification_icon(note.package), color="on_surface_variant"),
                column(text(note.title, bold=True, max_lines=1), text(note.text, max_lines=1), weight=1.0),
                background="surface_high",
                radius=20.0,
                padding=16.0,
                gap=16.0,
                margin=(12.0, 4.0),
                desc=note.title,
            )
            for note in self._phone.notifications.active[:3]
        ]
        return column(
            spacer(72.0),
            text(f"{hour}:{now:%M}", size=88.0, color="#FFFFFF", width="fill", align="center", id="clock"),
            text(f"{now:%a, %b} {now.day}", size=18.0, color="#FFFFFF", width="fill", align="center", id="date"),
            spacer(32.0),
            *notes,
            spacer(weight=1.0),
            text("Swipe up to open", color="#FFFFFF", width="fill", align="center", id="keyguard_indication_text"),
            spacer(64.0),
            height="fill",
            id="keyguard_status_view",
        )

    def _pin_pad(self) -> Node:
        keys = [self._pad_key(digit) for digit in "123456789"]
        keys += [self._pad_key("⌫"), self._pad_key("0"), self._pad_key("↵")]
        return column(
            spacer(120.0),
            text(
                "Enter your PIN", size=20.0, color="#FFFFFF", width="fill", align="center", id="keyguard_message_area"
            ),
            text(
                "•" * len(self._typed) or " ", size=36.0, color="#FFFFFF", width="fill", align="center", id="pinEntry"
            ),
            spacer(24.0),
            grid(*keys, columns=3, gap=16.0, padding=(56.0, 0.0), keeps_ltr=True),
            height="fill",
        )

    def _pad_key(self, name: str) -> Node:
        idents = {"⌫": ("delete_button", "Delete", "backspace"), "↵": ("key_enter", "Enter", "check")}
        ident, desc, picture = idents.get(name, (f"key{name}", name, ""))
        face = icon(picture, color="on_surface", size=28.0) if picture else text(name, size=30.0)
        return stack(
            face,
            height=72.0,
            width="fill",
            radius=36.0,
            background="surface_high",
            align="center",
            valign="center",
            id=ident,
            desc=desc,
            on_click=lambda: self._pressed(name),
            cls="android.view.ViewGroup",
        )

    def _pressed(self, name: str) -> None:
        if name == "⌫":
            self._typed = self._typed[:-1]
        elif name == "↵":
            typed, self._typed = self._typed, ""
            if self._phone.power.unlock(typed):
                self._asks_pin = False
        else:
            self._typed += name
