"""Volumes, ringer mode and do not disturb.

Knows: stream volumes in Android's steps and the settings that mirror them.
Does not know: any sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..phone import Phone

SILENT, VIBRATE, NORMAL = 0, 1, 2


@dataclass(frozen=True, slots=True)
class StreamType:
    """One volume. number: Android's AudioManager constant; smallest and largest are the range of steps."""

    number: int
    name: str
    setting: str
    smallest: int
    largest: int
    default: int


STREAMS = (
    StreamType(0, "STREAM_VOICE_CALL", "volume_voice", 1, 7, 4),
    StreamType(1, "STREAM_SYSTEM", "volume_system", 0, 7, 5),
    StreamType(2, "STREAM_RING", "volume_ring", 0, 7, 5),
    StreamType(3, "STREAM_MUSIC", "volume_music", 0, 15, 5),
    StreamType(4, "STREAM_ALARM", "volume_alarm", 1, 7, 6),
    StreamType(5, "STREAM_NOTIFICATION", "volume_notification", 0, 7, 5),
    StreamType(6, "STREAM_BLUETOOTH_SCO", "volume_bluetooth_sco", 0, 15, 7),
    StreamType(8, "STREAM_DTMF", "volume_dtmf", 0, 15, 11),
    StreamType(10, "STREAM_ACCESSIBILITY", "volume_a11y", 1, 15, 5),
)
MUSIC, RING, ALARM, NOTIFICATION, VOICE_CALL = 3, 2, 4, 5, 0


class Audio:
    """Owns the volumes; each is mirrored in system settings as volume_<stream> and volume_<stream>_speaker."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._volumes = {stream.number: stream.default for stream in STREAMS}
        for stream in STREAMS:
            phone.settings.put("system", stream.setting, str(stream.default))
            phone.settings.put("system", f"{stream.setting}_speaker", str(stream.default))

    @staticmethod
    def stream(number: int) -> StreamType | None:
        """Return the stream with this number, or None."""
        return next((stream for stream in STREAMS if stream.number == number), None)

    def volume(self, number: int) -> int:
        """Return the volume of a stream in steps. Raises KeyError for an unknown stream."""
        return self._volumes[number]

    def set_volume(self, number: int, steps: int) -> int:
        """Set a volume, limited to the stream's range, and return it. Raises KeyError for an unknown stream."""
        stream = self.stream(number)
        if stream is None:
            raise KeyError(number)
        value = max(stream.smallest, min(stream.largest, steps))
        self._volumes[number] = value
        self._phone.settings.put("system", stream.setting, str(value))
        self._phone.settings.put("system", f"{stream.setting}_speaker", str(value))
        if number == RING:
            self.set_ringer(NORMAL if value > 0 else VIBRATE)
            self.set_volume(NOTIFICATION, value)
        self._phone.windows.invalidate()
        return value

    def adjust(self, number: int, direction: int) -> int:
        """Change a volume by steps (the volume keys) and return the new one."""
        return self.set_volume(number, self.volume(number) + direction)

    @property
    def ringer(self) -> int:
        """Return the ringer mode: 0 silent, 1 vibrate, 2 normal."""
        return self._phone.settings.get_int("global", "mode_ringer", NORMAL)

    def set_ringer(self, mode: int) -> None:
        """Set the ringer mode: 0 silent, 1 vibrate, 2 normal."""
        self._phone.settings.put("global", "mode_ringer", str(mode))

    @property
    def zen_mode(self) -> int:
        """Return do not disturb: 0 off, 1 priority only, 2 total silence, 3 alarms only."""
        return self._phone.settings.get_int("global", "zen_mode")

    def set_zen_mode(self, mode: int) -> None:
        """Set do not disturb: 0 off, 1 priority only, 2 total silence, 3 alarms only."""
        self._phone.settings.put("global", "zen_mode", str(mode))
        self._phone.windows.invalidate()
