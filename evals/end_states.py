"""How a task is done in a run with AndroidWorld: by its walk, or by writing the right end state where none exists.

A written end state proves set-up, check and tear-down of a task, not that anybody could do it on the screens.
Knows: AndroidWorld's env and task objects (their params). Does not know: the life of a task.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

Act = Callable[[Any, Any], str | None]
"""Does a task, given AndroidWorld's env and task; returns the answer of a question task."""


def walk_action(name: str, serial: str) -> Act | None:
    """Return what walks a task on this device's screen, or None when no walk is known."""
    from .walks import all_walks
    from .walks.screen import Screen

    walk = all_walks().get(name)
    if walk is None:
        return None

    def act(env: Any, task: Any) -> str | None:
        _ = task.goal  # some tasks put what their wish names into the params only when the wish is put in words
        return walk.walk(Screen(serial), task.params)

    return act


def _add_rows(env: Any, task: Any) -> str | None:
    """Put the rows that the task asks for into the app's database."""
    task.add_rows(task.params["row_objects"], env)
    return None


def _write_note(env: Any, task: Any) -> str | None:
    """Write the wanted file into Markor's folder."""
    files, constants = (import_module(f"android_world.{name}") for name in ("utils.file_utils", "env.device_constants"))
    files.create_file(task.params["file_name"], constants.MARKOR_DATA, env.controller, task.params["text"])
    return None


def _show_success(env: Any, task: Any) -> str | None:
    """Open a page that says what the task's page says once its game is won; this phone's browser runs no scripts."""
    files, adb = (import_module(f"android_world.{name}") for name in ("utils.file_utils", "env.adb_utils"))
    files.create_file("won.html", "/sdcard/Download", env.controller, "<html><body><p>Success!</p></body></html>")
    command = "shell am start -a android.intent.action.VIEW -d file:///sdcard/Download/won.html -t text/html"
    adb.issue_generic_request(f"{command} -p com.android.chrome", env.controller)
    return None


END_STATES: Mapping[str, Act] = {
    "BrowserDraw": _show_success,
    "BrowserMaze": _show_success,
    "BrowserMultiply": _show_success,
    "ExpenseAddMultipleFromGallery": _add_rows,
    "RecipeAddMultipleRecipesFromImage": _add_rows,
    "MarkorTranscribeReceipt": _write_note,
    "MarkorTranscribeVideo": _write_note,
}
"""Three need a browser that runs scripts, four need eyes for a picture or a video; used where a task has no walk."""
