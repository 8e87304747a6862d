"""The records of `dumpsys notification`, read so that no words in them can pass for another record.

Knows how Android 11 to 15 print a record; does not know what a notification means (notifications.py).

A notification's words are a stranger's, they may hold line breaks, and Android prints them as they are: one dump with
words can be imitated line by line from inside a message. So two dumps are read. The plain one hides the words and
tells how long each is (`android.text=String [length=12]`): it says which records there are, in whose name, and where
each word begins and ends. The open one (`--noredact`) is only filled into that outline, by length; its records are
found by their hash, which nobody outside the phone's system knows. Whatever stays in doubt is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

_LIST = "  Notification List:"
_RECORD = "    NotificationRecord(0x"
_SECTION_END = re.compile(r"  [A-Za-z][\w ]{7,}[:=(]")
"""Longer than the eight characters of a ticker that the plain dump lets through, so no ticker can end the list."""
_HEADER = re.compile(
    r"(?P<mark> {4}NotificationRecord\(0x[0-9a-f]+: pkg=(?P<package>[\w.]+) )user=UserHandle\{-?\d+\} id=(?P<id>-?\d+) "
    r"tag=.*? importance=(?P<importance>-?\d+) "
    r"key=(?P<key>-?\d+\|(?P=package)\|(?P=id)\|.*?\|\d+)(?: \w+=\S*)*(?:: Notification\((?P<facts>.*))?\)+$"
)
_BEGINNING = re.compile(r"(?P<mark> {4}NotificationRecord\(0x(?P<hash>[0-9a-f]+): pkg=(?P<package>[\w.]+) )")
"""Of a header that is cut or spelt otherwise: enough to know whose it is and to find it again."""
_FACT = re.compile(r" {6}(flags|groupKey|mUpdateTimeMs|mCreationTimeMs)=(.*)$")
_WHEN = re.compile(r" {6,}when=(\d+)$")
_WORDS = re.compile(r"( +)(\S+)=([\w$]+) \[length=(\d+)\]$")
_ARRAY = re.compile(r"( +)(\S+)=([\w$]+\[\]) \((\d+)\)$")
_OTHER = re.compile(r"( +)([A-Za-z]\S*)=([\w$]+) \(")
_PLAIN_KINDS = frozenset(
    {"Boolean", "Integer", "Long", "Float", "Double", "String", "Icon", "Bitmap", "ApplicationInfo"}
)
"""Kinds whose print holds no stranger's words; a String that the plain dump prints is the name of a class."""

_MOST_FITS = 4


class UnsettledError(ValueError):
    """The two dumps are not of the same moment: a record of the one is not in the other."""


@dataclass(frozen=True, slots=True)
class _Extra:
    """One entry of a record's extras as the plain dump prints it."""

    indent: str
    name: str
    kind: str
    size: int
    """UTF-16 units of words, entries of an array, -1 for anything else."""

    @property
    def array(self) -> bool:
        return self.kind.endswith("[]")


@dataclass(slots=True)
class Record:
    """One notification: what the plain dump says of it, and the words of the open one."""

    mark: str
    package: str
    key: str
    importance: int
    head: str
    facts: dict[str, str] = field(default_factory=dict)
    extras: list[_Extra] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    """Name of an extra (`android.title`) to its text."""
    lists: dict[str, list[str]] = field(default_factory=dict)
    """Name of an array among the extras to its entries, as printed."""
    hidden: bool = False
    """There are words, and they cannot be told: the phone hides them, or they imitate the dump."""


def read_records(outline: str, dump: str) -> list[Record]:
    """Return the records of a notification list.

    Args:
        outline: What `dumpsys notification` printed.
        dump: What `dumpsys notification --noredact` printed right after.

    Raises:
        UnsettledError: A record of the outline is not in the dump; take both again.
    """
    records = list(_outlines(outline))
    places: list[int] = []
    at = max(0, dump.find("\n" + _LIST + "\n"))
    for record in records:
        at = dump.find("\n" + record.mark, at)
        if at < 0:
            raise UnsettledError(f"a notification of {record.package} came or went while the list was read")
        places.append(at + 1)
    for record, start, end in zip(records, places, [*places[1:], len(dump)][: len(records)], strict=True):
        _fill(record, dump[dump.find("\n", start) : end])
    return records


def _outlines(text: str) -> Iterator[Record]:
    lines = text.split("\n")
    if _LIST not in lines:
        return
    record: Record | None = None
    for line in lines[lines.index(_LIST) + 1 :]:
        if _SECTION_END.match(line):
            break
        if line.startswith(_RECORD):
            if record is not None:
                yield record
            record = _record_of(line)
        elif record is not None:
            _note(record, line)
    if record is not None:
        yield record


def _record_of(line: str) -> Record | None:
    found = _HEADER.match(line)
    if found is None:
        known = _BEGINNING.match(line)
        return (
            Record(known["mark"], known["package"], f"?|{known['package']}|{known['hash']}", 3, "") if known else None
        )
    head = (found["facts"] or "").split(" publicVersion=")[0]
    return Record(found["mark"], found["package"], found["key"], int(found["importance"]), head)


def _note(record: Record, line: str) -> None:
    if fact := _FACT.match(line):
        record.facts.setdefault(fact[1], fact[2])
    elif when := _WHEN.match(line):
        record.facts.setdefault("when", when[1])
    elif extra := (_WORDS.match(line) or _ARRAY.match(line)):
        record.extras.append(_Extra(extra[1], extra[2], extra[3], int(extra[4])))
    elif (other := _OTHER.match(line)) and len(other[1]) > 6:
        record.extras.append(_Extra(other[1], other[2], other[3], -1))


def _fill(record: Record, body: str) -> None:
    """Note the words of each extra and the entries of arrays; nothing where they can be told in two ways or none."""
    ways = list(islice(_ways(record.extras, body, 0, exact=True), 2))
    if len(ways) != 1:
        record.hidden = True
        return
    places, at = iter(ways[0]), 0
    for number, extra in enumerate(record.extras):
        if extra.array:
            at = _read_array(record, extra, body, at, record.extras[number + 1 :])
        elif extra.size >= 0:
            start, at = next(places)
            record.words.setdefault(extra.name, body[start:at])


def _ways(extras: Sequence[_Extra], body: str, at: int, *, exact: bool) -> Iterator[list[tuple[int, int]]]:
    """Give the ways in which all words of the outline can stand in the dump, in its order.

    exact: everything before `at` is accounted for, so the first fit is the one. After what has no length it may be any
    fit after which the rest fits too: another part of the record, such as its public version, repeats names.
    """
    for number, extra in enumerate(extras):
        if extra.size < 0 or extra.array:
            exact = exact and extra.kind in _PLAIN_KINDS
            continue
        for start, end in _fits(extra, body, at, 1 if exact else _MOST_FITS):
            for rest in _ways(extras[number + 1 :], body, end, exact=True):
                yield [(start, end), *rest]
        return
    yield []


def _fits(extra: _Extra, body: str, at: int, most: int) -> list[tuple[int, int]]:
    """Return where words of the outline's length stand between the brackets of this extra, at most `most` places."""
    opening = f"\n{extra.indent}{extra.name}={extra.kind} ("
    found: list[tuple[int, int]] = []
    while len(found) < most and (at := body.find(opening, at)) >= 0:
        start = at + len(opening)
        end = _after_units(body, start, extra.size)
        if body.startswith(")\n", end):
            found.append((start, end))
        at = start
    return found


def _after_units(text: str, start: int, units: int) -> int:
    """Return the position so many UTF-16 units after `start`; Java counts a character beyond U+FFFF as two."""
    end = min(len(text), start + units)
    while (over := end - start + sum(char > "\uffff" for char in text[start:end]) - units) > 0:
        end -= max(1, over // 2)
    return end


def _read_array(record: Record, extra: _Extra, body: str, at: int, after: Sequence[_Extra]) -> int:
    """Note the entries of an array; return where to look on. Entries have no length: where two ends fit, none is
    noted."""
    opening = f"\n{extra.indent}{extra.name}={extra.kind} ({extra.size})\n"
    start = body.find(opening, at)
    if start < 0:
        return at
    first = start + len(opening) - 1
    closing = f"\n{after[0].indent}{after[0].name}={after[0].kind} " if after else f"\n{extra.indent[4:]}}}\n"
    end = body.find(closing, first)
    if end < 0 or body.find(closing, end + 1) >= 0 or body.find(opening, first) >= 0:
        return first
    entries = re.split(rf"\n{extra.indent}  \[\d+\] ", body[first:end])
    if len(entries) == extra.size + 1:
        record.lists.setdefault(extra.name, entries[1:])
    return first
