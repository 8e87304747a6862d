"""getprop, setprop and settings.

Knows: their arguments and Android's texts. Does not know: what a setting does (services listen to changes).
"""

from __future__ import annotations

from ..services.settings import NAMESPACES
from .io import Call, Command

_SETTINGS_HELP = """Settings provider (settings) commands:
  help
      Print this help text.
  get [--user <USER_ID> | current] NAMESPACE KEY
      Retrieve the current value of KEY.
  put [--user <USER_ID> | current] NAMESPACE KEY VALUE [TAG] [default]
      Change the contents of KEY to VALUE.
  delete [--user <USER_ID> | current] NAMESPACE KEY
      Delete the entry for KEY.
  list [--user <USER_ID> | current] NAMESPACE
      Print all defined keys.
      NAMESPACE is one of {system, secure, global}, case-insensitive
"""


def getprop(call: Call) -> int:
    """getprop [NAME [DEFAULT]]."""
    args = [arg for arg in call.args[1:] if not arg.startswith("-")]
    if not args:
        for name, value in sorted(call.phone.properties.items()):
            call.out(f"[{name}]: [{value}]\n")
        return 0
    call.out(call.phone.properties.get(args[0], args[1] if len(args) > 1 else "") + "\n")
    return 0


def setprop(call: Call) -> int:
    """setprop NAME VALUE; read-only properties and foreign ones are refused."""
    if len(call.args) != 3:
        call.out("usage: setprop NAME VALUE\n\nSets an Android system property.\n")
        return 1
    name, value = call.args[1:]
    if name.startswith("ro.") and name in call.phone.properties:
        call.err(f"Failed to set property '{name}' to '{value}'.\nSee dmesg for error reason.\n")
        return 1
    call.phone.properties[name] = value
    if name == "persist.sys.timezone":
        call.phone.set_timezone(value)
    elif name == "persist.sys.locale":
        call.phone.languages.set(value)
    return 0


def settings(call: Call) -> int:
    """settings get|put|delete|list|reset NAMESPACE …"""
    args = _without_user(call.args[1:])
    if not args or args[0] in ("help", "-h"):
        call.out(_SETTINGS_HELP)
        return 0
    verb, rest = args[0], args[1:]
    if verb not in ("get", "put", "delete", "list", "reset"):
        if verb.startswith("-"):
            call.err(f"Error: Unknown option: {verb}\n")
        else:
            call.out(f"Unknown command: {verb}\n")
        return 255
    namespace = rest[0].lower() if rest else ""
    if namespace not in NAMESPACES:
        call.err(f"Invalid namespace '{rest[0]}'\n" if rest else "Not enough arguments\n")
        return 255
    wanted = {"get": 2, "put": 3, "delete": 2, "list": 1, "reset": 2}[verb]
    if len(rest) < wanted:
        call.err("Bad arguments\n")
        return 255
    table = call.phone.settings
    if verb == "get":
        value = table.get(namespace, rest[1])
        call.out(("null" if value is None else value) + "\n")
    elif verb == "put":
        table.put(namespace, rest[1], rest[2])
    elif verb == "delete":
        call.out(f"Deleted {int(table.delete(namespace, rest[1]))} rows\n")
    elif verb == "list":
        call.out("".join(f"{key}={value}\n" for key, value in table.list(namespace).items()))
    return 0


def _without_user(args: list[str]) -> list[str]:
    for flag in ("--user", "--uid"):
        if flag in args:
            at = args.index(flag)
            args = args[:at] + args[at + 2 :]
    return args


COMMANDS: dict[str, Command] = {"getprop": getprop, "setprop": setprop, "settings": settings}
