"""The dialog "… keeps stopping", as Android's system process shows it when an app crashed.

Knows its words and ids. Which apps crashed is known to services/crashes.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..intents import FLAG_NEW_TASK, Intent
from .view import BUTTON, Node, column, icon, row, text

if TYPE_CHECKING:
    from ..phone import Phone

_APP_INFO = "android.settings.APPLICATION_DETAILS_SETTINGS"


class CrashDialog:
    """Shows the newest crash. A system window."""

    package = "android"
    dim = 0.55
    is_dialog = True

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def title(self) -> str:
        """Return what mCurrentFocus shows."""
        return f"Application Error: {self._phone.crashes.open[-1]}"

    def is_open(self) -> bool:
        """Tell whether an app crashed and nobody has closed the dialog."""
        return bool(self._phone.crashes.open)

    def back(self) -> None:
        """Close it."""
        self._phone.crashes.close()

    def _show_info(self) -> None:
        package = self._phone.crashes.open[-1]
        self._phone.crashes.close()
        self._phone.activities.start(Intent(_APP_INFO, data=f"package:{package}", flags=FLAG_NEW_TASK))

    def build(self) -> Node:
        """Return the dialog for the newest crash."""
        package = self._phone.crashes.open[-1]
        manifest = self._phone.packages.get(package)
        label = manifest.label if manifest else package
        return column(
            text(f"{label} keeps stopping", size=22.0, id="android:id/alertTitle", padding=(24.0, 0.0, 24.0, 12.0)),
            choice_row("info", "App info", "android:id/aerr_app_info", self._show_info),
            choice_row("close", "Close app", "android:id/aerr_close", self._phone.crashes.close),
            width=320.0,
            background="surface_high",
            radius=28.0,
            padding=(0.0, 24.0, 0.0, 16.0),
            elevation=6.0,
            id="android:id/parentPanel",
        )


def choice_row(picture: str, label: str, id_: str, action: Callable[[], None]) -> Node:
    """Show one answer of a dialog of the system: a picture and its words, as wide as the dialog."""
    return row(
        icon(picture, color="on_surface_variant", hidden_from_dump=True),
        text(label, size=16.0, paint="", hidden_from_dump=True),
        cls=BUTTON,
        text=label,
        paint="none",
        height=56.0,
        gap=16.0,
        padding=(24.0, 0.0),
        on_click=action,
        id=id_,
    )
