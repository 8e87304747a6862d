"""dumpsys appops, role, user, jobscheduler, accessibility, account, device_policy, trust, location and their like.

Knows: who may do what on this phone, in the forms that clients parse. Does not know: jobs, accounts and policies, since
there are none; their sections say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...phone import Phone
    from . import Section

_SAME = ("CALL_PHONE", "CAMERA", "READ_CALENDAR", "READ_CALL_LOG", "READ_CONTACTS", "READ_EXTERNAL_STORAGE", "READ_SMS",
         "RECORD_AUDIO", "SEND_SMS", "WRITE_CALENDAR", "WRITE_CONTACTS")  # fmt: skip
_OPS = {
    **{name: name for name in _SAME},
    "ACCESS_COARSE_LOCATION": "COARSE_LOCATION",
    "ACCESS_FINE_LOCATION": "FINE_LOCATION",
    "POST_NOTIFICATIONS": "POST_NOTIFICATION",
}
"""Which operation stands for a permission, without "android.permission."."""
_ROLES = {"android.app.role.SMS": "sms_default_application", "android.app.role.DIALER": "dialer_default_application"}


def _yes(value: bool) -> str:
    return str(value).lower()


def app_ops(phone: Phone, args: list[str]) -> str:
    """dumpsys appops [--package PACKAGE]: permissions as operations, and the modes that somebody set."""
    only = args[args.index("--package") + 1] if "--package" in args[:-1] else ""
    kept = phone.app_services.get("appops", {})
    lines = ["Current AppOps Service state:", "  Settings:", "    top_state_settle_time=+5s0ms", ""]
    for manifest in phone.packages.all():
        state = phone.packages.state(manifest.package)
        if state is None or only not in ("", manifest.package):
            continue
        names = [(_OPS.get(name.rpartition(".")[2]), name in state.granted) for name in manifest.permissions]
        modes = {op: "allow" if granted else "ignore" for op, granted in names if op}
        modes |= kept.get(manifest.package, {}) if isinstance(kept, dict) else {}
        if modes:
            lines += [f"  Uid u0a{state.uid - 10000}:", f"    Package {manifest.package}:"]
            lines += [f"      {op} ({mode}):" for op, mode in sorted(modes.items())]
    return "\n".join(lines) + "\n"


def roles(phone: Phone, args: list[str]) -> str:
    """dumpsys role."""
    lines = ["ROLE MANAGER STATE (dumpsys role):", "user_states={", "  user_id=0", "  roles=["]
    for name, key in _ROLES.items():
        holder = phone.settings.get("secure", key)
        lines += ["    {", f"      name={name}", f"      holders={holder or ''}", "    }"]
    return "\n".join([*lines, "  ]", "}"]) + "\n"


def users(phone: Phone, args: list[str]) -> str:
    """dumpsys user."""
    return (
        "Current user: 0\n\nUsers:\n  UserInfo{0:Owner:4c13} serialNo=0 isPrimary=true\n"
        "    Type: android.os.usertype.full.SYSTEM\n    Flags: 19475 (ADMIN|FULL|INITIALIZED|PRIMARY|SYSTEM)\n"
        f"    State: RUNNING_UNLOCKED\n    Last logged in: {'+' + str(phone.clock.elapsed_ms() // 1000)}s ago\n"
    )


def jobs(phone: Phone, args: list[str]) -> str:
    """dumpsys jobscheduler: apps here plan alarms, not jobs."""
    return "Settings:\n  (default)\n\nRegistered 0 jobs:\n  None.\n\nActive jobs:\n  (none)\n\nmReadyToRock=true\n"


def accessibility(phone: Phone, args: list[str]) -> str:
    """dumpsys accessibility."""
    enabled = phone.settings.get("secure", "enabled_accessibility_services") or ""
    names = [name for name in enabled.split(":") if name and name != "null"]
    touch = phone.settings.get("secure", "touch_exploration_enabled") == "1"
    listed = "".join(f"{{{name}}}" for name in names)
    return (
        "ACCESSIBILITY MANAGER (dumpsys accessibility)\n\ncurrentUserId=0\nUser state[\n"
        f"     attributes:{{id=0, touchExplorationEnabled={_yes(touch)}, displayMagnificationEnabled=false}}\n"
        "     shortcut key:{}\n     button:{}\n     button target:{null}\n     Bound services:{}\n"
        f"     Enabled services:{{{listed}}}\n     Binding services:{{}}\n     Crashed services:{{}}]\n"
    )


def accounts(phone: Phone, args: list[str]) -> str:
    """dumpsys account: nobody is signed in."""
    return (
        "User UserInfo{0:Owner:4c13}:\n  Accounts: 0\n\n  Accounts History\n\n  Active Sessions: 0\n\n"
        "  RegisteredServicesCache: 0 services\n"
    )


def policy(phone: Phone, args: list[str]) -> str:
    """dumpsys device_policy: nobody manages this phone."""
    return "Current Device Policy Manager state:\n  Immutable state:\n    mHasFeature=false\n\n  Device Owner: none\n"


def trust(phone: Phone, args: list[str]) -> str:
    """dumpsys trust."""
    return (
        'Trust manager state:\n User "Owner" (id=0, flags=0x4c13) (current): '
        f"trustState=UNTRUSTED, trustManaged=0, deviceLocked={int(phone.power.locked)}, "
        "strongAuthRequired=0x0\n   Enabled agents:\n"
    )


def location(phone: Phone, args: list[str]) -> str:
    """dumpsys location: whether it is on; no provider has seen a place."""
    on = phone.settings.get("secure", "location_mode") != "0"
    lines = ["Location Manager State:", "  User Info: current user 0", "  Location Settings:",
             f"    Location Setting: {_yes(on)}", "", "  Location Providers:"]  # fmt: skip
    for name in ("passive", "network", "fused", "gps"):
        lines += [f"    {name} provider:", "      last location=null", f"      enabled={_yes(on)}"]
    return "\n".join(lines) + "\n"


def drop_box(phone: Phone, args: list[str]) -> str:
    """dumpsys dropbox: nothing was kept."""
    return "Drop box contents: 0 entries\nMax entries: 1000\n"


def settings(phone: Phone, args: list[str]) -> str:
    """dumpsys settings: every stored setting; who wrote it is not kept."""
    text = ""
    for namespace in ("global", "secure", "system"):
        rows = sorted(phone.settings.list(namespace).items())
        text += f"{namespace.upper()} SETTINGS (user 0)\n"
        text += "".join(f"_id:{number} name:{key} value:{value}\n" for number, (key, value) in enumerate(rows, 1))
        text += "\n"
    return text


SECTIONS: dict[str, Section] = {
    "settings": settings,
    "appops": app_ops, "role": roles, "user": users, "jobscheduler": jobs, "accessibility": accessibility,
    "account": accounts, "device_policy": policy, "trust": trust, "location": location, "dropbox": drop_box,
}  # fmt: skip
