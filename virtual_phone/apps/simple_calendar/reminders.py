"""Reminders of events: the app wakes up for the next one and posts a notification.

Knows: which reminder is next, and the app's text. Does not know: who changed the
events; they call `schedule_reminders`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from ...intents import Intent
from .rows import time_words
from .store import EVENT_CLASS, PACKAGE, EventStore, Occurrence

if TYPE_CHECKING:
    from ...phone import Phone

_TAG = "*walarm*:calendar_reminder"
_LOOK_AHEAD_DAYS = 370


def schedule_reminders(phone: Phone) -> None:
    """Set the app's alarm to the next reminder of any event; earlier settings are forgotten."""
    phone.alarms.cancel_package(PACKAGE)
    now_s = phone.clock.now_ms() // 1000
    coming = [moment for moment, _ in _reminders(phone) if moment > now_s]
    if coming:
        due_s = min(coming)
        phone.alarms.set(PACKAGE, due_s * 1000, lambda: _ring(phone, due_s), tag=_TAG)


def _reminders(phone: Phone) -> Iterator[tuple[int, Occurrence]]:
    """Yield (epoch second, occurrence) of every reminder of the time to come, in no order."""
    today = phone.clock.now().date()
    for occurrence in EventStore(phone).between(today, today + timedelta(days=_LOOK_AHEAD_DAYS)):
        for minutes in occurrence.event.reminders:
            if minutes >= 0 and not occurrence.is_done:
                yield int(occurrence.begin.timestamp()) - minutes * 60, occurrence


def _ring(phone: Phone, due_s: int) -> None:
    for moment, occurrence in _reminders(phone):
        if moment == due_s:
            event = occurrence.event
            extras = {"event_id": event.ident, "event_occurrence_ts": int(occurrence.begin.timestamp())}
            text = " ".join(part for part in (time_words(phone, occurrence), event.location, event.description) if part)
            phone.notifications.post(
                PACKAGE, event.ident, event.title, text, channel="simple_calendar", importance=4, category="reminder",
                intent=Intent(component=f"{PACKAGE}/{EVENT_CLASS}", extras=extras),
            )  # fmt: skip
    schedule_reminders(phone)
