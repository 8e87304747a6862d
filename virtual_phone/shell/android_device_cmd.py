"""cmd location, display, phone, alarm, deviceidle, overlay: smaller services' shell commands.

Knows: their verbs and texts, and that an unknown verb is refused. Does not know: what the services do inside.
"""

from __future__ import annotations

from collections.abc import Callable

from ..services.dumpsys import dump
from .io import Call


def _unknown(call: Call, args: list[str]) -> int:
    call.out(f"Unknown command: {args[0] if args else ''}\n")
    return 255


def location(call: Call, args: list[str]) -> int:
    """set-location-enabled true|false, is-location-enabled."""
    if args[:1] == ["set-location-enabled"] and len(args) > 1:
        call.phone.settings.put("secure", "location_mode", "3" if args[1] == "true" else "0")
    elif args[:1] == ["is-location-enabled"]:
        call.out(f"{str(call.phone.settings.get('secure', 'location_mode') != '0').lower()}\n")
    else:
        return _unknown(call, args)
    return 0


def display(call: Call, args: list[str]) -> int:
    """get-displays, set-brightness F."""
    if args[:1] == ["get-displays"]:
        call.out(f'Displays:\nDisplay id 0: DisplayInfo{{"Built-in Screen", '
                 f'displayId 0, real {call.phone.width} x {call.phone.height}, '
                 f"rotation {call.phone.windows.rotation}}}, isValid=true\n")  # fmt: skip
        return 0
    if args[:1] == ["set-brightness"] and len(args) > 1:
        try:
            level = round(float(args[1]) * 255)
        except ValueError:
            call.err(f"Error: invalid brightness {args[1]}\n")
            return 255
        call.phone.settings.put("system", "screen_brightness", str(max(1, min(255, level))))
        return 0
    return _unknown(call, args)


def phone(call: Call, args: list[str]) -> int:
    """data enable|disable."""
    if args[:1] != ["data"] or args[1:2] not in (["enable"], ["disable"]):
        return _unknown(call, args)
    call.phone.connectivity.set_data(args[1] == "enable")
    return 0


def alarm(call: Call, args: list[str]) -> int:
    """set-timezone ZONE; the time itself belongs to the world (`date`, as root)."""
    if args[:1] != ["set-timezone"] or len(args) < 2:
        return _unknown(call, args)
    return 0 if call.phone.set_timezone(args[1]) else 1


def device_idle(call: Call, args: list[str]) -> int:
    """The commands that `dumpsys deviceidle` has too."""
    text = dump(call.phone, "deviceidle", args or ["help"]) or ""
    call.out(text)
    return 255 if text.startswith("Unknown command") else 0


def overlay(call: Call, args: list[str]) -> int:
    """list: this phone has no overlays."""
    return 0 if args[:1] == ["list"] else _unknown(call, args)


def _without_commands(call: Call, args: list[str]) -> int:
    """Answer for services of which this phone has nothing to command."""
    return _unknown(call, args)


DEVICE_SERVICES: dict[str, Callable[[Call, list[str]], int]] = {
    "location": location, "display": display, "phone": phone, "alarm": alarm, "deviceidle": device_idle,
    "overlay": overlay,
    **{name: _without_commands for name in ("jobscheduler", "audio", "vibrator_manager", "netpolicy", "webviewupdate",
                                            "shortcut", "sensorservice")},
}  # fmt: skip
