"""In which order two wishes are done where the words turn it round: `A, but before that B`, `before you A, B`.

Knows words alone. What somebody is told to do first stays in the message.
"""

from __future__ import annotations

import re

from .phrases import POLITE, TELLING, begins_act, inside_quotes

_P = rf"(?:(?:{POLITE}),?\s+)*"
_FIRST_THAT = re.compile(
    r"\s*[,;.!—–-]?\s+(?:(?:but|and|though|only)\s+)?(?:(?:right |just )?before (?:that|this|you do(?: that| so| it)?"
    r"|doing (?:that|so|it))|(?:but|and) (?:first(?: of all)?|beforehand))[,:]?\s+(?:please\s+)?",
    re.IGNORECASE,
)
_AT_END = re.compile(
    r"^(?P<later>.+?)\s*[,;]?\s+(?:but|though)\s+(?P<sooner>.+?)\s+(?:first|before(?: that|hand))[.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE_YOU = re.compile(
    rf"^{_P}before you (?P<later>.+?)(?:,\s+|\s+(?=please ))(?:first\s+)?(?P<sooner>.+)$", re.IGNORECASE | re.DOTALL
)
_CHAINS = re.compile(r"\b(?:tell|ask|remind)\b\s+(?!me\b).+?\bto\s+\w+", re.IGNORECASE)
_FOR_READER = re.compile(
    r"(?:please )?(?:call|text|ring|phone|meet|message|write|sms|tell|let|send|give|wait for) (?:me|us)\b",
    re.IGNORECASE,
)


def turned_round(text: str) -> tuple[str, str] | None:
    """Return what is done first and what after it; None where the words are in the order of what they ask."""
    plain = text.strip()
    for found in _FIRST_THAT.finditer(plain):
        later, sooner = plain[: found.start()].strip(" ,;"), plain[found.end() :].strip()
        if not inside_quotes(plain, found.start()) and _are_two(later, sooner):
            return sooner, later
    for pattern in (_AT_END, _BEFORE_YOU):
        both = pattern.match(plain)
        if both is not None and _are_two(both["later"].strip(" ,;"), both["sooner"].strip(" ,;")):
            return both["sooner"].strip(" ,;"), both["later"].strip(" ,;")
    return None


def _are_two(later: str, sooner: str) -> bool:
    """Whether both are wishes to the phone, and the second no part of what the first says to somebody."""
    if not begins_act(later) or not begins_act(sooner) or re.match(r"(?i)go\b", sooner):
        return False
    said = ":" in later or _CHAINS.search(later) or _FOR_READER.match(sooner)
    return not (TELLING.match(later) and said)
