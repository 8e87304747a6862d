"""One mail: its text, and what can be done with it.

Does not know: how an answer is written (writing.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    avatar,
    button,
    column,
    empty_state,
    icon_button,
    popup_menu,
    row,
    screen,
    scroll,
    text,
)
from ..app import Activity
from ..clock_texts import long_when
from .lists import COMPOSE
from .store import ARCHIVE, BIN, INBOX, OUTBOX, Mail, Mailbox
from .writing import QUOTED

if TYPE_CHECKING:
    from ...phone import Phone

_SUBJECT, _EMAIL = "android.intent.extra.SUBJECT", "android.intent.extra.EMAIL"


class ReadActivity(Activity):
    """Shows a mail and marks it as read."""

    name = ".ReadActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._box = Mailbox(phone)
        self._ident = int(intent.extra("mail", 0))

    def on_start(self) -> None:
        """Note that it was read."""
        mail = self._box.get(self._ident)
        if mail is not None and mail.unread:
            self._box.mark(mail, unread=False)

    def build(self) -> Node:
        """Show the mail."""
        mail = self._box.get(self._ident)
        if mail is None:
            return screen(empty_state("email", "This mail is gone"), bar=app_bar("", on_up=self.finish))
        archive = icon_button("archive", "", lambda: self._move(mail, ARCHIVE, "Archived"), id="archive")
        actions = (
            *((archive,) if mail.folder == INBOX else ()),
            icon_button("delete", "", lambda: self._move(mail, BIN, "Deleted"), id="delete"),
            icon_button("more", "More options", lambda: self._menu(mail), id="overflow"),
        )
        body = scroll(
            text(mail.subject or "(no subject)", size=22.0, id="subject_view", width="fill", padding=(16.0, 8.0)),
            self._head(mail),
            text(mail.body, size=16.0, id="message_body", width="fill", padding=(16.0, 12.0)),
            recycler=False, id="conversation_scroll",
        )  # fmt: skip
        waits = text("Waits for a connection", color="error", padding=(16.0, 4.0)) if mail.folder == OUTBOX else None
        foot = row(
            button("Reply", lambda: self._reply(mail), kind="outlined", icon="reply", id="reply_button", weight=1.0),
            button("Forward", lambda: self._forward(mail), kind="outlined", icon="share", id="forward_button",
                   weight=1.0),
            gap=12.0, padding=16.0,
        )  # fmt: skip
        return screen(waits, body, foot, bar=app_bar("", actions, on_up=self.finish, id="mail_toolbar"))

    def _head(self, mail: Mail) -> Node:
        to = mail.recipients if mail.is_own else "me"
        words = column(
            row(text(mail.sender_name, size=16.0, bold=True, weight=1.0, width="fill", max_lines=1, id="sender_name"),
                text(long_when(self.phone, mail.at_ms), size=12.0, color="on_surface_variant", id="upper_date"),
                gap=8.0),
            text(mail.sender, color="on_surface_variant", max_lines=1, id="sender_address"),
            text(f"to {to}", color="on_surface_variant", max_lines=2, id="recipients"),
            weight=1.0, gap=2.0,
        )  # fmt: skip
        return row(avatar(mail.sender_name), words, padding=(16.0, 8.0), gap=16.0, valign="top")

    def _move(self, mail: Mail, folder: str, said: str) -> None:
        self._box.move(mail, folder)
        self.toast(said)
        self.finish()

    def _menu(self, mail: Mail) -> None:
        def unread() -> None:
            self._box.mark(mail, unread=True)
            self.finish()

        items = [("Mark as unread", unread)]
        if mail.folder in (ARCHIVE, BIN):
            items.append(("Move to inbox", lambda: self._move(mail, INBOX, "Moved to inbox")))
        self.show_dialog(lambda: popup_menu(items))

    def _reply(self, mail: Mail) -> None:
        to = mail.recipients if mail.is_own else mail.sender
        self._write(to, _prefixed("Re: ", mail.subject), "", mail)

    def _forward(self, mail: Mail) -> None:
        self._write("", _prefixed("Fwd: ", mail.subject), "\n\n---------- Forwarded message ----------\n", mail)

    def _write(self, to: str, subject: str, head: str, mail: Mail) -> None:
        if head:
            quoted = f"{head}From: {mail.sender_name} <{mail.sender}>\nSubject: {mail.subject}\n\n{mail.body}"
        else:
            quoted = "\n\n" + "\n".join(f"> {line}".rstrip() for line in mail.body.splitlines())
        self.start(Intent(component=COMPOSE, extras={_EMAIL: [to], _SUBJECT: subject, QUOTED: quoted}))


def _prefixed(prefix: str, subject: str) -> str:
    return subject if subject.casefold().startswith(prefix.strip().casefold()) else prefix + subject
