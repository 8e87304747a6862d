"""Whom to write to: a number, or a contact by name.

Knows: suggestions from the contacts. Does not know: the conversation that follows (thread.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from ...intents import Intent
from ...providers.phone_numbers import digits_of
from ...providers.rows import query, words
from ...ui.nodes import Node, app_bar, avatar, edit_text, empty_state, icon_button, list_item, row, screen, scroll
from ..app import Activity
from .names import THREAD

if TYPE_CHECKING:
    from ...phone import Phone

_TEXT = "android.intent.extra.TEXT"
_SHORTEST_NUMBER = 3


class NewConversationActivity(Activity):
    """Takes a number or a contact; a text that another app shares goes along."""

    name = ".activities.NewConversationActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._typed = ""

    def build(self) -> Node:
        """Show the line for the number and the contacts that fit what is typed."""
        field = edit_text(
            self._typed, self._type, hint="Add Contact or Number…", id="new_conversation_address", weight=1.0,
            on_submit=self._confirm, autofocus=True, border="", background="surface_high",
        )  # fmt: skip
        confirm = icon_button("check", "", self._confirm, id="new_conversation_confirm", color="primary")
        people = [self._person(name, number) for name, number in self._people()]
        body = scroll(*people, id="contacts_list") if people else empty_state("people", "No contacts found")
        line = row(field, confirm, gap=8.0, padding=(16.0, 8.0), id="new_conversation_holder")
        return screen(line, body, bar=app_bar("New conversation", on_up=self.finish))

    def _people(self) -> list[tuple[str, str]]:
        rows = query(self.phone.content, "content://com.android.contacts/data/phones", ["display_name", "data1"])
        wanted, digits = self._typed.strip().casefold(), digits_of(self._typed)
        found = [(words(entry, "display_name"), words(entry, "data1")) for entry in rows]
        fitting = [p for p in found if wanted in p[0].casefold() or (digits and digits in digits_of(p[1]))]
        return sorted(fitting, key=lambda person: person[0].casefold())

    def _person(self, name: str, number: str) -> Node:
        return list_item(
            name, number, icon=avatar(name), on_click=lambda: self._open(number), title_id="item_contact_name",
            subtitle_id="item_contact_number", id="item_contact_frame",
        )  # fmt: skip

    def _type(self, typed: str) -> None:
        self._typed = typed

    def _confirm(self) -> None:
        typed = self._typed.strip()
        if len(digits_of(typed)) < _SHORTEST_NUMBER or any(letter.isalpha() for letter in typed):
            self.toast("Invalid number" if typed else "Please add a number or a contact")
            return
        self._open(typed)

    def _open(self, number: str) -> None:
        shared = self.intent.extra(_TEXT) or self.intent.extra("sms_body") or ""
        extras = {_TEXT: str(shared)} if shared else {}
        self.start(Intent(data=f"smsto:{quote(number, safe='+*#')}", component=THREAD, extras=extras))
        self.finish()
