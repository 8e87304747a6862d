"""Audio Recorder's screens: the recorder, and the list of records.

Knows: what they show, and the question for a name after a recording. Does not know: files (recordings.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    column,
    dialog,
    edit_text,
    empty_state,
    icon,
    icon_button,
    list_item,
    popup_menu,
    progress,
    row,
    screen,
    scroll,
    spacer,
    stack,
    text,
)
from ..app import Activity
from ..app_data import is_welcomed
from ..clock_texts import long_when
from ..files_texts import size_words
from .recordings import PACKAGE, Recorder, Recording
from .welcome import WelcomeActivity

if TYPE_CHECKING:
    from ...phone import Phone

_BARS = (18, 34, 52, 30, 60, 44, 26, 58, 38, 22, 48, 64, 36, 20, 42, 56, 28, 50, 32, 24)


def length_words(ms: int) -> str:
    """Write a length as '00:07' or '1:02:07'."""
    hours, rest = divmod(ms // 1000, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


class MainActivity(Activity):
    """The recorder, with the chosen record above its buttons."""

    name = ".app.main.MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._recorder = Recorder(phone)
        self._chosen = ""
        self._playing_since: int | None = None

    def on_resume(self) -> None:
        """Show the welcome pages before the first use."""
        if not is_welcomed(self.phone, PACKAGE):
            self.start(Intent(component=f"{PACKAGE}/{WelcomeActivity.name}"))
            self.finish()

    def build(self) -> Node:
        """Show the wave, the time and the buttons."""
        take = self._recorder.take
        records = self._recorder.all()
        shown = next((each for each in records if each.path == self._chosen), records[0] if records else None)
        body = column(
            spacer(weight=1.0), self._wave(take is not None and take.since_ms is not None),
            self._heading(shown) if take is None else self._state(take.since_ms is None),
            spacer(weight=1.0), height="fill", weight=1.0, align="center", padding=(24.0, 0.0), gap=12.0,
        )  # fmt: skip
        more = icon_button("list", "Records", self._open_list, id="btn_records_list", color="on_surface")
        return screen(body, bar=app_bar("Audio Recorder", (more,)), bottom=self._buttons(shown))

    def _wave(self, live: bool) -> Node:
        shift = self.phone.clock.now_ms() // 200 if live else 0
        bars = [
            stack(width=5.0, height=float(_BARS[(at + shift) % len(_BARS)] if live else 6 + _BARS[at] // 4), radius=3.0,
                  background="primary" if live else "outline_variant", hidden_from_dump=True)
            for at in range(len(_BARS))
        ]  # fmt: skip
        return row(*bars, gap=6.0, height=120.0, align="center", id="record")

    def _heading(self, shown: Recording | None) -> Node:
        if shown is None:
            return column(text("00:00", size=44.0, id="txt_progress"),
                          text("Tap the red button to record", color="on_surface_variant"), align="center",
                          gap=8.0)  # fmt: skip
        played = self._played_ms(shown)
        share = progress(played / max(shown.length_ms, 1), id="play_progress", margin=(24.0, 12.0))
        return column(
            text(length_words(played), size=44.0, id="txt_progress"),
            row(text(shown.name, size=18.0, id="txt_name", max_lines=1), icon("edit", size=18.0, color="outline"),
                gap=8.0, width="wrap", on_click=lambda: ask_name(self, self._recorder, shown), padding=8.0),
            share, text(f"{length_words(shown.length_ms)}, {size_words(shown.size)}, M4A", id="txt_record_info",
                        color="on_surface_variant"),
            align="center", gap=6.0,
        )  # fmt: skip

    def _state(self, paused: bool) -> Node:
        return column(text(length_words(self._recorder.length_ms()), size=44.0, id="txt_progress"),
                      text("Recording paused" if paused else "Recording…", color="error", size=16.0,
                           id="txt_record_state"), align="center", gap=8.0)  # fmt: skip

    def _played_ms(self, shown: Recording) -> int:
        if self._playing_since is None:
            return 0
        passed = self.phone.clock.now_ms() - self._playing_since
        if passed >= shown.length_ms:
            self._playing_since = None
            return 0
        return passed

    def _buttons(self, shown: Recording | None) -> Node:
        take = self._recorder.take
        if take is None:
            left = self._round("stop" if self._playing_since is not None else "play", "btn_play", self._play)
            face = stack(stack(width=28.0, height=28.0, radius=999.0, background="#FFFFFF", hidden_from_dump=True),
                         **_big("Record"), id="btn_record", on_click=self._recorder.start)  # fmt: skip
            right = stack(width=56.0, height=56.0)
            return _foot(left if shown is not None else stack(width=56.0, height=56.0), face, right)
        paused = take.since_ms is None
        left = self._round("delete", "btn_record_delete", self._ask_drop)
        glyph, label = ("mic", "Resume") if paused else ("pause", "Pause")
        face = stack(icon(glyph, color="#FFFFFF", size=34.0), **_big(label),
                     id="btn_record", on_click=self._recorder.start if paused else self._recorder.pause)  # fmt: skip
        return _foot(left, face, self._round("stop", "btn_record_stop", self._stop))

    def _round(self, glyph: str, name: str, action: object) -> Node:
        button = icon_button(glyph, "", None, id=name, width=56.0, height=56.0, background="surface_high", radius=999.0)
        return button.styled(on_click=action)

    def _play(self) -> None:
        self._playing_since = None if self._playing_since is not None else self.phone.clock.now_ms()

    def _stop(self) -> None:
        made = self._recorder.finish()
        self._chosen, self._playing_since = made.path, None
        ask_name(self, self._recorder, made, title="Record name")

    def _ask_drop(self) -> None:
        self._recorder.pause()
        words = "The record in progress will be lost."
        buttons = (("No", None), ("Yes", self._recorder.drop))
        self.show_dialog(lambda: dialog("Delete record?", words, buttons=buttons))

    def _open_list(self) -> None:
        def chosen(code: int, path: object) -> None:
            if isinstance(path, str):
                self._chosen, self._playing_since = path, self.phone.clock.now_ms()

        self.start(Intent(component=f"{PACKAGE}/{RecordsActivity.name}"), on_result=chosen)


def _big(label: str) -> dict[str, object]:
    return {"width": 84.0, "height": 84.0, "radius": 999.0, "background": "#D32F2F", "align": "center",
            "valign": "center", "cls": "android.widget.ImageButton", "desc": label, "elevation": 4.0}  # fmt: skip


def _foot(left: Node, middle: Node, right: Node) -> Node:
    return row(left, middle, right, align="between", padding=(40.0, 24.0, 40.0, 48.0))


class RecordsActivity(Activity):
    """All records; a touch plays one on the recorder's screen."""

    name = ".app.records.RecordsActivity"

    def build(self) -> Node:
        """Show the records, the newest first."""
        recorder = Recorder(self.phone)
        rows = [self._row(recorder, record) for record in recorder.all()]
        body = (
            scroll(*rows, id="recycler_view") if rows else empty_state("mic", "No records", "Your records show up here")
        )
        return screen(body, bar=app_bar("Records", on_up=self.finish))

    def _row(self, recorder: Recorder, record: Recording) -> Node:
        detail = f"{length_words(record.length_ms)}, {size_words(record.size)}, {long_when(self.phone, record.at_ms)}"
        more = icon_button("more", "", lambda: self._menu(recorder, record), id="list_item_more")
        return list_item(
            record.name, detail, icon="audio", trailing=more, title_id="list_item_name",
            subtitle_id="list_item_description",
            on_click=lambda: self.finish(-1, record.path), id="container", padding=(16.0, 8.0, 4.0, 8.0),
        )  # fmt: skip

    def _menu(self, recorder: Recorder, record: Recording) -> None:
        def ask() -> None:
            buttons = (("No", None), ("Yes", lambda: recorder.delete(record.path)))
            self.show_dialog(lambda: dialog("Delete record?", f"{record.name} will be deleted.", buttons=buttons))

        entries = [("Rename", lambda: ask_name(self, recorder, record)), ("Delete", ask)]
        self.show_dialog(lambda: popup_menu(entries))


def ask_name(activity: Activity, recorder: Recorder, record: Recording, *, title: str = "Rename") -> None:
    """Ask for a record's name; what is wrong with it is said, and asked again."""
    typed = [record.name]

    def change(value: str) -> None:
        typed[0] = value

    def save() -> None:
        fault = recorder.rename(record.path, typed[0])
        if fault:
            activity.toast(fault)
            activity.show_dialog(question)

    def question() -> Node:
        field = edit_text(typed[0], change, hint="Name", id="input_name", autofocus=True)
        return dialog(title, buttons=(("Cancel", None), ("Save", save)), content=field)

    activity.show_dialog(question)
