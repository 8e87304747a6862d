"""What a wish asks for that a chosen call leaves undone: half of a wish must not end as done.

Compares the user's words with the tool and its arguments; pure. It speaks only where the words clearly ask for more: a
second act, an app or page that the tool does not use, an answer where it only opens a page, a value that stands
somewhere on the phone. Words that merely surround a wish (`my eyes hurt: dark mode on`) are none of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..tools.types import Risk, Tool, ToolCall
from .beyond import corrects_itself, no_tool_does, only_reads
from .coverage_words import content_words, foreign_words, left_over, without_talk
from .expect import place_of
from .phrases import ACTS

_FREE_KINDS = frozenset({"text", "query", "file", "folder"})
_VERBS = (
    r"(?:add|set|send|text|call|phone(?!\s*(?:number\b|[\d+(]))|turn|switch|delete|remove|create|open|start|stop|cancel|tell|remind|read|take|play"
    r"|put|make|schedule|write|save|rename|mute|enable|disable|show|list|forward|reply|answer|share|look\s+up|check|find)"
)
_SECOND_ACT = re.compile(
    rf"(?:[,;.]\s*(?:and\s+|then\s+|also\s+)*|\b(?:and|then|plus|but|as well as|followed by)\s+(?:then\s+|also\s+)?)"
    rf"(?:(?:before|first|after)(?:\s+(?:that|this))?,?\s+)?(?P<rest>{_VERBS}\b\s+\S.*)$",
    re.IGNORECASE,
)
_SECOND_THING = re.compile(
    r"[,;]?\s*\b(?:plus|as well as|along with|and also)\s+(?P<rest>(?:an?|the|my|another)\s+\S.*)$", re.IGNORECASE
)
_BEFORE_THAT = re.compile(
    rf"[,;]\s*(?:but\s+)?(?:before that|but first|first of all)[,]?\s+(?P<rest>{_VERBS}\b\s+\S.*)$", re.IGNORECASE
)
"""Belongs to no message: nobody is told what to do before it came."""
_POLITE = re.compile(
    r"^(?:(?:please|kindly|can you|could you|would you|hey|ok|okay|i want you to|i need you to)[,]?\s+)+", re.IGNORECASE
)
_BEGINS = re.compile(rf"^(?:{_POLITE.pattern[1:]})?{_VERBS}\b", re.IGNORECASE)
_OTHERWISE = re.compile(r"\b(?:otherwise|or else|if not)\b[,]?\s*(?P<rest>.+)$", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:what|what's|whats|who|who's|whose|when|which|how|is|are|was|were|does|did|has)\b", re.IGNORECASE
)
_CHANGES = re.compile(
    r"^(?:send|forward|delete|remove|erase|add|create|make|schedule|rename|reply|share|move|archive|set|change|increase"
    r"|decrease|choose|pick|select|star|unstar|mark|tick|untick|write|save|enable|disable|mute|order|buy|pay"
    r"|(?:turn|switch|put)(?!\s+(?:to|on\s+screen|up\s+the)\b))\s+(?!me\b|up\b)",
    re.IGNORECASE,
)
_TELLS_ME = re.compile(r"(?:tell|show|read)\s+(?:me|it|them)\b", re.IGNORECASE)
_REACHES = re.compile(
    r"^(?:call|ring|phone|dial|text|message|ask|e-?mail|book|invite|notify|pay|reply|answer|buzz)\s+"
    r"(?!(?:logs?|history|lists?|messages?|me|records?|register|from|volume|the phone)\b)\S"
    r"|^give\s+.{2,40}\s+a\s+(?:call|ring)\b",
    re.IGNORECASE,
)
"""Acts that reach somebody."""
_PLACE_FIRST = re.compile(r"^(?:in|on|inside|under|within) (?:the |my )?[\w -]{2,40}[,:]\s*", re.IGNORECASE)
_ORDERS = re.compile(
    r"^(?:do(?!\s+(?:i|we|you|they|not|any|my)\b)|take care of|handle|prepare|follow|carry out|deal with|act on"
    r"|see to)\s",
    re.IGNORECASE,
)
"""Wishes for whatever stands somewhere: to read it is not to do it."""
_ELSEWHERE = re.compile(
    r"\b(?:(?:that|the same|this|whichever) (?:day|date|time|hour|week|number|place|address|person)"
    r"|the (?:day|date|time|hour|number|place|address) (?:that|when|which|he|she|they|it|in|of|from|of which)\b)",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(
    r"\b(?:the|a|an|any|that)\s+(?:[\w-]+\s+)?(?P<noun>[\w-]+)\s+(?:that|which|who)\s*$", re.IGNORECASE
)
_CARRIES = frozenset(
    {
        "message",
        "text",
        "note",
        "memo",
        "reminder",
        "line",
        "sms",
        "word",
        "words",
        "fact",
        "news",
        "mail",
        "post",
        "know",
    }
)
"""`a message that …` goes on with what it says; `the code that …` with whose it is."""
_DEGREE = re.compile(
    r"\bas\s+(?:\w+\s+)?as\s+(?:it|possible|can|you|they)\b(?:\s+\w+){0,2}|\b(?:brightest|darkest|loudest|quietest|highest|lowest)\b"
    r"|\ball the way\b|\b(?:un)?till? (?:it|you)\b",
    re.IGNORECASE,
)
_SETTINGS = re.compile(r"\bsettings?$", re.IGNORECASE)
_APP = re.compile(r"\b(?:app|application)$", re.IGNORECASE)
_OPENS_APP = re.compile(r"^(?:open|launch|start)\s+(?:up\s+)?(?:the\s+|my\s+)?(?:app\b|[\w -]+\sapp$)", re.IGNORECASE)
_WIDE = re.compile(r"[\u3400-\u9fff]")
_ACT_ZH = (
    r"(?:打开|关掉|关闭|开启|设|发|给.{1,8}(?:打电话|发)|删|添加|新建|创建|取消|提醒|播放|调|静音|启动|停止|记|查|告诉)"
)
_SECOND_ZH = re.compile(
    rf"(?:[，,；;。、]\s*(?:然后|再|并且?|接着)?|然后|接着|并且|再)(?:帮我|请|把)?(?P<rest>{_ACT_ZH}.*)$"
)


def left_undone(wish: str, call: ToolCall, tool: Tool) -> str:
    """Return, in words, what the wish asks for that this call leaves undone; an empty text for nothing.

    Args:
        wish: The sub-goal, in the user's words.
        call: What was decided from these words alone.
        tool: The call's tool.
    """
    text = _POLITE.sub("", wish.strip()).rstrip(" .!?")
    kinds = {p.name: p.kind for p in tool.parameters}
    free = [value for name, value in call.arguments.items() if kinds.get(name, "text") in _FREE_KINDS]
    return next((why for why in _findings(text, _without(text, free), call, tool, kinds) if why), "")


def untouched(wish: str, done: Iterable[tuple[ToolCall, Tool]]) -> str:
    """Return which things of a wish none of several calls was about; an empty text for none."""
    calls = list(done)
    text = _without(wish, [value for call, _ in calls for value in call.arguments.values()])
    left = [set(foreign_words(left_over(text, tool, call.arguments.values()), tool)) for call, tool in calls]
    return " ".join(sorted(set.intersection(*left))) if left else ""


def _findings(text: str, frame: str, call: ToolCall, tool: Tool, kinds: Mapping[str, str]) -> Iterator[str]:
    yield _second_act(frame, tool)
    yield _contradicted(text, call, tool)
    yield _another_beside(text, call)
    yield _question_unanswered(text, tool)
    yield _only_looked(text, tool)
    yield no_tool_does(text, call)
    plain = {name: value for name, value in call.arguments.items() if kinds.get(name, "text") != "text"}
    said = [v for n, v in call.arguments.items() if n not in plain and len(v.split()) > 2]
    yield corrects_itself(_without(text, said), plain.values())
    yield _other_place(text, tool, call)
    for name, value in call.arguments.items():
        yield _value_elsewhere(text, name, value, kinds.get(name, "text"), tool)
    yield _told_nothing_of(frame, call, tool, kinds)
    yield _mostly_unread(text, call, tool)


_MOST_UNREAD = 4
"""Words that neither a tool nor its arguments account for; hand-written wishes of one call had three at the most."""


def _mostly_unread(text: str, call: ToolCall, tool: Tool) -> str:
    """Return words of a long order (a table, a form for another app) of which a call would read a piece only."""
    if tool.risk is Risk.OBSERVE or _WIDE.search(text):
        return ""
    values = [value for value in call.arguments.values() if value]
    left = left_over(_without(text, values), tool, values)
    return f'"{", ".join(dict.fromkeys(left[:_MOST_UNREAD]))} …" too' if len(left) >= _MOST_UNREAD else ""


_NAMED = re.compile(r"(?:call|name|label|title) it\b", re.IGNORECASE)
_GOES_ON = {
    "set_alarm": _NAMED,
    "set_timer": _NAMED,
    "send_message": re.compile(r"(?:tell|let|ask|say to) (?:him|her|them)\b", re.IGNORECASE),
}
"""By tool: what reads like a second act and is an argument of the first."""


def _second_act(frame: str, tool: Tool) -> str:
    """`look up … and add …`, `…, otherwise tell me …`: of two acts one call does one."""
    if (found := _OTHERWISE.search(frame)) is not None:
        return f'"{found["rest"]}" in the other case'
    if _WIDE.search(frame):
        second = _SECOND_ZH.search(frame)
        return f'"{second["rest"]}"' if second and re.search(rf"{_ACT_ZH}|[开关]|^先", frame[: second.start()]) else ""
    second = _SECOND_THING.search(frame) or _SECOND_ACT.search(frame)
    if second is None or not _BEGINS.match(frame):
        return ""
    if tool.risk is Risk.OBSERVE and _TELLS_ME.match(second["rest"]):
        return ""  # what was looked for is told
    if (goes_on := _GOES_ON.get(tool.name)) is not None and goes_on.match(second["rest"]):
        return ""
    return f'both "{frame[: second.start()].strip()}" and "{second["rest"].strip()}"'


def _question_unanswered(text: str, tool: Tool) -> str:
    if tool.risk is Risk.NAVIGATE and _ASKS.match(text):
        return f"an answer: {tool.name} only opens a page"
    return ""


def _only_looked(text: str, tool: Tool) -> str:
    text = _PLACE_FIRST.sub("", text)
    if only_reads(text, tool.name):
        return ""
    if (
        tool.risk <= Risk.NAVIGATE
        and any(p.match(text) for p in (_CHANGES, _REACHES, _ORDERS))
        and not _leads(text, tool)
    ):
        return f'"{text.split()[0]}": {tool.name} changes and sends nothing'
    return ""


def _another_beside(text: str, call: ToolCall) -> str:
    """`delete a.txt and b.txt`, `alarms at 7 and 8`, `both Mum and Eve`: one call takes one of them."""
    for value in filter(None, (value.strip() for value in call.arguments.values())):
        mine, kind = re.escape(value), _kind_of(value.split()[-1])
        for shape in (rf"(?<!\w){mine}\s*(?:,|,?\s+and|&|,?\s+plus)\s+(?:also\s+|for\s+|at\s+)?{_ONE}",
                      rf"\bboth\s+{_ONE}\s+and\s+{mine}(?!\w)"):  # fmt: skip
            one = found["one"] if (found := re.search(shape, text)) is not None else ""
            if one and kind and _kind_of(one) == kind and not any(one in other for other in call.arguments.values()):
                return f'"{one}" as well'
    return ""


_ONE = (
    r"(?P<one>[\w.-]+\.[a-z]\w{1,3}|[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*|\d{1,2}(?::\d\d)?)(?![\w:%])"
    r"(?!\s*(?:%|minutes?|seconds?|hours?|percent)\b)"
)


def _kind_of(word: str) -> str:
    """Return whether a word is a file's name, a proper name or a clock time; an empty text for another one."""
    shapes = (("file", r"[\w.-]+\.[a-z]\w{1,3}"), ("clock", r"\d{1,2}(?::\d\d)?"), ("name", r"[A-Z][\w’' -]*"))
    return next((kind for kind, shape in shapes if re.fullmatch(shape, word)), "")


def stated_state(wish: str, tool: Tool) -> str:
    """Return `on` or `off` where the words say it of just this switch; an empty text where they do not, or say both.

    Asides do not count: `turn on power saving, I won't see a charger` says on.
    """
    text = without_talk(wish)
    named = _SWITCH_NAMES.match(tool.description)
    if (
        named is None
        or _NEGATED.search(re.sub(r"\bdo not disturb\b", "", text, flags=re.IGNORECASE))
        or not any(p.kind == "on_off" for p in tool.parameters)
    ):
        return ""
    raw = [tool.name.removeprefix("set_").replace("_", " "), named["one"], named["other"] or ""]
    raw += [re.sub(r"\s+(?:mode|theme)$", "", name) for name in raw]
    names = "|".join(
        re.escape(name).replace(r"\ ", r"[\s-]+").replace("\\-", r"[\s-]?") for name in raw if len(name) > 3
    )
    thing = rf"(?:the\s+|my\s+)?(?:{names})(?:\s+mode)?(?![\w-])"
    said = set()
    for shape in (
        rf"\b(?:turn|switch|put|set|flip|toggle)\s+(?:back\s+)?(?P<state>on|off)\s+{thing}",
        rf"\b(?:turn|switch|put|set|flip|toggle|keep|leave)\s+{thing}\s+(?:back\s+)?(?:to\s+)?(?P<state>on|off)\b",
        rf"\b(?P<state>enable|activate|disable|deactivate)\s+{thing}",
        rf"^\W*{thing}\s+(?P<state>on|off)\W*$",
    ):
        said |= {_STATES.get(m["state"].lower(), m["state"].lower()) for m in re.finditer(shape, text, re.IGNORECASE)}
    return said.pop() if len(said) == 1 else ""


_SWITCH_NAMES = re.compile(r"^Turn (?:the |screen )?(?P<one>[\w -]+?)(?: \((?P<other>[^)]+)\)(?: \w+)?)? on or off\.")
_STATES = {"enable": "on", "activate": "on", "disable": "off", "deactivate": "off"}
_NEGATED = re.compile(
    r"\b(?:don['’]?t|do not|never|not|stop|instead of|rather than|unless|without|if|until|when|whether|why|how)\b", re.I
)


def as_stated(wish: str, call: ToolCall, tool: Tool) -> ToolCall:
    """Return the call with the state that the words say of just this switch; the call itself where they say none."""
    stated = stated_state(wish, tool)
    name = next((p.name for p in tool.parameters if p.kind == "on_off"), "")
    if not stated or call.arguments.get(name, "").strip().lower() == stated:
        return call
    return ToolCall(call.tool, {**call.arguments, name: stated})


def _contradicted(text: str, call: ToolCall, tool: Tool) -> str:
    """Return which state was asked for, where the call sets the other one."""
    name = next((p.name for p in tool.parameters if p.kind == "on_off"), "")
    given = call.arguments.get(name, "").strip().lower()
    stated = stated_state(text, tool) if given in ("on", "off") else ""
    return f"it to be turned {stated}" if stated and stated != given else ""


def _told_nothing_of(frame: str, call: ToolCall, tool: Tool, kinds: Mapping[str, str]) -> str:
    """Return words that mean another wish: neither the tool, nor its arguments, nor talk account for them."""
    if _WIDE.search(frame) or any(kinds.get(name, "text") in _FREE_KINDS for name in call.arguments):
        return ""
    if tool.name not in _CLOSED_TOOLS and any(
        kind in ("text", "query", "file", "app", "settings_page") for kind in kinds.values()
    ):
        return ""
    if tool.name == "list_events" and _MY_APPOINTMENT.match(frame):
        return ""  # it stands in the list
    read = [value for name, value in call.arguments.items() if kinds.get(name) in ("contact", "phone")]
    if any(value not in frame for value in read):
        return ""  # it was read elsewhere, as the words may ask
    bare, _ = place_of(frame)
    left = left_over(bare, tool, call.arguments.values())
    begins = content_words(bare)[:1]
    names = [w for w in left if w[0].isupper() and not w.isupper() and w not in bare.split()[:1]]
    plain = [w for w in left if w.casefold() not in _ACT_WORDS and not w.casefold().endswith("ly")]
    foreign = foreign_words((w for w in left if w not in bare.split()[:1]), tool)
    asked = tool.risk is Risk.OBSERVE and _ASKS.match(bare) is not None and not kinds
    enough = names or foreign or len(plain) >= (1 if asked else 2 if tool.risk is Risk.OBSERVE else 3)
    return f'something about "{" ".join(left)}": {tool.name} does nothing of that kind' if enough and begins else ""


_MY_APPOINTMENT = re.compile(
    r"(?:when|(?:at )?what time)(?:['’]s| is| are| was)? (?:my|our)\b|when (?:am i|are we) (?:meeting|seeing)\b",
    re.IGNORECASE,
)
_ACT_WORDS = frozenset(ACTS.split())
_CLOSED_TOOLS = frozenset(
    {"set_alarm", "set_timer", "cancel_alarm", "list_notifications", "summarize_notifications", "dismiss_notifications"}
)
"""Their free text is only a name for what they set or look at."""


def _leads(text: str, tool: Tool) -> bool:
    """Whether a wish for this tool may begin with that word."""
    first = text.split()[0].casefold()
    return any(example.split()[0].casefold() == first for example in tool.examples if example)


def _other_place(text: str, tool: Tool, call: ToolCall) -> str:
    """`… in the display settings` is no wish for the Clock; `… in the To-do app` none for the notes."""
    if _OPENS_APP.match(text) and tool.risk is Risk.OBSERVE:
        return f"an app to be opened: {tool.name} only looks"
    _, where = place_of(text)
    if _SETTINGS.search(where) and tool.scope and not any("settings" in package for package in tool.scope):
        return f"to work in {where}: {tool.name} does not"
    name = _APP.sub("", where).strip() if _APP.search(where) else ""
    known = f"{tool.name} {tool.description} {' '.join(tool.examples)} {' '.join(tool.scope)}".casefold()
    known += " ".join(call.arguments.get(p.name, "") for p in tool.parameters if p.kind == "app").casefold()
    if name and tool.scope and not any(word in known for word in re.findall(r"[\w-]+", name.casefold())):
        return f"to work in the {where}: {tool.name} does not"
    return ""


_CLOCK_VALUE = re.compile(
    r"(?:at |about |around )?(?:\d{1,2}(?::\d\d)?(?: ?[ap]\.?m\.?| o'clock| in the \w+)?|noon|midnight|half past \w+"
    r"|quarter (?:past|to) \w+|[上下]午.*[点时]半?|.*[点时]半?)",
    re.IGNORECASE,
)
"""No place is called so."""


def _value_elsewhere(text: str, name: str, value: str, kind: str, tool: Tool) -> str:
    """Return which value the words only point at: it stands on the phone, and was not read."""
    if kind not in _FREE_KINDS and (found := _ELSEWHERE.search(value)) is not None:
        return f'"{found.group()}", which was not looked up'
    if kind == "text" and tool.risk >= Risk.WRITE and (found := _BEFORE_THAT.search(value)) is not None:
        return f'"{found["rest"]}" before that'
    if kind == "text" and name == "location" and _CLOCK_VALUE.fullmatch(value.strip()):
        return f'"{value}" as the time'
    at = text.find(value)
    if at > 0 and kind == "text" and tool.risk >= Risk.WRITE:
        cut = _CUT_OFF.search(text[:at])
        if cut is not None and cut["noun"].casefold() not in _CARRIES:
            return f'"the {cut["noun"]} that {value}", which was not looked up'
    if kind == "level" and at >= 0 and (degree := _DEGREE.search(text)) is not None and degree.group() not in value:
        return f'"{degree.group()}"'
    return ""


def _without(text: str, values: list[str]) -> str:
    """Return the words without those that go into free text: what a message says is no wish."""
    for value in sorted(values, key=len, reverse=True):
        if value and value in text:
            text = text.replace(value, "…", 1)
    return text
