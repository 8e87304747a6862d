"""Timers and the stopwatch. Timers start by Intent; the rest is reached on the Clock's screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from ...android_bridge.device import Device
from ...android_bridge.types import ExtraValue, Intent
from ..sdk import Duration, Name, tool
from ..types import Context, Probe, Proof, Risk, ToolFailedError, ToolResult
from .by_screen import need_way, open_clock, type_timer
from .clock_facts import CLOCK, scheduled, stored_stopwatch, stored_timers
from .waiting import find_named, since_ms, tap_named, wait_named, wait_true

_MOST_S = 24 * 3600
_SHOW_TIMERS = Intent(action="android.intent.action.SHOW_TIMERS")
_OPEN_CLOCK = Intent(
    action="android.intent.action.MAIN", categories=("android.intent.category.LAUNCHER",), package=CLOCK
)
_RUNNING = ("running", "started", "expired", "missed", "1", "2")
_STOPPERS = ("Delete timer", "Delete", "Cancel timer", "Cancel", "Reset", "Stop", "Pause", "删除计时器")
_LIVE_NAMES = ("Delete timer", "Pause", "Stop", "Add 1 minute", "+1:00", "Cancel timer", "删除计时器", "暂停",
               "加 1 分钟")  # fmt: skip
_STOP_NAMES = ("Pause", "Stop", "Pause stopwatch", "Stop stopwatch", "暂停", "停止")
_START_NAMES = ("Start", "Start stopwatch", "Resume", "Resume stopwatch", "开始", "继续")


def duration_told(seconds: int) -> str:
    """Return seconds in words: `1 hour 30 minutes`."""
    parts = []
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count != 1 else ''}")
    return " ".join(parts) or "0 seconds"


def running_timers(device: Device) -> list[dict[str, str | None]] | None:
    """Return the timers that run; None where the Clock's database cannot be read."""
    timers = stored_timers(device)
    return None if timers is None else [row for row in timers if (row["state"] or "") in _RUNNING]


def _probe_timer(context: Context, values: Mapping[str, Any]) -> Proof:
    seconds, since = values["duration"], since_ms(context)
    expected = f"a running timer of {duration_told(seconds)}"
    running = running_timers(context.device)
    if running is not None:
        mine = [
            r
            for r in running
            if int(r["length_ms"] or 0) == seconds * 1000 and int(r["started_at_ms"] or 0) >= since - 1000
        ]
        found = ", ".join(duration_told(int(r["length_ms"] or 0) // 1000) for r in running)
        return Proof(bool(mine), expected, f"running: {found}" if found else "no timer runs")
    ends = context.now.replace(tzinfo=None) + timedelta(seconds=seconds)
    near = [m for m in scheduled(context.device) if abs((m - ends).total_seconds()) < 90]
    return Proof(
        bool(near), expected, f"the Clock wakes at {near[0]:%H:%M}" if near else "the Clock has nothing planned then"
    )


def _preview_timer(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"length": duration_told(values["duration"])}


def _undo_timer(context: Context, values: Mapping[str, Any]) -> ToolResult:
    """Stop the one timer that this call started; others run on."""
    running = running_timers(context.device)
    if running is None:  # then the Clock's page tells, and it must show one only
        need_way(context, "intent", "stopping a timer")
        context.acting.start_activity(_SHOW_TIMERS)
        seen = context.device.wait_settled()
        alone = sum(e.description == "Delete timer" or e.text == "Delete timer" for e in seen.elements) == 1
    else:
        alone = len(running) == 1 and int(running[0]["length_ms"] or 0) == values["duration"] * 1000
    if not alone:
        raise ToolFailedError(
            f"the timer of {duration_told(values['duration'])} is not the one that runs alone; nothing was stopped"
        )
    return cancel_timer.run(context, {})


@tool(
    risk=Risk.WRITE,
    examples=(
        "set a timer for ten minutes",
        "countdown of 90 seconds",
        "start a 20 minute timer for the pasta",
        "remind me in a quarter of an hour with a timer",
        "timer 5 min",
        "set a one hour timer",
    ),
    probe=_probe_timer,
    preview=_preview_timer,
    confirm="Start a timer of {length}",
    scope=(CLOCK,),
    undo=_undo_timer,
    ways=("intent", "screen"),
)
def set_timer(
    context: Context,
    duration: Annotated[Duration, "how long the timer runs"],
    label: Annotated[Name | None, "what the timer is called"] = None,
) -> ToolResult:
    """Start a countdown timer."""
    if duration > _MOST_S:
        raise ToolFailedError(f"a timer runs 24 hours at most, not {duration_told(duration)}; nothing was started")
    told = f"Timer for {duration_told(duration)} started."
    if "intent" not in context.ways:
        type_timer(context, duration)
        wait_true(lambda: _probe_timer(context, {"duration": duration}).holds, timeout_s=4.0)
        told += f' The keypad takes no name, so it is not called "{label}".' if label else ""
        return ToolResult(told, {"seconds": duration}, way="screen", effect=f"timer of {duration_told(duration)}")
    extras: dict[str, ExtraValue] = {
        "android.intent.extra.alarm.LENGTH": duration,
        "android.intent.extra.alarm.SKIP_UI": True,
    }
    if label:
        extras["android.intent.extra.alarm.MESSAGE"] = label
    context.acting.start_activity(Intent(action="android.intent.action.SET_TIMER", extras=extras))
    wait_true(lambda: _probe_timer(context, {"duration": duration}).holds, timeout_s=4.0)
    return ToolResult(told, {"seconds": duration}, way="intent", effect=f"timer of {duration_told(duration)}")


def _probe_no_timer(context: Context, values: Mapping[str, Any]) -> Proof:
    running = running_timers(context.device)
    if running is not None:
        return Proof(not running, "no running timer", f"{len(running)} running")
    seen = context.device.observe()
    pausing = find_named(seen, ("Pause", "Stop"))
    return Proof(
        pausing is None and seen.package == CLOCK,
        "no running timer",
        "one can be paused" if pausing else "none can be paused",
    )


def _called(row: Mapping[str, str | None]) -> str:
    return f" ({row['label']})" if row["label"] else ""


def _preview_running(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say which timers run, where that can be read."""
    running = running_timers(context.device)
    told = ", ".join(f"{duration_told(int(r['length_ms'] or 0) // 1000)}{_called(r)}" for r in running or ())
    return {"running": told} if told else {}


@tool(
    risk=Risk.WRITE,
    examples=(
        "stop the timer",
        "cancel the timer",
        "turn off the countdown",
        "I don't need the timer any more",
        "delete my timer",
        "end the running timer",
    ),
    probe=_probe_no_timer,
    preview=_preview_running,
    confirm="Stop the running timer: {running}",
    scope=(CLOCK,),
    ways=("intent", "screen"),
)
def cancel_timer(context: Context) -> ToolResult:
    """Stop the running timer."""
    running = running_timers(context.device)
    if running is not None and not running:
        raise ToolFailedError("no timer is running; nothing was changed")
    need_way(context, "screen", "stopping a timer")
    if "intent" in context.ways:
        context.acting.start_activity(_SHOW_TIMERS)
    else:
        open_clock(context, "Timer")
    shown, _ = wait_named(context.device, _LIVE_NAMES, timeout_s=4.0)
    if shown is None:  # the set-up page has a key called Delete, too
        raise ToolFailedError("the Clock shows no running timer; nothing was changed")
    for _ in range(max(1, len(running or ()))):
        if tap_named(context, _STOPPERS, ("timer_delete", "delete_timer")) is None:
            raise ToolFailedError("the Clock shows no running timer; nothing was changed")
        context.device.wait_settled()
    wait_true(lambda: not running_timers(context.device), timeout_s=3.0)
    return ToolResult("The timer is stopped.", way="screen", effect="timer stopped")


def _open_stopwatch(context: Context) -> None:
    context.acting.start_activity(_OPEN_CLOCK)
    if tap_named(context, ("Stopwatch", "Stopwatch tab", "秒表"), ("tab_menu_stopwatch",)) is None:
        raise ToolFailedError("the Clock shows no stopwatch; nothing was changed")
    context.device.wait_settled()


def timer_on_screen(context: Context) -> bool:
    """Open the Clock's timers and return whether one runs."""
    context.acting.start_activity(_SHOW_TIMERS)
    return wait_named(context.device, _LIVE_NAMES, timeout_s=1.5)[0] is not None


def stopwatch_on_screen(context: Context) -> bool:
    """Open the Clock's stopwatch and return whether it runs."""
    _open_stopwatch(context)
    return find_named(context.device.observe(), _STOP_NAMES) is not None


def _probe_stopwatch(running: bool) -> Probe:
    def probe(context: Context, values: Mapping[str, Any]) -> Proof:
        expected = "a running stopwatch" if running else "a stopped stopwatch"
        state = stored_stopwatch(context.device)
        if state is not None:
            return Proof((state == "running") == running, expected, f"it is {state}")
        seen = context.device.observe()
        pausing = find_named(seen, _STOP_NAMES) is not None
        return Proof(
            pausing == running and seen.package == CLOCK,
            expected,
            "it can be paused" if pausing else "it cannot be paused",
        )

    return probe


def _undo_start(context: Context, values: Mapping[str, Any]) -> ToolResult:
    return stop_stopwatch.run(context, {})


@tool(
    risk=Risk.WRITE,
    examples=(
        "start the stopwatch",
        "begin stopwatch",
        "start measuring the time",
        "run the stopwatch",
        "stopwatch go",
        "start timing me",
    ),
    probe=_probe_stopwatch(True),
    undo=_undo_start,
    confirm="Start the stopwatch",
    scope=(CLOCK,),
    ways=("screen",),
)
def start_stopwatch(context: Context) -> ToolResult:
    """Start the stopwatch."""
    _open_stopwatch(context)
    button, seen = wait_named(context.device, _START_NAMES, ("fab",), timeout_s=4.0)
    if find_named(seen, _STOP_NAMES) is not None:
        return ToolResult("The stopwatch is running already.", way="screen")
    if button is None:
        raise ToolFailedError("the stopwatch shows no start button; nothing was changed")
    context.acting.tap(button)
    wait_named(context.device, _STOP_NAMES, timeout_s=3.0)
    return ToolResult("The stopwatch is running.", way="screen", effect="stopwatch started")


@tool(
    risk=Risk.WRITE,
    examples=(
        "stop the stopwatch",
        "pause the stopwatch",
        "halt stopwatch",
        "stop timing",
        "end the stopwatch",
        "stopwatch stop",
    ),
    probe=_probe_stopwatch(False),
    confirm="Stop the stopwatch",
    scope=(CLOCK,),
    ways=("screen",),
)
def stop_stopwatch(context: Context) -> ToolResult:
    """Stop the stopwatch."""
    _open_stopwatch(context)
    button, _ = wait_named(context.device, _STOP_NAMES, timeout_s=2.0)
    if button is None:
        raise ToolFailedError("the stopwatch is not running; nothing was changed")
    context.acting.tap(button)
    wait_named(context.device, _START_NAMES, timeout_s=3.0)
    shown = [
        e.text
        for e in context.device.observe().elements
        if e.text.replace(":", "").replace(".", "").replace(" ", "").isdigit()
    ]
    return ToolResult(
        f"The stopwatch is stopped{f' at {shown[0]}' if shown else ''}.", way="screen", effect="stopwatch stopped"
    )
