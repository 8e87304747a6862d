"""Split a compound wish into single ones, in code, before any model sees it.

A connector ("and", "then", ";") splits only where the words after it are a wish of their own. What is inside
quotes, and what a message or note says, stays whole. A `judge` (the tool ranking of the on-device path) settles
what the words alone leave open; without one only clear cases are split.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .asides import is_fact, says_what, without_asides
from .chinese import is_chinese, split_chinese, wish_in_english
from .clauses import chunks, opens, read_clause
from .follow_ups import ALONE
from .lookups import read_lookup
from .loops import read_loop, things_of
from .orders import turned_round
from .phrases import NOTING, TELLING, begins_act
from .references import Known, read_flow
from .told_apart import told_in_place

Judge = Callable[[str], tuple[str, float]]
"""From a wish to its most likely tool (`none` if nothing fits) and the probability."""

_LINK = r"(?:also|then|next|after that|afterwards|finally|lastly|when that's done|once that's done|while you're at it)"
_CONNECTOR = re.compile(
    rf"\s*[,;.!?]\s*(?:(?:oh\s+)?(?:and|but|&)\s+)?(?:{_LINK}[,]?\s+)+"
    rf"|\s*[,;.!?]?\s+(?:oh\s+)?(?:and|&|plus|as well as)\s+(?:{_LINK}[,]?\s+)*"
    r"|\s+(?:then|also|after that|afterwards)[,]?\s+"
    r"|\s*[;.!?]\s+|,\s+(?:oh\s+)?",
    re.IGNORECASE,
)
_STRONG = re.compile(rf"{_LINK}|plus|[;.!?]", re.IGNORECASE)
_FIRST = re.compile(r"^(?:first(?:ly)?|first of all|ok(?:ay)? so)[,]?\s+", re.IGNORECASE)
_POLITE = (
    r"(?:please|kindly|can you|could you|would you|i want (?:you )?to|i need (?:you )?to|let's|let me"
    r"|i'd like (?:you )?to)"
)
_VERBS = """
set text message call phone ring dial turn switch open launch start stop add create make put schedule send tell let read
show list find look check delete remove erase cancel take save write note jot book mute unmute silence enable disable
activate deactivate wake remind give get bring go lower raise increase decrease dim brighten crank max maximize pause
reset run begin count time capture grab store record ping notify inform drop kill cut block lock search display pull
clear dismiss wipe summarize summarise sum recap
change adjust boost reduce bump fire shut ask reply answer throw scrap trash bin ditch sms shoot buzz navigate
keep use leave hold quit end what what's whats who who's whose when when's where where's which how how's any
"""
_STATEMENTS = "is are am was do does did have has will i i'm i'll"
"""These begin a question, or go on with what a message says."""
_OPENER = re.compile(rf"^(?:{_POLITE}\s+)*(?:{'|'.join((_VERBS + _STATEMENTS).split())})\b", re.IGNORECASE)
_STATEMENT = re.compile(rf"^(?:{'|'.join(_STATEMENTS.split())})\b", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\b(?:dr|mr|mrs|ms|prof|st|jr|sr|no|vs|mt|ave|rd|[a-z])\.\s*$", re.IGNORECASE)
"""`Dr. Patel` is one name, `7 p.m. today` one time."""
_CHAINS = re.compile(r"\b(?:tell|ask|remind)\b\s+(?!me\b).+?\bto\s+\w+", re.IGNORECASE)
"""`tell Bob to VERB …`: an `and VERB` after it goes on with what Bob shall do."""
_ASKING = re.compile(r"(?i)\b(?:if (?:so|not|yes|no)|in (?:that|this) case|otherwise)$")
_NOUN_WISH = re.compile(
    r"(?:an?|another|one) (?:\w+ )?(?:alarm|timer|countdown)\b(?=.*\d)|an? \d+[ -]minute timer\b", re.IGNORECASE
)
"""A wish without a verb, clear by what it names and its number."""
_PLACE = re.compile(r"\b(?:for|at)\b(?!.*\b(?:for|at)\b)", re.IGNORECASE)
_LENGTH = re.compile(r"^\d+ ?(?:seconds?|secs?|minutes?|mins?|hours?)\b", re.IGNORECASE)
_STATE = re.compile(r"\b(?:on|off|enabled?|disabled?)\b", re.IGNORECASE)
_HAS_TIME = re.compile(r"\d|\b(?:noon|midnight|half|quarter|minutes?|hours?)\b", re.IGNORECASE)

_TO_SENDER = re.compile(
    r"^(?:please )?(?:call|text|ring|phone|meet|message|write|sms|join|forgive|excuse) me\b", re.IGNORECASE
)
"""No wish for a phone, but what a message asks of who reads it."""
_OPEN_CONDITION = re.compile(
    r"(?::|\b(?:that|saying|says|note))\s+(?:if|when|unless|once|as soon as|in case)\b[^,;.!?]*$", re.IGNORECASE
)
"""A message or note that begins with a condition, up to its comma."""
_HALF = re.compile(r"^(?:a |one |another )?(?:half|quarter|third)\b(?! past| to)", re.IGNORECASE)
"""`an hour and a half`."""
_EACH = re.compile(r"^(?:for|after) (?:each|every|all)\b", re.IGNORECASE)
_POINTS = re.compile(
    r"^(?:turn|switch|set|put|cancel|delete|remove|open|close|stop) (?:it|that)(?: (?:on|off|up|down))?$"
    r"|^(?:call|ring|phone|text) (?:him|her|them)(?: back)?$",
    re.IGNORECASE,
)
_NEW_CONTACT = re.compile(r"^(?:please )?(?:add|save|put)\b[^:]*\d{3}[^:]*\b(?:contacts|phone book)$", re.IGNORECASE)
_AT_IT = re.compile(r"^\w+ (?:it|them|that)\b", re.IGNORECASE)
_TIME_ME = re.compile(r"(?:please )?time me", re.IGNORECASE)

SURE = 0.6
CERTAIN = 0.85
MAX_PARTS = 8
_TELLING = frozenset({"send_message", "add_note", "add_event", "find_note", "delete_note", "delete_event", "none"})
"""Tools whose last argument may itself hold `and …`."""
_TIMED = frozenset({"set_alarm", "cancel_alarm", "set_timer", "set_volume", "set_brightness"})
_SAID_TWICE_NAMES = """
start_stopwatch stop_stopwatch cancel_timer take_screenshot get_time get_battery set_wifi set_bluetooth
set_airplane_mode set_do_not_disturb set_dark_mode set_auto_rotate set_battery_saver
"""
_SAID_TWICE = frozenset(_SAID_TWICE_NAMES.split())
"""Tools that a wish asks for once, even where it says so in two ways: `time me, start the stopwatch`."""
_NAMED = frozenset({"call", "find_contact", "open_app"})


def split_goal(goal: str, judge: Judge | None = None) -> list[str]:
    """Return the single wishes of a goal, in order; a single wish comes back as it is."""
    if is_chinese(goal):
        return split_chinese(told_in_place(goal, _takes_value_zh))[:MAX_PARTS]
    goal = told_in_place(_ASKED_FIRST.sub(_as_condition, goal), _takes_value)
    if (turned := turned_round(goal)) is not None:
        sooner, later = turned
        return [*split_goal(sooner, judge), *split_goal(later, judge)][:MAX_PARTS]
    parts: list[str] = []
    for piece, hangs_together in chunks(goal):
        parts += [piece] if hangs_together else _split_plain(piece, judge, MAX_PARTS - len(parts))
    if len(parts) > MAX_PARTS:
        return [goal.strip()]
    return parts or [goal.strip()]


_ASKED_FIRST = re.compile(
    r"(?:^|(?<=[.!;]\s))(?P<asked>[^.!?;]{3,70})\?\s+(?:then|if so,?|in that case,?)\s+(?=\w)", re.IGNORECASE
)
_BARE_MEASURE = re.compile(r"^(?:over|under|above|below|more than|less than|at least)\b", re.IGNORECASE)
_ASKS_SO = re.compile(r"^(?:is|are|was|were|do|does|did|have|has|can|could|will|what|who|when|where|how|which)\b", re.I)


def _as_condition(found: re.Match[str]) -> str:
    """Turn `Over 90 percent? Then …` into `if it is over 90 percent, …`; a whole question stays one."""
    asked = found["asked"].strip()
    if _ASKS_SO.match(asked):
        return found.group()
    return f"If it is {asked[0].lower()}{asked[1:]}, " if _BARE_MEASURE.match(asked) else f"If {asked}, "


def _takes_value(text: str) -> bool:
    """Whether one of a text's wishes takes a value from elsewhere, and is read whole."""
    return any(read_flow(part, Known()) is not None for part in _split_plain(text, None, MAX_PARTS))


def _takes_value_zh(text: str) -> bool:
    """The same of a Chinese text."""
    said = [wish_in_english(part) for part in split_chinese(text)]
    return any(one is not None and read_flow(one, Known()) is not None for one in said)


def _split_plain(text: str, judge: Judge | None, most: int) -> list[str]:
    """Split a text in which no wish begins with a condition."""
    if len(things := things_of(text.strip())) > 1:
        return things[:most]
    parts = [text.strip()]
    while len(parts) < most:
        halves = _split_once(parts[-1], judge)
        if halves is None:
            break
        parts[-1:] = halves
    return [text.strip()] if len(parts) > 1 and _condition_is_for_all(text, parts) else parts


def _condition_is_for_all(text: str, parts: list[str]) -> bool:
    """Whether a condition at the end, `turn off wifi and mute the phone if …`, counts for all of these wishes."""
    clause = read_clause(text)
    if clause is None or _STRONG.search(clause.act) or any(TELLING.match(p) or NOTING.match(p) for p in parts):
        return False
    return read_clause(parts[-1]) is not None or parts[-1].rstrip(" .!").endswith(clause.condition)


def _split_once(text: str, judge: Judge | None) -> tuple[str, str] | None:
    """Split at the first connector whose two sides are both wishes."""
    for match in _CONNECTOR.finditer(text):
        left, right = text[: match.start()].strip(" ,;."), text[match.end() :].strip()
        if not left or not right or _inside_quotes(text, match.start()) or _ABBREVIATION.search(text[: match.end()]):
            continue
        if _goes_on(left, right, strong=bool(_STRONG.search(match.group()))):
            continue
        if _NOUN_WISH.match(right) and _may_add(left, right, match.group()):
            return left, right
        start = _FIRST.match(left)
        left = left[start.end() :] if start else left
        strong = bool(_STRONG.search(match.group()))
        if _OPENER.match(right):
            if _both_stand(left, right, strong, judge):
                return left, right
        elif judge is not None and (second := _without_verb(left, right, judge)) is not None:
            return left, second
    return None


def _both_stand(left: str, right: str, strong: bool, judge: Judge | None) -> bool:
    """Whether both sides are wishes, the right one beginning like one."""
    left = without_asides(left)
    if not strong and _CHAINS.search(left):
        return False
    if judge is None or (begins_act(right) and _is_plain_wish(left)):
        return bool(_OPENER.match(left))
    (tool_left, sure_left), (tool_right, sure_right) = judge(left), _judge_start(right, judge)
    if not strong and tool_left == tool_right and tool_left in _SAID_TWICE and min(sure_left, sure_right) >= SURE:
        return False
    if tool_left in _TELLING and not strong and _STATEMENT.match(right):
        return False
    if "none" in (tool_left, tool_right):
        known = sure_left if tool_left != "none" else sure_right
        return strong and tool_left != tool_right and known >= SURE and bool(_OPENER.match(left))
    return min(sure_left, sure_right) >= (SURE / 2 if strong else SURE * 0.75)


def _goes_on(left: str, right: str, *, strong: bool) -> bool:
    """Whether the right side belongs to what a message or note on the left says, or says the left once more."""
    if _ASKING.search(left) or ALONE.match(right) or is_fact(_until_gap(right)) or says_what(left, right):
        return True  # words that stand beside a wish, or tell what it is about
    if is_fact(left) and not re.search(r"\d", left) and begins_act(right):
        return True
    if _TIME_ME.fullmatch(left) or _HALF.match(right) or (_EACH.match(left) and read_loop(left) is None):
        return True
    if opens(left) and read_clause(left) is None:
        return True  # a condition without its act: `If the wifi is on, is bluetooth on too`
    speaks = bool(TELLING.match(left) or NOTING.match(left))
    points = not strong and ":" in left and _AT_IT.search(right)
    return speaks and bool(_TO_SENDER.match(right) or _OPEN_CONDITION.search(left) or points)


def _until_gap(text: str) -> str:
    """Return the words up to the next wish: `I'm home` of `I'm home, and call Mum`."""
    return re.split(r"[,;.!]\s+|\s+and\s+(?=(?:then|also|call|text|turn|set|open)\b)", text, maxsplit=1)[0]


def _may_add(left: str, right: str, link: str) -> bool:
    """Whether `an alarm for 9` after `plus` or `and` is a second wish, and not what a note or message goes on with."""
    says = ":" in left or (TELLING.match(left) or re.match(r"(?i)(?:please )?(?:note|remind|jot|make a note)\b", left))
    return begins_act(left) and not says and bool(re.search(r"(?i)plus|as well as|and|&", link))


def _is_plain_wish(text: str) -> bool:
    """Whether the words alone make a wish, whatever a judge says: it looks something up, or points at what was said."""
    return (
        bool(_POINTS.match(text) or _NEW_CONTACT.match(text))
        or read_lookup(text) is not None
        or read_flow(text, Known()) is not None
    )


def _first_clause(text: str) -> str:
    return re.split(r"\s*(?:[,;.!?]|\band\b|\bthen\b)\s*", text, maxsplit=1)[0]


def _judge_start(text: str, judge: Judge) -> tuple[str, float]:
    """Judge what begins here: alone, or with all that follows, which may be a third wish."""
    return max((judge(t) for t in {text, _first_clause(text)} if t), key=lambda said: (said[0] != "none", said[1]))


def _without_verb(left: str, right: str, judge: Judge) -> str | None:
    """The right side where it has no verb: a wish all the same (`auto-rotate off`), or one with the left's verb."""
    clause = _first_clause(right)
    tool_left, sure_left = judge(left)
    if tool_left in _TELLING or sure_left < SURE or not clause:
        return None
    tool_right, sure_right = judge(clause)
    if tool_right not in (*_TELLING, tool_left) and min(sure_left, sure_right) >= CERTAIN:
        stateless = tool_right.startswith("set_") and tool_right not in _TIMED and not _STATE.search(clause)
        if not stateless:
            return right
    return _share_verb(left, right, clause, tool_left, judge)


def _share_verb(left: str, right: str, clause: str, tool_left: str, judge: Judge) -> str | None:
    """`turn off wifi and bluetooth`, `alarms for 6 and 7`, `call Bob and Eve`: borrow the left side's beginning."""
    if len(clause.split()) > 6 or _LENGTH.match(clause):  # `1 hour and 20 minutes`
        return None
    place = _PLACE.search(left)
    if tool_left in _TIMED and place and re.match(r"(?:at|for)?\s*\d", clause):
        own = re.match(r"(?:at|for) ", clause)
        return left[: place.start()] + (right if own else f"{place.group()} {right}")
    words = left.split()
    for length in (1, 2, 3):
        beginning = " ".join(words[:length])
        tool, sure = judge(f"{beginning} {clause}")
        if sure < CERTAIN or length >= len(words):
            continue
        if _is_another(tool, tool_left, clause):
            return f"{beginning} {right}"
    return None


def _is_another(tool: str, tool_left: str, clause: str) -> bool:
    """Whether a clause with a borrowed verb is a second wish, and not a piece of the first."""
    if tool in _TIMED:
        return bool(_HAS_TIME.search(clause))
    if tool in _NAMED:
        return tool == tool_left and len(clause.split()) <= 3
    return tool.startswith("set_") and tool_left.startswith("set_") and tool != tool_left


def _inside_quotes(text: str, position: int) -> bool:
    before = text[:position]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”") or before.count("«") > before.count("»")
