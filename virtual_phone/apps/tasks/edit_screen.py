"""One task of Tasks.org: what can be seen and changed about it.

Knows: the form; leaving it saves. Does not know: the list.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    column,
    dialog,
    divider,
    edit_text,
    icon,
    icon_button,
    radio,
    row,
    screen,
    scroll,
    spacer,
    text,
)
from ..app import Activity
from ..asking import ask_date, ask_time
from ..clock_texts import time_of
from .look import COLORS, complete_box, full_day, is_overdue
from .store import EDIT_CLASS, PRIORITIES, Task, TaskStore, due_ms

if TYPE_CHECKING:
    from ...phone import Phone


class TaskEditActivity(Activity):
    """The form of one task."""

    name = EDIT_CLASS

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = TaskStore(phone)
        ident = intent.extra("task")
        found = self._store.get(ident) if isinstance(ident, int) else None
        self._task = self._saved = found or Task()

    def build(self) -> Node:
        """Show the fields."""
        task = self._task
        actions = [icon_button("save", "Save", self._close, id="menu_save")]
        if task.ident:
            actions.append(icon_button("delete", "Delete task", self._ask_delete, id="menu_delete"))
        title = edit_text(
            task.title, lambda typed: self._set(title=typed), hint="Task name", id="title", border="", text_size=20.0,
            weight=1.0, padding=(4.0, 12.0), autofocus=not task.ident,
        )  # fmt: skip
        notes = edit_text(
            task.notes, lambda typed: self._set(notes=typed), hint="Description", id="notes", border="", weight=1.0,
            multiline=True, padding=(0.0, 12.0),
        )  # fmt: skip
        return screen(
            scroll(
                row(complete_box(task, self._tick), title, padding=(8.0, 4.0)), divider(),
                self._due(), self._due_time(), divider(), self._start(), divider(), self._priority(), divider(),
                row(icon("article", color="on_surface_variant"), notes, gap=20.0, padding=(20.0, 4.0), valign="top"),
                divider(), *self._stamps(), spacer(320.0), recycler=False, id="edit_scroll",
            ),
            bar=app_bar("", actions, on_up=self._close, id="toolbar"),
        )  # fmt: skip

    def _set(self, **changes: Any) -> None:
        self._task = replace(self._task, **changes)

    def _due(self) -> Node:
        task = self._task
        words = full_day(self._day(task.due_ms)) if task.due_ms else "No due date"
        color = "error" if is_overdue(self.phone, task) else "on_surface" if task.due_ms else "on_surface_variant"
        return _line("schedule", text(words, size=16.0, id="due_date", color=color, weight=1.0, width="fill"),
                     on_click=self._ask_due, desc="Due date")  # fmt: skip

    def _due_time(self) -> Node | None:
        task = self._task
        if not task.due_ms:
            return None
        words = time_of(self.phone, task.due_ms) if task.has_due_time else "No time"
        return _line("", text(words, size=16.0, id="due_time", weight=1.0, width="fill"), on_click=self._ask_due_time,
                     desc="Due time")  # fmt: skip

    def _start(self) -> Node:
        task = self._task
        words = full_day(self._day(task.start_ms)) if task.start_ms else "No start date"
        color = "on_surface" if task.start_ms else "on_surface_variant"
        return _line("event", text(words, size=16.0, id="start_date", color=color, weight=1.0, width="fill"),
                     on_click=self._ask_start, desc="Start date")  # fmt: skip

    def _priority(self) -> Node:
        def option(value: int, name: str) -> Node:
            mark = radio("", value == self._task.priority, lambda on: self._set(priority=value), desc=name,
                         id=f"priority_{name.lower()}", width=40.0)  # fmt: skip
            label = text(name, size=13.0, color=COLORS[value], bold=True, align="center", width="fill",
                         hidden_from_dump=True)  # fmt: skip
            return column(mark, label, weight=1.0, align="center")

        options = (option(value, name) for value, name in PRIORITIES.items())
        return _line("flag", column(text("Priority", size=16.0), row(*options, id="priority_row"), weight=1.0, gap=4.0))

    def _stamps(self) -> list[Node]:
        task = self._task
        facts = (("Completed", task.completed_ms), ("Created", task.created_ms), ("Modified", task.modified_ms))
        return [
            text(f"{label} {self._day(ms):%b} {self._day(ms).day}, {self._day(ms).year}, {time_of(self.phone, ms)}",
                 color="on_surface_variant", id=f"{label.lower()}_stamp", padding=(64.0, 6.0, 20.0, 0.0), size=13.0)
            for label, ms in facts if ms > 0
        ]  # fmt: skip

    def _day(self, epoch_ms: int) -> date:
        return self.phone.clock.local(epoch_ms).date()

    def _ask_due(self) -> None:
        task = self._task

        def take(day: date) -> None:
            clock = self.phone.clock.local(task.due_ms).time() if task.has_due_time else None
            self._set(due_ms=due_ms(self.phone, day, clock.replace(second=0, microsecond=0) if clock else None))

        day = self._day(task.due_ms) if task.due_ms else self.phone.clock.now().date()
        ask_date(self, day, take, none=("No due date", lambda: self._set(due_ms=0)))

    def _ask_due_time(self) -> None:
        moment = self.phone.clock.local(self._task.due_ms)

        def take(hour: int, minute: int) -> None:
            self._set(due_ms=due_ms(self.phone, moment.date(), time(hour, minute)))

        none = ("No time", lambda: self._set(due_ms=due_ms(self.phone, moment.date())))
        ask_time(self, moment.hour, moment.minute, take, none=none)

    def _ask_start(self) -> None:
        task = self._task

        def take(day: date) -> None:
            self._set(start_ms=due_ms(self.phone, day, time(0)) - 1000)

        day = self._day(task.start_ms) if task.start_ms else self.phone.clock.now().date()
        ask_date(self, day, take, none=("No start date", lambda: self._set(start_ms=0)))

    def _tick(self) -> None:
        now = self.phone.clock.now_ms()
        self._set(completed_ms=0 if self._task.completed_ms else now)

    def _ask_delete(self) -> None:
        def delete() -> None:
            self._store.delete(self._task)
            self._saved = self._task
            self.finish()

        self.show_dialog(lambda: dialog("", "Delete task?", buttons=(("Cancel", None), ("OK", delete))))

    def _save(self) -> None:
        if self._task != self._saved and (self._task.title.strip() or self._task.ident):
            self._task = self._saved = self._store.save(self._task)

    def _close(self) -> None:
        self._save()
        self.finish()

    def on_stop(self) -> None:
        """Save what was written."""
        self._save()

    def on_back(self) -> bool:
        """Save, then leave as usual."""
        self._save()
        return False


def _line(picture: str, content: Node, **options: Any) -> Node:
    lead = icon(picture, color="on_surface_variant") if picture else spacer(24.0)
    return row(lead, content, **({"gap": 20.0, "padding": (20.0, 14.0), "valign": "top"} | options))
