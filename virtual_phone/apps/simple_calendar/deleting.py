"""Asking before events are deleted, and what is meant when one of a series is deleted.

Knows: the question and its three answers for a series. Does not know: who asks, rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ...ui.nodes import Node, column, dialog
from ..asking import radio_group
from .reminders import schedule_reminders
from .store import EventStore, Occurrence

if TYPE_CHECKING:
    from ..app import Activity

ONE, FUTURE, ALL = "one", "future", "all"
_DELETE = {
    ONE: "Delete the selected occurrence only",
    FUTURE: "Delete this and all future occurrences",
    ALL: "Delete all occurrences",
}


def ask_delete(
    activity: Activity, store: EventStore, occurrences: Sequence[Occurrence], done: Callable[[], None]
) -> None:
    """Ask, delete on "Yes", and then call `done`."""
    repeats = any(o.event.repeat_s for o in occurrences)
    what = [ONE]

    def choose(way: str) -> None:
        what[0] = way

    def delete() -> None:
        for occurrence in occurrences:
            delete_one(store, occurrence, what[0])
        schedule_reminders(activity.phone)
        done()

    def build() -> Node:
        message = "Are you sure you want to proceed with the deletion?"
        group = column(radio_group(_DELETE, what[0], choose), padding=(0.0, 12.0, 0.0, 0.0)) if repeats else None
        return dialog("", message, buttons=(("No", None), ("Yes", delete)), content=group)

    activity.show_dialog(build)


def delete_one(store: EventStore, occurrence: Occurrence, way: str) -> None:
    """Delete an event; of a series only what `way` (ONE, FUTURE or ALL) names."""
    event = occurrence.event
    fresh = store.get(event.ident)
    if fresh is None:
        return
    present = Occurrence(fresh, occurrence.begin, occurrence.end)
    if not fresh.repeat_s or way == ALL:
        store.delete(fresh)
    elif way == FUTURE:
        store.delete_from(present)
    else:
        store.delete_occurrence(present)
