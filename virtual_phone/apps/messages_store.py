"""The phone's messages by conversation, over content://sms.

Knows: rows, numbers that are the same line, contacts' names, and what counts as read. Does not know: screens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..providers.phone_numbers import pretty, same_number
from ..providers.rows import number, query, words

if TYPE_CHECKING:
    from ..phone import Phone

PACKAGE = "com.google.android.apps.messaging"
_INBOX, _FAILED = 1, 5


@dataclass(frozen=True, slots=True)
class Sms:
    """One message of a conversation."""

    ident: int
    address: str
    body: str
    at_ms: int
    incoming: bool
    failed: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """All messages with one number, oldest first."""

    address: str
    messages: tuple[Sms, ...]

    @property
    def last(self) -> Sms:
        """Return the newest message."""
        return self.messages[-1]

    @property
    def unread(self) -> bool:
        """Tell whether any message is unread."""
        return any(message.unread for message in self.messages)


class Mailbox:
    """Reads and changes the messages of the phone."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone

    def name(self, address: str) -> str:
        """Return the contact's name for a number, else the number as it is written."""
        found = self._phone.telephony.display_name(address)
        return pretty(address) if found == address else found

    def conversations(self) -> list[Conversation]:
        """Return all conversations, the newest first."""
        threads: list[list[Sms]] = []
        for message in self._all():
            for thread in threads:
                if thread[0].address == message.address or same_number(thread[0].address, message.address):
                    thread.append(message)
                    break
            else:
                threads.append([message])
        made = [Conversation(thread[0].address, tuple(thread)) for thread in threads]
        return sorted(made, key=lambda conversation: -conversation.last.at_ms)

    def with_number(self, address: str) -> Conversation | None:
        """Return the conversation with a number, or None."""
        for found in self.conversations():
            if found.address == address or same_number(found.address, address):
                return found
        return None

    def mark_read(self, conversation: Conversation) -> None:
        """Mark all messages as read and take the notification away."""
        for message in conversation.messages:
            if message.unread:
                self._phone.content.update(f"content://sms/{message.ident}", {"read": 1, "seen": 1})
        package = self._phone.telephony.sms_app
        for posted in [n for n in self._phone.notifications.active if n.package == package]:
            if posted.intent is not None and same_number(
                (posted.intent.data or "").partition(":")[2], conversation.address
            ):
                self._phone.notifications.cancel(package, posted.ident, posted.tag)

    def delete(self, messages: tuple[Sms, ...]) -> None:
        """Delete messages for good."""
        for message in messages:
            self._phone.content.delete(f"content://sms/{message.ident}")
            self._phone.ledger.append("sms_deleted", number=message.address, body=message.body)

    def _all(self) -> list[Sms]:
        rows = query(self._phone.content, "content://sms", where="type != 3", sort="date, _id")
        return [
            Sms(
                number(r, "_id"), words(r, "address"), words(r, "body"), number(r, "date"), number(r, "type") == _INBOX,
                number(r, "type") == _FAILED, number(r, "type") == _INBOX and not number(r, "read"),
            )
            for r in rows
        ]  # fmt: skip
