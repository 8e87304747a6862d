"""What a wish says shall not be done: `turn off wifi, and do not turn off bluetooth`. Knows words alone.

A prohibition is never an act of its own, and a call that would do what it names is refused. What a message or a note
says is no prohibition.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..tools.types import Risk, Tool, ToolCall
from .chinese import is_chinese
from .coverage_words import content_words, left_over

_NOT = r"(?:do\s+not|don['’]?t|must\s+not|mustn['’]?t|should\s+not|shouldn['’]?t|never)"
_OTHERWISE_MEANT = r"(?:disturb|forget|fail|hesitate|worry|bother|mind|let\s+me\s+forget|you\b|i\b)"
"""`don't forget to …` asks for it; `do not disturb` is a mode; `don't you …` asks."""
_BEGINS = re.compile(
    rf"^(?:(?:and|but|also|then|just|please|only)[\s,]+)*(?:you\s+)?{_NOT}\s+(?!{_OTHERWISE_MEANT})(?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_INSIDE = re.compile(
    rf"(?:(?<=[.!?;,])\s+|\s+(?:and|but)\s+)(?:(?:and|but|please|just)\s+)*{_NOT}\s+(?!{_OTHERWISE_MEANT})"
    r"(?P<what>[^.!?;,]+)",
    re.IGNORECASE,
)
_NOT_ZH = "(?:别|不要|不用|不许|勿)(?!扰|忘|打扰|担心)"
_BEGINS_ZH = re.compile(rf"^(?:但是?|不过|也|请|麻烦|先|千万|，|,)*{_NOT_ZH}(?P<what>.+)$")
_INSIDE_ZH = re.compile(rf"[，,。；;]\s*(?:但是?|不过|也|请|先|千万)*{_NOT_ZH}(?P<what>[^，,。；;]+)")
_FREE_KINDS = frozenset({"text", "query"})
"""Kinds of arguments that hold what a message or a note says."""
_HOW = re.compile(
    r"\b(?:vibrat\w*|ring\b|snooz\w*|beep\w*|repeat\w*|make (?:a |any )?(?:sound|noise)|notif\w*|remind\w*)",
    re.IGNORECASE,
)
"""How a thing shall not be: a call that cannot say so would leave it undone."""
_REACHING = {
    "text": "send_message", "message": "send_message", "sms": "send_message", "call": "call", "ring": "call",
    "phone": "call", "touch": "none",
}  # fmt: skip
"""Verbs of one tool each; the same words are names of other tools' arguments."""
_ANAPHORA = re.compile(r"\b(?:it|them|that|this|anything|yet|now|automatically|again|right away)\b", re.IGNORECASE)


def is_prohibition(wish: str) -> bool:
    """Whether a single wish only says what shall not be done."""
    return _begun(wish) is not None


def _begun(wish: str) -> re.Match[str] | None:
    text = wish.strip(" .!")
    return (_BEGINS_ZH if is_chinese(text) else _BEGINS).match(text)


def asks_for_nothing(wish: str) -> str:
    """Return what a wish that is nothing but a prohibition forbids; an empty text for other wishes."""
    begun = _begun(wish)
    return (
        ""
        if begun is None or len(re.split(r"[.!?;:,，。；：]\s*", wish.strip(" .!?。"))) > 1
        else begun["what"].strip()
    )


@lru_cache(maxsize=64)
def prohibitions(goal: str) -> tuple[str, ...]:
    """Return what a goal says shall not be done, without the `do not`, in the user's words."""
    begun = _begun(goal)
    if begun is not None:
        return (re.split(r"[.!?;,，。；]\s*", begun["what"].strip())[0].strip(),)
    inside = (_INSIDE_ZH if is_chinese(goal) else _INSIDE).finditer(goal)
    return tuple(found["what"].strip(" .!") for found in inside)


_TELLS = re.compile(
    r"^(?:please\s+|can you\s+)?(?:tell|text|message|write|send|sms|let|note|jot|remind|ask|answer|reply|say"
    r"|put down)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(r"\b(?:him|her|them)\b(?!.*\b(?:me|us|my)\b)", re.IGNORECASE)


def without_prohibitions(wish: str) -> str:
    """Return a wish without what it forbids beside what it asks; what a message or a note may say stays.

    After a message only a sentence about a third person, `don't text him yet`, is surely none of its words.
    """
    if is_chinese(wish):
        return wish
    telling = _TELLS.match(wish.strip()) is not None

    def drop(found: re.Match[str]) -> str:
        own_sentence = wish[: found.start()].rstrip()[-1:] in (".", "!", "?")
        keeps = telling and not (own_sentence and _OF_OTHERS.search(found["what"]))
        return found.group() if keeps else ""

    return _INSIDE.sub(drop, wish).strip(" ,") or wish


def broken(goal: str, call: ToolCall, tool: Tool) -> str:
    """Return which prohibition of the goal a call would break or could not keep; an empty text for none.

    Args:
        goal: All that the user asked.
        call: What is about to be done; its values may hold such words themselves.
        tool: The call's tool.
    """
    if tool.risk is Risk.OBSERVE or tool.kind != "goal":
        return ""
    values = [value for value in call.arguments.values() if value]
    texts = [call.arguments.get(p.name, "").casefold() for p in tool.parameters if p.kind in _FREE_KINDS]
    for what in prohibitions(goal):
        if any(what.casefold() in text for text in texts):
            continue
        if _HOW.match(what) or _is_of(what, values, tool):
            return what
    return ""


def _is_of(what: str, values: list[str], tool: Tool) -> bool:
    """Whether all that a prohibition names is what this call does."""
    state = next((v.casefold() for v in values if v.casefold() in ("on", "off")), "")
    said = re.search(r"\b(on|off)\b", what, re.IGNORECASE)
    if state and said is not None and said.group().casefold() != state:
        return False
    numbers = re.findall(r"\d+", what)
    if numbers and not set(numbers) & set(re.findall(r"\d+", " ".join(values))):
        return False
    names = re.findall(r"\b[A-Z]\w+", what)
    if names and not any(name.casefold() in " ".join(values).casefold() for name in names):
        return False
    verb = what.split()[0].casefold()
    if verb in _REACHING and not tool.name.startswith(_REACHING[verb]):
        return False
    plain = _ANAPHORA.sub(" ", what)
    return bool(content_words(plain)) and not left_over(plain, tool, values)
