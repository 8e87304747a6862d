"""The lists of mails: inbox and the other folders, and the search through all of them.

Does not know: how one mail is shown (reading.py) or written (writing.py).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    alert_row,
    avatar,
    column,
    dialog,
    edit_text,
    empty_state,
    fab,
    icon,
    icon_button,
    list_item,
    row,
    screen,
    scroll,
    spacer,
    text,
)
from ..app import Activity
from ..clock_texts import short_when
from .store import ARCHIVE, BIN, DRAFTS, INBOX, OUTBOX, PACKAGE, SENT_FOLDER, Mail, Mailbox

if TYPE_CHECKING:
    from ...phone import Phone

COMPOSE = f"{PACKAGE}/.ComposeActivity"
_READ = f"{PACKAGE}/.ReadActivity"
_FOLDERS = {
    INBOX: ("Inbox", "email"), SENT_FOLDER: ("Sent", "send"), OUTBOX: ("Outbox", "schedule"),
    DRAFTS: ("Drafts", "edit"), ARCHIVE: ("Archive", "archive"), BIN: ("Bin", "delete"),
}  # fmt: skip


class MailActivity(Activity):
    """A folder, or what was found."""

    name = ".MailActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._folder = INBOX
        self._wanted = ""

    def build(self) -> Node:
        """Show the mails."""
        mails = Mailbox(self.phone).folder(self._folder, self._wanted)
        label, picture = _FOLDERS[self._folder]
        heading = text(
            "Found" if self._wanted.strip() else label, bold=True, color="on_surface_variant", id="folder_title",
            padding=(16.0, 8.0),
        )  # fmt: skip
        offline = None if self.phone.connectivity.online else alert_row("wifi_off", "No connection")
        nothing = (
            empty_state("search", "No mails found") if self._wanted.strip() else empty_state(picture, "Nothing here")
        )
        body = scroll(*map(self._row, mails), spacer(96.0), id="conversation_list") if mails else nothing
        write = fab("edit", "Compose", self._compose, label="Compose", id="compose_button")
        return screen(self._search(), offline, heading, body, fab=write)

    def _search(self) -> Node:
        field = edit_text(
            self._wanted, self._type, hint="Search in mail", id="open_search", border="", padding=(0.0, 12.0),
            weight=1.0, input_type="search",
        )  # fmt: skip
        clear = icon_button("close", "", partial(self._type, ""), id="clear_search") if self._wanted else None
        return row(
            icon_button("menu", "Open navigation drawer", self._ask_folder, id="menu_button"), field, clear,
            avatar("Owner", size=32.0, id="account_disc") if clear is None else None,
            background="surface_high", radius=999.0, padding=(4.0, 0.0, 12.0, 0.0), gap=4.0, height=52.0,
            margin=(16.0, 8.0, 16.0, 4.0), id="search_bar",
        )  # fmt: skip

    def _row(self, mail: Mail) -> Node:
        who = f"To: {mail.recipients}" if mail.is_own else mail.sender_name
        tint = "on_surface" if mail.unread else "on_surface_variant"
        star = icon_button(
            "star" if mail.starred else "star_outline", "", partial(self._star, mail), id="star", width=40.0,
            height=40.0, color="#F2A600" if mail.starred else "outline", icon_size=20.0,
        )  # fmt: skip
        when = text(short_when(self.phone, mail.at_ms), size=12.0, id="date", color=tint, bold=mail.unread)
        words = column(
            row(text(who, size=16.0, bold=mail.unread, weight=1.0, width="fill", max_lines=1, id="senders"), when,
                gap=8.0),
            row(column(
                text(mail.subject or "(no subject)", bold=mail.unread, color=tint, max_lines=1, id="subject",
                     width="fill"),
                text(" ".join(mail.body.split()), color="on_surface_variant", max_lines=1, id="snippet", width="fill"),
                weight=1.0, gap=2.0), star),
            weight=1.0, gap=2.0,
        )  # fmt: skip
        return row(
            avatar(mail.recipients if mail.is_own else mail.sender_name), words, padding=(16.0, 8.0, 12.0, 8.0),
            gap=16.0, valign="top", id="conversation_row", on_click=partial(self._open, mail),
        )  # fmt: skip

    def _star(self, mail: Mail) -> None:
        Mailbox(self.phone).mark(mail, starred=not mail.starred)

    def _type(self, typed: str) -> None:
        self._wanted = typed

    def _open(self, mail: Mail) -> None:
        component = COMPOSE if mail.folder == DRAFTS else _READ
        self.start(Intent(component=component, extras={"mail": mail.ident}))

    def _compose(self) -> None:
        self.start(Intent(component=COMPOSE))

    def _ask_folder(self) -> None:
        box = Mailbox(self.phone)

        def item(name: str) -> Node:
            label, picture = _FOLDERS[name]
            count = box.unread() if name == INBOX else len(box.folder(name)) if name in (OUTBOX, DRAFTS) else 0
            return list_item(
                label, icon=icon(picture, color="on_surface_variant"), trailing=text(str(count)) if count else None,
                dismisses=True, on_click=partial(self._go, name), selected=name == self._folder, id="folder_row",
                title_id="name", padding=(24.0, 12.0),
            )  # fmt: skip

        self.show_dialog(lambda: dialog("Mail", content=column(*map(item, _FOLDERS)), content_bleeds=True))

    def _go(self, name: str) -> None:
        self._folder, self._wanted = name, ""

    def on_back(self) -> bool:
        """Leave the search, then the folder, then the app."""
        if not self._wanted and self._folder == INBOX:
            return False
        self._folder = self._folder if self._wanted else INBOX
        self._wanted = ""
        return True
