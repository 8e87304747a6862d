"""Settings pages for the device itself: battery, storage, sound, do not disturb, display."""

from __future__ import annotations

from ..services.audio import ALARM, MUSIC, NOTIFICATION, RING, VOICE_CALL
from ..ui.nodes import Node, column, progress, text
from .settings_page import Page

_TIMEOUTS = [
    ("15000", "15 seconds"),
    ("30000", "30 seconds"),
    ("60000", "1 minute"),
    ("120000", "2 minutes"),
    ("300000", "5 minutes"),
    ("600000", "10 minutes"),
    ("1800000", "30 minutes"),
]
_FONT_SCALES = [("0.85", "Small"), ("1.0", "Default"), ("1.15", "Large"), ("1.3", "Largest")]
_TOTAL_GB = 64.0
_SYSTEM_GB = 9.4


class BatteryPage(Page):
    """Battery."""

    name = ".Settings$PowerUsageSummaryActivity"
    title = "Battery"

    def rows(self) -> list[Node]:
        """Return the level and the saver."""
        battery = self.phone.power.battery
        state = "Charging" if battery.plugged else "On battery"
        head = column(
            text(f"{battery.level}%", size=44.0, id="usage_summary"),
            text(state, color="on_surface_variant", id="total_summary"),
            progress(battery.level / 100, height=8.0),
            padding=(24.0, 8.0, 24.0, 16.0),
            gap=10.0,
        )
        saver = "On" if self.phone.power.saver else "Off"
        return [
            head,
            self.link(
                "Battery usage",
                None,
                "View usage for past 24 hours",
                icon="history",
                action=lambda: self.toast("No usage data yet"),
            ),
            self.link("Battery Saver", BatterySaverPage, saver, icon="battery_saver"),
            self.stored(
                "Battery percentage",
                "system",
                "status_bar_show_battery_percent",
                "Show battery percentage in status bar",
                icon="battery",
            ),
        ]


class BatterySaverPage(Page):
    """Battery Saver."""

    name = ".Settings$BatterySaverSettingsActivity"
    title = "Battery Saver"

    def rows(self) -> list[Node]:
        """Return the switch and what it does."""
        return [
            self.main_switch("Use Battery Saver", self.phone.power.saver, self._set),
            self.note("Battery Saver turns on Dark theme and limits background activity and some visual effects."),
        ]

    def _set(self, on: bool) -> None:
        if not self.phone.power.set_saver(on):
            self.toast("Battery Saver is not available while charging")


class StoragePage(Page):
    """Storage."""

    name = ".Settings$StorageDashboardActivity"
    title = "Storage"

    def rows(self) -> list[Node]:
        """Return used space by kind."""
        files_gb = self._bytes("/sdcard") / 1e9
        used = _SYSTEM_GB + files_gb
        head = column(
            text(f"{used:.1f} GB used", size=32.0, id="usage_summary"),
            text(f"{_TOTAL_GB:.0f} GB total", color="on_surface_variant", id="total_summary"),
            progress(used / _TOTAL_GB, height=8.0),
            padding=(24.0, 8.0, 24.0, 16.0),
            gap=10.0,
        )
        kinds = [
            ("Images", "image", "Pictures"),
            ("Videos", "video", "Movies"),
            ("Audio", "audio", "Music"),
            ("Documents & other", "article", "Documents"),
            ("Downloads", "download", "Download"),
        ]
        rows = [self._kind(label, icon, folder) for label, icon, folder in kinds]
        return [head, *rows, self.link("System", None, f"{_SYSTEM_GB} GB", icon="system", action=lambda: None)]

    def _kind(self, label: str, icon: str, folder: str) -> Node:
        size = self._bytes(f"/sdcard/{folder}")
        shown = f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"
        return self.link(label, None, shown, icon=icon, action=lambda: self.toast(f"{label}: {shown}"))

    def _bytes(self, folder: str) -> int:
        """Add up the sizes of the files under a folder; 0 when it does not exist."""
        files = self.phone.fs
        if not files.is_dir(folder):
            return 0
        return sum(node.size for _, node in files.walk(files.real_path(folder)) if not node.is_dir)


class SoundPage(Page):
    """Sound & vibration."""

    name = ".Settings$SoundSettingsActivity"
    title = "Sound & vibration"

    def rows(self) -> list[Node]:
        """Return the volumes and switches."""
        bars = [
            ("Media volume", MUSIC, "audio", "media_volume"),
            ("Call volume", VOICE_CALL, "call", "call_volume"),
            ("Ring volume", RING, "bell", "ring_volume"),
            ("Notification volume", NOTIFICATION, "notifications", "notification_volume"),
            ("Alarm volume", ALARM, "alarm", "alarm_volume"),
        ]
        rows = [self._volume(title, number, icon, ident) for title, number, icon, ident in bars]
        zen = "On" if self.phone.audio.zen_mode else "Off"
        return [
            *rows,
            self.link("Do Not Disturb", ZenPage, zen, icon="do_not_disturb"),
            self.stored("Vibrate for calls", "system", "vibrate_when_ringing", icon="vibrate"),
            self.stored("Dial pad tones", "system", "dtmf_tone", icon="blank"),
            self.stored("Touch sounds", "system", "sound_effects_enabled", icon="blank"),
            self.stored("Touch vibration", "system", "haptic_feedback_enabled", icon="blank"),
        ]

    def _volume(self, title: str, number: int, icon: str, ident: str) -> Node:
        audio = self.phone.audio
        stream = audio.stream(number)
        assert stream is not None

        def changed(value: float) -> None:
            audio.set_volume(number, round(value * stream.largest))

        return self.bar(title, audio.volume(number) / stream.largest, changed, icon=icon, ident=ident)


class ZenPage(Page):
    """Do Not Disturb."""

    name = ".Settings$ZenModeSettingsActivity"
    title = "Do Not Disturb"

    def rows(self) -> list[Node]:
        """Return the switch."""
        audio = self.phone.audio
        return [
            self.main_switch("Use Do Not Disturb", bool(audio.zen_mode), lambda on: audio.set_zen_mode(1 if on else 0)),
            self.note("Only alarms and people you choose may interrupt you."),
        ]


class DisplayPage(Page):
    """Display."""

    name = ".Settings$DisplaySettingsActivity"
    title = "Display"

    def rows(self) -> list[Node]:
        """Return brightness, timeout, theme, size and rotation."""
        settings = self.phone.settings
        level = settings.get_int("system", "screen_brightness", 102)
        timeout = settings.get("system", "screen_off_timeout") or "60000"
        scale = settings.get("system", "font_scale") or "1.0"
        return [
            self.heading("Brightness"),
            self.bar("Brightness level", level / 255, self._set_brightness, icon="brightness", ident="brightness"),
            self.stored("Adaptive brightness", "system", "screen_brightness_mode", icon="blank"),
            self.heading("Lock display"),
            self.choice(
                "Screen timeout",
                _TIMEOUTS,
                timeout,
                lambda value: settings.put("system", "screen_off_timeout", value),
                icon="schedule",
            ),
            self.heading("Appearance"),
            self.stored("Dark theme", "secure", "ui_night_mode", on="2", off="1", icon="dark_mode"),
            self.choice(
                "Font size",
                _FONT_SCALES,
                scale,
                lambda value: settings.put("system", "font_scale", value),
                icon="translate",
            ),
            self.heading("Other display controls"),
            self.stored(
                "Night Light", "secure", "night_display_activated", "Tints the screen amber", icon="brightness"
            ),
            self.stored("Auto-rotate screen", "system", "accelerometer_rotation", icon="rotate"),
        ]

    def _set_brightness(self, value: float) -> None:
        self.phone.settings.put("system", "screen_brightness_mode", "0")
        self.phone.settings.put("system", "screen_brightness", str(max(1, round(value * 255))))
