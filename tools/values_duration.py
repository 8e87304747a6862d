"""Lengths of time in English words, in seconds: `an hour and a half`, `2h 15m`. Knows no clock and no date."""

from __future__ import annotations

import re

from .types import ToolQuestionError, ToolRetryError
from .values_words import clean, unclear, with_digits

_UNITS: dict[str, int] = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_SMALLER = {"week": "day", "day": "hour", "hour": "minute", "minute": "second"}
_UNIT_WORD = (
    r"(?P<{0}>seconds?|secs?|s|minutes?|mins?|minuts?|m|hours?|hrs?|h|days?|d|weeks?|wks?|fortnights?)(?![a-z])"
)
_NUMBER = r"\d+(?:\.\d+)?"

_ITEM = re.compile(
    rf"""(?:
      (?P<part>half|1/2|(?:an? )?quarter|1/4|3[ -]quarters?|3/4)(?:[ -]of)?(?:[ -]an?)?[ -]?
      {_UNIT_WORD.format("unit_of_part")}
    | (?P<number>{_NUMBER})(?:[ ](?:and[ ](?:an?[ ])?)?(?P<fraction>half|quarter|1/2|1/4|3/4|3[ ]quarters))?[ -]?
      {_UNIT_WORD.format("unit")}
    | (?P<one>an?|the|single)[ ]{_UNIT_WORD.format("unit_of_one")}
    | (?P<couple>(?:an?[ ])?couple(?:[ ]of)?)[ ]{_UNIT_WORD.format("unit_of_couple")}
    )
    (?:\ and\ (?:an?\ )?(?P<plus>half|quarter)(?!\ (?:an?\ )?(?:hour|minute|second|min\b|hr\b|sec\b)))?
    (?:[ ]?(?:and[ ])?(?P<tail>\d{{1,2}})
      (?![\d.:]|[ -]?[a-z]*(?:sec|min|hour|hr|day|week|am\b|pm\b|s\b|m\b|h\b)|\ and\ a|\ (?:half|quarter)))?""",
    re.VERBOSE,
)
_COLON = re.compile(r"(?<![\d:])(\d{1,3}):(\d{2})(?::(\d{2}))?(?![\d:])")
_FRACTIONS = {"half": 0.5, "1/2": 0.5, "quarter": 0.25, "1/4": 0.25, "3/4": 0.75}
_VAGUE = re.compile(r"\b(?:few|some|several|many|bit|while|moment|ages|minutes?|hours?|seconds?|mins?|hrs?|secs?)\b")
MAX_DURATION_S = 30 * 86400
"""Longer spans are a mistake of hearing or reading, not a timer or a meeting."""


def normalise_duration(span: str) -> int:
    """Return the length in whole seconds, 1 to `MAX_DURATION_S`.

    Raises:
        ToolRetryError: The words are no length of time, or an impossible one.
        ToolQuestionError: A bare number (`10`) or a vague length (`a few minutes`).
    """
    text = with_digits(clean(span))
    if re.fullmatch(r"(?:the )?(?:whole|entire|all) day(?: long)?", text):
        return _UNITS["day"]
    colon = _COLON.search(text)
    if colon:
        scale = 60 if not colon[3] and re.match(r" ?h(?:ou)?rs?\b| ?h\b", text[colon.end() :]) else 1
        return _checked(_colon_seconds(colon, span) * scale, span)
    if re.fullmatch(rf"(?:for |about )?(?:{_NUMBER})", text):
        number = text.split()[-1]
        raise ToolQuestionError(
            f"{number} minutes, {number} seconds or {number} hours?",
            parameter="duration",
            choices=(f"{number} minutes", f"{number} seconds", f"{number} hours"),
        )
    seconds, rest = find_duration(text)
    if seconds is None:
        if _VAGUE.search(text):
            raise ToolQuestionError(
                "How long exactly?", parameter="duration", choices=("5 minutes", "10 minutes", "30 minutes")
            )
        raise unclear(span, "a length of time; say it like 10 minutes or 1 hour 30")
    if re.search(r"\d|\bminus\b|\bnegative\b|-$", rest) or _VAGUE.search(rest):
        raise unclear(span, f'a clear length of time: "{rest}" does not fit')
    return _checked(seconds, span)


def find_duration(text: str) -> tuple[float | None, str]:
    """Return the sum of all lengths in `text` (cleaned, with digits) and what is left; None if there is none."""
    text = re.sub(r"(?<=\d) 2nd\b|(?<=\ba) 2nd\b", " second", text)
    text = re.sub(r"\b(\d+) 1/2\b", lambda m: f"{m[1]}.5", text)
    total: float | None = None
    rest: list[str] = []
    position = 0
    for found in _ITEM.finditer(text):
        rest.append(text[position : found.start()])
        position = found.end()
        total = (total or 0.0) + _seconds(found)
    rest.append(text[position:])
    left = re.sub(r"\b(?:and|for|of|about|exactly|around|roughly|plus|a|an|the)\b|,", " ", " ".join(rest))
    return total, re.sub(r"\s+", " ", left).strip()


def _seconds(found: re.Match[str]) -> float:
    unit = _unit(next(value for key, value in found.groupdict().items() if key.startswith("unit") and value))
    size = 14 * 86400 if unit == "fortnight" else _UNITS[unit]
    if found["part"]:
        amount = _fraction(found["part"])
    elif found["number"]:
        amount = float(found["number"]) + (_fraction(found["fraction"]) if found["fraction"] else 0.0)
    else:
        amount = 2.0 if found["couple"] else 1.0
    if found["plus"]:
        amount += _fraction(found["plus"])
    tail = int(found["tail"]) * _UNITS[_SMALLER[unit]] if found["tail"] and unit in _SMALLER else 0
    return amount * size + tail


def _fraction(words: str) -> float:
    plain = re.sub(r"^an? ", "", words)
    if plain.startswith("3"):
        return 0.75
    return _FRACTIONS[plain]


def _unit(word: str) -> str:
    if word.startswith("fortnight"):
        return "fortnight"
    return {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week"}[word[0]]


def _colon_seconds(found: re.Match[str], span: str) -> int:
    first, middle, last = int(found[1]), int(found[2]), found[3]
    if middle > 59 or (last and int(last) > 59):
        raise unclear(span, "a length of time: minutes and seconds go up to 59")
    return first * 3600 + middle * 60 + int(last) if last else first * 60 + middle


def _checked(seconds: float, span: str) -> int:
    whole = round(seconds)
    if whole < 1:
        raise ToolRetryError(f'"{span.strip()}" is no time at all; a length must be at least one second')
    if whole > MAX_DURATION_S:
        raise ToolRetryError(f'"{span.strip()}" is longer than {MAX_DURATION_S // 86400} days')
    return whole
