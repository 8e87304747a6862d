"""Recording a track in OpenTracks: start, stop, and what is done with the track then.

Knows: that a phone without a satellite receiver gives a time and no distance, and the two screens of a recording.
Does not know: the list. Which track is being recorded is kept in the app's preferences: it outlives the process.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    alert_row,
    app_bar,
    button,
    column,
    dialog,
    edit_text,
    fab,
    row,
    screen,
    scroll,
    spacer,
    text,
)
from ..app import Activity
from ..app_preferences import Preferences
from .look import distance_parts, span_words
from .store import PACKAGE, Track, TrackStore

if TYPE_CHECKING:
    from ...phone import Phone

_TRACK, _SINCE = "recording_track_id", "recording_since_ms"
_REFRESH_MS = 500


class Recorder:
    """Starts, stops and resumes the one recording that there can be."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._store = TrackStore(phone)
        self._prefs = Preferences(phone, PACKAGE)

    def running(self) -> Track | None:
        """Return the track that is being recorded, with its total time up to now; None when there is none."""
        ident = self._prefs.get(_TRACK)
        track = self._store.get(int(ident)) if ident.isdecimal() else None
        since = self._prefs.get(_SINCE)
        if track is None or not since.isdecimal():
            return None
        now = self._phone.clock.now_ms()
        return replace(track, stop_ms=now, total_ms=track.total_ms + max(0, now - int(since)))

    def start(self) -> None:
        """Begin a new track, named by its time."""
        now = self._phone.clock.now_ms()
        ident = self._store.add(Track(f"{self._phone.clock.now():%Y-%m-%d %H:%M}", start_ms=now, stop_ms=now))
        self.resume(ident)

    def resume(self, ident: int) -> None:
        """Go on with a track that was stopped."""
        self._prefs.put(_TRACK, str(ident))
        self._prefs.put(_SINCE, str(self._phone.clock.now_ms()))

    def stop(self) -> int:
        """End the recording and return the track's number; 0 when nothing was being recorded."""
        track = self.running()
        self._prefs.put(_TRACK, "")
        if track is None:
            return 0
        self._store.set_times(track)
        return track.ident


class TrackRecordingActivity(Activity):
    """The track that is being recorded."""

    name = ".TrackRecordingActivity"

    def on_start(self) -> None:
        """Let the time on the screen run."""
        self._tick()

    def _tick(self) -> None:
        if not self.finished and Recorder(self.phone).running() is not None:
            self.invalidate()
            self.phone.clock.call_later(_REFRESH_MS, self._tick)

    def build(self) -> Node:
        """Show time and distance so far."""
        track = Recorder(self.phone).running() or Track()
        number, unit = distance_parts(track.distance_m)
        facts = (("Total time", span_words(track.total_ms), "total_time"), ("Distance", f"{number} {unit}", "distance"))
        cells = [
            column(text(label, color="on_surface_variant"), text(value, size=40.0, id=f"stats_{ident}_value"),
                   padding=(20.0, 16.0), gap=4.0)
            for label, value, ident in facts
        ]  # fmt: skip
        stop = fab("stop", "Stop", lambda: self.toast("Hold to stop"), id="track_recording_fab_action",
                   background="error", color="on_error", on_long_click=self._stop)  # fmt: skip
        signal = alert_row("location", "No GPS signal: only the time is recorded.")
        return screen(
            signal, *cells, bar=app_bar("Recording", on_up=self.finish, id="track_recording_toolbar"), fab=stop
        )

    def _stop(self) -> None:
        ident = Recorder(self.phone).stop()
        if ident:
            self.start(Intent(component=f"{PACKAGE}/.TrackStoppedActivity", extras={"track_id": ident}))
        self.finish()


class TrackStoppedActivity(Activity):
    """What is done with a track that was just recorded."""

    name = ".TrackStoppedActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = TrackStore(phone)
        ident = intent.extra("track_id")
        self._track = (self._store.get(ident) if isinstance(ident, int) else None) or Track()
        self._values = {"name": self._track.name, "activity_type": "", "description": ""}

    def build(self) -> Node:
        """Ask for name, activity and description."""
        number, unit = distance_parts(self._track.distance_m)
        sums = row(text(span_words(self._track.total_ms), size=24.0, id="time"),
                   text(f"{number} {unit}", size=24.0, id="distance"), gap=24.0)  # fmt: skip
        buttons = row(
            button("Discard", self._ask_discard, kind="outlined", id="discard_button"),
            button("Resume", self._resume, kind="outlined", id="resume_button"),
            button("Save", self._save, id="finish_button"), gap=12.0, padding=(16.0, 12.0), align="end",
        )  # fmt: skip
        fields = (self._field("name", "Name"), self._field("activity_type", "Activity type"),
                  self._field("description", "Description"))  # fmt: skip
        body = scroll(sums, *fields, spacer(320.0), recycler=False, id="track_stopped_scroll", gap=16.0, padding=16.0)
        return screen(body, bar=app_bar("Track stopped", id="track_stopped_toolbar"), bottom=buttons)

    def _field(self, name: str, label: str) -> Node:
        def typed(words: str) -> None:
            self._values[name] = words

        return edit_text(self._values[name], typed, hint=label, id=f"fields_track_edit_{name}")

    def _save(self) -> None:
        values = self._values
        if self._track.ident:
            self._store.rename(self._track, values["name"].strip() or self._track.name,
                               values["activity_type"].strip(), values["description"])  # fmt: skip
        self.finish()

    def _resume(self) -> None:
        Recorder(self.phone).resume(self._track.ident)
        self.start(Intent(component=f"{PACKAGE}/.TrackRecordingActivity"))
        self.finish()

    def _ask_discard(self) -> None:
        def discard() -> None:
            self._store.delete((self._track,))
            self.finish()

        self.show_dialog(lambda: dialog("Discard this track?", buttons=(("No", None), ("Yes", discard))))

    def on_back(self) -> bool:
        """Keep the track, as Save does."""
        self._save()
        return True
