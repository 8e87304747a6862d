"""The tasks of Tasks.org, in its own database, and what the list of them leaves out.

Knows: the table's columns, priorities, and that a due time is told by the seconds of the due date. Does not know:
screens. Reads the database anew each time, since it may be replaced underneath.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from ...providers.database import Database, insert_row, update_rows
from ...providers.rows import RowDict, number, words
from ...services.content import Value
from ..app_data import app_database
from ..app_preferences import Preferences

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "org.tasks"
MAIN_CLASS = "com.todoroo.astrid.activity.MainActivity"
EDIT_CLASS = "com.todoroo.astrid.activity.TaskEditActivity"
PATH = f"/data/data/{PACKAGE}/databases/database"
HIGH, MEDIUM, LOW, NONE = range(4)
PRIORITIES = {HIGH: "High", MEDIUM: "Medium", LOW: "Low", NONE: "None"}
SHOW_COMPLETED, SHOW_UNSTARTED, SORT = "show_completed_tasks", "show_hidden_tasks", "sort_mode"
_HAS_TIME_MS = 1000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS tasks (_id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, title TEXT,
  importance INTEGER NOT NULL, dueDate INTEGER NOT NULL, hideUntil INTEGER NOT NULL, created INTEGER NOT NULL,
  modified INTEGER NOT NULL, completed INTEGER NOT NULL, deleted INTEGER NOT NULL, notes TEXT,
  estimatedSeconds INTEGER NOT NULL, elapsedSeconds INTEGER NOT NULL, timerStart INTEGER NOT NULL,
  notificationFlags INTEGER NOT NULL, lastNotified INTEGER NOT NULL, recurrence TEXT, repeat_from INTEGER NOT NULL,
  calendarUri TEXT, remoteId TEXT, collapsed INTEGER NOT NULL, parent INTEGER NOT NULL, "order" INTEGER,
  read_only INTEGER NOT NULL);
"""
_ZEROS = (
    "deleted", "estimatedSeconds", "elapsedSeconds", "timerStart", "notificationFlags", "lastNotified", "repeat_from",
    "collapsed", "parent", "read_only",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """One task. All times are epoch ms; 0 means none."""

    title: str = ""
    priority: int = LOW
    due_ms: int = 0
    start_ms: int = 0
    completed_ms: int = 0
    notes: str = ""
    created_ms: int = 0
    modified_ms: int = 0
    ident: int = 0

    @property
    def has_due_time(self) -> bool:
        """Tell whether the task is due at a time, not just on a day: then the due date is no whole minute."""
        return self.due_ms % 60_000 > 0


class TaskStore:
    """Reads and changes tasks."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.prefs = Preferences(phone, PACKAGE)

    @property
    def _database(self) -> Database:
        return tasks_database(self._phone)

    def all(self) -> list[Task]:
        """Return every task that is not deleted."""
        return [_task(dict(row)) for row in self._database.rows("SELECT * FROM tasks WHERE deleted = 0 ORDER BY _id")]

    def shown(self, wanted: str = "") -> list[Task]:
        """Return what the list shows: completed and unstarted tasks only when the user asked for them."""
        now = self._phone.clock.now_ms()
        completed, unstarted = self.prefs.flag(SHOW_COMPLETED), self.prefs.flag(SHOW_UNSTARTED)
        return [
            task for task in self.all()
            if (completed or not task.completed_ms)
            and (unstarted or task.start_ms <= now)
            and wanted.casefold() in f"{task.title}\n{task.notes}".casefold()
        ]  # fmt: skip

    def get(self, ident: int) -> Task | None:
        """Return one task, or None."""
        rows = self._database.rows("SELECT * FROM tasks WHERE _id = ? AND deleted = 0", (ident,))
        return _task(dict(rows[0])) if rows else None

    def save(self, task: Task) -> Task:
        """Add a task (ident 0) or replace it, and return it as it is now."""
        now = self._phone.clock.now_ms()
        values: dict[str, Value] = {
            "title": task.title, "importance": task.priority, "dueDate": task.due_ms, "hideUntil": task.start_ms,
            "completed": task.completed_ms, "notes": task.notes or None, "modified": now,
        }  # fmt: skip
        with self._database.transaction() as connection:
            ident = task.ident
            if ident:
                update_rows(connection, "tasks", values, "_id = ?", (ident,))
            else:
                made: dict[str, Value] = {"created": now, "remoteId": str(self._phone.random.getrandbits(62))}
                ident = insert_row(connection, "tasks", {**dict.fromkeys(_ZEROS, 0), **made, **values})
        self._note("task_changed" if task.ident else "task_added", ident, task.title)
        return replace(task, ident=ident, modified_ms=now, created_ms=task.created_ms or now)

    def complete(self, task: Task, done: bool) -> Task:
        """Tick a task off, or take the tick back."""
        return self.save(replace(task, completed_ms=self._phone.clock.now_ms() if done else 0))

    def delete(self, task: Task) -> None:
        """Delete a task: the row stays with the time of its deletion, as the app keeps it for syncing."""
        self._database.write("UPDATE tasks SET deleted = ? WHERE _id = ?", (self._phone.clock.now_ms(), task.ident))
        self._note("task_deleted", task.ident, task.title)

    def _note(self, kind: str, ident: int, title: str) -> None:
        self._phone.ledger.append(kind, title=title, task_id=ident, package=PACKAGE)


def tasks_database(phone: Phone) -> Database:
    """Return the app's database, made when it is missing."""
    return app_database(phone, PACKAGE, "database", _SCHEMA, version=89)


def due_ms(phone: Phone, day: date, clock: time | None = None) -> int:
    """Return the due date for a day, or for a time on it, in the phone's time zone."""
    zone = phone.clock.now().tzinfo
    moment = datetime.combine(day, clock or time(12), zone)
    return int(moment.timestamp()) * 1000 + (_HAS_TIME_MS if clock else 0)


def _task(row: RowDict) -> Task:
    return Task(
        words(row, "title"), number(row, "importance"), number(row, "dueDate"), number(row, "hideUntil"),
        number(row, "completed"), words(row, "notes"), number(row, "created"), number(row, "modified"),
        number(row, "_id"),
    )  # fmt: skip
