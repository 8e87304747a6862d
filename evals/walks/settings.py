"""Walks through the Settings app (Wi-Fi, Bluetooth, brightness), and opening apps from the launcher's list."""

from __future__ import annotations

from collections.abc import Callable

from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "com.android.settings"
_SWITCH = "android.widget.Switch"
_BRIGHTNESS = f"{PACKAGE}:id/brightness"
_LIGHTEST, _DARKEST = "255", "1"
APP_LABELS = {"camera": "Camera", "clock": "Clock", "contacts": "Contacts", "settings": "Settings", "dialer": "Phone"}
"""What stands under the icons of the apps that AndroidWorld asks to open."""
APP_PACKAGES = {
    "camera": "com.android.camera2", "clock": "com.google.android.deskclock",
    "contacts": "com.google.android.contacts", "settings": PACKAGE, "dialer": "com.google.android.dialer",
}  # fmt: skip


def open_from_launcher(screen: Screen, label: str) -> None:
    """Go home, pull the list of apps up, and tap one by its label; permissions that it asks for are granted."""
    screen.home()
    screen.tap(description="Apps list")
    screen.scroll_to(within={"resourceIdMatches": ".*:id/apps_list_view"}, text=label)
    screen.tap(text=label)
    while screen.wait(0.3, textMatches="(?i)while using the app|allow"):
        screen.tap(textMatches="(?i)while using the app|allow")


def _turn_wifi(screen: Screen, wish: str) -> None:
    screen.open_app(PACKAGE)
    screen.tap(text="Network & internet")
    screen.tap(text="Internet")
    _turn(screen, "Wi-Fi", wish)


def _turn_bluetooth(screen: Screen, wish: str) -> None:
    screen.open_app(PACKAGE)
    screen.tap(text="Connected devices")
    screen.tap(text="Connection preferences")
    screen.tap(resourceId="android:id/title", text="Bluetooth")
    _turn(screen, "Use Bluetooth", wish)


def _turn(screen: Screen, label: str, wish: str) -> None:
    """Set the switch that stands right of a label."""
    screen.find(text=label)
    switch = screen.device(text=label).right(className=_SWITCH)
    if switch.info["checked"] != (wish == "on"):
        switch.click()


def _set_brightness(screen: Screen, wish: str) -> None:
    screen.open_app(PACKAGE)
    screen.scroll_to(text="Display")
    screen.tap(text="Display")
    left, top, right, bottom = screen.find(resourceId=_BRIGHTNESS).bounds()
    height = (top + bottom) // 2
    end = right - 2 if wish == "max" else left + 2
    screen.device.swipe((left + right) // 2, height, end, height, 0.2)


def _switch_walk(turn: Callable[[Screen, str], None]) -> Callable[[Screen, Params], None]:
    return lambda screen, params: turn(screen, params["on_or_off"])


def _off_and_on(screen: Screen, params: Params) -> None:
    _turn_wifi(screen, "off")
    _turn_bluetooth(screen, "on")


def _open_app(screen: Screen, params: Params) -> None:
    open_from_launcher(screen, APP_LABELS[params["app_name"]])


def _wifi_and_open_app(screen: Screen, params: Params) -> None:
    _turn_wifi(screen, "on")
    _open_app(screen, params)


def _radios(**states: str) -> Callable[[PhoneAccess, Params], None]:
    """Prepare radios: wifi="on", bluetooth="off"; go home."""

    def prepare(access: PhoneAccess, params: Params) -> None:
        for name, state in states.items():
            access.shell(f"svc {name} {'enable' if state == 'on' else 'disable'}")
        access.shell("input keyevent KEYCODE_HOME")

    return prepare


def _lit(level: str) -> Callable[[PhoneAccess, Params], None]:
    def prepare(access: PhoneAccess, params: Params) -> None:
        access.put_setting("system", "screen_brightness_mode", "0")
        access.put_setting("system", "screen_brightness", level)

    return prepare


def _holds(**states: str) -> Callable[[PhoneAccess, Params, str | None], str]:
    """Judge radios, and the app in front where the params name one."""

    def check(access: PhoneAccess, params: Params, answer: str | None) -> str:
        for name, state in states.items():
            found = access.setting("global", f"{name}_on")
            if (found != "0") != (state == "on"):
                return f"{name}_on is {found}"
        if "app_name" in params and access.in_front() != APP_PACKAGES[params["app_name"]]:
            return f"{access.in_front()} is in front"
        return ""

    return check


def _is_lit(level: str) -> Callable[[PhoneAccess, Params, str | None], str]:
    def check(access: PhoneAccess, params: Params, answer: str | None) -> str:
        found = access.setting("system", "screen_brightness")
        return "" if found == level else f"screen_brightness is {found}"

    return check


def _switch_walks() -> list[Walk]:
    walks = []
    for radio, turn in (("Wifi", _turn_wifi), ("Bluetooth", _turn_bluetooth)):
        for wish, other in (("on", "off"), ("off", "on")):
            goal = f"Turn {radio.lower()} {wish}."
            task, key = f"System{radio}Turn{wish.capitalize()}", radio.lower()
            params, walk, check = {"on_or_off": wish}, _switch_walk(turn), _holds(**{key: wish})
            walks.append(Walk(task, goal, params, _radios(**{key: other}), walk, check))
            walks.append(Walk(task + "Verify", goal, params, _radios(**{key: wish}), walk, check, True))
    return walks


def _brightness_walks() -> list[Walk]:
    def walk(screen: Screen, params: Params) -> None:
        _set_brightness(screen, params["max_or_min"])

    walks = []
    for wish, level, other in (("max", _LIGHTEST, _DARKEST), ("min", _DARKEST, _LIGHTEST)):
        goal, task = f"Turn brightness to the {wish} value.", f"SystemBrightness{wish.capitalize()}"
        params = {"max_or_min": wish}
        walks.append(Walk(task, goal, params, _lit(other), walk, _is_lit(level)))
        walks.append(Walk(task + "Verify", goal, params, _lit(level), walk, _is_lit(level), True))
    return walks


WALKS = (
    *_switch_walks(),
    *_brightness_walks(),
    Walk("TurnOffWifiAndTurnOnBluetooth", "Turn off WiFi, then enable bluetooth", {},
         _radios(wifi="on", bluetooth="off"), _off_and_on, _holds(wifi="off", bluetooth="on")),
    Walk("TurnOnWifiAndOpenApp", "Turn on Wifi, then open the clock app", {"app_name": "clock"},
         _radios(wifi="off"), _wifi_and_open_app, _holds(wifi="on")),
    Walk("OpenAppTaskEval", "Open the contacts app. Clear any pop-ups that may appear by granting all permissions "
         "that are required.", {"app_name": "contacts"}, _radios(), _open_app, _holds()),
)  # fmt: skip
