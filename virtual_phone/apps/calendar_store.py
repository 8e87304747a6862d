"""Calendar events as the calendar app sees them, over content://com.android.calendar.

Knows: instances of a day, event details, and how a form becomes rows. Does not know: screens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..providers.rows import RowDict, number, query, words

if TYPE_CHECKING:
    from ..phone import Phone

ROOT = "content://com.android.calendar"


@dataclass(frozen=True, slots=True)
class Occasion:
    """One occurrence of an event. begin and end are in the phone's time zone; all-day ones span whole days."""

    event_id: int
    title: str
    begin: datetime
    end: datetime
    all_day: bool
    location: str
    color: str
    repeats: bool


@dataclass(slots=True)
class EventDraft:
    """What the form holds; event_id 0 is a new event. Times are aware; for all-day events only the days count."""

    begin: datetime
    end: datetime
    event_id: int = 0
    title: str = ""
    location: str = ""
    description: str = ""
    all_day: bool = False
    rule: str = ""
    calendar_id: int = 1


class EventStore:
    """Reads and changes events."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def zone(self) -> ZoneInfo:
        """Return the phone's time zone."""
        return ZoneInfo(self._phone.clock.timezone)

    def between(self, first: date, last: date) -> list[Occasion]:
        """Return everything that touches the days from first to last, in order, all-day events first of a day."""
        begin = datetime(first.year, first.month, first.day, tzinfo=self.zone)
        end = datetime(last.year, last.month, last.day, tzinfo=self.zone) + timedelta(days=1)
        span = f"{_ms(begin - timedelta(days=1))}/{_ms(end + timedelta(days=1))}"
        found = [self._occasion(row) for row in query(self._phone.content, f"{ROOT}/instances/when/{span}")]
        found = [o for o in found if o.begin < end and (o.end > begin or o.begin >= begin)]
        return sorted(found, key=lambda o: (o.begin.date(), not o.all_day, o.begin))

    def on_day(self, day: date) -> list[Occasion]:
        """Return everything that touches one day."""
        return self.between(day, day)

    def calendars(self) -> dict[int, str]:
        """Return the names of the calendars that can be written to."""
        rows = query(self._phone.content, f"{ROOT}/calendars", where="calendar_access_level >= 500")
        if not rows:
            # The provider's data was wiped: an event needs a calendar to live in.
            row: RowDict = {"calendar_displayName": "Personal", "name": "Personal", "account_type": "LOCAL"}
            row |= {"account_name": "owner@example.com", "ownerAccount": "owner@example.com"}
            row |= {
                "calendar_access_level": 700,
                "calendar_color": -0xBD7C0D,
                "calendar_timezone": self._phone.clock.timezone,
            }
            self._phone.content.insert(f"{ROOT}/calendars", row)
            return self.calendars()
        return {number(row, "_id"): words(row, "calendar_displayName") for row in rows}

    def draft(self, event_id: int) -> EventDraft | None:
        """Return an event ready to be edited, or None when it is gone."""
        rows = query(self._phone.content, f"{ROOT}/events/{event_id}")
        if not rows:
            return None
        row = rows[0]
        all_day = bool(number(row, "allDay"))
        begin = self._local(number(row, "dtstart"), all_day)
        length = timedelta(milliseconds=self._length_ms(row))
        return EventDraft(
            begin, begin + length, event_id, words(row, "title"), words(row, "eventLocation"),
            words(row, "description"), all_day,
            words(row, "rrule"), number(row, "calendar_id", 1),
        )  # fmt: skip

    def save(self, draft: EventDraft) -> int:
        """Write a draft and return the event's number."""
        calendars = self.calendars()
        if draft.calendar_id not in calendars:
            draft.calendar_id = min(calendars)
        row: RowDict = {"title": draft.title.strip(), "eventLocation": draft.location.strip() or None}
        row |= {
            "description": draft.description.strip() or None,
            "calendar_id": draft.calendar_id,
            **self._times(draft),
        }
        kind = "event_changed" if draft.event_id else "event_added"
        if draft.event_id:
            self._phone.content.update(f"{ROOT}/events/{draft.event_id}", row)
        else:
            draft.event_id = int(self._phone.content.insert(f"{ROOT}/events", row).rpartition("/")[2])
        self._phone.ledger.append(kind, title=draft.title, begin=draft.begin.isoformat(), event_id=draft.event_id)
        return draft.event_id

    def delete(self, event_id: int, title: str) -> None:
        """Delete an event with all its occurrences."""
        self._phone.content.delete(f"{ROOT}/events/{event_id}")
        self._phone.ledger.append("event_deleted", title=title, event_id=event_id)

    def delete_occurrence(self, occasion_begin: datetime, event_id: int) -> None:
        """Take one day out of a repeating event."""
        row = query(self._phone.content, f"{ROOT}/events/{event_id}", ["exdate"])[0]
        stamp = occasion_begin.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        dates = ",".join(part for part in (words(row, "exdate"), stamp) if part)
        self._phone.content.update(f"{ROOT}/events/{event_id}", {"exdate": dates})
        self._phone.ledger.append("event_occurrence_deleted", event_id=event_id, begin=occasion_begin.isoformat())

    def _times(self, draft: EventDraft) -> RowDict:
        begin, end = draft.begin, draft.end
        zone = self._phone.clock.timezone
        if draft.all_day:
            begin = datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
            end = max(datetime(end.year, end.month, end.day, tzinfo=UTC), begin + timedelta(days=1))
            zone = "UTC"
        length = _ms(end) - _ms(begin)
        row: RowDict = {
            "dtstart": _ms(begin),
            "eventTimezone": zone,
            "allDay": int(draft.all_day),
            "rrule": draft.rule or None,
        }
        if draft.rule:
            return {**row, "duration": f"P{length // 1000}S", "dtend": None}
        return {**row, "dtend": _ms(end), "duration": None}

    def _length_ms(self, row: RowDict) -> int:
        if row.get("dtend") is not None:
            return number(row, "dtend") - number(row, "dtstart")
        from ..providers.recurrence import duration_ms

        return duration_ms(words(row, "duration"))

    def _local(self, epoch_ms: int, all_day: bool) -> datetime:
        """All-day events lie at midnight UTC; they are shown on the same date here."""
        if all_day:
            return datetime.fromtimestamp(epoch_ms / 1000, UTC).replace(tzinfo=self.zone)
        return datetime.fromtimestamp(epoch_ms / 1000, self.zone)

    def _occasion(self, row: RowDict) -> Occasion:
        all_day = bool(number(row, "allDay"))
        return Occasion(
            number(row, "event_id"), words(row, "title") or "(No title)", self._local(number(row, "begin"), all_day),
            self._local(number(row, "end"), all_day), all_day, words(row, "eventLocation"),
            f"#{number(row, 'displayColor') & 0xFFFFFF:06X}", bool(words(row, "rrule")),
        )  # fmt: skip


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
