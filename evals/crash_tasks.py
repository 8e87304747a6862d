"""Twenty tasks for the crash sweep, and the model that decides them: the same question gets the same answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..models.types import Decision, DecisionRequest, Tier
from ..tools.types import Context, Parameter, Risk, Tool, ToolCall, ToolResult
from .crash_phone import POST_ACTION

Call = tuple[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class CrashTask:
    """One task: the goal, and for each sub-goal the call that a model decides, or `orders` for the screen."""

    name: str
    goal: str
    calls: tuple[Call, ...]
    replies: tuple[str, ...] = ()
    """What the user answers when asked, in order."""


def _sms(to: str, text: str) -> Call:
    return "send_message", {"recipient": to, "text": text}


_ALARM = ("set_alarm", {"time": "7:30"})
_TIMER = ("set_timer", {"duration": "ten minutes"})
_CALL = ("call", {"recipient": "Mum"})
_NOTE = ("add_note", {"text": "buy oat milk"})
_EVENT = ("add_event", {"title": "dentist", "start": "tomorrow at 3 pm"})
_WIFI = ("set_wifi", {"state": "on"})
_READ: Call = ("read_messages", {})
_ORDER = ("orders", {"text": "green tea"})
_LOOK: Call = ("look", {})
_POST = ("post_card", {"text": "hello"})
_BOB, _MUM = _sms("Bob Martin", "see you at nine"), _sms("Mum", "I am late")

TASKS: tuple[CrashTask, ...] = (
    CrashTask("sms", "text Bob Martin see you at nine", (_BOB,)),
    CrashTask("call", "call Mum", (_CALL,)),
    CrashTask("alarm", "set an alarm for 7:30", (_ALARM,)),
    CrashTask("timer", "set a timer for ten minutes", (_TIMER,)),
    CrashTask("note", "note buy oat milk", (_NOTE,)),
    CrashTask("event", "add dentist tomorrow at 3 pm to my calendar", (_EVENT,)),
    CrashTask("switch", "turn on wifi", (_WIFI,)),
    CrashTask("read", "read my messages", (_READ,)),
    CrashTask("order", "order green tea in Orders", (_ORDER,)),
    CrashTask("look", "what is the last order in Orders", (_LOOK,)),
    CrashTask("plugin", "post a card hello", (_POST,)),
    CrashTask("asked", "text Alice Chen", (("send_message", {"recipient": "Alice Chen"}),), ("running late",)),
    CrashTask("sms+call", "text Mum I am late and then call Mum", (_MUM, _CALL)),
    CrashTask("two sms", "text Bob Martin see you at nine and then text Mum I am late", (_BOB, _MUM)),
    CrashTask("alarm+sms", "set an alarm for 7:30 and then text Bob Martin see you at nine", (_ALARM, _BOB)),
    CrashTask("read+sms", "read my messages and then text Bob Martin see you at nine", (_READ, _BOB)),
    CrashTask("note+event", "note buy oat milk and then add dentist tomorrow at 3 pm to my calendar", (_NOTE, _EVENT)),
    CrashTask("sms+order", "text Bob Martin see you at nine and then open Orders and order green tea", (_BOB, _ORDER)),
    CrashTask("look+sms", "what is the last order in Orders and then text Mum I am late", (_LOOK, _MUM)),
    CrashTask(
        "four", "turn on wifi and then note buy oat milk and then text Mum I am late and then call Mum",
        (_WIFI, _NOTE, _MUM, _CALL),
    ),
)  # fmt: skip


class DecidingModel:
    """Decides by the sub-goal and, in the Orders app, by what is on the screen; remembers nothing."""

    name = "deciding"

    def __init__(self, task: CrashTask, wishes: Callable[[], tuple[str, ...]], told: Callable[[str], None]) -> None:
        """Begin; `wishes` gives the sub-goals in order, `told` hears of each call before and after it."""
        self._task = task
        self._wishes = wishes
        self._told = told
        # Where no screen is touched, it sees the words only, as the on-device model does.
        screen = any(tool in ("orders", "look") for tool, _ in task.calls)
        self.tier: Tier = "scripted" if screen else "device"

    def decide(self, request: DecisionRequest) -> Decision:
        """Return the call for this step."""
        self._told("before")
        call = self._call(request)
        self._told("after")
        return Decision("call", call, self.name, self.tier, 1.0)

    def _call(self, request: DecisionRequest) -> ToolCall:
        wishes = self._wishes()
        index = wishes.index(request.goal) if request.goal in wishes else 0
        tool, arguments = self._task.calls[index]
        if tool == "orders":
            return _order(request, arguments["text"])
        if tool == "look" and "order" not in request.screen.replace("Orders", ""):
            return ToolCall("tap", {"element": "2"})
        if tool == "look":
            shown = next((line for line in request.screen.splitlines() if "order" in line.lower()), "")
            return ToolCall("finish", {"answer": "Last order" if "Last order" in shown else "No order yet"})
        return ToolCall(tool, dict(arguments))


def _order(request: DecisionRequest, text: str) -> ToolCall:
    """Return the next touch in the Orders app, by the screen alone."""
    screen = request.screen
    if "order" not in screen.lower():
        return ToolCall("press", {"key": "home"})
    if f"Last order: {text}" in screen:
        return ToolCall("finish", {"answer": f"Last order: {text}"})
    if "Send order" not in screen:
        return ToolCall("tap", {"element": "2"})
    if text not in screen:
        return ToolCall("type_text", {"text": text, "element": "2"})
    return ToolCall("tap", {"element": "3"})


def _post(context: Context, values: Mapping[str, Any]) -> ToolResult:
    from ..android_bridge.types import Intent

    context.acting.broadcast(Intent(action=POST_ACTION, package="com.example.post", extras={"text": values["text"]}))
    return ToolResult(f"Posted {values['text']}.", way="intent", effect=f"card {values['text']}")


POST_CARD = Tool(
    "post_card", "Post a card.", (Parameter("text", "text", "what it says"),), Risk.OUTWARD, _post,
    examples=("post a card hello", "send a card thanks"), confirm='Post the card "{text}"', source="plugin:post",
    scope=("com.example.post",), ways=frozenset({"intent"}),
)  # fmt: skip
"""An outward tool of a plugin, without a probe."""
