"""Screen, lock and battery.

Knows: whether the screen is on, whether the keyguard shows, the PIN, and the battery as `dumpsys battery` has it.
Does not know: what the lock screen looks like (ui/).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..phone import Phone

CHARGING, DISCHARGING, NOT_CHARGING, FULL = 2, 3, 4, 5


@dataclass(slots=True)
class Battery:
    """What the battery service reports. level: 0 to 100; temperature: tenths of a degree C; voltage: mV."""

    level: int = 100
    status: int = NOT_CHARGING
    ac: bool = False
    usb: bool = False
    wireless: bool = False
    present: bool = True
    health: int = 2
    voltage: int = 4985
    temperature: int = 250
    technology: str = "Li-ion"
    updates_stopped: bool = False

    @property
    def plugged(self) -> bool:
        """Tell whether any charger is connected."""
        return self.ac or self.usb or self.wireless


class Power:
    """Owns the screen state and the battery. What turns the screen off by itself is in screen_timeout.py."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.screen_on = True
        self.locked = False
        self.pin: str | None = None
        self.hardware = Battery()
        """What the battery itself reports (the emulator's console sets it); `battery` is what the service tells."""
        self.battery = Battery()
        self._observers: list[Callable[[], None]] = []

    def restart(self) -> None:
        """Come up after a reboot: screen on, locked when there is a PIN, the phone's own battery."""
        self.screen_on, self.locked = True, self.secure
        self.battery = replace(self.hardware)

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call callback() after the screen, the lock or the battery changed."""
        self._observers.append(callback)

    def changed(self) -> None:
        """Tell observers and the screen that something here changed."""
        for callback in list(self._observers):
            callback()
        self._phone.windows.invalidate()

    def wake(self) -> None:
        """Turn the screen on; the keyguard stays as it is."""
        if not self.screen_on:
            self.screen_on = True
            self.changed()

    def sleep(self) -> None:
        """Turn the screen off and lock, unless there is no PIN and the lock screen is set to none."""
        if self.screen_on:
            self.screen_on = False
            self.locked = self.secure or self._phone.settings.get("secure", "lockscreen.disabled") != "1"
            self.changed()

    def toggle(self) -> None:
        """Press the power key."""
        if self.screen_on:
            self.sleep()
        else:
            self.wake()

    @property
    def secure(self) -> bool:
        """Tell whether a PIN is set."""
        return self.pin is not None

    def unlock(self, pin: str | None = None) -> bool:
        """Leave the lock screen; return False when a PIN is set and this is not it."""
        if self.pin is not None and pin != self.pin:
            return False
        self.locked = False
        self.changed()
        return True

    def set_battery(self, **facts: int | bool) -> None:
        """Change battery facts by name, as `cmd battery set` does; real updates stop until `reset_battery`."""
        for name, value in facts.items():
            setattr(self.battery, name, value)
        self.battery.updates_stopped = True
        self.changed()

    def set_hardware(self, **facts: int | bool) -> None:
        """Change what the battery itself reports; the service shows it unless its updates are stopped."""
        for name, value in facts.items():
            setattr(self.hardware, name, value)
        if not self.battery.updates_stopped:
            self.battery = replace(self.hardware)
        self.changed()

    def unplug(self) -> None:
        """Pretend that no charger is connected."""
        self.set_battery(ac=False, usb=False, wireless=False, status=DISCHARGING)

    def reset_battery(self) -> None:
        """Go back to what the battery itself reports."""
        self.battery = replace(self.hardware)
        self.changed()

    @property
    def saver(self) -> bool:
        """Tell whether battery saver is on."""
        return self._phone.settings.get("global", "low_power") == "1"

    def set_saver(self, on: bool) -> bool:
        """Turn battery saver on or off; on is refused (False) while plugged in, as on a real phone."""
        if on and self.battery.plugged:
            return False
        self._phone.settings.put("global", "low_power", "1" if on else "0")
        return True
