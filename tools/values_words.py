"""The first step of every value: the user's words in one plain spelling, number words as digits. Knows no kinds."""

from __future__ import annotations

import re
import unicodedata

from .types import ToolRetryError

MAX_SPAN_CHARS = 300
"""A time, a level or a number never needs more words; texts have their own limit."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "½": " 1/2"})
_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\b([ap])\s?\.\s?m\b\.?", r"\1m"),
        (r"(?<=\d)([ap])\b(?!')", r" \1m"),
        (r"(?<=\d)([ap]m)\b", r" \1"),
        (r"\b([ap]) m\b", r"\1m"),
        (r"\bo[' ]?\s?clock\b", "oclock"),
        (r"\bmid[- ]day\b", "midday"),
        (r"\bmid[- ]night\b", "midnight"),
        (r"\bto[- ](day|night|morrow)\b", r"to\1"),
        (r"\b(?:tomm?orr?ow|tmrw|tmr|2morrow)\b", "tomorrow"),
        (r"\btonite\b", "tonight"),
        (r"\bweek[- ](end|day)(s?)\b", r"week\1\2"),
        (r"\bper ?cent\b", "percent"),
        (r"%", " percent "),
        (r"\bhalf[- ]past\b", "half past"),
        (r"\bquarter[- ](to|past|of|after|till|til)\b", r"quarter \1"),
    )
)


def clean(span: str) -> str:
    """Return the span in lower case, one spelling for marks and usual variants, single spaces.

    Raises:
        ToolRetryError: The span is empty or far too long.
    """
    if len(span) > MAX_SPAN_CHARS:
        raise ToolRetryError(f"that is {len(span)} characters long; at most {MAX_SPAN_CHARS} are understood here")
    text = unicodedata.normalize("NFKC", span.translate(_QUOTES)).translate(_QUOTES).lower()
    for pattern, replacement in _SPELLINGS:
        text = pattern.sub(replacement, text)
    text = re.sub(r"[!?;\"()\[\]]", " ", text)
    text = re.sub(r"[.,](?=\s|$)", " ", text)
    text = re.sub(r"\s+", " ", text).strip(" .,")
    if not text:
        raise ToolRetryError("nothing was said here")
    return text


def with_digits(text: str) -> str:
    """Return `text` with cardinal and ordinal number words as digits: `twenty first` -> `21st`, `six thirty` -> `6 30`.

    `o` and `oh` between digits count as zero: `seven oh five` -> `7 05`.
    """
    from text_to_num import alpha2digit

    joined = re.sub(r"\b([a-z]+)-(?=[a-z])", r"\1 ", text)
    digits = alpha2digit(joined, "en", threshold=0)
    digits = re.sub(r"\b(?:oh|o) (?=\d\b)", "0", digits)
    return re.sub(r"\bpoint (\d+)", r"0.\1", digits)


def unclear(span: str, expected: str) -> ToolRetryError:
    """Return the error for words that carry no value of the expected kind."""
    return ToolRetryError(f'"{span.strip()}" is not {expected}')
