"""What the clock app does without a screen: it schedules, rings and snoozes.

Knows: the alarm manager, notifications, and which instance rings. One service per phone, started at boot; it watches
the clock's own content, so whatever changes the database also changes the schedule.
Does not know: how anything is drawn.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ..intents import FLAG_NEW_TASK, VIEW, Intent
from ..providers.alarm_clock import ALARMS, INSTANCES, PATH
from ..services.alarms import ScheduledAlarm
from ..services.notifications import NotificationAction
from .clock_store import (
    FIRED,
    MISSED,
    PACKAGE,
    PREDISMISSED,
    SILENT,
    SNOOZED,
    Alarm,
    AlarmStore,
    Countdown,
    Instance,
    TimerStore,
)
from .clock_texts import clock_time, short_length

if TYPE_CHECKING:
    from ..phone import Phone

RINGING = f"{PACKAGE}/com.android.deskclock.alarms.AlarmActivity"
DESK_CLOCK = f"{PACKAGE}/com.android.deskclock.DeskClock"
SHOW_TIMERS = "android.intent.action.SHOW_TIMERS"
SHOW_ALARMS = "android.intent.action.SHOW_ALARMS"
SNOOZE_MINUTES = 10
_SILENCE_AFTER_MS = 10 * 60_000
_TIMER_NOTIFICATION = 10_000


class ClockService:
    """Keeps the alarm manager in step with alarms.db."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.alarms = AlarmStore(phone)
        self.timers = TimerStore(phone)
        self.ringing = Ringing(phone)
        self._scheduled: list[ScheduledAlarm] = []
        self._busy = False
        phone.content.observe("content://com.android.deskclock/", lambda uri: self.refresh())
        phone.fs.on_change(lambda kind, path: self.refresh() if path == PATH else None)
        self.refresh()

    def refresh(self) -> None:
        """Work out the schedule anew from the database."""
        if self._busy:
            return
        self._busy = True
        try:
            with self._phone.crashes.guard(PACKAGE):
                self._schedule_all()
        finally:
            self._busy = False
        self._phone.windows.invalidate()

    def _schedule_all(self) -> None:
        for scheduled in self._scheduled:
            self._phone.alarms.cancel(scheduled)
        self._scheduled = []
        alarms = {alarm.ident: alarm for alarm in self.alarms.all()}
        self._drop_stale(alarms)
        waiting = {i.alarm_id for i in self.alarms.instances() if i.state in (SNOOZED, FIRED)}
        for alarm in alarms.values():
            moment = self.alarms.next_ring(alarm)
            if moment is not None and alarm.ident not in waiting:
                self.alarms.put_instance(alarm, moment, SILENT)
        for instance in self.alarms.instances():
            if instance.state in (SILENT, SNOOZED) and instance.alarm_id in alarms:
                self._schedule(instance, alarms[instance.alarm_id])
        for timer in self.timers.all():
            if timer.state == "running":
                self._schedule_timer(timer)

    def _drop_stale(self, alarms: dict[int, Alarm]) -> None:
        now = self._phone.clock.now()
        for instance in self.alarms.instances():
            passed = instance.moment < now and instance.state in (PREDISMISSED, MISSED)
            off = instance.state == SNOOZED and instance.alarm_id not in alarms
            if instance.state == SILENT or passed or off:
                self._phone.content.delete(f"{INSTANCES}/{instance.ident}")

    def _schedule(self, instance: Instance, alarm: Alarm) -> None:
        at_ms = int(instance.moment.timestamp() * 1000)
        label = alarm.label or clock_time(self._phone, instance.moment.hour, instance.moment.minute)
        action = "com.android.deskclock.indicator" if instance.state == SILENT else "com.android.deskclock.snooze"
        self._scheduled.append(
            self._phone.alarms.set(
                PACKAGE,
                at_ms,
                lambda: self.ringing.ring(instance),
                tag=f"*walarm*:{action}",
                alarm_clock=True,
                label=label,
            )
        )

    def _schedule_timer(self, timer: Countdown) -> None:
        def over() -> None:
            found = self.timers.get(timer.ident)
            if found is not None and found.state == "running":
                self.ringing.time_is_up(found)

        at_ms = timer.started_at_ms + timer.remaining_ms
        tag = "*walarm*:com.android.deskclock.action.TIMER_EXPIRED"
        self._scheduled.append(self._phone.alarms.set(PACKAGE, at_ms, over, tag=tag, label=timer.label))


class Ringing:
    """Lets alarms and timers ring, and ends that. It keeps nothing: all state is in the database."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._alarms = AlarmStore(phone)
        self._timers = TimerStore(phone)

    def ring(self, instance: Instance) -> None:
        """Let one instance ring: full-screen alarm, notification; an alarm for once goes off."""
        alarm = self._alarms.get(instance.alarm_id)
        if alarm is None:
            return
        self._set_state(instance.ident, FIRED)
        if not alarm.days:
            self._phone.content.update(f"{ALARMS}/{alarm.ident}", {"enabled": 0})
        self._phone.ledger.append("alarm_fired", hour=alarm.hour, minutes=alarm.minutes, label=alarm.label)
        screen = Intent(VIEW, data=f"{INSTANCES}/{instance.ident}", component=RINGING, flags=FLAG_NEW_TASK)
        time = clock_time(self._phone, instance.moment.hour, instance.moment.minute)
        self._phone.notifications.post(
            PACKAGE, instance.ident, alarm.label or "Alarm", time, tag="alarm", channel="Firing", importance=4,
            ongoing=True, category="alarm", intent=screen, full_screen=screen,
            actions=(
                NotificationAction("Snooze", lambda text: self.snooze(instance.ident)),
                NotificationAction("Dismiss", lambda text: self.dismiss(instance.ident)),
            ),
        )  # fmt: skip
        self._phone.clock.call_later(_SILENCE_AFTER_MS, lambda: self._miss(instance))

    def firing(self) -> list[Instance]:
        """Return the instances that ring now."""
        return [instance for instance in self._alarms.instances() if instance.state == FIRED]

    def snooze(self, ident: int) -> None:
        """Stop an instance and let it ring again in ten minutes."""
        instance = self._find(ident)
        if instance is None or instance.state != FIRED:
            return
        again = self._phone.clock.now() + timedelta(minutes=SNOOZE_MINUTES)
        row = {
            "year": again.year,
            "month": again.month - 1,
            "day": again.day,
            "hour": again.hour,
            "minutes": again.minute,
        }
        self._fall_silent(ident)
        self._phone.ledger.append("alarm_snoozed", label=instance.label, minutes=SNOOZE_MINUTES)
        self._phone.content.update(f"{INSTANCES}/{ident}", {**row, "alarm_state": SNOOZED})

    def dismiss(self, ident: int) -> None:
        """End an instance; an alarm for single use is deleted."""
        instance = self._find(ident)
        if instance is None:
            return
        self._fall_silent(ident)
        self._phone.ledger.append("alarm_dismissed", label=instance.label)
        alarm = self._alarms.get(instance.alarm_id)
        if alarm is not None and alarm.delete_after_use:
            self._alarms.remove(alarm)
        self._phone.content.delete(f"{INSTANCES}/{ident}")

    def _miss(self, rang: Instance) -> None:
        ident, instance = rang.ident, self._find(rang.ident)
        # A snoozed alarm that rings again has a later moment and a silence timer of its own.
        if instance is None or instance.state != FIRED or instance.moment != rang.moment:
            return
        self._fall_silent(ident)
        time = clock_time(self._phone, instance.moment.hour, instance.moment.minute)
        show = Intent(SHOW_ALARMS, package=PACKAGE)
        text = f"{time} - {instance.label}" if instance.label else time
        self._phone.notifications.post(PACKAGE, ident, "Missed alarm", text, tag="missed", intent=show)
        self._set_state(ident, MISSED)

    def _fall_silent(self, ident: int) -> None:
        """Take away the notification and the full screen, whoever ended the ringing: a button, the shade, time."""
        self._phone.notifications.cancel(PACKAGE, ident, "alarm")
        screens = [record for task in self._phone.activities.tasks for record in task.records]
        for record in screens:
            if record.intent.data == f"{INSTANCES}/{ident}" and not record.activity.finished:
                record.activity.finish()

    def _find(self, ident: int) -> Instance | None:
        return next((instance for instance in self._alarms.instances() if instance.ident == ident), None)

    def _set_state(self, ident: int, state: int) -> None:
        self._phone.content.update(f"{INSTANCES}/{ident}", {"alarm_state": state})

    def time_is_up(self, timer: Countdown) -> None:
        """Let a timer ring: a notification with Stop and +1 min."""
        self._timers.expire(timer)

        show = Intent(SHOW_TIMERS, component=DESK_CLOCK)
        self._phone.notifications.post(
            PACKAGE, _TIMER_NOTIFICATION + timer.ident, "Time's up",
            timer.label or f"{short_length(timer.length_ms)} timer", tag="timer", channel="Timers", importance=4,
            ongoing=True, category="alarm", intent=show, full_screen=show,
            actions=(
                NotificationAction("Stop", lambda text: self.stop_timer(timer.ident)),
                NotificationAction("+1 min", lambda text: self.extend_timer(timer.ident)),
            ),
        )  # fmt: skip

    def stop_timer(self, ident: int) -> None:
        """End a ringing timer: back to its full length, or gone when it was for single use."""
        self._phone.notifications.cancel(PACKAGE, _TIMER_NOTIFICATION + ident, "timer")
        found = self._timers.get(ident)
        if found is not None:
            self._timers.reset(found)

    def extend_timer(self, ident: int) -> None:
        """Let a ringing timer run for one minute more."""
        self._phone.notifications.cancel(PACKAGE, _TIMER_NOTIFICATION + ident, "timer")
        found = self._timers.get(ident)
        if found is not None:
            self._timers.add_minute(found)


def cancel_timer_notification(phone: Phone, timer: Countdown) -> None:
    """Take away the notification of an expired timer that was stopped on the screen."""
    phone.notifications.cancel(PACKAGE, _TIMER_NOTIFICATION + timer.ident, "timer")
