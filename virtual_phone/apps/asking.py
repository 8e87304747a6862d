"""Small questions that several apps ask: a day, a time of day, one of several values.

Knows: the dialogs. Does not know: what is done with the answer; it goes to the caller's function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from ..ui.nodes import Action, Node, column, date_picker, dialog, radio, time_picker
from .clock_texts import is_24_hours

if TYPE_CHECKING:
    from .app import Activity

Value = TypeVar("Value", int, str)


def ask_date(
    activity: Activity, value: date, take: Callable[[date], None], *, none: tuple[str, Action] | None = None
) -> None:
    """Ask for a day; `none` is a further button (label, action), such as for no day at all."""
    picked = [value]

    def pick(day: date) -> None:
        picked[0] = day

    today = activity.phone.clock.now().date()
    buttons = (*([none] if none else ()), ("Cancel", None), ("OK", lambda: take(picked[0])))
    activity.show_dialog(lambda: dialog("", buttons=buttons, content=date_picker(picked[0], pick, today=today)))


def ask_time(
    activity: Activity, hour: int, minute: int, take: Callable[[int, int], None],
    *, none: tuple[str, Action] | None = None,
) -> None:  # fmt: skip
    """Ask for a time of day; `none` is a further button, such as for no time at all."""
    picked = [(hour, minute)]

    def pick(hour: int, minute: int) -> None:
        picked[0] = (hour, minute)

    buttons = (*([none] if none else ()), ("Cancel", None), ("OK", lambda: take(*picked[0])))

    def build() -> Node:
        picker = time_picker(*picked[0], pick, use_24_hours=is_24_hours(activity.phone))
        return dialog("Select time", buttons=buttons, content=picker)

    activity.show_dialog(build)


def ask_one(
    activity: Activity, options: Mapping[Value, str], chosen: Value, take: Callable[[Value], None], title: str = ""
) -> None:
    """Ask for one of several values; touching one answers and closes."""

    activity.show_dialog(lambda: dialog(title, content=radio_group(options, chosen, take, dismisses=True)))


def radio_group(
    options: Mapping[Value, str], chosen: Value | None, take: Callable[[Value], None], *, dismisses: bool = False
) -> Node:
    """Show one of several values as chosen; a touch calls take(value). dismisses: it closes the dialog first."""

    def option(value: Value, label: str) -> Node:
        return radio(label, value == chosen, lambda on: take(value), dismisses=dismisses, width="fill")

    nodes = [option(value, label) for value, label in options.items()]
    return column(*nodes, cls="android.widget.RadioGroup", id="dialog_radio_group")
