"""The clock's database: alarms, timers and the stopwatch in alarms.db, and content://com.android.deskclock.

Knows: tables and day bits. Does not know: ringing and scheduling; the clock app listens to its own URI and does that.
"""

from __future__ import annotations

from ..services.content import Value
from .database import Database, DatabaseFile
from .tables import Collection, TableProvider

PATH = "/data/user_de/0/com.google.android.deskclock/databases/alarms.db"
ALARMS = "content://com.android.deskclock/alarms"
INSTANCES = "content://com.android.deskclock/instances"
TIMERS = "content://com.android.deskclock/timers"
STOPWATCH = "content://com.android.deskclock/stopwatch"
LAPS = "content://com.android.deskclock/laps"

SCHEMA = """
CREATE TABLE IF NOT EXISTS alarm_templates (_id INTEGER PRIMARY KEY, hour INTEGER NOT NULL, minutes INTEGER NOT NULL,
  daysofweek INTEGER NOT NULL DEFAULT 0, enabled INTEGER NOT NULL DEFAULT 1, vibrate INTEGER NOT NULL DEFAULT 1,
  label TEXT NOT NULL DEFAULT '', ringtone TEXT, delete_after_use INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS alarm_instances (_id INTEGER PRIMARY KEY, year INTEGER NOT NULL, month INTEGER NOT NULL,
  day INTEGER NOT NULL, hour INTEGER NOT NULL, minutes INTEGER NOT NULL, vibrate INTEGER NOT NULL DEFAULT 1,
  label TEXT NOT NULL DEFAULT '', ringtone TEXT, alarm_state INTEGER NOT NULL DEFAULT 0,
  alarm_id INTEGER REFERENCES alarm_templates(_id) ON UPDATE CASCADE ON DELETE CASCADE);
CREATE TABLE IF NOT EXISTS timers (_id INTEGER PRIMARY KEY AUTOINCREMENT, length_ms INTEGER NOT NULL,
  remaining_ms INTEGER NOT NULL, started_at_ms INTEGER, state TEXT NOT NULL DEFAULT 'reset',
  label TEXT NOT NULL DEFAULT '', delete_after_use INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS stopwatch (_id INTEGER PRIMARY KEY, state TEXT NOT NULL DEFAULT 'reset',
  accumulated_ms INTEGER NOT NULL DEFAULT 0, started_at_ms INTEGER);
CREATE TABLE IF NOT EXISTS laps (_id INTEGER PRIMARY KEY AUTOINCREMENT, total_ms INTEGER NOT NULL);
INSERT OR IGNORE INTO stopwatch (_id) VALUES (1);
"""

_COLLECTIONS = (
    Collection("alarms", "alarm_templates", "alarm_templates", sort="hour, minutes, _id"),
    Collection("alarms/#", "alarm_templates", "alarm_templates", where="_id = ?"),
    Collection("instances", "alarm_instances", "alarm_instances", sort="year, month, day, hour, minutes"),
    Collection("instances/#", "alarm_instances", "alarm_instances", where="_id = ?"),
    Collection("timers", "timers", "timers", sort="_id"),
    Collection("timers/#", "timers", "timers", where="_id = ?"),
    Collection("stopwatch", "stopwatch", "stopwatch"),
    Collection("laps", "laps", "laps", sort="_id"),
)


class AlarmClock(TableProvider):
    """Answers content://com.android.deskclock. Timer and stopwatch moments are epoch ms of the phone."""

    def __init__(self, place: DatabaseFile) -> None:
        super().__init__(Database(place, SCHEMA, version=8), _COLLECTIONS)

    def before_insert(self, collection: Collection, values: dict[str, Value]) -> dict[str, Value]:
        """Check the time of a new alarm."""
        if collection.table == "alarm_templates":
            for name, limit in (("hour", 24), ("minutes", 60)):
                if not str(values.get(name, "")).isdigit() or not 0 <= int(str(values[name])) < limit:
                    raise ValueError(f"{name} must be 0..{limit - 1}, not {values.get(name)!r}")
        return values

    def after_change(self, collection: Collection) -> None:
        """Drop the instances of deleted alarms."""
        self.database.write(
            "DELETE FROM alarm_instances WHERE alarm_id NOTNULL AND alarm_id NOT IN (SELECT _id FROM alarm_templates)"
        )
