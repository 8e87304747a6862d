"""Where to copy or move pictures: a folder with pictures, or any other.

Knows: the choice and what is said afterwards. Does not know: how files are copied (files_changes.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ...intents import Intent
from ...ui.nodes import Node, column, dialog, list_item, scroll
from ..app import Activity
from ..files import PACKAGE as FILES
from ..files_changes import transfer
from ..files_pick import COPY, MOVE, PickActivity
from .grids import thumbnail
from .media import folders


def ask_target(activity: Activity, paths: Sequence[str], done: Callable[[], object], *, keep: bool) -> None:
    """Ask for a folder, then copy (keep) or move the files there; `done()` follows."""
    here = {path.rpartition("/")[0] for path in paths}

    def carry(folder: str) -> None:
        count = transfer(activity, paths, folder, keep=keep)
        word = "copied" if keep else "moved"
        activity.toast(f"File{'s' if count > 1 else ''} {word} successfully" if count else f"No files were {word}")
        done()

    def other() -> None:
        def chosen(code: int, folder: object) -> None:
            if isinstance(folder, str):
                carry(folder)

        action = COPY if keep else MOVE
        activity.start(Intent(action, component=f"{FILES}/{PickActivity.name}"), on_result=chosen)

    def question() -> Node:
        rows = [
            list_item(folder.name, str(len(folder.media)), icon=thumbnail(folder.media[0], 40.0), title_id="dir_name",
                      subtitle_id="photo_cnt", on_click=partial(carry, folder.path), dismisses=True,
                      id="dir_holder", padding=(24.0, 8.0))
            for folder in folders(activity.phone) if folder.path not in here
        ]  # fmt: skip
        listed = scroll(column(*rows), recycler=False, height="wrap", id="directories_grid") if rows else None
        buttons = (("Other folder", other), ("Cancel", None))
        return dialog("Select destination", buttons=buttons, content=listed, content_bleeds=True)

    activity.show_dialog(question)
