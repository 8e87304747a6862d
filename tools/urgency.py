"""How urgent a notification is: what a small model reads of it, what counts of its answer, who is asked at all.

`now` may interrupt, `soon` is for today, `later` can wait, `noise` wants nothing but attention. It knows notifications
as values and the rules beside it (urgency_rules.py). It knows no phone and no model's name. What a notification says is
a stranger's word: it can move itself in the list, and nothing else.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from .types import TextModel, TextModelError
from .urgency_rules import LEVELS, UNREAD, Priority, is_certain, is_latin, is_over, rule_priority

if TYPE_CHECKING:
    from ..android_bridge.notifications import Notified

__all__ = ["LEVELS", "OPTIONS", "Judged", "Priority", "judged", "priority_of", "priority_prompt", "rank", "rule_of"]

TASK: Final = "urgent"
"""The adapter that is asked."""
OPTIONS: Final = tuple(f" {level}" for level in LEVELS)
"""What it may answer, in the order of `LEVELS`."""
TITLE, TEXT, APP = 70, 180, 30
"""Characters of a notification that are read; of a longer text its beginning and its end."""
RULE_WEIGHT = 0.2
"""What the rules' word counts beside the model's shares; found on the tuning set, as is the next."""
NOW_FLOOR = 0.25
"""From this share on it is `now`, whatever else is likelier: one too many costs less than one that is missed."""
MOST = 20
"""Notifications that a model is asked about at a time, the newest; the others go by rules."""
PATIENCE_S = 8.0
"""Seconds after which the model is asked about no further one."""
_ENTERED = re.compile(r"(.)\1{3,}")


@dataclass(frozen=True, slots=True)
class Judged:
    """What a notification is worth."""

    priority: Priority
    share: float
    """How sure: the share of the model's word, 0 to 1; 1 for a rule."""
    by: Literal["model", "rule"]
    why: str = ""
    """Why no model judged, where one could have."""


def priority_prompt(app: str, category: str, title: str, text: str, minutes: int) -> str:
    """Return what the model reads; it answers with one of `OPTIONS`.

    Args:
        app: The app's name as the phone's owner reads it.
        category: Android's, maybe empty.
        minutes: Since it was posted.
    """
    return (
        f"app: {clean(app, APP)}\nkind: {clean(category, 20) or 'none'}\nage: {_age(minutes)}\n"
        f"title: {clean(title, TITLE)}\ntext: {clean(text, TEXT)}\npriority:"
    )


def clean(text: str, most: int) -> str:
    """Return one line of at most `most` characters, without signs that cannot be seen and without long runs of one.

    Of several lines the last ones are taken (a conversation's newest), of one long line its beginning and its end.
    """
    lines = [_line(line) for line in text.splitlines()[-12:]]
    lines = [line for line in lines if line]
    while len(lines) > 1 and sum(map(len, lines)) + 3 * len(lines) > most:
        lines.pop(0)
    whole = " / ".join(lines)
    if len(whole) > most:
        head = most * 2 // 3
        whole = f"{whole[:head].rstrip()} … {whole[-(most - head - 3) :].lstrip()}"
    while len(whole.encode()) > 2 * most:  # signs of many bytes are many tokens
        whole = whole[: len(whole) * 3 // 4]
    return whole


def _line(text: str) -> str:
    # Long texts are cut before they are looked through sign by sign.
    kept = text if len(text) <= 2000 else text[:1000] + " " + text[-1000:]
    seen = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFKC", kept))
    return _ENTERED.sub(r"\1\1\1", " ".join(seen.split()))


def _age(minutes: int) -> str:
    if minutes < 60:
        return f"{max(0, minutes)} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def minutes_since(posted_ms: int, now: datetime) -> int:
    """Return the age in minutes; 0 where the phone does not tell it or its clock was set back."""
    return max(0, int((now.timestamp() * 1000 - posted_ms) // 60_000)) if posted_ms else 0


def rule_of(notified: Notified, app: str, now: datetime) -> Priority:
    """Return what the rules alone say."""
    minutes = minutes_since(notified.posted_ms, now)
    return rule_priority(app, notified.category, notified.title, notified.text, minutes, notified.importance)


def priority_of(texts: TextModel | None, notified: Notified, app: str, now: datetime) -> Judged:
    """Judge one notification, by the model where there is one that can read it.

    Args:
        app: The app's name.
        now: The phone's clock.
    """
    rule = rule_of(notified, app, now)
    if texts is None or not can_read(notified):
        return Judged(rule, 1.0, "rule")
    prompt = priority_prompt(
        app, notified.category, notified.title, notified.text, minutes_since(notified.posted_ms, now)
    )
    try:
        chosen = texts.choose(TASK, prompt, OPTIONS)
    except TextModelError as error:
        return Judged(rule, 1.0, "rule", str(error))
    shares = chosen.shares or tuple(chosen.share if option == chosen.option else 0.0 for option in OPTIONS)
    mixed = weighed(shares, rule)
    priority = "now" if mixed[0] >= NOW_FLOOR else LEVELS[max(range(len(LEVELS)), key=mixed.__getitem__)]
    held = at_most(priority, notified, now)
    if held != priority:
        return Judged(held, 1.0, "rule")
    return Judged(priority, round(mixed[rank(priority)], 4), "model")


def weighed(shares: Sequence[float], rule: Priority) -> tuple[float, ...]:
    """Return the model's shares (in the order of `LEVELS`) with the rules' word among them."""
    return tuple(
        (1 - RULE_WEIGHT) * share + RULE_WEIGHT * (level == rule) for level, share in zip(LEVELS, shares, strict=True)
    )


def at_most(priority: Priority, notified: Notified, now: datetime) -> Priority:
    """Return the level, lowered where a plain fact speaks against it: it is over, or its app calls it advertising."""
    words, minutes = f"{notified.title}\n{notified.text}", minutes_since(notified.posted_ms, now)
    if priority == "now" and is_over(words, minutes):
        return "later"
    if notified.category == "promo" and rank(priority) < rank("later"):
        return "noise"
    if notified.category == "recommendation" and rank(priority) < rank("later"):
        return "later"
    return priority


def can_read(notified: Notified) -> bool:
    """Say whether the model is worth asking: it reads Latin letters; some facts are certain without it."""
    words = f"{notified.title} {notified.text}"
    known = is_certain(notified.package, notified.category) or notified.category in UNREAD
    return bool(words.strip()) and is_latin(words) and not known


def judged(
    texts: TextModel | None, found: Sequence[Notified], names: Mapping[str, str], now: datetime
) -> list[tuple[Notified, Judged]]:
    """Judge all, most urgent first, then newest first.

    The model is asked about the newest `MOST` at most, for `PATIENCE_S` at most, and no more after it failed once.

    Args:
        names: Packages to app names.
    """
    until, asked, why = time.monotonic() + PATIENCE_S, 0, ""
    result: list[tuple[Notified, Judged]] = []
    for notified in sorted(found, key=lambda each: -each.posted_ms):
        if not why and asked >= MOST:
            why = f"the model is asked about the newest {MOST} only"
        if not why and time.monotonic() > until:
            why = "the model took too long"
        one = priority_of(None if why else texts, notified, names.get(notified.package, notified.package), now)
        if why and texts is not None and can_read(notified):
            one = replace(one, why=why)
        asked += one.by == "model"
        why = why or one.why
        result.append((notified, one))
    return sorted(result, key=lambda pair: rank(pair[1].priority))


def rank(priority: Priority) -> int:
    """Return the place of a level, 0 for the most urgent."""
    return LEVELS.index(priority)
