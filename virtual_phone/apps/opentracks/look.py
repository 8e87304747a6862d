"""How tracks are written in OpenTracks: miles and feet, times, icons of activities, rows.

Knows: texts and nodes of one track. Does not know: which tracks, or what a touch does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...ui.nodes import Node, column, icon, row, stack, text
from ..clock_texts import time_of
from .store import Track

if TYPE_CHECKING:
    from ...phone import Phone

_METRES_PER_MILE, _METRES_PER_FOOT = 1609.344, 0.3048
_ICONS = {
    "bik": "bike", "cycl": "bike", "run": "run", "jog": "run", "walk": "run", "hik": "mountain", "climb": "mountain",
    "ski": "mountain", "snow": "mountain", "mountain": "mountain", "swim": "swim", "surf": "swim", "kayak": "boat",
    "row": "boat", "sail": "boat", "paddl": "boat", "skat": "run",
}  # fmt: skip


def distance_parts(metres: float) -> tuple[str, str]:
    """Return a distance as (number, unit): miles with two decimals, feet below half a mile."""
    miles = metres / _METRES_PER_MILE
    return (f"{miles:.2f}", "mi") if miles >= 0.5 else (f"{metres / _METRES_PER_FOOT:.0f}", "ft")


def speed_parts(metres_per_s: float) -> tuple[str, str]:
    """Return a speed as (number, unit)."""
    return f"{metres_per_s * 3600 / _METRES_PER_MILE:.1f}", "mph"


def height_parts(metres: float) -> tuple[str, str]:
    """Return a height as (number, unit)."""
    return f"{metres / _METRES_PER_FOOT:.0f}", "ft"


def span_words(ms: int) -> str:
    """Write how long a track took: "45:00", "1:30:00"."""
    minutes, seconds = divmod(max(ms, 0) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


def day_words(phone: Phone, epoch_ms: int) -> str:
    """Write a day: "Thu, Oct 12", with the year when it is not this year's."""
    day = phone.clock.local(epoch_ms)
    return f"{day:%a, %b} {day.day}" + (f", {day.year}" if day.year != phone.clock.now().year else "")


def activity_icon(category: str) -> str:
    """Return the name of the icon that stands for an activity; a mark on the map for unknown ones."""
    lowered = category.casefold()
    return next((name for part, name in _ICONS.items() if part in lowered), "location")


def track_row(
    phone: Phone, track: Track, on_open: Callable[[], object], on_hold: Callable[[], object], *, chosen: bool
) -> Node:
    """Show one track: icon, name, length, what it was, and when."""
    number, unit = distance_parts(track.distance_m)
    about = " • ".join(part for part in (track.category, track.description) if part)
    badge = stack(
        icon(activity_icon(track.category), color="on_primary_container", id="track_list_item_icon"), width=44.0,
        height=44.0, radius=999.0, background="primary_container", align="center", valign="center",
    )  # fmt: skip
    middle = column(
        text(track.name or "(No name)", size=16.0, bold=True, id="track_list_item_name", max_lines=1),
        row(
            text(span_words(track.total_ms), id="track_list_item_time"),
            text(f"{number} {unit}", id="track_list_item_distance"), gap=12.0,
        ),
        text(about, size=13.0, color="on_surface_variant", id="track_list_item_category_description", max_lines=1)
        if about else None,
        weight=1.0, gap=2.0,
    )  # fmt: skip
    when = column(
        text(day_words(phone, track.start_ms), size=13.0, color="on_surface_variant", id="track_list_item_date"),
        text(time_of(phone, track.start_ms), size=13.0, color="on_surface_variant", id="track_list_item_start_time"),
        width="wrap", gap=4.0, align="end",
    )  # fmt: skip
    return row(
        badge, middle, when, id="track_list_item", gap=14.0, padding=(16.0, 10.0), valign="top", selected=chosen,
        background="secondary_container" if chosen else "", key=f"track {track.ident}", on_click=on_open,
        on_long_click=on_hold,
    )  # fmt: skip
