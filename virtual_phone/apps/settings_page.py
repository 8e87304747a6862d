"""What all pages of the Settings app share: the frame of a page and its kinds of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from ..api_levels import text as level_text
from ..intents import Intent
from ..ui.nodes import (
    Action,
    Node,
    app_bar,
    dialog,
    list_item,
    radio,
    row,
    screen,
    scroll,
    section,
    slider,
    stack,
    switch,
    text,
)
from .app import Activity

if TYPE_CHECKING:
    from ..phone import Phone

PACKAGE = "com.android.settings"
_RENAMED = {"Apps": "settings.apps", "Sound & vibration": "settings.sound", "Security": "settings.security"}


def page_label(phone: Phone, title: str) -> str:
    """Return what a page is called in this phone's Android; titles are those of API 33."""
    row = _RENAMED.get(title)
    return level_text(phone.api_level, row) if row else title


class Page(Activity):
    """One page: a title and rows. Subclasses give `title` and `rows`."""

    title: ClassVar[str] = ""
    top_level: ClassVar[bool] = False

    def page_title(self) -> str:
        """Return what stands in the bar."""
        return page_label(self.phone, self.title)

    def rows(self) -> list[Node]:
        """Return the rows for the present state."""
        raise NotImplementedError

    def build(self) -> Node:
        """Return bar and list."""
        bar = app_bar(self.page_title(), on_up=None if self.top_level else self.finish, id="collapsing_toolbar")
        return screen(scroll(*self.rows(), id="recycler_view", padding=(0.0, 0.0, 0.0, 24.0)), bar=bar)

    # ── rows ──

    def link(
        self,
        title: str,
        page: type[Page] | None = None,
        summary: str = "",
        *,
        icon: str = "",
        action: Action | None = None,
    ) -> Node:
        """Make a row that opens another page or runs an action."""
        target = page

        def open_page() -> None:
            if target is not None:
                self.start(Intent(component=f"{PACKAGE}/{target.name}"))

        return list_item(title, summary, icon=icon, on_click=action or open_page)

    def toggle(
        self,
        title: str,
        on: bool,
        change: Callable[[bool], object],
        summary: str = "",
        *,
        icon: str | Node = "",
        enabled: bool = True,
    ) -> Node:
        """Make a row with a switch; the whole row takes the touch, as in Android's preferences."""
        mark = switch(on, id="android:id/switch_widget", enabled=enabled)
        return list_item(
            title,
            summary,
            icon=icon,
            trailing=mark,
            on_click=lambda: change(not on),
            enabled=enabled,
            title_color="on_surface" if enabled else "outline",
        )

    def main_switch(self, title: str, on: bool, change: Callable[[bool], object]) -> Node:
        """Make the large switch at the top of a page."""
        words = text(title, size=18.0, color="on_primary_container", weight=1.0, id="switch_text")
        mark = switch(on, id="android:id/switch_widget")
        return row(
            words,
            mark,
            height=72.0,
            padding=(24.0, 0.0),
            margin=(16.0, 8.0, 16.0, 16.0),
            radius=28.0,
            background="primary_container",
            on_click=lambda: change(not on),
            id="main_switch_bar",
        )

    def choice(
        self,
        title: str,
        options: list[tuple[str, str]],
        current: str,
        choose: Callable[[str], object],
        *,
        icon: str = "",
    ) -> Node:
        """Make a row whose tap opens a dialog with one radio button for each (value, label)."""
        label = next((label for value, label in options if value == current), current)

        def picked(value: str) -> Callable[[bool], object]:
            return lambda _: choose(value)

        def show() -> Node:
            from ..ui.nodes import column

            rows = [
                radio(label, value == current, picked(value), width="fill", padding=(24.0, 0.0), dismisses=True)
                for value, label in options
            ]
            return dialog(title, content=column(*rows), content_bleeds=True, buttons=[("Cancel", None)])

        return list_item(title, label, icon=icon, on_click=lambda: self.show_dialog(show))

    def bar(
        self, title: str, value: float, change: Callable[[float], None], *, icon: str = "", ident: str = ""
    ) -> Node:
        """Make a row with a slider under its title."""
        from ..ui.nodes import column
        from ..ui.nodes import icon as picture

        lead = stack(
            picture(icon, color="on_surface_variant"), width=40.0, height=40.0, align="center", valign="center"
        )
        body = column(
            text(title, size=16.0, id="android:id/title"),
            slider(value, change, desc=title, id=ident or "seekbar", height=36.0),
            weight=1.0,
        )
        return row(lead if icon else None, body, padding=(16.0, 10.0), gap=16.0)

    def heading(self, label: str) -> Node:
        """Make the heading of a group of rows."""
        return section(label)

    def note(self, words: str) -> Node:
        """Make a paragraph of explanation."""
        return text(words, color="on_surface_variant", padding=(24.0, 12.0), width="fill", id="android:id/title")

    # ── stored switches ──

    def stored(
        self, title: str, namespace: str, key: str, summary: str = "", *, on: str = "1", off: str = "0", icon: str = ""
    ) -> Node:
        """Make a switch row for one key of the settings provider."""
        is_on = self.phone.settings.get(namespace, key) == on
        return self.toggle(
            title,
            is_on,
            lambda wanted: self.phone.settings.put(namespace, key, on if wanted else off),
            summary,
            icon=icon,
        )
