"""cmd SERVICE …: the shell commands of system services.

Knows: each service's verbs and texts. Does not know: what the services do inside.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable

from ..api_levels import has
from ..services.audio import Audio
from ..services.dumpsys import service_names
from .android_device_cmd import DEVICE_SERVICES
from .android_grants import SHORT_FORMS, app_ops, device_config, role
from .android_locale import locale
from .io import Call, Command

_ALIASES = {"activity": "am", "activity_task": "am", "package": "pm", "settings": "settings", "input": "input",
            "window": "wm", "input_method": "ime", "lock_settings": "locksettings", "telecom": "telecom"}  # fmt: skip


async def cmd(call: Call) -> int:
    """cmd [-l | SERVICE [ARG]…]."""
    from .registry import programs

    args = call.args[1:]
    while args and args[0] in ("-w",):
        args = args[1:]
    if not args or args[0] == "-l":
        if not args:
            call.err(
                "cmd: No service specified; use -l to list all running services. "
                "Use -w to start and wait for a service.\n"
            )
            return 20
        call.out("Currently running services:\n" + "".join(f"  {name}\n" for name in service_names()))
        return 0
    name, rest = args[0], args[1:]
    if name in _ALIASES:
        call.args = [_ALIASES[name], *rest]
        done = programs()[_ALIASES[name]](call)
        return await done if inspect.isawaitable(done) else done
    handler = _SERVICES.get(name)
    if handler is None and name in service_names():
        call.err("No shell command implementation.\n")
        return 0  # as android.os.Binder answers for a service without commands
    if handler is None or (name == "locale" and not has(call.phone.api_level, "cmd.locale")):
        call.err(f"cmd: Can't find service: {name}\n")
        return 20
    result = handler(call, rest)
    return await result if inspect.isawaitable(result) else result


def _unknown(call: Call, args: list[str]) -> int:
    call.out(f"Unknown command: {args[0] if args else ''}\n")
    return 255


def status_bar(call: Call, args: list[str]) -> int:
    """expand-notifications, expand-settings, collapse."""
    windows = call.phone.windows
    actions = {"expand-notifications": windows.open_notifications, "expand-settings": windows.open_quick_settings,
               "collapse": windows.collapse}  # fmt: skip
    if not args or args[0] not in actions:
        if args[:1] not in (["get-status-icons"], ["add-tile"], ["remove-tile"]):
            return _unknown(call, args)
        call.err(f"Error: this phone does not carry out {args[0]}; nothing was changed\n")
        return 1
    actions[args[0]]()
    return 0


_DND = {"on": 1, "priority": 1, "none": 2, "alarms": 3, "off": 0, "all": 0}


def notification(call: Call, args: list[str]) -> int:
    """post [-t TITLE] [-S STYLE] TAG TEXT, set_dnd MODE, list, get, allow_listener, …"""
    verb, rest = (args[0], args[1:]) if args else ("", [])
    if verb == "set_dnd" and rest and rest[0] in _DND:
        call.phone.audio.set_zen_mode(_DND[rest[0]])
    elif verb == "list":
        call.out("".join(f"{each.key}\n" for each in call.phone.notifications.active))
    elif verb == "post":
        return _post(call, rest)
    elif verb == "snooze":
        return _snooze(call, rest)
    elif verb not in ("allow_listener", "disallow_listener", "allow_assistant", "allow_dnd", "disallow_dnd"):
        return _unknown(call, args)
    return 0


def _snooze(call: Call, args: list[str]) -> int:
    key = args[-1] if args else ""
    if key not in {each.key for each in call.phone.notifications.active}:
        call.out(f"error: no notification matching key: {key}\n")
    else:
        call.err("Error: notifications cannot be snoozed on this phone; nothing was changed\n")
    return 1


def _post(call: Call, args: list[str]) -> int:
    title, names, at = "Shell notification", [], 0
    while at < len(args):
        if args[at] in ("-t", "--title"):
            title, at = args[at + 1] if at + 1 < len(args) else "", at + 2
        elif args[at] in (
            "-S",
            "--style",
            "-i",
            "--icon",
            "-I",
            "--large-icon",
            "-c",
            "--content-intent",
            "-p",
            "--person",
        ):
            at += 2
        elif args[at] in ("-v", "--verbose", "-f"):
            at += 1
        else:
            names.append(args[at])
            at += 1
    if len(names) < 2:
        call.err("usage: cmd notification post [flags] <tag> <text>\n")
        return 255
    call.phone.notifications.post(
        "com.android.shell", 2020, title, " ".join(names[1:]), tag=names[0], channel="shell_cmd"
    )
    call.out("posting:\n  Notification(channel=shell_cmd shortcut=null contentView=null "
             "vibrate=null sound=null defaults=0x0 "
             "flags=0x0 color=0x00000000 vis=PRIVATE)\n")  # fmt: skip
    return 0


def ui_mode(call: Call, args: list[str]) -> int:
    """night [yes|no|auto]."""
    if args[:1] != ["night"]:
        return _unknown(call, args)
    if len(args) > 1:
        if args[1] not in ("yes", "no", "auto"):
            call.err("Error: mode must be 'yes', 'no', or 'auto'\n")
            return 255
        if args[1] == "auto":
            call.phone.settings.put("secure", "ui_night_mode", "0")
            call.out("Night mode: auto\n")
            return 0
        call.phone.display.set_night(args[1] == "yes")
    call.out(f"Night mode: {'yes' if call.phone.display.night else 'no'}\n")
    return 0


def power(call: Call, args: list[str]) -> int:
    """set-mode 0|1 (battery saver)."""
    if args[:1] == ["set-mode"] and len(args) > 1 and args[1] in ("0", "1"):
        if not call.phone.power.set_saver(args[1] == "1"):
            call.err("Failed to set power mode: battery saver cannot be on while the phone is plugged in\n")
            return 255
        return 0
    quiet_verbs = ("set-adaptive-power-saver-enabled", "set-fixed-performance-mode-enabled", "suppress-ambient-display")
    return 0 if args and args[0] in quiet_verbs else _unknown(call, args)


def battery(call: Call, args: list[str]) -> int:
    """set [-f] ac|usb|wireless|status|level|temp|present|counter N, unplug, reset, get NAME."""
    args = [arg for arg in args if arg != "-f"]
    state = call.phone.power
    names = {"ac": "ac", "usb": "usb", "wireless": "wireless", "status": "status", "level": "level",
    "temp": "temperature",
             "present": "present", "temperature": "temperature", "voltage": "voltage"}  # fmt: skip
    verb = args[0] if args else ""
    if verb == "unplug":
        state.unplug()
    elif verb == "reset":
        state.reset_battery()
    elif verb == "set" and len(args) > 2 and args[1] in names:
        if not args[2].lstrip("-").isdigit():
            call.err(f"Bad value: {args[2]}\n")
            return 255
        number = int(args[2])
        if args[1] == "level" and not 0 <= number <= 100:
            number = max(0, min(100, number))
        flag = args[1] in ("ac", "usb", "wireless", "present")
        state.set_battery(**{names[args[1]]: bool(number) if flag else number})
    elif verb == "set" and len(args) > 2:
        call.err(f"Unknown set option: {args[1]}\n")
        return 255
    elif verb == "get" and len(args) > 1 and args[1] in names:
        value = getattr(state.battery, names[args[1]])
        call.out(f"{str(value).lower() if isinstance(value, bool) else value}\n")
    else:
        return _unknown(call, args)
    return 0


def volume(call: Call, args: list[str]) -> int:
    """media volume / cmd media_session volume: --stream N [--set N | --get | --adj raise|lower|same] [--show]."""
    given: dict[str, str] = {}
    at = 0
    while at < len(args):
        if args[at] in ("--stream", "--set", "--adj") and at + 1 < len(args):
            given[args[at]] = args[at + 1]
            at += 1
        else:
            given[args[at]] = ""
        at += 1
    number = given.get("--stream", "3")
    stream = Audio.stream(int(number)) if number.isdigit() else None
    if stream is None:
        call.err(f"Error: Invalid stream {number}\n")
        return 1
    audio = call.phone.audio
    lines = [f"will control stream={stream.number} ({stream.name})"]
    if "--set" in given:
        if not given["--set"].lstrip("-").isdigit() or not stream.smallest <= int(given["--set"]) <= stream.largest:
            call.err(f"Error: invalid volume index {given['--set']}; range is [{stream.smallest}..{stream.largest}]\n")
            return 1
        lines.append(f"will set volume to index={given['--set']}")
        audio.set_volume(stream.number, int(given["--set"]))
    if "--adj" in given:
        steps = {"raise": 1, "lower": -1, "same": 0}
        if given["--adj"] not in steps:
            call.err(f"Error: Invalid argument to --adj: {given['--adj']}\n")
            return 1
        lines.append(f"will adjust volume {given['--adj']}")
        audio.adjust(stream.number, steps[given["--adj"]])
    lines.append("Connecting to AudioService")
    if "--get" in given:
        lines.append(f"volume is {audio.volume(stream.number)} in range [{stream.smallest}..{stream.largest}]")
    call.out("".join(f"[V] {line}\n" for line in lines))
    return 0


def media_session(call: Call, args: list[str]) -> int:
    """volume …, dispatch KEY, list-sessions."""
    if args[:1] == ["volume"]:
        return volume(call, args[1:])
    if args[:1] == ["list-sessions"]:
        call.out("  Sessions:\n")
        return 0
    return 0 if args[:1] == ["dispatch"] else _unknown(call, args)


def connectivity(call: Call, args: list[str]) -> int:
    """airplane-mode [enable|disable]."""
    if args[:1] != ["airplane-mode"]:
        return _unknown(call, args)
    if len(args) == 1:
        enabled = call.phone.settings.get("global", "airplane_mode_on") == "1"
        call.out("enabled\n" if enabled else "disabled\n")
        return 0
    if args[1] not in ("enable", "disable"):
        return _unknown(call, args[1:])
    call.phone.connectivity.set_airplane(args[1] == "enable")
    return 0


def bluetooth(call: Call, args: list[str]) -> int:
    """enable, disable, wait-for-state:STATE_ON|STATE_OFF; the switch came with Android 13."""
    verb = args[0] if args else ""
    if not has(call.phone.api_level, "cmd.bluetooth_switch"):
        return _unknown(call, args)
    if verb in ("enable", "disable"):
        call.phone.connectivity.set_bluetooth(verb == "enable")
        call.out(f"{verb}: Success\n")
        return 0
    if verb.startswith("wait-for-state:"):
        good = (verb.endswith("STATE_ON")) == call.phone.connectivity.bluetooth
        call.out(f"wait-for-state: {'Success' if good else 'Failed'}\n")
        return 0 if good else 255
    return _unknown(call, args)


def wifi(call: Call, args: list[str]) -> int:
    """status, set-wifi-enabled, list-networks, list-scan-results, connect-network SSID …, forget-network N."""
    net = call.phone.connectivity
    verb, rest = (args[0], args[1:]) if args else ("", [])
    if verb == "status":
        call.out(
            f"Wifi is {'enabled' if net.wifi else 'disabled'}\nWifi scanning is only available when wifi is enabled\n"
        )
        if net.wifi:
            call.out(
                f"==== ClientModeManager instance: ConcreteClientModeManager{{id=1}} ====\n"
                f"Wifi is {'connected to ' + chr(34) + net.ssid + chr(34) if net.ssid else 'not connected'}\n"
            )
    elif verb == "set-wifi-enabled" and rest and rest[0] in ("enabled", "disabled"):
        net.set_wifi(rest[0] == "enabled")
    elif verb == "list-networks":
        call.out("Network Id      SSID                         Security type\n")
        secured = {each.ssid for each in net.networks if each.secured}
        kinds = ((at, ssid, "wpa2-psk" if ssid in secured else "open") for at, ssid in enumerate(net.saved))
        call.out("".join(f"{at:<15} {ssid:<28} {kind}^\n" for at, ssid, kind in kinds))
    elif verb == "list-scan-results":
        call.out(
            "    BSSID              Frequency      RSSI           Age(sec) "
            "    SSID                                 Flags\n"
        )
        for each in net.networks if net.wifi else []:
            flags = "[WPA2-PSK-CCMP][ESS]" if each.secured else "[ESS]"
            call.out(
                f"  {each.bssid}       {each.frequency}    {each.level}          1.000    {each.ssid:<32}     {flags}\n"
            )
    elif verb == "connect-network" and rest:
        if not net.join(rest[0]):
            call.err("Connection failed\n")
            return 255
        call.out("Connection initiated \n")
    elif verb == "forget-network" and rest and rest[0].isdigit() and int(rest[0]) < len(net.saved):
        del net.saved[int(rest[0])]
        call.out("Forget successful\n")
    elif verb not in ("start-scan", "set-verbose-logging", "force-country-code"):
        return _unknown(call, args)
    return 0


def app_function(call: Call, args: list[str]) -> int:
    """list [--package P]; execute --package P --function F [--parameters JSON]: answers are JSON."""
    verb = args[0] if args else ""
    given = dict(zip(args[1::2], args[2::2], strict=False))
    if verb in ("list", "list-app-functions"):
        found = {
            manifest.package: [
                {"id": f.identifier, "description": f.description, "parameters": f.parameters}
                for f in manifest.functions
            ]
            for manifest in call.phone.packages.all()
            if manifest.functions and given.get("--package", manifest.package) == manifest.package
        }
        call.out(json.dumps(found) + "\n")
        return 0
    if verb not in ("execute", "execute-app-function"):
        return _unknown(call, args)
    manifest = call.phone.packages.get(given.get("--package", ""))
    function = (
        next((f for f in manifest.functions if f.identifier == given.get("--function")), None) if manifest else None
    )
    if function is None:
        call.err("Error executing app function: 1003 - Function not found\n")
        return 1
    try:
        parameters = json.loads(given.get("--parameters", "{}"))
        if not isinstance(parameters, dict):
            raise ValueError("parameters must be a JSON object")
        answer = function.run(call.phone, parameters)
    except (ValueError, LookupError, TypeError) as problem:
        call.err(f"Error executing app function: 1001 - Invalid argument: {problem}\n")
        return 1
    call.out(json.dumps(answer) + "\n")
    return 0


Handler = Callable[[Call, list[str]], "int | Awaitable[int]"]
_SERVICES: dict[str, Handler] = {
    "statusbar": status_bar, "notification": notification, "uimode": ui_mode, "power": power, "battery": battery,
    "media_session": media_session, "connectivity": connectivity, "bluetooth_manager": bluetooth, "wifi": wifi,
    "app_function": app_function, "locale": locale,
    "appops": app_ops, "role": role, "device_config": device_config,
    **DEVICE_SERVICES,
}  # fmt: skip
COMMANDS: dict[str, Command] = {"cmd": cmd, **SHORT_FORMS}
