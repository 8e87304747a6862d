"""The event editor of Simple Calendar Pro: every field of an event, for new and old ones.

Knows: the form, and what saving a changed occurrence of a series means. Does not know: dialogs (choices.py), rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    button,
    dialog,
    divider,
    edit_text,
    icon,
    icon_button,
    popup_menu,
    row,
    screen,
    scroll,
    spacer,
    switch,
    text,
)
from ..app import Activity
from ..asking import ask_date, ask_one, ask_time, radio_group
from ..clock_texts import clock_time
from .choices import REMINDERS, ask_interval, ask_limit, ask_rule, reminder_words
from .deleting import ALL, FUTURE, ONE, ask_delete
from .reminders import schedule_reminders
from .repetition import first_rule, interval_words, rule_words, split
from .store import EVENT_CLASS, NO_REMINDER, TASK_CLASS, Event, EventStore, Occurrence

if TYPE_CHECKING:
    from ...phone import Phone

_EDIT = {
    ONE: "Edit the selected occurrence only",
    FUTURE: "Edit this and all future occurrences",
    ALL: "Edit all occurrences",
}
_DEFAULT_REMINDER = 10


class EventActivity(Activity):
    """The form of one event."""

    name = EVENT_CLASS
    kind: ClassVar[str] = "event"
    """Resource ids of the form begin with it."""

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = EventStore(phone)
        reminders = (_DEFAULT_REMINDER, NO_REMINDER, NO_REMINDER)
        self._event = Event(0, 0, reminders=reminders, is_task=self.kind == "task")
        self._begin = self._end = self._first_start()
        self._old = self._asked_for()
        if self._old is not None:
            self._event, self._begin, self._end = self._old.event, self._old.begin, self._old.end
        self._saved = self._state()

    def _first_start(self) -> datetime:
        """Return the next full hour, on the day that the intent names."""
        hour = self.phone.clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        try:
            day = date.fromisoformat(str(self.intent.extra("day") or ""))
        except ValueError:
            return hour
        return hour.replace(year=day.year, month=day.month, day=day.day)

    def _asked_for(self) -> Occurrence | None:
        ident, moment = self.intent.extra("event_id"), self.intent.extra("event_occurrence_ts")
        event = self._store.get(ident) if isinstance(ident, int) else None
        if event is None:
            return None
        begin_s = moment if isinstance(moment, int) and event.repeat_s else event.start_s
        day = self.phone.clock.local(begin_s * 1000).date()
        shown = [o for o in self._store.on_day(day) if o.event.ident == ident]
        local = self.phone.clock.local
        end = local((begin_s + event.end_s - event.start_s) * 1000)
        return shown[0] if shown else Occurrence(event, local(begin_s * 1000), end)

    def _state(self) -> tuple[Event, datetime, datetime]:
        return self._event, self._begin, self._end

    # -- the form --------------------------------------------------------------------------------------------

    def build(self) -> Node:
        """Show the fields."""
        actions = [icon_button("check", "Save", self._save, id="save")]
        if self._old is not None:
            actions.append(icon_button("delete", "Delete", self._delete, id="delete"))
            actions.append(icon_button("more", "More options", self._menu))
        title = f"{'Edit' if self._old else 'New'} {self.kind.title()}"
        bar = app_bar(title, actions, on_up=self._leave, up_icon="close", id=f"{self.kind}_toolbar")
        return screen(
            scroll(
                *self._words(), divider(), *self._times(), divider(), *self._reminders(), divider(),
                *self._repetition(), divider(), *self._foot(), spacer(320.0), recycler=False,
                id=f"{self.kind}_scrollview",
            ),
            bar=bar,
        )  # fmt: skip

    def _words(self) -> list[Node]:
        title = self._field("title", "Title", bold=True, text_size=18.0)
        return [title, self._field("location", "Location"), self._field("description", "Description", multiline=True)]

    def _foot(self) -> list[Node]:
        return [_line("label", text("Regular event", size=16.0, id="event_type"))]

    def _field(self, name: str, hint: str, **look: Any) -> Node:
        def typed(words: str) -> None:
            self._event = replace(self._event, **{name: words})  # type: ignore[arg-type]

        options: dict[str, Any] = {"border": "", "padding": (20.0, 12.0)} | look
        return edit_text(getattr(self._event, name), typed, hint=hint, id=f"{self.kind}_{name}", **options)

    def _times(self) -> list[Node]:
        def flip(on: bool) -> None:
            self._event = replace(self._event, all_day=on)

        toggle = switch(self._event.all_day, flip, id=f"{self.kind}_all_day", desc="All-day")
        label = text("All-day", size=16.0, weight=1.0, width="fill")
        return [_line("schedule", label, toggle), *self._moments()]

    def _moments(self) -> list[Node]:
        return [self._when("start", self._begin, "event_start"), self._when("end", self._end, "event_end")]

    def _when(self, which: str, moment: datetime, ident: str) -> Node:
        look: dict[str, Any] = {"size": 16.0, "padding": (8.0, 12.0), "radius": 8.0}
        day = text(f"{moment:%B} {moment.day} ({moment:%a}), {moment.year}", weight=1.0, width="fill",
                   id=f"{ident}_date", on_click=lambda: self._ask_day(which), **look)  # fmt: skip
        clock = text(clock_time(self.phone, moment.hour, moment.minute), id=f"{ident}_time",
                     on_click=lambda: self._ask_clock(which), **look)  # fmt: skip
        return row(spacer(40.0), day, None if self._event.all_day else clock, padding=(8.0, 0.0, 16.0, 0.0))

    def _reminders(self) -> list[Node]:
        used = [minutes for minutes in self._event.reminders if minutes != NO_REMINDER]
        shown = [*used, NO_REMINDER][:3]
        lines: list[Node] = []
        for at, minutes in enumerate(shown):
            words = reminder_words(minutes) if at == 0 or minutes != NO_REMINDER else "Add another reminder"
            color = "on_surface" if minutes != NO_REMINDER else "on_surface_variant"
            label = text(words, size=16.0, weight=1.0, width="fill", id=f"{self.kind}_reminder_{at + 1}", color=color)
            picture = "" if at else "notifications"
            lines.append(_line(picture, label, on_click=lambda at=at: self._ask_reminder(at)))
        return lines

    def _repetition(self) -> list[Node]:
        event = self._event
        often = text(interval_words(event.repeat_s), size=16.0, weight=1.0, width="fill", id=f"{self.kind}_repetition")
        lines = [_line("repeat", often, on_click=self._ask_interval)]
        if event.repeat_s:
            words = rule_words(event.repeat_s, event.repeat_rule, self._begin)
            if words:
                label = "Repeat on" if split(event.repeat_s)[1] == "week" else "Repeat"
                lines.append(_pair(label, words, f"{self.kind}_repetition_rule", self._ask_rule))
            lines.append(_pair("Repeat till", self._limit_words(), f"{self.kind}_repetition_limit", self._ask_limit))
        return lines

    def _limit_words(self) -> str:
        limit = self._event.repeat_limit
        if limit > 0:
            day = self.phone.clock.local(limit * 1000)
            return f"{day:%B} {day.day}, {day.year}"
        return f"{-limit} times" if limit else "Forever"

    # -- the questions ---------------------------------------------------------------------------------------

    def _move(self, which: str, moment: datetime) -> None:
        """Set one end. Moving the start keeps the length; so does a weekly rule that only named the old weekday."""
        if which == "end":
            self._end = moment
            return
        event = self._event
        if split(event.repeat_s)[1] == "week" and event.repeat_rule == 1 << self._begin.weekday():
            self._event = replace(event, repeat_rule=1 << moment.weekday())
        self._begin, self._end = moment, moment + (self._end - self._begin)

    def _moment(self, which: str) -> datetime:
        return self._begin if which == "start" else self._end

    def _ask_day(self, which: str) -> None:
        def take(day: date) -> None:
            self._move(which, self._moment(which).replace(year=day.year, month=day.month, day=day.day))

        ask_date(self, self._moment(which).date(), take)

    def _ask_clock(self, which: str) -> None:
        def take(hour: int, minute: int) -> None:
            self._move(which, self._moment(which).replace(hour=hour, minute=minute, second=0, microsecond=0))

        ask_time(self, self._moment(which).hour, self._moment(which).minute, take)

    def _ask_reminder(self, at: int) -> None:
        def take(minutes: int) -> None:
            values = list(self._event.reminders)
            values[at] = minutes
            kept = sorted(value for value in values if value != NO_REMINDER) + [NO_REMINDER] * 3
            self._event = replace(self._event, reminders=cast(tuple[int, int, int], tuple(kept[:3])))

        ask_one(self, REMINDERS, self._event.reminders[at], take)

    def _ask_interval(self) -> None:
        def take(interval_s: int) -> None:
            rule = first_rule(interval_s, self._begin)
            self._event = replace(self._event, repeat_s=interval_s, repeat_rule=rule, repeat_limit=0)

        ask_interval(self, self._event.repeat_s, take)

    def _ask_rule(self) -> None:
        def take(rule: int) -> None:
            self._event = replace(self._event, repeat_rule=rule)

        ask_rule(self, self._event.repeat_s, self._event.repeat_rule, self._begin, take)

    def _ask_limit(self) -> None:
        def take(limit: int) -> None:
            self._event = replace(self._event, repeat_limit=limit)

        def take_day(day: date) -> None:
            take(int(datetime.combine(day, time(23, 59, 59), self._begin.tzinfo).timestamp()))

        ask_limit(self, self._event.repeat_limit, self._begin.date(), take_day, take)

    # -- saving and leaving ----------------------------------------------------------------------------------

    def _save(self) -> None:
        if not self._event.title.strip():
            self.toast("Title cannot be empty")
        elif self._end < self._begin:
            self.toast("The event cannot end earlier than it starts")
        elif self._old is not None and self._old.event.repeat_s and self._state() != self._saved:
            self._ask_how_far(self._old)
        else:
            self._write(self._present())

    def _present(self) -> Event:
        begin, end = self._begin, self._end
        if self._event.all_day:
            begin, end = (moment.replace(hour=1, minute=0, second=0, microsecond=0) for moment in (begin, end))
        return replace(self._event, title=self._event.title.strip(), start_s=int(begin.timestamp()),
                       end_s=int(end.timestamp()))  # fmt: skip

    def _ask_how_far(self, old: Occurrence) -> None:
        def one() -> None:
            self._store.delete_occurrence(old)
            self._write(replace(self._present(), ident=0, repeat_s=0, repeat_rule=0, repeat_limit=0, exceptions=()))

        def future() -> None:
            self._store.delete_from(old)
            self._write(replace(self._present(), ident=0))

        def everything() -> None:
            present = self._present()
            moved = old.event.start_s - int(old.begin.timestamp())
            self._write(replace(present, start_s=present.start_s + moved, end_s=present.end_s + moved))

        ways = {ONE: one, FUTURE: future, ALL: everything}
        choices = radio_group(_EDIT, None, lambda way: ways[way](), dismisses=True)
        self.show_dialog(lambda: dialog("", "How far shall the change go?", content=choices))

    def _write(self, event: Event) -> None:
        self._store.save(event)
        schedule_reminders(self.phone)
        self.finish()

    def _delete(self) -> None:
        if self._old is not None:
            ask_delete(self, self._store, (self._old,), self.finish)

    def _menu(self) -> None:
        def duplicate() -> None:
            self._old, self._event = None, replace(self._event, ident=0)

        self.show_dialog(lambda: popup_menu([(f"Duplicate {self.kind}", duplicate)]))

    def _leave(self) -> None:
        if self._state() == self._saved:
            self.finish()
            return
        buttons = (("Discard", self.finish), ("Save", self._save))
        self.show_dialog(lambda: dialog("", "You have unsaved changes. Save before exit?", buttons=buttons))

    def on_back(self) -> bool:
        """Ask before changes are lost."""
        if self._state() == self._saved:
            return False
        self._leave()
        return True


class TaskActivity(EventActivity):
    """The form of one task: it has a time but no length, and can be done."""

    name = TASK_CLASS
    kind = "task"

    def _words(self) -> list[Node]:
        title = self._field("title", "Title", bold=True, text_size=18.0)
        return [title, self._field("description", "Description", multiline=True)]

    def _moments(self) -> list[Node]:
        return [self._when("start", self._begin, "task")]

    def _foot(self) -> list[Node]:
        if self._old is None:
            return []
        label = "Mark incomplete" if self._old.is_done else "Mark completed"
        return [button(label, self._flip, kind="tonal", id="toggle_mark_complete", margin=16.0)]

    def _flip(self) -> None:
        if self._old is not None:
            self._store.set_done(self._old, not self._old.is_done)
            schedule_reminders(self.phone)
            self.finish()


def _line(picture: str, *nodes: Node, **options: Any) -> Node:
    lead = icon(picture, color="on_surface_variant") if picture else spacer(24.0)
    return row(lead, *nodes, **({"gap": 16.0, "padding": (16.0, 12.0)} | options))


def _pair(label: str, value: str, ident: str, on_click: Callable[[], None]) -> Node:
    name = text(label, size=16.0, weight=1.0, width="fill", id=f"{ident}_label")
    return _line("", name, text(value, size=16.0, id=ident, color="primary", max_lines=1), on_click=on_click)
