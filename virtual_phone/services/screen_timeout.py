"""Turns the screen off when nobody has touched the phone for `screen_off_timeout` ms.

Knows when input came last and what keeps the screen on. Does not know: what input is (ui/) or locking (power.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..clock import Timer

if TYPE_CHECKING:
    from ..phone import Phone

DEFAULT_MS = 1_800_000
"""30 minutes, the longest that a real phone offers: scripts may think for long between two touches."""
_SHORTEST_MS = 1000


class ScreenTimeout:
    """Watches one phone for idleness."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._used_ms = 0
        self._was_on = True
        self._timer: Timer | None = None
        phone.settings.on_change(self._setting_changed)
        phone.power.on_change(self._power_changed)
        self._watch(0)

    def user_activity(self) -> None:
        """Note that somebody uses the phone: the screen stays on for a whole timeout from now."""
        self._used_ms = self._phone.clock.elapsed_ms()

    def restart(self) -> None:
        """Begin anew after a reboot."""
        self.user_activity()
        self._watch(0)

    def _timeout_ms(self) -> int:
        return max(_SHORTEST_MS, self._phone.settings.get_int("system", "screen_off_timeout", DEFAULT_MS))

    def _watch(self, idle_ms: int) -> None:
        """Look again when the timeout can have passed at the earliest."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._phone.clock.call_later(max(1, self._timeout_ms() - idle_ms), self._look)

    def _look(self) -> None:
        if not self._phone.power.screen_on:
            return
        # Measured in time since boot: setting the clock forward is no idleness.
        idle = self._phone.clock.elapsed_ms() - self._used_ms
        if idle >= self._timeout_ms():
            if not self._kept_awake():
                self._phone.power.sleep()
                return
            self.user_activity()
            idle = 0
        self._watch(idle)

    def _kept_awake(self) -> bool:
        """Tell whether something keeps the screen on: a call, a ringing alarm, stay awake while charging."""
        record = self._phone.activities.resumed
        shows = record is not None and record.info.show_when_locked
        charging = self._phone.power.battery.plugged
        return shows or (charging and self._phone.settings.get_int("global", "stay_on_while_plugged_in", 0) > 0)

    def _power_changed(self) -> None:
        if self._phone.power.screen_on and not self._was_on:
            self.restart()
        self._was_on = self._phone.power.screen_on

    def _setting_changed(self, namespace: str, key: str, value: str | None) -> None:
        if (namespace, key) == ("system", "screen_off_timeout"):
            self._watch(self._phone.clock.elapsed_ms() - self._used_ms)
