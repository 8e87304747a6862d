"""A question that what follows hangs on: `did Bob write today? If so, …`, `check whether C; if not, …`, `C? Then …`.

Gives the condition as a statement, which `conditions` reads. Knows words alone; whom a message asks is not seen here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .conditions import Around, read_condition
from .phrases import POLITE, begins_act, inside_quotes

_P = rf"(?:(?:{POLITE}),?\s+)*"
_WHO = r"(?:it|he|she|they|there|i|you|we|that|this)"
_DOES = r"(?:is|are|was|were|do|does|did|have|has|had|am|will|can)"
_NONE = rf"{_DOES}(?:n['’]t| not)|cannot|can['’]t|won['’]t"
_REST = r"(?: (?:have )?(?:one|any|it|some)| (?:so|yet|there|already|the case|true))?"
YES = (
    rf"(?:if (?:so|yes|yeah|yep|true|that['’]s (?:so|true|the case)|(?!you\b){_WHO} {_DOES}{_REST})"
    r"|in (?:that|this|which) case)"
)
NO = (
    rf"(?:if (?:not|no|{_WHO} (?:{_NONE}){_REST}|(?:it|he|she|that|there)['’]s not{_REST}|i['’]m not"
    rf"|(?:they|we|you)['’]re not)|otherwise|or else)"
)
_LINK = re.compile(
    rf"(?P<gap>\s*[?.;!]+\s+|\s*,\s+|\s+[—–-]+\s+|\s+(?=(?:and|but|if|otherwise)\b))(?:(?:and|but|then|so|well)\s+)*"
    rf"(?:(?P<yes>{YES})|(?P<no>{NO}))\b(?:\s*[,:]\s*|\s+)(?:(?:then|just|please),?\s+)*",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\b(?:so|not|yes|no|case|otherwise)\b[\s,:]*$", re.IGNORECASE)
_THEN = re.compile(r"(?P<gap>\?\s+)(?:and\s+)?then,?\s+(?:please\s+)?", re.IGNORECASE)
ALONE = re.compile(
    rf"^(?:(?:and|but|then|so|well),?\s+)*(?:(?P<yes>{YES})|(?P<no>{NO}))\b(?:\s*[,:]\s*|\s+)(?:(?:then|just|please),?\s+)*"
    r"(?P<act>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_CHECKS = re.compile(
    rf"^{_P}(?:check|see|look|find out|verify|make sure|ensure|tell me|let me know|have a look|take a look)"
    r"(?: for me| and see| up)?,?\s+(?:whether|if|that|to see (?:if|whether)|(?<=sure )(?=i\b|my\b|there\b|the\b))\s*",
    re.IGNORECASE,
)
_AUX = re.compile(
    r"^(?P<aux>is|are|was|were|am|do|does|did|has|have|had|will|would|can|could|should)\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_OPEN = re.compile(
    r"^(?:any|anything|anyone|anybody|someone|got|isn['’]t|aren['’]t|didn['’]t|hasn['’]t)\b", re.IGNORECASE
)
_LEADS = re.compile(rf"^{_P}(?:if|unless|in case|when|once|as soon as|whenever|after|until|wait)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question and what hangs on it."""

    condition: str
    """As a statement, where the words allow it."""
    holds: bool
    """Whether the first act is for `yes`."""
    acts: str
    at: int
    """Where the acts begin in the text."""


def read_follow_up(text: str) -> FollowUp | None:
    """Return the question with which a text begins, and what hangs on it; None for any other text."""
    for found in sorted((*_LINK.finditer(text), *_THEN.finditer(text)), key=lambda m: m.start()):
        asked = text[: found.start()].strip()
        if not asked or _LEADS.match(asked) or inside_quotes(text, found.start()):
            return None
        condition = _question(asked, "?" in found["gap"])
        if condition is None or re.search(r"[.?!;]\s", re.sub(r"(?i)\b(?:dr|mr|mrs|ms)\.", "", asked)):
            return None
        if not begins_act(text[found.end() :]) and (found["gap"].isspace() or not _PLAIN.search(found.group())):
            continue
        return FollowUp(condition, found.groupdict().get("no") is None, text[found.end() :].strip(), found.end())
    return None


def _question(asked: str, marked: bool) -> str | None:
    """Return what is asked as a statement; None for words that ask the phone nothing."""
    checks = _CHECKS.match(asked)
    if checks is not None:
        return asked[checks.end() :].strip(" ,.?")
    plain = asked.strip(" ,.?")
    if (aux := _AUX.match(plain)) is not None:
        return None if re.match(r"(?i)(?:can|could|would|will) you\b", plain) else _statement(aux["aux"], aux["rest"])
    if _OPEN.match(plain) or (marked and _known(plain)):
        ways = (plain, re.sub(r"(?i)^got ", "I have ", plain), f"there is {plain}")
        return next((way for way in ways if _known(way)), plain)
    return None


def _statement(verb: str, rest: str) -> str:
    """Return `the wifi is on` of `is` and `the wifi on`: the first order of the words that can be read."""
    if re.fullmatch(r"(?i)do|does|did", verb):
        return rest
    words = rest.split()
    orders = [" ".join([*words[:n], verb.lower(), *words[n:]]) for n in range(1, min(len(words), 9) + 1)]
    return next((order for order in orders if _known(order)), f"{verb} {rest}")


def _known(words: str) -> bool:
    return read_condition(words, Around(person="him", act="alarm")) is not None
