"""Windows that come uncalled: "isn't responding", a system update, another app's overlay.

Knows their words, ids and buttons, and which one is in front. Does not know when they come (faults.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from .crash_dialog import choice_row
from .view import Node, column, text
from .widgets import button

if TYPE_CHECKING:
    from ..phone import Phone

UPDATER = "com.google.android.gms"
OVERLAY = "com.example.floating"


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: its label, its id, and what it does before the window closes."""

    label: str
    id: str
    act: Callable[[], None]
    icon: str = ""
    """With a picture it is a row from the left, as in dialogs of the system; without one a text button."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One window."""

    package: str
    title: str
    """What mCurrentFocus shows."""
    heading: str
    body: str
    choices: tuple[Choice, ...]
    dim: float = 0.55
    """How bright all below stays; 0 leaves it alone."""
    on_back: bool = True
    """Whether Back closes it."""


class Interruption:
    """Shows the newest of the windows that came. A system window."""

    package = "android"
    dim = 0.0
    is_dialog = True

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._open: list[Notice] = []

    def show(self, notice: Notice) -> None:
        """Put a window in front of everything."""
        self._open.append(notice)
        self._changed()

    def close_all(self) -> None:
        """Take all of them away (the phone reboots)."""
        self._open.clear()
        self._changed()

    def close_of(self, package: str) -> None:
        """Take a package's windows away: its process ended, and Android removes what it had put over other apps."""
        if any(notice.package == package for notice in self._open):
            self._open = [notice for notice in self._open if notice.package != package]
            self._changed()

    def _changed(self) -> None:
        if self._open:
            self.package, self.dim = self._open[-1].package, self._open[-1].dim
        self._phone.windows.invalidate()

    @property
    def title(self) -> str:
        """Return what mCurrentFocus shows."""
        return self._open[-1].title

    def is_open(self) -> bool:
        """Tell whether one is on the screen."""
        return bool(self._open)

    def back(self) -> None:
        """Close the one in front, if Back does that."""
        if self._open[-1].on_back:
            self._open.pop()
            self._changed()

    def _choose(self, choice: Choice) -> None:
        self._open.pop()
        choice.act()
        self._changed()

    def build(self) -> Node:
        """Return the window in front."""
        notice = self._open[-1]
        return column(
            text(notice.heading, size=22.0, id="android:id/alertTitle", padding=(24.0, 0.0, 24.0, 12.0)),
            text(notice.body, size=14.0, color="on_surface_variant", id="android:id/message",
                 padding=(24.0, 0.0, 24.0, 12.0)) if notice.body else None,
            *(self._button(choice) for choice in notice.choices),
            width=320.0, background="surface_high", radius=28.0, padding=(0.0, 24.0, 0.0, 16.0), elevation=6.0,
            id="android:id/parentPanel",
        )  # fmt: skip

    def _button(self, choice: Choice) -> Node:
        act = partial(self._choose, choice)
        if choice.icon:
            return choice_row(choice.icon, choice.label, choice.id, act)
        return column(
            button(choice.label, act, kind="text", id=choice.id, width="fill", height=52.0), padding=(16.0, 0.0)
        )


def not_responding(phone: Phone, package: str) -> Notice:
    """Make the dialog of an app that hangs; Wait leaves it alone, Close app ends it."""
    manifest = phone.packages.get(package)
    label = manifest.label if manifest is not None else package
    return Notice(
        "android", f"Application Not Responding: {package}", f"{label} isn't responding", "",
        (Choice("Close app", "android:id/aerr_close", lambda: phone.activities.force_stop(package), "close"),
         Choice("Wait", "android:id/aerr_wait", lambda: None, "schedule")),
        on_back=False,
    )  # fmt: skip


def system_update(phone: Phone) -> Notice:
    """Make the window that offers an update of the system; nobody asked for it."""
    return Notice(
        UPDATER, f"{UPDATER}/.update.phone.PopupDialog", "System update available",
        "Your device needs to restart to finish the update.",
        (Choice("Restart now", f"{UPDATER}:id/restart_button",
                lambda: _note(phone, "update_accepted")),
         Choice("Later", f"{UPDATER}:id/later_button", lambda: None)),
    )  # fmt: skip


def overlay(phone: Phone) -> Notice:
    """Make another app's window that lies over the screen and takes the touches meant for what is below."""
    return Notice(
        OVERLAY, OVERLAY, "Congratulations", "Tap to continue.",
        (Choice("Continue", f"{OVERLAY}:id/continue_button", lambda: _note(phone, "overlay_touched")),),
        dim=0.0, on_back=False,
    )  # fmt: skip


def _note(phone: Phone, kind: str) -> None:
    phone.ledger.append(kind)
