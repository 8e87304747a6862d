"""The screens of the uiautomator2 stand-in. Each keeps its own small state; nothing is stored."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from ...intents import Intent
from ...ui.nodes import Node, app_bar, button, column, edit_text, image, list_item, screen, scroll, stack, text
from ..app import Activity

if TYPE_CHECKING:
    from ...phone import Phone

_PACKAGE = "com.example.u2testdemo"
_DEMOS = (("Addition", ".AdditionActivity"), ("Toast", ".ToastActivity"), ("Pinch", ".PinchActivity"))
_LEAST_SCALE, _LARGEST_SCALE = 0.5, 3.0
_TILES = 8


class MainActivity(Activity):
    """The list of demos."""

    name = ".MainActivity"

    def build(self) -> Node:
        """Show one row for each demo."""
        rows = [list_item(label, on_click=partial(self._open, name), height=64.0) for label, name in _DEMOS]
        return screen(scroll(*rows, id="demo_list"), bar=app_bar("U2 Test Demo"))

    def _open(self, name: str) -> None:
        self.start(Intent(component=f"{_PACKAGE}/{name}"))


class AdditionActivity(Activity):
    """Two fields, a button and their sum."""

    name = ".AdditionActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._first = self._second = self._sum = ""

    def build(self) -> Node:
        """Show three fields; the last one is for the result."""
        words: dict[str, Any] = {"size": 14.0, "color": "on_surface_variant"}
        body = column(
            text("First number", **words),
            edit_text(self._first, self._set_first, id="num1"),
            text("Second number", **words),
            edit_text(self._second, self._set_second, id="num2"),
            button("Add", self._add, id="add", margin=(0.0, 8.0)),
            text("Result", **words),
            edit_text(self._sum, self._set_sum, id="result"),
            padding=20.0,
            gap=8.0,
        )
        return screen(scroll(body, recycler=False, id="addition"), bar=app_bar("Two numbers", on_up=self.finish))

    def _set_first(self, typed: str) -> None:
        self._first = typed

    def _set_second(self, typed: str) -> None:
        self._second = typed

    def _set_sum(self, typed: str) -> None:
        self._sum = typed

    def _add(self) -> None:
        try:
            total = float(self._first) + float(self._second)
        except ValueError:
            self._sum = ""
            self.toast("Enter two numbers")
            return
        self._sum = f"{total:g}"


class ToastActivity(Activity):
    """A button that shows a toast."""

    name = ".ToastActivity"

    def build(self) -> Node:
        """Show the button."""
        middle = column(
            text("A short message appears at the bottom of the screen.", color="on_surface_variant", align="center"),
            button("Show Toast", lambda: self.toast("Button Clicked!"), id="show_toast"),
            height="fill",
            weight=1.0,
            align="center",
            valign="center",
            gap=20.0,
            padding=32.0,
        )
        return screen(middle, bar=app_bar("Toast", on_up=self.finish))


class PinchActivity(Activity):
    """A picture that two fingers make larger and smaller."""

    name = ".PinchActivity"
    scale = 1.0

    def build(self) -> Node:
        """Show the scale and the picture; what is larger than its frame is cut off."""
        side = 240.0 * min(self.scale, 1.5)
        picture = image(_checked(), width=side, height=side, radius=12.0, id="picture")
        frame = stack(
            picture.styled(hidden_from_dump=True),
            width="fill",
            height="fill",
            weight=1.0,
            align="center",
            valign="center",
            desc="pinch image",
            cls="android.widget.ImageView",
            background="surface_container",
            on_scale=self._zoom,
            id="image",
        )
        label = text(f"Scale: {self.scale:.2f}", size=18.0, align="center", width="fill", padding=16.0, id="scale")
        return screen(label, frame, bar=app_bar("Pinch", on_up=self.finish))

    def _zoom(self, factor: float) -> None:
        self.scale = min(max(self.scale * factor, _LEAST_SCALE), _LARGEST_SCALE)


@lru_cache(maxsize=1)
def _checked() -> Any:
    """Draw a board of soft colours, so that a larger or smaller one can be told apart."""
    from PIL import Image

    board = Image.new("RGB", (_TILES, _TILES))
    for place in range(_TILES * _TILES):
        x, y = place % _TILES, place // _TILES
        board.putpixel((x, y), (40 + 20 * x, 120 + 10 * y, 140 - 8 * x) if (x + y) % 2 else (225, 238, 232))
    return board.resize((480, 480), Image.Resampling.NEAREST)
