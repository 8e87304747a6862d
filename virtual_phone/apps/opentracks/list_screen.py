"""The list of recorded tracks of OpenTracks, with search, deleting and the sums of all tracks.

Knows: its bars and rows. Does not know: one track's screens (track_screens.py, recording.py), the table (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    card,
    dialog,
    edit_text,
    empty_state,
    fab,
    icon,
    icon_button,
    row,
    screen,
    scroll,
    spacer,
    text,
)
from ..app import Activity
from ..contextual_bar import contextual_bar
from .look import activity_icon, distance_parts, span_words, track_row
from .recording import Recorder
from .store import PACKAGE, Sum, Track, TrackStore

if TYPE_CHECKING:
    from ...phone import Phone


class TrackListActivity(Activity):
    """The list."""

    name = ".TrackListActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = TrackStore(phone)
        self._wanted: str | None = None
        self._chosen: set[int] = set()

    def build(self) -> Node:
        """Show the tracks, or those that hold the searched words."""
        tracks = self._store.all((self._wanted or "").strip())
        if tracks:
            body = scroll(*(self._row(track) for track in tracks), spacer(96.0), id="track_list")
        elif self._wanted:
            body = empty_state("search", "No matching tracks")
        else:
            body = empty_state("location", "No tracks yet", "Tap the red button to record one")
        return screen(body, bar=self._bar(), fab=None if self._chosen else self._fab())

    def _fab(self) -> Node:
        running = Recorder(self.phone).running() is not None
        picture, said = ("stopwatch", "Show recording") if running else ("circle", "Record")
        return fab(picture, said, self._record, id="track_list_fab_action", color="error")

    def _record(self) -> None:
        recorder = Recorder(self.phone)
        if recorder.running() is None:
            recorder.start()
        self.start(Intent(component=f"{PACKAGE}/.TrackRecordingActivity"))

    def _bar(self) -> Node:
        if self._chosen:
            edit = icon_button("edit", "Edit", self._edit_chosen, id="list_context_menu_edit")
            delete = icon_button("delete", "Delete", self._ask_delete, id="list_context_menu_delete")
            actions = (edit, delete) if len(self._chosen) == 1 else (delete,)
            return contextual_bar(str(len(self._chosen)), self._chosen.clear, actions)
        if self._wanted is not None:
            field = edit_text(self._wanted, self._search, hint="Search", id="search_src_text", border="", weight=1.0,
                              padding=(8.0, 12.0), input_type="search", autofocus=True)  # fmt: skip
            back = icon_button("back", "Collapse", self._end_search, color="on_surface")
            return row(back, field, height=64.0, padding=(4.0, 8.0), id="track_list_toolbar")
        actions = (
            icon_button("search", "Search", self._begin_search, id="track_list_search"),
            icon_button("bar_chart", "Aggregated statistics", self._open_sums, id="track_list_aggregated_stats"),
        )
        return app_bar("OpenTracks", actions, id="track_list_toolbar")

    def _row(self, track: Track) -> Node:
        chosen = track.ident in self._chosen
        return track_row(self.phone, track, lambda: self._touch(track), lambda: self._hold(track), chosen=chosen)

    def _touch(self, track: Track) -> None:
        if self._chosen:
            self._hold(track)
        else:
            self.start(Intent(component=f"{PACKAGE}/.TrackRecordedActivity", extras={"track_id": track.ident}))

    def _hold(self, track: Track) -> None:
        self._chosen ^= {track.ident}

    def _edit_chosen(self) -> None:
        ident = self._chosen.pop()
        self._chosen.clear()
        self.start(Intent(component=f"{PACKAGE}/.TrackEditActivity", extras={"track_id": ident}))

    def _ask_delete(self) -> None:
        def delete() -> None:
            self._store.delete(track for track in self._store.all() if track.ident in self._chosen)
            self._chosen.clear()

        title = "Delete selected tracks?" if len(self._chosen) > 1 else "Delete selected track?"
        buttons = (("No", None), ("Yes", delete))
        self.show_dialog(lambda: dialog(title, "All recorded data will be permanently deleted.", buttons=buttons))

    def _begin_search(self) -> None:
        self._wanted = ""

    def _search(self, wanted: str) -> None:
        self._wanted = wanted

    def _end_search(self) -> None:
        self._wanted = None

    def _open_sums(self) -> None:
        self.start(Intent(component=f"{PACKAGE}/.stats.AggregatedStatisticsActivity"))

    def on_back(self) -> bool:
        """Undo the choice, then the search."""
        if self._chosen:
            self._chosen.clear()
        elif self._wanted is not None:
            self._wanted = None
        else:
            return False
        return True


class AggregatedStatisticsActivity(Activity):
    """What all tracks come to, by activity."""

    name = ".stats.AggregatedStatisticsActivity"

    def build(self) -> Node:
        """Show one card for each activity."""
        sums = TrackStore(self.phone).sums()
        bar = app_bar("Aggregated statistics", on_up=self.finish, id="aggregated_stats_toolbar")
        if not sums:
            return screen(empty_state("bar_chart", "No tracks yet"), bar=bar)
        return screen(scroll(*(_sum_card(each) for each in sums), spacer(24.0), id="aggregated_stats_list"), bar=bar)


def _sum_card(each: Sum) -> Node:
    number, unit = distance_parts(each.distance_m)
    tracks = f"{each.count} track{'' if each.count == 1 else 's'}"
    head = row(
        icon(activity_icon(each.category), color="primary"),
        text(each.category or "unknown", size=16.0, bold=True, weight=1.0, width="fill", id="aggregated_stats_type"),
        text(tracks, color="on_surface_variant", id="aggregated_stats_num_tracks"), gap=12.0,
    )  # fmt: skip
    facts = row(
        text(f"{number} {unit}", size=18.0, id="aggregated_stats_distance", weight=1.0, width="fill"),
        text(span_words(each.total_ms), size=18.0, id="aggregated_stats_time"),
    )
    return card(head, facts, gap=8.0, id="aggregated_stats_item")
