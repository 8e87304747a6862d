"""The alarm manager: wake-ups that apps asked for.

Knows: what is due when, for whom, and which alarm the status bar announces.
Does not know: what an alarm does; the app gave a callback.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..clock import Timer

if TYPE_CHECKING:
    from ..phone import Phone


@dataclass(slots=True, eq=False)
class ScheduledAlarm:
    """One pending alarm. at_ms: epoch ms; alarm_clock: it is a user's alarm, shown in the status bar."""

    package: str
    at_ms: int
    tag: str
    alarm_clock: bool
    action: Callable[[], None] = field(repr=False)
    timer: Timer = field(repr=False)
    label: str = ""


class AlarmManager:
    """Keeps pending alarms and fires them by the phone's clock."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._pending: list[ScheduledAlarm] = []
        self._observers: list[Callable[[], None]] = []

    def set(
        self,
        package: str,
        at_ms: int,
        action: Callable[[], None],
        *,
        tag: str = "*walarm*:alarm",
        alarm_clock: bool = False,
        label: str = "",
    ) -> ScheduledAlarm:
        """Call action() once the phone's clock reaches `at_ms`."""

        def fire() -> None:
            self._pending.remove(alarm)
            self._changed()
            self._phone.activities.ensure_process(package)
            with self._phone.crashes.guard(package):
                action()

        alarm = ScheduledAlarm(package, at_ms, tag, alarm_clock, action, self._phone.clock.call_at(at_ms, fire), label)
        self._pending.append(alarm)
        self._changed()
        return alarm

    def cancel(self, alarm: ScheduledAlarm) -> None:
        """Forget one alarm; one that has fired already is fine."""
        alarm.timer.cancel()
        if alarm in self._pending:
            self._pending.remove(alarm)
            self._changed()

    def cancel_package(self, package: str) -> None:
        """Forget all alarms of an app (force-stop does this)."""
        for alarm in [alarm for alarm in self._pending if alarm.package == package]:
            self.cancel(alarm)

    def pending(self) -> list[ScheduledAlarm]:
        """Return the pending alarms, next one first."""
        return sorted(self._pending, key=lambda alarm: alarm.at_ms)

    def next_alarm_clock(self) -> ScheduledAlarm | None:
        """Return the next alarm that the user set, or None."""
        return next((alarm for alarm in self.pending() if alarm.alarm_clock), None)

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call callback() after each change."""
        self._observers.append(callback)

    def _changed(self) -> None:
        following = self.next_alarm_clock()
        shown = ""
        if following is not None:
            moment = self._phone.clock.local(following.at_ms)
            hours = self._phone.settings.get("system", "time_12_24") == "24"
            shown = f"{moment:%a} " + (f"{moment:%H:%M}" if hours else f"{moment:%I:%M %p}".lstrip("0"))
        self._phone.settings.put("system", "next_alarm_formatted", shown)
        for callback in list(self._observers):
            callback()
