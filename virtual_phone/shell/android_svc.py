"""svc, service, locksettings, dumpsys, app_process, media: older and smaller Android commands.

Knows: arguments and texts. Does not know: what the services do inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..services.dumpsys import dump, sections, service_names
from .io import Call, Command

_SVC_HELP = """Available commands:
    help     Show information about the subcommands
    power    Control the power manager
    data     Control mobile data connectivity
    wifi     Control the Wi-Fi manager
    usb      Control Usb state
    nfc      Control NFC functions
    bluetooth Control Bluetooth service
"""
_LOCK_HELP = """lockSettings service commands:

  help
    Print this help.

  get-disabled [--user USER_ID]
    Tell whether the lock screen is off ("None").

  set-disabled [--user USER_ID] true|false
    Turn the lock screen off or on.

  set-pin [--old CREDENTIAL] [--user USER_ID] PIN
  set-password [--old CREDENTIAL] [--user USER_ID] PASSWORD
  set-pattern [--old CREDENTIAL] [--user USER_ID] PATTERN
    Set what unlocks the screen; each needs the present credential, if there is one.

  clear [--old CREDENTIAL] [--user USER_ID]
    Remove the credential.

  verify [--old CREDENTIAL] [--user USER_ID]
    Tell whether this is the credential.
"""
_UIA2 = "com.wetest.uia2.Main"


def svc(call: Call) -> int:
    """svc wifi|data|bluetooth enable|disable; svc power stayon|reboot|shutdown …"""
    args = call.args[1:]
    what, verb = (args + ["", ""])[:2]
    net = call.phone.connectivity
    switches: dict[str, Callable[[bool], None]] = {
        "wifi": net.set_wifi, "data": net.set_data, "bluetooth": net.set_bluetooth,
    }  # fmt: skip
    if what in switches and verb in ("enable", "disable"):
        switches[what](verb == "enable")
        return 0
    if what == "power" and verb == "stayon" and len(args) > 2:
        values = {"true": "15", "false": "0", "ac": "1", "usb": "2", "wireless": "4", "dock": "8"}
        if args[2] in values:
            call.phone.settings.put("global", "stay_on_while_plugged_in", values[args[2]])
            return 0
    if what == "power" and verb in ("reboot", "shutdown"):
        call.phone.reboot()
        return 0
    if what in ("usb", "nfc"):
        call.err(f"Error: this phone has no {what.upper()} to control; nothing was changed\n")
        return 1
    call.out(_SVC_HELP)
    return 0 if what in ("", "help") else 1


def _set_timezone(call: Call, args: list[str]) -> bool:
    return len(args) > 1 and args[0] == "s16" and call.phone.set_timezone(args[1])


def service(call: Call) -> int:
    """service list|check NAME|call NAME CODE …: very few transactions exist; the others are refused as unknown."""
    args = call.args[1:]
    verb = args[0] if args else ""
    if verb == "list":
        names = service_names()
        rows = (f"{at}\t{name}: [android.os.I{name.title().replace('_', '')}]\n" for at, name in enumerate(names))
        call.out(f"Found {len(names)} services:\n" + "".join(rows))
        return 0
    if verb == "check" and len(args) > 1:
        call.out(f"Service {args[1]}: {'found' if args[1] in service_names() else 'not found'}\n")
        return 0
    if verb == "call" and len(args) > 2 and args[2].isdigit():
        name, code, rest = args[1], int(args[2]), args[3:]
        if name not in service_names():
            call.err(f"service: Service {name} does not exist\n")
            return 10
        if name == "alarm" and code == 3 and _set_timezone(call, rest):
            call.out("Result: Parcel(00000000    '....')\n")
        elif name == "statusbar" and code in (1, 2):
            call.phone.windows.open_notifications() if code == 1 else call.phone.windows.collapse()
            call.out("Result: Parcel(00000000    '....')\n")
        else:
            call.out('Result: Parcel(Error: 0xffffffffffffffb6 "Not a data message")\n')
        return 0
    call.err("Usage: service [-h|-?]\n       service list\n       service check SERVICE\n"
             "       service call SERVICE CODE [i32 N | i64 N | f N | d N "
             "| s16 STR | null | fd f | nfd n | afd f ] ...\n")  # fmt: skip
    return 10


def lock_settings(call: Call) -> int:
    """locksettings set-pin|set-password|set-pattern|clear|verify|set-disabled|get-disabled [--old PIN] [VALUE]."""
    args, old = call.args[1:], None
    if "--old" in args:
        at = args.index("--old")
        old = args[at + 1] if at + 1 < len(args) else None
        args = args[:at] + args[at + 2 :]
    if "--user" in args:
        at = args.index("--user")
        args = args[:at] + args[at + 2 :]
    verb, value = (args + ["", ""])[:2]
    power = call.phone.power
    if verb == "set-disabled":
        call.phone.settings.put("secure", "lockscreen.disabled", "1" if value == "true" else "0")
        call.out(f"Lock screen disabled set to {value}\n")
        return 0
    if verb == "get-disabled":
        is_disabled = not power.secure and call.phone.settings.get("secure", "lockscreen.disabled") == "1"
        call.out(f"{str(is_disabled).lower()}\n")
        return 0
    if verb in ("help", "", "-h"):
        call.out(_LOCK_HELP)
        return 0
    if verb not in ("set-pin", "set-password", "set-pattern", "clear", "verify"):
        call.err(f"Unknown command: {verb}\n")
        return 255
    if power.pin is not None and old != power.pin:
        call.out(f"Old password '{old or ''}' didn't match\n")
        return 255
    if verb == "verify":
        call.out("Lock credential verified successfully\n")
        return 0
    if verb == "clear":
        power.pin = None
        call.out("Lock credential cleared\n")
    else:
        if len(value) < 4:
            call.out("Error: New credential is too short\n")
            return 255
        power.pin = value
        call.out(f"{verb.removeprefix('set-').capitalize()} set to '{value}'\n")
    call.phone.ledger.append("lock_changed", secure=power.pin is not None)
    return 0


def dumpsys(call: Call) -> int:
    """dumpsys [-l] [-t N] [SERVICE [ARG]…]."""
    args = call.args[1:]
    while args and args[0] in ("-t", "-T", "--priority"):
        args = args[2:]
    if args[:1] in (["-l"], ["--pid"]):
        call.out("Currently running services:\n" + "".join(f"  {name}\n" for name in service_names()))
        return 0
    if not args:
        call.out("Currently running services:\n" + "".join(f"  {name}\n" for name in service_names()))
        for name in sorted(sections()):
            call.out("-" * 79 + f"\nDUMP OF SERVICE {name}:\n" + (dump(call.phone, name, []) or ""))
        return 0
    if args[0] == "battery" and len(args) > 1:
        from .android_cmd import battery

        return battery(call, args[1:])
    text = dump(call.phone, args[0], args[1:])
    if text is None:
        call.err(f"Can't find service: {args[0]}\n")
        return 0
    call.out(text)
    return 0


async def app_process(call: Call) -> int:
    """CLASSPATH=JAR app_process / CLASS …: only the uiautomator2 server exists, run by the phone itself."""
    words = [arg for arg in call.args[1:] if not arg.startswith("-X")]
    name = next((word for word in words if "." in word and "/" not in word), "")
    jar = call.env.get("CLASSPATH", "").split(":")[0]
    if name != _UIA2:
        call.err(f"Error: this phone runs no Android code: cannot start {name or 'nothing'}\n")
        return 1
    if jar and call.fs.find(call.path(jar), uid=call.uid) is None:
        call.err(
            f'java.lang.ClassNotFoundException: Didn\'t find class "{name}" '
            "on path: DexPathList[[],nativeLibraryDirectories=[]]\nAborted\n"
        )
        return 134
    port = next(
        (int(value) for flag, value in zip(words, words[1:], strict=False) if flag == "-p" and value.isdigit()), 9008
    )
    try:
        await call.phone.automator.run(port)
    except RuntimeError as problem:
        call.err(f"{problem}\n")
        return 1
    return 0


def media(call: Call) -> int:
    """media volume …, media dispatch KEY."""
    from .android_cmd import volume

    args = call.args[1:]
    if args[:1] == ["volume"]:
        return volume(call, args[1:])
    if args[:1] == ["dispatch"]:
        return 0
    call.err("usage: media [subcommand] [options]\n       media dispatch KEY\n       media volume [options]\n")
    return 1


def telecom(call: Call) -> int:
    """telecom get-default-dialer and the like."""
    verb = call.args[1] if len(call.args) > 1 else ""
    if verb in ("get-default-dialer", "get-system-dialer"):
        call.out("com.google.android.dialer\n")
    elif not re.fullmatch(r"(set|register|unregister|wait|reset|clear)-[a-z-]+", verb):
        call.err("usage: telecom [subcommand] [options]\n")
        return 1
    return 0


COMMANDS: dict[str, Command] = {
    "svc": svc, "service": service, "locksettings": lock_settings, "dumpsys": dumpsys, "app_process": app_process,
    "app_process64": app_process, "media": media, "telecom": telecom,
}  # fmt: skip
