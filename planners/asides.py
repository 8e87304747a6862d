"""What stands beside a wish and belongs to none: a fact, a reason. Also a thing that is named first, then put down.

`turn on power saving, I won't see a charger today` asks for power saving only. Knows words alone. Never takes
anything out of what a message, a note or a title says.
"""

from __future__ import annotations

import re

from .phrases import CLOCK, DAY, NOTING, POLITE, SWITCHES, TELLING, begins_act, ends_short, inside_quotes

_WANTED = (
    r"(?:i|we)(?: really| just|'d)? (?:need|want|would like|like|have to|must|should|got to|gotta|wish"
    r"|have (?:a|an|my)\b"
    r"|would|'d)|i'd"
)
_VERB = (
    r"(?:is|are|was|were|has|have|had|does|do|did|will|would|can|could|may|might|must|keeps?|hurts?|feels?|looks?|gets?"
    r"|seems?|goes|sounds?|needs?|bothers?|annoys?|died|sucks?)(?:n't)?|isn['’]t|aren['’]t|won['’]t|can['’]t|cannot"
)
_FACT = re.compile(
    rf"^(?:(?:because|since|as|so(?: that)?|for|well|sorry|ugh|you know|you see),?\s+)*(?!(?:{_WANTED})\b)"
    r"(?:(?:i|we|he|she|it|they|there|nobody|everyone|everything|nothing|somebody|someone)(?:['’]\w+)?(?= )"
    rf"|(?:it|that|there)['’]s\b"
    rf"|(?:my|the|these|those|our|his|her|their|this|that)(?: [\w’'-]+){{1,3}}? (?:{_VERB})\b)",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"\s*[,;.!?]\s+|\s+[—–-]\s+|\s+(?=(?:because|so that|so (?:i|my|the|it|we|nobody|everyone)) )", re.IGNORECASE
)
_WISH_AFTER = re.compile(r"[,;.!?]\s+|\s+[—–-]\s+|\bso\s+", re.IGNORECASE)
_VALUE = re.compile(rf"\d|[\"“”«»:]|\b(?:{DAY}|noon|midnight|half|quarter|minutes?|hours?)\b", re.IGNORECASE)
_HARD_VALUE = re.compile(r"[\"“”«»:]")
_SWITCH = re.compile(rf"\b(?:{'|'.join(SWITCHES.values())})\b", re.IGNORECASE)
_POINTS = re.compile(r"\b(?:it|them|that|this|those|these|one|there|him|her)\b", re.IGNORECASE)
_NAMED_FIRST = re.compile(
    rf"^(?P<what>[^;:?!]+?),\s+(?:(?:{POLITE}),?\s+)*(?P<verb>put|add|write|save|enter|schedule) (?:it|that|this)"
    r"(?P<rest> (?:in|on|to|into)\b.+)$",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"^(?:(?:{POLITE}),?\s+)*(?:(?:set|make|add|create|start|put)(?: me)?(?: up)? (?:an?|the|one)?\s?(?:alarm|timer"
    r"|reminder|event|entry)(?: for (?:it|that|then))?|wake me(?: up)?(?: then)?|remind me(?: then)?"
    r"|(?:put|add|write|save|enter|schedule) (?:it|that|this)(?: (?:in|on|to|into|down)\b.*)?)(?:,? please)?[.!]*$",
    re.IGNORECASE,
)
_ASKS = re.compile(r"^(?:what|who|whose|when|where|which|how|is|are|do|does|did|has)\b", re.IGNORECASE)


def is_fact(text: str) -> bool:
    """Return whether a text only tells how things are: no wish, no question, nothing that a wish could need."""
    plain = text.strip()
    if not _FACT.match(plain) or begins_act(plain) or _HARD_VALUE.search(plain):
        return False
    return not any(begins_act(plain[cut.end() :]) for cut in _WISH_AFTER.finditer(plain))


def says_what(left: str, right: str) -> bool:
    """Return whether the right side only names the kind of what the left has told: `up at 6, set an alarm please`."""
    sentence = re.split(r"[.;!]\s+", right, maxsplit=1)[0]
    return bool(_BARE.match(sentence)) and not begins_act(left) and not _ASKS.match(left) and "?" not in left


def named_first(wish: str) -> str:
    """Return `put NOUN in my calendar` of `NOUN, put it in my calendar`; other wishes as they are."""
    found = _NAMED_FIRST.match(wish.strip())
    if found is None or not says_what(found["what"], f"{found['verb']} it{found['rest']}") or is_fact(found["what"]):
        return wish
    what = re.sub(r"(?i)^(?:i|we)(?:'ve| have)(?: got)? ", "", found["what"])
    return f"{found['verb']} {what}{found['rest']}"


def without_asides(wish: str) -> str:
    """Return a wish without the facts that stand before or after it; the same words where any could belong to it."""
    pieces = _pieces(wish)
    while len(pieces) > 1 and _may_go(pieces[-1], pieces[0] if not is_fact(pieces[0]) else pieces[1]):
        pieces.pop()
    while len(pieces) > 1 and _may_go(pieces[0], pieces[1]) and begins_act(pieces[1]):
        pieces.pop(0)
    kept = [p for p in _pieces(wish) if p in pieces]
    if len(kept) == len(_pieces(wish)) or not pieces:
        return wish
    begin, last = wish.find(pieces[0]), wish.rfind(pieces[-1])
    return wish[begin : last + len(pieces[-1])].strip(" ,;")


def _pieces(text: str) -> list[str]:
    cuts = [m for m in _GAP.finditer(text) if m.start() and not inside_quotes(text, m.start())]
    cuts = [m for m in cuts if not ends_short(text[: m.end()].rstrip())]
    bounds = [0, *(n for m in cuts for n in (m.start(), m.end())), len(text)]
    return [piece for begin, end in zip(bounds[::2], bounds[1::2], strict=True) if (piece := text[begin:end].strip())]


def _may_go(piece: str, act: str) -> bool:
    """Whether a fact can be left out beside this act: it holds no value that the act may need."""
    if not is_fact(piece) or TELLING.match(act) or NOTING.match(act):
        return False
    if _SWITCH.search(act):
        return not _SWITCH.search(piece)
    timed = re.search(r"(?i)\b(?:alarm|timer|wake|remind|schedule|calendar|event|every)\b", act)
    needs = _VALUE.search(piece) and (timed or not re.search(rf"(?i)\b{CLOCK}|^(?:call|open|take|mute|lock)\b", act))
    return not needs and not re.search(r"\d", piece) and not _POINTS.search(act)
