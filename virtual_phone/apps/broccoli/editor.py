"""The editor of a recipe, new or known: one field for each part, saved by the button only.

Does not know: the list or the page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    button,
    dialog,
    edit_text,
    icon,
    row,
    screen,
    scroll,
    spacer,
)
from ..app import Activity
from .store import EDITABLE, Recipe, RecipeBook

if TYPE_CHECKING:
    from ...phone import Phone

_FIELDS = {
    "title": ("article", "Title", False),
    "description": ("info", "Description", True),
    "source": ("link", "Source", False),
    "servings": ("person", "Servings", False),
    "preparation_time": ("clock", "Preparation time", False),
    "ingredients": ("list", "Ingredients", True),
    "directions": ("sort", "Directions", True),
}
"""Part of a recipe -> icon, hint, several lines."""


class RecipeEditor(Activity):
    """One recipe's fields."""

    name = ".recipe.crud.CreateAndEditRecipeActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._book = RecipeBook(phone)
        self._before = self._book.get(int(intent.extras.get("recipeId", 0))) or Recipe()
        self._recipe = self._before

    def build(self) -> Node:
        """Show the fields."""
        rows = [self._field(name, *_FIELDS[name]) for name in _FIELDS if name in EDITABLE]
        save = button(
            "SAVE", self._save, kind="text", id="button_save_recipe", enabled=bool(self._recipe.title.strip())
        )
        bar = app_bar(
            "Edit recipe" if self._before.ident else "New recipe", (save,), on_up=self._leave, up_icon="close",
            id="toolbar",
        )  # fmt: skip
        return screen(scroll(*rows, spacer(120.0), recycler=False, id="new_scroll_view", gap=12.0), bar=bar)

    def _field(self, name: str, picture: str, hint: str, several_lines: bool) -> Node:
        def change(typed: str) -> None:
            parts: dict[str, Any] = {name: typed}
            self._recipe = replace(self._recipe, **parts)

        field = edit_text(
            getattr(self._recipe, name), change, hint=hint, id=f"new_{name}", multiline=several_lines, weight=1.0,
            valign="top" if several_lines else "center",
        )  # fmt: skip
        return row(icon(picture, color="outline"), field, gap=20.0, padding=(20.0, 4.0))

    def _save(self) -> None:
        self._book.save(replace(self._recipe, title=self._recipe.title.strip()))
        self.finish(-1)

    def _leave(self) -> None:
        if self._recipe == self._before:
            self.finish()
            return
        buttons = (("CANCEL", None), ("DISCARD", self.finish))
        self.show_dialog(lambda: dialog("Discard changes?", "What you wrote was not saved.", buttons=buttons))

    def on_back(self) -> bool:
        """Ask before unsaved changes are lost."""
        if self._recipe == self._before:
            return False
        self._leave()
        return True
