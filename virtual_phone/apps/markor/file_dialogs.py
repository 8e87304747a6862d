"""The dialogs over the list of files: new file or folder, rename, delete, details, order of the list.

Knows: what each asks and what it changes in the notebook. Does not know: the list itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ...ui.nodes import Node, check_box, column, dialog, edit_text, icon, list_item, radio, row, scroll, text
from ..app import Activity
from ..clock_texts import clock_time
from ..files_texts import size_words
from .store import TYPES, Entry, Notebook, Order, Sorting, name_fault

_ORDERS: tuple[tuple[Order, str], ...] = (("name", "Name"), ("date", "Date"), ("size", "Size"), ("type", "File type"))
Done = Callable[[], object]


def moment(activity: Activity, epoch_ms: int) -> str:
    """Write when a file was changed: '2026-03-16 9:00 AM'."""
    then = activity.phone.clock.local(epoch_ms)
    return f"{then:%Y-%m-%d} {clock_time(activity.phone, then.hour, then.minute)}"


class NewFileDialog:
    """Asks for the name and kind of a new file or folder in `folder`; `opened(path)` gets a new file's path."""

    def __init__(self, activity: Activity, folder: str, opened: Callable[[str], object]) -> None:
        self._activity, self._folder, self._opened = activity, folder, opened
        self._notebook = Notebook(activity.phone)
        self._name, self._kind, self._ending = "", 0, TYPES[0][1]

    def show(self) -> None:
        """Open the dialog."""
        self._activity.show_dialog(self._build)

    def _build(self) -> Node:
        name = edit_text(
            self._name, self._type_name, hint="Title", id="new_file_dialog__name", weight=70.0, autofocus=True,
        )  # fmt: skip
        ending = edit_text(
            self._ending, self._type_ending, hint=".md", id="new_file_dialog__ext", weight=30.0, align="end"
        )
        kind = row(
            text(TYPES[self._kind][0], size=16.0, id="android:id/text1", weight=1.0, width="fill"),
            icon("arrow_drop_down", color="on_surface_variant"), id="new_file_dialog__type",
            cls="android.widget.Spinner", height=48.0, on_click=self._choose_kind, border="outline", radius=8.0,
            padding=(16.0, 0.0, 12.0, 0.0),
        )  # fmt: skip
        content = column(
            _caption("Name"), row(name, ending, gap=8.0), _caption("Type"), kind,
            text("A folder is made without an ending. An existing file is opened as it is.", size=12.0,
                 color="on_surface_variant", width="fill", padding=(0.0, 8.0, 0.0, 0.0)),
            gap=6.0,
        )  # fmt: skip
        buttons = (("FOLDER", self._make_folder), ("CANCEL", None), ("OK", self._make_file))
        return dialog("New file or folder", buttons=buttons, content=content)

    def _type_name(self, typed: str) -> None:
        self._name = typed

    def _type_ending(self, typed: str) -> None:
        self._ending = typed

    def _choose_kind(self) -> None:
        def choose(place: int) -> None:
            self._kind, self._ending = place, TYPES[place][1]

        rows = [
            list_item(label, on_click=partial(choose, place), dismisses=True, title_id="android:id/text1",
                      padding=(24.0, 10.0))
            for place, (label, _) in enumerate(TYPES)
        ]  # fmt: skip
        self._activity.show_dialog(lambda: dialog("Type", content=column(*rows), content_bleeds=True))

    def _make_file(self) -> None:
        path = self._path(self._name + self._ending)
        if path is None:
            return
        there = self._notebook.get(path)
        if there is not None and there.is_dir:
            self._activity.toast(f"{there.name} is a folder")
            return
        if there is None:
            self._notebook.write(path, "")
        self._opened(path)

    def _make_folder(self) -> None:
        path = self._path(self._name)
        if path is None:
            return
        if self._notebook.get(path) is not None:
            self._activity.toast(f"{self._name} exists already")
            return
        self._notebook.make_folder(path)

    def _path(self, name: str) -> str | None:
        fault = name_fault(name.strip()) if self._name.strip() else name_fault("")
        if fault:
            self._activity.toast(fault)
            self.show()
            return None
        return f"{self._folder}/{name.strip()}"


def ask_name(activity: Activity, entry: Entry, done: Done) -> None:
    """Ask for another name of a file or folder."""
    typed = [entry.name]

    def change(value: str) -> None:
        typed[0] = value

    def rename() -> None:
        name = typed[0].strip()
        fault = name_fault(name)
        if not fault and name != entry.name and not Notebook(activity.phone).rename(entry, name):
            fault = f"{name} exists already"
        if fault:
            activity.toast(fault)
            activity.show_dialog(build)
        else:
            done()

    def build() -> Node:
        field = edit_text(typed[0], change, hint="Name", id="new_name", autofocus=True)
        return dialog("Rename", content=field, buttons=(("CANCEL", None), ("OK", rename)))

    activity.show_dialog(build)


def ask_delete(activity: Activity, entries: Sequence[Entry], done: Done) -> None:
    """Ask before files and folders are deleted for good."""

    def delete() -> None:
        Notebook(activity.phone).delete(entries)
        activity.toast(f"{len(entries)} deleted" if len(entries) > 1 else f"{entries[0].name} deleted")
        done()

    names = "\n".join(f"• {entry.name}" for entry in entries)
    buttons = (("CANCEL", None), ("OK", delete))
    activity.show_dialog(lambda: dialog("Confirm delete", f"Delete for good:\n{names}", buttons=buttons))


def show_details(activity: Activity, entry: Entry) -> None:
    """Show what is known about a file or folder."""
    notebook = Notebook(activity.phone)
    facts = [("Name", entry.name), ("Location", entry.path.rpartition("/")[0]),
             ("Last modified", moment(activity, entry.mtime_ms))]  # fmt: skip
    if not entry.is_dir:
        facts.append(("Size", size_words(entry.size)))
    if entry.is_text:
        words = notebook.read(entry.path)
        facts.append(("Text", f"{len(words.splitlines())} lines, {len(words.split())} words, {len(words)} characters"))
    rows = [
        column(text(label, size=12.0, color="on_surface_variant"), text(value, size=16.0, width="fill"), gap=2.0)
        for label, value in facts
    ]
    content = scroll(*rows, recycler=False, height="wrap", gap=12.0, weight=0.0, id="file_info")
    activity.show_dialog(lambda: dialog("Details", content=content, buttons=(("OK", None),)))


def ask_order(activity: Activity, now: Callable[[], Sorting], change: Callable[[Sorting], object]) -> None:
    """Ask in which order the files are to be listed."""

    def build() -> Node:
        shown = now()

        def order(by: Order, on: bool) -> None:
            change(Sorting(by, shown.folders_first, shown.reverse))

        kinds = [
            radio(label, shown.by == by, partial(order, by),
                  width="fill", id=f"action_sort_by_{by}")
            for by, label in _ORDERS
        ]  # fmt: skip
        first = check_box(
            "Folder first", shown.folders_first, lambda on: change(Sorting(shown.by, on, shown.reverse)),
            width="fill", id="action_folder_first",
        )  # fmt: skip
        back = check_box(
            "Reverse order", shown.reverse, lambda on: change(Sorting(shown.by, shown.folders_first, on)),
            width="fill", id="action_sort_reverse",
        )  # fmt: skip
        return dialog("Sort by", content=column(*kinds, first, back), buttons=(("OK", None),))

    activity.show_dialog(build)


def _caption(words: str) -> Node:
    return text(words, size=12.0, color="on_surface_variant", width="fill")
