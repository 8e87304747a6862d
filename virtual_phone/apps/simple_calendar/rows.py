"""How days and events are written and listed in Simple Calendar Pro.

Knows: the texts and rows that the day view, the event list and the search share. Does not know: which events to show.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from ...ui.nodes import Node, column, icon, row, text
from ..clock_texts import clock_time
from .repetition import interval_words
from .store import Occurrence

if TYPE_CHECKING:
    from ...phone import Phone

STRIPE = "#1976D2"
Touch = Callable[[Occurrence], None]


def day_words(day: date, today: date) -> str:
    """Write a day: "October 24", with the year when it is not this year's."""
    return f"{day:%B} {day.day}" + (f" {day.year}" if day.year != today.year else "")


def day_title(day: date, today: date) -> str:
    """Write a day with its weekday: "October 24 (Tue)"."""
    return f"{day_words(day, today)} ({day:%a})"


def time_words(phone: Phone, occurrence: Occurrence) -> str:
    """Write when it takes place: "15:00 - 15:30", "All-day"; days are named where it spans more than one."""
    begin, end = occurrence.begin, occurrence.end
    if occurrence.event.all_day:
        return "All-day" + ("" if begin.date() == end.date() else f" ({_short(begin.date())} - {_short(end.date())})")
    first, last = (clock_time(phone, moment.hour, moment.minute) for moment in (begin, end))
    if begin == end:
        return first
    if begin.date() != end.date():
        return f"{first} ({_short(begin.date())}) - {last} ({_short(end.date())})"
    return f"{first} - {last}"


def _short(day: date) -> str:
    return f"{day:%b} {day.day}"


def event_row(
    phone: Phone, occurrence: Occurrence, on_click: Touch, on_hold: Touch | None = None, *, chosen: bool = False
) -> Node:
    """Show one event: colour, title, time, and its place or description."""
    event = occurrence.event
    past = occurrence.is_done or occurrence.end < phone.clock.now()
    color = "on_surface_variant" if past else "on_surface"
    when = time_words(phone, occurrence) + (f" • {interval_words(event.repeat_s)}" if event.repeat_s else "")
    below = event.location or event.description
    facts = column(
        text(event.title or "(No title)", size=16.0, bold=True, color=color, id="event_item_title", max_lines=1,
             strike=occurrence.is_done),
        text(when, color=color, id="event_item_time", max_lines=1),
        text(below.replace("\n", " "), color="on_surface_variant", id="event_item_description", max_lines=1)
        if below else None,
        weight=1.0, gap=1.0,
    )  # fmt: skip
    stripe = column(
        width=5.0, height=52.0 if below else 36.0, radius=3.0, background="outline" if past else STRIPE,
        hidden_from_dump=True, id="event_item_color_bar",
    )  # fmt: skip
    mark = icon("check_circle" if occurrence.is_done else "circle_outline", size=20.0, color="outline",
                id="event_item_task_image", desc="Task, done" if occurrence.is_done else "Task")  # fmt: skip
    return row(
        stripe, mark if event.is_task else None, facts, id="event_item_holder", gap=14.0, radius=12.0,
        padding=(12.0, 8.0), margin=(10.0, 2.0),
        background="secondary_container" if chosen else "", selected=chosen, key=f"event {occurrence.key}",
        on_click=lambda: on_click(occurrence),
        on_long_click=(lambda: on_hold(occurrence)) if on_hold else None,
    )  # fmt: skip


def by_days(
    phone: Phone,
    occurrences: Iterable[Occurrence],
    on_click: Touch,
    on_hold: Touch | None = None,
    chosen: Collection[object] = (),
) -> list[Node]:
    """List events under the day on which they begin."""
    today = phone.clock.now().date()
    nodes: list[Node] = []
    last: date | None = None
    for occurrence in occurrences:
        day = occurrence.begin.date()
        if day != last:
            name = ("Today, " if day == today else "") + day_title(day, today)
            color = "primary" if day == today else "on_surface_variant"
            nodes.append(text(name, bold=True, color=color, id="event_section_title", padding=(20.0, 14.0, 16.0, 4.0)))
            last = day
        nodes.append(event_row(phone, occurrence, on_click, on_hold, chosen=occurrence.key in chosen))
    return nodes
