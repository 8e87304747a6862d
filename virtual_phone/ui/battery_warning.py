"""The notification that the battery is low, as Android's System UI posts it.

Knows the two levels that warn and the words. The battery belongs to services/power.py. Source for the levels:
config_lowBatteryWarningLevel and config_criticalBatteryWarningLevel of Android.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..intents import Intent
from ..services.notifications import SYSTEM_UI, NotificationAction

if TYPE_CHECKING:
    from ..phone import Phone

_LOW, _SEVERE, _RECOVERED = 15, 5, 20
"""Percent: the two levels that warn, and the one from which on a warning can come again."""
_IDENT, _TAG = 3, "low_battery"


class BatteryWarning:
    """Warns at 15 % and again at 5 % without a charger; the warning goes when the battery is better off."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._warned = 0
        phone.power.on_change(self._changed)

    def restart(self) -> None:
        """Forget what was warned of (the phone reboots)."""
        self._warned = 0

    def _changed(self) -> None:
        battery = self._phone.power.battery
        if battery.plugged or battery.level >= _RECOVERED:
            self._warned = 0
            self._close()
            return
        band = 0 if battery.level > _LOW else 2 if battery.level <= _SEVERE else 1
        if band > self._warned:
            self._warned = band
            if not self._phone.power.saver:
                self._post(battery.level)

    def _post(self, level: int) -> None:
        self._phone.notifications.post(
            SYSTEM_UI, _IDENT, "Battery may run out soon", f"{level}% remaining", tag=_TAG, channel="BAT",
            importance=4, intent=Intent("android.intent.action.POWER_USAGE_SUMMARY"),
            actions=(NotificationAction("Turn on Battery Saver", self._save),),
        )  # fmt: skip

    def _save(self, _: str) -> None:
        self._phone.power.set_saver(True)
        self._close()

    def _close(self) -> None:
        self._phone.notifications.cancel(SYSTEM_UI, _IDENT, _TAG)
