"""A value whose source is told in a clause of its own is put where it is used, before a goal is split.

`Bob texted me his new address, pass it on to Eve` becomes `pass the new address that Bob texted me on to Eve`; `text
Bob the door code, it's in my Cottage note` becomes `text Bob the door code in my Cottage note`. Nothing changes unless
what comes out is a wish that the readers of values know whole. Knows words alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .chinese import is_chinese
from .phrases import NAME, POLITE, WHO, begins_act, compiled

Reads = Callable[[str], bool]
"""Whether a text is made of wishes of which one takes a value from elsewhere, read whole."""

_SENT = r"(?:sent|texted|gave|wrote|messaged|forwarded|mailed|emailed|e-mailed|told)"
_NOW = r"(?:(?:has|have|had|just|already|only just|finally) )*"
_LATELY = (
    r"(?: (?:just now|earlier|earlier on|today|yesterday|last night|this morning|this afternoon|this evening"
    r"|a (?:minute|while|moment) ago|the other day|by text|in a text|by mail|by e-?mail))?"
)
_CUT = (
    r"\s*(?:[.;!,:]|,?\s+(?:and|so)(?: (?:now|then))?|\s[-–—])\s+(?:so |now |then |and |please |could you |can you )*"
)
_PLACE = (
    rf"(?:(?:my|the) [\w'’ -]{{1,40}}? (?:note|list)|(?:my|the) (?:shopping|to-?do) list|my notes"
    rf"|(?:my|the) (?:calendar|diary|contacts|address book)"
    rf"|(?:the )?(?:last|latest|newest)? ?(?:message|text|sms|mail|e-?mail) (?:from|of) {WHO}"
    rf"|{WHO}(?:'s|’s) (?:last |latest |newest )?(?:message|text|sms|mail|e-?mail))"
)
_IT = r"(?:it|that|this|them|those|this one|that one)"
_SENDER_FIRST: tuple[str, ...] = (
    rf"(?P<who>{WHO}) {_NOW}(?P<verb>{_SENT}) (?:me|us) (?:his |her |their |the |an? |some )?"
    rf"(?P<noun>(?!that\b|about\b)[\w.'’ -]{{2,50}}?){_LATELY}",
    rf"(?:i(?:'ve)? {_NOW}(?:got|received|have)|there(?:'s| is)) (?:an? )?(?:new )?(?:text message|message|text"
    rf"|sms) from "
    rf"(?P<who>{WHO}) with (?:his |her |their |the |an? )?(?P<noun>[\w.'’ -]{{2,50}}?)(?: in it)?{_LATELY}",
)
"""Statements that tell who sent a value: what the value is, and by whom."""
_PLACE_FIRST: tuple[str, ...] = (
    rf"(?:the|my|his|her) (?P<noun>[\w.'’ -]{{2,40}}?) (?:is|are|stands|should be|must be"
    rf"|was) (?:written )?(?:in|on) "
    rf"(?P<place>{_PLACE})",
    rf"(?P<place>{_PLACE}) (?:has|holds|contains|says|mentions) (?:the |a |an )(?P<noun>[\w.'’ -]{{2,40}}?)",
    rf"i (?:wrote|noted|put|saved|jotted)(?: down)? (?:the |a |an )(?P<noun>[\w.'’ -]{{2,40}}?)(?: down)? in "
    rf"(?P<place>{_PLACE})",
)
"""Statements that tell where a value stands."""
_PLACE_AFTER = re.compile(
    rf"^(?P<act>.+?)\s*(?:[,;.–—]|\s-)\s+(?:i (?:think|believe|guess),? )?(?:it|that|he|she|they)"
    rf"(?:'s|’s|'re|’re| is| are| should be| must be| ought to be| will be| stands| might be)(?: somewhere"
    rf"| written)? "
    rf"(?:in|on) (?P<place>{_PLACE})\s*[.!]?$"
    rf"|^(?P<act2>.+?)\s*(?:[,;.–—]|\s-)\s+(?:you(?:'ll|’ll| will| can)? )(?:find|see|get|look)(?: (?:it|that"
    rf"|them|for it|it up))? "
    rf"(?:in|on|from) (?P<place2>{_PLACE})\s*[.!]?$"
    rf"|^(?P<act3>.+?)\s*(?:[,;.–—]|\s-)\s+(?P<who>{WHO}|he|she) {_NOW}(?P<verb>{_SENT}) (?:it|that"
    rf"|them) to (?:me|us)"
    rf"{_LATELY}\s*[.!]?$|^(?P<act4>.+?)\s*(?:[,;.–—]|\s-)\s+(?P<who4>{WHO}|he"
    rf"|she) {_NOW}(?P<verb4>{_SENT}) (?:me|us) "
    rf"(?:it|that|them){_LATELY}\s*[.!]?$",
    re.IGNORECASE,
)
"""An act first, and after it where its value stands or who sent it."""
_NAMES_NOBODY = re.compile(r"(?i)^(?:he|she|they|i|you|we|someone|somebody|nobody)$")
_TOPIC = re.compile(
    rf"^(?P<who>{WHO}) {_NOW}(?:{_SENT})(?: (?:me|us))? about (?P<topic>(?:the |my |our "
    rf"|a )?[\w' -]{{2,40}}?){_LATELY}{_CUT}"
    rf"(?P<act>.+)$",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:he|she|they) (says?|said|wrote|writes?|mentions?|mentioned|suggests?|suggested|gives?|gave)\b", re.I
)


def told_in_place(goal: str, reads: Reads) -> str:
    """Return the goal with its value's source beside the value; the goal itself where none is told apart."""
    if len(goal) > 400 or reads(goal):
        return goal
    for said in (_in_chinese if is_chinese(goal) else _readings)(goal.strip()):
        if reads(said):
            return said
    return goal


def _readings(goal: str) -> Iterator[str]:
    """Give the ways in which a goal could be said in one, the likeliest first."""
    for pattern in _SENDER_FIRST:
        if (found := _first(pattern, goal)) is not None and not _NAMES_NOBODY.match(found["who"]):
            verb = found.groupdict().get("verb") or "sent"
            source = f"{{}} that {found['who']} {verb} me"
            yield from _with_value(found["act"], found["noun"], source, found["who"])
    for pattern in _PLACE_FIRST:
        if (found := _first(pattern, goal)) is not None:
            yield from _with_value(found["act"], found["noun"], f"{{}} in {found['place']}", "")
    if (found := _TOPIC.match(goal)) is not None and begins_act(found["act"]):
        who = found["who"]
        act = _SAYS.sub(lambda said: f"{who} {said[1]}", found["act"])
        yield re.sub(rf"(?i)\b{_IT}\b", found["topic"], act, count=1)
    if (found := _PLACE_AFTER.match(goal)) is not None:
        said = found.groupdict()
        act = next(said[name] for name in ("act", "act2", "act3", "act4") if said[name])
        if _begins(act):
            yield from _after(act, said)


def _first(pattern: str, goal: str) -> re.Match[str] | None:
    """Return the match of a statement that opens a goal, with the act after it; None where none is wished."""
    found = compiled(rf"(?:ok(?:ay)?,? |so,? |hey,? )?{pattern}{_CUT}(?P<act>.+)").fullmatch(goal)
    return found if found is not None and _begins(found["act"]) else None


def _begins(act: str) -> bool:
    plain = _plain(act)
    return begins_act(plain) or plain.lower().startswith("pass ")


def _plain(act: str) -> str:
    return re.sub(rf"(?i)^(?:{POLITE},?\s+)+", "", act)


def _with_value(act: str, noun: str, source: str, who: str) -> Iterator[str]:
    """Give an act with the value's full phrase for `it`, or for the same noun said again."""
    value = source.format(noun if re.match(rf"{NAME}(?:'s|’s) ", noun) else f"the {_bare(noun)}")
    last = re.escape(noun.split()[-1])
    again = re.compile(rf"\b(?:the|that|this|his|her|their) (?:[\w'’-]+ ){{0,2}}?{last}\b", re.IGNORECASE)
    for pointing in (re.compile(rf"\b{_IT}\b", re.IGNORECASE), again):
        for found in pointing.finditer(act):
            rest = act[found.end() :]
            yield f"{act[: found.start()]}{value}{rest}"
    if who:
        yield re.sub(r"(?i)\b(?:him|her|them)\b", who, act) if re.search(r"(?i)\b(?:him|her|them)\b", act) else act


def _after(act: str, said: dict[str, str | None]) -> Iterator[str]:
    place = said["place"] or said["place2"]
    if place:
        yield f"{act} in {place}"
    else:
        who, verb = said["who"] or said["who4"] or "", said["verb"] or said["verb4"]
        if not _NAMES_NOBODY.match(who):
            yield f"{act} that {who} {verb} me"


def _bare(noun: str) -> str:
    return re.sub(r"(?i)^(?:the|a|an|his|her|their|my|some)\s+", "", noun.strip())


# ---------------------------------------------------------------- Chinese

_WHO_ZH = r"(?P<who>[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]*){0,2}|[^，,。；;：:！!？?\s的把给我]{1,4}?)"
_NOTE_ZH = (
    r"(?P<note>我?(?:的)?[“\"「《]?[^，,。；;\s的里上“”\"「」《》]{1,8}?[”\"」》]?(?:的)?(?:笔记|备忘录|便签|清单))"
)
_GAP_ZH = r"[，,。；;：:\s]*(?:请|帮我|麻烦你?|然后|你)*"
_SENT_ZH = (
    rf"{_WHO_ZH}(?:刚刚?|刚才|今天|昨天|已经)?(?:给我(?:发|说|留)了?|(?:发|传|告诉)(?:给)?了?我|发来了?|告诉了?我)(?:了)?"
    rf"(?:一个|一条|新的?|他的|她的|他|她|个)*(?P<noun>[^，,。；;\s的]{{2,6}}?)了?[，,。；;]{_GAP_ZH}(?P<act>.+)"
)
_NOTED_ZH = (
    rf"(?:看一?下|看看|查一?下|打开)?{_NOTE_ZH}(?:里|上)?(?:面)?(?:有|写了|写着|记了|记着)?(?P<noun>[^，,。；;\s的里上]{{2,6}})?"
    rf"{_GAP_ZH}(?P<act>.+)"
)
_NOTED_AFTER_ZH = rf"(?P<act>.+?)[，,。；;\s]+(?:它|就|应该|那个)*(?:写|记|存)?在{_NOTE_ZH}(?:里|上)?(?:面)?"
_IN_IT_ZH = re.compile(r"(?:里面|上面|里头|里|那里)的?(?=[^，,。；;\s的]{2,6})")
_IT_ZH = re.compile(r"它|这个(?:时间|地址|号码)?|那个(?:时间|地址|号码)?")


def _in_chinese(goal: str) -> Iterator[str]:
    """Give the ways in which a Chinese goal could be said in one."""
    plain = goal.rstrip("。！!. ")
    if (found := re.fullmatch(_SENT_ZH, plain)) is not None:
        yield from _with_value_zh(found["act"], f"{found['who']}发给我的{found['noun']}", found["noun"])
    if (found := re.fullmatch(_NOTED_ZH, plain)) is not None:
        note, noun = re.sub('[“”"「」《》]', "", found["note"]), found["noun"]
        yield _IN_IT_ZH.sub(f"{note}里的", found["act"], count=1)
        if noun:
            yield from _with_value_zh(found["act"], f"{note}里的{noun}", noun)
    if (found := re.fullmatch(_NOTED_AFTER_ZH, plain)) is not None:
        note = re.sub('[“”"「」《》]', "", found["note"])
        taken = re.match(r"^(把)(.+?)(发给|发短信给|转发给|转给|告诉|转告|记下来|存为|存成)(.*)$", found["act"])
        if taken is not None:
            yield f"{taken[1]}{note}里的{taken[2]}{taken[3]}{taken[4]}"


def _with_value_zh(act: str, value: str, noun: str) -> Iterator[str]:
    for found in (_IT_ZH.search(act), re.search(re.escape(noun), act)):
        if found is not None:
            yield f"{act[: found.start()]}{value}{act[found.end() :]}"
    yield f"把{value}{act}"
