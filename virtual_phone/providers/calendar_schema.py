"""The tables and views of calendar.db, in Android's names.

Knows: SQL text. Does not know: how rows are checked or how instances come about; calendar.py does.
"""

from __future__ import annotations

PATH = "/data/data/com.android.providers.calendar/databases/calendar.db"

_SYNC = ", ".join(f"sync_data{n} TEXT" for n in range(1, 11))
_CAL_SYNC = ", ".join(f"cal_sync{n} TEXT" for n in range(1, 11))

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS Calendars (_id INTEGER PRIMARY KEY, account_name TEXT, account_type TEXT, _sync_id TEXT,
  dirty INTEGER, mutators TEXT, name TEXT, calendar_displayName TEXT, calendar_color INTEGER, calendar_color_index TEXT,
  calendar_access_level INTEGER, visible INTEGER NOT NULL DEFAULT 1, sync_events INTEGER NOT NULL DEFAULT 0,
  calendar_location TEXT, calendar_timezone TEXT, ownerAccount TEXT, isPrimary INTEGER,
  canOrganizerRespond INTEGER NOT NULL DEFAULT 1, canModifyTimeZone INTEGER DEFAULT 1,
  canPartiallyUpdate INTEGER DEFAULT 0, maxReminders INTEGER DEFAULT 5, allowedReminders TEXT DEFAULT '0,1',
  allowedAvailability TEXT DEFAULT '0,1', allowedAttendeeTypes TEXT DEFAULT '0,1,2', deleted INTEGER NOT NULL DEFAULT 0,
  {_CAL_SYNC});
CREATE TABLE IF NOT EXISTS Events (_id INTEGER PRIMARY KEY AUTOINCREMENT, _sync_id TEXT, dirty INTEGER, mutators TEXT,
  lastSynced INTEGER DEFAULT 0, calendar_id INTEGER NOT NULL, title TEXT, eventLocation TEXT, description TEXT,
  eventColor INTEGER, eventColor_index TEXT, eventStatus INTEGER, selfAttendeeStatus INTEGER NOT NULL DEFAULT 0,
  dtstart INTEGER, dtend INTEGER, eventTimezone TEXT, duration TEXT, allDay INTEGER NOT NULL DEFAULT 0,
  accessLevel INTEGER NOT NULL DEFAULT 0, availability INTEGER NOT NULL DEFAULT 0, hasAlarm INTEGER NOT NULL DEFAULT 0,
  hasExtendedProperties INTEGER NOT NULL DEFAULT 0, rrule TEXT, rdate TEXT, exrule TEXT, exdate TEXT,
  original_id INTEGER, original_sync_id TEXT, originalInstanceTime INTEGER, originalAllDay INTEGER, lastDate INTEGER,
  hasAttendeeData INTEGER NOT NULL DEFAULT 0, guestsCanModify INTEGER NOT NULL DEFAULT 0,
  guestsCanInviteOthers INTEGER NOT NULL DEFAULT 1, guestsCanSeeGuests INTEGER NOT NULL DEFAULT 1,
  organizer STRING, isOrganizer INTEGER, deleted INTEGER NOT NULL DEFAULT 0, eventEndTimezone TEXT,
  customAppPackage TEXT, customAppUri TEXT, uid2445 TEXT, {_SYNC});
CREATE TABLE IF NOT EXISTS Reminders (_id INTEGER PRIMARY KEY, event_id INTEGER, minutes INTEGER,
  method INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS Attendees (_id INTEGER PRIMARY KEY, event_id INTEGER, attendeeName TEXT, attendeeEmail TEXT,
  attendeeStatus INTEGER, attendeeRelationship INTEGER, attendeeType INTEGER, attendeeIdentity TEXT,
  attendeeIdNamespace TEXT);
CREATE TABLE IF NOT EXISTS Instances (_id INTEGER PRIMARY KEY, event_id INTEGER, begin INTEGER, end INTEGER,
  startDay INTEGER, endDay INTEGER, startMinute INTEGER, endMinute INTEGER, UNIQUE (event_id, begin, end));
CREATE VIEW IF NOT EXISTS view_events AS SELECT Events.*, Calendars.account_name AS account_name,
  Calendars.account_type AS account_type, Calendars.calendar_displayName AS calendar_displayName,
  Calendars.calendar_color AS calendar_color, COALESCE(Events.eventColor, Calendars.calendar_color) AS displayColor,
  Calendars.calendar_access_level AS calendar_access_level, Calendars.calendar_timezone AS calendar_timezone,
  Calendars.visible AS visible, Calendars.ownerAccount AS ownerAccount, Calendars.isPrimary AS isPrimary
  FROM Events JOIN Calendars ON Events.calendar_id = Calendars._id;
"""
