"""Amounts of money: how apps write them and read what was typed.

Knows: dollars and cents. Does not know: what is paid for.
"""

from __future__ import annotations

import re

_AMOUNT = re.compile(r"\d{1,9}([.,]\d{0,2})?|[.,]\d{1,2}")


def money(cents: int) -> str:
    """Write an amount as '$1,417.50', a negative one as '-$3.20'."""
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}${cents // 100:,}.{cents % 100:02d}"


def cents_of(typed: str) -> int | None:
    """Read an amount such as '417.55' or '12'; None when it is none."""
    words = typed.strip()
    if not _AMOUNT.fullmatch(words):
        return None
    whole, _, part = words.replace(",", ".").partition(".")
    return int(whole or 0) * 100 + int(part.ljust(2, "0") or 0)
