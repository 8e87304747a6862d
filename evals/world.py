"""Makes a task's world on a phone: rows, files, settings, switches. Acts as the bridge's hands do, before the agent.

Works over ADB only, on an emulator too; faults are the virtual phone's alone.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from ..android_bridge.device import Device, Hands
from ..android_bridge.targets import NOTHING_ON_SCREEN
from ..android_bridge.tickets import TicketOffice
from ..android_bridge.types import Intent
from .checks import CheckError
from .task import Contact, Event, Message, World
from .web import HOME, WebLog

_TASK = "world"
_PAGE_S = 10.0
_RAW = "content://com.android.contacts/raw_contacts"
_DATA = "content://com.android.contacts/data"
_NAME, _PHONE = "vnd.android.cursor.item/name", "vnd.android.cursor.item/phone_v2"


def prepare(world: World, device: Device, office: TicketOffice) -> None:
    """Put everything of `world` on the phone.

    Raises:
        BridgeError: The phone refused something.
    """
    now = device.now()
    ticket = office.issue(_TASK, {}, task=_TASK, target=NOTHING_ON_SCREEN)
    with device.acting(ticket, _TASK, {}, task=_TASK) as hands:
        for contact in world.contacts:
            _add_contact(contact, device, hands)
        for message in world.messages:
            _add_message(message, hands, now)
        for event in world.events:
            _add_event(event, device, hands, now)
        for note in world.notes:
            title, _, body = note.partition("\n")
            hands.insert("content://com.ainos.notes/notes", {"title": title, "body": body})
        for file in world.files:
            hands.write_file(file.path, file.text.encode())
        for setting in world.settings:
            hands.put_setting(setting.namespace, setting.key, setting.value)
        for switch, on in world.switches.items():
            hands.set_switch(switch, on)


def open_page(path: str, log: WebLog, device: Device, office: TicketOffice) -> None:
    """Show a page of the task's server in the phone's browser and wait until it stands there; nothing for no path.

    Raises:
        BridgeError: The phone has no browser.
        CheckError: The browser did not open the page.
    """
    if path:
        ticket = office.issue(_TASK, {}, task=_TASK, target=NOTHING_ON_SCREEN)
        with device.acting(ticket, _TASK, {}, task=_TASK) as hands:
            hands.start_activity(Intent(action="android.intent.action.VIEW", data=f"{HOME}{path}"))
        if not log.wait(path, _PAGE_S) or not _stands(device):
            raise CheckError(f"the browser did not open {HOME}{path} within {_PAGE_S:g} s")
    log.forget()


def _stands(device: Device) -> bool:
    """Wait until the browser has loaded what it was asked for: two looks are alike, and no progress is shown."""
    until = time.monotonic() + _PAGE_S
    before: tuple[object, ...] | None = None
    while time.monotonic() < until:
        seen = device.observe().elements
        now = tuple((e.text, e.description) for e in seen)
        if now == before and not any(e.description == "Loading" for e in seen):
            return True
        before = now
    return False


def _add_contact(contact: Contact, device: Device, hands: Hands) -> None:
    before = {row["_id"] for row in device.query(_RAW, columns=("_id",))}
    hands.insert(_RAW, {"aggregation_mode": 3})
    new = next(row["_id"] for row in device.query(_RAW, columns=("_id",)) if row["_id"] not in before)
    raw = int(new or 0)
    hands.insert(_DATA, {"raw_contact_id": raw, "mimetype": _NAME, "data1": contact.name})
    hands.insert(_DATA, {"raw_contact_id": raw, "mimetype": _PHONE, "data1": contact.number, "data2": 2})


def _add_message(message: Message, hands: Hands, now: datetime) -> None:
    at = now - timedelta(minutes=message.minutes_ago)
    box = "sent" if message.sent else "inbox"
    hands.insert(
        f"content://sms/{box}",
        {
            "address": message.number,
            "body": message.text,
            "date": int(at.timestamp() * 1000),
            "read": int(message.read or message.sent),
            "type": 2 if message.sent else 1,
        },
    )


def _add_event(event: Event, device: Device, hands: Hands, now: datetime) -> None:
    calendars = device.query("content://com.android.calendar/calendars", columns=("_id",))
    begin = datetime.fromisoformat(event.start).replace(tzinfo=now.tzinfo)
    start_ms = int(begin.timestamp() * 1000)
    hands.insert(
        "content://com.android.calendar/events",
        {
            "calendar_id": int(calendars[0]["_id"] or 1),
            "title": event.title,
            "dtstart": start_ms,
            "dtend": start_ms + event.minutes * 60_000,
            "eventTimezone": str(now.tzinfo),
            "eventLocation": event.location or " ",
        },
    )
