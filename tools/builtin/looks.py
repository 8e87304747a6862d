"""Looks: what a condition, or a value that flows from one app into another, is read with. Only plans call them.

Each returns its items in `data`, newest or nearest first, with `at` or `start` in ISO where there is a time. They act
on nothing and know nothing of conditions; agent/flow.py tests and takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from ...android_bridge.device import Switch
from ..matching import match_name, similarity
from ..retrieval import holds_words
from ..retrieval import words as words_of
from ..sdk import AppName, ContactName, FolderName, Name, OnOff, When, tool
from ..types import Context, Risk, Tool, ToolResult, ToolRetryError
from ..values_names import folder_path
from .calls import CALLS_LABEL, DIALER, logged_calls
from .events import CALENDAR_APP, EVENTS_LABEL, Entry, entries
from .facts import SYSTEM_LABEL
from .files import FILES_LABEL, all_files, entries_of
from .levels import Stream, brightness_of
from .looks_clock import look_alarms, look_stopwatch, look_timer
from .looks_notifications import look_notifications
from .mails import look_mails
from .messages import MESSAGES_APP, MESSAGES_LABEL, label_of, received_messages
from .people import CONTACTS_APP, CONTACTS_LABEL, resolve_person, same_number
from .since import since_moment
from .switches import is_on

_MOST = 20
"""So many items a look returns at most."""
_TOLD = 5
_AHEAD_DAYS = 370
_NEAR_TITLE = 75.0
_SWITCHES: Mapping[str, tuple[Switch | None, str]] = {
    "wifi": ("wifi", "Wi-Fi"), "bluetooth": ("bluetooth", "Bluetooth"), "airplane": ("airplane", "Airplane mode"),
    "do_not_disturb": ("do_not_disturb", "Do not disturb"), "dark_mode": ("dark_mode", "Dark mode"),
    "auto_rotate": (None, "Auto-rotate"), "battery_saver": ("battery_saver", "The battery saver"),
}  # fmt: skip
_PARTS: Mapping[str, tuple[int, int]] = {
    "morning": (5, 12),
    "afternoon": (12, 18),
    "evening": (17, 24),
    "night": (20, 30),
}
"""From which hour to which; a night goes on after midnight."""

SwitchName = Literal["wifi", "bluetooth", "airplane", "do_not_disturb", "dark_mode", "auto_rotate", "battery_saver"]
StreamName = Literal["media", "ring", "alarm", "call", "notification"]
PartName = Literal["morning", "afternoon", "evening", "night"]


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("is the wifi on", "is bluetooth off", "is do not disturb on"),
    reads=SYSTEM_LABEL,
    ways=("function",),
)
def look_switch(context: Context, switch: Annotated[SwitchName, "which switch"]) -> ToolResult:
    """Read whether a switch of the phone is on."""
    which, shown = _SWITCHES[switch]
    state = "on" if is_on(context.device, which) else "off"
    return ToolResult(f"{shown} is {state}.", {"switch": switch, "state": state}, SYSTEM_LABEL, "function")


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("how loud is the media volume", "how bright is the screen"),
    reads=SYSTEM_LABEL,
    ways=("function",),
)
def look_level(
    context: Context,
    which: Annotated[Literal["volume", "brightness"], "the brightness or a volume"],
    stream: Annotated[StreamName | None, "which volume; media if none is named"] = None,
) -> ToolResult:
    """Read the brightness or a volume."""
    name: Stream = stream or "media"
    if which == "brightness":
        percent, shown = brightness_of(context.device), "The brightness"
    else:
        percent, shown = context.device.get_volume(name), f"The {name} volume"
    return ToolResult(f"{shown} is {percent} percent.", {"which": which, "percent": percent}, SYSTEM_LABEL, "function")


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("has Bob written", "what did mum write yesterday"),
    reads=MESSAGES_LABEL,
    scope=(MESSAGES_APP,),
    ways=("function",),
)
def look_messages(
    context: Context,
    sender: Annotated[ContactName | None, "whose messages; all if nobody is named"] = None,
    unread: Annotated[OnOff | None, "only unread ones"] = None,
    since: Annotated[Name | None, "only those that came since then"] = None,
    new: Annotated[Name | None, "only those that came after this moment"] = None,
    words: Annotated[Name | None, "only those that hold these words"] = None,
) -> ToolResult:
    """Read the text messages that came, read and unread, maybe of one person."""
    try:
        person, found = received_messages(context, sender)
    except ToolRetryError:
        return ToolResult(f"There are no messages from {sender}.", {"messages": [], "unread": 0}, MESSAGES_LABEL,
                          "function")  # fmt: skip
    begin = since_moment(since, context.now) if since else None
    found = [
        message
        for message in found
        if (unread != "on" or message["unread"])
        and (begin is None or datetime.fromisoformat(message["at"]) >= begin)
        and (new is None or _after(message["at"], new, context.now))
        and (words is None or holds_words(words, str(message["text"])))
    ][:_MOST]
    count = sum(message["unread"] for message in found)
    whose = f" from {person.name or person.numbers[0]}" if person else ""
    if not found:
        kind = "new " if new else "unread " if unread == "on" else ""
        told = f"There are no {kind}messages{whose}{f' since {since}' if since else ''}."
        return ToolResult(told, {"messages": [], "unread": 0}, MESSAGES_LABEL, "function")
    lines = [f"{m['from']}, {m['when']}: {m['text']}" for m in found[:_TOLD]]
    data = {"messages": found, "unread": count}
    return ToolResult("\n".join(lines), data, label_of(found), "function")


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("did mum try to reach me", "who called yesterday"),
    reads=CALLS_LABEL,
    scope=(DIALER,),
    ways=("function",),
)
def look_calls(
    context: Context,
    who: Annotated[ContactName | None, "whose calls; all if nobody is named"] = None,
    kind: Annotated[Literal["missed", "incoming", "outgoing", "received"] | None, "only such calls"] = None,
    since: Annotated[Name | None, "only those since then"] = None,
    new: Annotated[Name | None, "only those that came after this moment"] = None,
) -> ToolResult:
    """Read the call log, maybe of one person or kind, or since a day."""
    what = f"{kind} calls" if kind else "calls"
    try:
        person = resolve_person(context.device, who, parameter="who") if who else None
    except ToolRetryError:
        return ToolResult(f"There are no {what} with {who}.", {"calls": []}, CALLS_LABEL, "function")
    begin = since_moment(since, context.now) if since else None
    found = [
        call
        for call in logged_calls(context)
        if (kind is None or call["kind"] == kind or (kind == "received" and call["kind"] != "outgoing"))
        and (begin is None or datetime.fromisoformat(call["at"]) >= begin)
        and (new is None or _after(call["at"], new, context.now))
        and (person is None or any(same_number(call["number"], number) for number in person.numbers))
    ][:_MOST]
    whose = f" {'to' if kind == 'outgoing' else 'from'} {person.name or person.numbers[0]}" if person else ""
    if not found:
        told = f"There are no {what}{whose}{f' since {since}' if since else ''}."
        return ToolResult(told, {"calls": []}, CALLS_LABEL, "function")
    lines = [f"{c['kind']}: {c['who']}, {c['when']}" for c in found[:_TOLD]]
    return ToolResult("\n".join(lines), {"calls": found}, CALLS_LABEL, "function")


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("am I free on Sunday", "where is my lunch with Alice"),
    reads=EVENTS_LABEL,
    scope=(CALENDAR_APP,),
    ways=("function",),
)
def look_events(
    context: Context,
    title: Annotated[Name | None, "what the entry is called; all if none is named"] = None,
    day: Annotated[When | None, "on which day; from now on if none is named"] = None,
    part: Annotated[PartName | None, "only that part of the day"] = None,
) -> ToolResult:
    """Read the calendar, maybe one entry, a day or a part of it."""
    now = context.now
    first = date.fromisoformat(day[:10]) if day else now.date()
    found = entries(context.device, first, first if day else first + timedelta(days=_AHEAD_DAYS), now)
    if not day:
        found = [entry for entry in found if entry.end_ms > now.timestamp() * 1000]
    if part:
        found = [entry for entry in found if _in_part(entry, first, part, now)]
    if title:
        found = _titled(title, found)
    name = f"{first:%A %B} {first.day}" if day else ""
    where = f"on {name}{_PART_TOLD.get(part or '', '')}" if name else "from now on"
    if not found:
        what = f'called "{title}" is planned' if title else "is planned"
        return ToolResult(f"Nothing {what} {where}.", {"events": []}, EVENTS_LABEL, "function")
    found = found[:_MOST]
    lines = [entry.told(now, with_day=not day) for entry in found]
    told = "\n".join([f"{name}:", *lines] if day else lines)
    return ToolResult(told, {"events": [entry.as_data(now) for entry in found]}, EVENTS_LABEL, "function")


_PART_TOLD = {"morning": " in the morning", "afternoon": " in the afternoon", "evening": " in the evening",
              "night": " at night"}  # fmt: skip


def _in_part(entry: Entry, day: date, part: str, now: datetime) -> bool:
    if entry.all_day:
        return True
    midnight = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    begin, end = ((midnight + timedelta(hours=hour)).timestamp() * 1000 for hour in _PARTS[part])
    return entry.begin_ms < end and entry.end_ms > begin


def _titled(title: str, found: Sequence[Entry]) -> list[Entry]:
    """Return the entries that the words name, best first: all words stand in the title, or it is spelled much alike."""
    wanted = set(words_of(title))
    scored = [
        (100.0 if wanted and wanted <= set(words_of(f"{e.title} {e.place}")) else similarity(title, e.title), -i, e)
        for i, e in enumerate(found)
    ]
    return [entry for score, _, entry in sorted(scored, key=lambda s: (-s[0], -s[1])) if score >= _NEAR_TITLE]


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("is Carol in my contacts", "the number of Dr. Patel"),
    reads=CONTACTS_LABEL,
    scope=(CONTACTS_APP,),
    ways=("function",),
)
def look_contact(context: Context, name: Annotated[ContactName, "whose contact"]) -> ToolResult:
    """Read somebody's contact, if there is one."""
    try:
        person = resolve_person(context.device, name, parameter="name", needs_number=False)
    except ToolRetryError:
        return ToolResult(
            f"There is nobody called {name} in the contacts.", {"contacts": []}, CONTACTS_LABEL, "function"
        )
    if not person.name:
        return ToolResult(f"{name} is nobody's number in the contacts.", {"contacts": []}, CONTACTS_LABEL, "function")
    found = {"name": person.name, "numbers": list(person.numbers)}
    told = f"{person.name}: {', '.join(person.numbers) or 'no number'}"
    return ToolResult(told, {"contacts": [found]}, CONTACTS_LABEL, "function")


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("is Maps installed", "is the calendar open"),
    reads=SYSTEM_LABEL,
    ways=("function",),
)
def look_app(
    context: Context,
    app: Annotated[AppName, "which app"],
    state: Annotated[Literal["installed", "open"] | None, "installed, or open in front"] = None,
) -> ToolResult:
    """Read whether an app is installed, or open in front."""
    match = match_name(app, list(context.device.apps()), lambda known: known.label)
    there = match.best
    if there is not None and state == "open":
        yes = context.device.observe().package == there.package
        return ToolResult(f"{there.label} is {'' if yes else 'not '}open.", {"state": "yes" if yes else "no"},
                          SYSTEM_LABEL, "function")  # fmt: skip
    told = f"{there.label} is installed." if there is not None else f"No app called {app} is installed."
    return ToolResult(told, {"state": "yes" if there is not None else "no"}, SYSTEM_LABEL, "function")


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("is there a file named draft.txt in documents", "are there screenshots"),
    reads=FILES_LABEL,
    ways=("function",),
)
def look_files(
    context: Context,
    name: Annotated[Name | None, "the file's name"] = None,
    folder: Annotated[FolderName | None, "in which folder; the usual ones if none is named"] = None,
) -> ToolResult:
    """Read which files there are, maybe one by its name or those of a folder."""
    found = entries_of(context.device, folder_path(folder)) if folder else all_files(context.device)
    wanted = (name or "").casefold()
    files = [
        {"name": base, "path": entry.path}
        for entry in sorted(found, key=lambda e: e.path.casefold())
        if not entry.is_folder
        and (base := entry.path.rpartition("/")[2])
        and (not wanted or wanted in (base.casefold(), base.casefold().rpartition(".")[0]))
    ][:_MOST]
    if not files:
        told = f"There is no file{f' {name}' if name else ''}{f' in {folder}' if folder else ''}."
    else:
        told = ", ".join(file["path"] for file in files[:_TOLD])
    return ToolResult(told, {"files": files}, FILES_LABEL, "function")


def _after(at: str, since: str, now: datetime) -> bool:
    """Return whether something came after a moment; of `yes`, which names none, after now."""
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        moment = now
    return datetime.fromisoformat(at) > moment


def look_tools() -> tuple[Tool, ...]:
    """Return the looks."""
    return (
        look_switch, look_level, look_messages, look_calls, look_events, look_contact, look_alarms, look_timer,
        look_stopwatch, look_app, look_files, look_mails, look_notifications,
    )  # fmt: skip
