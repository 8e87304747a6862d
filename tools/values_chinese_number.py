"""Chinese numbers: from their signs to integers and back. Knows nothing of times or units.

An own reader: the grammar is thirty lines, must be strict (a sign too many is no number) and must not guess.
"""

from __future__ import annotations

_SPOKEN = ("零〇", "一幺壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {sign: value for value, signs in enumerate(_SPOKEN) for sign in signs}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = (("亿", 10**8), ("万", 10**4))
_PLAIN = "零一二三四五六七八九"
NUMBER_SIGNS = "零〇一幺二两三四五六七八九十百千万亿"
"""Signs of spoken numbers, for patterns."""
MAX_NUMBER = 10**12 - 1


def read_number(text: str) -> int | None:
    """Return the number that the signs (or plain digits) mean, 0 to MAX_NUMBER; None if they are no whole number.

    `二零二六` and `一三八` are read digit by digit.
    """
    if text.isascii():
        return int(text) if text.isdecimal() and len(text) <= 12 else None
    if len(text) > 1 and all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text)) if len(text) <= 12 else None
    return _read(text, MAX_NUMBER + 1)


def _read(text: str, below: int) -> int | None:
    """Read a number that must be smaller than `below`."""
    for sign, size in _LARGE:
        if sign in text:
            left, _, right = text.partition(sign)
            high = _read(left, below // size)
            low = _tail(right, size, linked="零" if right.startswith(("零", "〇")) else "")
            return None if high is None or high == 0 or low is None else high * size + low
    return _read_small(text)


def _tail(text: str, below: int, *, linked: str) -> int | None:
    """Read what follows a large unit; a lone digit right behind it (`三万五`) counts its next smaller unit."""
    if not text:
        return 0
    if not linked and len(text) == 1 and text in _DIGITS:
        return _DIGITS[text] * below // 10
    value = _read(text[1:] if linked else text, below)
    return value if value is not None and 0 < value < below else None


def _read_small(text: str) -> int | None:
    """Read a number below ten thousand."""
    if text in ("零", "〇"):
        return 0
    total, digit, last, gap = 0, None, 10000, False
    for sign in text:
        if sign in _UNITS:
            unit = _UNITS[sign]
            if unit >= last or (digit is None and (unit != 10 or (total and not gap))) or digit == 0:
                return None
            total, digit, last, gap = total + (digit or 1) * unit, None, unit, False
        elif sign in "零〇":
            if gap or digit is not None or not total:
                return None
            gap = True
        elif sign in _DIGITS and digit is None:
            digit = _DIGITS[sign]
        else:
            return None
    if digit is None:
        return None if gap or not text else total
    if gap or last == 10 or not total:
        return total + digit
    return total + digit * last // 10  # `三百五` is 350


def write_number(number: int) -> str:
    """Return the usual Chinese words of 0 to MAX_NUMBER.

    Raises:
        ValueError: The number is outside that range.
    """
    if not 0 <= number <= MAX_NUMBER:
        raise ValueError(f"{number} is not between 0 and {MAX_NUMBER}")
    if number == 0:
        return "零"
    for sign, size in _LARGE:
        if number >= size:
            high, low = divmod(number, size)
            link = "零" if 0 < low < size // 10 else ""
            return f"{write_number(high)}{sign}{link}{write_number(low) if low else ''}"
    return _write_small(number)


def _write_small(number: int) -> str:
    words, gap = "", False
    for sign, unit in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if gap and words else "") + _PLAIN[digit] + sign
        gap = not digit and bool(words)
        if not number:
            break
    return words.removeprefix("一") if words.startswith("一十") else words
