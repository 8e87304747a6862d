"""VLC's player: the picture of a video at the present moment, pause, and moving through it.

Knows: the phone's clock, by which a video runs. Does not know: how pictures are decoded (frames.py). Nothing is heard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent
from ...providers.mp4 import length_ms
from ...ui.nodes import Node, column, icon, icon_button, image, row, screen, slider, stack, text
from ..app import Activity
from ..clock_texts import countdown
from .frames import STEP_MS, can_decode, picture_at

if TYPE_CHECKING:
    from PIL.Image import Image

    from ...phone import Phone

_WIDTH_DP, _HEIGHT_DP = 411.0, 640.0


class PlayerActivity(Activity):
    """One video by the URI of the intent; it runs as soon as it is open."""

    name = ".gui.video.VideoPlayerActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._place_ms = 0
        self._since_ms: int | None = phone.clock.now_ms()

    def build(self) -> Node:
        """Show name, picture and controls."""
        path = self._path()
        node = self.phone.fs.find(path) if path else None
        content = node.content() if node is not None and not node.is_dir else b""
        length = length_ms(content) or 0
        bar = row(
            icon_button("back", "Navigate up", self.finish, color="#FFFFFF"),
            text(path.rpartition("/")[2], size=18.0, color="#FFFFFF", weight=1.0, max_lines=1,
                 id="player_overlay_title"),
            height=64.0, padding=(4.0, 8.0), gap=4.0,
        )  # fmt: skip
        middle = stack(self._picture(content, length), width="fill", height="fill", weight=1.0, align="center",
                       valign="center", background="#000000", id="player_surface_frame")  # fmt: skip
        return screen(middle, bar=bar, bottom=self._controls(length), background="#000000")

    def _path(self) -> str:
        data = self.intent.data or ""
        if data.startswith("content://"):
            rows = self.phone.content.query(data, ["_data"])[1]
            return str(rows[0][0]) if rows else ""
        return data.removeprefix("file://")

    def _now_ms(self, length: int) -> int:
        ran = 0 if self._since_ms is None else self.phone.clock.now_ms() - self._since_ms
        return min(self._place_ms + ran, length)

    def _picture(self, content: bytes, length: int) -> Node:
        picture: Image | None = picture_at(content, self._now_ms(length) // STEP_MS * STEP_MS)
        if picture is not None:
            scale = min(_WIDTH_DP / picture.width, _HEIGHT_DP / picture.height)
            return image(picture, width=picture.width * scale, height=picture.height * scale, id="surface_video")
        words = "This video cannot be shown." if can_decode() else "This phone cannot show moving pictures."
        return column(
            icon("film", size=96.0, color="#FFFFFF"), text(words, color="#FFFFFF", size=16.0, id="player_note"),
            align="center", gap=16.0,
        )  # fmt: skip

    def _controls(self, length: int) -> Node:
        now = self._now_ms(length)
        runs = self._since_ms is not None and now < length
        times = row(
            text(countdown(now // 1000 * 1000), color="#FFFFFF", id="player_overlay_time"),
            slider(now / length if length else 0.0, lambda share: self._go(share, length), desc="Seek",
                   id="player_overlay_seekbar", weight=1.0),
            text(countdown(length), color="#FFFFFF", id="player_overlay_length"),
            gap=12.0,
        )  # fmt: skip
        play = icon_button("pause" if runs else "play", "Pause" if runs else "Play", lambda: self._toggle(length),
                           id="player_overlay_play", color="#FFFFFF")  # fmt: skip
        return column(times, play, align="center", padding=(16.0, 8.0), background="#000000")

    def _toggle(self, length: int) -> None:
        now = self._now_ms(length)
        if self._since_ms is not None and now < length:
            self._place_ms, self._since_ms = now, None
        else:
            self._place_ms = 0 if now >= length else now
            self._since_ms = self.phone.clock.now_ms()

    def _go(self, share: float, length: int) -> None:
        self._place_ms = round(share * length)
        if self._since_ms is not None:
            self._since_ms = self.phone.clock.now_ms()
