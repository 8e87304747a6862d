"""What a wish asks for that a chosen call leaves undone: half of a wish must not end as done.

Compares the user's words with the tool and its arguments; pure. It speaks only where the words clearly ask for more: a
second act, an app or page that the tool does not use, an answer where it only opens a page, a value that stands
somewhere on the phone. Words that merely surround a wish (`my eyes hurt: dark mode on`) are none of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..tools.types import Risk, Tool, ToolCall
from .expect import place_of

_FREE_KINDS = frozenset({"text", "query", "file", "folder"})
_VERBS = (
    r"(?:add|set|send|text|call|phone|turn|switch|delete|remove|create|open|start|stop|cancel|tell|remind|read|take|play"
    r"|put|make|schedule|write|save|rename|mute|enable|disable|show|list|forward|reply|answer|share|look\s+up|check|find)"
)
_SECOND_ACT = re.compile(
    rf"(?:[,;.]\s*(?:and\s+|then\s+)*|\b(?:and|then)\s+(?:then\s+|also\s+)?)(?P<rest>{_VERBS}\b\s+\S.*)$", re.IGNORECASE
)
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
    r"|decrease|star|unstar|mark|tick|untick|write|save|enable|disable|mute|order|buy|pay"
    r"|(?:turn|switch|put)(?!\s+(?:to|on\s+screen|up\s+the)\b))\s+(?!me\b|up\b)",
    re.IGNORECASE,
)
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
    {"message", "text", "note", "memo", "reminder", "line", "sms", "word", "words", "fact", "news", "mail", "post"}
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


def _findings(text: str, frame: str, call: ToolCall, tool: Tool, kinds: Mapping[str, str]) -> Iterator[str]:
    yield _second_act(frame)
    yield _question_unanswered(text, tool)
    yield _only_looked(text, tool)
    yield _other_place(text, tool)
    for name, value in call.arguments.items():
        yield _value_elsewhere(text, value, kinds.get(name, "text"), tool)


def _second_act(frame: str) -> str:
    """`look up … and add …`, `…, otherwise tell me …`: of two acts one call does one."""
    if (found := _OTHERWISE.search(frame)) is not None:
        return f'"{found["rest"]}" in the other case'
    if _WIDE.search(frame):
        second = _SECOND_ZH.search(frame)
        return f'"{second["rest"]}"' if second and re.search(_ACT_ZH, frame[: second.start()]) else ""
    second = _SECOND_ACT.search(frame)
    if second is None or not _BEGINS.match(frame):
        return ""
    return f'both "{frame[: second.start()].strip()}" and "{second["rest"].strip()}"'


def _question_unanswered(text: str, tool: Tool) -> str:
    if tool.risk is Risk.NAVIGATE and _ASKS.match(text):
        return f"an answer: {tool.name} only opens a page"
    return ""


def _only_looked(text: str, tool: Tool) -> str:
    if tool.risk <= Risk.NAVIGATE and (_CHANGES.match(text) or _ORDERS.match(text)) and not _leads(text, tool):
        return f'"{text.split()[0]}": {tool.name} changes and sends nothing'
    return ""


def _leads(text: str, tool: Tool) -> bool:
    """Whether a wish for this tool may begin with that word."""
    first = text.split()[0].casefold()
    return any(example.split()[0].casefold() == first for example in tool.examples if example)


def _other_place(text: str, tool: Tool) -> str:
    """`… in the display settings` is no wish for the Clock; `… in the To-do app` none for the notes."""
    if _OPENS_APP.match(text) and tool.risk is Risk.OBSERVE:
        return f"an app to be opened: {tool.name} only looks"
    _, where = place_of(text)
    if _SETTINGS.search(where) and tool.scope and not any("settings" in package for package in tool.scope):
        return f"to work in {where}: {tool.name} does not"
    name = _APP.sub("", where).strip() if _APP.search(where) else ""
    known = f"{tool.name} {tool.description} {' '.join(tool.examples)} {' '.join(tool.scope)}".casefold()
    if name and tool.scope and not any(word in known for word in re.findall(r"[\w-]+", name.casefold())):
        return f"to work in the {where}: {tool.name} does not"
    return ""


def _value_elsewhere(text: str, value: str, kind: str, tool: Tool) -> str:
    """Return which value the words only point at: it stands on the phone, and was not read."""
    if kind not in _FREE_KINDS and (found := _ELSEWHERE.search(value)) is not None:
        return f'"{found.group()}", which was not looked up'
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
