"""Alarms: set, cancel, list. Acts by AlarmClock Intents and the Clock's alarm list; facts come from clock_facts.py."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from ...android_bridge.device import Device
from ...android_bridge.labels import Confidentiality, Label
from ...android_bridge.types import ExtraValue, Intent, Observation
from ..matching import match_name
from ..sdk import Days, Name, Resolved, Time, tool
from ..types import Context, Proof, Risk, ToolFailedError, ToolQuestionError, ToolResult
from ..values_dates import WEEKDAYS
from .clock_facts import CLOCK, Alarm, days_told, scheduled, shown_alarms, stored_alarms
from .waiting import wait_true

_LABEL = Label.of_app(CLOCK, Confidentiality.PERSONAL)
_CALENDAR_NUMBERS = {"sun": 1, "mon": 2, "tue": 3, "wed": 4, "thu": 5, "fri": 6, "sat": 7}
_SHOW = Intent(action="android.intent.action.SHOW_ALARMS")


def _fits(alarm: Alarm, values: Mapping[str, Any], now: datetime) -> bool:
    hour, minute, days, _ = _plan(values["time"], values.get("days"), now)
    label = values.get("label")
    return (
        (alarm.hour, alarm.minute) == (hour, minute)
        and set(alarm.days) == set(days)
        and (not label or alarm.label == label)
    )


def _plan(time: str, days: list[str] | None, now: datetime) -> tuple[int, int, tuple[str, ...], str]:
    """Return (hour, minute, days to repeat on, what the user must know about a dated alarm).

    Raises:
        ToolFailedError: The Clock cannot ring once on that date only.
    """
    if "T" not in time:
        hour, minute = (int(part) for part in time.split(":"))
        return hour, minute, tuple(days or ()), ""
    moment, local = datetime.fromisoformat(time), now.replace(tzinfo=None)
    if days:
        return moment.hour, moment.minute, tuple(days), ""
    following = local.replace(hour=moment.hour, minute=moment.minute, second=0, microsecond=0)
    if following <= local:
        following += timedelta(days=1)
    if moment == following:
        return moment.hour, moment.minute, (), ""
    if not local < moment <= following + timedelta(days=6):
        raise ToolFailedError(
            f"the Clock can only ring within the next seven days, not on {moment:%B} {moment.day}; nothing was set"
            " (a calendar entry can remind you then)"
        )
    weekday = WEEKDAYS[moment.weekday()]
    note = f" The Clock knows weekdays, not dates: it repeats every {moment:%A} until you cancel it."
    return moment.hour, moment.minute, (weekday,), note


def _shown_in_list(observation: Observation, hour: int, minute: int) -> bool:
    return any((alarm.hour, alarm.minute) == (hour, minute) and alarm.enabled for alarm, _ in shown_alarms(observation))


def _probe_set(context: Context, values: Mapping[str, Any]) -> Proof:
    hour, minute, days, _ = _plan(values["time"], values.get("days"), context.now)
    expected = f"an enabled alarm at {hour:02}:{minute:02}{f' on {days_told(days)}' if days else ''}"
    alarms = stored_alarms(context.device)
    if alarms is not None:
        at_time = [alarm for alarm in alarms if (alarm.hour, alarm.minute) == (hour, minute)]
        holds = any(alarm.enabled and _fits(alarm, values, context.now) for alarm in at_time)
        return Proof(holds, expected, "; ".join(alarm.told for alarm in at_time) or "no alarm at that time")
    moments = [moment for moment in scheduled(context.device) if (moment.hour, moment.minute) == (hour, minute)]
    if moments:
        return Proof(True, expected, f"the system will ring at {moments[0]:%Y-%m-%d %H:%M}")
    on_screen = _shown_in_list(context.device.observe(), hour, minute)
    return Proof(
        on_screen,
        expected,
        "it stands in the alarm list, on" if on_screen else "neither the system nor the alarm list shows it",
    )


def _undo_set(context: Context, values: Mapping[str, Any]) -> ToolResult:
    hour, minute, _, _ = _plan(values["time"], values.get("days"), context.now)
    return _turn_off(context, f"{hour:02}:{minute:02}", values.get("label") or "")


@tool(
    risk=Risk.WRITE,
    examples=(
        "set an alarm for 7:30 tomorrow",
        "wake me at half past six",
        "alarm at 6:45 every weekday",
        "get me up at quarter to eight",
        "set an alarm for 5 pm called laundry",
        "put an alarm on for noon on Saturday",
    ),
    probe=_probe_set,
    undo=_undo_set,
    confirm="Set an alarm for {time}",
    scope=(CLOCK,),
    ways=("intent",),
)
def set_alarm(
    context: Context,
    time: Annotated[Time, "the time of the alarm"],
    days: Annotated[Days | None, "the weekdays on which it repeats"] = None,
    label: Annotated[Name | None, "what the alarm is called"] = None,
) -> ToolResult:
    """Set an alarm at a clock time, maybe on a date, repeating on weekdays, or with a name."""
    device, hands = context.device, context.acting
    hour, minute, repeat, note = _plan(time, days, context.now)
    wanted = {"time": time, "days": days, "label": label}
    told = f"{hour:02}:{minute:02}{f' on {days_told(repeat)}' if repeat else _day_told(hour, minute, context.now)}"
    before = stored_alarms(device)
    if before is not None and any(alarm.enabled and _fits(alarm, wanted, context.now) for alarm in before):
        return ToolResult(f"The alarm for {told} is set already.", {"time": f"{hour:02}:{minute:02}"}, way="intent")
    extras: dict[str, ExtraValue] = {
        "android.intent.extra.alarm.HOUR": hour,
        "android.intent.extra.alarm.MINUTES": minute,
        "android.intent.extra.alarm.SKIP_UI": True,
    }
    if label:
        extras["android.intent.extra.alarm.MESSAGE"] = label
    if repeat:
        extras["android.intent.extra.alarm.DAYS"] = tuple(_CALENDAR_NUMBERS[day] for day in repeat)
    hands.start_activity(Intent(action="android.intent.action.SET_ALARM", extras=extras))
    if before is not None:
        wait_true(lambda: any(_fits(a, wanted, context.now) for a in stored_alarms(device) or ()), timeout_s=4.0)
    elif not any((m.hour, m.minute) == (hour, minute) for m in scheduled(device)):
        hands.start_activity(_SHOW)  # leaves the list on the screen, where the probe reads it
        device.wait_settled()
    return ToolResult(
        f"Alarm set for {told}.{note}",
        {"time": f"{hour:02}:{minute:02}", "days": list(repeat)},
        way="intent",
        effect=f"alarm {told}{f' ({label})' if label else ''}",
    )


def _day_told(hour: int, minute: int, now: datetime) -> str:
    return " today" if (hour, minute) > (now.hour, now.minute) else " tomorrow"


def _preview_cancel(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    alarms = stored_alarms(context.device)
    if alarms is None:
        return {}
    alarm = _choose(alarms, values.get("time"), values.get("label"))
    return {"chosen": alarm.time, "alarm_number": alarm.number}


def _choose(alarms: list[Alarm], time: str | None, label: str | None) -> Alarm:
    """Return the one alarm that is meant.

    Raises:
        ToolQuestionError: Several are.
        ToolFailedError: None is.
    """
    fitting = [alarm for alarm in alarms if alarm.enabled]
    if time:
        clock = time.rpartition("T")[2]
        at_time = [alarm for alarm in fitting if alarm.time == clock]
        other_half = f"{(int(clock[:2]) + 12) % 24:02}{clock[2:]}"
        fitting = at_time or [alarm for alarm in fitting if alarm.time == other_half]
    if label:
        match = match_name(label, fitting, lambda alarm: alarm.label)
        fitting = [match.best] if match.best else list(match.candidates)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise ToolQuestionError("Which alarm?", parameter="time", choices=tuple(alarm.time for alarm in fitting))
    what = " ".join(
        part for part in (f"at {time.rpartition('T')[2]}" if time else "", f'called "{label}"' if label else "") if part
    )
    raise ToolFailedError(f"no alarm {what or 'at all'} is on; nothing was changed")


def _probe_cancelled(context: Context, values: Mapping[str, Any]) -> Proof:
    clock = values.get("chosen") or (values.get("time") or "").rpartition("T")[2]
    alarms = stored_alarms(context.device)
    if alarms is not None:
        number = values.get("alarm_number")
        on = [a for a in alarms if a.enabled and (a.number == number if number else (not clock or a.time == clock))]
        return Proof(not on, f"no alarm on at {clock or 'any time'}", "; ".join(a.told for a in on) or "none is on")
    hour, minute = (int(part) for part in clock.split(":")) if clock else (-1, -1)
    on_screen = shown_alarms(context.device.observe())
    still = any(alarm.enabled and (alarm.hour, alarm.minute) == (hour, minute) for alarm, _ in on_screen)
    waiting = any((moment.hour, moment.minute) == (hour, minute) for moment in scheduled(context.device))
    holds = bool(clock) and not still and not waiting
    return Proof(holds, f"no alarm on at {clock}", "still on" if still or waiting else "none is on")


@tool(
    risk=Risk.WRITE,
    examples=(
        "cancel my 7 o'clock alarm",
        "turn off the alarm",
        "delete the gym alarm",
        "remove the alarm at 6:45",
        "I don't need the alarm tomorrow at 7",
        "switch off the wake-up alarm",
    ),
    probe=_probe_cancelled,
    preview=_preview_cancel,
    confirm="Turn off the alarm at {chosen}",
    scope=(CLOCK,),
    ways=("intent", "screen"),
)
def cancel_alarm(
    context: Context,
    time: Annotated[Time | None, "the time of the alarm to cancel"] = None,
    label: Annotated[Name | None, "the name of the alarm to cancel"] = None,
    chosen: Annotated[str | None, Resolved] = None,
) -> ToolResult:
    """Cancel or turn off one alarm, by its time or its name."""
    alarms = stored_alarms(context.device)
    if alarms is not None:
        alarm = _choose(alarms, chosen or time, label)
        return _turn_off(context, alarm.time, alarm.label)
    return _turn_off(context, (chosen or time or "").rpartition("T")[2], label or "")


def _turn_off(context: Context, clock: str, label: str) -> ToolResult:
    """Switch the alarm off in the Clock's list."""
    device, hands = context.device, context.acting
    hands.start_activity(_SHOW)
    for _ in range(6):
        seen = device.wait_settled()
        for alarm, switch in shown_alarms(seen):
            if alarm.enabled and (not clock or alarm.time == clock):
                hands.tap(switch)
                wait_true(lambda found=alarm: _is_off(device, found), timeout_s=3.0)  # type: ignore[misc]
                told = f"The alarm at {alarm.time}{f' ({label})' if label else ''} is off."
                return ToolResult(told, {"time": alarm.time}, way="screen", effect=f"alarm {alarm.time} off")
        hands.swipe("up")
        if device.wait_settled().elements == seen.elements:
            break
    raise ToolFailedError(
        f"the Clock's list shows no alarm{f' at {clock}' if clock else ''} that is on; nothing was changed"
    )


def _is_off(device: Device, alarm: Alarm) -> bool:
    alarms = stored_alarms(device)
    if alarms is not None:
        return not any(a.enabled and a.time == alarm.time for a in alarms)
    return not _shown_in_list(device.observe(), alarm.hour, alarm.minute)


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "which alarms are set",
        "list my alarms",
        "do I have an alarm tomorrow",
        "show all alarms",
        "when does my alarm ring",
        "what alarms do I have",
    ),
    reads=_LABEL,
    scope=(CLOCK,),
    ways=("function",),
)
def list_alarms(context: Context) -> ToolResult:
    """Say which alarms are set."""
    alarms = stored_alarms(context.device)
    if alarms is None and context.hands is not None:
        context.hands.start_activity(_SHOW)
        alarms = [alarm for alarm, _ in shown_alarms(context.device.wait_settled())]
    if alarms is None:
        moments = [f"{moment:%a %H:%M}" for moment in scheduled(context.device)]
        told = f"The next alarm: {', '.join(moments)}." if moments else "No alarm is going to ring."
        return ToolResult(told, {"alarms": moments}, _LABEL, "function")
    on, off = [a for a in alarms if a.enabled], [a for a in alarms if not a.enabled]
    lines = [f"{len(on)} on: {'; '.join(a.told for a in on)}." if on else "No alarm is on."]
    if off:
        lines.append(f"Off: {'; '.join(re.sub(', off$', '', a.told) for a in off)}.")
    data = [{"time": a.time, "days": list(a.days), "on": a.enabled, "label": a.label} for a in alarms]
    return ToolResult(" ".join(lines), {"alarms": data}, _LABEL, "function")
