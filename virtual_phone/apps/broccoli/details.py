"""The page of one recipe: what it says, the star, editing, sharing, and deleting after a question.

Does not know: the list or the fields of the editor.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    column,
    dialog,
    divider,
    empty_state,
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
from ..app import Activity
from .editor import RecipeEditor
from .store import PACKAGE, Recipe, RecipeBook

if TYPE_CHECKING:
    from ...phone import Phone

_SEND = "android.intent.action.SEND"


class RecipeDetails(Activity):
    """One recipe."""

    name = ".recipe.details.RecipeDetailsActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._book = RecipeBook(phone)
        self._ident = int(intent.extras.get("recipeId", 0))

    def build(self) -> Node:
        """Show the recipe."""
        recipe = self._book.get(self._ident)
        if recipe is None:
            return screen(empty_state("restaurant", "This recipe is gone"), bar=app_bar("", on_up=self.finish))
        picture = stack(
            icon("restaurant", size=72.0, color="on_tertiary_container"), height=160.0, width="fill",
            background="tertiary_container", align="center", valign="center", id="details_image",
        )  # fmt: skip
        body = scroll(
            picture,
            column(
                text(recipe.title, size=26.0, width="fill", id="details_title"),
                _facts(recipe),
                text(recipe.description, size=16.0, width="fill", id="details_description")
                if recipe.description else None,
                _fact("link", recipe.source, "details_source") if recipe.source else None,
                *_lines("Ingredients", recipe.ingredients, "ingredient_text", numbered=False),
                *_lines("Directions", recipe.directions, "direction_text", numbered=True),
                spacer(32.0),
                padding=(20.0, 16.0), gap=12.0,
            ),
            recycler=False, id="scroll_view",
        )  # fmt: skip
        return screen(body, bar=app_bar("", self._actions(recipe), on_up=self.finish))

    def _actions(self, recipe: Recipe) -> list[Node]:
        star = "star" if recipe.favorite else "star_outline"
        return [
            icon_button(star, "Favorite", lambda: self._turn_favorite(recipe), id="action_details_favorite",
                        selected=recipe.favorite),
            icon_button("edit", "Edit", self._edit, id="action_details_edit"),
            icon_button("more", "More options", lambda: self._menu(recipe)),
        ]  # fmt: skip

    def _turn_favorite(self, recipe: Recipe) -> None:
        self._book.save(replace(recipe, favorite=not recipe.favorite))

    def _edit(self) -> None:
        self.start(Intent(component=f"{PACKAGE}/{RecipeEditor.name}", extras={"recipeId": self._ident}))

    def _menu(self, recipe: Recipe) -> None:
        items = [("Share", lambda: self._share(recipe)), ("Delete", lambda: self._ask_delete(recipe))]
        self.show_dialog(lambda: popup_menu(items))

    def _share(self, recipe: Recipe) -> None:
        extras = {"android.intent.extra.SUBJECT": recipe.title, "android.intent.extra.TEXT": recipe.as_text()}
        if not self.start(Intent(_SEND, mime_type="text/plain", extras=extras)).ok:
            self.toast("No app can take the recipe")

    def _ask_delete(self, recipe: Recipe) -> None:
        def delete() -> None:
            self._book.delete(recipe)
            self.toast("Recipe deleted")
            self.finish()

        buttons = (("CANCEL", None), ("DELETE", delete))
        question = f"“{recipe.title}” will be deleted for good."
        self.show_dialog(lambda: dialog("Delete this recipe?", question, buttons=buttons))


def _facts(recipe: Recipe) -> Node | None:
    facts = [
        _fact("person", recipe.servings, "details_servings") if recipe.servings else None,
        _fact("clock", recipe.preparation_time, "details_preparation_time") if recipe.preparation_time else None,
    ]
    return row(*facts, gap=32.0) if any(facts) else None


def _fact(picture: str, words: str, name: str) -> Node:
    return row(
        icon(picture, size=20.0, color="on_surface_variant"), text(words, size=16.0, id=name), gap=8.0, width="wrap"
    )


def _lines(heading: str, words: str, name: str, *, numbered: bool) -> list[Node]:
    """Return a heading and one row for each line of the text; nothing without a text."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    marks = [str(place) if numbered else "•" for place in range(1, len(lines) + 1)]
    rows = [
        row(
            text(mark, size=16.0, bold=True, color="primary", width=24.0, hidden_from_dump=True),
            text(line, size=16.0, weight=1.0, width="fill", id=name),
            valign="top",
        )
        for mark, line in zip(marks, lines, strict=True)
    ]
    return [divider(), text(heading, size=20.0, width="fill"), *rows] if rows else []
