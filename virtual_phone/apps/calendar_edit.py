"""The form for a calendar event, and repeating rules in words.

Knows: the fields, their pickers and what an INSERT or EDIT intent prefills. Does not know: rows (calendar_store.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..intents import Intent
from ..ui.nodes import (
    Node,
    app_bar,
    button,
    column,
    date_picker,
    dialog,
    divider,
    edit_text,
    icon,
    radio,
    row,
    screen,
    scroll,
    spacer,
    switch,
    text,
    time_picker,
)
from .app import Activity
from .calendar_store import ROOT, EventDraft, EventStore
from .clock_texts import clock_time, is_24_hours

if TYPE_CHECKING:
    from ..phone import Phone

EDIT_CLASS = "com.android.calendar.event.EditEventActivity"
_RULES = {
    "": "Does not repeat",
    "FREQ=DAILY": "Every day",
    "FREQ=WEEKLY": "Every week",
    "FREQ=MONTHLY": "Every month",
    "FREQ=YEARLY": "Every year",
}
_HOUR = timedelta(hours=1)


class EditEventActivity(Activity):
    """The form for a new or an old event."""

    name = EDIT_CLASS

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = EventStore(phone)
        self._draft = self._from_intent(intent)
        self._changed = False

    def _from_intent(self, intent: Intent) -> EventDraft:
        tail = (intent.data or "").rpartition("/")[2]
        old = self._store.draft(int(tail)) if tail.isdigit() else None
        if old is not None:
            return old
        now = self.phone.clock.now()
        begin = self._moment(intent.extra("beginTime")) or now.replace(minute=0, second=0, microsecond=0) + _HOUR
        end = self._moment(intent.extra("endTime")) or begin + _HOUR
        draft = EventDraft(begin, max(begin, end), title=str(intent.extra("title") or ""))
        draft.location = str(intent.extra("eventLocation") or "")
        draft.description = str(intent.extra("description") or "")
        draft.all_day = str(intent.extra("allDay", "")).lower() in {"true", "1"}
        draft.rule = str(intent.extra("rrule") or "")
        return draft

    def _moment(self, value: Any) -> datetime | None:
        try:
            return self.phone.clock.local(int(value))
        except (TypeError, ValueError, OverflowError, OSError):
            return None

    def build(self) -> Node:
        """Show the fields."""
        draft = self._draft
        save = button("Save", self._save, id="save", height=40.0, margin=(0.0, 0.0, 8.0, 0.0))
        title = edit_text(
            draft.title, lambda typed: self._set("title", typed), hint="Add title", id="title", text_size=26.0,
            border="",
            padding=(56.0, 12.0, 16.0, 12.0), on_submit=None,
        )  # fmt: skip
        all_day = row(
            icon("schedule", color="on_surface_variant"), text("All-day", size=16.0, weight=1.0, width="fill"),
            switch(draft.all_day, lambda on: self._set("all_day", on), id="all_day_switch", desc="All-day"), gap=16.0,
            padding=(16.0, 8.0),
        )  # fmt: skip
        return screen(
            scroll(
                title, divider(), all_day, self._when("begin", draft.begin), self._when("end", draft.end),
                self._repeat(), divider(),
                self._words("location", "Add location", draft.location, "location"),
                self._words("article", "Add description", draft.description, "description"), self._calendar(),
                spacer(320),
                recycler=False, id="edit_event_scroll",
            ),
            bar=app_bar("Edit event" if draft.event_id else "New event", (save,), on_up=self._close, up_icon="close"),
        )  # fmt: skip

    def _set(self, field: str, value: Any) -> None:
        setattr(self._draft, field, value)
        self._changed = True

    def _words(self, picture: str, hint: str, value: str, field: str) -> Node:
        box = edit_text(
            value, lambda typed: self._set(field, typed), hint=hint, id=field, border="", padding=(0.0, 12.0),
            weight=1.0,
            multiline=field == "description",
        )  # fmt: skip
        return row(icon(picture, color="on_surface_variant"), box, gap=16.0, padding=(16.0, 2.0))

    def _when(self, field: str, moment: datetime) -> Node:
        label = "Start" if field == "begin" else "End"
        day = f"{moment:%a, %b} {moment.day}, {moment.year}"
        time = clock_time(self.phone, moment.hour, moment.minute)
        look: dict[str, Any] = {"size": 16.0, "padding": (8.0, 12.0), "radius": 8.0, "cls": "android.widget.Button"}
        return row(
            spacer(40),
            text(day, weight=1.0, width="fill", id=f"{field}_date", desc=f"{label} date: {day}",
            on_click=lambda: self._ask_date(field), **look),
            text(time, id=f"{field}_time", desc=f"{label} time: {time}", on_click=lambda: self._ask_time(field), **look)
            if not self._draft.all_day else None,
            padding=(8.0, 0.0, 16.0, 0.0),
        )  # fmt: skip

    def _shift(self, field: str, moment: datetime) -> None:
        """Set one end; moving the start keeps the length, and an end before the start moves the start."""
        length = self._draft.end - self._draft.begin
        self._set(field, moment)
        if field == "begin":
            self._draft.end = moment + length
        elif moment < self._draft.begin:
            self._draft.begin = moment - length

    def _ask_date(self, field: str) -> None:
        picked = [getattr(self._draft, field).date()]

        def pick(day: date) -> None:
            picked[0] = day

        def done() -> None:
            day = picked[0]
            self._shift(field, getattr(self._draft, field).replace(year=day.year, month=day.month, day=day.day))

        today = self.phone.clock.now().date()
        buttons = (("Cancel", None), ("OK", done))
        self.show_dialog(
            lambda: dialog("Select date", buttons=buttons, content=date_picker(picked[0], pick, today=today))
        )

    def _ask_time(self, field: str) -> None:
        moment = getattr(self._draft, field)
        picked = [(moment.hour, moment.minute)]

        def pick(hour: int, minute: int) -> None:
            picked[0] = (hour, minute)

        def done() -> None:
            self._shift(
                field,
                getattr(self._draft, field).replace(hour=picked[0][0], minute=picked[0][1], second=0, microsecond=0),
            )

        def build() -> Node:
            picker = time_picker(*picked[0], pick, use_24_hours=is_24_hours(self.phone))
            return dialog("Select time", buttons=(("Cancel", None), ("OK", done)), content=picker)

        self.show_dialog(build)

    def _repeat(self) -> Node:
        shown = rule_words(self._draft.rule)
        return self._choice("repeat", shown, "repeat", _RULES, self._draft.rule, lambda rule: self._set("rule", rule))

    def _calendar(self) -> Node:
        names = {str(ident): name for ident, name in self._store.calendars().items()}
        now = str(self._draft.calendar_id)
        return self._choice(
            "calendar",
            names.get(now, ""),
            "calendar_selector",
            names,
            now,
            lambda ident: self._set("calendar_id", int(ident)),
        )

    def _choice(
        self, picture: str, shown: str, ident: str, options: dict[str, str], chosen: str, take: Callable[[str], None]
    ) -> Node:
        def option(value: str, label: str) -> Node:
            return radio(label, value == chosen, lambda on: take(value), dismisses=True, width="fill")

        def ask() -> None:
            self.show_dialog(
                lambda: dialog("", content=column(*(option(value, label) for value, label in options.items())))
            )

        return row(
            icon(picture, color="on_surface_variant"), text(shown, size=16.0, weight=1.0, width="fill"), gap=16.0,
            padding=(16.0, 14.0),
            on_click=ask, id=ident, desc=shown,
        )  # fmt: skip

    def _save(self) -> None:
        if not self._draft.title.strip():
            self._draft.title = "(No title)"
        event_id = self._store.save(self._draft)
        self.toast("Event saved")
        self.finish(-1, f"{ROOT}/events/{event_id}")

    def _close(self) -> None:
        if not self._changed:
            self.finish()
            return
        buttons = (("Discard", self.finish), ("Keep editing", None))
        self.show_dialog(
            lambda: dialog("Discard this event?" if not self._draft.event_id else "Discard changes?", buttons=buttons)
        )

    def on_back(self) -> bool:
        """Ask before changes are lost."""
        if self._changed:
            self._close()
        return self._changed


def rule_words(rule: str) -> str:
    """Say a repeating rule in words."""
    if rule in _RULES:
        return _RULES[rule]
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    days = parts.get("BYDAY", "")
    if parts.get("FREQ") == "WEEKLY" and days:
        names = {"MO": "Mon", "TU": "Tue", "WE": "Wed", "TH": "Thu", "FR": "Fri", "SA": "Sat", "SU": "Sun"}
        return (
            "Every weekday"
            if days == "MO,TU,WE,TH,FR"
            else "Weekly on " + ", ".join(names.get(d, d) for d in days.split(","))
        )
    return _RULES.get(f"FREQ={parts.get('FREQ', '')}", "Repeats")
