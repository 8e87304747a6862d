"""The main screen of Simple Calendar Pro: search on top, below it the month, a day or the list of coming events.

Knows: its views, going to a date, search, choosing events and deleting them. Does not know: the editor, rows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    column,
    divider,
    edit_text,
    empty_state,
    fab,
    icon,
    icon_button,
    popup_menu,
    row,
    screen,
    scroll,
    spacer,
    stack,
    text,
)
from ...ui.view import Direction
from ..app import Activity
from ..asking import ask_date, ask_one
from ..contextual_bar import contextual_bar
from .deleting import ask_delete
from .month import by_day, month_days, month_view
from .rows import by_days, day_title, event_row
from .store import EVENT_CLASS, MAIN_CLASS, PACKAGE, TASK_CLASS, EventStore, Occurrence, events_database

if TYPE_CHECKING:
    from ...phone import Phone

MONTH, DAY, MONTH_AND_DAY, LIST = "monthly", "daily", "monthly_daily", "list"
_VIEWS = {DAY: "Daily view", MONTH: "Monthly view", MONTH_AND_DAY: "Monthly and daily view", LIST: "Simple event list"}
_LIST_DAYS = 120


class MainActivity(Activity):
    """Month, day or list, or what the search found."""

    name = MAIN_CLASS

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._store = EventStore(phone)
        self._view = MONTH
        self._back_to = ""
        self._day = phone.clock.now().date()
        self._wanted = ""
        self._chosen: set[tuple[int, object]] = set()
        self._fab_open = False

    def on_start(self) -> None:
        """Make the database if it is not there, as the app does at its first start."""
        events_database(self.phone)

    def build(self) -> Node:
        """Show the present view."""
        if self._wanted.strip():
            body = self._found()
        else:
            views = {MONTH: self._month, DAY: self._daily, MONTH_AND_DAY: self._month_and_day, LIST: self._list}
            body = views[self._view]()
        bar = self._action_mode() if self._chosen else self._top_bar()
        if self._fab_open:
            cover = column(width="fill", height="fill", id="fab_extended_overlay", on_click=self._close_fab)
            body = stack(body, cover, width="fill", height="fill", weight=1.0)
        return screen(body, bar=bar, fab=self._fab())

    # -- bars ------------------------------------------------------------------------------------------------

    def _top_bar(self) -> Node:
        today = self.phone.clock.now().date()
        field = edit_text(
            self._wanted, self._search, hint="Search", id="top_toolbar_search", border="", padding=(0.0, 10.0),
            weight=1.0, input_type="search",
        )  # fmt: skip
        magnifier = (
            icon_button("back", "Back", self._clear_search, id="top_toolbar_search_icon")
            if self._wanted else icon("search", id="top_toolbar_search_icon", color="on_surface_variant")
        )  # fmt: skip
        away = self._day != today and self._view != LIST
        actions = (
            icon_button("close", "Clear", self._clear_search, id="top_toolbar_clear") if self._wanted else None,
            icon_button("calendar", "Go to today", lambda: self._go_to(today), id="go_to_today")
            if away and not self._wanted else None,
            icon_button("apps", "Change view", self._ask_view, id="change_view"),
            icon_button("more", "More options", self._menu),
        )  # fmt: skip
        return row(
            magnifier, field, *actions, gap=8.0 if not self._wanted else 0.0, background="surface_high", radius=999.0,
            padding=(16.0 if not self._wanted else 2.0, 0.0, 0.0, 0.0), margin=(12.0, 6.0), height=52.0,
            id="top_toolbar_holder",
        )  # fmt: skip

    def _action_mode(self) -> Node:
        delete = icon_button("delete", "Delete", self._delete_chosen, id="cab_delete")
        return contextual_bar(f"{len(self._chosen)} selected", self._chosen.clear, (delete,))

    def _fab(self) -> Node | None:
        if self._chosen or self._wanted:
            return None
        if not self._fab_open:
            return fab("add", "New Event", self._open_fab, id="calendar_fab")
        event = fab("event", "New Event", lambda: self._create(EVENT_CLASS), id="calendar_fab")
        task = fab("check", "New Task", lambda: self._create(TASK_CLASS), id="fab_task_icon", width=44.0, height=44.0,
                   margin=(0.0, 0.0, 6.0, 0.0), background="secondary_container")  # fmt: skip
        return column(
            _labelled("Task", "fab_task_label", task, lambda: self._create(TASK_CLASS)),
            _labelled("Event", "fab_event_label", event, lambda: self._create(EVENT_CLASS)),
            width="wrap", align="end", gap=14.0,
        )  # fmt: skip

    def _open_fab(self) -> None:
        self._fab_open = True

    def _close_fab(self) -> None:
        self._fab_open = False

    def _menu(self) -> None:
        self.show_dialog(lambda: popup_menu([("Go to date", self._ask_date), ("Change view", self._ask_view)]))

    def _ask_view(self) -> None:
        ask_one(self, _VIEWS, self._view, self._change_view)

    def _change_view(self, view: str) -> None:
        self._view, self._back_to = view, ""

    def _ask_date(self) -> None:
        ask_date(self, self._day, self._go_to)

    def _go_to(self, day: date) -> None:
        self._day = day
        if self._view == LIST:
            self._open_day(day)

    # -- views -----------------------------------------------------------------------------------------------

    def _turner(self, title: str, step: Callable[[int], None]) -> Node:
        return row(
            icon_button("chevron_left", "Previous", lambda: step(-1), id="top_left_arrow"),
            text(title, size=19.0, weight=1.0, width="fill", align="center", id="top_value", on_click=self._ask_date,
                 padding=(0.0, 10.0), max_lines=1),
            icon_button("chevron_right", "Next", lambda: step(1), id="top_right_arrow"),
            padding=(4.0, 0.0),
        )  # fmt: skip

    def _month_title(self) -> str:
        return f"{self._day:%B}" + (f" {self._day.year}" if self._day.year != self.phone.clock.now().year else "")

    def _month(self) -> Node:
        return column(
            self._turner(self._month_title(), self._turn_month), self._weeks(self._open_day), height="fill",
            weight=1.0, on_swipe=lambda way: self._swiped(way, self._turn_month), id="month_calendar_holder",
        )  # fmt: skip

    def _weeks(self, on_day: Callable[[date], None], *, small: bool = False) -> Node:
        days = month_days(self._day)
        today = self.phone.clock.now().date()
        events = by_day(self._store.between(days[0], days[-1]), days)
        return month_view(self._day, today, self._day if small else None, events, on_day, small=small)

    def _daily(self) -> Node:
        today = self.phone.clock.now().date()
        return column(
            self._turner(day_title(self._day, today), self._turn_day), self._events_of_day(), height="fill",
            weight=1.0, on_swipe=lambda way: self._swiped(way, self._turn_day), id="day_holder",
        )  # fmt: skip

    def _events_of_day(self) -> Node:
        rows = [
            event_row(self.phone, o, self._touch, self._hold, chosen=o.key in self._chosen)
            for o in self._store.on_day(self._day)
        ]
        none = text("No events on this day", color="on_surface_variant", padding=(24.0, 16.0), id="day_no_events")
        return scroll(*(rows or [none]), spacer(96), id="day_events", key=f"day {self._day}")

    def _month_and_day(self) -> Node:
        today = self.phone.clock.now().date()
        return column(
            self._turner(self._month_title(), self._turn_month), self._weeks(self._choose, small=True), divider(),
            text(day_title(self._day, today), bold=True, color="primary", padding=(20.0, 10.0, 16.0, 4.0),
                 id="month_day_selected_day_label"),
            self._events_of_day(), height="fill", weight=1.0,
        )  # fmt: skip

    def _list(self) -> Node:
        now = self.phone.clock.now()
        coming = [o for o in self._store.between(now.date(), now.date() + timedelta(_LIST_DAYS)) if o.end >= now]
        if not coming:
            return empty_state("event", "No items found.", "Tap + to create an event")
        rows = by_days(self.phone, coming, self._touch, self._hold, self._chosen)
        return scroll(*rows, spacer(96), id="calendar_events_list")

    def _found(self) -> Node:
        found = self._store.search(self._wanted.strip())
        if not found:
            return empty_state("search", "No items found.")
        rows = by_days(self.phone, found, self._touch, self._hold, self._chosen)
        return scroll(*rows, spacer(32), id="search_results_list")

    # -- what touches do -------------------------------------------------------------------------------------

    def _search(self, wanted: str) -> None:
        self._wanted = wanted

    def _clear_search(self) -> None:
        self._wanted = ""

    def _swiped(self, way: Direction, step: Callable[[int], None]) -> bool:
        if way in ("up", "down"):
            return False
        step(1 if way == "left" else -1)
        return True

    def _turn_month(self, months: int) -> None:
        year, month = divmod(self._day.year * 12 + self._day.month - 1 + months, 12)
        first = date(year, month + 1, 1)
        today = self.phone.clock.now().date()
        self._day = today if (today.year, today.month) == (first.year, first.month) else first

    def _turn_day(self, days: int) -> None:
        self._day += timedelta(days=days)

    def _choose(self, day: date) -> None:
        self._day = day

    def _open_day(self, day: date) -> None:
        self._day, self._back_to, self._view = day, self._view, DAY

    def _create(self, form: str) -> None:
        self._fab_open = False
        self.start(Intent(component=f"{PACKAGE}/{form}", extras={"day": self._day.isoformat()}))

    def _touch(self, occurrence: Occurrence) -> None:
        if self._chosen:
            self._hold(occurrence)
            return
        extras = {"event_id": occurrence.event.ident, "event_occurrence_ts": int(occurrence.begin.timestamp())}
        form = TASK_CLASS if occurrence.event.is_task else EVENT_CLASS
        self.start(Intent(component=f"{PACKAGE}/{form}", extras=extras))

    def _hold(self, occurrence: Occurrence) -> None:
        self._chosen ^= {occurrence.key}

    def _delete_chosen(self) -> None:
        days = [begin.date() for _, begin in self._chosen]  # type: ignore[attr-defined]
        chosen = [o for o in self._store.between(min(days), max(days)) if o.key in self._chosen]
        ask_delete(self, self._store, chosen, self._chosen.clear)

    def on_back(self) -> bool:
        """Close the + menu; undo a choice, a search, or a day opened from another view, in this order."""
        if self._fab_open:
            self._fab_open = False
        elif self._chosen:
            self._chosen.clear()
        elif self._wanted:
            self._wanted = ""
        elif self._back_to:
            self._view, self._back_to = self._back_to, ""
        else:
            return False
        return True


def _labelled(label: str, ident: str, round_button: Node, on_click: Callable[[], None]) -> Node:
    """Put a label before a button of the + menu."""
    words = text(label, size=14.0, bold=True, id=ident, on_click=on_click, background="surface_high", radius=8.0,
                 padding=(12.0, 8.0), elevation=2.0)  # fmt: skip
    return row(words, round_button, width="wrap", gap=12.0, align="end")
