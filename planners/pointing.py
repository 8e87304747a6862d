"""Wishes to tell or note what their words only point at (`let Bob know how much battery I have left`), with no value.

Where the plan takes no value for it, such a wish ends in an honest refusal: its own words are never sent or written.
Knows words alone.
"""

from __future__ import annotations

import re

from ..tools.types import ToolCall
from ..tools.values_pointing import lets_know, only_points, pointed_at, without_hint, without_way
from .frames import is_person, recipients
from .phrases import POLITE, compiled

NOT_FOUND_OUT = "I could not find out"
"""How the refusal begins."""
_P = rf"(?:(?:{POLITE}),?\s+)*"
_TELLS = (
    rf"{_P}(?:text|send|tell|message|write|sms|give|forward|pass|inform|notify|let|reply to|answer|drop|shoot"
    r"|send a (?:text|message) to|write to)(?: to| back)? (?P<rest>.+)"
)
_TO_LAST = rf"{_P}(?:send|text|forward|write|pass)(?: on)? (?P<value>.+?)(?: on)? to (?P<to>[\w.’' -]+)"
_NOTES = (
    rf"{_P}(?:note(?: down)?|(?:write|jot|take|put) down|(?:make|take|write|add"
    rf"|create) (?:me )?an? (?:new )?note (?:of|with|about))"
    r" (?P<value>.+)"
)
_COPIES = (
    rf"{_P}(?:add|put|enter|save|copy|import|transfer|log|record) (?:all |each |every one )?(?:of )?"
    r"(?P<value>(?:the|these|those|my) (?:[\w-]+ ){1,3}"
    r"(?:from|listed in|written in|that (?:are|is|stand)|which (?:are|is)) .+?)"
    r" (?:to|into) (?:the |my )?(?P<to>.+)"
)
"""`add the recipes from recipes.txt to the recipe app`: what is to be added stands elsewhere."""
_TELLS_ZH = r"(?:请|麻烦|帮我)*(?:告诉|通知|转告)(?!我)(?P<value>[^：:，,说]+)"
_MANY_FROM = re.compile(r"(?i)\w+ (?:[\w-]+ ){0,2}[\w-]+s (?:from|listed|written|that|which)\b|.*\bfrom\b.*\.\w{2,4}\b")
_TEXT_ARGUMENTS = ("text", "body", "message")


def told_words(wish: str) -> str:
    """Return what a wish wants told or noted and only points at; an empty text for any other wish."""
    plain = wish.strip().rstrip(" .!?")
    if wish.strip().endswith(("?", "？")):
        return ""
    if (found := compiled(_TELLS_ZH).fullmatch(plain)) is not None and only_points(found["value"]):
        return _shown(found["value"])
    if (found := compiled(_TELLS).fullmatch(plain)) is not None:
        for to, value in recipients(found["rest"]):
            said = without_way(re.sub(r"(?i)^(?:know|with)\s+", "", without_way(value)))
            if is_person(to) and ":" not in to and only_points(said, knowing=lets_know(plain)):
                return _shown(said)
    if (found := compiled(_TO_LAST).fullmatch(plain)) is not None and only_points(found["value"]):
        return _shown(found["value"]) if is_person(found["to"]) else ""
    if (found := compiled(_NOTES).fullmatch(plain)) is not None and only_points(found["value"], note=True):
        return _shown(found["value"])
    if (found := compiled(_COPIES).fullmatch(plain)) is not None and _MANY_FROM.match(found["value"]):
        return _shown(found["value"])
    return ""


def unread_value(wish: str, call: ToolCall) -> str:
    """Return what a call would send or write that its wish only points at; an empty text where it says it itself.

    Args:
        wish: What the model read: with stand-ins for the values that the plan has read.
        call: As it was decided from these words.
    """
    told = told_words(wish)
    if told:
        return told
    note = call.tool == "add_note"
    if not note and call.tool != "send_message":
        return ""
    texts = [call.arguments[name] for name in _TEXT_ARGUMENTS if call.arguments.get(name)]
    return next((words for text in texts if (words := pointed_at(wish, text, note=note))), "")


def refusal(words: str) -> str:
    """Return the sentence for a wish whose value was not found: what was not done, and how to say it otherwise."""
    return f"{NOT_FOUND_OUT} “{words}”; nothing was sent or written. To send these very words, put them after a colon"


def _shown(value: str) -> str:
    return without_hint(without_way(value))[0].strip(" .!")
