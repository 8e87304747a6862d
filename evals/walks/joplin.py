"""Walks through Joplin: questions whose answers stand in notes and lists."""

from __future__ import annotations

import re

from .access import PhoneAccess
from .screen import Screen, ScreenError
from .walk import Params, Walk

PACKAGE = "net.cozic.joplin"
_DATABASE = f"/data/data/{PACKAGE}/databases/joplin.sqlite"
_BOX = "android.widget.CheckBox"
_PEOPLE = re.compile(r"(\d+) (?:participants|attendees|individuals|people)")


def _search(screen: Screen, title: str) -> None:
    screen.open_app(PACKAGE)
    screen.tap(description="Search")
    screen.type_into(title, className="android.widget.EditText")
    screen.find(className="android.widget.TextView", text=title)


def _lines_of(screen: Screen, title: str) -> list[str]:
    """Read the text of the note with this title."""
    _search(screen, title)
    screen.tap(className="android.widget.TextView", text=title)
    screen.find(description="Edit")
    return screen.collect(lambda: screen.texts(className="android.view.View"))


def _quantity(screen: Screen, params: Params) -> str:
    lines = _lines_of(screen, params["title"])
    for line in lines:
        if line.endswith(f" {params['ingredient']}"):
            return line.removesuffix(f" {params['ingredient']}")
    raise ScreenError(f"no {params['ingredient']} in {lines}")


def _attendees(screen: Screen, params: Params) -> str:
    lines = _lines_of(screen, params["title"])
    found = _PEOPLE.search("\n".join(lines))
    if found is None:
        raise ScreenError(f"no number of people in {lines}")
    return found[1]


def _is_todo(screen: Screen, params: Params) -> str:
    _search(screen, params["title"])
    return str(screen.exists(className=_BOX, description=f"to-do: {params['title']}"))


def _count_todos(screen: Screen, params: Params) -> str:
    screen.open_app(PACKAGE)
    screen.tap(description="Sidebar")
    screen.scroll_to(text=params["folder"])
    screen.tap(text=params["folder"])
    screen.find(description="Sidebar")
    return str(len(screen.collect(lambda: _boxes(screen))))


def _boxes(screen: Screen) -> list[str]:
    return [str(box.info["contentDescription"]) for box in screen.device(className=_BOX)]


# -- starting states and checks --------------------------------------------------------------------------------

_NOISE = (("Recipes", "Bean soup", "Ingredients:\n- 2 cups beans\n- 1 cup stock", 0), ("Work", "Tidy the desk", "", 1),
          ("Home", "Paint", "White, 2 litres", 0), ("Work", "Ideas", "Ask 12 people", 0))  # fmt: skip


def _write_notes(access: PhoneAccess, notes: list[tuple[str, str, str, int]]) -> None:
    if not access.exists(_DATABASE):
        access.shell(f"am start -n {PACKAGE}/.MainActivity")
    everything = [*_NOISE, *notes]
    folders = dict.fromkeys(folder for folder, *_ in everything)
    numbers = {folder: f"{place:032x}" for place, folder in enumerate(folders, 1)}
    statements: list[tuple[str, tuple[str | int, ...]]] = [("DELETE FROM notes", ()), ("DELETE FROM folders", ())]
    statements += [
        ("INSERT INTO folders (id, title, created_time, updated_time) VALUES (?, ?, 1, 1)", (number, folder))
        for folder, number in numbers.items()
    ]
    statements += [
        ("INSERT INTO notes (id, parent_id, title, body, is_todo, created_time, updated_time) VALUES (?,?,?,?,?,1,1)",
         (f"{place + 100:032x}", numbers[folder], title, body, todo))
        for place, (folder, title, body, todo) in enumerate(everything)
    ]  # fmt: skip
    access.change(_DATABASE, statements)


def _one_note(access: PhoneAccess, params: Params) -> None:
    _write_notes(access, [(params["folder"], params["title"], params["body"], int(params.get("is_todo") == "True"))])


def _three_todos(access: PhoneAccess, params: Params) -> None:
    _write_notes(
        access, [(params["folder"], title, "", 1) for title in ("Book the train", "Find the passport", "Pack")]
    )


def _check(access: PhoneAccess, params: Params, answer: str | None) -> str:
    return "" if answer == params["expected"] else f"the answer is {answer!r}"


_CAKE = {"folder": "Recipes", "title": "Carrot Cake", "ingredient": "chia seeds", "expected": "3/4 cup",
         "body": "Ingredients:\n- 2 cups flour\n- 3/4 cup chia seeds\n- 1 egg\n\nInstructions:\n1. Bake."}  # fmt: skip
_KICK_OFF = {"folder": "Work", "title": "Kick-off of the bridge", "expected": "15",
             "body": "Meeting Notes:\n- Agreed on the 3 phases\n- Attended by 15 participants\n"}  # fmt: skip
_GROCERIES = {"folder": "Home", "title": "Grocery List", "body": "Milk, bread", "is_todo": "True", "expected": "True"}
_TRAVEL = {"folder": "Travel", "expected": "3"}

WALKS = (
    Walk("NotesRecipeIngredientCount", "What quantity of chia seeds do I need for the recipe 'Carrot Cake' in the "
         "Joplin app?", _CAKE, _one_note, _quantity, _check),
    Walk("NotesMeetingAttendeeCount", "How many attendees were present in the meeting titled 'Kick-off of the bridge' "
         "in the Joplin app?", _KICK_OFF, _one_note, _attendees, _check),
    Walk("NotesIsTodo", "Is the note titled 'Grocery List' in the Joplin app marked as a todo item?", _GROCERIES,
         _one_note, _is_todo, _check),
    Walk("NotesTodoItemCount", "How many to-dos do I have in the 'Travel' folder in the Joplin app?", _TRAVEL,
         _three_todos, _count_todos, _check),
)  # fmt: skip
