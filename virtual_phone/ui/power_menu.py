"""What a long press of the power key shows: emergency, power off, restart.

Knows its words and buttons. A phone without a power plug to pull comes up again at once when it is powered off, as
with `svc power shutdown`. Does not know the key (system_keys.py, `input keyevent --longpress`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..intents import FLAG_NEW_TASK, Intent
from .view import Node, column, icon, row, stack, text

if TYPE_CHECKING:
    from ..phone import Phone


class PowerMenu:
    """The global actions. A system window, above the lock screen too."""

    package = "com.android.systemui"
    title = "ActionsDialog"
    dim = 0.45
    is_dialog = True

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._shown = False

    def is_open(self) -> bool:
        """Tell whether it shows; it goes away with the screen."""
        return self._shown and self._phone.power.screen_on

    def open(self) -> None:
        """Show it and wake the screen."""
        self._shown = True
        self._phone.power.wake()
        self._phone.windows.invalidate()

    def back(self) -> None:
        """Close it."""
        self._shown = False

    def build(self) -> Node:
        """Return the panel; what needs an unlocked phone is left out while it is locked."""
        items = [
            _item("power", "Power off", "surface_highest", self._restart),
            _item("refresh", "Restart", "surface_highest", self._restart),
        ]
        if not self._phone.power.locked:
            items.insert(0, _item("call", "Emergency", "error", self._emergency))
        return column(
            row(*items, gap=12.0), background="surface_high", radius=28.0, padding=24.0, elevation=6.0,
            id="com.android.systemui:id/global_actions_view",
        )  # fmt: skip

    def _restart(self) -> None:
        self.back()
        self._phone.reboot()

    def _emergency(self) -> None:
        self.back()
        self._phone.activities.start(Intent("android.intent.action.DIAL", flags=FLAG_NEW_TASK))


def _item(picture: str, label: str, ground: str, act: Callable[[], None]) -> Node:
    ink = "on_primary" if ground == "error" else "on_surface"
    face = stack(
        icon(picture, size=28.0, color=ink), width=64.0, height=64.0, radius=999.0, background=ground, align="center",
        valign="center",
    )  # fmt: skip
    words = text(label, size=13.0, align="center", id="android:id/message", max_lines=1)
    return column(face, words, gap=8.0, align="center", width=88.0, on_click=act, desc=label)
