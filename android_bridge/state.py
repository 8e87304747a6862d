"""The phone's state out of `dumpsys` and friends, in one round trip: foreground, keyboard, lock, network,
battery, clock.

Pure parsing plus the list of commands; knows no socket. Texts differ between Android versions: each reader
takes all forms seen from Android 7 to 15 and errs to the harmless side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .shell import Pipeline
from .types import DeviceState

_WINDOW = (
    "mCurrentFocus=|mFocusedApp=|mCurrentRotation=|mRotation=|mDisplayRotation=|isStatusBarKeyguard=|mShowingLockscreen="
    "|mDreamingLockscreen=|isKeyguardShowing=|mIsShowing=|showing=|mImeShowing="
)
_INPUT_METHOD = "mInputShown=|mIsInputViewShown=|mImeWindowVis="
_POWER = "mWakefulness=|mWakefulnessRaw=|Display Power: state="

COMMANDS: Sequence[Pipeline] = (
    (("dumpsys", "window"), ("grep", "-E", _WINDOW)),
    (("dumpsys", "input_method"), ("grep", "-E", _INPUT_METHOD)),
    (("dumpsys", "power"), ("grep", "-E", _POWER)),
    (("dumpsys", "battery"),),
    (("settings", "get", "global", "wifi_on"),),
    (("settings", "get", "global", "mobile_data"),),
    (("settings", "get", "global", "airplane_mode_on"),),
    (("date", "+%s %z"),),
    (("getprop", "persist.sys.timezone"),),
    (("wm", "size"),),
)
"""What `read_state` wants, in its order; on a real phone about 0.2 s together."""

FOCUS: Pipeline = (("dumpsys", "window"), ("grep", "-E", "mCurrentFocus=|mFocusedApp="))
"""What `foreground` wants, alone: asked for again right before a touch."""

_FOCUS = re.compile(r"mCurrentFocus=Window\{\S+(?: u\d+)? ([^}\s]+)[^}\n]*\}")
_FOCUSED_APP = re.compile(r"mFocusedApp=.*?ActivityRecord\{\S+ u\d+ ([^\s}/]+/[^\s}]+)")
_RESUMED = re.compile(r"(?:ResumedActivity|topResumedActivity)[:=]\s*ActivityRecord\{\S+ u\d+ ([^\s}/]+/[^\s}]+)")
_ROTATION = re.compile(r"m(?:Current|Display)?Rotation=(?:ROTATION_)?([0-9]{1,3})")
_LOCKED = re.compile(r"(?:isStatusBarKeyguard|mShowingLockscreen|isKeyguardShowing|mIsShowing|(?<!\w)showing)=true")
_KEYBOARD = re.compile(r"mInputShown=(true|false)")
_SIZE = re.compile(r"([0-9]{1,6})x([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything about the phone but the elements."""

    state: DeviceState
    package: str
    activity: str
    keyboard_shown: bool
    width_px: int
    height_px: int
    time: datetime


def read_state(texts: Sequence[str]) -> Surroundings:
    """Return the surroundings out of the answers to COMMANDS, in their order; missing answers count as
    empty."""
    window, keyboard, power, battery, wifi, data, airplane, clock, zone, size = (*texts, *[""] * 10)[:10]
    package, activity = foreground(window)
    rotation = rotation_of(window)
    width, height = screen_size(size)
    if rotation % 2:
        width, height = height, width
    level, charging = battery_of(battery)
    state = DeviceState(
        screen_on="Asleep" not in power and "state=OFF" not in power,
        locked=bool(_LOCKED.search(window)),
        rotation=rotation,
        battery_percent=level,
        charging=charging,
        wifi=wifi.strip() in ("1", "2"),
        mobile_data=data.strip() == "1",
        airplane=airplane.strip() == "1",
        battery_celsius=warmth_of(battery),
    )
    return Surroundings(state, package, activity, keyboard_of(keyboard), width, height, clock_of(clock, zone))


def foreground(window: str) -> tuple[str, str]:
    """Return (package, `package/.Class` or empty) of the window in front."""
    focus = [name for name in _FOCUS.findall(window) if name != "null"]
    records = [*_FOCUSED_APP.findall(window), *_RESUMED.findall(window)]
    if focus:
        name = focus[-1]
        package, slash, _ = name.partition("/")
        if slash:
            return package, short_component(name)
        # A dialog, the shade or the keyguard: its window has no activity; the app behind it is known.
        activity = short_component(records[-1]) if records else ""
        known = activity.partition("/")[0]
        return (known, activity) if name.startswith("PopupWindow") and known else (_window_owner(name), activity)
    if records:
        activity = short_component(records[-1])
        return activity.partition("/")[0], activity
    return "", ""


def _window_owner(name: str) -> str:
    if name in ("NotificationShade", "StatusBar", "Keyguard", "VolumeDialogImpl"):
        return "com.android.systemui"
    if "." in name and " " not in name:
        return name
    return "com.android.systemui" if name == "GlobalActions" else "android"


def short_component(name: str) -> str:
    """Return `pkg/.Class` where the class stands in the package, else `pkg/full.Class`."""
    package, _, class_name = name.partition("/")
    if class_name.startswith(f"{package}."):
        class_name = class_name[len(package) :]
    return f"{package}/{class_name}"


def rotation_of(window: str) -> int:
    """Return quarter turns, 0 to 3."""
    found = _ROTATION.search(window)
    value = int(found[1]) if found else 0
    return value // 90 % 4 if value > 3 else value


def keyboard_of(text: str) -> bool:
    """Whether a soft keyboard is shown."""
    shown = _KEYBOARD.findall(text)
    if shown:
        return "true" in shown
    return "mIsInputViewShown=true" in text


def battery_of(text: str) -> tuple[int, bool]:
    """Return (percent, whether it charges) out of `dumpsys battery`."""
    level = re.search(r"^\s*level: ([0-9]{1,9})", text, re.MULTILINE)
    scale = re.search(r"^\s*scale: ([0-9]{1,9})", text, re.MULTILINE)
    status = re.search(r"^\s*status: ([0-9]{1,9})", text, re.MULTILINE)
    full = int(scale[1]) if scale and int(scale[1]) > 0 else 100
    percent = min(100, int(level[1]) * 100 // full) if level else 0
    return percent, bool(status and status[1] in ("2", "5"))


def warmth_of(text: str) -> float:
    """Return the battery's warmth in degrees Celsius out of `dumpsys battery`, which tells tenths, or 0."""
    found = re.search(r"^\s*temperature: (-?[0-9]{1,4})", text, re.MULTILINE)
    return int(found[1]) / 10 if found else 0.0


def screen_size(text: str) -> tuple[int, int]:
    """Return (width_px, height_px) out of `wm size`, the override where there is one; (0, 0) when unknown."""
    sizes = _SIZE.findall(text)
    return (int(sizes[-1][0]), int(sizes[-1][1])) if sizes else (0, 0)


def clock_of(text: str, zone_name: str) -> datetime:
    """Return the phone's time out of `date '+%s %z'`, in its zone."""
    seconds, _, offset = text.strip().partition(" ")
    # Eleven digits reach the year 5138; what has more is no clock.
    known = int(seconds) if re.fullmatch(r"[0-9]{1,11}", seconds) else 0
    moment = datetime.fromtimestamp(known, UTC)
    return moment.astimezone(_zone(zone_name.strip(), offset))


def _zone(name: str, offset: str) -> tzinfo:
    if name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    found = re.fullmatch(r"([+-])([01][0-9]):?([0-5][0-9])", offset.strip())
    if not found:
        return UTC
    minutes = int(found[2]) * 60 + int(found[3])
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
