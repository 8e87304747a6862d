"""Radios: Wi-Fi, mobile data, Bluetooth and airplane mode.

Knows: what is switched on, the network the phone is on, and the settings keys that mirror it.
Does not know: any real network; nothing here sends a byte.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..phone import Phone

WIFI_ADDRESS = "10.0.2.16"
WIFI_MAC = "02:15:b2:00:00:00"


@dataclass(frozen=True, slots=True)
class WifiNetwork:
    """One network in range. level: dBm."""

    ssid: str
    bssid: str
    level: int
    secured: bool
    frequency: int = 2447


class Connectivity:
    """Owns the radio switches. Read the properties; change by the set_… methods."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._on = {"wifi": True, "data": True, "bluetooth": True, "airplane": False}
        self._before_airplane: dict[str, bool] = {}
        self.networks = [
            WifiNetwork("AndroidWifi", "00:13:10:85:fe:01", -50, False),
            WifiNetwork("HomeNet", "00:13:10:85:fe:02", -58, True),
            WifiNetwork("Cafe Guest", "00:13:10:85:fe:03", -71, False),
        ]
        self.saved = ["AndroidWifi", "HomeNet"]
        self.ssid: str | None = "AndroidWifi"
        self.bonded = ["Car audio", "Headphones"]
        self._observers: list[Callable[[], None]] = []

    @property
    def wifi(self) -> bool:
        """Tell whether Wi-Fi is on."""
        return self._on["wifi"]

    @property
    def data(self) -> bool:
        """Tell whether mobile data is on."""
        return self._on["data"]

    @property
    def bluetooth(self) -> bool:
        """Tell whether Bluetooth is on."""
        return self._on["bluetooth"]

    @property
    def airplane(self) -> bool:
        """Tell whether airplane mode is on."""
        return self._on["airplane"]

    @property
    def cell_service(self) -> bool:
        """Tell whether the phone can call and send messages."""
        return not self.airplane

    @property
    def online(self) -> bool:
        """Tell whether there is a way to the internet."""
        return (self.wifi and self.ssid is not None) or (self.data and self.cell_service)

    def set_wifi(self, on: bool) -> None:
        """Turn Wi-Fi on or off; on joins the first saved network in range."""
        self._set("wifi", on, "wifi_on")
        self.ssid = self.saved[0] if on and self.saved else None
        self._changed()

    def set_data(self, on: bool) -> None:
        """Turn mobile data on or off."""
        self._set("data", on, "mobile_data")
        self._changed()

    def set_bluetooth(self, on: bool) -> None:
        """Turn Bluetooth on or off."""
        self._set("bluetooth", on, "bluetooth_on")
        self._changed()

    def set_airplane(self, on: bool) -> None:
        """Turn airplane mode on or off; Wi-Fi and Bluetooth go off with it and come back afterwards."""
        same = on == self.airplane
        self._set("airplane", on, "airplane_mode_on")
        if same:
            return  # only the setting, which `settings put` may have changed alone
        if on:
            self._before_airplane = {name: self._on[name] for name in ("wifi", "bluetooth")}
            self._set("wifi", False, "wifi_on")
            self._set("bluetooth", False, "bluetooth_on")
            self.ssid = None
        else:
            if self._before_airplane.get("wifi"):
                self.set_wifi(True)
            if self._before_airplane.get("bluetooth"):
                self.set_bluetooth(True)
        self._changed()

    def join(self, ssid: str) -> bool:
        """Join a network in range; return False when Wi-Fi is off or there is no such network."""
        if not self.wifi or not any(network.ssid == ssid for network in self.networks):
            return False
        if ssid not in self.saved:
            self.saved.append(ssid)
        self.ssid = ssid
        self._phone.ledger.append("wifi_joined", ssid=ssid)
        self._changed()
        return True

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call callback() after each change of a radio."""
        self._observers.append(callback)

    def _set(self, name: str, on: bool, key: str) -> None:
        self._on[name] = on
        self._phone.settings.put("global", key, "1" if on else "0")

    def _changed(self) -> None:
        for callback in list(self._observers):
            callback()
        self._phone.windows.invalidate()
