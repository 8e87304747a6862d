"""Paints laid out boxes with the colours of a theme.

Knows what each kind of node looks like. Knows no windows: the caller paints one box tree after the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from .bidi import runs_rtl
from .canvas import Canvas
from .layout import Box, Rect
from .theme import Rgb, Theme, avatar_color, mix, resolve
from .typeset import Lines, text_px, width_of


@dataclass(frozen=True, slots=True)
class Caret:
    """Which edit text has the focus (its key), where its cursor stands (characters), whether all is selected."""

    key: str = ""
    at: int = 0
    all_selected: bool = False


class Painter:
    """Paints box trees on one canvas. density: dots per inch; font_scale as in the layout."""

    def __init__(self, canvas: Canvas, colors: Theme, density: int, *, font_scale: float = 1.0) -> None:
        self._canvas = canvas
        self._colors = colors
        self._scale = density / 160
        self._font_scale = font_scale
        self._caret = Caret()

    def _px(self, dp: float) -> int:
        return round(dp * self._scale)

    def _color(self, value: str, fallback: str = "on_surface") -> Rgb:
        return resolve(self._colors, value or fallback)

    def paint(self, box: Box, caret: Caret | None = None) -> None:
        """Paint a box and everything in it."""
        if caret is not None:
            self._caret = caret
        if not box.is_seen:
            return
        node = box.node
        self._ground(box)
        match node.paint:
            case "icon":
                self._icon(box)
            case "avatar":
                self._avatar(box)
            case "switch":
                self._switch(box)
            case "slider" | "progress":
                self._bar(box)
            case "image" if node.image is not None:
                self._canvas.picture(node.image, box.rect, self._px(node.style.radius))
            case "contain" if node.image is not None:
                self._canvas.picture(node.image, _contained(node.image.size, box.rect), self._px(node.style.radius))
            case "none":
                pass
            case _ if node.editable:
                self._edit(box)
            case _:
                self._words(box)
        if node.layout == "scroll" and box.children:
            self._clipped(box)
        else:
            for child in box.children:
                self.paint(child)

    def _clipped(self, box: Box) -> None:
        """Paint a scroll's children on a copy of its viewport, so that they end at its edges."""
        outer = self._canvas
        self._canvas = outer.part(box.seen)
        for child in box.children:
            self.paint(child)
        self._scrollbar(box)
        outer.put_back(self._canvas)
        self._canvas = outer

    def _scrollbar(self, box: Box) -> None:
        if not box.max_offset or box.node.horizontal:
            return
        left, top, right, bottom = box.rect
        height = bottom - top
        length = max(self._px(24), height * height // (height + box.max_offset))
        at = top + (height - length) * box.offset // box.max_offset
        color = mix(self._color("background"), self._color("on_surface"), 0.25)
        edge = left + self._px(5) if box.rtl else right - self._px(2)
        self._canvas.rounded((edge - self._px(3), at, edge, at + length), self._px(2), color)

    def _ground(self, box: Box) -> None:
        style = box.node.style
        radius = self._px(style.radius)
        if style.elevation:
            self._canvas.shadow(box.rect, min(radius, (box.rect[3] - box.rect[1]) // 2), self._px(style.elevation * 2))
        if style.background:
            color = self._color(style.background)
            if not box.node.enabled:
                color = mix(color, self._color("background"), 0.6)
            self._canvas.rounded(box.rect, radius, color)
        focused = box.node.editable and box.key == self._caret.key
        if style.border:
            name = "primary" if focused else style.border
            width = self._px(2 if focused else 1)
            self._canvas.outline(box.rect, radius, self._color(name), max(1, width))

    def _ink(self, box: Box) -> Rgb:
        color = self._color(box.node.style.color)
        return color if box.node.enabled else mix(color, self._color("background"), 0.6)

    def _icon(self, box: Box) -> None:
        size = self._px(box.node.style.icon_size)
        left, top, right, bottom = box.rect
        x, y = left + (right - left - size) // 2, top + (bottom - top - size) // 2
        self._canvas.icon(box.node.icon, x, y, size, self._ink(box), turned=box.rtl)

    def _avatar(self, box: Box) -> None:
        left, top, right, bottom = box.rect
        radius = min(right - left, bottom - top) // 2
        x, y = (left + right) // 2, (top + bottom) // 2
        self._canvas.disc(x, y, radius, avatar_color(box.node.icon))
        letter = box.node.icon.strip()[:1].upper()
        size = round(box.node.style.text_size * self._scale)
        if not letter.isalpha():
            side = round(radius * 1.2)
            self._canvas.icon("person", x - side // 2, y - side // 2, side, (255, 255, 255))
            return
        self._canvas.text(letter, x - width_of(letter, size, True) // 2, top, bottom - top, size, True, (255, 255, 255))

    def _switch(self, box: Box) -> None:
        left, top, right, bottom = box.rect
        width, height = self._px(52), self._px(32)
        x, y = left + (right - left - width) // 2, top + (bottom - top - height) // 2
        track = (x, y, x + width, y + height)
        on = box.node.checked
        plain = self._color("background")
        fade = 0.0 if box.node.enabled else 0.6
        near, far = x + height // 2, x + width - height // 2
        off_x, on_x = (far, near) if box.rtl else (near, far)
        if on:
            self._canvas.rounded(track, height // 2, mix(self._color("primary"), plain, fade))
            self._canvas.disc(on_x, y + height // 2, self._px(12), self._color("on_primary"))
        else:
            self._canvas.rounded(track, height // 2, mix(self._color("surface_highest"), plain, fade))
            self._canvas.outline(track, height // 2, mix(self._color("outline"), plain, fade), self._px(2))
            self._canvas.disc(off_x, y + height // 2, self._px(8), mix(self._color("outline"), plain, fade))

    def _bar(self, box: Box) -> None:
        left, _, right, _ = box.content
        middle = (box.rect[1] + box.rect[3]) // 2
        slides = box.node.paint == "slider"
        thumb = self._px(10) if slides else 0
        left, right = left + thumb, right - thumb
        done = round((right - left) * min(max(box.node.value, 0.0), 1.0))
        at = right - done if box.rtl else left + done
        half = self._px(2)
        self._canvas.rounded((left, middle - half, right, middle + half), half, self._color("surface_highest"))
        color = self._color(box.node.style.color, "primary")
        if done >= 2 * half:
            filled = (at, right) if box.rtl else (left, at)
            self._canvas.rounded((filled[0], middle - half, filled[1], middle + half), half, color)
        if slides:
            self._canvas.disc(at, middle, thumb, color)

    def _mark(self, box: Box) -> int:
        """Paint a check box or radio mark (or a leading icon) and return how much room it took."""
        node = box.node
        left, top, right, bottom = box.content
        size = self._px(node.style.icon_size)
        if node.paint in ("check", "radio"):
            x, y = left, top + (bottom - top - size) // 2
            if not node.text:
                x = left + (right - left - size) // 2
            elif box.rtl:
                x = right - size
            (self._check if node.paint == "check" else self._radio)(x, y, size, node.checked)
            return size + self._px(8)
        if not node.icon:
            return 0
        used = size + (self._px(8) + box.lines.width if box.lines else 0)
        x = {"center": left + (right - left - used) // 2, "end": right - used}.get(node.style.align, left)
        if box.rtl:
            x = left + right - x - size
        self._canvas.icon(node.icon, x, top + (bottom - top - size) // 2, size, self._ink(box), turned=box.rtl)
        return size + self._px(8)

    def _check(self, x: int, y: int, size: int, on: bool) -> None:
        inset = self._px(3)
        square = (x + inset, y + inset, x + size - inset, y + size - inset)
        if on:
            self._canvas.rounded(square, self._px(2), self._color("primary"))
            side = square[2] - square[0]
            self._canvas.icon("check", square[0], square[1], side, self._color("on_primary"))
        else:
            self._canvas.outline(square, self._px(2), self._color("on_surface_variant"), self._px(2))

    def _radio(self, x: int, y: int, size: int, on: bool) -> None:
        inset = self._px(2)
        ring = (x + inset, y + inset, x + size - inset, y + size - inset)
        color = self._color("primary" if on else "on_surface_variant")
        self._canvas.outline(ring, (ring[2] - ring[0]) // 2, color, self._px(2))
        if on:
            self._canvas.disc((ring[0] + ring[2]) // 2, (ring[1] + ring[3]) // 2, self._px(5), color)

    def _words(self, box: Box) -> None:
        lead = self._mark(box)
        if box.lines is not None:
            self._lines(box, box.lines, lead, self._ink(box))

    def _lines(self, box: Box, lines: Lines, lead: int, color: Rgb) -> None:
        style = box.node.style
        left, top, right, bottom = box.content
        size = text_px(style.text_size, self._scale, self._font_scale)
        y = top + {"center": (bottom - top - lines.height) // 2, "bottom": bottom - top - lines.height}.get(
            style.valign, 0
        )
        for line in lines.lines:
            width = width_of(line, size, style.bold)
            spare = right - left - lead - width
            x = left + lead + {"center": spare // 2, "end": spare}.get(style.align, 0)
            if lead and style.align == "center":
                x = left + (right - left - lead - width) // 2 + lead
            if box.rtl:
                x = left + right - x - width
            self._canvas.text(line, x, y, lines.line_height, size, style.bold, color)
            if style.strike:
                middle = y + lines.line_height // 2
                self._canvas.fill((x, middle, x + width, middle + self._px(1)), color)
            y += lines.line_height

    def _edit(self, box: Box) -> None:
        """Paint an edit text; a long line is moved so that the cursor is in sight."""
        outer, area = self._canvas, box.content
        shown: Rect = (area[0], max(box.seen[1], box.rect[1]), area[2] + self._px(2), min(box.seen[3], box.rect[3]))
        if shown[2] <= shown[0] or shown[3] <= shown[1]:
            return
        self._canvas = outer.part(shown)
        focused = box.key == self._caret.key
        node = box.node
        size = text_px(node.style.text_size, self._scale, self._font_scale)
        text = "•" * len(node.text) if node.password else node.text
        marked = focused and self._caret.all_selected and bool(text)
        if box.lines is not None and (node.multiline or not text):
            if marked:
                self._selected_lines(box, box.lines, size)
            self._lines(box, box.lines, 0, self._color("on_surface_variant" if not text else node.style.color))
            if focused and not marked:
                self._caret_in_lines(box, box.lines, size, bool(text))
        else:
            self._single_line(box, text, size, focused)
        outer.put_back(self._canvas)
        self._canvas = outer

    def _single_line(self, box: Box, text: str, size: int, focused: bool) -> None:
        left, top, right, bottom = box.content
        width, bold = width_of(text, size, box.node.style.bold), box.node.style.bold
        before = width_of(text[: self._caret.at], size, bold) if focused else 0
        spare = right - left - width
        x = left + {"center": spare // 2, "end": spare}.get(box.node.style.align, 0) if spare > 0 else left
        if runs_rtl(text):
            before = width - before
            x = x if spare > 0 else max(right - width, left - before) if focused else right - width
        elif spare <= 0 and before > right - left:
            x = right - before
        if box.rtl and spare > 0:
            x = left + right - x - width
        marked = focused and self._caret.all_selected and bool(text)
        if marked:
            half = round(size * 0.65)
            middle = (top + bottom) // 2
            self._canvas.fill((x, middle - half, x + width, middle + half), self._color("primary_container"))
        self._canvas.text(text, x, top, bottom - top, size, bold, self._ink(box))
        if focused and not marked:
            self._cursor(x + before, (top + bottom) // 2, size)

    def _selected_lines(self, box: Box, lines: Lines, size: int) -> None:
        left, top, right, bottom = box.content
        y = top + (bottom - top - lines.height) // 2 if box.node.style.valign == "center" else top
        for line in lines.lines:
            width = width_of(line, size, box.node.style.bold)
            start = right - width if box.rtl else left
            self._canvas.fill((start, y, start + width, y + lines.line_height), self._color("primary_container"))
            y += lines.line_height

    def _caret_in_lines(self, box: Box, lines: Lines, size: int, filled: bool) -> None:
        left, top, right, bottom = box.content
        y = top + (bottom - top - lines.height) // 2 if box.node.style.valign == "center" else top
        if not filled:
            start = right - self._px(2) if box.rtl else left
            self._cursor(start, y + lines.line_height // 2, size)
            return
        rest = self._caret.at
        for place, line in enumerate(lines.lines):
            if rest <= len(line) or place == len(lines.lines) - 1:
                before, width = (width_of(part, size, box.node.style.bold) for part in (line[:rest], line))
                start = right - width if box.rtl else left
                x = start + (width - before if runs_rtl(line) else before)
                self._cursor(x, y + place * lines.line_height + lines.line_height // 2, size)
                return
            rest -= len(line) + 1

    def _cursor(self, x: int, middle: int, size: int) -> None:
        half = round(size * 0.65)
        self._canvas.fill((x, middle - half, x + self._px(2), middle + half), self._color("primary"))


def _contained(size: tuple[int, int], room: Rect) -> Rect:
    """Return where a picture of `size` lies in the middle of a rectangle, as large as it gets unstretched."""
    width, height = room[2] - room[0], room[3] - room[1]
    scale = min(width / size[0], height / size[1])
    wide, tall = round(size[0] * scale), round(size[1] * scale)
    left, top = room[0] + (width - wide) // 2, room[1] + (height - tall) // 2
    return left, top, left + wide, top + tall
