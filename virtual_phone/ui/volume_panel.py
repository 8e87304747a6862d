"""The panel at the side that shows the volume while its keys are pressed. Painted, never dumped: it takes no focus.

Knows how long it stays and what it looks like. Volumes belong to services/audio.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .canvas import Canvas
from .theme import Theme

if TYPE_CHECKING:
    from ..phone import Phone
    from .frame import Frame

_SHOWN_MS = 3000
_WIDTH_DP, _HEIGHT_DP, _MARGIN_DP, _ICON_DP = 48.0, 200.0, 12.0, 22.0
_VOICE_CALL = 0


class VolumePanel:
    """Shows one stream for three seconds after the last key."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._stream = 0
        self._until_ms = 0

    def show(self, stream: int) -> None:
        """Show the volume of a stream (Android's number) from now on."""
        self._stream, self._until_ms = stream, self._phone.clock.now_ms() + _SHOWN_MS

    def shown(self) -> tuple[int, int] | None:
        """Return (stream, volume in steps) while the panel is on the screen, else None."""
        if self._phone.clock.now_ms() >= self._until_ms:
            return None
        return self._stream, self._phone.audio.volume(self._stream)

    def paint(self, canvas: Canvas, frame: Frame, colors: Theme) -> None:
        """Draw the panel where lines end, filled from below as far as it is loud."""
        shown = self.shown()
        if shown is None:
            return
        px, (number, volume) = frame.scale, shown
        stream = self._phone.audio.stream(number)
        share = volume / stream.largest if stream is not None else 0.0
        width, height, margin = round(_WIDTH_DP * px), round(_HEIGHT_DP * px), round(_MARGIN_DP * px)
        left = margin if frame.rtl else frame.width - margin - width
        top = (frame.height - height) // 2
        area, radius = (left, top, left + width, top + height), width // 2
        canvas.shadow(area, radius, round(6 * px))
        canvas.rounded(area, radius, colors["surface_highest"])
        tall = max(round(height * share), width)
        canvas.rounded((left, top + height - tall, left + width, top + height), radius, colors["primary"])
        size = round(_ICON_DP * px)
        name = "call" if number == _VOICE_CALL else "volume" if volume else "mute"
        at = left + (width - size) // 2, top + height - (width + size) // 2
        canvas.icon(name, *at, size, colors["on_primary"])
