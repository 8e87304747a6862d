"""OsmAnd's search: a field and what fits. Knows: the places of the offline map and typed coordinates; no history."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...ui.nodes import Node, empty_state, icon_button, list_item, row, screen, scroll, search_bar
from .places import COUNTRY, Place, search

if TYPE_CHECKING:
    from .main_screen import MapActivity


class Finder:
    """The search as it stands; a touched place goes to `found`."""

    def __init__(self, home: MapActivity, found: Callable[[Place], object]) -> None:
        self._home, self._found = home, found
        self._words = ""

    def build(self) -> Node:
        """Show the field and the results."""
        field = search_bar(self._words, self._type, hint="Type to search all", id="searchEditText", margin=0.0)
        bar = row(
            icon_button("back", "Navigate up", self._leave), field.styled(weight=1.0), height=64.0,
            padding=(4.0, 6.0, 12.0, 6.0),
        )  # fmt: skip
        rows = [self._row(place) for place in search(self._words)]
        nothing = "Nothing found" if self._words.strip() else "Type a place or coordinates"
        return screen(scroll(*rows, id="list") if rows else empty_state("search", nothing), bar=bar)

    def _row(self, place: Place) -> Node:
        def take() -> None:
            self._leave()
            self._found(place)

        detail = place.kind if place.kind == "Location" else f"{place.kind}, {COUNTRY}"
        return list_item(place.name, detail, icon="location", on_click=take, title_id="title", subtitle_id="subtitle")

    def _type(self, words: str) -> None:
        self._words = words

    def _leave(self) -> None:
        self._home.finder = None
