"""The questions of the event editor about repetition: how often, on which days, until when; and reminders in words.

Knows: each dialog and what it answers. Does not know: the event; the answer goes to the caller's function.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from ...ui.nodes import Node, check_box, column, dialog, edit_text, row
from ..asking import ask_date, ask_one, radio_group
from .repetition import BASIC, UNITS, interval_words, month_rules, split
from .store import NO_REMINDER

if TYPE_CHECKING:
    from ..app import Activity

REMINDERS = {
    NO_REMINDER: "No reminder", 0: "At start", 5: "5 minutes before", 10: "10 minutes before", 30: "30 minutes before",
    60: "1 hour before", 1440: "1 day before", 10080: "1 week before",
}  # fmt: skip


def reminder_words(minutes: int) -> str:
    """Say when a reminder comes: "10 minutes before"."""
    return REMINDERS.get(minutes, f"{minutes} minutes before")


def ask_interval(activity: Activity, chosen: int, take: Callable[[int], None]) -> None:
    """Ask how often an event repeats; "Custom" asks for a number and a unit."""
    options = {**BASIC, **({} if chosen in BASIC else {chosen: interval_words(chosen)}), -1: "Custom"}

    def took(value: int) -> None:
        if value == -1:
            _ask_custom(activity, chosen, take)
        else:
            take(value)

    ask_one(activity, options, chosen, took)


def _ask_custom(activity: Activity, chosen: int, take: Callable[[int], None]) -> None:
    every, unit = split(chosen)
    state = {"every": str(every or 1), "unit": unit or "day"}

    def set_to(key: str, value: str) -> None:
        state[key] = value

    def done() -> None:
        if state["every"].isdecimal() and int(state["every"]) > 0:
            take(int(state["every"]) * dict(UNITS)[state["unit"]])

    def build() -> Node:
        number = edit_text(
            state["every"],
            lambda typed: set_to("every", typed),
            id="dialog_custom_repeat_interval_value",
            input_type="number",
            draft=True,
        )
        names = {name: f"{name.title()}s" for name, _ in reversed(UNITS)}
        units = radio_group(names, state["unit"], lambda name: set_to("unit", name))
        return dialog("Custom repetition", buttons=(("Cancel", None), ("OK", done)), content=column(number, units))

    activity.show_dialog(build)


def ask_rule(activity: Activity, interval_s: int, rule: int, start: datetime, take: Callable[[int], None]) -> None:
    """Ask on which days of the week or of the month an event repeats."""
    if split(interval_s)[1] != "week":
        ask_one(activity, month_rules(start), rule, take)
        return
    state = [rule]

    def flip(bit: int) -> None:
        state[0] ^= 1 << bit

    def done() -> None:
        take(state[0] or 1 << start.weekday())

    def day_box(at: int, name: str) -> Node:
        return check_box(name, bool(state[0] >> at & 1), lambda on: flip(at), width="fill")

    def build() -> Node:
        days = [day_box(at, name) for at, name in enumerate(calendar.day_name)]
        content = column(*days, id="dialog_vertical_linear_layout")
        return dialog("", buttons=(("Cancel", None), ("OK", done)), content=content)

    activity.show_dialog(build)


def ask_limit(
    activity: Activity, limit: int, day: date, take_day: Callable[[date], None], take: Callable[[int], None]
) -> None:
    """Ask when a repetition ends: take(0) for never, take(-n) after n times, take_day(last day)."""
    state = {"kind": 0 if limit == 0 else 1 if limit > 0 else 2, "times": -limit if limit < 0 else 10}
    labels = ("Forever", "Till a date", "A number of times")

    def set_to(key: str, value: int) -> None:
        state[key] = value

    def typed(text: str) -> None:
        if text.isdecimal() and int(text) > 0:
            state["times"] = int(text)

    def done() -> None:
        if state["kind"] == 1:
            ask_date(activity, day, take_day)
        else:
            take(0 if state["kind"] == 0 else -state["times"])

    def build() -> Node:
        kinds = radio_group(dict(enumerate(labels)), state["kind"], lambda kind: set_to("kind", kind))
        times = edit_text(str(state["times"]), typed, id="repeat_type_count", input_type="number", draft=True)
        content = column(kinds, row(times) if state["kind"] == 2 else None)
        return dialog("Repeat till", buttons=(("Cancel", None), ("OK", done)), content=content)

    activity.show_dialog(build)
