"""Claims about Broccoli: recipes in its own database, written and read on its screens."""

from __future__ import annotations

import sqlite3

import pytest

from ainos.virtual_phone.apps.broccoli import MANIFEST
from ainos.virtual_phone.apps.broccoli.store import PACKAGE, Recipe, RecipeBook

MAIN = f"{PACKAGE}/.MainActivity"
DATABASE = f"/data/data/{PACKAGE}/databases/broccoli"
COLUMNS = {"title", "description", "servings", "preparationTime", "source", "ingredients", "directions", "favorite",
           "imageName", "recipeId"}  # fmt: skip


@pytest.fixture
def hand(hand):
    """A phone with Broccoli and two recipes that differ in their servings only."""
    hand.phone.packages.install(MANIFEST)
    for servings in ("2", "8"):
        RecipeBook(hand.phone).save(Recipe(0, "Soup", "Quick.", servings, "10 mins", "", "n/a", "Boil.\nServe."))
    return hand.start(MAIN)


def rows(hand, columns: str = "*") -> list[dict[str, object]]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(hand.phone.fs.read(DATABASE))
    connection.row_factory = sqlite3.Row
    return [dict(row) for row in connection.execute(f"SELECT {columns} FROM recipes ORDER BY recipeId")]


def test_the_table_has_exactly_the_columns_that_others_read(hand):
    assert set(rows(hand)[0]) == COLUMNS


def test_a_new_recipe_is_saved_by_the_button_only(hand):
    hand.tap(desc="New recipe").type("Rice", id="new_title").type("Fry.", id="new_directions")
    assert len(rows(hand)) == 2
    hand.tap(text="SAVE")
    new = rows(hand)[2]
    assert (new["title"], new["directions"], new["description"], new["favorite"]) == ("Rice", "Fry.", "", 0)
    assert hand.effects("recipe_added")[-1]["title"] == "Rice"


def test_recipes_with_the_same_title_are_told_apart_on_their_pages_and_the_right_one_is_deleted(hand):
    hand.tap(text="Soup")
    assert {"2", "10 mins", "Boil.", "Serve."} <= set(hand.texts())
    hand.tap(desc="More options").tap(text="Delete").tap(text="CANCEL")
    assert len(rows(hand)) == 2
    hand.tap(desc="More options").tap(text="Delete").tap(text="DELETE")
    assert [row["servings"] for row in rows(hand)] == ["8"]


def test_unsaved_changes_are_kept_until_discarding_is_confirmed(hand):
    hand.tap(text="Soup").tap(desc="Edit").type("!", id="new_description").back().back()
    hand.tap(text="CANCEL")
    assert hand.find(text="Edit recipe")
    hand.tap(desc="Close").tap(text="DISCARD")
    assert rows(hand, "description")[0] == {"description": "Quick."}


def test_favourites_and_search_narrow_the_list(hand):
    hand.tap(text="Soup").tap(desc="Favorite").back().tap(desc="Categories").tap(text="Favorites")
    assert hand.texts().count("Soup") == 1
    hand.back().tap(desc="Search").type("sou qui", id="search_src_text")
    assert hand.texts().count("Soup") == 2
    hand.type(" boil", id="search_src_text")
    assert "No recipes found" in hand.texts()


def test_a_database_that_adb_rewrites_or_deletes_is_shown_as_it_is_now(hand):
    connection = sqlite3.connect(":memory:")
    connection.deserialize(hand.phone.fs.read(DATABASE))
    connection.execute("INSERT INTO recipes (title, favorite) VALUES ('Pushed', 0)")
    connection.commit()
    hand.phone.fs.remove_tree(DATABASE)
    hand.phone.fs.write(DATABASE, connection.serialize())
    hand.phone.activities.force_stop(PACKAGE)
    assert "Pushed" in hand.start(MAIN).texts()
    hand.phone.fs.remove_tree(f"/data/data/{PACKAGE}/databases")
    hand.phone.windows.invalidate()
    assert "No recipes yet" in hand.texts()
