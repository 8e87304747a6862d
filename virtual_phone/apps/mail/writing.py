"""Writing a mail: new, an answer, a draft, or what another app hands over (mailto: and shared text).

Does not know: whether the mail can be sent at once (store.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    dialog,
    divider,
    edit_text,
    icon_button,
    popup_menu,
    row,
    screen,
    scroll,
    spacer,
    text,
)
from ..app import Activity
from .letters import OWNER
from .store import Mailbox, addresses

if TYPE_CHECKING:
    from ...phone import Phone

_FIELDS = ("to", "subject", "body")
QUOTED = "com.ainos.mail.QUOTED"
"""The extra with the text of the mail that is answered or forwarded."""


class ComposeActivity(Activity):
    """A mail that is being written; leaving keeps it as a draft."""

    name = ".ComposeActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._box = Mailbox(phone)
        draft = self._box.get(int(intent.extra("mail", 0)))
        self._draft = draft.ident if draft else 0
        self._typed = dict(zip(_FIELDS, (draft.recipients, draft.subject, draft.body), strict=True)) if draft else {}
        if draft is None:
            self._typed = _handed_over(intent)
        self._first = dict(self._typed)
        self._quoted = str(intent.extra(QUOTED, ""))
        """What an answer repeats of the other mail: hidden behind three dots, and sent below the text."""

    def build(self) -> Node:
        """Show the fields."""
        actions = (
            icon_button("send", "Send", self._send, id="send", color="primary"),
            icon_button("more", "More options", self._menu, id="overflow"),
        )
        is_answer = bool(self._typed["to"] and self._quoted)
        to = self._field("to", "", input_type="email", weight=1.0, autofocus=not self._typed["to"])
        subject = self._field("subject", "Subject")
        body = self._field("body", "Compose email", multiline=True, valign="top", autofocus=is_answer)
        more = icon_button("more", "Show quoted text", self._show_quoted, id="show_quoted_text")
        label: dict[str, Any] = {"size": 16.0, "color": "on_surface_variant", "width": 76.0, "padding": (16.0, 0, 0, 0)}
        sender = row(text("From", **label), text(OWNER, size=16.0, padding=(16.0, 14.0), id="from_account"))
        content = scroll(
            sender, divider(), row(text("To", **label), to), divider(), subject, divider(), body,
            row(more, padding=(8.0, 0.0)) if self._quoted else None, spacer(120.0), recycler=False,
            id="compose_scroll",
        )  # fmt: skip
        return screen(content, bar=app_bar("Compose", actions, on_up=self._leave, id="compose_toolbar"))

    def _field(self, key: str, hint: str, **options: Any) -> Node:
        def change(typed: str) -> None:
            self._typed[key] = typed

        return edit_text(self._typed[key], change, hint=hint, id=key, border="", padding=(16.0, 14.0), **options)

    def _send(self) -> None:
        to, wrong = addresses(self._typed["to"])
        if not to or wrong:
            what = f"The address “{wrong}” is not valid." if wrong else "Add at least one recipient."
            self.show_dialog(lambda: dialog("", what, buttons=(("OK", None),)))
        elif not self._typed["subject"].strip() and not self._typed["body"].strip():
            buttons = (("Cancel", None), ("Send", self._send_now))
            self.show_dialog(lambda: dialog("", "Send this message without subject and text?", buttons=buttons))
        else:
            self._send_now()

    def _send_now(self) -> None:
        to, _ = addresses(self._typed["to"])
        sent = self._box.send(to, self._typed["subject"].strip(), self._whole_body(), self._draft)
        self._first = dict(self._typed)
        self.toast("Sent" if sent else "No connection. The message waits in the outbox")
        self.finish()

    def _whole_body(self) -> str:
        return self._typed["body"] + self._quoted

    def _show_quoted(self) -> None:
        self._typed["body"], self._quoted = self._whole_body(), ""

    def _menu(self) -> None:
        self.show_dialog(lambda: popup_menu([("Discard", self._discard), ("Save draft", self._leave)]))

    def _discard(self) -> None:
        self._box.discard(self._draft)
        self.toast("Message discarded")
        self.finish()

    def _leave(self) -> None:
        self._keep()
        self.finish()

    def _keep(self) -> None:
        if self._typed != self._first and any(value.strip() for value in self._typed.values()):
            self._box.save_draft(self._typed["to"], self._typed["subject"], self._whole_body(), self._draft)
            self.toast("Message saved as draft")

    def on_back(self) -> bool:
        """Keep a draft, then leave."""
        self._keep()
        return False


def _handed_over(intent: Intent) -> dict[str, str]:
    """Read what the intent says: the mailto: address with its parameters, and Android's extras, which go before."""

    def extra(name: str) -> str:
        value = intent.extra(f"android.intent.extra.{name}")
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")

    address, _, query = (intent.data or "").removeprefix("mailto:").partition("?")
    named = {key.lower(): value for key, value in parse_qsl(query)} if intent.scheme == "mailto" else {}
    to = unquote(address) if intent.scheme == "mailto" else ""
    return {
        "to": extra("EMAIL") or to or named.get("to", ""),
        "subject": extra("SUBJECT") or named.get("subject", ""),
        "body": extra("TEXT") or named.get("body", ""),
    }
