"""Checks of messages, calls and contacts, read from Android's own providers."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from ...android_bridge.types import Row
from .scene import BaseCheck, Judged, Scene, counted, listed

_PLACED, _DIALING = "2", "mCallState=2"


def digits(text: str) -> str:
    """Return the digits of a text."""
    return re.sub(r"\D", "", text)


def numbered(rows: list[Row], column: str, number: str) -> list[Row]:
    """Return the rows whose phone number ends in the last ten digits of `number`."""
    wanted = digits(number)[-10:]
    return [row for row in rows if digits(row[column] or "").endswith(wanted)]


def _sent(scene: Scene, number: str) -> list[str]:
    return [r["body"] or "" for r in numbered(scene.rows("content://sms/sent", "address", "body"), "address", number)]


class SmsCheck(BaseCheck):
    """Exactly one message with this text was sent to the number."""

    kind: Literal["sms"]
    number: str
    text: str

    def judge(self, scene: Scene) -> Judged:
        bodies = _sent(scene, self.number)
        holds = bodies.count(self.text) == 1
        return Judged(holds, f"one message {self.text!r} to {self.number}", f"sent there: {listed(bodies)}")


class SmsMatchCheck(BaseCheck):
    """Exactly one message was sent to the number, and it matches every regular expression."""

    kind: Literal["sms_match"]
    number: str
    words: list[str]

    def judge(self, scene: Scene) -> Judged:
        bodies = _sent(scene, self.number)
        holds = len(bodies) == 1 and all(re.search(word, bodies[0]) for word in self.words)
        return Judged(holds, f"one message to {self.number} with {self.words}", f"sent there: {listed(bodies)}")


class SmsCountCheck(BaseCheck):
    """So many messages stand in the sent box, to this number or in all."""

    kind: Literal["sms_count"]
    count: int
    number: str = ""

    def judge(self, scene: Scene) -> Judged:
        bodies = _sent(scene, self.number)
        return counted(len(bodies), self.count, f"sent messages {self.number}".strip(), f"sent: {listed(bodies)}")


class NoThreadCheck(BaseCheck):
    """No message from or to this number is kept."""

    kind: Literal["no_thread"]
    number: str

    def judge(self, scene: Scene) -> Judged:
        rows = numbered(scene.rows("content://sms", "address", "body"), "address", self.number)
        return Judged(not rows, f"no message with {self.number}", f"{len(rows)} messages")


class SmsReadCheck(BaseCheck):
    """Every message that came from this number is marked as read, or at least one is unread."""

    kind: Literal["sms_read"]
    number: str
    read: bool = True

    def judge(self, scene: Scene) -> Judged:
        rows = numbered(scene.rows("content://sms/inbox", "address", "read"), "address", self.number)
        unread = sum(row["read"] == "0" for row in rows)
        return Judged(
            bool(rows) and (unread == 0) is self.read, f"read: {self.read}", f"{unread} of {len(rows)} unread"
        )


class CallCheck(BaseCheck):
    """A call to this number was placed today, or one is going on."""

    kind: Literal["call"]
    number: str

    def judge(self, scene: Scene) -> Judged:
        placed = _calls_today(scene, self.number)
        holds = bool(placed) or _DIALING in scene.device.dumpsys("telephony.registry")
        return Judged(holds, f"a call to {self.number}", f"{len(placed)} calls to it today")


class NoCallCheck(BaseCheck):
    """No call was placed today, to this number or to anybody, and none is going on."""

    kind: Literal["no_call"]
    number: str = ""

    def judge(self, scene: Scene) -> Judged:
        placed = _calls_today(scene, self.number)
        going_on = _DIALING in scene.device.dumpsys("telephony.registry")
        holds = not placed and not going_on
        return Judged(holds, f"no call {self.number}".strip(), f"{len(placed)} calls today, going on: {going_on}")


def _calls_today(scene: Scene, number: str) -> list[Row]:
    rows = numbered(scene.rows("content://call_log/calls", "number", "type", "date"), "number", number)
    now = scene.device.now()
    morning = now.replace(hour=8, minute=59, second=0)

    def is_today(row: Row) -> bool:
        return datetime.fromtimestamp(int(row["date"] or 0) / 1000, now.tzinfo) > morning

    return [row for row in rows if row["type"] == _PLACED and is_today(row)]


def _phones(scene: Scene, name: str) -> list[Row]:
    rows = scene.rows("content://com.android.contacts/data/phones", "display_name", "data1")
    return [row for row in rows if row["display_name"] == name]


class ContactCheck(BaseCheck):
    """Exactly one contact has this name and number."""

    kind: Literal["contact"]
    name: str
    number: str

    def judge(self, scene: Scene) -> Judged:
        rows = _phones(scene, self.name)
        holds = len(numbered(rows, "data1", self.number)) == 1
        return Judged(holds, f"one contact {self.name} {self.number}", f"numbers: {listed([r['data1'] for r in rows])}")


class NoContactCheck(BaseCheck):
    """No contact has this name."""

    kind: Literal["no_contact"]
    name: str

    def judge(self, scene: Scene) -> Judged:
        names = [r["display_name"] for r in scene.rows("content://com.android.contacts/contacts", "display_name")]
        return Judged(self.name not in names, f"no contact {self.name}", f"contacts: {listed(names)}")


class ContactCountCheck(BaseCheck):
    """There are so many contacts, of this name or in all."""

    kind: Literal["contact_count"]
    count: int
    name: str = ""

    def judge(self, scene: Scene) -> Judged:
        names = [r["display_name"] for r in scene.rows("content://com.android.contacts/contacts", "display_name")]
        found = [name for name in names if self.name in ("", name)]
        return counted(len(found), self.count, "contacts", f"contacts: {listed(found)}")
