"""Alarms, timers and the stopwatch: what the clock app keeps, and the rules by which it changes.

Knows: the clock's database (through its provider), next ring times, and timer and stopwatch arithmetic.
Does not know: screens (clock_screens.py) and who wakes it (clock_service.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from ..providers.alarm_clock import ALARMS, INSTANCES, LAPS, STOPWATCH, TIMERS
from ..providers.rows import RowDict, number, query, words
from ..services.content import Value

if TYPE_CHECKING:
    from ..phone import Phone

PACKAGE = "com.google.android.deskclock"
SILENT, SNOOZED, FIRED, MISSED, PREDISMISSED = 0, 4, 5, 6, 8
TimerState = Literal["reset", "running", "paused", "expired"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm. days: weekday bits, Monday is bit 0; 0 rings once."""

    ident: int
    hour: int
    minutes: int
    days: int
    label: str
    enabled: bool
    vibrate: bool = True
    delete_after_use: bool = False

    def moments(self, after: datetime) -> list[datetime]:
        """Return the ring times of the eight days from `after` (exclusive), in order."""
        days = (
            after.replace(hour=self.hour, minute=self.minutes, second=0, microsecond=0) + timedelta(days=d)
            for d in range(8)
        )
        return [day for day in days if day > after and (not self.days or self.days >> day.weekday() & 1)]


@dataclass(frozen=True, slots=True)
class Instance:
    """One coming or ringing occurrence of an alarm. state: SILENT, SNOOZED, FIRED, MISSED or PREDISMISSED."""

    ident: int
    alarm_id: int
    moment: datetime
    label: str
    state: int


@dataclass(frozen=True, slots=True)
class Countdown:
    """One timer. remaining_ms counts from started_at_ms (epoch) while it runs."""

    ident: int
    length_ms: int
    remaining_ms: int
    started_at_ms: int
    state: TimerState
    label: str
    delete_after_use: bool = False

    def left_ms(self, now_ms: int) -> int:
        """Return what is left now; negative once it is over."""
        if self.state in ("running", "expired"):
            return self.remaining_ms - (now_ms - self.started_at_ms)
        return self.remaining_ms


class AlarmStore:
    """Reads and changes alarms."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    def all(self) -> list[Alarm]:
        """Return every alarm by time of day."""
        return [_alarm(row) for row in query(self._phone.content, ALARMS)]

    def get(self, ident: int) -> Alarm | None:
        """Return one alarm, or None."""
        return next((alarm for alarm in self.all() if alarm.ident == ident), None)

    def add(
        self,
        hour: int,
        minutes: int,
        *,
        days: int = 0,
        label: str = "",
        vibrate: bool = True,
        delete_after_use: bool = False,
    ) -> Alarm:
        """Add an enabled alarm, or enable an equal one that is there already."""
        for alarm in self.all():
            if (alarm.hour, alarm.minutes, alarm.days, alarm.label) == (hour, minutes, days, label):
                self.change(alarm, enabled=1)
                return self.get(alarm.ident) or alarm
        row: RowDict = {"hour": hour, "minutes": minutes, "daysofweek": days, "label": label, "vibrate": int(vibrate)}
        uri = self._phone.content.insert(ALARMS, {**row, "enabled": 1, "delete_after_use": int(delete_after_use)})
        self._phone.ledger.append("alarm_set", hour=hour, minutes=minutes, days=days, label=label)
        ident = int(uri.rpartition("/")[2])
        return Alarm(ident, hour, minutes, days, label, True, vibrate, delete_after_use)

    def change(self, alarm: Alarm, **columns: Value) -> None:
        """Change columns of an alarm (hour, minutes, daysofweek, label, enabled, vibrate); old instances go."""
        for instance in self.instances():
            if instance.alarm_id == alarm.ident:
                self._phone.content.delete(f"{INSTANCES}/{instance.ident}")
        self._phone.content.update(f"{ALARMS}/{alarm.ident}", columns)
        facts: RowDict = {"hour": alarm.hour, "minutes": alarm.minutes, "label": alarm.label, **columns}
        self._phone.ledger.append("alarm_changed", **facts)

    def remove(self, alarm: Alarm) -> None:
        """Delete an alarm."""
        self._phone.content.delete(f"{ALARMS}/{alarm.ident}")
        self._phone.ledger.append("alarm_deleted", hour=alarm.hour, minutes=alarm.minutes, label=alarm.label)

    def instances(self) -> list[Instance]:
        """Return all instances, soonest first."""
        zone = self._phone.clock.now().tzinfo
        return [_instance(row, zone) for row in query(self._phone.content, INSTANCES)]

    def next_ring(self, alarm: Alarm) -> datetime | None:
        """Return when an alarm rings next, or None when it is off. Occurrences dismissed beforehand are skipped."""
        if not alarm.enabled:
            return None
        skipped = {i.moment for i in self.instances() if i.alarm_id == alarm.ident and i.state == PREDISMISSED}
        return next((moment for moment in alarm.moments(self._phone.clock.now()) if moment not in skipped), None)

    def put_instance(self, alarm: Alarm, moment: datetime, state: int) -> int:
        """Add an instance of an alarm and return its number."""
        row: RowDict = {"year": moment.year, "month": moment.month - 1, "day": moment.day, "hour": moment.hour}
        row |= {"minutes": moment.minute, "label": alarm.label, "alarm_state": state, "alarm_id": alarm.ident}
        return int(self._phone.content.insert(INSTANCES, row).rpartition("/")[2])

    def dismiss_upcoming(self, alarm: Alarm) -> None:
        """Dismiss the next ring before it comes: an alarm for once goes off, a repeating one skips a day."""
        moment = self.next_ring(alarm)
        if moment is not None and alarm.days:
            self.put_instance(alarm, moment, PREDISMISSED)
            self._phone.ledger.append("alarm_skipped", hour=alarm.hour, minutes=alarm.minutes, label=alarm.label)
        elif alarm.delete_after_use:
            self.remove(alarm)
        else:
            self.change(alarm, enabled=0)


class TimerStore:
    """Reads and changes timers."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    def all(self) -> list[Countdown]:
        """Return every timer, oldest first."""
        return [_countdown(row) for row in query(self._phone.content, TIMERS)]

    def get(self, ident: int) -> Countdown | None:
        """Return one timer, or None."""
        return next((timer for timer in self.all() if timer.ident == ident), None)

    def add(self, length_ms: int, *, label: str = "", delete_after_use: bool = False) -> Countdown:
        """Add a timer that does not run yet."""
        row: RowDict = {"length_ms": length_ms, "remaining_ms": length_ms, "label": label}
        uri = self._phone.content.insert(TIMERS, {**row, "delete_after_use": int(delete_after_use)})
        return Countdown(int(uri.rpartition("/")[2]), length_ms, length_ms, 0, "reset", label, delete_after_use)

    def start(self, timer: Countdown) -> None:
        """Start a timer or let it go on."""
        if timer.state in ("reset", "paused"):
            self._write(timer, state="running", started_at_ms=self._phone.clock.now_ms())
            self._phone.ledger.append("timer_started", length_ms=timer.length_ms, label=timer.label)

    def pause(self, timer: Countdown) -> None:
        """Stop the clock of a running timer; what is left stays."""
        if timer.state == "running":
            left = timer.left_ms(self._phone.clock.now_ms())
            self._write(timer, state="paused", remaining_ms=left, started_at_ms=None)
            self._phone.ledger.append("timer_paused", remaining_ms=left, label=timer.label)

    def reset(self, timer: Countdown) -> None:
        """Put a timer back to its full length; one for single use is deleted."""
        if timer.delete_after_use:
            self.remove(timer)
            return
        self._write(timer, state="reset", remaining_ms=timer.length_ms, started_at_ms=None)
        self._phone.ledger.append("timer_reset", length_ms=timer.length_ms, label=timer.label)

    def expire(self, timer: Countdown) -> None:
        """Mark a running timer as over; it goes on counting below zero."""
        self._write(timer, state="expired")
        self._phone.ledger.append("timer_expired", length_ms=timer.length_ms, label=timer.label)

    def add_minute(self, timer: Countdown) -> None:
        """Give a timer one minute more; an expired one runs again for a minute."""
        if timer.state == "expired":
            self._write(timer, state="running", remaining_ms=60_000, started_at_ms=self._phone.clock.now_ms())
            return
        self._write(timer, remaining_ms=timer.remaining_ms + 60_000)

    def relabel(self, timer: Countdown, label: str) -> None:
        """Name a timer."""
        self._write(timer, label=label)

    def remove(self, timer: Countdown) -> None:
        """Delete a timer."""
        self._phone.content.delete(f"{TIMERS}/{timer.ident}")
        self._phone.ledger.append("timer_deleted", length_ms=timer.length_ms, label=timer.label)

    def _write(self, timer: Countdown, **columns: Value) -> None:
        self._phone.content.update(f"{TIMERS}/{timer.ident}", columns)


class Stopwatch:
    """Reads and changes the one stopwatch. state: reset, running or paused."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    def _row(self) -> RowDict:
        rows = query(self._phone.content, STOPWATCH)
        return rows[0] if rows else {}

    @property
    def state(self) -> str:
        """Return reset, running or paused."""
        return words(self._row(), "state") or "reset"

    def total_ms(self) -> int:
        """Return the measured time up to now."""
        row = self._row()
        running = words(row, "state") == "running"
        since = self._phone.clock.now_ms() - number(row, "started_at_ms") if running else 0
        return number(row, "accumulated_ms") + since

    def laps(self) -> list[int]:
        """Return the total times at which laps were taken, oldest first."""
        return [number(row, "total_ms") for row in query(self._phone.content, LAPS)]

    def start(self) -> None:
        """Start measuring, or go on."""
        if self.state != "running":
            self._write(state="running", started_at_ms=self._phone.clock.now_ms())
            self._phone.ledger.append("stopwatch_started")

    def pause(self) -> None:
        """Stop measuring; the time stays."""
        if self.state == "running":
            self._write(state="paused", accumulated_ms=self.total_ms(), started_at_ms=None)
            self._phone.ledger.append("stopwatch_paused", total_ms=self.total_ms())

    def lap(self) -> None:
        """Note the time while running."""
        if self.state == "running":
            self._phone.content.insert(LAPS, {"total_ms": self.total_ms()})

    def reset(self) -> None:
        """Back to zero, without laps."""
        self._phone.content.delete(LAPS)
        self._write(state="reset", accumulated_ms=0, started_at_ms=None)
        self._phone.ledger.append("stopwatch_reset")

    def _write(self, **columns: Value) -> None:
        self._phone.content.update(STOPWATCH, columns)


def _alarm(row: RowDict) -> Alarm:
    return Alarm(
        number(row, "_id"), number(row, "hour"), number(row, "minutes"), number(row, "daysofweek"), words(row, "label"),
        bool(number(row, "enabled")), bool(number(row, "vibrate")), bool(number(row, "delete_after_use")),
    )  # fmt: skip


def _instance(row: RowDict, zone: object) -> Instance:
    # Months count from 0, as java.util.Calendar has them.
    moment = datetime(number(row, "year"), number(row, "month") + 1, number(row, "day"), number(row, "hour"),
                      number(row, "minutes"), tzinfo=zone)  # type: ignore[arg-type]  # fmt: skip
    return Instance(
        number(row, "_id"), number(row, "alarm_id"), moment, words(row, "label"), number(row, "alarm_state")
    )


def _countdown(row: RowDict) -> Countdown:
    state = words(row, "state")
    known: TimerState = state if state in ("running", "paused", "expired") else "reset"  # type: ignore[assignment]
    return Countdown(
        number(row, "_id"), number(row, "length_ms"), number(row, "remaining_ms"), number(row, "started_at_ms"), known,
        words(row, "label"), bool(number(row, "delete_after_use")),
    )  # fmt: skip
