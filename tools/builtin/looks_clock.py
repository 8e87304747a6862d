"""Looks at what the Clock app holds: alarms that are on, timers, the stopwatch. Only plans call them.

Where the Clock's database cannot be read, its screen is opened and read; a look without hands cannot do that.
"""

from __future__ import annotations

from typing import Annotated

from ...android_bridge.labels import Confidentiality, Label
from ..matching import similarity
from ..sdk import Name, Time, tool
from ..types import Context, Risk, ToolFailedError, ToolResult
from .alarms import alarms_on_screen
from .clock_facts import CLOCK, stored_alarms, stored_stopwatch
from .timers import duration_told, running_timers, stopwatch_on_screen, timer_on_screen

_MOST = 20
"""So many items a look returns at most."""
_NEAR_NAME = 75.0
_CLOCK_LABEL = Label.of_app(CLOCK, Confidentiality.PERSONAL)


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("is an alarm set for 6:45", "is my gym alarm on"),
    reads=_CLOCK_LABEL,
    scope=(CLOCK,),
    ways=("function", "intent", "screen"),
)
def look_alarms(
    context: Context,
    time: Annotated[Time | None, "at what time"] = None,
    label: Annotated[Name | None, "what the alarm is called"] = None,
) -> ToolResult:
    """Read the alarms that are on, maybe at one time or of one name."""
    alarms = stored_alarms(context.device)
    if alarms is None and context.hands is not None and {"intent", "screen"} <= context.ways:
        alarms = alarms_on_screen(context)
    if alarms is None:
        raise ToolFailedError("the Clock's alarms cannot be read on this phone")
    clock = (time or "").rpartition("T")[2]
    found = [
        alarm
        for alarm in alarms
        if alarm.enabled
        and (not clock or alarm.time == clock)
        and (not label or similarity(label, alarm.label) >= _NEAR_NAME)
    ][:_MOST]
    data = {"alarms": [{"time": a.time, "label": a.label, "days": list(a.days)} for a in found]}
    if found:
        told = f"On: {', '.join(alarm.told for alarm in found)}."
    else:
        what = f"{f' at {clock}' if clock else ''}{f' called {label}' if label else ''}"
        told = f"No alarm{what} is on."
    return ToolResult(told, data, _CLOCK_LABEL, "function")


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("is a timer running", "how long is the timer"),
    reads=_CLOCK_LABEL,
    scope=(CLOCK,),
    ways=("function", "intent", "screen"),
)
def look_timer(context: Context) -> ToolResult:
    """Read the timers that run."""
    running = running_timers(context.device)
    if running is None and context.hands is not None and {"intent", "screen"} <= context.ways:
        state = "running" if timer_on_screen(context) else "none"
        told = "A timer runs." if state == "running" else "No timer runs."
        return ToolResult(told, {"state": state}, _CLOCK_LABEL, "screen")
    if running is None:
        raise ToolFailedError("the Clock's timers cannot be read on this phone")
    timers = [
        {"label": row["label"] or "", "duration": duration_told(int(row["length_ms"] or 0) // 1000)}
        for row in running[:_MOST]
    ]
    data = {"timers": timers, "state": "running" if timers else "none"}
    told = ", ".join(" ".join(filter(None, timer.values())) for timer in timers)
    return ToolResult(f"Running: {told}." if timers else "No timer runs.", data, _CLOCK_LABEL, "function")


@tool(
    risk=Risk.OBSERVE,
    kind="look",
    examples=("is the stopwatch running", "has the stopwatch stopped"),
    reads=_CLOCK_LABEL,
    scope=(CLOCK,),
    ways=("function", "intent", "screen"),
)
def look_stopwatch(context: Context) -> ToolResult:
    """Read whether the stopwatch runs."""
    state = stored_stopwatch(context.device)
    if state is None and context.hands is not None and "screen" in context.ways:
        state = "running" if stopwatch_on_screen(context) else "stopped"
    if state is None:
        raise ToolFailedError("the Clock's stopwatch cannot be read on this phone")
    return ToolResult(f"The stopwatch: {state}.", {"state": state}, _CLOCK_LABEL, "function")
