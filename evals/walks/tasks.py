"""Walks through Tasks.org: questions about tasks by due date, priority and completion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .dates import coming_day, days_meant, read_day
from .lists import read_rows
from .own_database import Row, epoch_s, fill, question
from .walk import Params, Walk

if TYPE_CHECKING:
    from .access import PhoneAccess
    from .screen import Screen

PACKAGE = "org.tasks"
MAIN = f"{PACKAGE}/com.todoroo.astrid.activity.MainActivity"
DATABASE = f"/data/data/{PACKAGE}/databases/database"
_ID = f"{PACKAGE}:id/"


@dataclass(frozen=True, slots=True)
class _Shown:
    """One task as the list shows it."""

    title: str
    due: date | None
    is_high: bool
    is_done: bool


def _read(screen: Screen) -> list[_Shown]:
    """Open the list with completed and unstarted tasks in it, and read it to its end."""
    screen.open_app(PACKAGE)
    for hidden in ("Show completed", "Show unstarted"):
        screen.tap(description="More options")
        if screen.wait(text=hidden, seconds=1.0):
            screen.tap(text=hidden)
        else:
            screen.back()
    lines = read_rows(screen, _ID + "row", _ID + "recycler_view", ("title", "due_date", "completeBox"))
    return [
        _Shown(line["title"], read_day(line["due_date"]), line["completeBox"] == "High priority",
               line["completeBox.checked"] == "true")
        for line in lines
    ]  # fmt: skip


def _titles(tasks: list[_Shown]) -> str:
    return ", ".join(task.title for task in tasks)


def _ask_due(screen: Screen, params: Params) -> str:
    day = coming_day(params["date"])
    return _titles([task for task in _read(screen) if task.due == day])


def _ask_high(screen: Screen, params: Params) -> str:
    return _titles([task for task in _read(screen) if task.is_high and not task.is_done])


def _ask_high_due(screen: Screen, params: Params) -> str:
    day = coming_day(params["date"])
    return _titles([task for task in _read(screen) if task.is_high and task.due == day])


def _count_next_week(screen: Screen, params: Params) -> str:
    monday = coming_day("this Monday")
    days = {monday + timedelta(days=at) for at in range(7)}
    return str(sum(task.due in days for task in _read(screen)))


def _ask_completed(screen: Screen, params: Params) -> str:
    done = [task for task in _read(screen) if task.is_done]
    # A weekday alone may be the last or the coming one: then the day for which there is more is meant.
    by_day = [[task for task in done if task.due == day] for day in days_meant(params["date"])]
    return _titles(max(by_day, key=len))


def _ask_open(screen: Screen, params: Params) -> str:
    last = coming_day(params["date"])
    return _titles([task for task in _read(screen) if not task.is_done and task.due is not None and task.due <= last])


# -- starting states of the examples -------------------------------------------------------------------------------


def _task(title: str, day: int, priority: int = 2, done_on: int = 0, notes: str | None = None) -> Row:
    zeros = ("deleted", "estimatedSeconds", "elapsedSeconds", "timerStart", "notificationFlags", "lastNotified",
             "repeat_from", "collapsed", "parent", "read_only")  # fmt: skip
    due = epoch_s(day, 9) * 1000
    return {
        **dict.fromkeys(zeros, 0), "title": title, "importance": priority, "dueDate": due,
        "hideUntil": epoch_s(1) * 1000, "created": due - 25_200, "modified": due - 25_200,
        "completed": epoch_s(done_on, 8) * 1000 if done_on else 0, "notes": notes, "remoteId": f"{title}{day}",
    }  # fmt: skip


_OTHERS = (
    _task("Water Plants", 12, done_on=11), _task("Call Grandma", 13, 3, done_on=12, notes="Ask for her cookie recipe."),
    _task("Organize Closet", 14, 1, done_on=14), _task("Reply to Emails", 16, 1, done_on=10),
    _task("Change Air Filter", 23, 1), _task("Clean Out Fridge", 24, 3), _task("Renew Licence", 25, 2, notes="Form 7"),
    _task("Back Up Computer Files", 26, 1), _task("Meal Prep", 27, 2, done_on=9), _task("Read the manual", 27, 1),
    _task("Take Dog to the Vet", 27, 3, notes="Annual checkup"), _task("Submit Expense Report", 28, 1),
)  # fmt: skip
_PROPOSAL = _task("Complete project proposal", 19, 0, notes="This task is important.")
_REVIEW, _BACKLOG = _task("Review code changes", 19, 1), _task("Prioritize backlog", 19, 2)


def _with(tasks: tuple[Row, ...]) -> Callable[[PhoneAccess, Params], None]:
    def prepare(access: PhoneAccess, params: Params) -> None:
        access.shell(f"pm clear {PACKAGE}")
        fill(access, MAIN, DATABASE, "tasks", (*_OTHERS, *tasks))

    return prepare


def _asking(
    task: str, goal: str, right: str, tasks: tuple[Row, ...], walk: Callable[[Screen, Params], str], **params: str
) -> Walk:
    return question(task, goal, params, right.split(", "), _with(tasks), walk)


WALKS = (
    _asking("TasksDueOnDate", "What tasks do I have due this Thursday in Tasks app?",
            "Complete project proposal, Review code changes, Prioritize backlog", (_PROPOSAL, _REVIEW, _BACKLOG),
            _ask_due, date="this Thursday"),
    _asking("TasksHighPriorityTasks", "What are my high priority tasks in Tasks app?", "Complete project proposal",
            (_PROPOSAL, _REVIEW), _ask_high),
    _asking("TasksHighPriorityTasksDueOnDate", "Which tasks with high priority are due October 19 in the Tasks app?",
            "Complete project proposal", (_PROPOSAL, _REVIEW, _task("Pay the rent", 20, 0)), _ask_high_due,
            date="October 19"),
    _asking("TasksDueNextWeek", "How many tasks do I have due next week in Tasks app? Assume the week starts from "
            "Monday. Express your answer as a single integer.", "4", (_PROPOSAL, _REVIEW, _BACKLOG), _count_next_week),
    _asking("TasksCompletedTasksForDate", "Which tasks have I completed for Friday in Tasks app?",
            "Call Grandma, Book a table, Fix the lamp",
            (_task("Book a table", 13, done_on=12), _task("Fix the lamp", 13, done_on=13), _PROPOSAL), _ask_completed,
            date="Friday"),
    _asking("TasksIncompleteTasksOnDate", "What incomplete tasks do I have still have to do by the Sunday after next "
            "in Tasks app?", ", ".join(str(task["title"]) for task in (*_OTHERS[4:8], *_OTHERS[9:], _REVIEW)),
            (_REVIEW,), _ask_open, date="the Sunday after next"),
)  # fmt: skip
