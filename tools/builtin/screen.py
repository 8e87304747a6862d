"""Tools for one touch or look: what a model uses where no goal tool fits. Elements are named by their number.

How risky a call is, tools/effect_risk.py says, by what it would touch: the tools' own risk is only the least it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from ...android_bridge.errors import CommandTimeoutError
from ...android_bridge.types import Element, Observation
from ..effect_kinds import Effect, effect
from ..effect_risk import effect_of, effect_of_enter, effect_of_swipe
from ..sdk import tool
from ..types import Context, Risk, ToolResult, ToolRetryError
from .waiting import plain

_LONGEST_WAIT_S = 20.0


def numbered(observation: Observation | None, number: int) -> Element:
    """Return the element with that number.

    Raises:
        ToolRetryError: There is none on the last screen.
    """
    if observation is None:
        raise ToolRetryError("no screen was looked at yet; read the screen first")
    for element in observation.elements:
        if element.index == number:
            return element
    raise ToolRetryError(f"there is no element {number} on the screen; it has {len(observation.elements)} elements")


def _of_target(context: Context, values: Mapping[str, Any]) -> Effect:
    return effect_of(_named(context, values), context.observation)


def _of_typing(context: Context, values: Mapping[str, Any]) -> Effect:
    """Text is a change; a newline is an Enter, and what follows it is typed wherever that led."""
    text = str(values.get("text", ""))
    if "\n" not in text and "\r" not in text:
        return effect("write", "typed text")
    return _enter(context, _named(context, values), text)


def _of_key(context: Context, values: Mapping[str, Any]) -> Effect:
    """Enter acts on what has the focus; Delete changes a text; Back and Home only navigate."""
    key = values.get("key")
    if key == "enter":
        return _enter(context, None, "")
    return effect("write" if key == "delete" else "go", "a key")


def _of_swipe(context: Context, values: Mapping[str, Any]) -> Effect:
    return effect_of_swipe(context.observation, str(values.get("direction", "")), _named(context, values))


def _enter(context: Context, field: Element | None, text: str) -> Effect:
    return effect_of_enter(context.observation, field, text.splitlines()[0] if text else "")


def _risk(judge: Callable[[Context, Mapping[str, Any]], Effect]) -> Callable[[Context, Mapping[str, Any]], Risk]:
    return lambda context, values: judge(context, values).risk


def _named(context: Context, values: Mapping[str, Any]) -> Element | None:
    number = values.get("element")
    return numbered(context.observation, number) if isinstance(number, int) else None


@tool(
    risk=Risk.NAVIGATE,
    effect_of=_of_target,
    risk_of=_risk(_of_target),
    kind="screen",
    ways=("screen",),
    examples=("tap the button", "press that", "click on save"),
)
def tap(context: Context, element: Annotated[int, "the element's number on the screen"]) -> ToolResult:
    """Tap an element of the screen."""
    target = numbered(context.observation, element)
    context.acting.tap(target)
    context.device.wait_settled()
    return ToolResult(
        f'Tapped "{target.name}".', {"element": target.name}, way="screen", effect=f"tap on {target.name}"
    )


@tool(
    risk=Risk.NAVIGATE,
    effect_of=_of_target,
    risk_of=_risk(_of_target),
    kind="screen",
    ways=("screen",),
    examples=("press and hold the message", "long press it"),
)
def long_press(context: Context, element: Annotated[int, "the element's number on the screen"]) -> ToolResult:
    """Press and hold an element of the screen."""
    target = numbered(context.observation, element)
    context.acting.long_press(target)
    context.device.wait_settled()
    return ToolResult(
        f'Held "{target.name}".', {"element": target.name}, way="screen", effect=f"long press on {target.name}"
    )


@tool(
    risk=Risk.WRITE,
    effect_of=_of_typing,
    risk_of=_risk(_of_typing),
    kind="screen",
    ways=("screen",),
    examples=("type hello", "write my name into the field"),
)
def type_text(
    context: Context,
    text: Annotated[str, "what is typed"],
    element: Annotated[int | None, "the field's number; the focused field if absent"] = None,
) -> ToolResult:
    """Type text into a field of the screen, replacing what it holds."""
    field = None if element is None else numbered(context.observation, element)
    if field is not None and not field.editable:
        raise ToolRetryError(f'"{field.name}" is no field for text')
    context.acting.type_text(text, into=field, clear=True)
    return ToolResult(
        f'Typed "{text}".',
        {"text": text},
        way="screen",
        effect=f"text typed into {field.name if field else 'the focused field'}",
    )


@tool(
    risk=Risk.NAVIGATE,
    effect_of=_of_swipe,
    risk_of=_risk(_of_swipe),
    kind="screen",
    ways=("screen",),
    examples=("scroll down", "swipe left", "scroll to the end"),
)
def swipe(
    context: Context,
    direction: Annotated[
        Literal["up", "down", "left", "right"], "where the finger moves; up shows what is further down"
    ],
    element: Annotated[int | None, "inside which element; the whole screen if absent"] = None,
) -> ToolResult:
    """Swipe over the screen or inside an element, to scroll or turn pages."""
    within = None if element is None else numbered(context.observation, element)
    context.acting.swipe(direction, within=within)
    context.device.wait_settled()
    return ToolResult(f"Swiped {direction}.", way="screen")


@tool(
    risk=Risk.NAVIGATE,
    effect_of=_of_key,
    risk_of=_risk(_of_key),
    kind="screen",
    ways=("screen",),
    examples=("go back", "go to the home screen", "press enter"),
)
def press(
    context: Context, key: Annotated[Literal["back", "home", "enter", "recent", "delete", "tab"], "which key"]
) -> ToolResult:
    """Press a key: back, home, enter, recent, delete or tab."""
    context.acting.press(key)
    context.device.wait_settled()
    return ToolResult(f"Pressed {key}.", way="screen")


@tool(risk=Risk.OBSERVE, kind="screen", ways=("screen",), examples=("read the screen", "what is on the screen"))
def read_screen(context: Context) -> ToolResult:
    """Look at the screen and return its texts."""
    seen = context.device.observe()
    lines = [f"[{e.index}] {e.name}" for e in seen.elements if e.name and not e.password]
    return ToolResult(
        "\n".join(lines) or "The screen shows no text.",
        {"package": seen.package, "count": len(seen.elements)},
        seen.label,
        "screen",
    )


@tool(risk=Risk.OBSERVE, kind="screen", ways=("screen",), examples=("wait until it has loaded", "wait for the list"))
def wait_for(
    context: Context,
    text: Annotated[str, "the words that shall appear"],
    seconds: Annotated[float, "how long at most, 20 at most"] = 5.0,
) -> ToolResult:
    """Wait until words appear on the screen."""
    wanted = plain(text)
    limit = max(0.0, min(seconds, _LONGEST_WAIT_S))
    try:
        seen = context.device.wait_until(
            lambda look: any(wanted in plain(e.text) or wanted in plain(e.description) for e in look.elements),
            timeout_s=limit,
        )
    except CommandTimeoutError:
        return ToolResult(f'"{text}" did not appear within {limit:g} s.', {"appeared": False}, way="screen")
    return ToolResult(f'"{text}" is on the screen.', {"appeared": True}, seen.label, "screen")
