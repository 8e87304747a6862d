"""The three settings tables (system, secure, global) and who wants to hear of changes.

Knows: keys and values as text, Android's defaults, observers.
Does not know: what a key does; services that own a switch (wifi, dark mode, volume) listen with `on_change`.
"""

from __future__ import annotations

from collections.abc import Callable

from ..ledger import Ledger

NAMESPACES = ("system", "secure", "global")

DEFAULTS: dict[str, dict[str, str]] = {
    "system": {
        "accelerometer_rotation": "0",
        "alarm_alert": "content://media/internal/audio/media/29?title=Cesium&canonical=1",
        "dtmf_tone": "1",
        "font_scale": "1.0",
        "haptic_feedback_enabled": "1",
        "lockscreen_sounds_enabled": "1",
        "mode_ringer_streams_affected": "422",
        "mute_streams_affected": "111",
        "notification_light_pulse": "1",
        "screen_brightness": "102",
        "screen_brightness_mode": "0",
        "screen_off_timeout": "1800000",
        "sound_effects_enabled": "1",
        "time_12_24": "12",
        "user_rotation": "0",
        "vibrate_when_ringing": "0",
    },
    "secure": {
        "accessibility_enabled": "0",
        "android_id": "3f1c6a9e27b0d854",
        "default_input_method": "com.google.android.inputmethod.latin/com.android.inputmethod.latin.LatinIME",
        "enabled_input_methods": "com.google.android.inputmethod.latin/com.android.inputmethod.latin.LatinIME"
        ":com.github.uiautomator/.AdbKeyboard",
        "location_mode": "3",
        "lockscreen.disabled": "0",
        "lock_screen_show_notifications": "1",
        "night_display_activated": "0",
        "sms_default_application": "com.google.android.apps.messaging",
        "dialer_default_application": "com.google.android.dialer",
        "ui_night_mode": "1",
        "user_setup_complete": "1",
    },
    "global": {
        "adb_enabled": "1",
        "airplane_mode_on": "0",
        "airplane_mode_radios": "cell,bluetooth,wifi,nfc,wimax",
        "animator_duration_scale": "1.0",
        "auto_time": "1",
        "auto_time_zone": "1",
        "bluetooth_on": "1",
        "boot_count": "1",
        "development_settings_enabled": "1",
        "device_name": "ainos Virtual Phone",
        "device_provisioned": "1",
        "heads_up_notifications_enabled": "1",
        "low_power": "0",
        "mobile_data": "1",
        "mode_ringer": "2",
        "stay_on_while_plugged_in": "0",
        "transition_animation_scale": "1.0",
        "usb_mass_storage_enabled": "1",
        "wifi_on": "1",
        "window_animation_scale": "1.0",
        "zen_mode": "0",
    },
}

Observer = Callable[[str, str, str | None], None]


class Settings:
    """Holds the settings tables. A change that changes nothing is silent."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._tables = {namespace: dict(DEFAULTS[namespace]) for namespace in NAMESPACES}
        self._observers: list[Observer] = []

    def _table(self, namespace: str) -> dict[str, str]:
        if namespace not in self._tables:
            raise KeyError(f"no settings namespace {namespace!r}: use system, secure or global")
        return self._tables[namespace]

    def get(self, namespace: str, key: str) -> str | None:
        """Return the value, or None when the key is absent. Raises KeyError for an unknown namespace."""
        return self._table(namespace).get(key)

    def get_int(self, namespace: str, key: str, default: int = 0) -> int:
        """Return the value as a whole number, `default` when absent or not a number."""
        try:
            return int(self.get(namespace, key) or "")
        except ValueError:
            return default

    def put(self, namespace: str, key: str, value: str) -> None:
        """Store a value and tell the observers when it differs from before."""
        table = self._table(namespace)
        old = table.get(key)
        if old == value:
            return
        table[key] = value
        self._changed(namespace, key, old, value)

    def delete(self, namespace: str, key: str) -> bool:
        """Remove a key; return whether it was there."""
        old = self._table(namespace).pop(key, None)
        if old is None:
            return False
        self._changed(namespace, key, old, None)
        return True

    def list(self, namespace: str) -> dict[str, str]:
        """Return a copy of one table, sorted by key."""
        return dict(sorted(self._table(namespace).items()))

    def on_change(self, callback: Observer) -> None:
        """Call callback(namespace, key, new value or None) after every change."""
        self._observers.append(callback)

    def _changed(self, namespace: str, key: str, old: str | None, new: str | None) -> None:
        self._ledger.append("setting_changed", namespace=namespace, key=key, old=old, new=new)
        for callback in list(self._observers):
            callback(namespace, key, new)
