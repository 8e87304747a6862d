"""The camera's screen: viewfinder, shutter, list of modes, the last picture.

Knows: where photos and videos are kept and how they are named. Does not know: what the scene looks like (scene.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ...intents import VIEW, Intent
from ...providers.media import ROOT, mime_type_of
from ...providers.mp4 import film
from ...ui.nodes import Node, button, column, icon, icon_button, image, row, spacer, stack, text
from ..app import Activity
from ..app_data import is_welcomed, set_welcomed
from ..clock_texts import countdown
from ..pictures import jpeg, square
from .scene import inside, outside

if TYPE_CHECKING:
    from PIL.Image import Image

    from ...phone import Phone

PACKAGE = "com.android.camera2"
_PHOTOS, _VIDEOS = f"{ROOT}/Pictures", f"{ROOT}/Movies"
_PHOTO_PX, _VIDEO_PX, _PREVIEW_PX = (1080, 1440), (480, 640), (540, 1200)
_PICTURE_MS, _MOST_PICTURES = 500, 60
_THUMB_PX = 126
_CAPTURE, _OUTPUT = "android.media.action.IMAGE_CAPTURE", "output"
_WHITE = "#FFFFFF"
Mode = Literal["Photo", "Video"]
_MODES: tuple[tuple[Mode, str], ...] = (("Photo", "camera"), ("Video", "video"))


class CameraActivity(Activity):
    """Viewfinder with one of two modes."""

    name = "com.android.camera.CameraLauncher"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._mode: Mode = "Video" if intent.action == "android.media.action.VIDEO_CAMERA" else "Photo"
        self._choosing = self._options = self._front = False
        self._since_ms: int | None = None
        self._last = ""
        self._taken: Image | None = None
        """Another app asked for one picture: what the shutter saw, until it is taken over or done again."""

    def build(self) -> Node:
        """Show what the camera sees, with the controls over it."""
        if not is_welcomed(self.phone, PACKAGE):
            return self._location_question()
        if self._taken is not None:
            return self._review(self._taken)
        preview = image(
            self._seen(self._turned(_PREVIEW_PX)), id="preview_content", width="fill", height="fill",
            cls="android.view.TextureView",
        )  # fmt: skip
        finder = stack(preview, id="preview_overlay", width="fill", height="fill")
        modes = self._mode_list() if self._choosing else None
        over = column(self._top(), spacer(weight=1.0), self._bottom(), height="fill", padding=(0.0, 28.0, 0.0, 48.0))
        return stack(finder, over if modes is None else modes, width="fill", height="fill", background="#000000",
                     fullscreen=True, id="activity_root_view", on_swipe=self._swiped)  # fmt: skip

    def _turned(self, size: tuple[int, int]) -> tuple[int, int]:
        """Return (width, height) of a picture as the phone is held."""
        frame = self.phone.windows.frame
        return size[::-1] if frame.width > frame.height else size

    def _seen(self, size: tuple[int, int], at_ms: int | None = None) -> Image:
        moment = self.phone.clock.local(self.phone.clock.now_ms() if at_ms is None else at_ms)
        second = moment.hour * 3600 + moment.minute * 60 + moment.second
        return inside(*size) if self._front else outside(*size, second)

    # -- controls --------------------------------------------------------------------------------------------

    def _top(self) -> Node:
        if self._since_ms is not None:
            passed = countdown((self.phone.clock.now_ms() - self._since_ms) // 1000 * 1000).rjust(5, "0")
            clock = text(passed, size=18.0, color=_WHITE, id="recording_time", bold=True)
            return row(stack(width=12.0, height=12.0, radius=999.0, background="#E53935"), clock, gap=10.0, height=56.0,
                       padding=(24.0, 0.0))  # fmt: skip
        if not self._options:
            toggle = icon_button("more", "Options", self._show_options, id="mode_options_toggle", color=_WHITE)
            return row(toggle, align="end", height=56.0, padding=(8.0, 0.0))
        side = "Front camera on" if self._front else "Back camera on"
        turn = icon_button("rotate", side, self._turn, id="camera_toggle_button", color=_WHITE)
        shut = icon_button("close", "Close options", self._hide_options, color=_WHITE)
        return row(turn, shut, align="end", gap=8.0, height=56.0, padding=(8.0, 0.0), id="mode_options_bar")

    def _bottom(self) -> Node:
        thumb = self._thumbnail() if self._since_ms is None else None
        place = stack(thumb, width=72.0, height=72.0, align="center", valign="center")
        shutter = stack(
            self._shutter_face(), width=76.0, height=76.0, radius=999.0, border=_WHITE, align="center", valign="center",
            id="shutter_button", desc="Shutter", cls="android.widget.ImageView", on_click=self._shutter,
        )  # fmt: skip
        choose = icon_button("menu", "Mode list", self._open_modes, id="mode_list_button", color=_WHITE)
        left = stack(
            choose if self._can_choose() else None,
            width=72.0,
            height=72.0,
            align="center",
            valign="center",
        )
        return row(left, spacer(weight=1.0), shutter, spacer(weight=1.0), place, height=96.0, padding=(20.0, 0.0),
                   id="bottom_bar")  # fmt: skip

    def _shutter_face(self) -> Node:
        if self._mode == "Photo":
            return stack(width=62.0, height=62.0, radius=999.0, background=_WHITE, hidden_from_dump=True)
        if self._since_ms is None:
            return stack(width=62.0, height=62.0, radius=999.0, background="#E53935", hidden_from_dump=True)
        return stack(width=28.0, height=28.0, radius=6.0, background="#E53935", hidden_from_dump=True)

    def _thumbnail(self) -> Node | None:
        node = self.phone.fs.find(self._last) if self._last else None
        if node is None:
            return None
        if self._last.endswith(".mp4"):
            face: Node = stack(icon("play", color=_WHITE), width=48.0, height=48.0, background="#455A64", radius=999.0,
                               align="center", valign="center")  # fmt: skip
        else:
            small = square(node.content(), _THUMB_PX)
            face = image(small, width=48.0, height=48.0, radius=24.0)
        return stack(face, id="rounded_thumbnail_view", desc="Most recent photo or video", on_click=self._look)

    def _mode_list(self) -> Node:
        rows = [
            row(
                stack(icon(glyph, color=_WHITE), width=56.0, height=56.0, radius=999.0, background="#546E7A",
                      align="center", valign="center"),
                text(label, size=20.0, color=_WHITE, id="selector_text"), gap=20.0, height=84.0, padding=(32.0, 0.0),
                on_click=lambda label=label: self._choose(label), id="selector",
                background="#263238" if label == self._mode else "#101416",
            )
            for label, glyph in _MODES
        ]  # fmt: skip
        return column(spacer(weight=1.0), *rows, spacer(weight=1.0), height="fill", background="#101416",
                      id="mode_list_view", padding=(0.0, 28.0, 0.0, 48.0))  # fmt: skip

    def _can_choose(self) -> bool:
        return self._since_ms is None and self.intent.action != _CAPTURE

    def _swiped(self, direction: str) -> bool:
        if direction != "right" or not self._can_choose():
            return False
        self._open_modes()
        return True

    def _open_modes(self) -> None:
        self._choosing = True

    def _choose(self, mode: Mode) -> None:
        self._mode, self._choosing = mode, False

    def _show_options(self) -> None:
        self._options = True

    def _hide_options(self) -> None:
        self._options = False

    def _turn(self) -> None:
        self._front = not self._front

    # -- pictures --------------------------------------------------------------------------------------------

    def _review(self, taken: Image) -> Node:
        """Show the picture that another app gets, with what may be done with it."""
        style = {"color": _WHITE, "background": "#455A64"}
        keys = row(
            icon_button("close", "Cancel", self.finish, id="cancel_button", **style), spacer(weight=1.0),
            icon_button("refresh", "Retake", self._retake, id="retake_button", **style), spacer(weight=1.0),
            icon_button("check", "Done", self._hand_over, id="done_button", **style), padding=(32.0, 16.0),
        )  # fmt: skip
        shown = image(taken, width="fill", weight=1.0, height="fill", paint="contain", id="intent_review_imageview")
        return column(shown, keys, height="fill", background="#000000", fullscreen=True, padding=(0.0, 28.0, 0.0, 48.0))

    def _retake(self) -> None:
        self._taken = None

    def _hand_over(self) -> None:
        """Write the picture where the asking app wants it, or give it back, and leave."""
        assert self._taken is not None
        path, content = str(self.intent.extra(_OUTPUT) or "").removeprefix("file://"), jpeg(self._taken)
        if path.startswith("/"):
            self.phone.fs.make_dirs(path.rpartition("/")[0])
            self.phone.fs.write(path, content)
            self.phone.ledger.append("photo_taken", path=path)
        self.finish(-1, None if path else content)

    def on_key(self, code: int) -> bool:
        """Take a picture with the camera key and with the volume keys."""
        if not is_welcomed(self.phone, PACKAGE) or self._taken is not None:
            return False
        self._shutter()
        return True

    def _shutter(self) -> None:
        if self.intent.action == _CAPTURE:
            self._taken = self._seen(self._turned(_PHOTO_PX))
        elif self._mode == "Photo":
            self._keep(f"{_PHOTOS}/IMG_{self._stamp()}.jpg", jpeg(self._seen(self._turned(_PHOTO_PX))), "photo_taken")
        elif self._since_ms is None:
            self._since_ms = self.phone.clock.now_ms()
        else:
            self._stop()

    def _stop(self) -> None:
        if self._since_ms is None:
            return
        start, passed = self._since_ms, self.phone.clock.now_ms() - self._since_ms
        count = max(1, min(_MOST_PICTURES, passed // _PICTURE_MS))
        each = max(passed // count, 1)
        size = self._turned(_VIDEO_PX)
        pictures = [jpeg(self._seen(size, start + place * each), 70) for place in range(count)]
        self._since_ms = None
        self._keep(f"{_VIDEOS}/VID_{self._stamp()}.mp4", film(pictures, each, *size), "video_taken")

    def _stamp(self) -> str:
        return f"{self.phone.clock.now():%Y%m%d_%H%M%S}"

    def _keep(self, path: str, content: bytes, effect: str) -> None:
        head, _, ending = path.rpartition(".")
        count = 0
        while self.phone.fs.exists(path):
            count += 1
            path = f"{head}_{count}.{ending}"
        self.phone.fs.make_dirs(path.rpartition("/")[0])
        self.phone.fs.write(path, content)
        self.phone.ledger.append(effect, path=path)
        self._last = path

    def _look(self) -> None:
        self.start(Intent(VIEW, data=f"file://{self._last}", mime_type=mime_type_of(self._last)))

    def on_stop(self) -> None:
        """Keep the video that was being taken when the screen goes away."""
        self._stop()

    def on_back(self) -> bool:
        """End a video or leave the list of modes first."""
        if self._since_ms is not None:
            self._stop()
            return True
        was_open, self._choosing = self._choosing, False
        return was_open

    def _location_question(self) -> Node:
        words = "The pictures of this phone are kept without the places where they were taken."
        return column(
            spacer(weight=1.0), icon("location", size=72.0, color="primary"),
            text("Photo locations", size=24.0, align="center", width="fill"),
            text(words, size=16.0, color="on_surface_variant", align="center", width="fill"),
            spacer(weight=1.0),
            row(button("NEXT", lambda: set_welcomed(self.phone, PACKAGE), id="confirm_button"), align="end"),
            height="fill", padding=(32.0, 64.0, 32.0, 72.0), gap=20.0, align="center", background="background",
        )  # fmt: skip


class CaptureActivity(CameraActivity):
    """The viewfinder for another app that asks for one picture."""

    name = "com.android.camera.CaptureActivity"
