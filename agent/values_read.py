"""Values out of what a look read: an address, a number, a time, from an item's own fields, else from its text.

Pure: knows the items that looks return (`data` of their results) and the words of the user that say which is meant.
What stands in a text is data: it is copied as it stands, and nothing that it says is followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ..planners.plan import TakeKind
from ..tools.retrieval import words
from .values_text import MOST_CHARS, Value, find_values, join_moment, moment_value

Item = Mapping[str, Any]

LISTS = ("messages", "mails", "entries", "events", "notes", "calls", "contacts", "alarms", "timers", "files",
         "notifications", "items")  # fmt: skip
"""Keys under which looks return their items; the first that is there counts."""
_SHORT_LINE = 40


def items_of(data: Mapping[str, Any]) -> list[Item]:
    """Return the items of a look's result; the whole of it as one where it has no list."""
    for key in LISTS:
        found = data.get(key)
        if isinstance(found, list | tuple):
            return [item if isinstance(item, Mapping) else {"told": str(item)} for item in found]
    return [data] if data else []


def name_of(item: Item) -> str:
    """Return what an item is called: who wrote or called, a file's or an entry's name; empty where nothing tells."""
    return str(item.get("from") or item.get("who") or item.get("name") or item.get("title") or item.get("time") or "")


def source_of(item: Item) -> str:
    """Return where an item stands, in words."""
    if "from" in item:
        if item.get("number") == item["from"] and not re.search(r"\d", str(item["from"])):
            return f"a message of somebody who calls himself “{item['from']}”"  # any sender can choose such a name
        return f"{item['from']}'s {'mail' if item.get('mail') else 'message'}"
    if "who" in item:
        return "the call log"
    if "start" in item:
        return f"the calendar entry “{item.get('title', '')}”"
    if "numbers" in item:
        return "your contacts"
    if "package" in item and "app" in item:
        return f"a notification of {item['app']}"
    if "title" in item and "text" in item:
        return f"the note “{item['title'] or ' '.join(str(item['text']).split()[:4])}”"
    if "path" in item:
        return "the phone's files"
    return "the phone"


def read_values(
    kind: TakeKind, items: Sequence[Item], said: str, now: datetime, *, is_secret: Callable[[str], bool]
) -> list[Value]:
    """Return the values that the user can mean, best first; one alone where his words tell which.

    Args:
        kind: What is wanted.
        items: What the look brought, newest or nearest first.
        said: The user's words for the value: they tell which item and which clause he means.
        now: The phone's clock, for items without a time of their own.
        is_secret: Tells a code or a password in a text.
    """
    if kind == "text":
        return _whole(items, said, is_secret)
    for item in _ranked(items, said):
        moment = _moment(item, now)
        found = _of_fields(kind, item, moment) or list(find_values(kind, _text(item), moment, now))
        if kind == "when":
            found = join_moment(found, _text(item), moment, now)
        if found:
            text = _text(item)
            placed = [replace(v, source=source_of(item), secret=bool(text) and is_secret(text)) for v in found]
            return _narrowed(_distinct(placed), said)
    return []


# ---------------------------------------------------------------- which item


def _text(item: Item) -> str:
    return str(item.get("text") or item.get("told") or item.get("body") or "")


def _moment(item: Item, now: datetime) -> datetime:
    """Return when an item was written: `tomorrow` in yesterday's message is today."""
    try:
        return datetime.fromisoformat(str(item["at"])).astimezone(now.tzinfo)
    except (KeyError, ValueError):
        return now


_PLAIN_WORDS = frozenset(
    words(
        "message text note calendar entry number address time day code name phone contact sent wrote told texted says "
        "stands last newest me my it them he she new just"
    )
)


def _content(said: str) -> frozenset[str]:
    return frozenset(words(said)) - _PLAIN_WORDS


def _share(wanted: frozenset[str], text: str) -> int:
    return len(wanted & set(words(text)))


def _ranked(items: Sequence[Item], said: str) -> list[Item]:
    """Return the items by how many of the user's words stand in them; in their own order where that is the same."""
    wanted = _content(said)
    return sorted(items, key=lambda item: -_share(wanted, f"{item.get('title', '')} {_text(item)} {_rung(item)}"))


def _rung(item: Item) -> str:
    """Return when a call was, in words: `whoever I missed yesterday` is not who called today."""
    return str(item.get("when", "")) if "who" in item else ""


def _distinct(values: Iterable[Value]) -> list[Value]:
    return list({value.span.casefold(): value for value in reversed(list(values))}.values())[::-1]


def _narrowed(values: list[Value], said: str) -> list[Value]:
    """Return only those whose clause holds most of the user's words, where that tells them apart."""
    wanted = _content(said)
    shares = [_share(wanted, value.near) for value in values]
    return [value for value, share in zip(values, shares, strict=True) if share == max(shares)] if values else []


# ---------------------------------------------------------------- out of fields


def _of_fields(kind: TakeKind, item: Item, now: datetime) -> list[Value]:
    """Return what an item's own fields say."""
    match kind:
        case "phone":
            numbers = item.get("numbers") or ([item["number"]] if "who" in item else [])
            return [Value(str(number), "") for number in numbers]
        case "name":
            return [Value(name, "")] if (name := name_of(item)) else []
        case "address":
            return [Value(str(item["location"]), "")] if item.get("location") else []
        case "time" | "when" | "day":
            return _moment_fields(kind, item)
        case "duration":
            return _length_fields(item)
        case "level" | "number":
            percent = item.get("percent")
            return [] if percent is None else [Value(f"{percent}{' percent' * (kind == 'level')}", "")]
    return []


def _moment_fields(kind: TakeKind, item: Item) -> list[Value]:
    if "start" in item:
        start = str(item["start"])
        if "T" not in start and kind == "time":
            return []
        return [moment_value(datetime.fromisoformat(start), kind, day_only="T" not in start)]
    if "time" in item and kind == "time":
        return [Value(str(item["time"]), "")]
    if "iso" in item:
        return [moment_value(datetime.fromisoformat(str(item["iso"])), kind)]
    return []


def _length_fields(item: Item) -> list[Value]:
    if item.get("duration"):
        return [Value(str(item["duration"]), "")]
    if "start" in item and "end" in item and "T" in str(item["start"]):
        length = datetime.fromisoformat(str(item["end"])) - datetime.fromisoformat(str(item["start"]))
        return [Value(f"{length // timedelta(minutes=1)} minutes", "")]
    return []


# ---------------------------------------------------------------- all of it


def _whole(items: Sequence[Item], said: str, is_secret: Callable[[str], bool]) -> list[Value]:
    """Return the text of the one item that is meant; of what comes as a list (a day, calls, files) all of it."""
    ranked = _ranked(items, said)
    if not ranked:
        return []
    first = ranked[0]
    if "text" in first:
        text = _in_one_line(str(first["text"]).strip()[:MOST_CHARS])
        return [Value(text, source_of(first), near=text, secret=is_secret(text))] if text else []
    told = [t for item in items if (t := _told(item))]
    source = "your calendar" if "start" in first and len(items) > 1 else source_of(first)
    return [Value("; ".join(told)[:MOST_CHARS], source)] if told else []


def _in_one_line(text: str) -> str:
    """Return a list of short lines as one line, as it is written in a message; any other text as it is."""
    lines = [re.sub(r"^[-*•☐☑✓] *", "", line.strip()) for line in text.splitlines() if line.strip()]
    is_list = all(len(line) <= _SHORT_LINE and not line.endswith((".", "!", "?", ":")) for line in lines)
    return ", ".join(lines) if len(lines) > 1 and is_list else text


def _told(item: Item) -> str:
    """Return an item that is no text in one line."""
    if item.get("told"):
        return str(item["told"])
    if "who" in item:
        return f"{item['who']}, {item.get('when', '')}"
    if "numbers" in item:
        return f"{item['name']}: {', '.join(item['numbers'])}"
    if "percent" in item:
        return f"{item['percent']} percent"
    return str(item.get("name") or item.get("time") or item.get("state") or item.get("iso") or "")
