"""OsmAnd's route planner: places in order, joined by straight lines, saved as a track. Knows no roads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...ui.nodes import (
    Node,
    app_bar,
    button,
    dialog,
    edit_text,
    empty_state,
    icon_button,
    list_item,
    row,
    screen,
    scroll,
)
from .places import Place

if TYPE_CHECKING:
    from .main_screen import MapActivity


class Planner:
    """A route in the making."""

    def __init__(self, home: MapActivity) -> None:
        self._home = home
        self._points: list[Place] = []

    def build(self) -> Node:
        """Show the points and the buttons."""
        rows = [self._row(at, place) for at, place in enumerate(self._points)]
        body = scroll(*rows, id="points_list") if rows else empty_state("send", "Add points to make a route")
        add = button("Add point", self._add, kind="tonal", icon="add", id="add_point_button")
        save = button("Save", self._ask_name, id="save_button", enabled=len(self._points) > 1)
        foot = row(add, save, align="end", gap=12.0, padding=(16.0, 10.0), background="surface_container")
        return screen(body, bar=app_bar("Plan a route", on_up=self.leave, up_icon="close"), bottom=foot)

    def _row(self, at: int, place: Place) -> Node:
        remove = icon_button("close", f"Remove {place.name}", partial(self._points.pop, at), id="delete")
        detail = f"{place.latitude:.5f}, {place.longitude:.5f}"
        return list_item(f"{at + 1}. {place.name}", detail, icon="location", trailing=remove, title_id="title")

    def _add(self) -> None:
        self._home.find_place(self._points.append)

    def _ask_name(self) -> None:
        typed = [f"{self._points[0].name} to {self._points[-1].name}"]

        def change(words: str) -> None:
            typed[0] = words

        def save() -> None:
            name = typed[0].strip()
            if not name or "/" in name:
                self._home.toast("A track needs a name without slashes")
                return
            self._home.store.save_track(name, self._points)
            self._home.toast("Track saved")
            self._home.planner = None

        buttons = (("Cancel", None), ("Save", save))
        self._home.show_dialog(
            lambda: dialog(
                "Save as new track", buttons=buttons, content=edit_text(typed[0], change, hint="Name", id="name_edit")
            )
        )

    def leave(self) -> None:
        """Give the route up; ask first when it has points."""

        def end() -> None:
            self._home.planner = None

        if not self._points:
            end()
            return
        buttons = (("Cancel", None), ("Exit", end))
        self._home.show_dialog(lambda: dialog("Exit without saving?", "All changes will be lost.", buttons=buttons))
