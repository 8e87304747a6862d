"""What a sentence of the user tells, by the general forms: a fact or a preference, its key and its value.

Only statements: questions, orders, complaints about the phone and what others said tell nothing. Knows no rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from . import general as forms


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence tells: a fact or a preference with the key under which a newer one replaces it."""

    kind: Literal["fact", "preference"]
    key: str
    value: str


def wants_something(text: str) -> bool:
    """Whether a sentence asks or orders besides telling: it goes on to the tools."""
    return bool(forms.ORDER.search(text))


def read_told(text: str, *, the_too: bool = False) -> Told | None:
    """Return what a tidy sentence tells in one of the general forms; None for every other sentence.

    `the_too`: also `the X is Y` with any Y, as after `remember that`.
    """
    if wants_something(text):
        return None
    return _mine(text) or _placed(text) or _of_self(text) or _liked(text) or (_the(text) if the_too else None)


def _mine(text: str) -> Told | None:
    for pattern in (forms.MY_MOVED, forms.MY_IS, forms.MY_DOES, forms.NAME_S, forms.NAME_MY):
        found = pattern.match(text)
        if found and _is_thing(found["key"]) and not (pattern is forms.NAME_S and forms.NUMBER_OF.search(found["key"])):
            if pattern is forms.MY_DOES:
                return _does(found)
            value = _settled(found["value"])
            passing = pattern is not forms.MY_MOVED and _is_passing(found["key"], value)
            if passing:
                return None
            groups = found.groupdict()
            if groups.get("no"):
                instead = forms.INSTEAD.match(value)
                value = _settled(instead["value"]) if instead else f"not {value}"
            place = _is_place(found["value"], moved=groups.get("verb", "").casefold() in ("moved", "relocated"))
            return Told("fact", _key(found["key"], place=place), value)
    if (found := forms.CHANGED.match(text)) and _is_thing(found["key"]):
        return Told("fact", _one(_key(found["key"])), _settled(found["value"]))
    for pattern in (forms.MY_ZH, forms.MY_MOVED_ZH, forms.CHANGED_ZH, forms.IS_AT_ZH, forms.WHO_ZH, forms.OF_ZH):
        found = pattern.match(text)
        if found and not forms.PHONE_ZH.search(found["key"]) and not forms.WHEN_ZH.search(_key_zh(found["key"])):
            how = found.groupdict().get("is") or "是"
            value = found["value"].strip()
            if how.startswith("不"):
                instead = forms.INSTEAD_ZH.match(value)
                value = instead["value"] if instead else f"不是{value}"
            place = ("在" in how or how[0] in "搬移挪借交寄") and not forms.A_TIME_ZH.match(value)
            return Told("fact", _key_zh(found["key"], place=place), value)
    return None


def _does(found: re.Match[str]) -> Told | None:
    verb, value = found["verb"].casefold(), found["value"]
    if re.match(r"(?:to|a new|broke|been|gone|asked|already|just)\b", value, re.IGNORECASE):
        return None
    return Told("fact", f"{_key(found['key'])}: {verb}", _settled(value))


def _placed(text: str) -> Told | None:
    if found := forms.MOVED.match(text):
        return Told("fact", "home", _settled(found["value"]))
    found = forms.PUT.match(text)
    if found:
        thing = found["key"] or ("car" if found["verb"].casefold() in ("parked", "left") else "")
        if not thing or not _is_thing(thing, strict=False) or forms.A_TIME.match(found["value"]):
            return None
        return Told("fact", _key(thing, place=True), _settled(found["value"]))
    if (found := forms.THE_IN.match(text)) and _is_thing(found["key"]):
        return Told("fact", _key(found["key"], place=True), _settled(found["value"]))
    found = forms.PUT_ZH.match(text)
    if found and not forms.PHONE_ZH.search(found["key"]):
        return Told("fact", _key_zh(found["key"], place=True), found["value"].strip())
    return None


def _of_self(text: str) -> Told | None:
    for pattern, key in forms.SELF:
        if found := pattern.match(text):
            value = _settled(found["value"])
            rest = re.sub(
                r"^(?:\d+|(?:don't|do not|no longer|not|never|can't|cannot|stopped|gave up|given up"
                r"|quit)) ",
                "",
                value,
            )
            words = {name: said.casefold() for name, said in found.groupdict().items() if said}
            words |= {"value": value.casefold(), "rest": rest.casefold(), "whole": text.casefold()}
            return Told("fact", key.format(**words), value)
    return None


def _liked(text: str) -> Told | None:
    if (found := forms.LIKES.match(text) or forms.LIKES_ZH.match(text)) and not forms.NOT_LIKED.match(found["value"]):
        if forms.PHONE_ZH.search(found["value"]) and len(found["value"]) < 4:
            return None
        liked = _settled(found["value"])
        how = found["how"].casefold()
        if how.startswith("prefer"):
            return Told("preference", f"prefers {_head(liked)}", f"prefer {liked}")
        return Told("preference", f"likes {re.sub(r'^(?:to|the|an?) ', '', liked.casefold())}", f"{how} {liked}")
    found = forms.HABIT.match(text) or forms.HABIT_ZH.match(text)
    if found and not forms.NOT_HABIT.match(found["do"]):
        return Told("preference", _without_numbers(found["do"]), f"{found['how']} {found['do']}".casefold())
    return None


def _the(text: str) -> Told | None:
    found = re.match(rf"^the {forms.KEY} (?:is|are)(?: now)? (?P<value>\S.*)$", text, re.IGNORECASE)
    if found is None:
        return None
    return Told("fact", _key(found["key"], place=bool(forms.IS_PLACE.match(found["value"]))), _settled(found["value"]))


def _is_thing(key: str, *, strict: bool = True) -> bool:
    """Whether words name a thing or a person, and nothing of the phone itself."""
    words = [w.casefold() for w in key.replace("’", "'").split()]
    head = re.split(r" (?:at|in|on|for|of|to|with|from) ", " ".join(words))[0].split()[-1:]
    if words in (["favourite"], ["favorite"]):
        return False
    of_phone = strict and bool(head) and head[0] in forms.PHONE and not {"favourite", "favorite"} & set(words)
    return not (set(words) & forms.NO_KEY) and bool(head) and not of_phone


def _is_place(value: str, *, moved: bool = False) -> bool:
    """Whether a value says where; what `moved to` a day or an hour did not go anywhere."""
    if moved:
        return not forms.A_TIME.match(f"at {value}")
    return bool(forms.IS_PLACE.match(value) and not forms.A_TIME.match(value))


def _is_passing(key: str, value: str) -> bool:
    if forms.PASSING.match(value):
        return True
    known = set(key.casefold().split()) & forms.MAY_BE_DOING
    return bool(forms.DOING.match(value)) and not known


def _key(words: str, *, place: bool = False) -> str:
    """Return a key by which the same thing is the same: no case, no `new`, one number; places apart from names."""
    key = re.sub(r"^(?:my|our|the|an?|some) ", "", words.casefold().replace("’", "'"))
    key = re.sub(r"^(?:new|current|own|latest|next|regular|usual) (?=\w)", "", key)
    key = re.sub(r"'s name$| name is$", "", key)
    return f"{key}: place" if place and not key.endswith("address") else key


def _key_zh(words: str, *, place: bool = False) -> str:
    key = forms.SINCE_ZH.sub("", re.sub(r"^我(?:们|家)*的?|^们家?的?", "", words))
    key = re.sub(r"^(?:新的?|现在的|目前的)(?=\w)", "", key)
    return f"{key}: place" if place else key


def _one(key: str) -> str:
    """Return the name of one of several, as in `switched dentists`."""
    return key[:-1] if key.endswith("s") and not key.endswith(("ss", "us", "is")) else key


def _settled(value: str) -> str:
    """Return a value without words that only say that it is new."""
    shorter = re.sub(r",? (?:not|instead of|rather than|and not) [^,]+$", "", value.strip())
    return forms.NEWS.sub("", shorter).strip() or value.strip()


def _head(liked: str) -> str:
    """Return what a preference is about: `window seats on flights` -> `seat`."""
    first = re.split(r" (?:on|in|for|when|to|over|with|at|from|than|rather|instead|during|by)\b", liked.casefold())[0]
    last = (first.split() or [liked])[-1]
    return last[:-1] if last.endswith("s") and not last.endswith("ss") else last


def _without_numbers(text: str) -> str:
    """Return a rule's words by which it is the same rule with another number."""
    shorter = re.sub(r"\d+(?:[.:]\d+)*|[零一二三四五六七八九十百]{2,}", "#", text.casefold())
    return re.sub(r"\s+", " ", shorter).strip()[:60]


def rule_key(text: str) -> str:
    """Return the key of a general rule (`always keep the volume at 20 percent`): its words without numbers."""
    return _without_numbers(re.sub(r"^(?:to )?", "", text))
