"""How tasks look in Tasks.org: colours of priorities, dates in words, groups, rows.

Knows: texts and nodes of one task and of a sorted list. Does not know: which tasks, or what a touch does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ...ui.nodes import Node, column, icon, row, text
from ...ui.view import CHECK_BOX, make
from ..clock_texts import time_of
from .store import HIGH, LOW, MEDIUM, NONE, PRIORITIES, Task

if TYPE_CHECKING:
    from ...phone import Phone

COLORS = {HIGH: "#D93025", MEDIUM: "#E37400", LOW: "#1A73E8", NONE: "#80868B"}
BY_DUE, BY_PRIORITY, BY_TITLE, BY_CHANGE = "due", "priority", "title", "modified"
SORTS = {BY_DUE: "By due date", BY_PRIORITY: "By priority", BY_TITLE: "By title", BY_CHANGE: "By last modified"}
_FAR = 1 << 62


def day_words(phone: Phone, epoch_ms: int) -> str:
    """Write a day as lists do: "Today", "Tomorrow", "Yesterday", else "Tue, Oct 24", with a year but this one."""
    day, today = phone.clock.local(epoch_ms).date(), phone.clock.now().date()
    near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get((day - today).days)
    return near or f"{day:%a, %b} {day.day}" + (f", {day.year}" if day.year != today.year else "")


def full_day(day: date) -> str:
    """Write a day in full: "Tuesday, October 24, 2023"."""
    return f"{day:%A, %B} {day.day}, {day.year}"


def due_words(phone: Phone, task: Task) -> str:
    """Write when a task is due, with its time when it has one; "" without a due date."""
    if not task.due_ms:
        return ""
    return day_words(phone, task.due_ms) + (f", {time_of(phone, task.due_ms)}" if task.has_due_time else "")


def is_overdue(phone: Phone, task: Task) -> bool:
    """Tell whether an open task's day (or time) has passed."""
    if not task.due_ms or task.completed_ms:
        return False
    if task.has_due_time:
        return task.due_ms < phone.clock.now_ms()
    return phone.clock.local(task.due_ms).date() < phone.clock.now().date()


def complete_box(task: Task, on_click: Callable[[], object]) -> Node:
    """Show the round box in the colour of the priority; a screen reader hears the priority."""
    picture = "check_circle" if task.completed_ms else "circle_outline"
    return make(
        CHECK_BOX, "stack", (icon(picture, color=COLORS[min(max(task.priority, HIGH), NONE)], hidden_from_dump=True),),
        {"id": "completeBox", "desc": f"{PRIORITIES.get(task.priority, 'No')} priority", "checkable": True,
         "checked": bool(task.completed_ms), "on_click": on_click, "width": 48.0, "height": 48.0, "align": "center",
         "valign": "center"},
    )  # fmt: skip


def task_row(phone: Phone, task: Task, on_open: Callable[[], object], on_tick: Callable[[], object]) -> Node:
    """Show one task: box, title, notes, due date."""
    done = bool(task.completed_ms)
    due = due_words(phone, task)
    facts = column(
        text(task.title, size=16.0, id="title", strike=done, color="on_surface_variant" if done else "on_surface"),
        text(task.notes, size=13.0, color="on_surface_variant", id="description", max_lines=2) if task.notes else None,
        weight=1.0, gap=2.0,
    )  # fmt: skip
    return row(
        complete_box(task, on_tick), facts,
        text(due, size=13.0, id="due_date", color="error" if is_overdue(phone, task) else "on_surface_variant")
        if due else None,
        id="row", gap=4.0, padding=(8.0, 4.0, 16.0, 4.0), on_click=on_open, key=f"task {task.ident}",
    )  # fmt: skip


def grouped(phone: Phone, tasks: Sequence[Task], sort: str) -> list[tuple[str, list[Task]]]:
    """Sort tasks and return them under headings, those done last. Sorts without groups give one heading "" ."""
    groups: dict[str, list[Task]] = {}
    for task in sorted(tasks, key=lambda t: _order(phone, t, sort)):
        groups.setdefault(_heading(phone, task, sort), []).append(task)
    return list(groups.items())


def _order(phone: Phone, task: Task, sort: str) -> tuple[object, ...]:
    due = task.due_ms or _FAR
    keys: dict[str, tuple[object, ...]] = {
        BY_DUE: (not is_overdue(phone, task), phone.clock.local(due).date() if task.due_ms else date.max, task.priority,
                 task.title.casefold()),
        BY_PRIORITY: (task.priority, due, task.title.casefold()),
        BY_TITLE: (task.title.casefold(), due),
        BY_CHANGE: (-task.modified_ms, task.ident),
    }  # fmt: skip
    return (bool(task.completed_ms), *keys.get(sort, keys[BY_DUE]))


def _heading(phone: Phone, task: Task, sort: str) -> str:
    if task.completed_ms:
        return "Completed"
    if sort == BY_PRIORITY:
        return f"{PRIORITIES.get(task.priority, 'No')} priority" if task.priority != NONE else "No priority"
    if sort in (BY_TITLE, BY_CHANGE):
        return ""
    if is_overdue(phone, task):
        return "Overdue"
    return day_words(phone, task.due_ms) if task.due_ms else "No due date"
