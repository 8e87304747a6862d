"""Alarms: set, cancel, list. Acts by AlarmClock Intents and the Clock's alarm list; facts come from clock_facts.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from ...android_bridge.device import Device
from ...android_bridge.errors import TargetChangedError
from ...android_bridge.labels import Confidentiality, Label
from ...android_bridge.types import Element, ExtraValue, Intent, Observation
from ..matching import match_name
from ..sdk import Days, Name, Resolved, Time, tool
from ..types import Context, Proof, Risk, ToolFailedError, ToolQuestionError, ToolResult
from ..values_dates import WEEKDAYS
from .by_screen import need_way, open_clock, pick_alarm
from .clock_facts import CLOCK, Alarm, days_told, scheduled, shown_alarms, stored_alarms
from .waiting import wait_true

_LABEL = Label.of_app(CLOCK, Confidentiality.PERSONAL)
_CALENDAR_NUMBERS = {"sun": 1, "mon": 2, "tue": 3, "wed": 4, "thu": 5, "fri": 6, "sat": 7}
_PAGES = 30
"""How often the alarm list is scrolled at most."""
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


def _probe_set(context: Context, values: Mapping[str, Any]) -> Proof:
    hour, minute, days, _ = _plan(values["time"], values.get("days"), context.now)
    expected = f"an enabled alarm at {hour:02}:{minute:02}{f' on {days_told(days)}' if days else ''}"
    alarms = stored_alarms(context.device)
    if alarms is not None:
        at_time = [alarm for alarm in alarms if (alarm.hour, alarm.minute) == (hour, minute)]
        holds = any(alarm.enabled and _fits(alarm, values, context.now) for alarm in at_time)
        return Proof(holds, expected, "; ".join(alarm.told for alarm in at_time) or "no alarm at that time")
    shown = [alarm for alarm, _ in shown_alarms(context.device.observe())]
    if any(alarm.enabled and _fits(alarm, values, context.now) for alarm in shown):
        return Proof(True, expected, "it stands in the alarm list, on")
    ring = _next_ring(hour, minute, days, context.now)
    moments = scheduled(context.device)
    listed = ", ".join(f"{moment:%a %H:%M}" for moment in moments) or "nothing"
    return Proof(ring in moments, expected, f"the system is going to ring: {listed}")


def _next_ring(hour: int, minute: int, days: tuple[str, ...], now: datetime) -> datetime:
    """Return when such an alarm rings next, without a time zone."""
    ring = now.replace(tzinfo=None, hour=hour, minute=minute, second=0, microsecond=0)
    if ring <= now.replace(tzinfo=None):
        ring += timedelta(days=1)
    while days and WEEKDAYS[ring.weekday()] not in days:
        ring += timedelta(days=1)
    return ring


def _undo_set(context: Context, values: Mapping[str, Any]) -> ToolResult:
    hour, minute, _, _ = _plan(values["time"], values.get("days"), context.now)
    return _turn_off(context, f"{hour:02}:{minute:02}", values.get("label"))


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
    ways=("intent", "screen"),
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
    if "intent" not in context.ways:
        if repeat or label:
            raise ToolFailedError("on its page ainos sets an alarm's time only, no days and no name; nothing was set")
        pick_alarm(context, hour, minute)
        wait_true(lambda: _probe_set(context, wanted).holds, timeout_s=3.0)
        return ToolResult(
            f"Alarm set for {told}.", {"time": f"{hour:02}:{minute:02}"}, way="screen", effect=f"alarm {told}"
        )
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
    elif not _probe_set(context, wanted).holds and "screen" in context.ways:
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
    clock, label = values.get("chosen") or (values.get("time") or "").rpartition("T")[2], values.get("label") or ""
    expected = f"no alarm on{f' at {clock}' if clock else ''}{f' called {label}' if label else ''}"
    alarms = stored_alarms(context.device)
    if alarms is None:
        seen = context.device.observe()
        alarms = [alarm for alarm, _ in shown_alarms(seen)]
        if seen.package != CLOCK:
            waiting = [moment for moment in scheduled(context.device) if not clock or f"{moment:%H:%M}" == clock]
            holds = bool(clock) and not waiting
            return Proof(
                holds, expected, "the alarm list is not in front" if not holds else "nothing is going to ring then"
            )
    number = values.get("alarm_number")
    on = [a for a in alarms if a.enabled and (a.number == number if number else _is_meant(a, clock, label))]
    return Proof(not on, expected, "; ".join(a.told for a in on) or "none is on")


def _is_meant(alarm: Alarm, clock: str, label: str) -> bool:
    return (not clock or alarm.time == clock) and (
        not label or match_name(label, [alarm], lambda a: a.label).best is not None
    )


def _undo_cancel(context: Context, values: Mapping[str, Any]) -> ToolResult:
    """Switch the alarm on again in the Clock's list."""
    clock, label = values.get("chosen") or (values.get("time") or "").rpartition("T")[2], values.get("label") or ""
    _open_list(context)
    cards = dict.fromkeys(alarm for page in _pages(context) for alarm, _ in page)
    off = [alarm for alarm in cards if not alarm.enabled and _is_meant(alarm, clock, label)]
    if not clock or len(off) != 1:
        raise ToolFailedError("which alarm it was cannot be told in the Clock's list; nothing was changed")
    return _switch(context, off[0], on=True)


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
    undo=_undo_cancel,
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
    return _turn_off(context, chosen or time, label)


def _turn_off(context: Context, time: str | None, label: str | None) -> ToolResult:
    """Switch the one alarm that is meant off, in the Clock's list."""
    _open_list(context)
    cards = [card for page in _pages(context) for card in page]
    return _switch(context, _choose(list(dict.fromkeys(alarm for alarm, _ in cards)), time, label), on=False)


def _open_list(context: Context) -> None:
    need_way(context, "screen", "switching an alarm")
    if "intent" in context.ways:
        context.acting.start_activity(_SHOW)
    else:
        open_clock(context, "Alarm")


def _switch(context: Context, alarm: Alarm, *, on: bool) -> ToolResult:
    """Switch one alarm in the Clock's list."""
    device, hands = context.device, context.acting
    state = "on" if on else "off"
    for page in _pages(context):
        switch = next((switch for shown, switch in page if _is_same(shown, alarm) and shown.enabled != on), None)
        if switch is not None:
            try:
                hands.tap(switch)
            except TargetChangedError:
                continue  # something lies over it, nothing was touched; the next page shows it higher up
            wait_true(lambda: _is_off(device, alarm) != on, timeout_s=3.0)
            told = f"The alarm at {alarm.time}{f' ({alarm.label})' if alarm.label else ''} is {state}."
            return ToolResult(told, {"time": alarm.time}, way="screen", effect=f"alarm {alarm.time} {state}")
    raise ToolFailedError(f"the Clock's list does not let the alarm at {alarm.time} be touched; nothing was changed")


def _is_same(shown: Alarm, alarm: Alarm) -> bool:
    return (shown.time, shown.label, set(shown.days)) == (alarm.time, alarm.label, set(alarm.days))


def _pages(context: Context) -> Iterator[list[tuple[Alarm, Element]]]:
    """Scroll the open alarm list from its top and give the whole cards of each page.

    A page's first card may be cut off at the top, and its name with it; the page before showed it whole.
    """
    device, hands = context.device, context.acting
    seen = device.wait_settled()
    if seen.package != CLOCK:
        raise ToolFailedError("the Clock's list of alarms did not come up; nothing was changed")
    _must_fit(seen)
    scrolls = any(element.scrollable for element in seen.elements)
    for direction in ("down", "up"):
        for number in range(_PAGES):
            if direction == "up":
                yield shown_alarms(seen)[1 if number and _first_is_cut(seen) else 0 :]
            if not scrolls:
                break
            card = _tallest_card(seen) if direction == "up" else None
            hands.swipe(direction, within=card)  # over one card: a whole screen's swipe would skip some
            before, seen = seen, device.wait_settled()
            if seen.elements == before.elements:
                break


def _first_is_cut(seen: Observation) -> bool:
    """Whether the first card begins where the list does: then its upper part may be out of sight."""
    cards = [element.bounds.top for element in seen.elements if element.resource_id.endswith("/alarm_item")]
    lists = [element.bounds.top for element in seen.elements if element.scrollable]
    return not cards or not lists or min(cards) <= min(lists)


def _tallest_card(seen: Observation) -> Element | None:
    cards = [element for element in seen.elements if element.resource_id.endswith("/alarm_item")]
    return max(cards, key=lambda card: card.bounds.area, default=None)


def _must_fit(seen: Observation) -> None:
    """Raise ToolFailedError where the list is hardly higher than one card: then some would never be seen whole."""
    card = _tallest_card(seen)
    lists = [element.bounds for element in seen.elements if element.scrollable]
    if card and lists and lists[0].bottom - lists[0].top < 1.3 * (card.bounds.bottom - card.bounds.top):
        raise ToolFailedError(
            "the phone lies on its side, and the Clock's list is too low there to be read whole; turn it upright. "
            "Nothing was changed"
        )


def alarms_on_screen(context: Context) -> list[Alarm]:
    """Open the Clock's alarm list and return all of it."""
    context.acting.start_activity(_SHOW)
    return list(dict.fromkeys(alarm for page in _pages(context) for alarm, _ in page))


def _is_off(device: Device, alarm: Alarm) -> bool:
    alarms = stored_alarms(device)
    if alarms is not None:
        return not any(a.enabled and a.time == alarm.time and a.label == alarm.label for a in alarms)
    return not any(shown == alarm for shown, _ in shown_alarms(device.observe()))


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
    if alarms is None and context.hands is not None and {"intent", "screen"} <= context.ways:
        alarms = alarms_on_screen(context)
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
