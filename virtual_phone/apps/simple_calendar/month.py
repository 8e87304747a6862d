"""The month of Simple Calendar Pro: six weeks that fill the screen, events as strips in their days.

Knows: layout and what a screen reader says of a day. Does not know: what touching a day does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from ...ui.nodes import Node, column, row, text
from .rows import STRIPE, day_words
from .store import Occurrence

_MOST_STRIPS = 5


def month_days(month: date) -> list[date]:
    """Return the 42 days that the month of this day shows, Sunday first."""
    first = month.replace(day=1)
    start = first - timedelta(days=(first.weekday() + 1) % 7)
    return [start + timedelta(days=at) for at in range(42)]


def by_day(occurrences: Sequence[Occurrence], days: Sequence[date]) -> dict[date, list[Occurrence]]:
    """Sort occurrences into the days that they touch."""
    found: dict[date, list[Occurrence]] = {day: [] for day in days}
    for occurrence in occurrences:
        day = max(occurrence.begin.date(), days[0])
        while day <= min(occurrence.last_day, days[-1]):
            found[day].append(occurrence)
            day += timedelta(days=1)
    return found


def month_view(
    month: date,
    today: date,
    chosen: date | None,
    events: Mapping[date, Sequence[Occurrence]],
    on_day: Callable[[date], None],
    *,
    small: bool = False,
) -> Node:
    """Show the weeks around a month. small: with dots for events and of fixed height, to stand above a day's list."""
    days = month_days(month)
    letters = row(
        *(
            text(day.strftime("%a")[0], size=13.0, align="center", weight=1.0, width="fill", hidden_from_dump=True,
                 bold=True, color="primary" if day.weekday() == today.weekday() else "on_surface_variant")
            for day in days[:7]
        ),
        padding=(0.0, 4.0),
    )  # fmt: skip
    size: dict[str, object] = {"height": 44.0} if small else {"height": "fill", "weight": 1.0}
    weeks = [
        row(
            *(_day(day, day.month == month.month, today, chosen, events[day], on_day, small)
              for day in days[at:at + 7]),
            **size,
        )
        for at in range(0, 42, 7)
    ]  # fmt: skip
    outer: dict[str, object] = {"height": "wrap"} if small else {"height": "fill", "weight": 1.0}
    return column(letters, *weeks, id="month_view_wrapper", cls="android.widget.FrameLayout", **outer)


def _day(
    day: date,
    inside: bool,
    today: date,
    chosen: date | None,
    events: Sequence[Occurrence],
    on_day: Callable[[date], None],
    small: bool,
) -> Node:
    count = f", {len(events)} event{'' if len(events) == 1 else 's'}" if events else ""
    color = "on_primary" if day == today else "on_surface" if inside else "outline"
    label = text(
        str(day.day), size=13.0, color=color, align="center", valign="center", width=26.0, height=24.0, radius=999.0,
        background="primary" if day == today else "", bold=day == today, hidden_from_dump=True,
    )  # fmt: skip
    return column(
        label, _dots(events) if small else _strips(events, inside), align="center", weight=1.0, height="fill", gap=2.0,
        padding=(1.0, 4.0), id="month_view_background", cls="android.view.View", on_click=lambda: on_day(day),
        desc=day_words(day, today) + count, background="surface_high" if day == chosen and not inside else
        "secondary_container" if day == chosen else "", selected=day == chosen, radius=8.0,
    )  # fmt: skip


def _strips(events: Sequence[Occurrence], inside: bool) -> Node:
    shown = events[: _MOST_STRIPS - 1] if len(events) > _MOST_STRIPS else events
    more = len(events) - len(shown)
    return column(
        *(
            text(o.event.title or "(No title)", size=9.0, max_lines=1, width="fill", padding=(3.0, 1.0), radius=3.0,
                 strike=o.is_done,
                 color="#FFFFFF" if inside else "on_surface_variant", background=STRIPE if inside else "surface_high")
            for o in shown
        ),
        text(f"+{more}", size=9.0, color="on_surface_variant", align="center", width="fill") if more else None,
        gap=2.0, hidden_from_dump=True,
    )  # fmt: skip


def _dots(events: Sequence[Occurrence]) -> Node:
    dots = (column(width=5.0, height=5.0, radius=3.0, background=STRIPE) for _ in events[:3])
    return row(*dots, align="center", gap=2.0, height=6.0, hidden_from_dump=True)
