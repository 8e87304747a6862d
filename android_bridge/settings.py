"""Switches, settings and volumes: which commands ask for them and which set them. Pure tables and parsing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

STREAMS: Final = {"call": 0, "ring": 2, "media": 3, "alarm": 4, "notification": 5}
"""Numbers of the audio streams, as AudioManager has them."""

_VOLUME = re.compile(r"volume is ([0-9]{1,9}) in range \[([0-9]{1,9})\.\.([0-9]{1,9})\]")


@dataclass(frozen=True, slots=True)
class SwitchCommands:
    """How one switch is asked for and set."""

    ask: tuple[str, ...]
    """The looking command."""
    is_on: Callable[[str], bool]
    """Reads its output."""
    ways: tuple[tuple[tuple[str, ...], str, str], ...]
    """Command, word for on, word for off; tried in order until the phone knows one."""
    hint: str = ""
    """What usually keeps it from changing."""

    def commands(self, on: bool) -> list[tuple[str, ...]]:
        """Return the commands that turn it on or off, the best first."""
        return [(*words, word_on if on else word_off) for words, word_on, word_off in self.ways]


def _is_one(text: str) -> bool:
    return text.strip() == "1"


def _setting(key: str) -> tuple[str, ...]:
    return ("settings", "get", "global", key)


SWITCHES: Final[dict[str, SwitchCommands]] = {
    "wifi": SwitchCommands(
        _setting("wifi_on"),
        lambda text: text.strip() in ("1", "2"),
        ((("svc", "wifi"), "enable", "disable"),),
    ),
    "bluetooth": SwitchCommands(
        _setting("bluetooth_on"),
        _is_one,
        (
            (("cmd", "bluetooth_manager"), "enable", "disable"),
            (("svc", "bluetooth"), "enable", "disable"),
        ),
    ),
    "airplane": SwitchCommands(
        _setting("airplane_mode_on"),
        _is_one,
        ((("cmd", "connectivity", "airplane-mode"), "enable", "disable"),),
    ),
    "data": SwitchCommands(
        _setting("mobile_data"),
        _is_one,
        ((("svc", "data"), "enable", "disable"),),
        hint="mobile data needs a SIM card",
    ),
    "do_not_disturb": SwitchCommands(
        _setting("zen_mode"),
        lambda text: text.strip().isdigit() and text.strip() != "0",
        ((("cmd", "notification", "set_dnd"), "on", "off"),),
    ),
    "dark_mode": SwitchCommands(
        ("cmd", "uimode", "night"),
        lambda text: text.strip().lower().endswith("yes"),
        ((("cmd", "uimode", "night"), "yes", "no"),),
    ),
    "battery_saver": SwitchCommands(
        _setting("low_power"),
        _is_one,
        (
            (("cmd", "power", "set-mode"), "1", "0"),
            (("settings", "put", "global", "low_power"), "1", "0"),
        ),
        hint="the battery saver stays off while the phone charges",
    ),
}


@dataclass(frozen=True, slots=True)
class Volume:
    """A stream's volume in steps."""

    level: int
    least: int
    most: int

    @property
    def percent(self) -> int:
        """0 to 100 of the highest step."""
        return round(100 * self.level / self.most) if self.most else 0

    def step_for(self, percent: int) -> int:
        """Return the step that is nearest to a percentage, within the stream's range."""
        return max(self.least, min(self.most, int(self.most * percent / 100 + 0.5)))


def volume_of(text: str) -> Volume | None:
    """Return the volume out of `cmd media_session volume --stream N --get`, or None."""
    found = _VOLUME.search(text)
    return Volume(*map(int, found.groups())) if found else None
