"""The list of recipes: cards by title, favourites, search, and the way to a new one.

Does not know: what is on a recipe's page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    column,
    empty_state,
    fab,
    icon,
    icon_button,
    popup_menu,
    row,
    screen,
    scroll,
    search_bar,
    spacer,
    stack,
    text,
)
from ..app import Activity
from .details import RecipeDetails
from .editor import RecipeEditor
from .store import PACKAGE, Recipe, RecipeBook

if TYPE_CHECKING:
    from ...phone import Phone


class MainActivity(Activity):
    """All recipes, the favourites, or what a search finds."""

    name = ".MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._book = RecipeBook(phone)
        self._wanted: str | None = None
        self._favorites = False

    def build(self) -> Node:
        """Show the cards."""
        recipes = self._book.all(self._wanted or "", favorites=self._favorites)
        cards = [self._card(recipe) for recipe in recipes]
        new = fab("add", "New recipe", self._new, id="fab_recipes")
        key = f"recycler_view {self._favorites} {self._wanted}"
        body = scroll(*cards, spacer(96.0), id="recycler_view", key=key) if cards else self._empty()
        return screen(body, bar=self._bar(), fab=new if self._wanted is None else None)

    def _empty(self) -> Node:
        if self._wanted:
            return empty_state("search", "No recipes found")
        if self._favorites:
            return empty_state("star_outline", "No favorites yet", "Touch the star on the page of a recipe.")
        return empty_state("restaurant", "No recipes yet", "Touch + to write the first one.")

    def _bar(self) -> Node:
        if self._wanted is not None:
            back = icon_button("back", "Collapse", lambda: self._search(None))
            field = search_bar(self._wanted, self._search, hint="Search recipes", margin=0.0)
            return row(back, field.styled(weight=1.0), height=64.0, padding=(4.0, 6.0, 12.0, 6.0))
        choice = row(
            text("Favorites" if self._favorites else "All recipes", size=22.0, max_lines=1, id="android:id/text1"),
            icon("arrow_drop_down"), id="spinner", cls="android.widget.Spinner", on_click=self._choose, weight=1.0,
            height=48.0, padding=(16.0, 0.0), desc="Categories",
        )  # fmt: skip
        find = icon_button("search", "Search", lambda: self._search(""), id="action_search")
        return row(choice, find, height=64.0, padding=(0.0, 8.0, 4.0, 8.0))

    def _card(self, recipe: Recipe) -> Node:
        picture = stack(
            icon("restaurant", size=40.0, color="on_tertiary_container"), width=112.0, height=112.0,
            background="tertiary_container", align="center", valign="center", id="card_image",
        )  # fmt: skip
        star = icon("star", size=18.0, color="primary", desc="Favorite") if recipe.favorite else None
        title = text(recipe.title, size=20.0, id="card_text_view_title", max_lines=2, weight=1.0, width="fill")
        words = column(
            row(title, star, gap=4.0),
            text(recipe.description, color="on_surface_variant", id="card_text_view_description", max_lines=2,
                 width="fill") if recipe.description else None,
            text(recipe.source, color="primary", id="card_text_view_source", max_lines=1, width="fill")
            if recipe.source else None,
            weight=1.0, gap=4.0, padding=(16.0, 8.0), valign="center", height="fill",
        )  # fmt: skip
        return row(
            picture, words, height=112.0, background="surface_container", radius=12.0, margin=(16.0, 5.0),
            cls="androidx.cardview.widget.CardView", on_click=lambda: self._open(recipe),
        )  # fmt: skip

    def _open(self, recipe: Recipe) -> None:
        component = f"{PACKAGE}/{RecipeDetails.name}"
        self.start(Intent(component=component, extras={"recipeId": recipe.ident}))

    def _new(self) -> None:
        self.start(Intent(component=f"{PACKAGE}/{RecipeEditor.name}"))

    def _search(self, wanted: str | None) -> None:
        self._wanted = wanted

    def _choose(self) -> None:
        def show(favorites: bool) -> None:
            self._favorites = favorites

        items = [("All recipes", lambda: show(False)), ("Favorites", lambda: show(True))]
        self.show_dialog(lambda: popup_menu(items))

    def on_back(self) -> bool:
        """Leave the search, then the favourites."""
        if self._wanted is not None:
            self._wanted = None
        elif self._favorites:
            self._favorites = False
        else:
            return False
        return True
