"""Demos of the app half: dialogs, notifications, search, menus. Each keeps its own small state; nothing is stored."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    button,
    column,
    dialog,
    edit_text,
    icon_button,
    list_item,
    popup_menu,
    radio,
    screen,
    scroll,
    text,
)
from ..app import Activity
from .screens_text import TEXT_SCREENS
from .screens_view import VIEW_SCREENS

if TYPE_CHECKING:
    from ...phone import Phone

_PACKAGE = "io.appium.android.apis"
_CHOICES = ("Map", "Satellite", "Traffic", "Street view")
_COMMANDS = ("Command one", "Command two", "Command three", "Command four")


class AlertDialogSamples(Activity):
    """Buttons that each open a dialog."""

    name = ".app.AlertDialogSamples"
    choice = 0

    def build(self) -> Node:
        """Show the buttons."""
        rows = (
            ("OK Cancel dialog with a message", "two_buttons", self._message),
            ("OK Cancel dialog with a long message", "two_buttons2", self._long_message),
            ("List dialog", "select_button", self._list),
            ("Single choice list", "radio_button", self._radio),
            ("Text Entry dialog", "text_entry_button", self._entry),
        )
        made = [button(label, show, kind="tonal", id=ident, width="fill") for label, ident, show in rows]
        body = scroll(*made, recycler=False, id="screen", gap=12.0, padding=16.0)
        return screen(body, bar=app_bar("App/Alert Dialogs", on_up=self.finish))

    def _message(self) -> None:
        buttons = (("Cancel", None), ("OK", None))
        self.show_dialog(lambda: dialog("Do you like this demo?", "Choose one of the buttons.", buttons))

    def _long_message(self) -> None:
        words = " ".join(f"This is sentence {number} of a long message." for number in range(1, 61))
        buttons = (("Cancel", None), ("Something", None), ("OK", None))
        self.show_dialog(lambda: dialog("Header title", words, buttons))

    def _list(self) -> None:
        def chosen(place: int) -> None:
            words = f"You selected: {place} , {_COMMANDS[place]}"
            self.show_dialog(lambda: dialog("", words, (("OK", None),)))

        rows = [
            list_item(
                name, on_click=partial(chosen, at), dismisses=True, title_id="android:id/text1", padding=(24.0, 12.0)
            )
            for at, name in enumerate(_COMMANDS)
        ]
        self.show_dialog(lambda: dialog("Header title", content=column(*rows), content_bleeds=True))

    def _radio(self) -> None:
        def pick(place: int, _: bool = True) -> None:
            self.choice = place

        def panel() -> Node:
            rows = [
                radio(name, self.choice == at, partial(pick, at), width="fill", padding=(24.0, 0.0))
                for at, name in enumerate(_CHOICES)
            ]
            buttons = (("Cancel", None), ("OK", None))
            return dialog("Single choice list", buttons=buttons, content=column(*rows), content_bleeds=True)

        self.show_dialog(panel)

    def _entry(self) -> None:
        typed = {"username_edit": "", "password_edit": ""}

        def field(ident: str, label: str, *, secret: bool) -> Node:
            def put(value: str) -> None:
                typed[ident] = value

            words = edit_text(typed[ident], put, id=ident, password=secret, margin=(0.0, 4.0, 0.0, 12.0))
            return column(text(f"{label}:", color="on_surface_variant"), words)

        def panel() -> Node:
            body = column(field("username_edit", "Name", secret=False), field("password_edit", "Password", secret=True))
            return dialog("Text Entry dialog", buttons=(("Cancel", None), ("OK", None)), content=body)

        self.show_dialog(panel)


class NotifyWithText(Activity):
    """Two toasts, a short and a long one."""

    name = ".app.NotifyWithText"

    def build(self) -> Node:
        """Show the buttons."""
        body = column(
            button("Show Short Notification", lambda: self.toast("Short notification"), id="short_notify"),
            button("Show Long Notification", self._long, id="long_notify"),
            padding=16.0,
            gap=12.0,
        )
        return screen(body, bar=app_bar("App/Notification/NotifyWithText", on_up=self.finish))

    def _long(self) -> None:
        self.toast("This is a long notification. See, you might need a second more to read it.", 3500)


class StatusBarNotifications(Activity):
    """Posts a notification with a mood and takes it away."""

    name = ".app.StatusBarNotifications"
    _IDENT = 42

    def build(self) -> Node:
        """Show a button for each mood."""
        moods = (("Happy", "happy"), ("Neutral", "neutral"), ("Sad", "sad"))
        made = [button(label, partial(self._post, label), kind="tonal", id=ident) for label, ident in moods]
        clear = button("Clear notification", self._clear, kind="outlined", id="clear")
        body = column(*made, clear, padding=16.0, gap=12.0)
        return screen(body, bar=app_bar("App/Notification/Status Bar", on_up=self.finish))

    def _post(self, mood: str) -> None:
        intent = Intent(component=f"{_PACKAGE}/.app.StatusBarNotifications")
        words = f"I am {mood.lower()}"
        self.phone.notifications.post(_PACKAGE, self._IDENT, "Mood ring", words, intent=intent)

    def _clear(self) -> None:
        self.phone.notifications.cancel(_PACKAGE, self._IDENT)


class SearchInvoke(Activity):
    """What a search begins with; the button starts it."""

    name = ".app.SearchInvoke"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._prefill = self._data = ""

    def build(self) -> Node:
        """Show the two fields and the button."""
        words: dict[str, Any] = {"color": "on_surface_variant"}
        body = column(
            button("onSearchRequested()", self._search, id="btn_start_search"),
            text("Prefill query:", **words),
            edit_text(self._prefill, self._set_prefill, id="txt_query_prefill"),
            text("App data for search:", **words),
            edit_text(self._data, self._set_data, id="txt_query_appdata"),
            padding=16.0,
            gap=10.0,
        )
        return screen(
            scroll(body, recycler=False, id="search"), bar=app_bar("App/Search/Invoke Search", on_up=self.finish)
        )

    def _set_prefill(self, typed: str) -> None:
        self._prefill = typed

    def _set_data(self, typed: str) -> None:
        self._data = typed

    def _search(self) -> None:
        extras = {"query": self._prefill, "demo_key": self._data}
        action = "android.intent.action.SEARCH"
        self.start(Intent(action, component=f"{_PACKAGE}/.app.SearchQueryResults", extras=extras))


class SearchQueryResults(Activity):
    """What was searched for, and how."""

    name = ".app.SearchQueryResults"

    def build(self) -> Node:
        """Show query and data of the intent."""
        rows = (
            ("Query", "txt_query", str(self.intent.extra("query", ""))),
            ("App data", "txt_appdata", str(self.intent.extra("demo_key", "")) or "<no app data bundle>"),
            ("Delivered to", "txt_deliveredby", "onCreate()"),
        )
        made = [list_item(label, value, subtitle_id=ident) for label, ident, value in rows]
        return screen(column(*made), bar=app_bar("App/Search/Query Search Results", on_up=self.finish))


class MenuInflateFromXml(Activity):
    """Choose a menu; the overflow button opens it."""

    name = ".view.MenuInflateFromXml"
    _MENUS = {
        "Title only": ("Jump", "Dive"),
        "Title and icon": ("Discuss", "Share"),
        "Submenu": ("Title", "Submenu"),
        "Groups": ("Browser visible", "Email visible"),
    }  # fmt: skip
    chosen = "Title only"

    def build(self) -> Node:
        """Show the choice of menus."""

        def pick(name: str, _: bool = True) -> None:
            self.chosen = name

        rows = [
            radio(name, name == self.chosen, partial(pick, name), width="fill", padding=(16.0, 0.0))
            for name in self._MENUS
        ]
        hint = text("Choose a menu, then open it at the top right.", color="on_surface_variant", padding=16.0)
        more = icon_button("more", "More options", self._menu)
        return screen(hint, *rows, bar=app_bar("App/Menu/Inflate from XML", (more,), on_up=self.finish))

    def _menu(self) -> None:
        def say(label: str) -> None:
            self.toast(f"{label} was chosen")

        items = [(label, partial(say, label)) for label in self._MENUS[self.chosen]]
        self.show_dialog(lambda: popup_menu(items))


SCREENS: tuple[type[Activity], ...] = (
    AlertDialogSamples,
    NotifyWithText,
    StatusBarNotifications,
    SearchInvoke,
    SearchQueryResults,
    MenuInflateFromXml,
    *TEXT_SCREENS,
    *VIEW_SCREENS,
)
