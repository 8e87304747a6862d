"""Water, an example app for the virtual phone: counts glasses, in a database and for agents as a function."""

from __future__ import annotations

from typing import Any

from ainos.virtual_phone.apps.app import Activity, ActivityInfo, AppFunction, Icon, Manifest
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.ui.nodes import Node, app_bar, button, column, screen, text

from .store import PACKAGE, Glasses


class MainActivity(Activity):
    """How many glasses today, and a button for one more."""

    name = ".MainActivity"

    def build(self) -> Node:
        """Show today's number; called again after every touch."""
        count = Glasses(self.phone).today()
        return screen(
            column(
                text(str(count), size=72.0, id="count"),
                text("glass today" if count == 1 else "glasses today", color="on_surface_variant"),
                button("Add a glass", self._add, id="add"),
                gap=16.0, padding=(24.0, 48.0), align="center",
            ),
            bar=app_bar("Water"),
        )  # fmt: skip

    def _add(self) -> None:
        Glasses(self.phone).add()


def _add_glass(phone: Phone, given: dict[str, Any]) -> dict[str, Any]:
    """The app function addGlass: what an agent calls instead of tapping."""
    Glasses(phone).add()
    return {"today": Glasses(phone).today()}


MANIFEST = Manifest(
    PACKAGE,
    "Water",
    icon=Icon("add", "#1a73e8"),
    system=False,
    activities=(ActivityInfo(".MainActivity", MainActivity, launcher=True),),
    functions=(AppFunction("addGlass", "Count one more glass of water.", {"type": "object"}, _add_glass),),
)
