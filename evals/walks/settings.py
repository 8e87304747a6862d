"""Walks through the Settings app: wifi, Bluetooth, brightness."""

from __future__ import annotations

from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "com.android.settings"


def _turn_bluetooth(screen: Screen, params: Params) -> None:
    screen.open_app(PACKAGE)
    screen.scroll_to(text="Connected devices")
    screen.tap(text="Connected devices")
    screen.scroll_to(text="Connection preferences")
    screen.tap(text="Connection preferences")
    screen.tap(text="Bluetooth")
    switch = screen.find(className="android.widget.Switch")
    if switch.info["checked"] != (params["on_or_off"] == "on"):
        switch.click()


def _prepare_bluetooth(access: PhoneAccess, params: Params) -> None:
    access.shell(f"svc bluetooth {'disable' if params['on_or_off'] == 'on' else 'enable'}")


def _check_bluetooth(access: PhoneAccess, params: Params, answer: str | None) -> str:
    found = access.setting("global", "bluetooth_on")
    return "" if found == ("1" if params["on_or_off"] == "on" else "0") else f"bluetooth_on is {found}"


WALKS = (
    Walk("SystemBluetoothTurnOn", "Turn bluetooth on.", {"on_or_off": "on"}, _prepare_bluetooth, _turn_bluetooth,
         _check_bluetooth),
)  # fmt: skip
