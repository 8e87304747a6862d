"""One track of OpenTracks: its statistics, and the form for its name, activity and description.

Knows: both screens. Does not know: the list. A map and charts are not offered: tracks have no points here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    column,
    dialog,
    divider,
    edit_text,
    empty_state,
    grid,
    icon,
    icon_button,
    row,
    screen,
    scroll,
    spacer,
    text,
)
from ..app import Activity
from ..clock_texts import time_of
from .look import activity_icon, distance_parts, height_parts, span_words, speed_parts
from .store import PACKAGE, Track, TrackStore

if TYPE_CHECKING:
    from ...phone import Phone


def _asked_for(activity: Activity, store: TrackStore) -> Track | None:
    ident = activity.intent.extra("track_id")
    return store.get(ident) if isinstance(ident, int) else None


class TrackRecordedActivity(Activity):
    """The statistics of one track."""

    name = ".TrackRecordedActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = TrackStore(phone)

    def build(self) -> Node:
        """Show everything that is known of the track."""
        track = _asked_for(self, self._store)
        if track is None:
            return screen(empty_state("location", "Track not found"), bar=app_bar("", on_up=self.finish))
        actions = (
            icon_button("edit", "Edit", self._edit, id="track_detail_edit"),
            icon_button("delete", "Delete", lambda: self._ask_delete(track), id="track_detail_delete"),
        )
        day = self.phone.clock.local(track.start_ms)
        when = f"{day:%A, %B} {day.day}, {day.year}"
        times = f"{time_of(self.phone, track.start_ms)} – {time_of(self.phone, track.stop_ms)}"
        head = column(
            row(icon(activity_icon(track.category), color="primary"),
                text(track.category or "unknown", size=16.0, id="stats_activity_type"), gap=12.0),
            text(when, color="on_surface_variant", id="stats_start_date"),
            text(times, color="on_surface_variant", id="stats_start_time"),
            text(track.description, size=16.0, id="track_description") if track.description else None,
            gap=8.0, padding=(20.0, 12.0),
        )  # fmt: skip
        body = scroll(head, divider(), _statistics(track), spacer(24.0), recycler=False, id="statistics_scroll")
        return screen(body, bar=app_bar(track.name or "(No name)", actions, on_up=self.finish, id="track_toolbar"))

    def _edit(self) -> None:
        extras = {"track_id": self.intent.extra("track_id")}
        self.start(Intent(component=f"{PACKAGE}/.TrackEditActivity", extras=extras))

    def _ask_delete(self, track: Track) -> None:
        def delete() -> None:
            self._store.delete((track,))
            self.finish()

        buttons = (("No", None), ("Yes", delete))
        message = "All recorded data will be permanently deleted."
        self.show_dialog(lambda: dialog("Delete selected track?", message, buttons=buttons))


def _statistics(track: Track) -> Node:
    facts = [
        ("Distance", distance_parts(track.distance_m), "distance"),
        ("Total time", (span_words(track.total_ms), ""), "total_time"),
        ("Moving time", (span_words(track.moving_ms), ""), "moving_time"),
        ("Avg. speed", speed_parts(track.average_speed), "average_speed"),
        ("Avg. moving speed", speed_parts(track.moving_speed), "moving_speed"),
        ("Elevation gain", height_parts(track.gain_m), "elevation_gain"),
        ("Elevation loss", height_parts(track.loss_m), "elevation_loss"),
    ]
    if track.max_speed:
        facts.append(("Max. speed", speed_parts(track.max_speed), "max_speed"))
    if (track.low_m, track.high_m) != (0.0, 0.0):
        facts += [("Min. altitude", height_parts(track.low_m), "altitude_min"),
                  ("Max. altitude", height_parts(track.high_m), "altitude_max")]  # fmt: skip
    cells = [
        column(
            text(label, size=13.0, color="on_surface_variant", id=f"stats_{ident}_label"),
            row(text(value, size=26.0, id=f"stats_{ident}_value"),
                text(unit, color="on_surface_variant", id=f"stats_{ident}_unit") if unit else None, gap=6.0,
                valign="bottom"),
            padding=(20.0, 12.0), gap=2.0,
        )
        for label, (value, unit), ident in facts
    ]  # fmt: skip
    return grid(*cells, columns=2)


class TrackEditActivity(Activity):
    """The form of one track."""

    name = ".TrackEditActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = TrackStore(phone)
        self._track = _asked_for(self, self._store) or Track()
        self._values = {
            "name": self._track.name, "activity_type": self._track.category, "description": self._track.description
        }  # fmt: skip

    def build(self) -> Node:
        """Show the fields."""
        save = icon_button("check", "Save", self._save, id="track_edit_save")
        fields = (
            self._field("name", "Name"), self._field("activity_type", "Activity type"),
            self._field("description", "Description", multiline=True),
        )  # fmt: skip
        bar = app_bar("Edit track", (save,), on_up=self.finish, up_icon="close", id="track_edit_toolbar")
        return screen(scroll(*fields, spacer(320.0), recycler=False, id="track_edit_scroll", gap=12.0, padding=16.0),
                      bar=bar)  # fmt: skip

    def _field(self, name: str, label: str, *, multiline: bool = False) -> Node:
        def typed(words: str) -> None:
            self._values[name] = words

        box = edit_text(self._values[name], typed, hint=label, id=f"fields_track_edit_{name}", multiline=multiline)
        return column(text(label, size=13.0, color="on_surface_variant"), box, gap=4.0, padding=(0.0, 6.0))

    def _save(self) -> None:
        values = self._values
        if self._track.ident:
            self._store.rename(self._track, values["name"].strip(), values["activity_type"].strip(),
                               values["description"])  # fmt: skip
        self.finish()
