"""The four tabs of the clock app as trees of nodes.

Knows: how alarms, the clock, timers and the stopwatch look, and which store call each touch makes.
Does not know: intents and scheduling (clock.py, clock_service.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..ui.nodes import (
    Node,
    button,
    card,
    check_box,
    chip,
    column,
    dialog,
    divider,
    edit_text,
    empty_state,
    fab,
    grid,
    icon,
    icon_button,
    row,
    scroll,
    spacer,
    stack,
    switch,
    text,
    time_picker,
)
from .clock_service import cancel_timer_notification
from .clock_store import Alarm, Countdown
from .clock_texts import (
    DAYS,
    clock_time,
    countdown,
    day_of,
    from_now,
    is_24_hours,
    repeat_days,
    short_length,
    spoken,
    stopwatch_time,
)

if TYPE_CHECKING:
    from .clock import DeskClock


class AlarmTab:
    """The list of alarms; one card may be open for editing."""

    def __init__(self, home: DeskClock) -> None:
        self._home = home
        self._open = 0
        self._picked = (7, 0)

    def body(self) -> Node:
        """Build the tab."""
        alarms = self._home.alarms.all()
        if not alarms:
            return empty_state("alarm", "No alarms", "Tap + to add an alarm")
        return scroll(*(self._card(alarm) for alarm in alarms), spacer(96), id="alarm_recycler_view")

    def button(self) -> Node:
        """Build the floating button."""
        return fab("add", "Add alarm", self.new_alarm)

    def new_alarm(self, label: str = "") -> None:
        """Ask for a time and add an alarm."""
        now = self._home.phone.clock.now()
        self._pick(now.hour, now.minute, lambda: self._added(label))

    def _added(self, label: str) -> None:
        alarm = self._home.alarms.add(*self._picked, label=label)
        self._open = alarm.ident
        self._home.say_when(alarm)

    def _pick(self, hour: int, minute: int, done: Callable[[], None]) -> None:
        self._picked = (hour, minute)

        def changed(new_hour: int, new_minute: int) -> None:
            self._picked = (new_hour, new_minute)

        def build() -> Node:
            picker = time_picker(*self._picked, changed, use_24_hours=is_24_hours(self._home.phone))
            return dialog("Select time", buttons=(("Cancel", None), ("OK", done)), content=picker)

        self._home.show_dialog(build)

    def _card(self, alarm: Alarm) -> Node:
        opened = alarm.ident == self._open
        time = clock_time(self._home.phone, alarm.hour, alarm.minutes)
        shade = "on_surface" if alarm.enabled else "on_surface_variant"
        clock = text(
            time, size=44.0, id="digital_clock", desc=time, color=shade, on_click=lambda: self._edit_time(alarm)
        )
        head = row(
            text(alarm.label, id="label", color=shade, weight=1.0, width="fill",
            max_lines=1) if not opened else self._label(alarm),
            icon_button(
                "arrow_up" if opened else "arrow_down", "Collapse alarm" if opened else "Expand alarm",
                lambda: self._toggle(alarm), id="arrow",
            ),
        )  # fmt: skip
        days = text(self._when(alarm), id="days_of_week", color=shade, weight=1.0, width="fill")
        toggle = switch(alarm.enabled, lambda on: self._enable(alarm, on), id="onoff", desc=f"{time} alarm")
        more = self._details(alarm) if opened else ()
        return card(
            head, clock, row(days, toggle), *more, gap=6.0, id="alarm_item", on_click=lambda: self._toggle(alarm)
        )

    def _label(self, alarm: Alarm) -> Node:
        return chip(
            alarm.label or "Add label", icon="label", id="edit_label", weight=1.0, checkable=False, align="start",
            on_click=lambda: self._edit_label(alarm),
        )  # fmt: skip

    def _when(self, alarm: Alarm) -> str:
        if alarm.days:
            return repeat_days(alarm.days)
        moment = self._home.alarms.next_ring(alarm)
        if moment is None:
            return "Not scheduled"
        days = (moment.date() - self._home.phone.clock.now().date()).days
        return {0: "Today", 1: "Tomorrow"}.get(days, day_of(moment))

    def _details(self, alarm: Alarm) -> tuple[Node, ...]:
        def day(at: int) -> Node:
            chosen = bool(alarm.days >> at & 1)
            return check_box(
                "", chosen, lambda on: self._repeat(alarm, alarm.days ^ 1 << at), id=f"day_button_{at}", desc=DAYS[at],
                text=DAYS[at][0], paint="", width=38.0, height=38.0, radius=999.0, align="center", bold=True,
                text_size=14.0,
                background="primary" if chosen else "surface_highest",
                color="on_primary" if chosen else "on_surface_variant",
            )  # fmt: skip

        week = row(*(day(at) for at in (6, 0, 1, 2, 3, 4, 5)), align="between", id="repeat_days", padding=(0.0, 8.0))
        vibrate = row(
            icon("vibrate", color="on_surface_variant"), text("Vibrate", size=16.0, weight=1.0, width="fill"),
            switch(alarm.vibrate, lambda on: self._home.alarms.change(alarm, vibrate=int(on)), id="vibrate_onoff",
            desc="Vibrate"),
            gap=16.0, height=48.0,
        )  # fmt: skip
        delete = row(
            icon("delete", color="on_surface_variant"), text("Delete", size=16.0), gap=16.0, height=48.0, id="delete",
            desc="Delete", on_click=lambda: self._delete(alarm), cls="android.widget.Button",
        )  # fmt: skip
        return (week, vibrate, divider(), delete)

    def _toggle(self, alarm: Alarm) -> None:
        self._open = 0 if self._open == alarm.ident else alarm.ident

    def _enable(self, alarm: Alarm, on: bool) -> None:
        self._home.alarms.change(alarm, enabled=int(on))
        if on:
            self._home.say_when(alarm)

    def _edit_time(self, alarm: Alarm) -> None:
        def done() -> None:
            self._home.alarms.change(alarm, hour=self._picked[0], minutes=self._picked[1], enabled=1)
            self._home.say_when(alarm)

        self._pick(alarm.hour, alarm.minutes, done)

    def _edit_label(self, alarm: Alarm) -> None:
        self._home.ask_text("Label", alarm.label, lambda words: self._home.alarms.change(alarm, label=words))

    def _repeat(self, alarm: Alarm, days: int) -> None:
        self._home.alarms.change(alarm, daysofweek=days)

    def _delete(self, alarm: Alarm) -> None:
        self._home.alarms.remove(alarm)
        self._home.toast("Alarm deleted")


class ClockTab:
    """The time of day."""

    def __init__(self, home: DeskClock) -> None:
        self._home = home

    def body(self) -> Node:
        """Build the tab."""
        now = self._home.phone.clock.now()
        time = clock_time(self._home.phone, now.hour, now.minute)
        upcoming = self._home.phone.alarms.next_alarm_clock()
        moment = self._home.phone.clock.local(upcoming.at_ms) if upcoming else None
        alarm = f"{moment:%a} {clock_time(self._home.phone, moment.hour, moment.minute)}" if moment else ""
        zone = self._home.phone.clock.timezone.rpartition("/")[2].replace("_", " ")
        next_alarm = row(
            icon("alarm", size=18.0, color="on_surface_variant"),
            text(alarm, id="nextAlarm", desc=f"Next alarm: {alarm}"),
            gap=8.0, align="center",
        )  # fmt: skip
        return column(
            text(time, size=72.0, id="digital_clock", desc=time),
            text(day_of(now), size=18.0, id="date", color="primary"),
            next_alarm if alarm else None, divider(margin=(0.0, 24.0)),
            row(text(zone, size=16.0, weight=1.0), text(f"{now:%Z}", color="on_surface_variant"), padding=(8.0, 0.0)),
            align="center", padding=(24.0, 48.0), gap=10.0,
        )  # fmt: skip

    def button(self) -> Node | None:
        """No floating button here."""
        return None


class TimerTab:
    """The keypad for a new timer, or the cards of the timers there are."""

    def __init__(self, home: DeskClock) -> None:
        self._home = home
        self._digits = ""
        self.setting_up = False

    def body(self) -> Node:
        """Build the tab."""
        timers = self._home.timers.all()
        if self.setting_up or not timers:
            return self._keypad(bool(timers))
        return scroll(*(self._card(timer) for timer in timers), spacer(96), id="timer_recycler_view")

    def button(self) -> Node | None:
        """Build the floating button: start while a time is typed, else a new timer."""
        if not self.setting_up and self._home.timers.all():
            return fab("add", "Add timer", self._set_up)
        return fab("play", "Start", self._create) if self._digits else None

    def on_back(self) -> bool:
        """Leave the keypad when there are timers to go back to."""
        if self.setting_up and self._home.timers.all():
            self.setting_up, self._digits = False, ""
            return True
        return False

    def _leave(self) -> None:
        self.on_back()

    def _set_up(self) -> None:
        self.setting_up, self._digits = True, ""

    def _length_ms(self) -> int:
        typed = self._digits.rjust(6, "0")
        return ((int(typed[:2]) * 60 + int(typed[2:4])) * 60 + int(typed[4:])) * 1000

    def _create(self) -> None:
        if self._length_ms():
            self._home.timers.start(self._home.timers.add(self._length_ms()))
        self.setting_up, self._digits = False, ""

    def _keypad(self, can_leave: bool) -> Node:
        typed = self._digits.rjust(6, "0")
        hours, minutes, seconds = (int(typed[at : at + 2]) for at in (0, 2, 4))
        said = f"{hours} hours, {minutes} minutes, {seconds} seconds"
        shown = text(
            f"{typed[:2]}h {typed[2:4]}m {typed[4:]}s", size=48.0, id="timer_setup_time", desc=said,
            color="primary" if self._digits else "on_surface_variant", align="center", width="fill",
        )  # fmt: skip
        keys = [self._key(label) for label in ("1", "2", "3", "4", "5", "6", "7", "8", "9", "00", "0", "")]
        leave = button("Delete", self._leave, kind="text", id="timer_cancel") if can_leave else None
        return column(
            shown, grid(*keys, columns=3, gap=10.0, width=300.0, id="timer_setup_digits", keeps_ltr=True), leave,
            align="center",
            gap=28.0, padding=(0.0, 32.0, 0.0, 0.0), id="timer_setup",
        )  # fmt: skip

    def _key(self, label: str) -> Node:
        def press() -> None:
            self._digits = (self._digits + label).lstrip("0")[:6] if label else self._digits[:-1]

        base = {"width": "fill", "height": 72.0, "radius": 999.0, "align": "center", "valign": "center"}
        if not label:
            return icon_button(
                "backspace", "Delete", press, id="timer_setup_delete", background="secondary_container"
            ).styled(**base)
        ident = "timer_setup_digit_" + label
        return button(label, press, kind="tonal", id=ident, text_size=26.0).styled(
            **base, padding=0.0, background="surface_high"
        )

    def _card(self, timer: Countdown) -> Node:
        stores, left = self._home.timers, timer.left_ms(self._home.phone.clock.now_ms())
        name = timer.label or f"{short_length(timer.length_ms)} timer"
        said = {"running": f"{spoken(left)} remaining", "paused": f"{spoken(left)}, paused", "expired": "Time's up"}
        head = row(
            text(name, size=16.0, id="timer_label", weight=1.0, width="fill", desc=f"{name}, label",
            on_click=lambda: self._label(timer)),
            icon_button("close", "Delete timer", lambda: self._stop(timer, delete=True), id="close"),
        )  # fmt: skip
        alarm = timer.state == "expired"
        time = text(
            countdown(left), size=56.0, id="timer_time_text", width="fill", align="center",
            color="error" if alarm else "on_surface",
            desc=f"{name}, {said.get(timer.state, spoken(left))}",
        )  # fmt: skip
        more = button("+1:00", lambda: stores.add_minute(timer), kind="tonal", id="add_one_min", desc="Add 1 minute")
        match timer.state:
            case "running":
                main = button("Pause", lambda: stores.pause(timer), id="play_pause", desc="Pause", icon="pause")
            case "expired":
                main = button("Stop", lambda: self._stop(timer), id="play_pause", desc="Stop", icon="stop")
            case _:
                main = button("Start", lambda: stores.start(timer), id="play_pause", desc="Start", icon="play")
        reset = (
            button("Reset", lambda: stores.reset(timer), kind="outlined", id="reset", desc="Reset")
            if timer.state == "paused"
            else None
        )
        return card(head, time, row(more, reset, main, align="center", gap=12.0), gap=10.0, id="timer_item")

    def _label(self, timer: Countdown) -> None:
        self._home.ask_text("Label", timer.label, lambda words: self._home.timers.relabel(timer, words))

    def _stop(self, timer: Countdown, *, delete: bool = False) -> None:
        cancel_timer_notification(self._home.phone, timer)
        if delete:
            self._home.timers.remove(timer)
        else:
            self._home.timers.reset(timer)


class StopwatchTab:
    """The stopwatch with its laps."""

    def __init__(self, home: DeskClock) -> None:
        self._home = home

    def body(self) -> Node:
        """Build the tab."""
        watch = self._home.stopwatch
        total = watch.total_ms()
        laps = watch.laps()
        rows = [self._lap(at, laps) for at in range(len(laps) - 1, -1, -1)]
        time = text(
            stopwatch_time(total), size=64.0, id="stopwatch_time_text", desc=spoken(total), align="center", width="fill"
        )
        room = 100.0 if self._home.phone.windows.rotation % 2 else 200.0  # lying, the buttons need the rest
        dial = stack(time, width="fill", height=room, align="center", valign="center", id="stopwatch_time_wrapper")
        return column(
            dial, self._buttons(watch.state), scroll(*rows, id="laps_list") if rows else None, height="fill", gap=8.0
        )

    def _buttons(self, state: str) -> Node:
        watch = self._home.stopwatch
        running = state == "running"
        big: dict[str, Any] = {"width": 120.0, "height": 56.0}
        reset = (
            button("Reset", watch.reset, kind="tonal", id="stopwatch_reset", desc="Reset", **big)
            if state == "paused"
            else None
        )
        lap = button("Lap", watch.lap, kind="tonal", id="stopwatch_lap", desc="Lap", **big) if running else None
        label = "Pause" if running else "Start"
        main = button(
            label,
            watch.pause if running else watch.start,
            id="fab",
            desc=label,
            icon="pause" if running else "play",
            **big,
        )
        return row(reset, lap, main, align="center", gap=16.0, padding=(0.0, 8.0))

    def _lap(self, at: int, laps: list[int]) -> Node:
        own = laps[at] - (laps[at - 1] if at else 0)
        return row(
            text(f"# {at + 1}", weight=1.0, size=16.0, id="lap_number", color="on_surface_variant"),
            text(stopwatch_time(own), weight=1.0, size=16.0, id="lap_time"),
            text(stopwatch_time(laps[at]), size=16.0, id="lap_total"),
            padding=(24.0, 10.0),
        )  # fmt: skip

    def button(self) -> Node | None:
        """No floating button: start and lap stand under the time."""
        return None


def label_dialog(title: str, value: str, on_change: Callable[[str], None], done: Callable[[], None]) -> Node:
    """Build the dialog that asks for a label."""
    field = edit_text(value, on_change, hint="Label", id="edit_label_text", on_submit=done)
    return dialog(title, buttons=(("Cancel", None), ("OK", done)), content=field)


def set_for(alarm_ms: int, now_ms: int) -> str:
    """Write the message that follows setting an alarm."""
    return f"Alarm set for {from_now(alarm_ms - now_ms)} from now."
