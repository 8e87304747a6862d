"""Demos that take text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...ui.nodes import Node, app_bar, column, edit_text, screen, scroll
from ..app import Activity

if TYPE_CHECKING:
    from ...intents import Intent
    from ...phone import Phone

_HINTS = ("hint text", "numbers only", "password")


class TextFields(Activity):
    """Three text fields one below the other."""

    name = ".view.TextFields"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._texts = ["", "", ""]

    def build(self) -> Node:
        """Show the fields."""
        first, second, third = self._texts
        body = column(
            edit_text(first, partial(self._type, 0), hint=_HINTS[0], id="edit"),
            edit_text(second, partial(self._type, 1), hint=_HINTS[1], id="edit1", input_type="number"),
            edit_text(third, partial(self._type, 2), hint=_HINTS[2], id="edit2", password=True),
            padding=16.0,
            gap=16.0,
        )
        return screen(scroll(body, recycler=False, id="fields"), bar=app_bar("Views/TextFields", on_up=self.finish))

    def _type(self, at: int, typed: str) -> None:
        self._texts[at] = typed


TEXT_SCREENS: tuple[type[Activity], ...] = (TextFields,)
