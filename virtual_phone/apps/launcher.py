"""The launcher: home screen with dock, app drawer, search, and a menu on long press.

Knows which apps can be launched (package manager) and starts them. Folders and widgets are not offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..intents import DEFAULT, FLAG_NEW_TASK, HOME, LAUNCHER, MAIN, Intent, IntentFilter, short_component
from ..ui.app_icon import app_icon
from ..ui.nodes import Node, Style, column, edit_text, grid, icon, popup_menu, row, scroll, spacer, stack, text
from ..ui.view import TEXT_VIEW, Action, Direction
from ..ui.wallpaper import wallpaper
from .app import Activity, ActivityInfo, Icon, Manifest

if TYPE_CHECKING:
    from ..phone import Phone

PACKAGE = "com.google.android.apps.nexuslauncher"
_DOCK = (
    "com.google.android.dialer",
    "com.google.android.apps.messaging",
    "com.google.android.contacts",
    "com.google.android.deskclock",
)
_HOME_ROW = (
    "com.google.android.calendar",
    "com.ainos.notes",
    "com.google.android.documentsui",
    "com.android.settings",
)


class LauncherActivity(Activity):
    """Home screen and app drawer."""

    name = ".NexusLauncherActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._drawer_open = False
        self._query = ""

    def on_resume(self) -> None:
        """Show the home screen, not the drawer, whenever the launcher comes back."""
        self._close_drawer()

    def on_new_intent(self, intent: Intent) -> None:
        """Take Home while already at home: close the drawer."""
        super().on_new_intent(intent)
        self._close_drawer()

    def on_back(self) -> bool:
        """Close the drawer; on the home screen Back does nothing."""
        self._close_drawer()
        return True

    def _close_drawer(self) -> None:
        self._drawer_open, self._query = False, ""

    def _open_drawer(self) -> None:
        self._drawer_open = True

    def build(self) -> Node:
        """Return the drawer or the home screen over the wallpaper."""
        dark = self.phone.settings.get("secure", "ui_night_mode") == "2"
        page = self._drawer() if self._drawer_open else self._home()
        fill = {"width": "fill", "height": "fill"}
        layer = stack(wallpaper(dark), page, **fill, id="drag_layer")
        return stack(layer, **fill, id="launcher", fullscreen=True)

    # ── home screen ──

    def _home(self) -> Node:
        now = self.phone.clock.now()
        date = text(f"{now:%a, %b} {now.day}", size=22.0, color="#FFFFFF", desc=f"{now:%a, %b} {now.day}", id="date")
        glance = stack(date, width="fill", padding=(8.0, 0.0), id="search_container_workspace", desc="At a glance")
        apps = [self._shortcut(package, "#FFFFFF") for package in _HOME_ROW]
        workspace = column(
            spacer(36.0),
            glance,
            spacer(weight=1.0),
            grid(*apps, columns=4),
            height="fill",
            weight=1.0,
            padding=(20.0, 0.0),
            id="workspace",
        )
        dock = grid(*[self._shortcut(package) for package in _DOCK], columns=4, padding=(20.0, 0.0), id="hotseat")
        arrow = icon("arrow_up", color="#FFFFFF", size=18.0, hidden_from_dump=True)
        hint = stack(
            arrow,
            width="fill",
            height=28.0,
            align="center",
            valign="center",
            id="all_apps_handle",
            desc="Apps list",
            on_click=self._open_drawer,
            cls="android.widget.ImageView",
        )
        return column(
            spacer(24.0),
            workspace,
            hint,
            dock,
            self._search_pill(),
            spacer(48.0),
            height="fill",
            on_swipe=self._swiped_home,
            on_long_click=self._home_menu,
            long_clickable=True,
            desc="Home",
            id="home",
        )

    def _swiped_home(self, direction: Direction) -> None:
        if direction == "up":
            self._open_drawer()
        elif direction == "down":
            self.phone.windows.open_notifications()

    def _search_pill(self) -> Node:
        return row(
            icon("search", color="on_surface_variant"),
            text("Search apps", size=16.0, color="on_surface_variant"),
            height=52.0,
            padding=(16.0, 0.0),
            gap=12.0,
            margin=(20.0, 10.0, 20.0, 12.0),
            radius=999.0,
            background="surface_high",
            on_click=self._open_drawer,
            id="search_container_hotseat",
            desc="Search",
        )

    def _shortcut(self, package: str, color: str = "") -> Node | None:
        manifest = self.phone.packages.get(package)
        if manifest is None:
            return None
        info = next((info for info in manifest.activities if info.launcher), None)
        return None if info is None else self._app(manifest, info, color, labelled=bool(color))

    def _app(self, manifest: Manifest, info: ActivityInfo, color: str, *, labelled: bool = True) -> Node:
        """Return one app: the icon is painted inside a TextView that carries the label, as in real launchers."""
        label = info.label or manifest.label
        name = short_component(manifest.package, info.full_name(manifest.package))

        def menu() -> None:
            self.show_dialog(lambda: popup_menu([("App info", lambda: self._app_info(manifest.package))]))

        caption = text(label, size=12.0, color=color, align="center", width="fill", max_lines=1, hidden_from_dump=True)
        face = column(
            app_icon(manifest, 54.0), caption if labelled else None, align="center", gap=6.0, hidden_from_dump=True
        )
        return Node(
            TEXT_VIEW,
            id="icon",
            children=[face],
            desc=label,
            text=label,
            clickable=True,
            long_clickable=True,
            paint="none",
            style=Style(width="fill", padding=(0.0, 10.0)),
            on_click=self._launcher(name),
            on_long_click=menu,
        )

    def _launcher(self, component: str) -> Action:
        intent = Intent(MAIN, component=component, categories=(LAUNCHER,), flags=FLAG_NEW_TASK)
        return lambda: self.phone.activities.start(intent)

    def _app_info(self, package: str) -> None:
        intent = Intent("android.settings.APPLICATION_DETAILS_SETTINGS", data=f"package:{package}", flags=FLAG_NEW_TASK)
        self.phone.activities.start(intent)

    def _home_menu(self) -> None:
        items = [
            ("Wallpaper & style", self._display_settings),
            ("Home settings", self._display_settings),
            ("Apps list", self._open_drawer),
        ]
        self.show_dialog(lambda: popup_menu(items))

    def _display_settings(self) -> None:
        self.phone.activities.start(Intent("android.settings.DISPLAY_SETTINGS", flags=FLAG_NEW_TASK))

    # ── drawer ──

    def _drawer(self) -> Node:
        wanted = self._query.strip().casefold()
        entries = [
            (info.label or manifest.label, manifest, info)
            for manifest, info in self.phone.packages.launcher_activities()
            if wanted in (info.label or manifest.label).casefold()
        ]
        entries.sort(key=lambda entry: entry[0].casefold())
        apps = [self._app(manifest, info, "on_surface") for _, manifest, info in entries]
        if apps:
            found = scroll(
                grid(*apps, columns=4, cls="android.view.ViewGroup"),
                padding=(12.0, 4.0, 12.0, 56.0),
                id="apps_list_view",
            )
        else:
            note = text(
                f"No apps found matching “{self._query}”", color="on_surface_variant", align="center", width="fill"
            )
            found = column(note, padding=32.0, height="fill", weight=1.0)
        return column(
            spacer(36.0),
            self._search_field(entries),
            found,
            height="fill",
            background="background",
            id="apps_view",
            on_swipe=self._swiped_drawer,
        )

    def _search_field(self, entries: list[tuple[str, Manifest, ActivityInfo]]) -> Node:
        def typed(value: str) -> None:
            self._query = value

        def first() -> None:
            if entries:
                _, manifest, info = entries[0]
                self._launcher(short_component(manifest.package, info.full_name(manifest.package)))()

        field = edit_text(
            self._query,
            typed,
            hint="Search apps",
            id="fallback_search_view",
            input_type="search",
            border="",
            padding=(0.0, 12.0),
            weight=1.0,
            on_submit=first,
        )
        return row(
            icon("search", color="on_surface_variant"),
            field,
            gap=12.0,
            padding=(16.0, 0.0),
            margin=(20.0, 4.0),
            height=52.0,
            radius=999.0,
            background="surface_high",
            id="search_container_all_apps",
        )

    def _swiped_drawer(self, direction: Direction) -> None:
        if direction == "down":
            self._close_drawer()


MANIFEST = Manifest(
    package=PACKAGE,
    label="Pixel Launcher",
    version_name="13",
    version_code=33,
    icon=Icon("home", "#5F6368"),
    activities=(
        ActivityInfo(
            ".NexusLauncherActivity",
            LauncherActivity,
            filters=(IntentFilter((MAIN,), (HOME, DEFAULT)),),
            launch_mode="singleTask",
        ),
    ),
)
