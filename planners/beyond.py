"""What people ask that sounds like a tool and is beyond it, in words alone. Knows no phone and no model.

A notification is listed, judged, summed up or cleared: to answer it, to snooze it, to switch an app's notifications off
or to sum up a meeting is none of that. Nor does a tool say whether a switch is on, make an appointment longer, or send
through another service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..tools.types import ToolCall

_TOOLS = frozenset({"list_notifications", "urgent_notifications", "summarize_notifications", "dismiss_notifications"})
_SUMMING = frozenset({"summarize_notifications", "summarize_messages"})
_OTHER_ACTS = re.compile(
    r"^(?:turn (?:on|off)|switch (?:on|off)|disable|enable|block|mute|unmute|reply|respond|answer|snooze|pin|forward"
    r"|share|customi[sz]e|unsubscribe|restore|undo)\b.*\b(?:notifications?|alerts?)\b"
    r"|^(?:open|tap|tap on|click|click on|press) (?:the|that|this|my) (?:last |first |top )?notification\b"
    r"(?! (?:shade|bar|panel|cent|tray|drawer|list|area))",
    re.IGNORECASE,
)
_OTHER_TEXTS = (
    r"(?:article|page|book|chapter|video|podcast|episode|film|movie|document|pdf|report|lecture|essay|website"
    r"|contract"
    r"|news|headlines|meeting|lesson|story|plot|match|game|e-?mails?|mail)"
    r"\b(?! notif)"
)
_SUMS_OTHER = re.compile(
    r"\b(?:sum(?:mari[sz]e)?(?: up)?|recap|condense|shorten|tl;?dr(?: of)?"
    r"|(?:summary|gist|recap|short version|overview) of"
    rf"|up on|in on|brief me on) (?:(?:this|that|the|my|our|today['’]s|yesterday['’]s|a) )?(?:\w+ )?{_OTHER_TEXTS}"
    r"|\bmiss(?:ed)? (?:in|at) (?:my |the )?(?:\w+ )?(?:class|school|lecture|lesson|film|movie|episode|match|game"
    r"|party)\b",
    re.IGNORECASE,
)
_SUMS_OTHER_ZH = re.compile(
    r"(?:总结|概括|归纳|概述|提炼)(?:一下|下)?(?:这|那|刚才|今天|昨天|我)?(?:篇|本|个|部|段|次|场|份)?的?"
    r"(?:文章|会议|书|电影|新闻|视频|课|报告|合同|网页|论文|小说|讲座|比赛|邮件|播客)"
)
_OTHER_ACTS_ZH = re.compile(r"关闭|关掉|关了|屏蔽|禁用|停用|开启|允许|不让|不许|回复|转发")
_SUMS = re.compile(
    r"\b(?:summary|summaries|recap|digest|rundown|overview|gist|short version|in (?:a nutshell|short|brief)"
    r"|(?:in|into|to) (?:one|two|a few|a couple of) (?:lines?|sentences?|words))\b",
    re.IGNORECASE,
)
_READS_THOUGH = {
    "summarize_notifications": _SUMS,
    "summarize_messages": _SUMS,
    "urgent_notifications": re.compile(r"^pick\b.*\b(?:notifications?|alerts?|ones|urgent|important|have)\b", re.I),
    "get_battery": re.compile(r"^phone(?:['’]s)? battery\b", re.IGNORECASE),
    "find_contact": re.compile(r"^phone numbers?\b", re.IGNORECASE),
}


_STATE_ASKED = re.compile(
    r"^(?:am i|are we|is (?:my|the) (?:phone|device)) (?:still )?(?:in|on)\b|^is (?:the |my )?[\w-]+(?: [\w-]+)?"
    r" (?:still |already )?(?:on|off|active|enabled|disabled|running)(?: (?:now|right now|at the moment|already))?$",
    re.IGNORECASE,
)
_STATES = frozenset({
    "set_wifi", "set_bluetooth", "set_airplane_mode", "set_do_not_disturb", "set_dark_mode", "set_auto_rotate",
    "set_battery_saver",
})  # fmt: skip
_BY_ITSELF = re.compile(r"\b(?:by itself|on its own|automatic(?:ally)?|adaptive)\b", re.IGNORECASE)
_SERVICE = r"(?:slack|teams|whatsapp|telegram|signal|discord|messenger|instagram|facebook|snapchat|viber|wechat|skype)"
_ELSEWHERE = re.compile(rf"^{_SERVICE}\b|\b(?:on|via|over|through|in|using|by) {_SERVICE}\b", re.IGNORECASE)
_TOLD_ME = re.compile(
    r"^[\w.']+(?: [\w.']+)? (?:texted|told|wrote|messaged|asked|informed)(?: to)? (?:me|us)\b", re.IGNORECASE
)
_CHANGED = re.compile(
    r"^(?:make|let) (?:the|my|that) .*\b(?:longer|shorter|later|earlier)\b|^(?:extend|lengthen|shorten|delay"
    r"|invite)\b"
    r"|^add .*\b(?:to|on|onto) (?:the|my|that) (?:running )?(?:timer|countdown|alarm)$"
    r"|^push .*\b(?:back|forward)\b",
    re.IGNORECASE,
)
_NEW = frozenset({"set_alarm", "set_timer", "add_event"})
_OTHER_THINGS = re.compile(
    r"\b(?:turn|dim|brighten|mute|unmute|lower|raise|switch|crank|set|make) (?:up |down |on |off )?"
    r"(?:the |my |our |that )(?:(?:car|bedroom|kitchen|living room|baby) )?(?:telly|tv|television|radio|stereo"
    r"|soundbar|lamps?|lights?|bulbs?|oven|heating|thermostat|laptop|computer|monitor|doorbell)\b",
    re.IGNORECASE,
)
"""Things that are loud or bright and no phone."""
_SAID_OF_OTHERS = re.compile(
    r"^(?:(?:our|my|the) )?(?!i\b|you\b|we\b|somebody\b|someone\b|please\b|can\b"
    r"|could\b)[\w'’.-]+(?: [\w'’.-]+)? (?:should|ought to"
    r"|said|says|never|always|forgot to|refuses to|wants to|promised to|keeps)\b(?! (?:please|you)\b)(?!.*[,;.] )",
    re.IGNORECASE,
)
"""What somebody else does or should do is no wish."""
_PUBLISHED = re.compile(
    r"^(?:please )?(?:tweet|post|publish|upload|blog|retweet|share .* (?:story|feed"
    r"|timeline))\b",
    re.I,
)
_WORKED_OVER = re.compile(
    r"\b(?:proof ?read|translate|rewrite|rephrase|spell[- ]?check|correct the spelling|reword"
    r"|shorten the message)\b",
    re.I,
)
_NO_FILES = re.compile(
    r"^(?:please )?(?:delete|remove|erase|clear|wipe) (?:all )?(?:of )?(?:my |the |these |those |that "
    r"|this )?(?:\w+ )?"
    r"(?:texts?|messages?|sms|e-?mails?|calls?|call (?:log|history)|chats?|conversations?|search history|cookies"
    r"|cache)\b(?![.]\w)",
    re.IGNORECASE,
)
_STOPS_APP = re.compile(
    r"^(?:please )?(?:stop|keep|prevent) .*\b(?:from )?(?:ever )?(?:sending|notifying"
    r"|bothering|pinging|pestering)\b",
    re.I,
)


def _beside_these(text: str, call: ToolCall) -> re.Match[str] | None:
    if call.tool in _STATES:
        return _STATE_ASKED.search(text)
    if call.tool in ("set_brightness", "set_volume"):
        return _BY_ITSELF.search(text) or _OTHER_THINGS.search(text)
    if call.tool == "delete_file":
        return _NO_FILES.search(text)
    if call.tool in _TOOLS and (found := _STOPS_APP.search(text)) is not None:
        return found
    if call.tool in ("read_messages", "find_note") and (found := _WORKED_OVER.search(text)) is not None:
        return found
    if call.tool == "call":
        return _SAID_OF_OTHERS.search(text)
    if call.tool in _NEW:
        return _CHANGED.search(text)
    if call.tool == "send_message":
        before = text.partition(call.arguments.get("text") or "\0")[0]
        shapes = ((_TOLD_ME, text), (_ELSEWHERE, before), (_PUBLISHED, text), (_SAID_OF_OTHERS, before))
        return next((found for shape, words in shapes if (found := shape.search(words)) is not None), None)
    return None


_ONE_WISH = (
    re.compile(
        r"^(?:in short|in brief|briefly|roughly|basically|long story short|bottom line|in a nutshell"
        r"|in (?:one|a) sentence|tl;?dr),? (?:what|who|how|sum)\b[^,;.]*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:[\w. ]+ )?(?:notifications|alerts|ones)(?: from [\w. ]+)?, (?:you can |please |just )?"
        r"(?:clear|dismiss|remove|delete|get rid of|wipe) (?:them|it)(?: all| away)?$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:(?:i['’]?m|i am|i['’]?ve|i was|i don['’]?t|i can['’]?t|been|so many|too many|there are (?:so"
        r"|too) many)\b"
        r"[^,;.]*), (?:(?:is )?(?:anything|something) (?:urgent|important|pressing)|what(?: did i miss| have i missed"
        r"| happened|['’]s urgent|['’]s the gist)|catch me up|fill me in|brief me|bring me up to|sum (?:it|them) up"
        r"|sum up my|summari[sz]e (?:it|them|my)|(?:just|give me) the gist"
        r"|(?:clear|dismiss|remove|get rid of) (?:them|my notifications|the notifications))[^,;]*$",
        re.IGNORECASE,
    ),
)


_CORRECTS = re.compile(
    r"(?<=\w)[,.]? (?:no|nope),? (?:wait|sorry|not|actually|make (?:it|that)|i mean)\b"
    r"|\bi mean(?:t)? (?!to\b)|(?<=\w) er+m? (?=\w)"
    r"|\bsorry,? (?:not|i mean|make (?:it|that))\b|\bscratch that\b",
    re.IGNORECASE,
)
_A_NO = re.compile(r"(?:^|\s)no(?:\s|$)(?!\.?\s?\d)", re.IGNORECASE)


def corrects_itself(frame: str, values: Iterable[str]) -> str:
    """Return the words with which a speaker takes back what he has just said; an empty text for none.

    Args:
        frame: The wish without what a message or a note says.
        values: Arguments that are no free text.
    """
    found = _CORRECTS.search(frame)
    if found is not None:
        return f'a correction ("{found.group().strip(" ,.")} …"): say it once more'
    value = next((value for value in values if _A_NO.search(value)), "")
    return f'a correction ("{value}"): say it once more' if value else ""


def is_one_wish(goal: str) -> bool:
    """Return whether a goal with a comma is one wish: `in short, what did Bob say`, `my notifications, clear them`."""
    text = goal.strip().rstrip(" .!?")
    return "," in text and any(shape.match(text) for shape in _ONE_WISH)


def only_reads(text: str, tool: str) -> bool:
    """Return whether a wish that begins like an act only reads: `make a summary`, `pick the urgent ones`."""
    shape = _READS_THOUGH.get(tool)
    return shape is not None and shape.search(text) is not None


def no_tool_does(text: str, call: ToolCall) -> str:
    """Return, in words, what a wish asks that the call does not do, though it sounds like it; else nothing."""
    if call.tool in _TOOLS and (found := _OTHER_ACTS.search(text)) is not None:
        return f'"{" ".join(found.group().split()[:4])} …"'
    if call.tool in _TOOLS and call.arguments.get("app") and (found := _OTHER_ACTS_ZH.search(text)) is not None:
        return f"“{found.group()}”"
    if (found := _beside_these(text, call)) is not None:
        return f'"{found.group()}"'
    if call.tool in _SUMMING:
        found = _SUMS_OTHER.search(text) or _SUMS_OTHER_ZH.search(text)
        return f'"{found.group()}"' if found is not None else ""
    return ""
