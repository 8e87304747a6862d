"""The calendar app: a month with the chosen day's agenda, one event, the edit form.

Knows: its screens and the INSERT, EDIT and VIEW intents for events and times.
Does not know: rows and repeating rules (calendar_store.py, providers/).
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ..intents import Intent, IntentFilter
from ..ui.nodes import (
    Node,
    app_bar,
    column,
    dialog,
    divider,
    empty_state,
    fab,
    grid,
    icon,
    icon_button,
    row,
    screen,
    scroll,
    spacer,
    text,
)
from .app import Activity, ActivityInfo, Icon, Manifest
from .calendar_edit import EDIT_CLASS, EditEventActivity, rule_words
from .calendar_store import ROOT, EventDraft, EventStore, Occasion
from .clock_texts import clock_time

if TYPE_CHECKING:
    from ..phone import Phone

PACKAGE = "com.google.android.calendar"
_VIEW, _EDIT, _INSERT = "android.intent.action.VIEW", "android.intent.action.EDIT", "android.intent.action.INSERT"
_DIR, _ITEM = "vnd.android.cursor.dir/event", "vnd.android.cursor.item/event"
_INFO_CLASS = "com.android.calendar.EventInfoActivity"


def _clock(phone: Phone, moment: datetime) -> str:
    return clock_time(phone, moment.hour, moment.minute)


def _long_day(day: date) -> str:
    return f"{day:%A, %b} {day.day}, {day.year}"


class AllInOneActivity(Activity):
    """The month on top, the agenda of the chosen day below."""

    name = "com.android.calendar.AllInOneActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = EventStore(phone)
        self._day = phone.clock.now().date()
        self._follow(intent)

    def on_new_intent(self, intent: Intent) -> None:
        """Turn to the day that a later intent asks for."""
        super().on_new_intent(intent)
        self._follow(intent)

    def _follow(self, intent: Intent) -> None:
        tail = (intent.data or "").partition("?")[0].rpartition("/")[2]
        if "/time/" in (intent.data or "") and tail.isdigit():
            self._day = self.phone.clock.local(int(tail)).date()

    def build(self) -> Node:
        """Show month and agenda."""
        today = self.phone.clock.now().date()
        bar = app_bar(f"{self._day:%B %Y}", (
            icon_button("chevron_left", "Previous month", lambda: self._turn(-1), id="prev_month"),
            icon_button("chevron_right", "Next month", lambda: self._turn(1), id="next_month"),
            icon_button("event", "Jump to today", lambda: self._choose(today), id="action_today"),
        ), title_id="date_picker_text_view")  # fmt: skip
        items = self._store.on_day(self._day)
        agenda = [self._entry(item) for item in items] or [
            text("Nothing planned", color="on_surface_variant", padding=(24.0, 16.0), id="no_events")
        ]
        heading = text(
            ("Today • " if self._day == today else "") + _long_day(self._day), bold=True, color="primary",
            padding=(16.0, 12.0, 16.0, 4.0),
            id="day_header",
        )  # fmt: skip
        month, day = self._month(today), [heading, scroll(*agenda, spacer(96), id="timeline")]
        frame = self.phone.windows.frame
        if frame.width > frame.height:
            beside = column(scroll(month, recycler=False, id="month_scroll"), weight=1.0, height="fill")
            parts: list[Node] = [row(beside, column(*day, weight=1.0, height="fill"), weight=1.0, valign="top")]
        else:
            parts = [month, divider(), *day]
        return screen(
            *parts, bar=bar,
            fab=fab("add", "Create new event", self._create, id="floating_action_button"),
        )  # fmt: skip

    def _month(self, today: date) -> Node:
        first = self._day.replace(day=1)
        start = first - timedelta(days=(first.weekday() + 1) % 7)
        last_day = calendar.monthrange(first.year, first.month)[1]
        weeks = -(-((first - start).days + last_day) // 7)
        days = [start + timedelta(days=at) for at in range(weeks * 7)]
        busy: dict[date, list[Occasion]] = {}
        for item in self._store.between(days[0], days[-1]):
            busy.setdefault(item.begin.date(), []).append(item)
        letters = [
            text(c, size=12.0, align="center", width="fill", color="on_surface_variant", hidden_from_dump=True)
            for c in "SMTWTFS"
        ]
        cells = [self._cell(day, today, first.month, busy.get(day, [])) for day in days]
        return grid(*letters, *cells, columns=7, gap=2.0, id="month_view", padding=(12.0, 0.0, 12.0, 8.0))

    def _cell(self, day: date, today: date, month: int, items: list[Occasion]) -> Node:
        chosen = day == self._day
        tint = (
            "on_primary" if chosen else "primary" if day == today else "on_surface" if day.month == month else "outline"
        )
        said = f"{_long_day(day)}, {len(items)} event{'' if len(items) == 1 else 's'}" if items else _long_day(day)
        label = text(
            str(day.day), width=34.0, height=34.0, radius=999.0, align="center", valign="center", color=tint,
            bold=day == today,
            background="primary" if chosen else "", text_size=14.0,
        )  # fmt: skip
        colors = list(dict.fromkeys(item.color for item in items))[:3]
        dots = row(
            *(column(width=6.0, height=6.0, radius=3.0, background=c) for c in colors),
            height=8.0,
            align="center",
            gap=2.0,
            hidden_from_dump=True,
        )
        return column(
            label, dots, align="center", height=46.0, on_click=lambda: self._choose(day), desc=said, selected=chosen
        )

    def _entry(self, item: Occasion) -> Node:
        when = "All day" if item.all_day else f"{_clock(self.phone, item.begin)} – {_clock(self.phone, item.end)}"
        words = column(
            text(item.title, size=16.0, bold=True, id="title", max_lines=1),
            text(when + (f" • {item.location}" if item.location else ""), color="on_surface_variant", id="when",
            max_lines=1),
            weight=1.0, gap=2.0,
        )  # fmt: skip
        stripe = column(width=5.0, height=40.0, radius=3.0, background=item.color, hidden_from_dump=True)
        return row(
            stripe, words, icon("repeat", size=16.0, color="outline", desc="Repeats") if item.repeats else None,
            gap=14.0, radius=14.0,
            background="surface_container", padding=(14.0, 10.0), margin=(16.0, 4.0), desc=f"{item.title}, {when}",
            on_click=lambda: self._open(item), id="event_item",
        )  # fmt: skip

    def _choose(self, day: date) -> None:
        self._day = day

    def _turn(self, months: int) -> None:
        index = self._day.year * 12 + self._day.month - 1 + months
        year, month = divmod(index, 12)
        self._day = date(year, month + 1, min(self._day.day, calendar.monthrange(year, month + 1)[1]))

    def _open(self, item: Occasion) -> None:
        extras = {"beginTime": int(item.begin.timestamp() * 1000), "endTime": int(item.end.timestamp() * 1000)}
        self.start(
            Intent(_VIEW, data=f"{ROOT}/events/{item.event_id}", component=f"{PACKAGE}/{_INFO_CLASS}", extras=extras)
        )

    def _create(self) -> None:
        now = self.phone.clock.now()
        begin = datetime(self._day.year, self._day.month, self._day.day, tzinfo=now.tzinfo).replace(
            hour=min(now.hour + 1, 23)
        )
        extras = {"beginTime": int(begin.timestamp() * 1000)}
        self.start(Intent(_INSERT, data=f"{ROOT}/events", component=f"{PACKAGE}/{EDIT_CLASS}", extras=extras))


class EventInfoActivity(Activity):
    """One event with everything about it."""

    name = _INFO_CLASS

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = EventStore(phone)

    def _event_id(self) -> int:
        tail = (self.intent.data or "").rpartition("/")[2]
        return int(tail) if tail.isdigit() else 0

    def build(self) -> Node:
        """Show the event."""
        event = self._store.draft(self._event_id())
        if event is None:
            return screen(empty_state("event", "Event not found"), bar=app_bar("", on_up=self.finish))
        begin = self._begin(event)
        end = begin + (event.end - event.begin)
        bar = app_bar("", (
            icon_button("edit", "Edit event", self._edit, id="info_action_edit"),
            icon_button("delete", "Delete event", lambda: self._ask_delete(event), id="info_action_delete"),
        ), on_up=self.finish, up_icon="close")  # fmt: skip
        calendar_name = self._store.calendars().get(event.calendar_id, "")
        return screen(
            scroll(
                text(event.title or "(No title)", size=28.0, id="title", padding=(24.0, 8.0)),
                self._fact("schedule", self._when(event, begin, end), "when_datetime"),
                self._fact("repeat", rule_words(event.rule), "when_repeat") if event.rule else None,
                self._fact("location", event.location, "where") if event.location else None,
                self._fact("article", event.description, "description") if event.description else None,
                self._fact("calendar", calendar_name, "calendar_name"),
                recycler=False, id="event_info_scroll_view",
            ),
            bar=bar,
        )  # fmt: skip

    def _begin(self, event: EventDraft) -> datetime:
        """Repeating events are shown for the day from which they were opened."""
        asked = self.intent.extra("beginTime")
        return self.phone.clock.local(int(asked)) if isinstance(asked, int) and event.rule else event.begin

    def _when(self, event: EventDraft, begin: datetime, end: datetime) -> str:
        if event.all_day:
            return _long_day(begin)
        if begin.date() == end.date():
            return f"{_long_day(begin)} • {_clock(self.phone, begin)} – {_clock(self.phone, end)}"
        return f"{_long_day(begin)}, {_clock(self.phone, begin)} – {_long_day(end)}, {_clock(self.phone, end)}"

    def _fact(self, picture: str, words: str, ident: str) -> Node:
        return row(
            icon(picture, color="on_surface_variant"), text(words, size=16.0, id=ident, weight=1.0, width="fill"),
            gap=20.0,
            padding=(24.0, 14.0), valign="top",
        )  # fmt: skip

    def _edit(self) -> None:
        self.start(Intent(_EDIT, data=self.intent.data, component=f"{PACKAGE}/{EDIT_CLASS}"))

    def _ask_delete(self, event: EventDraft) -> None:
        def delete() -> None:
            self._store.delete(event.event_id, event.title)
            self._gone()

        def delete_one() -> None:
            self._store.delete_occurrence(self._begin(event), event.event_id)
            self._gone()

        buttons: list[tuple[str, Callable[[], None] | None]] = [("Cancel", None), ("Delete", delete)]
        if event.rule:
            buttons = [("Cancel", None), ("This event", delete_one), ("All events", delete)]
        self.show_dialog(lambda: dialog("Delete this event?", buttons=buttons))

    def _gone(self) -> None:
        self.toast("Event deleted")
        self.finish()


MANIFEST = Manifest(
    PACKAGE,
    "Calendar",
    version_name="2023.10.0",
    version_code=2017000000,
    icon=Icon("calendar", "#1a73e8"),
    permissions=("android.permission.READ_CALENDAR", "android.permission.WRITE_CALENDAR",
    "android.permission.POST_NOTIFICATIONS"),
    activities=(
        ActivityInfo(
            AllInOneActivity.name, AllInOneActivity,
            (
                IntentFilter(("android.intent.action.MAIN",),
                ("android.intent.category.DEFAULT", "android.intent.category.APP_CALENDAR")),
                IntentFilter((_VIEW,), mime_types=("time/epoch",)),
                IntentFilter((_VIEW,), schemes=("content",), hosts=("com.android.calendar",), path_pattern="/?"),
            ),
            launcher=True, launch_mode="singleTask",
        ),
        ActivityInfo(EventInfoActivity.name, EventInfoActivity, (IntentFilter((_VIEW,), mime_types=(_ITEM,)),)),
        ActivityInfo(EditEventActivity.name, EditEventActivity,
        (IntentFilter((_INSERT, _EDIT), mime_types=(_DIR, _ITEM)),)),
    ),
)  # fmt: skip
