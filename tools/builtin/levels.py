"""Brightness and volumes, in percent. Knows the settings behind them and how coarse the phone's steps are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from ...android_bridge.device import Device
from ..sdk import Level, Resolved, tool
from ..types import Context, Proof, Risk, ToolResult

Stream = Literal["media", "ring", "alarm", "call", "notification"]
_BRIGHTNESS, _MODE = "screen_brightness", "screen_brightness_mode"
_BRIGHTEST = 255
_VOLUME_TOLERANCE = 10
"""Percent: a call stream has five steps only."""


def _target(level: Mapping[str, int], before: int) -> int:
    return max(0, min(100, level["set"] if "set" in level else before + level["change"]))


def brightness_of(device: Device) -> int:
    """Return the brightness in percent."""
    text = device.get_setting("system", _BRIGHTNESS) or "0"
    return round(100 * int(float(text)) / _BRIGHTEST)


def _preview_brightness(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    before = brightness_of(context.device)
    return {"target": _target(values["level"], before), "before": before}


def _probe_brightness(context: Context, values: Mapping[str, Any]) -> Proof:
    found = brightness_of(context.device)
    target = values["target"] if "target" in values else values["level"].get("set", -1)
    return Proof(abs(found - target) <= 1, f"brightness {target} percent", f"{found} percent")


def _undo_brightness(context: Context, values: Mapping[str, Any]) -> ToolResult:
    return _set_brightness(context, int(values["before"]), brightness_of(context.device))


def _set_brightness(context: Context, target: int, before: int) -> ToolResult:
    hands = context.acting
    if context.device.get_setting("system", _MODE) == "1":
        hands.put_setting("system", _MODE, "0")  # adaptive brightness would change it again
    hands.put_setting("system", _BRIGHTNESS, str(max(1, round(_BRIGHTEST * target / 100))))
    data = {"percent": target, "before": before}
    return ToolResult(
        f"Brightness is {target} percent.", data, way="function", effect=f"brightness {before} to {target} percent"
    )


@tool(
    risk=Risk.WRITE,
    examples=(
        "set the brightness to 40 percent",
        "make the screen brighter",
        "dim the display",
        "brightness to max",
        "turn the brightness down by 10",
        "the screen is too dark",
    ),
    probe=_probe_brightness,
    undo=_undo_brightness,
    preview=_preview_brightness,
    confirm="Set the brightness to {target} percent",
    ways=("function",),
)
def set_brightness(
    context: Context,
    level: Annotated[Level, "how bright"],
    target: Annotated[int | None, Resolved] = None,
) -> ToolResult:
    """Change the screen brightness."""
    before = brightness_of(context.device)
    return _set_brightness(context, _target(level, before) if target is None else target, before)


def _stream(values: Mapping[str, Any]) -> Stream:
    stream: Stream = values.get("stream") or "media"
    return stream


def _preview_volume(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    stream = _stream(values)
    before = context.device.get_volume(stream)
    return {"stream": stream, "target": _target(values["level"], before), "before": before}


def _probe_volume(context: Context, values: Mapping[str, Any]) -> Proof:
    stream = _stream(values)
    found = context.device.get_volume(stream)
    target = values["target"] if "target" in values else values["level"].get("set", -1)
    exact = target in (0, 100)
    before = values.get("before", found)
    near = abs(found - target) <= (0 if exact and stream != "call" else _VOLUME_TOLERANCE)
    moved = found != before or abs(target - before) <= _VOLUME_TOLERANCE
    return Proof(near and moved, f"{stream} volume {target} percent", f"{found} percent")


def _undo_volume(context: Context, values: Mapping[str, Any]) -> ToolResult:
    stream = _stream(values)
    context.acting.set_volume(stream, int(values["before"]))
    return ToolResult(
        f"The {stream} volume is back.", way="function", effect=f"{stream} volume back to {values['before']} percent"
    )


@tool(
    risk=Risk.WRITE,
    examples=(
        "set the volume to 50 percent",
        "make it louder",
        "turn the music down",
        "mute the ringer",
        "volume to max",
        "lower the alarm volume by 20",
    ),
    probe=_probe_volume,
    undo=_undo_volume,
    preview=_preview_volume,
    confirm="Set the {stream} volume to {target} percent",
    ways=("function",),
)
def set_volume(
    context: Context,
    level: Annotated[Level, "how loud"],
    stream: Annotated[Stream | None, "which volume; media if none is named"] = None,
    target: Annotated[int | None, Resolved] = None,
) -> ToolResult:
    """Change a volume: media, ring, alarm, call or notification."""
    name: Stream = stream or "media"
    before = context.device.get_volume(name)
    wanted = _target(level, before) if target is None else target
    context.acting.set_volume(name, wanted)
    found = context.device.get_volume(name)
    data = {"stream": name, "percent": found, "before": before}
    return ToolResult(
        f"The {name} volume is {found} percent.",
        data,
        way="function",
        effect=f"{name} volume {before} to {found} percent",
    )
