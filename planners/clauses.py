"""Where a condition stands in what was said, and what hangs on it: `if C, A, otherwise B`, `A unless C`, `when C, A`.

What a message, a note or a title says is never taken apart: a condition inside it is part of it. Knows words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .chinese import read_chinese
from .conditions import Around, read_condition
from .follow_ups import ALONE, NO, YES, read_follow_up
from .phrases import NOTING, POLITE, SWITCHES, TELLING, begins_act, ends_short, inside_quotes

How = Literal["if", "unless", "wait"]


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition and the acts that hang on it, all in the user's words."""

    how: How
    condition: str
    act: str
    otherwise: str = ""


_LEAD = re.compile(
    rf"^(?:(?:{POLITE}|and|then|also|but|only),?\s+)*(?P<word>if|unless|in case|when(?:ever)?|once|as soon as|after"
    rf"|(?:wait )?(?:until|till)"
    r"|provided(?: that)?)\s+",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:you (?:can|could|want|like|please|wish|don't mind|do not mind|would|have (?:a moment|time))|possible"
    r"|necessary|needed|need be"
    r"|that's (?:ok(?:ay)?|fine|possible)|it's (?:ok(?:ay)?|possible|not too much trouble)|i may|i might|not|so"
    r"|only|any"
    r"|anything|at all|applicable)\b",
    re.IGNORECASE,
)
"""Goes on from `if` where nothing is made to depend on it."""
_QUESTION = re.compile(
    r"(?:is|are|was|were|do|does|did|will|can|could|should|shall|would|has|have|had|am)\b", re.IGNORECASE
)
_LINK = re.compile(
    r"(?:that|this|that's|it(?! is \d)|you|more|again|(?:you|i) ?(?:'re|'m|are|am)? (?:done|finished|ready))\b.{0,20}$",
    re.IGNORECASE,
)
_FIRM = ("if", "unless", "in case")
_REQUEST = re.compile(r"\b(?:can|could|would|will) you\b", re.IGNORECASE)
"""A question that is a wish all the same."""
_COMMA = re.compile(r"\s*,\s+(?:then\s+|and then\s+|please\s+)*|\s+(?:and\s+)?then\s+|\s*:\s+", re.IGNORECASE)
_OTHERWISE = re.compile(
    rf"\s*[,;.]?\s+(?:and\s+|but\s+)?(?:else|{NO})\b[,:]?\s+(?:then\s+|just\s+)?",
    re.IGNORECASE,
)
_IF_SO = re.compile(rf"\s*[,;.]?\s+(?:and\s+|but\s+)?{YES}\b[,:]?\s+(?:then\s+|just\s+)?", re.IGNORECASE)
_NOTHING = re.compile(
    r"[,;.]?\s+(?:otherwise|else|if not)[,]?\s+(?:do nothing|don't(?: do anything)?|leave it(?: as it is| alone)?"
    r"|skip it|nothing|forget it)[.!]?$",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"\s*,?\s+(?:but only |only )?(?P<word>if|unless|in case|when|once|as soon as|provided(?: that)?)\s+", re.IGNORECASE
)
_WANTS_TO_KNOW = re.compile(
    rf"^(?:{POLITE},?\s+)*(?:ask|check|see|look(?: up)?|find(?: out)?|tell me|let me know|show me|know|wonder"
    rf"|remember|read"
    r"|search|what|who|which|how|where|why|do|does|did|is|are|was|were)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:called|named|titled|saying|says|labell?ed)(?:\s+\S+){0,2}$|\b(?:as|even|what|for|from|until|of)$",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(
    r"\b(?:the|a|an|my|your|his|her|its|their|our|any|no|some|this|that|each|every|to|missed|new|unread|last|next|phone"
    r"|not|i|you|we|they|he|she|it|is|are|was|and|or|of|in|on|at|for|with|can|will|would|could|should|did|does|do"
    r"|must)$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:for|at|to|in|by)\b(?!.*\b(?:for|at|to|in|by)\b)", re.IGNORECASE)


def read_clause(text: str) -> Clause | None:
    """Return the condition that a wish hangs on; None where it hangs on none, or only its message speaks of one."""
    plain = text.strip().rstrip(" .!")
    return read_chinese_clause(plain) or _asked_first(plain) or _leading(plain) or _trailing(plain)


def read_chinese_clause(text: str) -> Clause | None:
    """Return the condition of a Chinese wish."""
    found = read_chinese(text)
    return Clause(*found) if found is not None else None


def leads(text: str) -> bool:
    """Return whether a text begins with a condition that a wish hangs on."""
    plain = text.strip()
    bare = plain.rstrip(" .!")
    return bool(_asked_first(bare) or _leading(bare) or read_chinese_clause(plain))


SO = "so"
"""The condition of a clause that says `if so` alone: what was asked before it."""


def _asked_first(text: str) -> Clause | None:
    """Return the condition of `is it C? If so, A`, and of `if so, A` alone."""
    asked, alone = read_follow_up(text), ALONE.match(text)
    if asked is not None and begins_act(asked.acts):
        return _hanging(asked.condition, asked.acts, holds=asked.holds)
    if alone is not None and begins_act(alone["act"]):
        return _hanging(SO, alone["act"], holds=alone["no"] is None)
    return None


def _hanging(condition: str, acts: str, *, holds: bool) -> Clause:
    act, otherwise = _apart(acts) if holds else _apart(acts, _IF_SO)
    return Clause("if" if holds else "unless", condition, act, otherwise)


_WAITS = re.compile(
    rf"(?:(?:{POLITE}),?\s+)*wait (?:until|till|for|(?:another )?(?:\d+|an?|half|two|three|five|ten) )", re.IGNORECASE
)


def opens(text: str) -> bool:
    """Return whether a text begins with `if` or the like, though where its condition ends is not clear."""
    if read_follow_up(text.strip()) is not None or ((alone := ALONE.match(text.strip())) and begins_act(alone["act"])):
        return True
    waits = _WAITS.match(text.strip())
    if waits is not None and any(begins_act(text[cut.end() :]) for cut in _COMMA.finditer(text)):
        return True
    lead = _LEAD.match(text.strip())
    if lead is not None:
        firm = lead["word"].lower() in _FIRM
        asks = "?" in text and not _REQUEST.search(text)
        return firm and not asks and not _COURTESY.match(text.strip()[lead.end() :])
    return bool(re.match(r"如果|要是|假如|除非|倘若|万一", text.strip()))


def otherwise_begins(text: str) -> bool:
    """Return whether a text goes on from a condition before it: `otherwise …`."""
    return bool(_OTHERWISE.match(f" {text}"))


_CHANGES = re.compile(r"\b(?:drops|falls|gets|goes|sinks|rises|climbs|reaches|turns|becomes)\b", re.IGNORECASE)
_TELL_ME = re.compile(
    rf"^(?P<act>(?:(?:{POLITE}),?\s+)*(?:(?:notify|alert|tell|warn|inform|ping) me|let me know))\s+(?P<word>when"
    rf"|once|as soon as|if)\s+(?P<condition>.+)$",
    re.IGNORECASE,
)


def _told_when(text: str) -> Clause | None:
    """Return `tell me when Bob answers` as a wait; `tell me when Bob called` asks for a time."""
    found = _TELL_ME.match(text)
    known = read_condition(found["condition"], Around(person="him")) if found is not None else None
    if found is None or known is None or known.call is None:
        return None
    if found["word"].lower() == "if":  # `let me know if Mum texts`; what is so already is a question
        return Clause("wait", found["condition"], found["act"]) if known.happens else None
    state = known.kind in ("is", "below", "above") and known.call.tool != "get_time"
    if known.happens or state or found["word"].lower() != "when":
        return Clause("wait", found["condition"], found["act"])
    return None


def _how(word: str, condition: str) -> How:
    word = word.lower()
    if word == "unless":
        return "unless"
    if word in ("once", "as soon as", "after") or re.match(r"(?:wait )?(?:until|till)", word):
        return "wait"
    known = read_condition(condition, Around(person="him"))
    if word.startswith("when") and known is not None and _CHANGES.search(condition):
        return "wait"
    return "wait" if known is not None and known.happens else "if"


# ---------------------------------------------------------------- the condition comes first


def _leading(text: str) -> Clause | None:
    lead = _LEAD.match(text)
    if lead is None or (text.endswith("?") and not _REQUEST.search(text)):
        return None
    word, rest = lead["word"], text[lead.end() :]
    if _COURTESY.match(rest) or (
        word.lower() not in _FIRM and (_QUESTION.match(rest) or _LINK.match(_until_comma(rest)))
    ):
        return None
    cut = _cut(rest, needs_known=bool(re.match(r"(?i)after|until|till|wait", word)))
    if cut is None:
        return None
    condition, acts = cut
    act, otherwise = _apart(acts)
    return Clause(_how(word, condition), condition, act, otherwise)


def _until_comma(text: str) -> str:
    return text.partition(",")[0]


def _cut(text: str, *, needs_known: bool) -> tuple[str, str] | None:
    """Cut the condition from the act: at a comma, else before the verb with which an act begins."""
    commas = [(text[: m.start()], text[m.end() :]) for m in _COMMA.finditer(text) if not inside_quotes(text, m.start())]
    commas = [(left, right) for left, right in commas if left.strip() and begins_act(right)]
    spaces = [(text[: m.start()], text[m.end() :]) for m in re.finditer(r"\s+", text) if m.start() > 3]
    spaces = [(left, right) for left, right in spaces if begins_act(right) and not ends_short(left)]
    known = next((cut for cut in (*commas, *spaces) if _is_known(cut[0])), None)
    if known is not None or needs_known:
        return known
    unsure = [cut for cut in spaces if not _NOUN_BEFORE.search(cut[0]) and "," not in cut[0]]
    return next(iter((*commas, *unsure)), None)


def _is_known(condition: str) -> bool:
    return read_condition(condition, Around(person="him", act="alarm")) is not None


def _apart(acts: str, word: re.Pattern[str] = _OTHERWISE) -> tuple[str, str]:
    """Return the acts, and those for when the condition does not hold."""
    if nothing := _NOTHING.search(acts):
        return acts[: nothing.start()].strip(" ,;."), ""
    for found in word.finditer(acts):
        act, otherwise = acts[: found.start()].strip(" ,;."), acts[found.end() :].strip()
        if not act or inside_quotes(acts, found.start()):
            continue
        if begins_act(otherwise) or _WANTS_TO_KNOW.match(otherwise):
            return act, otherwise
        if (borrowed := _with_verb(act, otherwise)) is not None:
            return act, borrowed
    return acts.strip(), ""


def _with_verb(act: str, otherwise: str) -> str | None:
    """Return `set an alarm for 6:30` of `set an alarm for 5:30` and `for 6:30`."""
    place = _PLACE.search(act)
    if place is None or TELLING.match(act) or NOTING.match(act):
        return None
    begins = re.match(rf"{place.group()}\s", otherwise, re.IGNORECASE)
    if begins or re.match(r"\d|(?:the|my) ", otherwise):
        return act[: place.start()] + (otherwise if begins else f"{place.group()} {otherwise}")
    return None


# ---------------------------------------------------------------- the condition comes last


def _trailing(text: str) -> Clause | None:
    if (told := _told_when(text)) is not None:
        return told
    if not (begins_act(text) or _SWITCHED.match(text)) or _WANTS_TO_KNOW.match(text) or TELLING.match(text):
        return None
    for found in _TRAIL.finditer(text):
        act, condition, word = text[: found.start()].strip(), text[found.end() :].strip(), found["word"].lower()
        if inside_quotes(text, found.start()) or _COURTESY.match(condition) or _TITLE.search(act):
            continue
        condition, _, otherwise = _with_otherwise(condition)
        known = read_condition(condition, Around(person="him", act=act)) is not None
        doubtful = NOTING.match(act) or ":" in act or (word not in _FIRM and _AT_A_TIME.match(act))
        if (known and not _REMINDS.match(act)) or not doubtful:
            return Clause(_how(word, condition), condition, act, otherwise)
    return None


_SWITCHED = re.compile(rf"(?:the |my )?(?:{'|'.join(SWITCHES.values())}) (?:on|off)\b", re.IGNORECASE)
_AT_A_TIME = re.compile(
    rf"^(?:{POLITE},?\s+)*(?:wake|get me up|keep|stop|let|use|leave|hold|make|find|lock|(?:set|put|start|make"
    rf"|create|add)\b.*\b(?:alarm|timer)\b)",
    re.IGNORECASE,
)
"""Begins a wish of which `when …` may be the time."""
_REMINDS = re.compile(rf"^(?:{POLITE},?\s+)*remind\b", re.IGNORECASE)


def _with_otherwise(condition: str) -> tuple[str, str, str]:
    for found in _OTHERWISE.finditer(condition):
        rest = condition[found.end() :].strip()
        if begins_act(rest) or _WANTS_TO_KNOW.match(rest):
            return condition[: found.start()].strip(" ,;."), found.group(), rest
    return condition, "", ""


# ---------------------------------------------------------------- where conditions stand among several wishes

_BEGINNING = re.compile(
    r"(?P<strong>\s*[.!?;]\s+(?:(?:and|but|then|also)[,]?\s+)*|\s*,\s+(?:and\s+|but\s+)?(?:then|also)\s+|\s+(?:and "
    r")?then\s+)"
    r"|(?P<weak>\s*,\s+(?:(?:and|but)\s+)?|\s+(?:and|but)\s+)",
    re.IGNORECASE,
)
_END = re.compile(r"\s*[.!?;]\s+")
_WORD = re.compile(r"(?:if|unless|in case|when(?:ever)?|once|as soon as|after)\s", re.IGNORECASE)
_HEARER = re.compile(
    r"\b(?:you|your|you're|you'll)\b|\b(?:call|text|ring|phone|write|message|tell) me\b", re.IGNORECASE
)


def chunks(goal: str) -> Iterator[tuple[str, bool]]:
    """Give the pieces of a goal in order, and whether each is a condition with all that hangs on it.

    A piece that is none still has to be split into single wishes.
    """
    start = 0
    while start < len(goal):
        found = _next_clause(goal, start)
        if found is None:
            yield goal[start:].strip(), False
            return
        before, begin, end = found
        if goal[start:before].strip(" ,;."):
            yield goal[start:before].strip(" ,;"), False
        yield goal[begin:end].strip(), True
        start = end


def _next_clause(goal: str, start: int) -> tuple[int, int, int] | None:
    """Return where the text before a condition ends, where that begins, and where what hangs on it ends."""
    for before, begin, strong in _beginnings(goal, start):
        if inside_quotes(goal, begin):
            continue
        if (asked := read_follow_up(goal[begin:])) is not None:
            end = _sentence_end(goal, begin + asked.at)
            if not (goal[start:before].strip() and _belongs_to_message(goal[start:before], asked.acts, strong)):
                return before, begin, end
            continue
        alone = ALONE.match(goal[begin:])
        if (alone is None and not _WORD.match(goal[begin:])) or (alone and _answers(goal[start:before])):
            continue
        end = _sentence_end(goal, begin)
        piece, left = goal[begin:end], goal[start:before]
        if not leads(piece) or (left.strip() and _belongs_to_message(left, piece, strong)):
            continue
        return before, begin, end
    return None


_OWN_QUESTION = re.compile(r":[^:]*$")


def _answers(left: str) -> bool:
    """Whether `if not` after these words is their own: of a condition at their end, of what a message asks."""
    said = left.strip(" ,.;?")
    speaks = TELLING.match(said) or NOTING.match(said)
    return _trailing(said) is not None or bool(speaks and _OWN_QUESTION.search(said))


def _beginnings(goal: str, start: int) -> Iterator[tuple[int, int, bool]]:
    first = start + len(goal[start:]) - len(goal[start:].lstrip(" ,;.!?"))
    polite = re.match(rf"(?:(?:{POLITE}|and|then|also|but),?\s+)*", goal[first:], re.IGNORECASE)
    yield first, first + (polite.end() if polite and _WORD.match(goal[first + polite.end() :]) else 0), True
    for found in _BEGINNING.finditer(goal, start + 1):
        if not ends_short(goal[: found.end()].rstrip()):
            yield found.start(), found.end(), bool(found["strong"])


def _belongs_to_message(left: str, piece: str, strong: bool) -> bool:
    """Whether a condition goes on with what the message or note before it says."""
    last = re.split(r"[.!?;]\s+|,? then ", left)[-1].strip(" ,") if not strong else left
    telling = any(TELLING.match(part.strip(" ,")) or NOTING.match(part.strip(" ,")) for part in (last, left.strip()))
    return telling and (not strong or bool(_HEARER.search(piece)))


def _sentence_end(goal: str, begin: int) -> int:
    """Return where what hangs on a condition ends: at the sentence's end, if a wish of its own follows."""
    for found in _END.finditer(goal, begin):
        rest = goal[found.end() :]
        if ends_short(goal[: found.end()].rstrip()) or inside_quotes(goal, found.start()) or otherwise_begins(rest):
            continue
        plain = re.sub(r"(?i)^(?:and|then|also|but)[,]?\s+", "", rest)
        if begins_act(plain) or _LEAD.match(plain) or re.match(r"(?i)(?:what|who|when|where|how)\b", plain):
            return found.start()
    return len(goal)
