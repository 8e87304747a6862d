"""The heads-up notification: a card over whatever is on the screen, for messages, calls, timers and alarms.

Knows which notification is shown and for how long. What it does when touched belongs to the notification.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .frame import notification_icon
from .view import Node, column, icon, row, stack, text
from .widgets import button

if TYPE_CHECKING:
    from ..phone import Phone
    from ..services.notifications import Notification, NotificationAction

HIGH = 4
"""NotificationManager.IMPORTANCE_HIGH: such a notification peeks onto the screen."""
_SHOWN_MS = 5000


class Banner:
    """Shows one notification at the top of the screen; an urgent one (call, alarm) stays until it is handled."""

    package = "com.android.systemui"
    title = "NotificationShade"

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._key = ""
        self._until_ms = 0
        phone.notifications.on_change(self._changed)

    def _changed(self, kind: str, note: Notification) -> None:
        now_ms = self._phone.clock.now_ms()
        peeks = note.importance >= HIGH and not self._phone.booting and not self._phone.audio.zen_mode
        if kind == "posted" and peeks and now_ms - note.posted_ms < _SHOWN_MS:
            self._key = note.key
            self._until_ms = now_ms + _SHOWN_MS
        elif kind == "removed" and note.key == self._key:
            self._key = ""

    def close(self) -> None:
        """Take the card away; the notification stays in the shade."""
        self._key = ""
        self._phone.windows.invalidate()

    @property
    def note(self) -> Notification | None:
        """Return what is shown now. Nothing is while the phone is locked or the shade is open."""
        found = self._phone.notifications.find(self._key) if self._key else None
        windows, power = self._phone.windows, self._phone.power
        if found is None or power.locked or not power.screen_on or windows.shade.is_open():
            return None
        stays = found.full_screen is not None
        record = self._phone.activities.resumed
        if stays and record is not None and found.full_screen is not None and found.full_screen.component:
            from ..intents import split_component

            if split_component(found.full_screen.component) == (record.package, record.name):
                return None
        return found if stays or self._phone.clock.now_ms() < self._until_ms else None

    def build(self) -> Node | None:
        """Return the card, or None when there is nothing to show."""
        note = self.note
        if note is None:
            return None
        picture = stack(
            icon(notification_icon(note.package), size=18.0, color="on_primary", id="android:id/icon"),
            width=32.0, height=32.0, radius=16.0, background="primary", align="center", valign="center",
        )  # fmt: skip
        words = column(
            text(self._phone.notifications.app_name(note.package), size=12.0, color="on_surface_variant",
                 id="android:id/app_name_text"),
            text(note.title, bold=True, max_lines=1, id="android:id/title"),
            text(note.text, color="on_surface_variant", max_lines=2, id="android:id/text"),
            self._actions(note),
            weight=1.0,
            gap=2.0,
        )  # fmt: skip
        card = row(
            picture, words, background="surface_container", radius=24.0, padding=16.0, gap=14.0, valign="top",
            elevation=6.0, cls="android.widget.FrameLayout", id="expandableNotificationRow", key="heads_up",
            on_click=self._open, on_swipe=self._swiped,
        )  # fmt: skip
        return column(card, padding=(8.0, 4.0), id="notification_stack_scroller")

    def _actions(self, note: Notification) -> Node | None:
        made = [
            button(action.title, self._acting(note, action), kind="text", id=f"android:id/action{place}")
            for place, action in enumerate(note.actions)
        ]
        if not made:
            return None
        return row(*made, id="android:id/actions", margin=(-12.0, 4.0, 0.0, -8.0))

    def _acting(self, note: Notification, action: NotificationAction) -> Callable[[], None]:
        def act() -> None:
            self.close()
            if action.reply:
                self._phone.windows.shade.reply_to(note.key)
                return
            with self._phone.crashes.guard(note.package):
                action.run("")

        return act

    def _open(self) -> None:
        key, self._key = self._key, ""
        self._phone.notifications.open(key)

    def _swiped(self, direction: str) -> None:
        if direction in ("left", "right"):
            self._phone.notifications.dismiss(self._key)
        self.close()
