"""dumpsys deviceidle and thermalservice: doze as it was forced, the apps that it leaves alone, and warmth.

Knows: the states that the shell sets and asks for. Does not know: any effect of them, because nothing here dozes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...phone import Phone
    from . import Section

_IDLE_FILE = "/data/system/deviceidle.xml"


def _idle_whitelist(phone: Phone, changes: list[str]) -> str:
    """Add (+PACKAGE) and remove (-PACKAGE) apps that doze does not touch; without changes list them."""
    node = phone.fs.find(_IDLE_FILE)
    names = re.findall(r'n="([^"]+)"', node.content().decode("utf-8", "replace")) if node is not None else []
    said = ""
    for change in changes:
        sign, name = change[:1], change[1:]
        if sign == "+" and phone.packages.get(name) is not None:
            names, said = [*dict.fromkeys((*names, name))], said + f"Added: {name}\n"
        elif sign == "-" and name in names:
            names, said = [each for each in names if each != name], said + f"Removed: {name}\n"
        else:
            said += (
                f"Unknown package: {name}\n" if sign in "+-" else f"Package must be prefixed with + or -: {change}\n"
            )
    if changes:
        rows = "".join(f'<wl n="{name}" />\n' for name in names)
        phone.fs.make_dirs("/data/system", owner=1000, mode=0o775)
        phone.fs.write(_IDLE_FILE, f"<config>\n{rows}</config>\n".encode(), owner=1000, mode=0o600)
        return said
    users = ((name, phone.packages.state(name)) for name in names)
    rows = "".join(f"user,{name},{state.uid}\n" for name, state in users if state is not None)
    return f"system,com.android.shell,2000\n{rows}"


def _kept(phone: Phone) -> dict[str, str]:
    kept: dict[str, str] = phone.app_services.setdefault("deviceidle", {})  # type: ignore[assignment]
    return kept


def _state(phone: Phone, name: str) -> str | None:
    """Return what `get NAME` prints, or None for a name that is none."""
    forced = _kept(phone).get("forced")
    return {
        "deep": "IDLE" if forced == "deep" else "ACTIVE",
        "light": {"deep": "OVERRIDE", "light": "IDLE"}.get(forced or "", "ACTIVE"),
        "force": str(forced is not None).lower(), "screen": str(phone.power.screen_on).lower(),
        "charging": str(phone.power.battery.plugged).lower(),
        "network": str(phone.connectivity.ssid is not None or phone.connectivity.data).lower(),
    }.get(name)  # fmt: skip


def device_idle(phone: Phone, args: list[str]) -> str:
    """dumpsys deviceidle [whitelist … | force-idle [light|deep] | unforce | get NAME | enabled [light|deep]]."""
    match args:
        case ["whitelist", *changes]:
            return _idle_whitelist(phone, changes)
        case ["force-idle", *rest] if rest in ([], ["deep"], ["light"]):
            kind = rest[0] if rest else "deep"
            _kept(phone)["forced"] = kind
            return f"Now forced in to {kind} idle mode\n"
        case ["unforce", *_]:
            _kept(phone).pop("forced", None)
            return f"Light state: {_state(phone, 'light')}, deep state: {_state(phone, 'deep')}\n"
        case ["get", name] if (said := _state(phone, name)) is not None:
            return f"{said}\n"
        case ["enabled", *_]:
            return "1\n"
        case [verb, *_] if not verb.startswith("-"):
            return f"Unknown command: {verb}\n"
    deep, light = _state(phone, "deep"), _state(phone, "light")
    return f"  Settings:\n  mLightEnabled=true  mDeepEnabled=true\n  mState={deep} mLightState={light}\n"


def thermal(phone: Phone, args: list[str]) -> str:
    """dumpsys thermalservice: the battery's warmth is the only one that is known."""
    celsius = phone.power.battery.temperature / 10
    row = f"\tTemperature{{mValue={celsius}, mType=2, mName=battery, mStatus=0}}\n"
    return (
        "IsStatusOverride: false\nThermalEventListeners:\n\tcallbacks: 0\n\tkilled: false\n"
        "ThermalStatusListeners:\n\tcallbacks: 0\n\tkilled: false\n"
        f"Thermal Status: 0\nCached temperatures:\n{row}HAL Ready: true\nCurrent temperatures from HAL:\n{row}"
    )


SECTIONS: dict[str, Section] = {"deviceidle": device_idle, "thermalservice": thermal}
