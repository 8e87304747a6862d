"""How moments and lengths of time are written on the phone's screens.

Knows: 12 and 24 hour style, day names, countdowns. Does not know: what happens at those times.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..phone import Phone

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def is_24_hours(phone: Phone) -> bool:
    """Tell whether the phone shows times in 24 hour style."""
    return phone.settings.get("system", "time_12_24") == "24"


def clock_time(phone: Phone, hour: int, minute: int) -> str:
    """Write a time of day as '7:30 AM', or '07:30' in 24 hour style."""
    if is_24_hours(phone):
        return f"{hour:02d}:{minute:02d}"
    return f"{hour % 12 or 12}:{minute:02d} {'AM' if hour < 12 else 'PM'}"


def time_of(phone: Phone, epoch_ms: int) -> str:
    """Write the time of day of a moment."""
    moment = phone.clock.local(epoch_ms)
    return clock_time(phone, moment.hour, moment.minute)


def day_of(moment: datetime) -> str:
    """Write a day as 'Mon, Mar 16'."""
    return f"{moment:%a, %b} {moment.day}"


def short_when(phone: Phone, epoch_ms: int) -> str:
    """Write a past moment as lists do: 'Now', '5 min', '8:41 AM', 'Sun', 'Mar 9' or '3/9/25'."""
    now, then = phone.clock.now(), phone.clock.local(epoch_ms)
    minutes = int((now - then).total_seconds() // 60)
    if 0 <= minutes < 60:
        return f"{minutes} min" if minutes else "Now"
    if then.date() == now.date():
        return time_of(phone, epoch_ms)
    if timedelta(0) < now.date() - then.date() < timedelta(days=7):
        return f"{then:%a}"
    return f"{then:%b} {then.day}" if then.year == now.year else f"{then.month}/{then.day}/{then:%y}"


def long_when(phone: Phone, epoch_ms: int) -> str:
    """Write a moment with its day: 'Today, 9:00 AM', 'Yesterday, 6:22 PM' or 'Fri, Mar 13, 9:00 AM'."""
    now, then = phone.clock.now(), phone.clock.local(epoch_ms)
    days = (now.date() - then.date()).days
    names = {0: "Today", 1: "Yesterday", -1: "Tomorrow"}
    return f"{names.get(days, day_of(then))}, {time_of(phone, epoch_ms)}"


def repeat_days(bits: int) -> str:
    """Write a set of weekdays (Monday is bit 0): 'Every day', 'Mon, Tue, Wed, Thu, Fri' or ''."""
    if bits & 127 == 127:
        return "Every day"
    return ", ".join(name[:3] for at, name in enumerate(DAYS) if bits >> at & 1)


def countdown(ms: int) -> str:
    """Write a remaining time as '4:59' or '1:04:59', rounded up to whole seconds; past times get a minus."""
    sign, seconds = ("-", -ms // 1000) if ms <= -1000 else ("", -(-max(ms, 0) // 1000))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{sign}{minutes}:{seconds:02d}"


def spoken(ms: int) -> str:
    """Write a length as screen readers say it: '1 hour, 4 minutes, 59 seconds'."""
    hours, rest = divmod(-(-max(ms, 0) // 1000), 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(hours, "hour"), (minutes, "minute"), (seconds, "second")]
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return ", ".join(said) or "0 seconds"


def short_length(ms: int) -> str:
    """Write a length as '5m', '1h 30m' or '45s'."""
    hours, rest = divmod(ms // 1000, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "m"), (seconds, "s")]
    return " ".join(f"{count}{unit}" for count, unit in parts if count) or "0s"


def from_now(ms: int) -> str:
    """Write how far off an alarm is: '22 hours and 30 minutes', '2 days', 'less than 1 minute'."""
    minutes = ms // 60_000
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    if len(said) > 1:
        said = [", ".join(said[:-1]), said[-1]]
    return " and ".join(said) or "less than 1 minute"


def stopwatch_time(ms: int) -> str:
    """Write a measured time as '0:12.34' or '1:00:12.34'."""
    hours, rest = divmod(ms // 10, 360_000)
    minutes, rest = divmod(rest, 6000)
    seconds, hundredths = divmod(rest, 100)
    tail = f"{minutes:02d}:{seconds:02d}.{hundredths:02d}"
    return f"{hours}:{tail}" if hours else tail
