"""Content providers: what apps share, kept in sqlite files at Android's places with Android's columns.

Knows: which provider answers for which authority, and that a new phone starts with the seeded world.
Does not know: screens (apps/) and services; it is given the phone's file system, clock, settings and resolver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import alarm_clock, calendar_schema, call_log, contacts_schema, notes, telephony
from .alarm_clock import AlarmClock
from .calendar import Calendar
from .call_log import CallLog
from .contacts import Contacts, OldContacts
from .live_file import LiveFile, close_databases
from .media import Media
from .notes import Notes
from .seed import plant
from .settings_provider import SettingsProvider
from .telephony import Mms, MmsSms, Sms

if TYPE_CHECKING:
    from ..phone import Phone

__all__ = ["close_databases", "register_all"]

_RADIO, _SHARED, _CALENDAR, _CLOCK, _NOTES = 1001, 10040, 10041, 10042, 10043


def register_all(phone: Phone) -> None:
    """Make all providers of a phone, register them, and fill them with the world of the phone's seed."""
    clock = phone.clock

    def place(path: str, owner: int) -> LiveFile:
        if owner >= 10000:
            phone.fs.add_user(owner, f"u0_a{owner - 10000}")
        return LiveFile(phone.fs, clock, path, owner)

    sms = Sms(place(telephony.PATH, _RADIO), clock.now_ms)
    contacts = Contacts(place(contacts_schema.PATH, _SHARED), clock.now_ms)
    calls = CallLog(place(call_log.PATH, _SHARED), clock.now_ms, contacts.name_of)
    calendar = Calendar(place(calendar_schema.PATH, _CALENDAR), clock.now_ms, lambda: clock.timezone)
    for authority, provider in (
        ("sms", sms),
        ("mms-sms", MmsSms(sms.database)),
        ("mms", Mms(sms.database)),
        ("com.android.contacts", contacts),
        ("contacts", OldContacts(contacts.database)),
        ("call_log", calls),
        ("com.android.calendar", calendar),
        ("com.android.deskclock", AlarmClock(place(alarm_clock.PATH, _CLOCK))),
        ("com.ainos.notes", Notes(place(notes.PATH, _NOTES), clock.now_ms)),
        ("media", Media(phone.fs)),
        ("settings", SettingsProvider(phone.settings)),
    ):
        phone.content.register(authority, provider)
    plant(phone.content, phone.fs, clock, seed=phone.seed)
