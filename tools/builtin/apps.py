"""Open an app by its name, or a page of Settings by its Intent. Navigates only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from ...android_bridge.device import Device
from ...android_bridge.errors import CommandTimeoutError
from ...android_bridge.types import App, Intent
from ..matching import match_name
from ..sdk import AppName, Resolved, SettingsPage, tool
from ..types import Context, Proof, Risk, ToolFailedError, ToolQuestionError, ToolResult
from ..values_names import settings_page

SETTINGS = "com.android.settings"
_ACTIONS: Mapping[str, str] = {
    "display": "android.settings.DISPLAY_SETTINGS",
    "sound": "android.settings.SOUND_SETTINGS",
    "battery": "android.intent.action.POWER_USAGE_SUMMARY",
    "storage": "android.settings.INTERNAL_STORAGE_SETTINGS",
    "network": "android.settings.WIRELESS_SETTINGS",
    "bluetooth": "android.settings.BLUETOOTH_SETTINGS",
    "apps": "android.settings.APPLICATION_SETTINGS",
    "security": "android.settings.SECURITY_SETTINGS",
    "location": "android.settings.LOCATION_SOURCE_SETTINGS",
    "accessibility": "android.settings.ACCESSIBILITY_SETTINGS",
    "date": "android.settings.DATE_SETTINGS",
    "language": "android.settings.LOCALE_SETTINGS",
    "about": "android.settings.DEVICE_INFO_SETTINGS",
    "main": "android.settings.SETTINGS",
}
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "messages": ("messaging", "sms", "texts", "text messages", "短信", "信息", "消息"),
    "phone": ("dialer", "dialler", "telephone", "calls", "电话", "拨号"),
    "contacts": ("people", "address book", "phone book", "通讯录", "联系人"),
    "clock": ("alarms", "alarm clock", "timer", "stopwatch", "时钟", "闹钟", "秒表", "计时器"),
    "calendar": ("agenda", "schedule", "日历", "日程"),
    "files": ("file manager", "my files", "downloads", "documents", "文件", "文件管理", "文件管理器"),
    "notes": ("notepad", "notebook", "笔记", "备忘录", "便签", "记事本"),
    "camera": ("相机", "照相机"),
    "gallery": ("相册", "图库", "照片"),
    "settings": ("preferences", "system settings", "options", "设置", "系统设置"),
}
_CERTAIN = 75.0
"""Opening a wrong app does no harm."""
_CLEAR_TASK = 0x10000000 | 0x00008000
"""FLAG_ACTIVITY_NEW_TASK | FLAG_ACTIVITY_CLEAR_TASK: Settings would else come back to the page it was on."""


def chinese_names(label: str) -> tuple[str, ...]:
    """Return what an app of this name is called in Chinese; empty where that is not known."""
    return tuple(name for name in _OTHER_NAMES.get(label.casefold(), ()) if not name.isascii())


def find_app(device: Device, said: str) -> App:
    """Return the installed app that is meant.

    Raises:
        ToolQuestionError: Several fit.
        ToolFailedError: None does.
    """
    if (app := named_app(said, device.apps())) is not None:
        return app
    raise ToolFailedError(f'there is no app called "{said}" on this phone; nothing was opened')


def named_app(said: str, apps: Sequence[App]) -> App | None:
    """Return the one of these apps that is meant; None where none fits.

    Raises:
        ToolQuestionError: Several fit.
    """
    word = said.casefold().strip()
    for ending in (" app", " application", "应用程序", "应用", "软件"):
        word = word.removesuffix(ending)
    word = word.removeprefix("the ").removeprefix("my ")
    for app in apps:
        if word in _OTHER_NAMES.get(app.label.casefold(), ()) or word == app.package:
            return app
    match = match_name(word, apps, lambda app: app.label, certain=_CERTAIN)
    if match.best is not None:
        return match.best
    if match.candidates:
        choices = tuple(app.label for app in match.candidates)
        raise ToolQuestionError(f"Which app: {', '.join(choices)}?", parameter="app", choices=choices)
    return None


def _preview_app(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    app = find_app(context.device, values["app"])
    return {"package": app.package, "label": app.label}


def _in_front(device: Device, package: str) -> bool:
    try:
        device.wait_until(lambda seen: seen.package == package, timeout_s=6.0)
    except CommandTimeoutError:
        return False
    return True


def _probe_app(context: Context, values: Mapping[str, Any]) -> Proof:
    package = values.get("package") or find_app(context.device, values["app"]).package
    found = context.device.observe().package
    return Proof(found == package, f"{package} in front", f"{found or 'nothing'} in front")


@tool(
    risk=Risk.NAVIGATE,
    examples=(
        "open the calendar",
        "launch messages",
        "start the clock app",
        "go to contacts",
        "show me the files app",
        "open notes",
    ),
    probe=_probe_app,
    preview=_preview_app,
    confirm="Open {label}",
    ways=("intent",),
)
def open_app(
    context: Context,
    app: Annotated[AppName, "the app's name"],
    package: Annotated[str | None, Resolved] = None,
) -> ToolResult:
    """Open an app."""
    found = next((a for a in context.device.apps() if a.package == package), None) if package else None
    chosen = found or find_app(context.device, app)
    context.acting.start_activity(
        Intent(
            action="android.intent.action.MAIN",
            component=chosen.activity,
            categories=("android.intent.category.LAUNCHER",),
        )
    )
    opened = _in_front(context.device, chosen.package)
    told = f"{chosen.label} is open." if opened else f"{chosen.label} was started but is not in front."
    return ToolResult(told, {"package": chosen.package, "label": chosen.label}, way="intent")


def _probe_settings(context: Context, values: Mapping[str, Any]) -> Proof:
    seen = context.device.observe()
    return Proof(seen.package == SETTINGS, f"Settings, page {values['page']}", f"{seen.package}, {seen.activity}")


@tool(
    risk=Risk.NAVIGATE,
    examples=(
        "open the battery settings",
        "show display settings",
        "go to bluetooth settings",
        "open wifi settings",
        "take me to the storage page",
        "settings about phone",
    ),
    probe=_probe_settings,
    confirm="Open the settings page {page}",
    scope=(SETTINGS,),
    ways=("intent",),
)
def open_settings(context: Context, page: Annotated[SettingsPage, "the page of Settings"]) -> ToolResult:
    """Open a page of Settings: display, sound, battery, storage, network, bluetooth, apps, security, and others."""
    name = settings_page(page)
    context.acting.start_activity(Intent(action=_ACTIONS[name], flags=_CLEAR_TASK))
    opened = _in_front(context.device, SETTINGS)
    shown = "Settings" if name == "main" else f"The {name} settings"
    verb = "are" if name != "main" else "is"
    return ToolResult(
        f"{shown} {verb} open." if opened else f"{shown} did not come to the front.", {"page": name}, way="intent"
    )
