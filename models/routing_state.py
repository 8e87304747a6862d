"""Battery and heat of the machine that runs the models, out of Linux's own files. Knows no phone; decides nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FRESH_S = 30.0
"""What was read is taken as true for so long."""
_HOT_CELSIUS = ((105.0, 5), (98.0, 4), (92.0, 3), (85.0, 2))
"""Of a processor; Android's statuses beside them."""
_WARM_CELSIUS = ((50.0, 4), (45.0, 3), (42.0, 2))
"""Of a phone's battery."""


@dataclass(frozen=True, slots=True)
class Power:
    """How much a machine has left."""

    battery_percent: int = 100
    charging: bool = True
    """Also for a machine without a battery."""
    heat: int = 0
    """Android's thermal status: 0 none, 1 light, 2 moderate, 3 severe, 4 critical, 5 emergency, 6 shutdown."""

    def joined(self, other: Power) -> Power:
        """Return the worse of two: the emptier battery of those that do not charge, the hotter."""
        heat = max(self.heat, other.heat)
        low = min((p for p in (self, other) if not p.charging), key=lambda p: p.battery_percent, default=None)
        return Power(low.battery_percent, False, heat) if low is not None else Power(100, True, heat)


def heat_of_battery(celsius: float) -> int:
    """Return the thermal status that a phone's battery of this warmth stands for."""
    return next((status for limit, status in _WARM_CELSIUS if celsius >= limit), 0)


class HostPower:
    """Reads this machine's battery and heat, at most twice a minute."""

    def __init__(self, root: Path = Path("/sys/class"), clock: Callable[[], float] = time.monotonic) -> None:
        self._root = root
        self._clock = clock
        self._until = float("-inf")
        self._known = Power()

    def now(self) -> Power:
        """Return what was read last, read again when it is old."""
        if (now := self._clock()) >= self._until:
            self._known, self._until = self._read(), now + FRESH_S
        return self._known

    def _read(self) -> Power:
        percent, charging = 100, True
        for supply in _folders(self._root / "power_supply"):
            if _text(supply / "type") != "Battery" or _text(supply / "scope") == "Device":
                continue  # a mouse has a battery too
            level = _number(supply / "capacity")
            if level is not None and _text(supply / "status") == "Discharging":
                percent, charging = min(percent, int(level)), False
        zones = (_number(zone / "temp") for zone in _folders(self._root / "thermal") if zone.name.startswith("thermal"))
        warmest = max((value / 1000 for value in zones if value is not None), default=0.0)
        return Power(percent, charging, next((status for limit, status in _HOT_CELSIUS if warmest >= limit), 0))


def _folders(path: Path) -> list[Path]:
    try:
        return sorted(path.iterdir())
    except OSError:
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _number(path: Path) -> float | None:
    text = _text(path)
    return float(text) if text.lstrip("-").isdigit() else None
