"""cmd role, appops, device_config: who holds which role, what apps may do, flags.

Knows: their verbs and texts, and that nothing on this phone obeys an app op or a flag: they are only kept.
Does not know: permissions (pm grant) and settings.
"""

from __future__ import annotations

from .io import Call, Command

_ROLE_SETTINGS = {
    "android.app.role.SMS": "sms_default_application",
    "android.app.role.DIALER": "dialer_default_application",
}
_HOME = "android.app.role.HOME"
_MODES = ("allow", "ignore", "deny", "default", "foreground")

Kept = dict[str, dict[str, str]]


def role(call: Call, args: list[str]) -> int:
    """get-role-holders ROLE | add-role-holder ROLE PACKAGE | remove-role-holder … | clear-role-holders ROLE."""
    verb, names = (args[0], [a for a in args[1:] if not a.startswith("--")]) if args else ("", [])
    if verb not in ("get-role-holders", "add-role-holder", "remove-role-holder", "clear-role-holders") or not names:
        call.out(f"Unknown command: {verb}\n")
        return 255
    settings, key = call.phone.settings, _ROLE_SETTINGS.get(names[0])
    holder = settings.get("secure", key) if key else _home(call) if names[0] == _HOME else None
    if verb == "get-role-holders":
        call.out(f"{holder or ''}\n")
        return 0
    if key is None:
        call.err(f"Error: role {names[0]} cannot be changed on this phone\n")
        return 1
    if verb == "add-role-holder":
        if len(names) < 2 or call.phone.packages.get(names[1]) is None:
            call.err(f"Error: unknown package {names[1] if len(names) > 1 else ''}\n")
            return 1
        settings.put("secure", key, names[1])
    elif verb == "clear-role-holders" or names[1:] == [holder]:
        settings.delete("secure", key)
    return 0


def _home(call: Call) -> str | None:
    from ..intents import Intent

    found = call.phone.packages.resolve(
        Intent("android.intent.action.MAIN", categories=("android.intent.category.HOME",))
    )
    return found[0][0].package if found else None


def _kept(call: Call, what: str) -> Kept:
    kept: Kept = call.phone.app_services.setdefault(what, {})  # type: ignore[assignment]
    return kept


def app_ops(call: Call, args: list[str]) -> int:
    """get PACKAGE [OP] | set PACKAGE OP MODE | reset [PACKAGE]. Modes are kept; nothing here obeys them."""
    words = [a for a in args if a not in ("--uid", "--user", "0", "current")]
    verb, package, rest = (words + ["", ""])[0], (words + ["", ""])[1], words[2:]
    kept = _kept(call, "appops")
    if verb not in ("get", "set", "reset"):
        call.out(f"Unknown command: {verb}\n")
        return 255
    if package and call.phone.packages.get(package) is None:
        call.err(f"Error: No UID for {package} in user 0\n")
        return 255
    if verb == "reset":
        kept.clear() if not package else kept.pop(package, None)
        call.out("Reset all modes.\n" if not package else f"Reset package {package}\n")
    elif verb == "set":
        if len(rest) < 2 or rest[1] not in _MODES:
            call.err("Error: Mode is not valid\n" if len(rest) > 1 else "Error: Mode not specified.\n")
            return 255
        kept.setdefault(package, {})[rest[0].removeprefix("android:").upper()] = rest[1]
    else:
        modes = kept.get(package, {})
        wanted = [rest[0].removeprefix("android:").upper()] if rest else sorted(modes)
        lines = [f"{op}: {modes[op]}" for op in wanted if op in modes]
        call.out("\n".join(lines or ["No operations." if not rest else "Default mode: allow"]) + "\n")
    return 0


def device_config(call: Call, args: list[str]) -> int:
    """get NAMESPACE KEY | put NAMESPACE KEY VALUE | delete NAMESPACE KEY | list [NAMESPACE]. Nothing obeys them."""
    verb, rest = (args[0], args[1:]) if args else ("", [])
    kept = _kept(call, "device_config")
    match verb, rest:
        case "get", [space, key]:
            call.out(kept.get(space, {}).get(key, "null") + "\n")
        case "put", [space, key, value, *_]:
            kept.setdefault(space, {})[key] = value
        case "delete", [space, key]:
            gone = kept.get(space, {}).pop(key, None) is not None
            call.out(f"Successfully deleted {key} from {space}\n" if gone else f"Failed to delete {key} from {space}\n")
        case "list", [space]:
            call.out("".join(f"{key}={value}\n" for key, value in sorted(kept.get(space, {}).items())))
        case "list", []:
            pairs = [f"{space}/{key}={kept[space][key]}\n" for space in sorted(kept) for key in sorted(kept[space])]
            call.out("".join(pairs))
        case _:
            call.err("Bad arguments\n" if verb in ("get", "put", "delete", "list") else f"Unknown command: {verb}\n")
            return 255
    return 0


SHORT_FORMS: dict[str, Command] = {
    "appops": lambda call: app_ops(call, call.args[1:]),
    "device_config": lambda call: device_config(call, call.args[1:]),
}
"""Programs of the same names, which Android has as scripts around cmd."""
