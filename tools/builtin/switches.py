"""The seven switches: one tool each, over the bridge's switches and one setting (auto-rotate)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...android_bridge.device import Device, Hands, Switch
from ..types import Context, Parameter, Probe, Proof, Risk, Tool, ToolResult, Way
from .by_screen import flip_switch
from .waiting import wait_true

_ROTATION = "accelerometer_rotation"
_PAGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Wi-Fi": ("android.settings.WIFI_SETTINGS", ("Wi-Fi", "Use Wi-Fi")),
    "Bluetooth": ("android.settings.BLUETOOTH_SETTINGS", ("Use Bluetooth", "Bluetooth")),
    "Airplane mode": ("android.settings.AIRPLANE_MODE_SETTINGS", ("Airplane mode",)),
    "Do not disturb": (
        "android.settings.ZEN_MODE_SETTINGS",
        ("Use Do Not Disturb", "Do Not Disturb", "Turn on now", "Turn off now"),
    ),
    "Dark mode": ("android.settings.DISPLAY_SETTINGS", ("Dark theme", "Dark mode")),
    "Auto-rotate": ("android.settings.DISPLAY_SETTINGS", ("Auto-rotate screen", "Auto-rotate")),
    "Battery saver": ("android.settings.BATTERY_SAVER_SETTINGS", ("Use Battery Saver", "Battery Saver")),
}
"""The page of Settings with each switch, and the names that the switch has there."""
_STATE = Parameter("state", "on_off", "whether it shall be on or off", choices=("on", "off"))


def is_on(device: Device, switch: Switch | None) -> bool:
    """Return whether a switch is on; None is auto-rotate."""
    return device.get_setting("system", _ROTATION) == "1" if switch is None else device.get_switch(switch)


def _turn(hands: Hands, switch: Switch | None, on: bool) -> None:
    if switch is None:
        hands.put_setting("system", _ROTATION, "1" if on else "0")
    else:
        hands.set_switch(switch, on)


def _runner(
    switch: Switch | None, words: str, *, opposite: bool = False
) -> Callable[[Context, Mapping[str, Any]], ToolResult]:
    def run(context: Context, values: Mapping[str, Any]) -> ToolResult:
        on = (values["state"] == "on") != opposite
        state = "on" if on else "off"
        before = is_on(context.device, switch)
        if before == on:
            return ToolResult(f"{words} is {state} already.", {"state": state, "before": state}, way="function")
        way: Way = "function" if "function" in context.ways else "intent"
        if way == "function":
            _turn(context.acting, switch, on)
        else:
            flip_switch(context, *_PAGES[words])
            wait_true(lambda: is_on(context.device, switch) == on, timeout_s=2.0)
        return ToolResult(
            f"{words} is {state} now.",
            {"state": state, "before": "on" if before else "off"},
            way=way,
            effect=f"{words} {state}",
        )

    return run


def _probe(switch: Switch | None, words: str) -> Probe:
    def probe(context: Context, values: Mapping[str, Any]) -> Proof:
        state = "on" if is_on(context.device, switch) else "off"
        return Proof(state == values["state"], f"{words} {values['state']}", f"{words} {state}")

    return probe


def _switch_tool(name: str, words: str, description: str, switch: Switch | None, examples: tuple[str, ...]) -> Tool:
    return Tool(
        name=name,
        description=description,
        parameters=(_STATE,),
        risk=Risk.WRITE,
        run=_runner(switch, words),
        examples=examples,
        probe=_probe(switch, words),
        undo=_runner(switch, words, opposite=True),
        confirm=f"Turn {words} {{state}}",
        scope=("com.android.settings",),
        ways=frozenset({"function", "intent"}),
    )


def switch_tools() -> tuple[Tool, ...]:
    """Return the seven switch tools."""
    return (
        _switch_tool("set_wifi", "Wi-Fi", "Turn Wi-Fi (wireless internet) on or off.", "wifi", (
            "turn on wifi", "switch the wi-fi off", "disable wireless internet", "enable wifi", "wifi on please",
            "disconnect from wifi",
        )),
        _switch_tool("set_bluetooth", "Bluetooth", "Turn Bluetooth on or off.", "bluetooth", (
            "turn bluetooth on", "switch off bluetooth", "enable bluetooth for my headphones", "bluetooth off",
            "disable bluetooth", "activate bluetooth",
        )),
        _switch_tool("set_airplane_mode", "Airplane mode", "Turn airplane (flight) mode on or off.", "airplane", (
            "turn on airplane mode", "flight mode off", "switch to airplane mode", "disable flight mode",
            "we are taking off, airplane mode on", "leave airplane mode",
        )),
        _switch_tool("set_do_not_disturb", "Do not disturb", "Turn do not disturb (no interruptions) on or off.",
                     "do_not_disturb", (
            "turn on do not disturb", "I don't want to be disturbed", "dnd off", "stop all interruptions",
            "disable do not disturb", "let notifications through again",
        )),
        _switch_tool("set_dark_mode", "Dark mode", "Turn the dark theme (night mode) on or off.", "dark_mode", (
            "turn on dark mode", "switch to the light theme", "dark theme please", "disable dark mode",
            "use night mode", "make the apps dark",
        )),
        _switch_tool("set_auto_rotate", "Auto-rotate", "Turn screen auto-rotation on or off.", None, (
            "turn off auto rotate", "lock the screen rotation", "let the screen rotate", "enable auto-rotation",
            "stop the screen from turning", "switch auto-rotate on",
        )),
        _switch_tool("set_battery_saver", "Battery saver", "Turn the battery saver (power saving mode) on or off.",
                     "battery_saver", (
            "turn on battery saver", "save power", "enable power saving mode", "battery saver off",
            "disable low power mode", "my battery must last, save energy",
        )),
    )  # fmt: skip
