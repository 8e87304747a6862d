"""Plain facts about the phone: battery and time. Reads only."""

from __future__ import annotations

import re

from ...android_bridge.labels import Confidentiality, Label
from ..sdk import tool
from ..types import Context, Risk, ToolFailedError, ToolResult

SYSTEM_LABEL = Label.of_app("android", Confidentiality.PUBLIC)
_STATUS = {"2": "charging", "3": "not charging", "4": "not charging", "5": "full"}


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "how much battery is left",
        "battery level",
        "is the phone charging",
        "what's my battery percentage",
        "how full is the battery",
        "do I need to charge the phone",
    ),
    reads=SYSTEM_LABEL,
    ways=("function",),
)
def get_battery(context: Context) -> ToolResult:
    """Tell the battery level and whether it charges."""
    text = context.device.dumpsys("battery")
    level, scale = (
        re.search(r"^\s*level: (\d+)", text, re.MULTILINE),
        re.search(r"^\s*scale: (\d+)", text, re.MULTILINE),
    )
    status = re.search(r"^\s*status: (\d+)", text, re.MULTILINE)
    if not level:
        raise ToolFailedError("the phone does not tell its battery level")
    percent = round(100 * int(level[1]) / int(scale[1])) if scale and int(scale[1]) else int(level[1])
    how = _STATUS.get(status[1] if status else "", "not charging")
    return ToolResult(
        f"The battery is at {percent} percent, {how}.", {"percent": percent, "status": how}, SYSTEM_LABEL, "function"
    )


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "what time is it",
        "what's the date today",
        "which day is it",
        "tell me the time",
        "what's today's date",
        "current time please",
    ),
    reads=SYSTEM_LABEL,
    ways=("function",),
)
def get_time(context: Context) -> ToolResult:
    """Tell the time and the date."""
    now = context.device.now()
    told = f"It is {now:%H:%M} on {now:%A}, {now:%B} {now.day} {now.year}."
    return ToolResult(told, {"iso": now.isoformat(timespec="seconds")}, SYSTEM_LABEL, "function")
