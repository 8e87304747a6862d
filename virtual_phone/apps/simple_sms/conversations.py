"""The list of conversations, its search, and the question for the SMS role.

Knows: what each row shows. Does not know: rows of the provider (messages_store.py) and
single conversations (thread.py).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    avatar,
    column,
    dialog,
    empty_state,
    fab,
    icon,
    icon_button,
    list_item,
    popup_menu,
    radio,
    row,
    screen,
    scroll,
    search_bar,
    spacer,
    text,
)
from ..app import Activity
from ..app_data import is_welcomed, set_welcomed
from ..clock_texts import short_when
from ..contextual_bar import contextual_bar
from ..messages_store import Conversation, Mailbox, Sms
from .names import NEW_CONVERSATION, PACKAGE, THREAD

if TYPE_CHECKING:
    from ...phone import Phone

_CONTROLLER = "com.google.android.permissioncontroller"
_ROLE_SETTING = "sms_default_application"
_SEARCH_FROM = 2
"""From so many characters on the search shows what it finds."""


class MainActivity(Activity):
    """Conversations, the newest first."""

    name = ".activities.MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._mail = Mailbox(phone)
        self._wanted = ""
        self._selected: set[str] = set()
        self._default_chosen = False

    def on_resume(self) -> None:
        """Ask for the SMS role where the app does not hold it yet."""
        held = self.phone.settings.get("secure", _ROLE_SETTING) == PACKAGE
        if not (held and is_welcomed(self.phone, PACKAGE)) and not self.dialogs:
            self.show_dialog(self._role_question)

    def build(self) -> Node:
        """Show the conversations, or what the search finds."""
        found = self._mail.conversations()
        self._selected &= {conversation.address for conversation in found}
        wanted = self._wanted.strip()
        if len(wanted) >= _SEARCH_FROM:
            body = self._results(found, wanted.casefold())
        elif found:
            body = scroll(*(self._row(conversation) for conversation in found), spacer(96), id="conversations_list")
        else:
            body = self._nothing()
        start = fab("add", "", self._new, id="conversations_fab")
        return screen(body, bar=self._bar(len(found)), fab=start)

    def _bar(self, count: int) -> Node:
        if self._selected:
            actions = (icon_button("delete", "Delete", self._ask_delete, id="cab_delete"),)
            return contextual_bar(f"{len(self._selected)} / {count}", self._selected.clear, actions)
        field = search_bar(self._wanted, self._search, hint="Search", id="top_toolbar_search", margin=0.0)
        more = icon_button("more", "More options", self._menu)
        return row(field.styled(weight=1.0), more, height=72.0, padding=(16.0, 8.0, 4.0, 8.0), id="main_menu")

    def _nothing(self) -> Node:
        hint = text("Start a conversation", color="primary", on_click=self._new, id="no_conversations_placeholder_2",
                    padding=16.0)  # fmt: skip
        words = text("No stored conversations have been found", color="on_surface_variant", size=16.0,
                     id="no_conversations_placeholder")  # fmt: skip
        return column(words, hint, align="center", padding=(24.0, 48.0))

    def _row(self, conversation: Conversation) -> Node:
        last, name, unread = conversation.last, self._mail.name(conversation.address), conversation.unread
        address = conversation.address
        when = text(short_when(self.phone, last.at_ms), size=12.0, color="on_surface_variant", id="conversation_date",
                    bold=unread)  # fmt: skip
        lead = icon("check_circle", color="primary", size=40.0) if address in self._selected else avatar(name)
        return list_item(
            name, last.body.replace("\n", " "), icon=lead, trailing=when, title_id="conversation_address",
            subtitle_id="conversation_body_short", subtitle_lines=1, title_bold=unread, id="conversation_frame",
            on_click=lambda: self._touch(address), on_long_click=lambda: self._toggle(address),
            background="secondary_container" if address in self._selected else "",
        )  # fmt: skip

    def _results(self, found: list[Conversation], wanted: str) -> Node:
        hits: list[tuple[Conversation, Sms]] = []
        for conversation in found:
            named = wanted in f"{self._mail.name(conversation.address)} {conversation.address}".casefold()
            bodies = [message for message in conversation.messages if wanted in message.body.casefold()]
            hits += [(conversation, message) for message in bodies or ((conversation.last,) if named else ())]
        if not hits:
            return empty_state("search", "No items found")
        rows = [
            list_item(
                self._mail.name(conversation.address), message.body.replace("\n", " "), subtitle_lines=1,
                icon=avatar(self._mail.name(conversation.address)), title_id="search_result_title",
                subtitle_id="search_result_snippet", id="search_result_holder",
                trailing=text(short_when(self.phone, message.at_ms), size=12.0, color="on_surface_variant",
                              id="search_result_date"),
                on_click=partial(self._open, conversation.address),
            )
            for conversation, message in hits
        ]  # fmt: skip
        return scroll(*rows, id="search_results_list")

    def _search(self, wanted: str) -> None:
        self._wanted = wanted

    def _touch(self, address: str) -> None:
        if self._selected:
            self._toggle(address)
        else:
            self._open(address)

    def _toggle(self, address: str) -> None:
        self._selected ^= {address}

    def _open(self, address: str) -> None:
        self.start(Intent(data=f"smsto:{address}", component=THREAD))

    def _new(self) -> None:
        self.start(Intent(component=NEW_CONVERSATION))

    def _menu(self) -> None:
        def mark_all() -> None:
            for conversation in self._mail.conversations():
                self._mail.mark_read(conversation)

        self.show_dialog(lambda: popup_menu([("Mark all as read", mark_all)]))

    def _ask_delete(self) -> None:
        chosen = [each for each in self._mail.conversations() if each.address in self._selected]

        def delete() -> None:
            for conversation in chosen:
                self._mail.delete(conversation.messages)
            self._selected.clear()

        count = f"{len(chosen)} conversation{'s' if len(chosen) != 1 else ''}"
        words = f"Are you sure you want to delete all messages of {count}?"
        self.show_dialog(lambda: dialog("", words, buttons=(("No", None), ("Yes", delete))))

    def on_back(self) -> bool:
        """Leave selection and search first."""
        if self._selected or self._wanted:
            self._selected.clear()
            self._wanted = ""
            return True
        return False

    # -- the role --------------------------------------------------------------------------------------------

    def _role_question(self) -> Node:
        def choose(mine: bool) -> None:
            self._default_chosen = mine

        def accept() -> None:
            if self._default_chosen:
                self.phone.settings.put("secure", _ROLE_SETTING, PACKAGE)
                set_welcomed(self.phone, PACKAGE)
            else:
                self.finish()

        choices = column(
            radio("SMS Messenger", self._default_chosen, lambda _: choose(True), width="fill"),
            radio("None", not self._default_chosen, lambda _: choose(False), width="fill"),
        )
        buttons = (("Cancel", self.finish), ("Set as default", accept))
        made = dialog("Set SMS Messenger as your default SMS app?", buttons=buttons, content=choices)
        return made.styled(package=_CONTROLLER)
