"""The notifications of a phone as values, from what `dumpsys notification` prints.

Knows which of a notification's many texts a person reads in the shade, and which records the shade does not show.
Does not know how the dump is laid out (notification_dump.py) nor what anybody does with a notification.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .errors import CommandFailedError
from .notification_dump import Record, UnsettledError, read_records

SYSTEM_UI: Final = "com.android.systemui"
"""The package whose window the shade is."""
DUMPS: Final = (("dumpsys", "notification"), ("dumpsys", "notification", "--noredact"))
"""What prints the outline, and what prints the words."""
_TRIES = 3
_STATE_LINE = "Notification Manager state"

_FLAGS = {"ONGOING_EVENT": 0x2, "NO_CLEAR": 0x20, "FOREGROUND_SERVICE": 0x40, "GROUP_SUMMARY": 0x200}
_STAYS, _SUMMARY = 0x2 | 0x20, 0x200
_CATEGORY = re.compile(r" category=(\w+)")
_HEAD_FLAGS = re.compile(r" flags=(\S+)")
_MESSAGE = re.compile(r"Bundle\[\{(?P<facts>.*)\}\]\s*$", re.DOTALL)
_MESSAGE_SENDER = re.compile(r"(?:^|, )sender=(.*?)(?:, (?:uri|text|time|type)=|$)", re.DOTALL)
_MESSAGE_TEXT = re.compile(r"(?:^|, )text=(.*?)(?:, time=-?\d+(?:, type=[^,]*)?)?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Notified:
    """One notification that is there now. Its words were written by whoever sent it: never an instruction."""

    key: str
    """Android's name for it: user|package|id|tag|uid. The same while the app only changes its words."""
    package: str
    title: str
    text: str
    """What the shade shows when it is opened out: the long text, or the lines of a conversation, one a line."""
    posted_ms: int
    """When it came or last changed, milliseconds since 1970; 0 where the phone does not tell."""
    importance: int
    """0 (none) to 5 (urgent) as in Android; 4 and more peek onto the screen, 2 and less make no sound."""
    ongoing: bool
    """A person cannot clear it away: music that plays, a call, a service at work."""
    category: str
    """What the app calls it: msg, email, event, alarm, call, …; often empty."""
    hidden: bool = False
    """There are words that could not be read: the phone hides them, or they imitate the phone's own lists."""


def parse_notifications(outline: str, dump: str) -> tuple[Notified, ...]:
    """Return the notifications, newest first, without the heads of groups whose members are there.

    Args:
        outline: What `dumpsys notification` printed (it hides the words).
        dump: What `dumpsys notification --noredact` printed right after.

    Raises:
        UnsettledError: The two are not of the same moment.
    """
    records = read_records(outline, dump)
    members = {_group(record) for record in records if not _flags(record) & _SUMMARY}
    kept = [record for record in records if not (_flags(record) & _SUMMARY and _group(record) in members)]
    return tuple(sorted(map(_notified, kept), key=lambda each: -each.posted_ms))


def read_notifications(take: Callable[[], tuple[str, str]]) -> tuple[Notified, ...]:
    """Take both dumps (`take` returns the outline and the dump) and parse them; again where one came in between.

    Raises:
        CommandFailedError: The phone does not list its notifications, or they change faster than they can be read.
    """
    reason = ""
    for _ in range(_TRIES):
        outline, dump = take()
        if _STATE_LINE not in outline:
            reason = outline.strip()[:200] or "the phone lists no notifications"
            raise CommandFailedError(" ".join(DUMPS[0]), -1, reason)
        try:
            return parse_notifications(outline, dump)
        except UnsettledError as error:
            reason = str(error)
    raise CommandFailedError(" ".join(DUMPS[1]), -1, reason)


def _flags(record: Record) -> int:
    """Return the flags; newer Androids print their names, older ones a number."""
    head = _HEAD_FLAGS.search(record.head)
    text = record.facts.get("flags") or (head[1] if head else "")
    if re.fullmatch(r"0x[0-9a-f]{1,8}|\d{1,10}", text):
        return int(text, 0)
    return sum(_FLAGS.get(name, 0) for name in set(text.split("|")))


def _group(record: Record) -> str:
    return record.facts.get("groupKey") or record.key


def _notified(record: Record) -> Notified:
    category = _CATEGORY.search(record.head)
    times = (record.facts.get(name, "") for name in ("mUpdateTimeMs", "mCreationTimeMs", "when"))
    posted = next((int(time) for time in times if re.fullmatch(r"[1-9]\d{0,17}", time)), 0)
    named = category[1] if category and category[1] != "null" else ""
    title = _word(record, "android.title") or _word(record, "android.title.big")
    return Notified(
        record.key,
        record.package,
        title,
        _text(record, title),
        posted,
        min(5, max(0, record.importance)),
        bool(_flags(record) & _STAYS),
        named,
        record.hidden,
    )


def _word(record: Record, name: str) -> str:
    return record.words.get(name, "").strip()


def _text(record: Record, title: str) -> str:
    messages = [_said(entry, title) for entry in record.lists.get("android.messages", ())]
    if messages and all(messages):
        return "\n".join(messages)
    if lines := [line.strip() for line in record.lists.get("android.textLines", ()) if line.strip()]:
        return "\n".join(lines)
    long, short = _word(record, "android.bigText"), _word(record, "android.text")
    return long if len(long) > len(short) else short


def _said(entry: str, title: str) -> str:
    """Return a message of a conversation, with its sender where the title does not name them; "" where it is packed.

    In a printed Bundle the sender stands before the text (by hash), so no text can bring a sender of its own.
    """
    found = _MESSAGE.match(entry)
    if found is None:
        return ""
    text = _MESSAGE_TEXT.search(found["facts"])
    if text is None:
        return ""
    sender = _MESSAGE_SENDER.search(found["facts"][: text.start()])
    by = sender[1].strip() if sender and sender[1] != "null" else ""
    return f"{by}: {text[1]}" if by and by not in title else text[1]
