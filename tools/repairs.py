"""Small acts that clear the way for a task: dismiss a dialog, a key, a swipe, an app back to the front.

In no registry and offered to no model: only agent/interruptions.py uses them, each time with a ticket of its own. Knows
no dialogs; which button of which dialog may be pressed is decided there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..android_bridge.types import Intent
from .builtin.screen import numbered
from .types import Context, Parameter, Risk, Tool, ToolResult, Way

SOURCE = "repair"
_NUMBER = Parameter("element", "count", "the button's number on the screen")
_KEY = Parameter("key", "text", "which key", choices=("back", "home", "wake"))
_PACKAGE = Parameter("package", "text", "which app")


def _dismiss(context: Context, values: Mapping[str, Any]) -> ToolResult:
    target = numbered(context.observation, values["element"])
    context.acting.tap(target)
    return ToolResult(f'Pressed "{target.name}".', way="screen")


def _press(context: Context, values: Mapping[str, Any]) -> ToolResult:
    context.acting.press(values["key"])
    return ToolResult(f"Pressed {values['key']}.", way="screen")


def _unlock(context: Context, values: Mapping[str, Any]) -> ToolResult:
    context.acting.swipe("up")
    return ToolResult("Swiped the lock screen away.", way="screen")


def _reopen(context: Context, values: Mapping[str, Any]) -> ToolResult:
    intent = Intent(
        action="android.intent.action.MAIN",
        categories=("android.intent.category.LAUNCHER",),
        package=values["package"],
        component=values.get("activity", ""),
    )
    context.acting.start_activity(intent)
    return ToolResult(f"Opened {values['package']} again.", way="intent")


def _stop(context: Context, values: Mapping[str, Any]) -> ToolResult:
    context.acting.stop_app(values["package"])
    return ToolResult(f"Closed {values['package']}.", way="function", effect=f"{values['package']} closed")


def _repair(name: str, text: str, run: Any, *parameters: Parameter, **more: Any) -> Tool:
    ways: frozenset[Way] = frozenset({"intent" if more.get("kind") == "goal" else "screen"})
    facts = {"risk": Risk.NAVIGATE, "kind": "screen", "confirm": text, **more}
    return Tool(name, text, parameters, run=run, source=SOURCE, ways=ways, **facts)


DISMISS = _repair("dismiss_dialog", "Press the closing button of a dialog", _dismiss, _NUMBER, confirm="")
PRESS = _repair("press_key", "Press {key}", _press, _KEY)
UNLOCK = _repair("swipe_lock_away", "Swipe the lock screen away", _unlock)
REOPEN = _repair("reopen_app", "Open {package} again", _reopen, _PACKAGE, kind="goal")
"""Give it the package as its scope before use: that is what its ticket covers."""
STOP_APP = _repair("stop_app", "Close {package}", _stop, _PACKAGE, kind="goal", risk=Risk.WRITE)
"""The same."""
GRANT = _repair(
    "answer_permission", 'Answer "{answer}" to: {question}', _dismiss, _NUMBER,
    Parameter("question", "text", "what the app asks"), Parameter("answer", "text", "the button"),
    risk=Risk.DESTRUCTIVE,
)  # fmt: skip
"""The only one that grants; its risk makes the guard ask the person, always."""
