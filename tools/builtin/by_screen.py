"""The way by the screen of tools that have a better one: what a person would tap. And what says that a way is closed.

An app is started by its launcher entry, which is what a tap on its icon does; other Intents are the way `intent`.
Knows names and ids of the usual Google apps. Proves nothing: the tools' probes do.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...android_bridge.errors import CommandTimeoutError
from ...android_bridge.labels import Label
from ...android_bridge.types import Element, Intent, Observation
from ..types import Context, ToolFailedError, ToolResult, Way, WayClosedError
from .waiting import find_named, tap_named, wait_named

CLOCK = "com.google.android.deskclock"
_SHORT_S = 2.0
_TEXTS = 12
_SETTINGS = "com.android.settings"
_CLEAR_TASK = 0x10000000 | 0x00008000
"""FLAG_ACTIVITY_NEW_TASK | FLAG_ACTIVITY_CLEAR_TASK: an app begins on its first page, not where it was left."""


def need_way(context: Context, way: Way, what: str) -> None:
    """Raise WayClosedError, which says what cannot be done, where a way is closed."""
    if way not in context.ways:
        by = {"function": "system functions", "intent": "Intents", "screen": "touches on the screen"}.get(way, way)
        raise WayClosedError(f"{what} needs {by}, and that way is closed; nothing was done", way)


def launch(context: Context, package: str) -> Observation:
    """Bring an app to the front by its launcher entry and return the first still look.

    Raises:
        ToolFailedError: It does not come up.
    """
    context.acting.start_activity(
        Intent(
            action="android.intent.action.MAIN", categories=("android.intent.category.LAUNCHER",), package=package,
            flags=_CLEAR_TASK,
        )
    )  # fmt: skip
    try:
        context.device.wait_until(lambda seen: seen.package == package, timeout_s=6.0)
    except CommandTimeoutError as error:
        raise ToolFailedError(f"{package} did not come to the front; nothing was changed") from error
    return context.device.wait_settled()


def open_clock(context: Context, tab: str) -> None:
    """Open a tab of the Clock: `Alarm`, `Timer`, …; ToolFailedError where it has none such."""
    need_way(context, "screen", f"the Clock's page {tab}")
    launch(context, CLOCK)
    if tap_named(context, (tab, f"{tab} tab", f"{tab}s"), (f"tab_menu_{tab.lower()}",)) is None:
        raise ToolFailedError(f"the Clock shows no page {tab}; nothing was changed")
    context.device.wait_settled()


def type_timer(context: Context, seconds: int) -> None:
    """Set and start a timer with the Clock's keypad."""
    open_clock(context, "Timer")
    if find_named(context.device.observe(), ("Add timer",)) is not None:
        tap_named(context, ("Add timer",))
    written = f"{seconds // 3600:02}{seconds // 60 % 60:02}{seconds % 60:02}".lstrip("0")
    for digit in written:
        if tap_named(context, (digit,), (f"timer_setup_digit_{digit}",), timeout_s=_SHORT_S) is None:
            raise ToolFailedError("the Clock shows no keypad for a timer; nothing was started")
    if tap_named(context, ("Start", "Start timer"), ("fab",)) is None:
        raise ToolFailedError("the Clock shows no button that starts the timer; nothing was started")


def pick_alarm(context: Context, hour: int, minute: int) -> None:
    """Add an alarm in the Clock's list by its time picker: its fields for hour and minute, and AM or PM."""
    open_clock(context, "Alarm")
    if tap_named(context, ("Add alarm",), ("fab",)) is None:
        raise ToolFailedError("the Clock shows no button for a new alarm; nothing was set")
    field = _wait_field(context, "hour")
    if field is None:
        tap_named(
            context, ("Switch to text input mode for the time input.", "Switch to text input mode"), timeout_s=1.0
        )
        field = _wait_field(context, "hour")
    halves = find_named(context.device.observe(), ("AM",)) is not None
    shown = (hour % 12 or 12) if halves else hour
    for name, value in (("hour", shown), ("minute", minute)):
        field = _wait_field(context, name)
        if field is None:
            raise ToolFailedError("the Clock's time picker shows no fields to type into; nothing was set")
        context.acting.type_text(f"{value:02}" if name == "minute" else str(value), into=field, clear=True)
    if halves:
        tap_named(context, ("PM" if hour >= 12 else "AM",))
    if tap_named(context, ("OK", "Done", "Save")) is None:
        raise ToolFailedError("the Clock's time picker shows no OK; nothing was set")
    context.device.wait_settled()


def compose_message(context: Context, package: str, number: str) -> None:
    """Open a new message to a number in the messages app, as far as its text field."""
    launch(context, package)
    if tap_named(context, ("Start chat", "New message", "Compose"), ("start_chat_fab",)) is None:
        raise ToolFailedError("the messages app shows no button for a new message; nothing was written")
    field = _wait_field(context, "recipient")
    if field is None:
        raise ToolFailedError("the messages app asks for no recipient; nothing was written")
    context.acting.type_text(number, into=field, clear=True)
    names = (f"Send to {number}", number)
    if tap_named(context, names, ("contact_picker_create_group",), timeout_s=_SHORT_S) is None:
        raise ToolFailedError(f"the messages app does not offer {number} as a recipient; nothing was sent")
    context.device.wait_settled()


def dial(context: Context, package: str, number: str) -> None:
    """Type a number on the phone app's keypad and press the call button."""
    launch(context, package)
    if find_named(context.device.observe(), (), ("dialpad_voice_call_button",)) is None:
        tap_named(context, ("key pad", "Key pad", "Dialpad"), ("dialpad_fab",))
    for sign in number:
        name = _KEYS.get(sign)
        if sign == "+":
            zero, _ = wait_named(context.device, (), ("zero",), timeout_s=_SHORT_S)
            if zero is None:
                raise ToolFailedError("the phone app shows no keypad; nobody was called")
            context.acting.long_press(zero)
        elif name and tap_named(context, (), (name,), timeout_s=_SHORT_S) is None:
            raise ToolFailedError("the phone app shows no keypad; nobody was called")
    if tap_named(context, ("dial",), ("dialpad_voice_call_button",), timeout_s=_SHORT_S) is None:
        raise ToolFailedError("the phone app shows no call button; nobody was called")


_KEYS = {
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight",
    "9": "nine", "*": "star", "#": "pound",
}  # fmt: skip


def save_contact(context: Context, name: str, phone: str) -> None:
    """Hand a new contact to the contacts app and press its Save button."""
    need_way(context, "intent", "a new contact")
    need_way(context, "screen", "a new contact")
    context.acting.start_activity(
        Intent(
            action="android.intent.action.INSERT", mime_type="vnd.android.cursor.dir/contact",
            extras={"name": name, "phone": phone},
        )
    )  # fmt: skip
    if tap_named(context, ("Save", "Done"), ("toolbar_button", "save")) is None:
        raise ToolFailedError("the contacts app shows no Save button; nothing was saved")
    context.device.wait_settled()


def flip_switch(context: Context, action: str, names: Sequence[str]) -> None:
    """Open a page of Settings and tap the switch of one of these names."""
    need_way(context, "intent", names[0])
    need_way(context, "screen", names[0])
    context.acting.start_activity(Intent(action=action, flags=_CLEAR_TASK))
    if tap_named(context, names) is None:
        raise ToolFailedError(f"Settings shows no switch {names[0]}; nothing was changed")
    context.device.wait_settled()


def read_app(context: Context, package: str, what: str, label: Label) -> ToolResult:
    """Open an app and tell what stands on its first page, where its data cannot be read."""
    need_way(context, "screen", what)
    seen = launch(context, package)
    lines = [" ".join(t for t in (e.text, e.description) if t) for e in seen.elements if e.package == package]
    told = [line for line in dict.fromkeys(lines) if line.strip()][:_TEXTS]
    if not told:
        raise ToolFailedError(f"{what} cannot be read, and the app's page says nothing")
    return ToolResult(
        "\n".join([f"{what}, as the app shows them:", *told]), {"shown": told}, label.join(seen.label), "screen"
    )


def _wait_field(context: Context, ident: str) -> Element | None:
    def found(seen: Observation) -> Element | None:
        return next((e for e in seen.elements if e.editable and ident in e.resource_id), None)

    try:
        return found(context.device.wait_until(lambda seen: found(seen) is not None, timeout_s=_SHORT_S))
    except CommandTimeoutError:
        return None
