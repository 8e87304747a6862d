"""dumpsys window, display, input, input_method, SurfaceFlinger, statusbar.

Knows: geometry, focus and rotation as these print them. Does not know: activities' history (activity.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...api_levels import text
from ...intents import split_component

if TYPE_CHECKING:
    from ...phone import Phone
    from . import Section

DISPLAY_ID = "4619827259835644672"


def _size(phone: Phone) -> tuple[int, int]:
    frame = phone.windows.frame
    return frame.width, frame.height


def _focus(phone: Phone) -> str:
    """Return the focused window's title with a full class name."""
    title = phone.windows.current_focus
    return "/".join(split_component(title)) if "/" in title else title


def _token(phone: Phone) -> str:
    front = phone.activities.resumed
    return front.token if front is not None else "0"


def activity_record(phone: Phone) -> str:
    """Return the front activity as ActivityRecord{…}."""
    front = phone.activities.resumed
    return f"ActivityRecord{{{front.token} u0 {front.component} t{front.task_id}}}" if front is not None else "null"


def window(phone: Phone, args: list[str]) -> str:
    """dumpsys window [windows|displays|policy]."""
    what = args[0] if args else ""
    parts = {"windows": _windows, "w": _windows, "displays": _displays, "d": _displays, "policy": _policy, "p": _policy}
    if what in parts:
        return parts[what](phone)
    if what in ("visible", "visible-apps"):
        return _windows(phone)
    if what in ("lastanr", "tokens", "sessions", "animator", "trace", "refresh", "settings", "constants"):
        return f"WINDOW MANAGER {what.upper()} (dumpsys window {what})\n"
    sessions = "WINDOW MANAGER SESSIONS (dumpsys window sessions)\n\n"
    return _policy(phone) + "\n" + sessions + _displays(phone) + "\n" + _windows(phone)


def _focus_lines(phone: Phone) -> str:
    focus = "null" if not phone.power.screen_on else f"Window{{{_token(phone)} u0 {_focus(phone)}}}"
    return f"  mCurrentFocus={focus}\n  mFocusedApp={activity_record(phone)}\n"


def _windows(phone: Phone) -> str:
    width, height = _size(phone)
    lines = ["WINDOW MANAGER WINDOWS (dumpsys window windows)"]
    titles = ["StatusBar", "NavigationBar0"]
    if phone.windows.keyboard_area is not None:
        titles.insert(0, "InputMethod")
    front = phone.activities.resumed
    focus = _focus(phone)
    if front is not None:
        own = f"{front.package}/{front.name}"
        titles += [focus] if focus == own or "/" not in focus else [focus, own]
        if focus not in titles:
            titles.insert(0, focus)
    for number, title in enumerate(titles):
        package = title.partition("/")[0] if "/" in title else "com.android.systemui"
        lines += [
            f"  Window #{number} Window{{{int(_token(phone), 16) + number * 17:x} u0 {title}}}:",
            f"    mDisplayId=0 {text(phone.api_level, 'window.task')}=1 mSession=Session{{1f2e3d 600:1000}} "
            "mClient=android.os.BinderProxy@1a2b3c",
            f"    mOwnerUid=10100 showForAllUsers=false package={package} appop=NONE",
            *_attributes(phone, title),
            f"    mFrame=[0,0][{width},{height}] isOnScreen=true isVisible=true mHasSurface=true",
        ]
    shown = str(phone.windows.keyboard_area is not None).lower()
    language = phone.languages.configuration("list")
    shape = "land" if width > height else "port"
    lines += ["", f"  mGlobalConfiguration={{1.0 310mcc260mnc {language} {shape}}}"]
    lines += ["  mHasPermanentDpad=false"]
    # The focus stands with the displays since API 29; clients that miss it here ask `dumpsys activity top` instead.
    return "\n".join(lines) + f"\n  mInputMethodWindowShown={shown}\n  mRotation={phone.windows.rotation}\n"


def _attributes(phone: Phone, title: str) -> list[str]:
    """Return the lines with the flags of an app's window; a secure one has SECURE among them."""
    front = phone.activities.resumed
    if front is None or title != f"{front.package}/{front.name}":
        return []
    secure = "SECURE " if front.activity.secure else ""
    return [
        "    mAttrs={(0,0)(fillxfill) sim={adjust=resize} ty=BASE_APPLICATION",
        f"      fl=LAYOUT_IN_SCREEN {secure}LAYOUT_INSET_DECOR HARDWARE_ACCELERATED DRAWS_SYSTEM_BAR_BACKGROUNDS}}",
    ]


def _displays(phone: Phone) -> str:
    width, height = _size(phone)
    first = f"{phone.display.physical[0]}x{phone.display.physical[1]} {phone.display.physical_density}dpi"
    base = (
        f" base={phone.width}x{phone.height} {phone.density}dpi"
        if phone.display.size_override or phone.display.density_override
        else ""
    )
    return (
        "WINDOW MANAGER DISPLAY CONTENTS (dumpsys window displays)\n  Display: mDisplayId=0\n"
        f"    init={first}{base} cur={width}x{height} app={width}x{height} "
        f"rng={min(width, height)}x{min(width, height)}"
        f"-{max(width, height)}x{max(width, height)}\n    deferred=false mLayoutNeeded=false\n"
        f"  mCurrentRotation=ROTATION_{phone.windows.rotation * 90}\n" + _focus_lines(phone)
    )


def _policy(phone: Phone) -> str:
    locked = str(phone.power.locked).lower()
    screen_on = phone.power.screen_on
    return (
        "WINDOW MANAGER POLICY STATE (dumpsys window policy)\n"
        f"    mAwake={str(screen_on).lower()} mScreenOnEarly={str(screen_on).lower()} "
        f"mScreenOnFully={str(screen_on).lower()}\n"
        f"    mDreamingLockscreen={locked} isStatusBarKeyguard={locked} mShowingLockscreen={locked}\n"
        f"    screenState={'SCREEN_STATE_ON' if screen_on else 'SCREEN_STATE_OFF'}\n"
        f"    interactiveState={'INTERACTIVE_STATE_AWAKE' if screen_on else 'INTERACTIVE_STATE_SLEEP'}\n"
        f"    KeyguardServiceDelegate\n      showing={locked}\n      inputRestricted={locked}\n"
        f"      secure={str(phone.power.secure).lower()}\n      enabled=true\n"
        f"    mCurrentRotation=ROTATION_{phone.windows.rotation * 90}\n"
    )


def display(phone: Phone, args: list[str]) -> str:
    """dumpsys display."""
    width, height = _size(phone)
    rotation, state = phone.windows.rotation, "ON" if phone.power.screen_on else "OFF"
    wide, high = phone.display.physical
    viewport = (
        f"DisplayViewport{{type=INTERNAL, valid=true, isActive={str(phone.power.screen_on).lower()}, "
        "displayId=0, uniqueId='local:"
        f"{DISPLAY_ID}', physicalPort=0, orientation={rotation}, logicalFrame=Rect(0, 0 - {width}, {height}), "
        f"physicalFrame=Rect(0, 0 - {width}, {height}), deviceWidth={width}, deviceHeight={height}}}"
    )
    brightness = phone.settings.get_int("system", "screen_brightness", 102)
    return (
        f"DISPLAY MANAGER (dumpsys display)\n  mOnlyCode=false\n  mSafeMode=false\n  mViewports=[{viewport}]\n"
        f"  mDefaultViewport={viewport}\n\nDisplay Devices: size=1\n"
        f'  DisplayDeviceInfo{{"Built-in Screen": uniqueId="local:{DISPLAY_ID}", {wide} x {high}, modeId 1, density '
        f"{phone.display.physical_density}, touch INTERNAL, rotation 0, state {state}}}\n\nLogical Displays: size=1\n"
        f'  Display 0:\n    mDisplayId=0\n    mBaseDisplayInfo=DisplayInfo{{"Built-in '
        f'Screen", displayId 0, real {wide} x {high}, '
        f'rotation 0, state {state}}}\n    mOverrideDisplayInfo=DisplayInfo{{"Built-in '
        f'Screen", displayId 0, real {width} x {height}, '
        f"rotation {rotation}, density {phone.density}, state {state}}}\n\nDisplay Power Controller:\n"
        f"  mScreenState={state}\n  mScreenBrightness={brightness / 255:.6f}\n"
    )


def _touch_area(phone: Phone) -> str:
    (width, height), (wide, high), rotation = _size(phone), phone.display.physical, phone.windows.rotation
    return text(phone.api_level, "input.physical", wide=wide, high=high) + text(
        phone.api_level, "input.orientation", width=width, height=height, rotation=rotation, degrees=rotation * 90
    )


def input_section(phone: Phone, args: list[str]) -> str:
    """dumpsys input."""
    width, height = _size(phone)
    rotation = phone.windows.rotation
    return (
        "INPUT MANAGER (dumpsys input)\n\nEvent Hub State:\n  Devices:\n    1: virtual_touchscreen\n"
        "      Classes: TOUCH | TOUCH_MT\n"
        f"      KeyLayoutFile: \n\nInput Reader State (Nums of device: 1):\n  Device 1: virtual_touchscreen\n"
        f"    Viewport INTERNAL: displayId=0, uniqueId=local:{DISPLAY_ID}, port=0, orientation={rotation}, "
        f"logicalFrame=[0, 0, {width}, {height}], physicalFrame=[0, 0, {width}, "
        f"{height}], deviceSize=[{width}, {height}], isActive=[1]\n"
        f"{_touch_area(phone)}\nInput Dispatcher State:\n  DispatchEnabled: true\n  DispatchFrozen: false\n"
        f"  FocusedApplications:\n    displayId=0, name='{activity_record(phone)}', dispatchingTimeout=5000ms\n"
        f"  FocusedWindows:\n    displayId=0, name='{_token(phone)} {_focus(phone)}'\n"
    )


def input_method(phone: Phone, args: list[str]) -> str:
    """dumpsys input_method."""
    shown = str(phone.windows.keyboard_area is not None).lower()
    return (
        "Current Input Method Manager state:\n  Input Methods: mMethodMapUpdateCount=1\n"
        f"  mCurMethodId={phone.ime.current}\n"
        f"  mCurId={phone.ime.current}\n  mInputShown={shown}\n  mShowRequested={shown}\n"
        f"  mIsInputViewShown={shown}\n  mSystemReady=true\n"
        f"  screenOn = {str(phone.power.screen_on).lower()}\n"
    )


def surface_flinger(phone: Phone, args: list[str]) -> str:
    """dumpsys SurfaceFlinger [--display-id|--list|--latency]."""
    if args[:1] == ["--display-id"]:
        return f'Display {DISPLAY_ID} (HWC display 0): port=0 pnpId=GGL displayName="ainos Display"\n'
    if args[:1] == ["--list"]:
        return f"{_focus(phone)}#0\nStatusBar#0\nNavigationBar0#0\n"
    if args[:1] == ["--latency"]:
        return "16666666\n"
    width, height = _size(phone)
    return (
        f"Build configuration: [sf]\nDisplay {DISPLAY_ID} (active) HWC layers:\n"
        f"  {width}x{height}, refresh-rate 60.00 fps\n"
    )


def status_bar(phone: Phone, args: list[str]) -> str:
    """dumpsys statusbar."""
    return f"  mDisabled1=0x0\n  mExpanded={str(phone.windows.current_focus == 'NotificationShade').lower()}\n"


SECTIONS: dict[str, Section] = {
    "window": window, "display": display, "input": input_section, "input_method": input_method,
    "SurfaceFlinger": surface_flinger, "statusbar": status_bar,
}  # fmt: skip
