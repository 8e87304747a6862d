"""The notification shade and the quick settings, as one system window.

Knows what they show and what a touch does. Notifications and radios belong to their services.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..intents import FLAG_NEW_TASK, Intent
from .frame import notification_icon
from .view import SWITCH, Node, column, grid, icon, row, scroll, spacer, stack, text
from .widgets import button, edit_text, icon_button, slider

if TYPE_CHECKING:
    from ..phone import Phone
    from ..services.notifications import Notification, NotificationAction

Mode = Literal["closed", "notifications", "settings"]
_SHORT_TILES = 4


@dataclass(frozen=True, slots=True)
class Tile:
    """One quick setting: what it is called, whether it is on, and what a tap does."""

    label: str
    picture: str
    on: bool
    toggle: Callable[[], None]
    detail: str = ""


class Shade:
    """What comes down from the status bar. A system window."""

    package = "com.android.systemui"
    title = "NotificationShade"
    dim = 0.35
    is_dialog = False

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.mode: Mode = "closed"
        self._replying = ""
        self._reply = ""
        self.flashlight = False

    def is_open(self) -> bool:
        """Tell whether the shade is down."""
        return self.mode != "closed"

    def open(self, mode: Mode) -> None:
        """Pull it down to notifications or to the quick settings."""
        self.mode = mode

    def reply_to(self, key: str) -> None:
        """Pull it down with the line for a reply to one notification open."""
        self.mode, self._replying, self._reply = "notifications", key, ""
        self._phone.windows.invalidate()

    def close(self) -> None:
        """Push it up."""
        self.mode, self._replying, self._reply = "closed", "", ""

    def back(self) -> None:
        """From the quick settings to the notifications is one step on a real phone too; then it closes."""
        self.close()

    def build(self) -> Node:
        """Return the panel for the present mode."""
        full = self.mode == "settings"
        tiles = self._tiles() if full else self._tiles()[:_SHORT_TILES]
        panel = column(
            self._header(),
            self._brightness() if full else None,
            grid(*[_tile(tile) for tile in tiles], columns=2, gap=8.0, id="quick_settings_panel"),
            self._footer() if full else None,
            background="surface_container",
            radius=28.0,
            padding=(16.0, 8.0, 16.0, 16.0),
            gap=12.0,
            id="quick_settings_container",
            margin=(8.0, 24.0, 8.0, 0.0),
        )
        return column(
            panel,
            None if full else self._notifications(),
            width="fill",
            height="fill",
            id="notification_panel",
            gap=8.0,
            on_swipe=self._swiped,
        )

    def _swiped(self, direction: str) -> None:
        if direction == "down":
            self.mode = "settings"
        elif direction == "up":
            self.mode = "notifications" if self.mode == "settings" else "closed"

    # ── quick settings ──

    def _header(self) -> Node:
        now = self._phone.clock.now()
        battery = f"{self._phone.power.battery.level}%"
        words = text(f"{now:%a, %b} {now.day}", bold=True, id="date", weight=1.0)
        return row(words, text(battery, bold=True, id="batteryRemainingIcon"), height=36.0, padding=(8.0, 0.0))

    def _brightness(self) -> Node:
        level = self._phone.settings.get_int("system", "screen_brightness", 102) / 255

        def changed(value: float) -> None:
            self._phone.settings.put("system", "screen_brightness", str(max(1, round(value * 255))))

        bar = slider(level, changed, desc="Display brightness", id="slider", width="wrap", weight=1.0)
        return row(icon("brightness", color="on_surface_variant"), bar, gap=8.0, padding=(8.0, 0.0))

    def _footer(self) -> Node:
        return row(
            spacer(weight=1.0),
            icon_button("settings", "Open settings.", self._open_settings, id="settings_button_container"),
        )

    def _open_settings(self) -> None:
        self.close()
        self._phone.activities.start(Intent("android.settings.SETTINGS", flags=FLAG_NEW_TASK))

    def _tiles(self) -> list[Tile]:
        net, settings = self._phone.connectivity, self._phone.settings
        dark = settings.get("secure", "ui_night_mode") == "2"
        rotates = settings.get("system", "accelerometer_rotation") == "1"
        located = settings.get_int("secure", "location_mode", 0) > 0
        return [
            Tile(
                "Internet",
                "wifi" if net.wifi else "wifi_off",
                net.wifi,
                lambda: net.set_wifi(not net.wifi),
                net.ssid or "",
            ),
            Tile("Bluetooth", "bluetooth", net.bluetooth, lambda: net.set_bluetooth(not net.bluetooth)),
            Tile("Do Not Disturb", "do_not_disturb", bool(self._phone.audio.zen_mode), self._toggle_zen),
            Tile("Flashlight", "flashlight", self.flashlight, self._toggle_flashlight),
            Tile("Airplane mode", "airplane", net.airplane, lambda: net.set_airplane(not net.airplane)),
            Tile("Mobile data", "data", net.data and not net.airplane, lambda: net.set_data(not net.data)),
            Tile(
                "Auto-rotate",
                "rotate",
                rotates,
                self._putter("system", "accelerometer_rotation", "0" if rotates else "1"),
            ),
            Tile("Battery Saver", "battery_saver", self._phone.power.saver, self._toggle_saver),
            Tile("Dark theme", "dark_mode", dark, self._putter("secure", "ui_night_mode", "1" if dark else "2")),
            Tile("Location", "location", located, self._putter("secure", "location_mode", "0" if located else "3")),
        ]

    def _putter(self, namespace: str, key: str, value: str) -> Callable[[], None]:
        return lambda: self._phone.settings.put(namespace, key, value)

    def _toggle_zen(self) -> None:
        self._phone.audio.set_zen_mode(0 if self._phone.audio.zen_mode else 1)

    def _toggle_flashlight(self) -> None:
        self.flashlight = not self.flashlight

    def _toggle_saver(self) -> None:
        self._phone.power.set_saver(not self._phone.power.saver)

    # ── notifications ──

    def _notifications(self) -> Node:
        shown = self._phone.notifications.visible
        if not shown:
            note = text("No notifications", color="#FFFFFF", align="center", width="fill", id="no_notifications")
            return column(note, padding=32.0)
        rows = [self._notification(note) for note in shown]
        clear = button("Clear all", self._phone.notifications.dismiss_all, kind="tonal", id="dismiss_text")
        return scroll(
            *rows,
            row(clear, align="end", padding=(16.0, 8.0)),
            gap=4.0,
            padding=(8.0, 0.0, 8.0, 56.0),
            id="notification_stack_scroller",
        )

    def _notification(self, note: Notification) -> Node:
        minutes = max(0, (self._phone.clock.now_ms() - note.posted_ms) // 60_000)
        age = "now" if not minutes else f"{minutes}m" if minutes < 60 else f"{minutes // 60}h"
        head = row(
            text(
                self._phone.notifications.app_name(note.package),
                size=12.0,
                color="on_surface_variant",
                id="android:id/app_name_text",
            ),
            text("•", size=12.0, color="on_surface_variant", hidden_from_dump=True),
            text(age, size=12.0, color="on_surface_variant", id="android:id/time"),
            gap=6.0,
        )
        picture = stack(
            icon(notification_icon(note.package), size=18.0, color="on_primary", id="android:id/icon"),
            width=32.0,
            height=32.0,
            radius=16.0,
            background="primary",
            align="center",
            valign="center",
        )
        words = column(
            head,
            text(note.title, bold=True, max_lines=1, id="android:id/title"),
            text(note.shown_text, color="on_surface_variant", max_lines=4, id="android:id/text"),
            self._actions(note),
            weight=1.0,
            gap=2.0,
        )
        return row(
            picture,
            words,
            background="surface",
            radius=20.0,
            padding=16.0,
            gap=14.0,
            valign="top",
            cls="android.widget.FrameLayout",
            id="expandableNotificationRow",
            key=note.key,
            on_click=lambda: self._open(note),
            on_swipe=lambda direction: self._dismiss(note, direction),
        )

    def _actions(self, note: Notification) -> Node | None:
        if self._replying == note.key:
            return self._reply_field(note)
        if not note.actions:
            return None
        made = [
            button(action.title, self._acting(note, action), kind="text", id=f"android:id/action{place}")
            for place, action in enumerate(note.actions)
        ]
        return row(*made, id="android:id/actions", margin=(-12.0, 4.0, 0.0, -8.0))

    def _acting(self, note: Notification, action: NotificationAction) -> Callable[[], None]:
        def act() -> None:
            if action.reply:
                self._replying, self._reply = note.key, ""
                return
            self.close()
            with self._phone.crashes.guard(note.package):
                action.run("")

        return act

    def _reply_field(self, note: Notification) -> Node:
        def typed(value: str) -> None:
            self._reply = value

        def send() -> None:
            words, self._reply, self._replying = self._reply, "", ""
            action = next((action for action in note.actions if action.reply), None)
            if action is not None and words:
                with self._phone.crashes.guard(note.package):
                    action.run(words)

        field = edit_text(
            self._reply,
            typed,
            hint="Reply",
            id="remote_input_text",
            autofocus=True,
            weight=1.0,
            on_submit=send,
            border="outline_variant",
            padding=(12.0, 8.0),
        )
        send_button = icon_button("send", "Send", send, id="remote_input_send", enabled=bool(self._reply))
        return row(field, send_button, margin=(0.0, 8.0, 0.0, 0.0))

    def _open(self, note: Notification) -> None:
        self.close()
        self._phone.notifications.open(note.key)

    def _dismiss(self, note: Notification, direction: str) -> bool:
        if direction not in ("left", "right"):
            return False
        self._phone.notifications.dismiss(note.key)
        return True


def _tile(tile: Tile) -> Node:
    state = tile.detail if tile.on and tile.detail else "On" if tile.on else "Off"
    ink = "on_primary" if tile.on else "on_surface"
    words = column(
        text(tile.label, bold=True, color=ink, max_lines=1, id="tile_label"),
        text(state, size=12.0, color=ink, max_lines=1, id="app_label"),
        weight=1.0,
    )
    return row(
        icon(tile.picture, color=ink, size=22.0),
        words,
        cls=SWITCH,
        checkable=True,
        checked=tile.on,
        desc=f"{tile.label}, {state}" if tile.detail and tile.on else tile.label,
        height=64.0,
        gap=12.0,
        padding=(16.0, 0.0),
        radius=24.0,
        background="primary" if tile.on else "surface_highest",
        on_click=tile.toggle,
    )
