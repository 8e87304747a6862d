"""What a summary of an inbox holds: facts kept, facts turned wrong, numbers and names nobody wrote. Knows no model.

A fact is a regex, or several that must stand close together: in one sentence or in two neighbouring ones. What would be
wrong (`not`) counts where it stands in one sentence. `a ~ b` in a regex means b after a in one clause, without another
sender of the inbox in between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_SENTENCES = re.compile(r"(?<=[.;!?])\s+|[\n。；！？]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen",
)  # fmt: skip
_CHINESE = "零一二三四五六七八九十"
_COUNT = re.compile(
    r"\s*(?:(?:more|other|others|new|unread|older|further)\b|(?:missed )?(?:messages?|texts?|notifications?|"
    r"mails?|emails?|calls?|apps?|people|times|advertisements?|ads?|things?)\b|[条个则封人次])",
    re.IGNORECASE,
)
_AGE = re.compile(r"\s*(?:min(?:ute)?s?|h(?:ou)?rs?|h|d(?:ay)?s?|分钟|小时|天)\s*(?:ago|前|old)", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w'’-])[A-Z][\w'’-]+")
_OPENING = re.compile(r"(?:^|[.;:!?…\n(\"“‘'—–-]\s*)$")
_NO_NAMES = frozenset({"i", "ok", "pm", "am", "i'm", "i'll", "i've"})


def sentences(text: str) -> list[str]:
    """Return the sentences of a summary; a semicolon ends one."""
    return [part for part in (piece.strip() for piece in _SENTENCES.split(text)) if part]


def holds(text: str, wanted: str | Sequence[str], senders: Sequence[str], *, near: bool) -> bool:
    """Say whether all regexes of one fact are found together.

    Args:
        near: Two neighbouring sentences count as one.
    """
    parts = sentences(text)
    windows = [" ; ".join(parts[i : i + 2]) for i in range(len(parts))] if near else parts
    patterns = [_pattern(p, senders) for p in ([wanted] if isinstance(wanted, str) else wanted)]
    return any(all(pattern.search(window) for pattern in patterns) for window in windows)


def _pattern(written: str, senders: Sequence[str]) -> re.Pattern[str]:
    first, tilde, second = written.partition(" ~ ")
    if not tilde:
        return re.compile(written, re.IGNORECASE)
    names = {word for sender in senders for word in re.findall(r"[^\W\d_]{2,}", sender)}
    others = [n for n in names if not re.search(f"(?:{first})|(?:{second})", n, re.IGNORECASE)]
    stop = "|".join([*map(re.escape, sorted(others)), "[,，、]", r"\band\b"])
    return re.compile(f"(?:{first})(?:(?!{stop}).)*?(?:{second})", re.IGNORECASE)


def numbers(text: str) -> set[str]:
    """Return all numbers that a text names, in digits; a time also as told by a clock of twelve hours."""
    found: set[str] = set()
    for match in _NUMBER.finditer(text):
        found |= _forms(match[0])
    low = text.lower()
    for value, word in enumerate(_WORDS):
        if re.search(rf"\b{word}\b", low):
            found |= {str(value)}
        for lead, minutes, hour in (("half past", "30", value), ("quarter past", "15", value),
                                    ("quarter to", "45", value - 1)):  # fmt: skip
            if re.search(rf"\b{lead} (?:{word}|{value})\b", low):
                found |= _forms(f"{hour}:{minutes}")
    found |= {str(_CHINESE.index(c)) for c in text if c in _CHINESE}
    return found


def _said(number: str) -> set[str]:
    """Return the ways in which one may write the same number or time."""
    hour, colon, minutes = number.partition(":")
    if not colon:
        whole = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", number)
        return {number, whole, whole.removesuffix(".00"), whole.lstrip("0") or "0"}
    hours = {str(int(hour) + shift) for shift in (-12, 0, 12)}
    return {number, *(f"{h}:{minutes}" for h in hours), *(hours if minutes == "00" else ())}


def _forms(number: str) -> set[str]:
    """Return these and the number's parts: who writes 7:30 has also written 7."""
    return _said(number) | {part.lstrip("0") or "0" for part in re.split(r"[.,:]", number)}


def invented(text: str, items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return numbers and names of the summary that stand nowhere in the inbox.

    How many items there are, and how old they are, may be said. A word counts as a name where it has a capital and
    opens no sentence.
    """
    source = "\n".join(f"{item['app']}\n{item['title']}\n{item['text']}" for item in items)
    known = numbers(source)
    found = [
        match[0]
        for match in _NUMBER.finditer(text)
        if not _said(match[0]) & known and not _is_said_by_code(text, match, len(items))
    ]
    words = {word.lower() for word in re.findall(r"[\w'’-]+", source)}
    for match in _NAME.finditer(text):
        word = match[0].lower().replace("’", "'").removesuffix("'s")
        if word in _NO_NAMES or _OPENING.search(text[: match.start()]) or any(c.isdigit() for c in word):
            continue
        if word not in words and not any(len(w) > 3 and (word.startswith(w) or w.startswith(word)) for w in words):
            found.append(match[0])
    return found


def _is_said_by_code(text: str, match: re.Match[str], count: int) -> bool:
    rest = text[match.end() :]
    if _AGE.match(rest):
        return True
    return match[0].isdigit() and int(match[0]) <= count and bool(_COUNT.match(rest))
