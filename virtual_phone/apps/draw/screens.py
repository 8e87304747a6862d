"""Simple Draw's screen: the canvas with its tools, and saving.

Knows: tools and the question for a name and type; the folder is asked for by the files app. Does not know: how strokes
become pictures (drawing.py).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from ...intents import Intent
from ...ui.nodes import (
    Node,
    app_bar,
    column,
    dialog,
    edit_text,
    grid,
    icon_button,
    image,
    popup_menu,
    radio,
    row,
    screen,
    slider,
    stack,
    text,
)
from ..app import Activity
from ..files_pick import CREATE
from .drawing import ENDINGS, Drawing, Stroke

if TYPE_CHECKING:
    from ...phone import Phone

PACKAGE = "com.simplemobiletools.draw.pro"
_COLORS = ("#000000", "#616161", "#FFFFFF", "#D32F2F", "#F57C00", "#FBC02D", "#388E3C", "#00897B", "#1976D2", "#303F9F",
           "#7B1FA2", "#6D4C41")  # fmt: skip
_MIMES = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}
_WIDEST = 0.12
"""The thickest stroke, as a share of the canvas's width."""
_BARS_DP = 172.0
_LABELS = {"png": "PNG", "jpg": "JPG", "svg": "SVG"}


class MainActivity(Activity):
    """One drawing."""

    name = ".activities.MainActivity"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._drawing = Drawing()
        self._color = _COLORS[8]
        self._width = 0.15
        self._erasing = False
        self._name, self._ending = "", ENDINGS[0]

    def build(self) -> Node:
        """Show canvas and tools."""
        canvas = stack(
            image(self._drawing.picture(self._size()), width="fill", height="fill", hidden_from_dump=True),
            width="fill", height="fill", weight=1.0, id="my_canvas", on_stroke=self._draw, clickable=True,
            cls="android.view.View", desc="",
        )  # fmt: skip
        actions = (
            icon_button("save", "Save as", self._ask_name, id="menu_save"),
            icon_button("more", "More options", self._menu),
        )
        return screen(canvas, bar=app_bar("Simple Draw", actions, id="main_toolbar"), bottom=self._tools())

    def _size(self) -> tuple[int, int]:
        frame = self.phone.windows.frame
        return frame.width, frame.height - frame.status - frame.navigation - round(_BARS_DP * frame.scale)

    def _draw(self, points: list[tuple[float, float]]) -> None:
        color = "" if self._erasing else self._color
        self._drawing.add(Stroke(tuple(points), max(self._width * _WIDEST, 0.004), color))

    def _tools(self) -> Node:
        swatch = stack(width=30.0, height=30.0, radius=999.0, background=self._color, border="outline",
                       hidden_from_dump=True)  # fmt: skip
        picker = stack(swatch, width=48.0, height=48.0, align="center", valign="center", id="color_picker",
                       on_click=lambda: self._pick("Stroke color", self._set_color),
                       cls="android.widget.ImageView")  # fmt: skip
        look: dict[str, Any] = {"background": "secondary_container", "radius": 999.0} if self._erasing else {}
        erase = icon_button(
            "edit" if self._erasing else "backspace", "Eraser", self._toggle_eraser, id="eraser", **look
        )
        undo = icon_button("undo", "Undo", self._drawing.undo, id="undo", enabled=bool(self._drawing.strokes))
        redo = icon_button("refresh", "Redo", self._drawing.redo, id="redo", enabled=bool(self._drawing.undone))
        bar = slider(self._width, self._set_width, id="stroke_width_bar", desc="Stroke width")
        return column(
            row(picker, erase, undo, redo, align="between", padding=(16.0, 0.0)),
            row(bar, padding=(24.0, 0.0)), padding=(0.0, 6.0), background="surface_container", height=108.0,
        )  # fmt: skip

    def _set_width(self, share: float) -> None:
        self._width = share

    def _set_color(self, color: str) -> None:
        self._color, self._erasing = color, False

    def _set_ground(self, color: str) -> None:
        self._drawing.ground = color

    def _toggle_eraser(self) -> None:
        self._erasing = not self._erasing

    def _pick(self, title: str, chosen: Callable[[str], None]) -> None:
        discs = [
            stack(stack(width=40.0, height=40.0, radius=999.0, background=color, border="outline"), height=56.0,
                  align="center", valign="center", desc=color, on_click=partial(chosen, color), dismisses=True)
            for color in _COLORS
        ]  # fmt: skip
        self.show_dialog(lambda: dialog(title, buttons=(("Cancel", None),), content=grid(*discs, columns=4)))

    def _menu(self) -> None:
        entries = [("Change background", lambda: self._pick("Background color", self._set_ground)),
                   ("Clear", self._drawing.clear)]  # fmt: skip
        self.show_dialog(lambda: popup_menu(entries))

    # -- saving ----------------------------------------------------------------------------------------------

    def _ask_name(self) -> None:
        if not self._name:
            self._name = f"image_{self.phone.clock.now():%Y%m%d_%H%M%S}"
        self.show_dialog(self._question)

    def _question(self) -> Node:
        def change(typed: str) -> None:
            self._name = typed

        def choose(ending: str, on: bool) -> None:
            self._ending = ending

        kinds = [
            radio(_LABELS[ending], ending == self._ending, partial(choose, ending), width="fill",
                  id=f"save_image_radio_{ending}")
            for ending in ENDINGS
        ]  # fmt: skip
        content = column(
            text("File name", size=12.0, color="primary"),
            edit_text(self._name, change, id="filename_value", autofocus=True, margin=(0.0, 6.0)),
            text("File type", size=12.0, color="primary", padding=(0.0, 8.0, 0.0, 0.0)),
            column(*kinds, id="save_image_radio_group", cls="android.widget.RadioGroup"),
        )
        return dialog("Save as", buttons=(("Cancel", None), ("OK", self._ask_folder)), content=content)

    def _ask_folder(self) -> None:
        name, ending = self._name.strip(), self._ending
        if not name or "/" in name:
            self.toast("Please use a valid file name")
            self.show_dialog(self._question)
            return

        def chosen(code: int, path: object) -> None:
            if isinstance(path, str):
                self._write(path, ending)

        extras = {"android.intent.extra.TITLE": f"{name}.{ending}"}
        self.start(Intent(CREATE, mime_type=_MIMES[ending], extras=extras), on_result=chosen)

    def _write(self, path: str, ending: str) -> None:
        self.phone.fs.write(path, self._drawing.file(ending, self._size()))
        self.phone.ledger.append("drawing_saved", path=path)
        self.toast("File saved successfully")
