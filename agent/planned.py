"""What of a call stands in the user's own words: the act, its values, its destination. Pure; decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..android_bridge.labels import Confidentiality, Label
from ..android_bridge.types import Element, Observation
from ..tools.types import Risk, Tool, ToolCall
from ..tools.values_pointing import pointed_at
from .envelope import Envelope, Wish
from .wording import (
    asks_only,
    first_word,
    hangs,
    made_of,
    stands_in,
    tells_all,
    tokens,
    turns_round,
    word_set,
)

FREE_KINDS = frozenset({"text", "contact", "phone", "file", "folder", "app", "query"})
"""Kinds whose values the user must have named for a call to count as planned."""
_CLOSED_KINDS = frozenset({"choice", "on_off", "boolean"})
"""Kinds with fixed words; of an act that leaves the phone all other values must be named."""
_DESTINATION_KINDS = frozenset({"contact", "phone"})
_DESTINATION_NAMES = frozenset(
    {
        "recipient",
        "recipients",
        "to",
        "cc",
        "bcc",
        "address",
        "email",
        "number",
        "phone",
        "contact",
        "url",
        "host",
        "link",
    }
)
_KIND_WORDS: Mapping[str, frozenset[str]] = {
    "send": word_set(
        "send text message sms mail email write reply tell let answer forward ask say drop shoot ping "
        "发 发送 发短信 发信息 发消息 告诉 通知 转告 回复 转发"
    ),
    "call": word_set("call phone ring dial talk speak video facetime 打电话 打给 呼叫 拨打 致电"),
    "share": word_set("share send forward 分享 转发"),
    "post": word_set("post publish tweet comment share upload write put 发布 发表 评论 分享"),
    "book": word_set("book reserve schedule rsvp 预订 预约 订"),
}
"""How wishes for an effect begin."""
TAKES_NOTHING_ALONG = frozenset({"call"})
"""Effects with which no text leaves."""


def goal_call_planned(call: ToolCall, tool: Tool, wish: Wish, envelope: Envelope, risk: Risk) -> bool:
    """Return whether the wish names this tool and every free value of the call.

    For acts that leave the phone all of the wish has to be accounted for: a message from which a word was left out is
    another message.
    """
    if not wish.names(tool.name):
        return False
    said = envelope.said(wish.text)
    kinds = {p.name: p.kind for p in tool.parameters}
    if risk < Risk.OUTWARD:
        return all(stands_in(v, said) for k, v in call.arguments.items() if kinds.get(k, "text") in FREE_KINDS)
    values = [v for k, v in call.arguments.items() if kinds.get(k, "text") not in _CLOSED_KINDS]
    if not all(stands_in(value, said) for value in values) or _hangs_on_another(wish, envelope):
        return False
    texts = [v for k, v in call.arguments.items() if kinds.get(k, "text") == "text"]
    if any(pointed_at(wish.text, text) for text in texts):
        return False  # what was to be looked up would be sent in its place
    if any(kinds.get(name, "text") == "text" for name in call.arguments):
        return tells_all(wish.text, values, known=envelope.replies)
    return not turns_round(wish.text, values)


def screen_call_planned(
    values: Mapping[str, Any], wish: Wish, envelope: Envelope, seen: Observation | None, *, risk: Risk, effect: str
) -> bool:
    """Return whether a touch belongs to what the wish wants.

    The caller has made sure that it happens in an app of the task. Text that is typed has to be made of the user's
    words; an act that leaves the phone has to be of a kind that he named, with nothing written but his words.
    """
    said = envelope.said(wish.text)
    text = values.get("text")
    if asks_only(wish.text) or (isinstance(text, str) and not made_of(text, said)):
        return False
    if risk < Risk.OUTWARD:
        return True
    named = first_word(wish.text) in _KIND_WORDS.get(effect, frozenset()) and not _hangs_on_another(wish, envelope)
    return named and all(stands_in(written, said) for written in texts_written(seen))


def _hangs_on_another(wish: Wish, envelope: Envelope) -> bool:
    """Whether a wish before this one ends with a condition on it that the plan has not understood."""
    before = [other.text for other in envelope.wishes]
    return any(map(hangs, before[: before.index(wish.text)] if wish.text in before else before))


def destination_named(call: ToolCall, tool: Tool, values: Mapping[str, Any], wish: Wish, envelope: Envelope) -> bool:
    """Return whether every recipient of a goal tool's call is exactly one whom the user named.

    `exact` in the values is put there by the tool's own look into the contacts, never by a model. A tool without a
    recipient sends to where it always does, so its destination is named with the tool.
    """
    if tool.kind == "screen":
        return False
    said = envelope.said(wish.text)
    kinds = {p.name: p.kind for p in tool.parameters}
    named = [
        value
        for name, value in call.arguments.items()
        if kinds.get(name) in _DESTINATION_KINDS or name in _DESTINATION_NAMES
    ]
    if not named:
        return wish.names(tool.name)
    return values.get("exact", True) is True and all(stands_in(value, said) for value in named)


def text_flowed(flowed: Collection[str], tool: Tool) -> bool:
    """Return whether what was read on the phone went anywhere but into the destination.

    `flowed` are the names of the arguments that it went into.
    """
    kinds = {p.name: p.kind for p in tool.parameters}
    return any(kinds.get(name) not in _DESTINATION_KINDS and name not in _DESTINATION_NAMES for name in flowed)


def payload_of(
    planned: bool, context: Label, envelope: Envelope, wish: Wish, seen: Observation | None, *, tool: Tool, effect: str
) -> Confidentiality:
    """Return the highest confidentiality among the values that leave.

    The user's own words are PERSONAL; what a model put together may hold whatever it saw. A touch sends what is
    written in the fields, so it carries no more where that is the user's words.
    """
    if planned or (tool.kind == "screen" and effect in TAKES_NOTHING_ALONG):
        return Confidentiality.PERSONAL
    written = texts_written(seen) if tool.kind == "screen" else ()
    if written and all(stands_in(text, envelope.said(wish.text)) for text in written):
        return Confidentiality.PERSONAL
    return max(Confidentiality.PERSONAL, context.confidentiality)


def texts_written(seen: Observation | None) -> tuple[str, ...]:
    """Return what stands in the fields of a screen, without hints."""
    if seen is None:
        return ()
    return tuple(e.text for e in seen.elements if e.editable and tokens(e.text) and e.text != e.hint)


def touched(values: Mapping[str, Any], seen: Observation | None) -> Element | None:
    """Return the element that a screen tool's call names; None where it names none, or one that is not there."""
    number = values.get("element")
    if number is None or seen is None:
        return None
    return next((e for e in seen.elements if e.index == number), None)
