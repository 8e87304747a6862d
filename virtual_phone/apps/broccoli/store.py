"""Recipes in the app's own database, read anew at every look.

Knows: the table's columns, the order of the list and what the search looks at. Does not know: screens.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from ...providers.database import Database, insert_row, update_rows
from ...services.content import Value
from ..app_data import app_database

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "com.flauschcode.broccoli"
SCHEMA = """
CREATE TABLE IF NOT EXISTS recipes (recipeId INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, title TEXT, imageName TEXT,
  description TEXT, servings TEXT, preparationTime TEXT, source TEXT, ingredients TEXT, directions TEXT,
  favorite INTEGER NOT NULL DEFAULT 0);
"""

_COLUMNS = "recipeId, title, description, servings, preparationTime, source, ingredients, directions, favorite"


@dataclass(frozen=True, slots=True)
class Recipe:
    """One recipe; all but the title may be ''. ident is 0 before it is saved."""

    ident: int = 0
    title: str = ""
    description: str = ""
    servings: str = ""
    preparation_time: str = ""
    source: str = ""
    ingredients: str = ""
    directions: str = ""
    favorite: bool = False

    def as_text(self) -> str:
        """Write the recipe for other apps, with the parts that it has."""
        facts = [f"Servings: {self.servings}" if self.servings else "",
                 f"Preparation time: {self.preparation_time}" if self.preparation_time else ""]  # fmt: skip
        parts = [self.title, self.description, "\n".join(filter(None, facts)),
                 f"Ingredients:\n{self.ingredients}" if self.ingredients else "",
                 f"Directions:\n{self.directions}" if self.directions else "", self.source]  # fmt: skip
        return "\n\n".join(filter(None, parts))


class RecipeBook:
    """Reads and changes recipes; every change is entered in the phone's ledger."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    @property
    def _database(self) -> Database:
        return app_database(self._phone, PACKAGE, "broccoli", SCHEMA)

    def open(self) -> None:
        """Make the database, as the app's first start does."""
        self._database.rows("SELECT 1")

    def all(self, wanted: str = "", *, favorites: bool = False) -> list[Recipe]:
        """Return the recipes by title; with words, those where a word begins with each of them."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM recipes ORDER BY title COLLATE NOCASE, recipeId")
        words = _words(wanted)
        return [r for r in map(_recipe, rows) if (r.favorite or not favorites) and _fits(r, words)]

    def get(self, ident: int) -> Recipe | None:
        """Return one recipe, or None."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM recipes WHERE recipeId = ?", (ident,))
        return _recipe(rows[0]) if rows else None

    def save(self, recipe: Recipe) -> int:
        """Add a recipe (ident 0) or replace it; return its number."""
        values: dict[str, Value] = {
            "title": recipe.title, "description": recipe.description, "servings": recipe.servings,
            "preparationTime": recipe.preparation_time, "source": recipe.source, "ingredients": recipe.ingredients,
            "directions": recipe.directions, "favorite": int(recipe.favorite),
        }  # fmt: skip
        with self._database.transaction() as connection:
            if recipe.ident:
                update_rows(connection, "recipes", values, "recipeId = ?", (recipe.ident,))
                ident = recipe.ident
            else:
                ident = insert_row(connection, "recipes", {**values, "imageName": ""})
        self._phone.ledger.append(
            "recipe_changed" if recipe.ident else "recipe_added", title=recipe.title, recipe_id=ident
        )
        return ident

    def delete(self, recipe: Recipe) -> None:
        """Delete a recipe for good."""
        self._database.write("DELETE FROM recipes WHERE recipeId = ?", (recipe.ident,))
        self._phone.ledger.append("recipe_deleted", title=recipe.title, recipe_id=recipe.ident)


def _recipe(row: sqlite3.Row) -> Recipe:
    ident, *texts, favorite = tuple(row)
    title, description, servings, time, source, ingredients, directions = (str(value or "") for value in texts)
    return Recipe(int(ident), title, description, servings, time, source, ingredients, directions, bool(favorite))


def _words(words: str) -> list[str]:
    return re.findall(r"\w+", words.casefold())


def _fits(recipe: Recipe, wanted: list[str]) -> bool:
    """Tell whether each wanted word begins some word of what the recipe is found by; directions are not."""
    there = _words(f"{recipe.title} {recipe.description} {recipe.source} {recipe.ingredients}") if wanted else []
    return all(any(word.startswith(each) for word in there) for each in wanted)


EDITABLE = tuple(field.name for field in fields(Recipe) if field.name not in ("ident", "favorite"))
"""The parts that a person writes."""
