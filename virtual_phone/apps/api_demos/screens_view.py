"""Demos of the view half: widgets, a canvas, a picture that zooms, a page in a web view."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from ...intents import Intent
from ...ui.nodes import (
    Motion,
    Node,
    app_bar,
    button,
    check_box,
    column,
    edit_text,
    icon_button,
    image,
    radio,
    row,
    screen,
    scroll,
    slider,
    stack,
    switch,
    text,
)
from ..app import Activity

if TYPE_CHECKING:
    from ...phone import Phone

_WEB_VIEW = "android.webkit.WebView"
_PAPER_PX = (540, 990)
_INK = (32, 90, 160)
_SMALLEST, _LARGEST = 0.5, 4.0


class TouchPaint(Activity):
    """A canvas that keeps what fingers draw on it."""

    name = ".graphics.TouchPaint"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._strokes: list[list[tuple[float, float]]] = []
        self._live: list[list[tuple[float, float]]] = []

    def build(self) -> Node:
        """Show the paper and how much is on it."""
        paper = image(self._paint(), width="fill", height="fill", weight=1.0, desc="paper", id="paper")
        count = text(f"{len(self._strokes)} strokes", color="on_surface_variant", padding=16.0, id="strokes")
        clear = icon_button("delete", "Clear", self._clear, id="clear")
        return screen(
            paper.styled(on_touch=self._touched), count, bar=app_bar("Graphics/Touch Paint", (clear,), self.finish)
        )

    def _touched(self, motion: Motion) -> None:
        places = [(x / motion.size[0], y / motion.size[1]) for x, y in motion.points]
        if motion.action in ("down", "pointer_down"):
            self._live.append([places[-1]])
        elif motion.action == "move":
            for stroke, place in zip(self._live, places, strict=False):
                stroke.append(place)
        elif motion.action == "up":
            self._strokes += self._live
            self._live = []
        elif motion.action == "cancel":
            self._live = []

    def _clear(self) -> None:
        self._strokes.clear()

    def _paint(self) -> Any:
        from PIL import Image, ImageDraw

        wide, high = _PAPER_PX
        paper = Image.new("RGB", _PAPER_PX, (250, 250, 246))
        pen = ImageDraw.Draw(paper)
        for stroke in (*self._strokes, *self._live):
            points = [(round(x * wide), round(y * high)) for x, y in stroke]
            if len(points) > 1:
                pen.line(points, fill=_INK, width=6, joint="curve")
            for x, y in (points[0], points[-1]):
                pen.ellipse((x - 3, y - 3, x + 3, y + 3), fill=_INK)
        return paper


class LogTextBox1(Activity):
    """A box that grows by a line for each press."""

    name = ".text.LogTextBox1"
    lines: ClassVar[str] = "This is a test\n"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._count = 0

    def build(self) -> Node:
        """Show the button and the lines."""
        box = text(self.lines * self._count, id="text", width="fill", padding=16.0)
        add = button("Add", self._add, id="add", margin=16.0)
        return screen(
            add, scroll(box, recycler=False, from_end=True, id="log"), bar=app_bar("Text/LogTextBox", on_up=self.finish)
        )

    def _add(self) -> None:
        self._count = min(self._count + 1, 200)


class Buttons1(Activity):
    """A normal, a small and a toggle button."""

    name = ".view.Buttons1"
    on = False

    def build(self) -> Node:
        """Show the three."""
        toggle = button("On" if self.on else "Off", self._toggle, kind="tonal", id="button_toggle")
        body = column(
            button("Normal", lambda: None, id="button_normal"),
            button("Small", lambda: None, id="button_small", height=32.0, padding=(16.0, 4.0)),
            toggle.styled(cls="android.widget.ToggleButton", checkable=True, checked=self.on),
            padding=16.0,
            gap=12.0,
        )
        return screen(body, bar=app_bar("Views/Buttons", on_up=self.finish))

    def _toggle(self) -> None:
        self.on = not self.on


class Controls1(Activity):
    """One of each common control."""

    name = ".view.Controls1"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._text, self._checks, self._radio, self._star = "", [False, False], 0, False

    def build(self) -> Node:
        """Show them all."""
        checks = [
            check_box(f"Checkbox {at + 1}", on, partial(self._check, at), id=f"check{at + 1}")
            for at, on in enumerate(self._checks)
        ]
        radios = [
            radio(f"RadioButton {at + 1}", self._radio == at + 1, partial(self._pick, at + 1), id=f"radio{at + 1}")
            for at in range(2)
        ]
        body = column(
            button("Save", lambda: self.toast("Saved"), id="button"),
            button("Save", None, id="button_disabled", enabled=False, kind="tonal"),
            edit_text(self._text, self._type, hint="hint text", id="edit"),
            *checks,
            *radios,
            check_box("Star", self._star, self._set_star, id="star"),
            padding=16.0,
            gap=8.0,
        )
        return screen(
            scroll(body, recycler=False, id="controls"), bar=app_bar("Views/Controls/1. Light Theme", (), self.finish)
        )

    def _type(self, typed: str) -> None:
        self._text = typed

    def _check(self, at: int, value: bool) -> None:
        self._checks[at] = value

    def _pick(self, number: int, _: bool = True) -> None:
        self._radio = number

    def _set_star(self, value: bool) -> None:
        self._star = value


class ImageView1(Activity):
    """A picture that two fingers zoom."""

    name = ".view.ImageView1"
    zoom = 1.0

    def build(self) -> Node:
        """Show the picture in its frame, and how large it is."""
        side = 200.0 * min(self.zoom, 1.8)
        picture = stack(width=side, height=side, radius=side / 2, background="primary", hidden_from_dump=True)
        frame = stack(
            picture, width="fill", height="fill", weight=1.0, align="center", valign="center", desc="picture",
            background="surface_container", id="image", on_scale=self._scale,
        )  # fmt: skip
        label = text(f"{round(self.zoom * 100)} %", align="center", width="fill", padding=16.0, id="zoom")
        return screen(frame, label, bar=app_bar("Views/Image View", on_up=self.finish))

    def _scale(self, factor: float) -> None:
        self.zoom = min(max(self.zoom * factor, _SMALLEST), _LARGEST)


class SeekBar1(Activity):
    """A seek bar and what it says."""

    name = ".view.SeekBar1"
    value = 0.5
    touched = False

    def build(self) -> Node:
        """Show bar, value and state."""
        body = column(
            slider(self.value, self._slide, id="seek"),
            text(f"{round(self.value * 100)} from touch={str(self.touched).lower()}", id="progress"),
            text("Tracking off", id="tracking", color="on_surface_variant"),
            padding=16.0,
            gap=12.0,
        )
        return screen(body, bar=app_bar("Views/Seek Bar", on_up=self.finish))

    def _slide(self, value: float) -> None:
        self.value, self.touched = value, True


class Switches(Activity):
    """Switches with and without words."""

    name = ".view.Switches"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._on = [False, True, False]

    def build(self) -> Node:
        """Show three switches."""
        labels = ("Standard switch", "Default is on", "Monitored switch")
        rows = [
            row(
                text(label, size=16.0, weight=1.0),
                switch(on, partial(self._set, at), id=f"switch{at + 1}"),
                padding=(16.0, 8.0),
            )
            for at, (label, on) in enumerate(zip(labels, self._on, strict=True))
        ]
        return screen(column(*rows), bar=app_bar("Views/Switches", on_up=self.finish))

    def _set(self, at: int, value: bool) -> None:
        self._on[at] = value
        if at == len(self._on) - 1:
            self.toast(f"Monitored switch is {'on' if value else 'off'}")


class WebView1(Activity):
    """A small page, as a web view shows it to accessibility: plain views, no resource ids of the app."""

    name = ".view.WebView1"
    zoom = 1.0
    followed = False

    def build(self) -> Node:
        """Show the page."""
        size = 16.0 * self.zoom
        view = {"cls": "android.view.View", "width": "fill"}
        page = column(
            text("Hello from a web view", size=size * 1.5, bold=True, **view),
            text("This page is made of plain views. Two fingers zoom it.", size=size, **view),
            text(
                "i am a link", size=size, color="primary", cls="android.view.View", desc="i am a link",
                on_click=self._follow,
            ),
            text("The link was followed." if self.followed else "", size=size, **view) if self.followed else None,
            padding=16.0, gap=12.0, cls="android.view.View",
        )  # fmt: skip
        web = scroll(page, cls=_WEB_VIEW, id="wv1", on_scale=self._scale)
        return screen(web, bar=app_bar("Views/WebView", on_up=self.finish))

    def _scale(self, factor: float) -> None:
        self.zoom = min(max(self.zoom * factor, 1.0), 2.5)

    def _follow(self) -> None:
        self.followed = True


VIEW_SCREENS: tuple[type[Activity], ...] = (
    TouchPaint, LogTextBox1, Buttons1, Controls1, ImageView1, SeekBar1, Switches, WebView1,
)  # fmt: skip
