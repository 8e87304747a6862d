"""Phone numbers as Android compares them.

Knows: which characters count and when two numbers are the same line. Does not know: countries' numbering plans.
"""

from __future__ import annotations

_MIN_MATCH = 7


def digits_of(number: str) -> str:
    """Return the digits and a leading plus; '+1 (415) 555-0101' gives '+14155550101'."""
    kept = "".join(c for c in number if c.isdigit() or c in "*#")
    return "+" + kept if number.strip().startswith("+") else kept


def normalized(number: str, country_code: str = "1") -> str:
    """Return the number in E.164 where that is plain: a plus is there, or ten digits, or the country code and ten."""
    digits = digits_of(number)
    if digits.startswith("+") or not digits.isdigit():
        return digits
    if len(digits) == 10:
        return f"+{country_code}{digits}"
    if len(digits) == 10 + len(country_code) and digits.startswith(country_code):
        return f"+{digits}"
    return digits


def min_match(number: str) -> str:
    """Return the last seven digits in reverse: the key of the phone_lookup table."""
    return "".join(c for c in digits_of(number) if c.isdigit())[-_MIN_MATCH:][::-1]


def same_number(one: str, other: str) -> bool:
    """Tell whether two written numbers reach the same line (loose comparison of PhoneNumberUtils)."""
    left, right = normalized(one).lstrip("+"), normalized(other).lstrip("+")
    if not left or not right:
        return False
    if left == right:
        return True
    short, long = sorted((left, right), key=len)
    return len(short) >= _MIN_MATCH and long.endswith(short.lstrip("0")) and len(long) - len(short) <= 3


def pretty(number: str) -> str:
    """Write a North American number as '(415) 555-0101'; any other stays as it is."""
    digits = normalized(number)
    if len(digits) == 12 and digits.startswith("+1") and digits[1:].isdigit():
        return f"({digits[2:5]}) {digits[5:8]}-{digits[8:]}"
    return number
