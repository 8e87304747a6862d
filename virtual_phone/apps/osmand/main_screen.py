"""OsmAnd's map: the picture, its buttons, the menu, the panel of a chosen place, and the lists of what was saved.

Knows: which of its pages is in front. Does not know: storage (store.py), searching and planning (finding.py,
planning.py). There is one country, without streets; the map neither moves nor zooms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    column,
    dialog,
    edit_text,
    empty_state,
    icon,
    icon_button,
    image,
    list_item,
    row,
    screen,
    scroll,
    section,
    stack,
    text,
)
from ..app import Activity
from .finding import Finder
from .map_picture import GROUND, map_picture
from .places import Place, place_of
from .planning import Planner
from .store import MapStore

if TYPE_CHECKING:
    from ...phone import Phone


class MapActivity(Activity):
    """The app's one window."""

    name = "net.osmand.plus.activities.MapActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self.store = MapStore(phone)
        self.finder: Finder | None = None
        self.planner: Planner | None = None
        self._page = "map"
        self._chosen: Place | None = None
        self._follow(intent)

    def on_new_intent(self, intent: Intent) -> None:
        """Show the place that a later intent asks for."""
        super().on_new_intent(intent)
        self._follow(intent)

    def _follow(self, intent: Intent) -> None:
        if not (intent.data or "").startswith("geo:"):
            return
        place = place_of(intent.data or "")
        if place is not None:
            self._choose(place)
        else:
            self.toast("Nothing found")

    def on_start(self) -> None:
        """Make database and folders."""
        self.store.open()

    def build(self) -> Node:
        """Show what is in front: searching, planning, a list, or the map."""
        if self.finder is not None:
            return self.finder.build()
        if self.planner is not None:
            return self.planner.build()
        pages = {"menu": self._menu, "markers": self._markers, "places": self._places}
        return pages.get(self._page, self._map)()

    # ── the map ──

    def _map(self) -> Node:
        pins = [*self.store.markers(), *([self._chosen] if self._chosen else [])]
        picture = image(
            map_picture(pins), width="fill", height="fill", id="map_view", desc="Map", paint="contain",
            background=GROUND,
        )  # fmt: skip
        top = row(
            _round("search", "Search", self.find_place, "map_search_button"), align="start", padding=12.0
        )  # fmt: skip
        low = row(
            _round("menu", "Menu", partial(self._show, "menu"), "map_menu_button"),
            _round("send", "Plan a route", self.plan, "map_route_info_button"),
            gap=12.0, padding=12.0,
        )  # fmt: skip
        panel = self._panel(self._chosen) if self._chosen is not None else None
        over = column(top, stack(weight=1.0, height="fill"), low if panel is None else None, panel, height="fill")
        return screen(stack(picture, over, width="fill", height="fill", weight=1.0))

    def _panel(self, place: Place) -> Node:
        saved = any(_same(place, favorite) for favorite in self.store.favorites())
        marked = any(_same(place, marker) for marker in self.store.markers())
        actions = row(
            _action("star" if saved else "star_outline", "Edit" if saved else "Add", partial(self._ask_favorite, place),
                    "context_menu_fav_view"),
            _action("flag", "Edit marker" if marked else "Marker", partial(self._mark, place),
                    "context_menu_route_view"),
            _action("share", "Share", lambda: self.toast("No app can take a place"), "context_menu_share_view"),
        )  # fmt: skip
        head = row(
            column(
                text(place.name, size=20.0, bold=True, id="context_menu_line1"),
                text(f"{place.kind} • {place.latitude:.5f}, {place.longitude:.5f}", color="on_surface_variant",
                     id="context_menu_line2"),
                gap=4.0, weight=1.0,
            ),
            icon_button("close", "Close", self._close, id="context_menu_close_view"),
        )  # fmt: skip
        return column(head, actions, background="surface", radius=20.0, elevation=6.0, padding=16.0, gap=12.0,
                      id="context_menu_layout")  # fmt: skip

    def _mark(self, place: Place) -> None:
        if any(_same(place, marker) for marker in self.store.markers()):
            self._show("markers")
        else:
            self.store.add_marker(place)
            self.toast("Map marker added")

    def _ask_favorite(self, place: Place) -> None:
        old = next((favorite for favorite in self.store.favorites() if _same(place, favorite)), None)
        typed = [old.name if old is not None else place.name]

        def change(words: str) -> None:
            typed[0] = words

        def save() -> None:
            if old is not None:
                self.store.remove_favorite(old)
            self.store.add_favorite(place, typed[0].strip() or place.name)
            self.toast("Favorite saved")

        title = "Edit favorite" if old is not None else "Add favorite"
        field = edit_text(typed[0], change, hint="Name", id="name_edit")
        self.show_dialog(
            lambda: dialog(title, buttons=(("Cancel", None), ("Save", save)), content=field.styled(text=typed[0]))
        )

    # ── searching and planning ──

    def find_place(self, found: Callable[[Place], object] | None = None) -> None:
        """Open the search; without a taker the place is shown on the map."""
        self.finder = Finder(self, found or self._choose)

    def _choose(self, place: Place) -> None:
        self._chosen, self._page = place, "map"

    def plan(self) -> None:
        """Begin a route."""
        self.planner = Planner(self)

    # ── pages ──

    def _show(self, page: str) -> None:
        self._page = page

    def _close(self) -> None:
        self._chosen = None

    def _menu(self) -> Node:
        entries: Sequence[tuple[str, str, Callable[[], object]]] = (
            ("globe", "Map", partial(self._show, "map")),
            ("flag", "Map markers", partial(self._show, "markers")),
            ("star", "My Places", partial(self._show, "places")),
            ("search", "Search", self.find_place),
            ("send", "Plan a route", self.plan),
        )
        rows = [list_item(label, icon=name, on_click=act, title_id="title") for name, label, act in entries]
        return screen(scroll(*rows, id="menuItems"), bar=app_bar("OsmAnd", on_up=partial(self._show, "map")))

    def _markers(self) -> Node:
        rows = [self._row(place, "flag") for place in self.store.markers()]
        clear = icon_button("delete", "Remove all markers", self.store.remove_markers, id="action_history")
        body = scroll(*rows, id="list") if rows else empty_state("flag", "No map markers")
        return screen(body, bar=app_bar("Map markers", (clear,), on_up=partial(self._show, "map")))

    def _places(self) -> Node:
        tracks = [
            list_item(track.name, f"{len(track.points)} points", icon="send", title_id="title")
            for track in self.store.tracks()
        ]
        favorites = [self._row(place, "star") for place in self.store.favorites()]
        body = scroll(
            section("Favorites"), *(favorites or [text("No favorites", padding=(16.0, 8.0))]),
            section("Tracks"), *(tracks or [text("No tracks", padding=(16.0, 8.0))]), id="list",
        )  # fmt: skip
        return screen(body, bar=app_bar("My Places", on_up=partial(self._show, "map")))

    def _row(self, place: Place, picture: str) -> Node:
        where = f"{place.latitude:.5f}, {place.longitude:.5f}"
        name = place.name or where
        return list_item(name, where, icon=picture, title_id="title", on_click=partial(self._choose, place))

    def on_back(self) -> bool:
        """Leave the search, the planner, the page, then the chosen place."""
        if self.finder is not None:
            self.finder = None
        elif self.planner is not None:
            self.planner.leave()
        elif self._page != "map":
            self._page = "map"
        elif self._chosen is not None:
            self._chosen = None
        else:
            return False
        return True


def _same(one: Place, other: Place) -> bool:
    return abs(one.latitude - other.latitude) < 1e-6 and abs(one.longitude - other.longitude) < 1e-6


def _round(picture: str, desc: str, act: Callable[[], object], ident: str) -> Node:
    return icon_button(picture, desc, act, id=ident, background="surface", radius=999.0, elevation=3.0)


def _action(picture: str, label: str, act: Callable[[], object], ident: str) -> Node:
    return column(
        icon(picture, color="primary"), text(label, size=13.0, color="primary"), align="center", gap=4.0, weight=1.0,
        padding=(0.0, 8.0), on_click=act, id=ident,
    )  # fmt: skip
