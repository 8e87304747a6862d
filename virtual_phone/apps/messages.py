"""The messages app: conversations, one conversation with its bubbles, a new message.

Knows: its screens and the SENDTO and SEND intents.
Does not know: rows (messages_store.py) and the radio; sending goes through the phone's telephony service, which also
posts what arrives.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from ..intents import DEFAULT, Intent, IntentFilter
from ..providers.phone_numbers import digits_of, pretty
from ..providers.rows import query, words
from ..ui.nodes import (
    Node,
    app_bar,
    avatar,
    column,
    dialog,
    edit_text,
    empty_state,
    fab,
    icon_button,
    list_item,
    popup_menu,
    row,
    screen,
    scroll,
    search_bar,
    spacer,
    text,
)
from .app import Activity, ActivityInfo, Icon, Manifest
from .clock_texts import day_of, short_when, time_of
from .messages_store import PACKAGE, Conversation, Mailbox, Sms

if TYPE_CHECKING:
    from ..phone import Phone

CONVERSATION = f"{PACKAGE}/.ui.conversation.LaunchConversationActivity"
_SENDTO = "android.intent.action.SENDTO"
_SEND = "android.intent.action.SEND"


class ConversationList(Activity):
    """The list of conversations."""

    name = ".ui.ConversationListActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._mail = Mailbox(phone)
        self._wanted: str | None = None

    def build(self) -> Node:
        """Show conversations, or those that hold the searched words."""
        found = self._mail.conversations()
        if self._wanted is not None:
            found = [c for c in found if self._matches(c, self._wanted)]
        rows = [self._row(conversation) for conversation in found]
        body = (
            scroll(*rows, spacer(96), id="list")
            if rows
            else empty_state("message", "No messages", "Your conversations show up here")
        )
        return screen(
            body, bar=self._bar(), fab=fab("message", "Start chat", self._new, label="Start chat", id="start_chat_fab")
        )

    def _bar(self) -> Node:
        if self._wanted is None:
            find = icon_button("search", "Search messages", lambda: self._search(""), id="action_zero_state_search")
            return app_bar("Messages", (find,))
        back = icon_button("back", "Navigate up", lambda: self._search(None))
        field = search_bar(
            self._wanted, self._search, hint="Search messages", id="zero_state_search_box_auto_complete", margin=0.0
        )
        return row(back, field.styled(weight=1.0), height=64.0, padding=(4.0, 6.0, 12.0, 6.0))

    def _search(self, wanted: str | None) -> None:
        self._wanted = wanted

    def _matches(self, conversation: Conversation, wanted: str) -> bool:
        texts = (self._mail.name(conversation.address), conversation.address, *(m.body for m in conversation.messages))
        return any(wanted.casefold() in each.casefold() for each in texts)

    def _row(self, conversation: Conversation) -> Node:
        last, name = conversation.last, self._mail.name(conversation.address)
        bold = conversation.unread
        when = text(
            short_when(self.phone, last.at_ms),
            size=12.0,
            id="conversation_timestamp",
            bold=bold,
            color="on_surface_variant",
        )
        snippet = last.body if last.incoming else f"You: {last.body}"
        dot = column(width=10.0, height=10.0, radius=999.0, background="primary", desc="Unread") if bold else None
        return list_item(
            name, snippet, icon=avatar(name), on_click=lambda: self._open(conversation.address),
            title_id="conversation_name",
            subtitle_id="conversation_snippet", title_bold=bold,
            trailing=column(when, dot, width="wrap", align="end", gap=6.0),
            on_long_click=lambda: self._ask_delete(conversation), id="swipeableContainer", subtitle_lines=1,
        )  # fmt: skip

    def _open(self, address: str) -> None:
        self.start(Intent(_SENDTO, data=f"smsto:{address}", component=CONVERSATION))

    def _new(self) -> None:
        self.start(Intent(_SENDTO, component=CONVERSATION))

    def _ask_delete(self, conversation: Conversation) -> None:
        ask_delete(self, self._mail, conversation, lambda: None)

    def on_back(self) -> bool:
        """Leave the search first."""
        if self._wanted is not None:
            self._wanted = None
            return True
        return False


class ConversationScreen(Activity):
    """One conversation, or a new one whose recipient is still asked for."""

    name = ".ui.conversation.LaunchConversationActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._mail = Mailbox(phone)
        self._recipients: list[str] = []
        self._typed_name = ""
        self._draft = ""
        self._follow(intent)

    def on_new_intent(self, intent: Intent) -> None:
        """Turn to the conversation that a later intent asks for."""
        super().on_new_intent(intent)
        self._follow(intent)

    def _follow(self, intent: Intent) -> None:
        numbers, _, query_part = (intent.data or "").partition(":")[2].lstrip("/").partition("?")
        self._recipients = [n for n in (unquote(n).strip() for n in numbers.replace(";", ",").split(",")) if n]
        asked = parse_qs(query_part).get("body", [""])[0]
        self._draft = str(intent.extra("sms_body") or intent.extra("android.intent.extra.TEXT") or asked)
        self._typed_name = ""

    def _read(self) -> None:
        found = self._conversation()
        if found is not None and found.unread:
            self._mail.mark_read(found)

    def _conversation(self) -> Conversation | None:
        return self._mail.with_number(self._recipients[0]) if len(self._recipients) == 1 else None

    def build(self) -> Node:
        """Show the bubbles and the line for writing, or the search for a recipient."""
        if not self._recipients:
            return screen(
                self._recipient_search(), bar=app_bar("New conversation", on_up=self.finish), bottom=self._compose()
            )
        self._read()  # only what is in front is built, so what is built is read
        found = self._conversation()
        bubbles = self._bubbles(found.messages) if found else []
        return screen(
            scroll(*bubbles, id="message_list", from_end=True, padding=(12.0, 8.0)),
            bar=self._bar(found),
            bottom=self._compose(),
        )

    def _bar(self, found: Conversation | None) -> Node:
        title = ", ".join(self._mail.name(address) for address in self._recipients)
        call = icon_button("call", "Call", self._call, id="action_call")
        more = icon_button("more", "More options", lambda: self._menu(found), id="action_overflow")
        return app_bar(title, (call, more), on_up=self.finish, title_id="conversation_title")

    def _menu(self, found: Conversation | None) -> None:
        def delete() -> None:
            if found is not None:
                ask_delete(self, self._mail, found, self.finish)

        entries = [("Add contact", self._add_contact), ("Delete", delete)]
        self.show_dialog(lambda: popup_menu(entries))

    def _add_contact(self) -> None:
        extras = {"phone": self._recipients[0]}
        self.start(Intent("android.intent.action.INSERT", mime_type="vnd.android.cursor.dir/contact", extras=extras))

    def _call(self) -> None:
        self.start(Intent("android.intent.action.CALL", data=f"tel:{self._recipients[0]}"))

    def _bubbles(self, messages: tuple[Sms, ...]) -> list[Node]:
        nodes: list[Node] = []
        day: date | None = None
        for message in messages:
            moment = self.phone.clock.local(message.at_ms)
            if moment.date() != day:
                day = moment.date()
                label = f"{day_of(moment)} • {time_of(self.phone, message.at_ms)}"
                nodes.append(
                    text(
                        label, size=12.0, color="on_surface_variant", align="center", width="fill", padding=(0.0, 12.0)
                    )
                )
            nodes.append(self._bubble(message))
        return nodes

    def _bubble(self, message: Sms) -> Node:
        who = self._mail.name(message.address) if message.incoming else "You"
        look: dict[str, Any] = {"background": "surface_high", "color": "on_surface"}
        if not message.incoming:
            look = {"background": "primary", "color": "on_primary"}
        bubble = text(
            message.body, size=16.0, id="message_text", padding=(14.0, 10.0), radius=20.0,
            desc=f"{who} said  {message.body} {time_of(self.phone, message.at_ms)}",
            on_long_click=lambda: self._bubble_menu(message), **look,
        )  # fmt: skip
        status = text("Not sent", size=12.0, color="error", id="message_status") if message.failed else None
        side = "start" if message.incoming else "end"
        keep = (0.0, 0.0, 64.0, 0.0) if message.incoming else (64.0, 0.0, 0.0, 0.0)
        return column(bubble, status, align=side, padding=keep, margin=(0.0, 3.0))

    def _bubble_menu(self, message: Sms) -> None:
        def copy() -> None:
            self.phone.clipboard.set(message.body)
            self.toast("Message copied")

        self.show_dialog(lambda: popup_menu([("Copy text", copy), ("Delete", lambda: self._mail.delete((message,)))]))

    def _recipient_search(self) -> Node:
        field = edit_text(
            self._typed_name, self._type_name, hint="Type a name, phone number, or email", id="recipient_text_view",
            on_submit=self._take_typed, border="", padding=(0.0, 14.0), weight=1.0,
        )  # fmt: skip
        to = row(
            text("To", size=16.0, color="on_surface_variant"),
            field,
            gap=16.0,
            padding=(20.0, 0.0),
            background="surface_container",
        )
        people = [self._suggestion(name, address) for name, address in self._suggestions()]
        wanted = self._typed_name.strip()
        if len(digits_of(wanted)) >= 3 and not any(c.isalpha() for c in wanted):
            people.insert(0, list_item(
                f"Send to {wanted}", icon="person_add", on_click=self._take_typed,
                title_id="contact_picker_create_group"
            ))  # fmt: skip
        return column(to, scroll(*people, id="contact_list"), height="fill", weight=1.0)

    def _suggestion(self, name: str, address: str) -> Node:
        return list_item(name, pretty(address), icon=avatar(name), on_click=lambda: self._choose(address),
        title_id="contact_name",
                         subtitle_id="contact_details")  # fmt: skip

    def _suggestions(self) -> list[tuple[str, str]]:
        rows = query(self.phone.content, "content://com.android.contacts/data/phones", ["display_name", "data1"])
        people = [(words(row, "display_name"), words(row, "data1")) for row in rows]
        wanted = self._typed_name.strip().casefold()
        digits = digits_of(wanted)
        return [p for p in people if wanted in p[0].casefold() or (digits and digits in digits_of(p[1]))]

    def _type_name(self, typed: str) -> None:
        self._typed_name = typed

    def _take_typed(self) -> None:
        typed, found = self._typed_name.strip(), self._suggestions()
        if len(digits_of(typed)) >= 3 and not any(c.isalpha() for c in typed):
            self._choose(typed)
        elif len(found) == 1:
            self._choose(found[0][1])

    def _choose(self, address: str) -> None:
        self._recipients = [address]

    def _compose(self) -> Node:
        field = edit_text(
            self._draft, self._type, hint="Text message", id="compose_message_text", multiline=True, weight=1.0,
            border="",
            background="surface_high", radius=24.0, padding=(18.0, 12.0),
        )  # fmt: skip
        ready = bool(self._draft.strip())
        send = icon_button(
            "send", "Send SMS", self._send, id="send_message_button_icon", enabled=ready,
            color="on_primary" if ready else "on_surface_variant", background="primary" if ready else "surface_high",
            radius=999.0,
        )  # fmt: skip
        return row(field, send, gap=8.0, padding=(12.0, 8.0), id="compose_message_container")

    def _type(self, typed: str) -> None:
        self._draft = typed

    def _send(self) -> None:
        if not self._recipients:
            self._take_typed()
        if not self._draft.strip() or not self._recipients:
            self.toast("Add a recipient first" if self._draft.strip() else "Write a message first")
            return
        for address in self._recipients:
            self.phone.telephony.send_sms(address, self._draft)
        self._draft = ""
        if not self.phone.connectivity.cell_service:
            self.toast("Message not sent: no service")


def ask_delete(activity: Activity, mail: Mailbox, conversation: Conversation, done: Callable[[], None]) -> None:
    """Ask before a conversation is deleted for good."""

    def delete() -> None:
        mail.delete(conversation.messages)
        done()

    name = mail.name(conversation.address)
    activity.show_dialog(
        lambda: dialog(
            "Delete this conversation?",
            f"All messages with {name} will be deleted from this phone.",
            buttons=(("Cancel", None), ("Delete", delete)),
        )  # fmt: skip
    )


_SCHEMES = ("sms", "smsto", "mms", "mmsto")

MANIFEST = Manifest(
    PACKAGE,
    "Messages",
    version_name="20230301",
    version_code=20230301,
    icon=Icon("message", "#1a73e8"),
    permissions=(
        "android.permission.SEND_SMS", "android.permission.RECEIVE_SMS", "android.permission.READ_SMS",
        "android.permission.READ_CONTACTS", "android.permission.POST_NOTIFICATIONS",
        "android.permission.READ_PHONE_STATE",
    ),
    activities=(
        ActivityInfo(
            ConversationList.name, ConversationList,
            (IntentFilter(("android.intent.action.MAIN",), (DEFAULT, "android.intent.category.APP_MESSAGING")),),
            launcher=True,
        ),
        ActivityInfo(
            ConversationScreen.name, ConversationScreen,
            (
                IntentFilter((_SENDTO, "android.intent.action.VIEW"), (DEFAULT, "android.intent.category.BROWSABLE"),
                _SCHEMES),
                IntentFilter((_SENDTO,)),
                IntentFilter((_SEND,), mime_types=("text/plain",)),
            ),
            launch_mode="singleTop",
        ),
    ),
)  # fmt: skip
