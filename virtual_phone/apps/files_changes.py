"""Changing files by hand: delete, rename, copy and move, each with its question and its word afterwards.

Knows: paths and the phone's ledger. Does not know: lists of files, or which folder somebody picks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..ui.nodes import dialog, edit_text
from .app import Activity


def ask_delete(activity: Activity, paths: Sequence[str], done: Callable[[], None]) -> None:
    """Ask before files or folders are deleted for good."""
    phone = activity.phone
    first = paths[0].rpartition("/")[2]
    what = f"“{first}”" if len(paths) == 1 else f"{len(paths)} items"

    def delete() -> None:
        present = [path for path in paths if phone.fs.exists(path)]
        for path in present:
            phone.fs.remove_tree(path)
            phone.ledger.append("file_deleted", path=path)
        gone = first if len(paths) == 1 else f"{len(present)} items"
        activity.toast(f"{gone} deleted" if present else f"{gone} was already gone")
        done()

    any_folder = any(phone.fs.is_dir(path) for path in paths)
    message = "The folder and everything in it will be deleted." if any_folder else "This can't be undone."
    activity.show_dialog(lambda: dialog(f"Delete {what}?", message, buttons=(("Cancel", None), ("Delete", delete))))


def ask_rename(activity: Activity, path: str, done: Callable[[], None]) -> None:
    """Ask for a new name of a file or folder."""
    phone = activity.phone
    folder, _, old = path.rpartition("/")
    typed = [old]

    def change(words: str) -> None:
        typed[0] = words

    def rename() -> None:
        name = typed[0].strip()
        if not name or "/" in name or (name != old and phone.fs.exists(f"{folder}/{name}")):
            activity.toast(f"“{name}” cannot be used as a name here")
        elif name != old:
            phone.fs.rename(path, f"{folder}/{name}")
            phone.ledger.append("file_moved", path=path, to=f"{folder}/{name}")
        done()

    buttons = (("Cancel", None), ("OK", rename))
    activity.show_dialog(
        lambda: dialog(
            "Rename", buttons=buttons, content=edit_text(typed[0], change, id="android:id/text1", autofocus=True)
        )
    )


def ask_folder(activity: Activity, parent: str, done: Callable[[], None]) -> None:
    """Ask for the name of a new folder."""
    typed = [""]

    def change(words: str) -> None:
        typed[0] = words

    def create() -> None:
        name = typed[0].strip()
        if not name or "/" in name or activity.phone.fs.exists(f"{parent}/{name}"):
            activity.toast("Couldn't create folder")
        else:
            activity.phone.fs.make_dir(f"{parent}/{name}")
        done()

    field_hint = "New folder"
    activity.show_dialog(
        lambda: dialog(
            field_hint, buttons=(("Cancel", None), ("OK", create)),
            content=edit_text(typed[0], change, id="android:id/text1", hint="Folder name", autofocus=True),
        )
    )  # fmt: skip


def transfer(activity: Activity, paths: Sequence[str], folder: str, *, keep: bool) -> int:
    """Copy (keep) or move files and folders into a folder; return how many. A taken name gets a number, as ' (1)'."""
    fs, count = activity.phone.fs, 0
    for path in paths:
        inside = folder == path or folder.startswith(path + "/")
        if not fs.exists(path) or inside or (not keep and path.rpartition("/")[0] == folder):
            continue
        target = _free_name(activity, folder, path.rpartition("/")[2])
        if keep:
            _copy(activity, path, target)
        else:
            fs.rename(path, target)
        activity.phone.ledger.append("file_copied" if keep else "file_moved", path=path, to=target)
        count += 1
    return count


def _free_name(activity: Activity, folder: str, name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        stem, dot, suffix = name, "", ""
    target, number = f"{folder}/{name}", 0
    while activity.phone.fs.exists(target):
        number += 1
        target = f"{folder}/{stem} ({number}){dot}{suffix}"
    return target


def _copy(activity: Activity, path: str, target: str) -> None:
    fs = activity.phone.fs
    if not fs.is_dir(path):
        fs.write(target, fs.read(path))
        return
    fs.make_dir(target)
    for name in list(fs.list_dir(path)):
        _copy(activity, f"{path}/{name}", f"{target}/{name}")
