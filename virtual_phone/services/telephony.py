"""Messages and calls.

Knows: sending and receiving SMS, one voice call at a time, and the provider rows and ledger entries these leave.
Does not know: any real network; the far side of a call is simulated by the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ..clock import Timer
from ..intents import FLAG_NEW_TASK, VIEW, Intent
from .content import Value
from .notifications import NotificationAction

if TYPE_CHECKING:
    from ..phone import Phone

MESSAGES = "com.google.android.apps.messaging"
DIALER = "com.google.android.dialer"
IN_CALL = f"{DIALER}/com.android.incallui.InCallActivity"

_PROVIDER, _CONTACTS_PROVIDER = "com.android.providers.telephony", "com.android.providers.contacts"
IDLE, RINGING, OFFHOOK = 0, 1, 2
_INBOX, _SENT, _FAILED = 1, 2, 5
_INCOMING, _OUTGOING, _MISSED, _REJECTED = 1, 2, 3, 5
_ANSWER_AFTER_MS = 4000


@dataclass(slots=True)
class Call:
    """The one call. state: dialing, ringing, active or ended; times are epoch ms."""

    number: str
    incoming: bool
    state: str
    started_ms: int
    answered_ms: int | None = None
    muted: bool = False
    speaker: bool = False
    on_hold: bool = False
    silenced: bool = False
    """It rings without a sound: a key was pressed."""


class Telephony:
    """Sends messages and places calls; keeps the state of the line."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.call: Call | None = None
        self._answer_timer: Timer | None = None
        self._observers: list[Callable[[], None]] = []

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call callback() after each change of the call."""
        self._observers.append(callback)

    def _changed(self) -> None:
        for callback in list(self._observers):
            callback()
        self._phone.windows.invalidate()

    # -- messages --------------------------------------------------------------------------------------------

    @property
    def sms_app(self) -> str:
        """Return the package that holds the SMS role."""
        return self._phone.settings.get("secure", "sms_default_application") or MESSAGES

    def send_sms(self, number: str, body: str) -> str | None:
        """Send one message; return the URI of its row. Without cell service the row is marked failed."""
        failed = not self._phone.connectivity.cell_service
        values: dict[str, Value] = {
            "address": number,
            "body": body,
            "date": self._phone.clock.now_ms(),
            "date_sent": 0 if failed else self._phone.clock.now_ms(),
            "type": _FAILED if failed else _SENT,
            "read": 1,
            "seen": 1,
            "creator": self.sms_app,
        }
        uri = self._phone.content.insert("content://sms/failed" if failed else "content://sms/sent", values)
        self._phone.ledger.append("sms_failed" if failed else "sms_sent", number=number, body=body)
        return uri

    def receive_sms(self, number: str, body: str) -> str:
        """Let a message arrive: inbox row, notification, broadcast. Returns the URI of its row, '' when it was lost."""
        now = self._phone.clock.now_ms()
        values: dict[str, Value] = {
            "address": number,
            "body": body,
            "date": now,
            "date_sent": now,
            "type": _INBOX,
            "read": 0,
            "seen": 0,
        }
        uri = ""
        with self._phone.crashes.guard(_PROVIDER):
            uri = self._phone.content.insert("content://sms/inbox", {**values, "creator": self.sms_app})
        if not uri:
            return uri
        self._phone.ledger.append("sms_received", number=number, body=body)
        self._phone.notifications.post(
            self.sms_app,
            self._ident(number),
            self.display_name(number),
            body,
            channel="bugle_default_channel",
            importance=4,
            category="msg",
            intent=Intent("android.intent.action.SENDTO", data=f"smsto:{number}", package=self.sms_app),
            actions=(
                NotificationAction("Reply", partial(self._reply, self.sms_app, number), reply=True),
                NotificationAction("Mark as read", partial(self._read, self.sms_app, number)),
            ),
        )
        self._phone.activities.broadcast(Intent("android.provider.Telephony.SMS_RECEIVED", extras={"address": number}))
        return uri

    def _reply(self, app: str, number: str, words: str) -> None:
        self.send_sms(number, words)
        self._read(app, number)

    def _read(self, app: str, number: str, _: str = "") -> None:
        """Mark what a number sent as read and take its notification away."""
        unread = "address = ? AND type = ? AND read = 0"
        self._phone.content.update("content://sms", {"read": 1, "seen": 1}, unread, (number, str(_INBOX)))
        self._phone.notifications.cancel(app, self._ident(number))

    def _ident(self, number: str) -> int:
        return int("".join(filter(str.isdigit, number))[-7:] or "0")

    def display_name(self, number: str) -> str:
        """Return the contact's name for a number, or the number."""
        uri = f"content://com.android.contacts/phone_lookup/{number.replace('+', '%2B')}"
        rows: Sequence[Sequence[Value]] = ()
        with self._phone.crashes.guard(_CONTACTS_PROVIDER), suppress(LookupError, ValueError):
            _, rows = self._phone.content.query(uri, ["display_name"])
        return str(rows[0][0]) if rows and rows[0][0] else number

    # -- calls -----------------------------------------------------------------------------------------------

    @property
    def state(self) -> int:
        """Return the line's state: 0 idle, 1 ringing, 2 off hook."""
        if self.call is None:
            return IDLE
        return RINGING if self.call.state == "ringing" else OFFHOOK

    def place_call(self, number: str) -> bool:
        """Call a number at once; False (and nothing done) without cell service or during another call."""
        if self.call is not None or not self._phone.connectivity.cell_service or not number:
            self._phone.windows.toast(
                "Cellular network not available." if self.call is None else "Already in a call", 2000
            )
            return False
        now = self._phone.clock.now_ms()
        self.call = Call(number, incoming=False, state="dialing", started_ms=now)
        self._phone.ledger.append("call_placed", number=number)
        self._answer_timer = self._phone.clock.call_later(_ANSWER_AFTER_MS, self.answer)
        self._show()
        return True

    def receive_call(self, number: str) -> bool:
        """Let the phone ring; False during another call or without service."""
        if self.call is not None or not self._phone.connectivity.cell_service:
            return False
        self.call = Call(number, incoming=True, state="ringing", started_ms=self._phone.clock.now_ms())
        self._phone.ledger.append("call_received", number=number)
        self._show()
        return True

    def _show(self) -> None:
        """Post the call's notification. An outgoing call opens its screen; an incoming one peeks while the phone is
        in use and fills the screen otherwise."""
        assert self.call is not None
        intent = Intent(VIEW, component=IN_CALL, flags=FLAG_NEW_TASK, extras={"number": self.call.number})
        name = self.display_name(self.call.number)
        text = "Incoming call" if self.call.incoming else "Calling…"
        actions = (NotificationAction("Decline", lambda text: self.end_call()),
                   NotificationAction("Answer", lambda text: self._answer_and_show()))  # fmt: skip
        self._phone.notifications.post(
            DIALER, 1, name, text, tag="call", channel="phone_ongoing_call", ongoing=True, category="call",
            importance=4 if self.call.incoming else 3, intent=intent,
            actions=actions if self.call.incoming else (), full_screen=intent if self.call.incoming else None,
        )  # fmt: skip
        if not self.call.incoming:
            self._phone.activities.start(intent)
        self._changed()

    def _answer_and_show(self) -> None:
        self.answer()
        if self.call is not None:
            extras = {"number": self.call.number}
            self._phone.activities.start(Intent(VIEW, component=IN_CALL, flags=FLAG_NEW_TASK, extras=extras))

    def answer(self) -> None:
        """Take an incoming call, or let the far side take an outgoing one."""
        if self.call is not None and self.call.state in {"dialing", "ringing"}:
            if self.call.incoming:
                self._phone.ledger.append("call_answered", number=self.call.number)
            self.call.state = "active"
            self.call.answered_ms = self._phone.clock.now_ms()
            self._changed()

    def silence(self) -> bool:
        """Stop the sound of a ringing call; False when none rings aloud."""
        if self.call is None or self.call.state != "ringing" or self.call.silenced:
            return False
        self.call.silenced = True
        self._phone.logcat.log("I", "Telecom", "CallAudioManager: silenceRingers")
        self._changed()
        return True

    def end_call(self, *, missed: bool = False) -> None:
        """Hang up, or decline a ringing call; missed: the caller gave up. Writes the call log."""
        call = self.call
        if call is None:
            return
        if self._answer_timer is not None:
            self._answer_timer.cancel()
        now = self._phone.clock.now_ms()
        seconds = (now - call.answered_ms) // 1000 if call.answered_ms is not None else 0
        kind = _OUTGOING
        if call.incoming:
            kind = _INCOMING if call.answered_ms is not None else _MISSED if missed else _REJECTED
        self.call = None
        call.state = "ended"
        self._phone.notifications.cancel(DIALER, 1, "call")
        values: dict[str, Value] = {
            "number": call.number,
            "date": call.started_ms,
            "duration": seconds,
            "type": kind,
            "new": 1,
        }
        with self._phone.crashes.guard(_CONTACTS_PROVIDER):
            self._phone.content.insert("content://call_log/calls", {**values, "name": self._known_name(call.number)})
        self._phone.ledger.append("call_ended", number=call.number, seconds=seconds, kind_code=kind)
        if kind == _MISSED:
            intent = Intent(VIEW, data="content://call_log/calls", mime_type="vnd.android.cursor.dir/calls")
            self._phone.notifications.post(
                DIALER, 2, "Missed call", self.display_name(call.number), channel="phone_missed_call", intent=intent
            )
        self._changed()

    def _known_name(self, number: str) -> str | None:
        name = self.display_name(number)
        return None if name == number else name
