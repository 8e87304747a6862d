"""Tools for one touch or look: what a model uses where no goal tool fits. Elements are named by their number.

How risky a call is, tools/effect_risk.py says, by what it would touch: the tools' own risk is only the least it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from ...android_bridge.errors import CommandTimeoutError, TargetChangedError, TextEntryError
from ...android_bridge.icons import place_of
from ...android_bridge.types import Element, Observation
from ..effect_kinds import Effect, effect
from ..effect_risk import effect_of, effect_of_enter, effect_of_swipe
from ..sdk import tool
from ..types import Context, Risk, ToolResult, ToolRetryError
from .waiting import plain

_LONGEST_WAIT_S = 20.0
_MOST_SWIPES = 12
"""A list that is longer than so many screens is not searched to its end."""
STILL = "Nothing on the screen changed."


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


def _of_scrolling(context: Context, values: Mapping[str, Any]) -> Effect:
    direction = str(values.get("direction") or "up")
    return effect_of_swipe(context.observation, direction, _named(context, values))


def _of_swipe(context: Context, values: Mapping[str, Any]) -> Effect:
    return effect_of_swipe(context.observation, str(values.get("direction", "")), _named(context, values))


def _enter(context: Context, field: Element | None, text: str) -> Effect:
    return effect_of_enter(context.observation, field, text.splitlines()[0] if text else "")


def _risk(judge: Callable[[Context, Mapping[str, Any]], Effect]) -> Callable[[Context, Mapping[str, Any]], Risk]:
    return lambda context, values: judge(context, values).risk


def _named(context: Context, values: Mapping[str, Any]) -> Element | None:
    number = values.get("element")
    return numbered(context.observation, number) if isinstance(number, int) else None


def called(element: Element, seen: Observation | None) -> str:
    """Return what an element is called in words: its name, or what it is and where, such as `icon top right`."""
    own = element.text or element.description or element.inner_text or element.hint
    return own or f"{element.name} ({place_of(element, seen)})" if element.name else place_of(element, seen)


def _touched(context: Context, said: str, target: Element, act: str) -> ToolResult:
    still = _told_of(context.observation, context.device.wait_settled())
    name = called(target, context.observation)
    return ToolResult(
        f"{said}{still}", {"element": target.name, "still": bool(still)}, way="screen", effect=f"{act} {name}"
    )


def _told_of(before: Observation | None, now: Observation | None) -> str:
    """Return that nothing changed, where that is so; an empty text where something did."""
    return f" {STILL}" if before is not None and now is not None and _looks(before) == _looks(now) else ""


def _looks(seen: Observation) -> tuple[object, ...]:
    """Return what tells two looks apart: page, texts, states and places, without the numbers."""
    elements = tuple(
        (e.resource_id, e.class_name, e.text, e.description, e.bounds, e.checked, e.selected, e.focused, e.enabled)
        for e in seen.elements
    )
    return seen.package, seen.activity, seen.dialog, seen.keyboard_shown, elements


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
    return _touched(context, f'Tapped "{called(target, context.observation)}".', target, "tap on")


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
    return _touched(context, f'Held "{called(target, context.observation)}".', target, "long press on")


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
    try:
        context.acting.type_text(text, into=field, clear=True)
    except TextEntryError as error:
        raise ToolRetryError(f"the text was not taken: {error}") from error
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
    still = _told_of(context.observation, context.device.wait_settled())
    return ToolResult(f"Swiped {direction}.{still and ' Nothing moved: this is the end of it.'}", way="screen")


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
    return ToolResult(f"Pressed {key}.{_told_of(context.observation, context.device.wait_settled())}", way="screen")


@tool(
    risk=Risk.NAVIGATE,
    effect_of=_of_scrolling,
    risk_of=_risk(_of_scrolling),
    kind="screen",
    ways=("screen",),
    examples=("scroll until it shows", "scroll to the entry called Storage"),
)
def scroll_to(
    context: Context,
    text: Annotated[str, "the words that shall come into sight"],
    direction: Annotated[Literal["up", "down"], "up shows what is further down"] = "up",
    element: Annotated[int | None, "inside which element; the whole screen if absent"] = None,
) -> ToolResult:
    """Scroll until words come into sight, or until the end of the list."""
    within = None if element is None else numbered(context.observation, element)
    wanted, seen = plain(text), context.device.observe()
    for swipes in range(_MOST_SWIPES + 1):
        if any(wanted in plain(part) for e in seen.elements for part in (e.text, e.description, e.inner_text)):
            return ToolResult(f'"{text}" is in sight after {swipes} swipes.', {"found": True}, seen.label, "screen")
        if swipes == _MOST_SWIPES:
            break
        try:
            context.acting.swipe(direction, within=within)
        except TargetChangedError:
            if not swipes:
                raise
            told = f'"{text}" is not in sight after {swipes} swipes, and the page has another heading now.'
            return ToolResult(f"{told} Look, and scroll on if it helps.", {"found": False}, seen.label, "screen")
        before, seen = seen, context.device.wait_settled()
        if _looks(before) == _looks(seen):
            return ToolResult(f'The end was reached; "{text}" is not there.', {"found": False}, seen.label, "screen")
    return ToolResult(f'"{text}" did not come into sight in {swipes} swipes.', {"found": False}, seen.label, "screen")


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
