"""Caps of one `ainos eval run`: how long it may begin new episodes, and what they may cost together.

An episode under way is finished, within its own limits. Knows episodes' receipts; no phones, no workers.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .record import Episode

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0}
_TIME = re.compile(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?")


class CapReached(Exception):  # noqa: N818  # an end that was asked for
    """No new episode may begin; the text says which cap is used up."""


@dataclass(frozen=True, slots=True)
class Caps:
    """What one call of the command may use; None: no cap."""

    seconds: float | None = None
    usd: float | None = None
    """Of model servers, by the receipts."""
    tokens: int | None = None
    """In and out of all models, by the receipts."""


def seconds_of(text: str) -> float:
    """Return the seconds of `90`, `90s`, `10m`, `1h30m`; ValueError for anything else."""
    found = _TIME.fullmatch(text.strip().lower())
    if found is None or not any(found.groups()):
        raise ValueError(f"{text!r} is no time; write 90s, 10m or 1h30m")
    seconds = sum(float(part) * unit for part, unit in zip(found.groups(), _UNITS.values(), strict=True) if part)
    if seconds <= 0:
        raise ValueError(f"{text!r} leaves no time")
    return seconds


@dataclass(slots=True)
class Spent:
    """What this call has used so far, against its caps."""

    caps: Caps = Caps()
    usd: float = 0.0
    tokens: int = 0
    now: Callable[[], float] = time.monotonic
    began: float = field(default=0.0)

    def __post_init__(self) -> None:
        self.began = self.now()

    def add(self, episode: Episode) -> None:
        """Count an episode that has ended."""
        self.usd += float(episode.receipt.get("usd", 0) or 0)
        self.tokens += sum(int(count) for count in (episode.receipt.get("tokens") or {}).values())

    def reached(self) -> str:
        """Return which cap is used up, in words; empty while a new episode may begin."""
        caps = self.caps
        if caps.seconds is not None and self.now() - self.began >= caps.seconds:
            return f"the time of {told(caps.seconds)} is used up"
        if caps.usd is not None and self.usd >= caps.usd:
            return f"${self.usd:.2f} of ${caps.usd:.2f} are used up"
        if caps.tokens is not None and self.tokens >= caps.tokens:
            return f"{self.tokens:,} of {caps.tokens:,} tokens are used up"
        return ""


def told(seconds: float) -> str:
    """Return a time in words, such as `1 h 30 m`."""
    whole = round(seconds)
    parts = [(whole // 3600, "h"), (whole % 3600 // 60, "m"), (whole % 60, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or f"{seconds:g} s"
