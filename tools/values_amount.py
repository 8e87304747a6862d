"""The kinds `level` and `on_off`: how loud, how bright, on or off, in English words. Knows no device."""

from __future__ import annotations

import re

from .types import ToolQuestionError, ToolRetryError
from .values_words import clean, unclear, with_digits

Level = dict[str, int]
"""{"set": 0..100} or {"change": -100..100}, in percent of the range."""

STEP_PERCENT = 20
"""What `louder` alone means."""
_SMALL_STEP, _LARGE_STEP = 10, 40

_UP = re.compile(
    r"\b(?:up|louder|brighter|higher|raise|raised|increase|increased|more|boost|bump|crank"
    r"|stronger|plus|loud|bright|lighter|turn up)\b|^\+"
)
_DOWN = re.compile(
    r"\b(?:down|quieter|dimmer|lower|decrease|decreased|reduce|reduced|less|softer|darker|minus|quiet|dim|drop|weaker|fainter)\b|^-"
)
_MOST = re.compile(
    r"\b(?:max(?:imum|ed)?|maximi[sz]e|full|fullest|highest|loudest|brightest|all the way(?: up)?|top"
    r"|as (?:loud|bright|high) as|100 percent)\b"
)
_LEAST = re.compile(
    r"\b(?:mute[d]?|silen(?:t|ce|ced)|off|min(?:imum|imal|imi[sz]e)?|lowest|quietest|dimmest|darkest|none|nothing"
    r"|all the way down"
    r"|as (?:low|quiet|dim|dark|soft) as)\b"
)
_LITTLE = re.compile(r"\b(?:bit|little|slightly|notch|touch|tad|somewhat)\b")
_MUCH = re.compile(r"\b(?:a lot|lots|much|way|far|considerably|significantly|loads)\b")
_FRACTIONS: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern), value)
    for pattern, value in (
        (r"\b(?:(?:3|three) quarters|3/4)\b", 75),
        (r"\b(?:(?:2|two) (?:thirds?|3rds?)|2/3)\b", 67),
        (r"\b(?:half(?:way)?|1/2|middle|medium|mid|moderate|50 50)\b", 50),
        (r"\b(?:(?:a|1|one) (?:third|3rd)|1/3)\b", 33),
        (r"\b(?:quarter|1/4)\b", 25),
        (r"^(?:very )?low$", 25),
        (r"^(?:very )?high$", 75),
    )
)
_OUT_OF = re.compile(r"(?P<part>\d+(?:\.\d+)?) ?(?:out of|of|/) ?(?P<whole>\d+)")
_NUMBER = re.compile(r"(?P<sign>[+-])?(?P<number>\d+(?:\.\d+)?)")
_TARGET = re.compile(r"\b(?:to|at)\b")

_TOO_MUCH = re.compile(
    r"\btoo (?:bright|loud|high|much|strong|noisy|light)\b"
    r"|\b(?:blinding|deafening|glaring|dazzling)\b|\bhurt(?:s|ing)?\b"
    r"|\bless (?:bright|loud)\b|\bdimming\b"
)
"""Complaints that ask for less."""
_TOO_LITTLE = re.compile(
    r"\btoo (?:dim|dark|quiet|low|soft|faint|little|weak)\b|\b(?:can ?'?t|cannot|can not|hardly|barely|hard to|not) "
    r"(?:even |really )?(?:see|hear|read)\b|\bbrighten(?:ing)?\b"
)
"""Complaints that ask for more."""
UNMUTED = 50
"""Percent that `unmute` sets: audible, and nobody is startled."""

_ON = frozenset(
    [
        "on",
        "enable",
        "enabled",
        "activate",
        "activated",
        "true",
        "yes",
        "start",
        "started",
        "open",
        "active",
        "1",
        "unmute",
    ]
)
_OFF = frozenset(
    [
        "off",
        "disable",
        "disabled",
        "deactivate",
        "deactivated",
        "false",
        "no",
        "stop",
        "stopped",
        "close",
        "closed",
        "inactive",
        "0",
        "kill",
    ]
)


def normalise_level(span: str) -> Level:
    """Return `{"set": 0..100}` or `{"change": -100..100}`.

    Raises:
        ToolRetryError: No level, or one outside 0 to 100 percent.
    """
    text = with_digits(clean(span))
    complaint = bool(_TOO_LITTLE.search(text)) - bool(_TOO_MUCH.search(text))
    if complaint:
        return {"change": complaint * STEP_PERCENT}
    direction = (1 if _UP.search(text) else 0) - (1 if _DOWN.search(text) else 0)
    fraction = next((value for pattern, value in _FRACTIONS if pattern.search(text)), None)
    if fraction is not None:
        relative = direction and not _TARGET.search(text)
        return {"change": direction * fraction} if relative else {"set": fraction}
    ratio = _OUT_OF.search(text)
    if ratio:
        return _set(100 * float(ratio["part"]) / max(1, int(ratio["whole"])), span)
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) == 2 and _TARGET.search(text) and "from" in text:  # "from 50 down to 30"
        numbers = numbers[1:]
    if len(numbers) > 1:
        raise unclear(span, "one level; say it like 40 percent or louder")
    if numbers:
        return _number(numbers[0], text, direction, span)
    return _words(text, direction, span)


def _number(found: re.Match[str], text: str, direction: int, span: str) -> Level:
    amount = float(found["number"])
    sign = {"+": 1, "-": -1}.get(found["sign"] or "", 0)
    if sign:
        return _change(sign * amount, span)
    if direction and not _TARGET.search(text):
        return _change(direction * amount, span)
    return _set(amount, span)


def _words(text: str, direction: int, span: str) -> Level:
    if re.search(r"\bun-?mute\b", text):
        return {"set": UNMUTED}
    if re.search(r"\ball the way down\b", text):
        return {"set": 0}
    if _MOST.search(text):
        return {"set": 100}
    if _LEAST.search(text):
        return {"set": 0}
    if direction:
        step = _SMALL_STEP if _LITTLE.search(text) else _LARGE_STEP if _MUCH.search(text) else STEP_PERCENT
        return {"change": direction * step}
    raise unclear(span, "a level; say it like 40 percent, louder, half or max")


def _set(amount: float, span: str) -> Level:
    if not 0 <= amount <= 100:
        raise ToolRetryError(f'"{span.strip()}" is impossible: levels go from 0 to 100 percent')
    return {"set": round(amount)}


def _change(amount: float, span: str) -> Level:
    if not -100 <= amount <= 100:
        raise ToolRetryError(f'"{span.strip()}" is impossible: a level changes by 100 percent at most')
    return {"change": round(amount)}


def normalise_on_off(span: str) -> str:
    """Return `on` or `off`.

    Raises:
        ToolQuestionError: Neither, or both (`toggle`).
    """
    words = set(re.findall(r"[a-z]+|\d", clean(span)))
    on, off = bool(words & _ON), bool(words & _OFF)
    if on != off and "not" not in words and "don't" not in span.lower():
        return "on" if on else "off"
    raise ToolQuestionError("On or off?", parameter="state", choices=("on", "off"))
