"""Time and date pickers to put into a `dialog(content=…)`.

They are stateless: the activity holds the value and gets every change. Class names and ids follow AOSP's
(input-mode time picker, calendar-mode date picker).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from typing import Any

from .view import TEXT_VIEW, VIEW, Node, column, grid, make, row, spacer, text
from .widgets import edit_text, icon_button

TimeChange = Callable[[int, int], object]


def time_picker(hour: int, minute: int, on_change: TimeChange, *, use_24_hours: bool = False) -> Node:
    """Show hour and minute fields and AM/PM; `on_change(hour 0..23, minute 0..59)` on each valid change."""
    shown = hour if use_24_hours else (hour % 12 or 12)

    def hour_typed(typed: str) -> None:
        limit = 23 if use_24_hours else 12
        if typed.isdecimal() and int(typed) <= limit:
            value = int(typed)
            on_change(value if use_24_hours else value % 12 + (12 if hour >= 12 else 0), minute)

    def minute_typed(typed: str) -> None:
        if typed.isdecimal() and int(typed) <= 59:
            on_change(hour, int(typed))

    halves = None if use_24_hours else _halves(hour, minute, on_change)
    colon = text(":", size=44.0, width=24.0, align="center", hidden_from_dump=True)
    return row(
        _time_field(str(shown), hour_typed, "input_hour", "Hour"),
        colon,
        _time_field(f"{minute:02d}", minute_typed, "input_minute", "Minute"),
        halves,
        cls="android.widget.TimePicker",
        align="center",
        id="time_picker",
        keeps_ltr=True,
    )


def _time_field(value: str, on_change: Callable[[str], object], name: str, label: str) -> Node:
    box = edit_text(
        value,
        on_change,
        id=f"android:id/{name}",
        input_type="number",
        draft=True,
        width="fill",
        height=72.0,
        text_size=40.0,
        padding=8.0,
        align="center",
        background="surface_highest",
        border="",
        desc=label,
    )
    caption = text(label, size=12.0, color="on_surface_variant")
    return column(box, caption, weight=1.0, gap=6.0)


def _halves(hour: int, minute: int, on_change: TimeChange) -> Node:
    def half(label: str, base: int) -> Node:
        chosen = (hour >= 12) == (base == 12)
        look: dict[str, Any] = {"background": "tertiary_container" if chosen else "", "border": "outline"}
        look["color"] = "on_tertiary_container" if chosen else "on_surface_variant"
        return make(
            "android.widget.RadioButton",
            "stack",
            (),
            {
                "text": label,
                "checkable": True,
                "checked": chosen,
                "width": 52.0,
                "height": 36.0,
                "align": "center",
                "valign": "center",
                "bold": True,
                "radius": 6.0,
                "on_click": lambda: on_change(hour % 12 + base, minute),
                "id": f"android:id/{label.lower()}_label",
            }
            | look,
        )

    return column(half("AM", 0), half("PM", 12), spacer(18.0), width="wrap", margin=(12.0, 0.0, 0.0, 0.0))


def date_picker(value: dt.date, on_change: Callable[[dt.date], object], *, today: dt.date | None = None) -> Node:
    """Show the month of `value`; a tap on a day or on the arrows calls `on_change(date)`."""

    def moved(months: int) -> dt.date:
        index = value.year * 12 + value.month - 1 + months
        year, month = divmod(index, 12)
        return dt.date(year, month + 1, min(value.day, calendar.monthrange(year, month + 1)[1]))

    heading = row(
        text(value.strftime("%B %Y"), bold=True, weight=1.0, id="month_name"),
        icon_button("chevron_left", "Previous month", lambda: on_change(moved(-1)), id="android:id/prev"),
        icon_button("chevron_right", "Next month", lambda: on_change(moved(1)), id="android:id/next"),
    )
    letters = [_day_letter(letter) for letter in "SMTWTFS"]
    first_column = (dt.date(value.year, value.month, 1).weekday() + 1) % 7
    blanks = [make(VIEW, "stack", (), {"height": 40.0, "hidden_from_dump": True}) for _ in range(first_column)]
    days = range(1, calendar.monthrange(value.year, value.month)[1] + 1)
    cells = [_day(value.replace(day=day), value, on_change, today) for day in days]
    return column(
        heading,
        grid(*letters, *blanks, *cells, columns=7, id="android:id/month_view"),
        id="android:id/datePicker",
        cls="android.widget.DatePicker",
    )


def _day_letter(letter: str) -> Node:
    return text(letter, size=12.0, color="on_surface_variant", align="center", width="fill", hidden_from_dump=True)


def _day(day: dt.date, chosen: dt.date, on_change: Callable[[dt.date], object], today: dt.date | None) -> Node:
    is_chosen = day == chosen
    color = "on_primary" if is_chosen else "primary" if day == today else "on_surface"
    options: dict[str, Any] = {
        "text": str(day.day),
        "desc": f"{day:%d %B %Y}",
        "height": 40.0,
        "width": "fill",
        "align": "center",
        "valign": "center",
        "radius": 999.0,
        "color": color,
        "background": "primary" if is_chosen else "",
        "checkable": True,
        "checked": is_chosen,
        "on_click": lambda: on_change(day),
    }
    return make(TEXT_VIEW if is_chosen else VIEW, "stack", (), options)
