"""One conversation: its bubbles, the line for writing, and what can be done with single messages.

Knows: the SENDTO intent. Does not know: the radio; sending goes through the phone's telephony service.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from ...intents import Intent
from ...providers.phone_numbers import pretty
from ...ui.nodes import (
    Node,
    app_bar,
    button,
    column,
    dialog,
    edit_text,
    icon,
    icon_button,
    popup_menu,
    row,
    screen,
    scroll,
    spacer,
    text,
)
from ..app import Activity
from ..clock_texts import day_of, long_when, time_of
from ..contextual_bar import contextual_bar
from ..messages_store import Conversation, Mailbox, Sms
from .names import NEW_CONVERSATION

if TYPE_CHECKING:
    from ...phone import Phone

_SMS_LENGTH = 160
_TEXT = "android.intent.extra.TEXT"


class ThreadActivity(Activity):
    """One conversation, by the numbers of an sms: URI."""

    name = ".activities.ThreadActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._mail = Mailbox(phone)
        self._selected: set[int] = set()
        self._follow(intent)

    def on_new_intent(self, intent: Intent) -> None:
        """Turn to the conversation that a later intent asks for."""
        super().on_new_intent(intent)
        self._follow(intent)

    def _follow(self, intent: Intent) -> None:
        numbers, _, asked = (intent.data or "").partition(":")[2].lstrip("/").partition("?")
        self._numbers = [n for n in (unquote(n).strip() for n in numbers.replace(";", ",").split(",")) if n]
        body = parse_qs(asked).get("body", [""])[0]
        self._draft = str(intent.extra("sms_body") or intent.extra(_TEXT) or body)
        self._selected.clear()

    def on_resume(self) -> None:
        """Ask for a number where the intent names none."""
        if not self._numbers:
            self.start(Intent(component=NEW_CONVERSATION, extras={"sms_body": self._draft}))
            self.finish()

    def build(self) -> Node:
        """Show the messages and the line for writing."""
        found = self._mail.with_number(self._numbers[0]) if len(self._numbers) == 1 else None
        if found is not None and found.unread:  # only what is in front is built, so what is built is read
            self._mail.mark_read(found)
        messages = found.messages if found else ()
        self._selected &= {message.ident for message in messages}
        body = scroll(*self._items(messages), id="thread_messages_list", from_end=True, padding=(8.0, 8.0))
        return screen(body, bar=self._bar(found), bottom=self._writing())

    def _bar(self, found: Conversation | None) -> Node:
        if self._selected and found is not None:
            return self._selection_bar(found)
        call = icon_button("call", "Dial number", self._call, id="dial_number")
        more = icon_button("more", "More options", lambda: self._menu(found))
        title = ", ".join(self._mail.name(number) for number in self._numbers)
        return app_bar(title, (call, more) if len(self._numbers) == 1 else (), on_up=self.finish, id="thread_toolbar",
                       title_id="thread_toolbar_title")  # fmt: skip

    def _items(self, messages: tuple[Sms, ...]) -> list[Node]:
        nodes: list[Node] = []
        day: date | None = None
        for message in messages:
            moment = self.phone.clock.local(message.at_ms)
            if moment.date() != day:
                day = moment.date()
                label = f"{day_of(moment)}, {time_of(self.phone, message.at_ms)}"
                nodes.append(text(label, size=12.0, color="on_surface_variant", align="center", width="fill",
                                  padding=(0.0, 12.0), id="thread_date_time"))  # fmt: skip
            nodes.append(self._bubble(message))
        return nodes

    def _bubble(self, message: Sms) -> Node:
        look: dict[str, Any] = {"background": "surface_high", "color": "on_surface"}
        if not message.incoming:
            look = {"background": "primary", "color": "on_primary"}
        words = text(message.body, size=16.0, id="thread_message_body", padding=(14.0, 10.0), radius=18.0, **look)
        failed = text("Message has not been sent. Touch to retry.", size=12.0, color="error",
                      id="thread_message_status") if message.failed else None  # fmt: skip
        side = "start" if message.incoming else "end"
        keep = (4.0, 0.0, 56.0, 0.0) if message.incoming else (56.0, 0.0, 4.0, 0.0)
        return column(
            words, failed, align=side, padding=keep, margin=(0.0, 3.0), id="thread_message_holder", radius=12.0,
            background="secondary_container" if message.ident in self._selected else "",
            on_click=lambda: self._touch(message), on_long_click=lambda: self._toggle(message),
        )  # fmt: skip

    def _touch(self, message: Sms) -> None:
        if self._selected:
            self._toggle(message)
        elif message.failed:
            self._resend((message,))

    def _toggle(self, message: Sms) -> None:
        self._selected ^= {message.ident}

    # -- single messages -------------------------------------------------------------------------------------

    def _selection_bar(self, found: Conversation) -> Node:
        chosen = tuple(message for message in found.messages if message.ident in self._selected)
        actions = (
            icon_button("copy", "Copy to clipboard", lambda: self._copy(chosen), id="cab_copy_to_clipboard"),
            icon_button("delete", "Delete", lambda: self._ask_delete(chosen), id="cab_delete"),
            icon_button("more", "More options", lambda: self._selection_menu(chosen)),
        )
        return contextual_bar(f"{len(chosen)} / {len(found.messages)}", self._selected.clear, actions)

    def _selection_menu(self, chosen: tuple[Sms, ...]) -> None:
        body = "\n".join(message.body for message in chosen)
        entries = [("Share", lambda: self._share(body)), ("Forward message", lambda: self._forward(body))]
        if all(message.failed for message in chosen):
            entries.append(("Resend", lambda: self._resend(chosen)))
        if len(chosen) == 1:
            entries.append(("Properties", lambda: self._properties(chosen[0])))
        self.show_dialog(lambda: popup_menu(entries))

    def _copy(self, chosen: tuple[Sms, ...]) -> None:
        self.phone.clipboard.set("\n".join(message.body for message in chosen), "Simple SMS Messenger")
        self._selected.clear()
        self.toast("Value copied to clipboard")

    def _share(self, body: str) -> None:
        self._selected.clear()
        self.start(Intent("android.intent.action.SEND", mime_type="text/plain", extras={_TEXT: body}))

    def _forward(self, body: str) -> None:
        self._selected.clear()
        self.start(Intent(component=NEW_CONVERSATION, extras={_TEXT: body}))

    def _properties(self, message: Sms) -> None:
        kind = "Received at" if message.incoming else "Sent at"
        words = f"{pretty(message.address)}\n{kind}: {long_when(self.phone, message.at_ms)}"
        self.show_dialog(lambda: dialog("Message details", words, buttons=(("OK", None),)))

    def _resend(self, chosen: tuple[Sms, ...]) -> None:
        self._selected.clear()
        self._mail.delete(chosen)
        for message in chosen:
            self._send_to(message.address, message.body)

    def _ask_delete(self, chosen: tuple[Sms, ...]) -> None:
        def delete() -> None:
            self._mail.delete(chosen)
            self._selected.clear()

        count = f"{len(chosen)} message{'s' if len(chosen) != 1 else ''}"
        words = f"Are you sure you want to delete {count}?"
        self.show_dialog(lambda: dialog("", words, buttons=(("No", None), ("Yes", delete))))

    # -- the conversation ------------------------------------------------------------------------------------

    def _menu(self, found: Conversation | None) -> None:
        def ask() -> None:
            messages = found.messages if found else ()
            words = "Are you sure you want to delete all messages of this conversation?"

            def delete() -> None:
                self._mail.delete(messages)
                self.finish()

            self.show_dialog(lambda: dialog("", words, buttons=(("No", None), ("Yes", delete))))

        entries = [("Delete", ask)]
        if self._mail.name(self._numbers[0]) == pretty(self._numbers[0]):
            entries.insert(0, ("Add number to contact", self._add_contact))
        self.show_dialog(lambda: popup_menu(entries))

    def _add_contact(self) -> None:
        extras = {"phone": self._numbers[0]}
        self.start(Intent("android.intent.action.INSERT", mime_type="vnd.android.cursor.dir/contact", extras=extras))

    def _call(self) -> None:
        self.start(Intent("android.intent.action.CALL", data=f"tel:{self._numbers[0]}"))

    def _writing(self) -> Node:
        field = edit_text(
            self._draft, self._type, hint="Type a message…", id="thread_type_message", multiline=True, weight=1.0,
            border="", background="surface_high", radius=24.0, padding=(18.0, 12.0),
        )  # fmt: skip
        ready = bool(self._draft.strip())
        color = "primary" if ready else "outline"
        send = column(
            icon("send", color=color),
            button("SMS", None, kind="text", color=color, padding=0.0, height=16.0, text_size=11.0, clickable=False,
                   hidden_from_dump=True),
            cls="android.widget.Button", text="SMS", paint="none", id="thread_send_message", desc="SMS", width=56.0,
            height=48.0, align="center", valign="center", gap=2.0, on_click=self._send, enabled=ready,
        )  # fmt: skip
        return row(field, self._counter(), send, gap=4.0, padding=(12.0, 8.0, 4.0, 8.0), id="message_holder")

    def _counter(self) -> Node:
        if len(self._draft) <= _SMS_LENGTH - 20:
            return spacer(4.0)
        parts = -(-len(self._draft) // _SMS_LENGTH)
        return text(f"{parts * _SMS_LENGTH - len(self._draft)}/{parts}", size=11.0, color="on_surface_variant",
                    id="thread_character_counter")  # fmt: skip

    def _type(self, typed: str) -> None:
        self._draft = typed

    def _send(self) -> None:
        body = self._draft.strip()
        if not body or not self._numbers:
            return
        for number in self._numbers:
            self._send_to(number, body)
        self._draft = ""

    def _send_to(self, number: str, body: str) -> None:
        self.phone.telephony.send_sms(number, body)
        if not self.phone.connectivity.cell_service:
            self.toast("Message not sent: no service")

    def on_back(self) -> bool:
        """Leave the selection first."""
        if self._selected:
            self._selected.clear()
            return True
        return False
