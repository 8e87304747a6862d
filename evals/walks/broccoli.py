"""Walks through Broccoli's own screens: writing, reading and deleting recipes; some find their wish in Markor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from xml.etree import ElementTree

from . import markor, picture_words
from .access import PhoneAccess
from .listed_rows import rows_of
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "com.flauschcode.broccoli"
DATABASE = f"/data/data/{PACKAGE}/databases/broccoli"
_ID = f"{PACKAGE}:id/"
_LIST = {"resourceId": f"{_ID}recycler_view"}
_TITLE = f"{_ID}card_text_view_title"
_SEARCH = f"{_ID}search_src_text"
_FIELDS = {
    "title": "new_title", "description": "new_description", "servings": "new_servings",
    "preparationTime": "new_preparation_time", "ingredients": "new_ingredients", "directions": "new_directions",
}  # fmt: skip
_PAGE_TITLE = f"{_ID}details_title"
_MOST_VIEWS = 60
Page = tuple[str, ...]
"""The words on the page of a recipe, from top to bottom."""
FILE, PICTURE = "recipes.txt", "recipes.jpg"


# -- what hands do in Broccoli -------------------------------------------------------------------------------------


def add_recipe(screen: Screen, parts: Mapping[str, str]) -> None:
    """Write a new recipe, from the list of recipes; parts: by AndroidWorld's names."""
    screen.tap(resourceId=f"{_ID}fab_recipes")
    for name, field in _FIELDS.items():
        if parts.get(name):
            screen.scroll_to(within={"resourceId": f"{_ID}new_scroll_view"}, resourceId=_ID + field)
            screen.type_into(parts[name], resourceId=_ID + field)
    screen.tap(resourceId=f"{_ID}button_save_recipe")
    screen.find(resourceId=f"{_ID}fab_recipes")


def _delete_open(screen: Screen) -> None:
    screen.tap(description="More options")
    screen.tap(text="Delete")
    screen.tap(text="DELETE")
    screen.wait_gone(resourceId=_PAGE_TITLE)


def _pages(screen: Screen) -> Iterator[Page]:
    """Open the recipes of the list one by one and yield each page, open; it may be deleted then.

    Recipes at the edge between two views of the list are opened twice.
    """
    if not screen.wait(1.0, resourceId=_TITLE):
        return
    area = screen.device(**_LIST)
    if area.info["scrollable"]:
        area.scroll.toBeginning()
    for _ in range(_MOST_VIEWS):
        yield from _pages_in_view(screen)
        before = screen.words()
        if not area.exists or not area.scroll.forward() and screen.words() == before:
            return


def _pages_in_view(screen: Screen) -> Iterator[Page]:
    """Open the recipes that are to be seen, without scrolling, one by one."""
    place = 0
    while place < screen.device(resourceId=_TITLE).count:
        screen.tap(resourceId=_TITLE, instance=place)
        screen.find(resourceId=_PAGE_TITLE)
        yield tuple(screen.words())
        if screen.exists(resourceId=_PAGE_TITLE):
            screen.tap(description="Navigate up")
            place += 1


def _search(screen: Screen, words: str) -> None:
    if not screen.exists(resourceId=_SEARCH):
        screen.tap(resourceId=f"{_ID}action_search")
    screen.type_into(words, resourceId=_SEARCH)


def _cards_seen_twice(screen: Screen) -> list[str]:
    """Return title and description of the cards that look like another one; the list is ordered by title."""
    twice: dict[str, None] = {}

    def read() -> list[str]:
        cards: list[str] = []
        for node in ElementTree.fromstring(screen.device.dump_hierarchy()).iter("node"):
            if node.get("resource-id") == _TITLE:
                cards.append(node.get("text", ""))
            elif node.get("resource-id") == f"{_ID}card_text_view_description" and cards:
                cards[-1] += f" {node.get('text', '')}"
        twice.update((card, None) for card in cards if cards.count(card) > 1)
        return cards

    screen.collect(read, within=_LIST)
    return list(twice)


def _part(page: Page, heading: str) -> str:
    """Return what stands under a heading of a recipe's page, up to the next one."""
    if heading not in page:
        return ""
    rest = page[page.index(heading) + 1 :]
    return " ".join(rest[: rest.index("Directions")] if "Directions" in rest else rest)


# -- the walks -----------------------------------------------------------------------------------------------------


def _add(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    for recipe in params["row_objects"]:
        add_recipe(screen, {name: getattr(recipe, name) for name in _FIELDS})


def _add_from_note(screen: Screen, params: Params) -> None:
    listed = rows_of(markor.read_note(screen, FILE), "title")
    wanted = [
        recipe for recipe in listed if recipe["preparationTime"] == params.get("prep_time", recipe["preparationTime"])
    ]
    screen.open_app(PACKAGE)
    for recipe in wanted:
        add_recipe(screen, recipe)


def _add_from_picture(screen: Screen, params: Params) -> None:
    listed = rows_of("\n".join(picture_words.words_on(screen, PICTURE)), "title")
    screen.open_app(PACKAGE)
    for recipe in listed:
        add_recipe(screen, recipe)


def _delete(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    for recipe in params["row_objects"]:
        screen.scroll_to(within=_LIST, resourceId=_TITLE, text=recipe.title)
        screen.tap(resourceId=_TITLE, text=recipe.title)
        _delete_open(screen)


def _delete_by_directions(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    for page in _pages(screen):
        if params["ingredient"] in _part(page, "Directions").lower():
            _delete_open(screen)


def _delete_duplicates(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    for card in _cards_seen_twice(screen):
        _search(screen, card)
        pages = list(_pages(screen))
        for page in dict.fromkeys(page for page in pages if pages.count(page) > 1):
            _search(screen, f"{card} {_part(page, 'Ingredients')}")
            _delete_all_but_one(screen, page)
        screen.tap(description="Collapse")


def _delete_all_but_one(screen: Screen, wanted: Page) -> None:
    """Delete the recipes in view that say what one before them says."""
    met = 0
    for page in _pages_in_view(screen):
        met += page == wanted
        if page == wanted and met > 1:
            _delete_open(screen)


# -- the start and the end, for runs without AndroidWorld ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecipeRow:
    """One recipe, under the names of AndroidWorld's class and of the columns."""

    title: str
    description: str = "A quick and easy meal, perfect for busy weekdays."
    servings: str = "2 servings"
    preparationTime: str = "30 mins"  # noqa: N815 - the column's name
    ingredients: str = "as per recipe"
    directions: str = "Mix all, fry it, serve it hot."

    def listed(self) -> str:
        """Write the recipe as one line of a table."""
        return "|".join(asdict(self).values())


def _put(*keys: str) -> Callable[[PhoneAccess, Params], None]:
    """Prepare a phone whose only recipes are those under these keys; the note lists the wished ones and others."""

    def prepare(access: PhoneAccess, params: Params) -> None:
        access.change(DATABASE, [("DELETE FROM recipes", ())])
        access.insert(DATABASE, "recipes", *({**asdict(row), "source": "", "imageName": "", "favorite": 0}
                                             for key in keys for row in params[key]))  # fmt: skip
        listed = [*params["row_objects"], *(_OTHERS if "prep_time" in params else ())]
        table = "\n".join(["|".join(asdict(_OTHERS[0])), *(row.listed() for row in reversed(listed))])
        markor.put_notes(access, {FILE: table + "\n", "recipe_ideas.md": "soup\n"})

    return prepare


def _put_picture(access: PhoneAccess, params: Params) -> None:
    _put("noise_row_objects")(access, params)
    lines: list[str] = []
    for row in params["row_objects"]:
        title, *parts = asdict(row).items()
        lines += ["", f"Recipe: {title[1]}", *(f" {name}: {value}" for name, value in parts)]
    access.write(f"{picture_words.FOLDER}/{PICTURE}", picture_words.draw(lines[1:], "JPEG"))


def _left(access: PhoneAccess) -> list[RecipeRow]:
    columns = "title, description, servings, preparationTime, ingredients, directions"
    rows = access.rows(DATABASE, f"SELECT {columns} FROM recipes ORDER BY recipeId")
    return [RecipeRow(*(str(value) for value in row)) for row in rows]


def _compare(wanted: Callable[[Params], list[RecipeRow]]) -> Callable[[PhoneAccess, Params, str | None], str]:
    """Check which recipes there are, in any order."""

    def check(access: PhoneAccess, params: Params, answer: str | None) -> str:
        found, right = _left(access), wanted(params)
        extra = [row.title for row in found if found.count(row) > right.count(row)]
        missing = [row.title for row in right if right.count(row) > found.count(row)]
        return f"too many: {extra}; missing: {missing}" if extra or missing else ""

    return check


_SALAD = RecipeRow("Kale and Quinoa Salad", directions="Toss kale with quinoa, cranberries and feta. Add vinaigrette.")
_PIZZA = RecipeRow("Classic Margherita Pizza", directions="Spread marinara sauce on dough. Bake until bubbly.",
                   preparationTime="1 hrs")  # fmt: skip
_PANINI = RecipeRow("Turkey and Cheese Panini", servings="1 serving", ingredients="to your liking")
_OTHERS = [
    RecipeRow(f"{how} {what}", servings=f"{1 + place % 6} servings", preparationTime=f"{10 + place} mins")
    for place, (how, what) in enumerate(
        (how, what) for what in ("Salmon", "Tofu", "Beans", "Rice", "Soup") for how in ("Baked", "Grilled", "Spicy")
    )
]
_WISHED = [_SALAD, _PIZZA, _PANINI]
_TWINS = [_SALAD, _SALAD]
_NEARLY = [replace(_SALAD, servings="8 servings"), replace(_SALAD, description="Good at any time."),
           replace(_SALAD, ingredients="n/a"), replace(_SALAD, directions="Toss all. Serve cold."),
           replace(_SALAD, preparationTime="2 hrs")]  # fmt: skip
_DELETE = "Delete the following recipes from Broccoli app: "
_DUPLICATES = ("Delete all but one of any recipes in the Broccoli app that are exact duplicates, ensuring at least one "
               "instance of each unique recipe remains")  # fmt: skip
_ADD = "Add the following recipes into the Broccoli app:\n"


def _adding(task: str, rows: list[RecipeRow]) -> Walk:
    params = {"row_objects": rows, "noise_row_objects": _OTHERS[:5]}
    goal = _ADD + "\n".join(["|".join(asdict(_SALAD)), *(row.listed() for row in rows)])
    check = _compare(lambda p: [*p["row_objects"], *p["noise_row_objects"]])
    return Walk(task, goal, params, _put("noise_row_objects"), _add, check)


def _from_note(task: str, goal: str, prep_time: Mapping[str, str]) -> Walk:
    rows = [_PIZZA] if prep_time else _WISHED
    params = {"row_objects": rows, "noise_row_objects": _OTHERS[:5], **prep_time}
    check = _compare(lambda p: [*p["row_objects"], *p["noise_row_objects"]])
    return Walk(task, goal, params, _put("noise_row_objects"), _add_from_note, check)


def _deleting(task: str, rows: list[RecipeRow], others: list[RecipeRow]) -> Walk:
    goal = f"{_DELETE}{', '.join(row.title for row in rows)}."
    params = {"row_objects": rows, "noise_row_objects": others}
    check = _compare(lambda p: list(p["noise_row_objects"]))
    return Walk(task, goal, params, _put("noise_row_objects", "row_objects"), _delete, check)


def _deduplicating(task: str, others: list[RecipeRow]) -> Walk:
    params = {"row_objects": _TWINS, "noise_row_objects": others}
    check = _compare(lambda p: [*p["noise_row_objects"], p["row_objects"][0]])
    return Walk(task, _DUPLICATES, params, _put("noise_row_objects", "row_objects"), _delete_duplicates, check)


WALKS = (
    _adding("RecipeAddSingleRecipe", [_SALAD]),
    _adding("RecipeAddMultipleRecipes", _WISHED),
    _from_note("RecipeAddMultipleRecipesFromMarkor", "Add the recipes from recipes.txt in Markor to the Broccoli "
               "recipe app.", {}),
    _from_note("RecipeAddMultipleRecipesFromMarkor2", "Add the recipes from recipes.txt in Markor that take 1 hrs to "
               "prepare into the Broccoli recipe app.", {"prep_time": "1 hrs"}),
    Walk("RecipeAddMultipleRecipesFromImage", "Add the recipes from recipes.jpg in Simple Gallery Pro to the Broccoli "
         "recipe app.", {"row_objects": [_SALAD, _PIZZA], "noise_row_objects": _OTHERS[:2]}, _put_picture,
         _add_from_picture, _compare(lambda p: [*p["row_objects"], *p["noise_row_objects"]])),
    _deleting("RecipeDeleteSingleRecipe", [_SALAD], []),
    _deleting("RecipeDeleteSingleWithRecipeWithNoise", [_SALAD], _OTHERS),
    _deleting("RecipeDeleteMultipleRecipes", _WISHED, []),
    _deleting("RecipeDeleteMultipleRecipesWithNoise", _WISHED, _OTHERS),
    Walk("RecipeDeleteMultipleRecipesWithConstraint", "Delete the recipes from Broccoli app that use marinara sauce in "
         "the directions.", {"row_objects": [_PIZZA], "noise_row_objects": _OTHERS[:4], "ingredient": "marinara sauce"},
         _put("noise_row_objects", "row_objects"), _delete_by_directions,
         _compare(lambda p: list(p["noise_row_objects"]))),
    _deduplicating("RecipeDeleteDuplicateRecipes", _OTHERS[:5]),
    _deduplicating("RecipeDeleteDuplicateRecipes2", [*_OTHERS[:5], *_NEARLY[:2]]),
    _deduplicating("RecipeDeleteDuplicateRecipes3", [*_OTHERS[:10], *_NEARLY]),
)  # fmt: skip
