"""Turns a tree of nodes into boxes: rectangles in pixels, with line breaks, clips and scroll offsets.

Knows the rules of column, row, stack, grid and scroll. Knows no colours, no windows and no input.
All numbers are whole pixels of the current orientation, origin top left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from .shapes import shape_of, sizes_for
from .typeset import Lines, break_lines, text_px
from .view import Edges, Node, Size

ENDLESS = 10_000_000
Rect = tuple[int, int, int, int]
"""left, top, right, bottom; right and bottom are outside."""
_NO_EDGES: Rect = (0, 0, 0, 0)


def intersect(first: Rect, second: Rect) -> Rect:
    """Return the common part of two rectangles; it may be empty (right <= left)."""
    return (
        max(first[0], second[0]),
        max(first[1], second[1]),
        min(first[2], second[2]),
        min(first[3], second[3]),
    )


@dataclass(slots=True)
class Box:
    """One laid out node."""

    node: Node
    rect: Rect
    clip: Rect
    """What may be seen of it: the screen cut by all scrolls above."""
    key: str
    index: int
    """Position among the parent's children, invisible ones counted."""
    package: str
    parent: Box | None
    children: list[Box] = field(default_factory=list)
    lines: Lines | None = None
    content: Rect = (0, 0, 0, 0)
    """The rectangle inside the padding."""
    offset: int = 0
    """Scrolls: px moved; 0 shows the start."""
    max_offset: int = 0
    rtl: bool = False
    """Mirrored: it starts at the right."""

    @property
    def seen(self) -> Rect:
        """Return the visible part of the rectangle; right <= left or bottom <= top when there is none."""
        return intersect(self.rect, self.clip)

    @property
    def is_seen(self) -> bool:
        """Tell whether any pixel of the box is on the screen."""
        left, top, right, bottom = self.seen
        return right > left and bottom > top

    def contains(self, x: float, y: float) -> bool:
        """Tell whether a point hits the visible part."""
        left, top, right, bottom = self.seen
        return left <= x < right and top <= y < bottom

    def walk(self) -> Iterator[Box]:
        """Go through this box and everything below, parents first, in drawing order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def ancestors(self) -> Iterator[Box]:
        """Go from this box to the root, itself included."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


OffsetOf = Callable[[str, int, bool], int]
"""(key, largest offset, from_end) -> offset of a scroll."""


class Layouter:
    """Lays out one tree. density: dots per inch; font_scale multiplies text sizes only.

    drafts: texts that fields with `draft` show instead of their own, by key.
    """

    def __init__(
        self, density: int, offset_of: OffsetOf, *, font_scale: float = 1.0, drafts: Mapping[str, str] | None = None
    ) -> None:
        self._scale = density / 160
        self._font_scale = font_scale
        self._offset_of = offset_of
        self._drafts = drafts or {}
        self._sizes = sizes_for(self._scale, font_scale)
        self._shapes: dict[int, int] = {}
        self._keys: dict[str, int] = {}
        self._edge_memo: dict[Edges, Rect] = {}

    def px(self, dp: float) -> int:
        """Turn dp into px."""
        return round(dp * self._scale)

    def run(self, root: Node, area: Rect, clip: Rect, package: str) -> Box:
        """Lay out `root` to fill `area` as its style says, clipped to `clip`."""
        width, height = self.measure(root, area[2] - area[0], area[3] - area[1])
        rect = (area[0], area[1], area[0] + width, area[1] + height)
        return self._place(root, rect, clip, None, 0, package)

    # ── sizes ──

    def measure(
        self, node: Node, avail_w: int, avail_h: int, fill_w: bool = True, fill_h: bool = True
    ) -> tuple[int, int]:
        """Return the size that a node takes (margin excluded) when this much is offered.

        fill_w, fill_h: whether "fill" takes the offer (else it counts as "wrap").
        """
        shape = self._shapes.get(id(node))
        if shape is None:
            shape = shape_of(node, self._shapes)
        memo = (shape, avail_w, avail_h, fill_w, fill_h)
        found = self._sizes.get(memo)
        if found is None:
            found = self._sizes[memo] = self._measure(node, avail_w, avail_h, fill_w, fill_h)
        return found

    def _measure(self, node: Node, avail_w: int, avail_h: int, fill_w: bool, fill_h: bool) -> tuple[int, int]:
        width = self._given(node.style.width, avail_w, fill_w)
        height = self._given(node.style.height, avail_h, fill_h)
        if width is not None and height is not None:
            return width, height
        left, top, right, bottom = self._edges(node.style.padding)
        inner_w = (width if width is not None else avail_w) - left - right
        inner_h = (height if height is not None else avail_h) - top - bottom
        content_w, content_h = self._content(
            node, max(inner_w, 0), max(inner_h, 0), width is not None, height is not None
        )
        if width is None:
            width = min(content_w + left + right, avail_w)
        if height is None:
            height = min(content_h + top + bottom, avail_h)
        return width, height

    def _given(self, size: Size, avail: int, fill: bool) -> int | None:
        if size == "wrap":
            return None
        if size == "fill":
            return avail if fill and avail < ENDLESS else None
        return self.px(float(size))

    def _content(self, node: Node, width: int, height: int, fixed_w: bool, fixed_h: bool) -> tuple[int, int]:
        if not node.children:
            return self._leaf(node, width)
        kids = [child for child in node.children if child.visible]
        gaps = self.px(node.style.gap) * max(len(kids) - 1, 0)
        match node.layout:
            case "row":
                return self._row_size(node, kids, width, height, gaps, fixed_w, fixed_h)
            case "scroll" if node.horizontal:
                return self._row_size(node, kids, ENDLESS, height, gaps, False, fixed_h)
            case "column" | "scroll":
                endless = node.layout == "scroll"
                return self._column_size(kids, width, ENDLESS if endless else height, gaps, fixed_w, fixed_h)
            case "grid":
                return width, sum(self._grid_rows(node, kids, width)) + self._grid_gaps(node, kids)
            case _:
                sizes = [self._outer(kid, width, height, fixed_w, fixed_h) for kid in kids]
                return max((w for w, _ in sizes), default=0), max((h for _, h in sizes), default=0)

    def _column_size(
        self, kids: list[Node], width: int, height: int, gaps: int, fixed_w: bool, fixed_h: bool
    ) -> tuple[int, int]:
        widest, total = 0, gaps
        for kid in kids:
            w, h = self._outer(kid, width, max(height - total, 0) if height < ENDLESS else height, fixed_w, False)
            widest, total = max(widest, w), total + h
        return widest, total

    def _row_size(
        self, node: Node, kids: list[Node], width: int, height: int, gaps: int, fixed_w: bool, fixed_h: bool
    ) -> tuple[int, int]:
        if width >= ENDLESS or not fixed_w:
            sizes = [self._outer(kid, width, height, False, fixed_h) for kid in kids]
            return min(sum(w for w, _ in sizes) + gaps, width), max((h for _, h in sizes), default=0)
        widths = self._shares(kids, width - gaps, height, horizontal=True)
        heights = [self._outer(k, w, height, True, fixed_h)[1] for k, w in zip(kids, widths, strict=True)]
        return width, max(heights, default=0)

    def _leaf(self, node: Node, width: int) -> tuple[int, int]:
        style = node.style
        glyph = self.px(style.icon_size) if node.icon or node.paint in ("check", "radio") else 0
        if node.paint in ("icon", "avatar", "image", "switch"):
            return glyph, glyph
        shown = node.text or (node.hint if node.editable else "")
        if not shown:
            return (glyph, glyph) if glyph else (0, self._line_height(node) if node.editable else 0)
        lead = glyph + self.px(8.0) if glyph else 0
        lines = self.lines_of(node, shown, width - lead)
        return lines.width + lead, max(lines.height, glyph)

    def text_px(self, node: Node) -> int:
        """Return the text size of a node in px."""
        return text_px(node.style.text_size, self._scale, self._font_scale)

    def _line_height(self, node: Node) -> int:
        return break_lines("x", self.text_px(node), False, ENDLESS).line_height

    def lines_of(self, node: Node, shown: str, width: int) -> Lines:
        """Break what a text node shows at `width` px."""
        limit = node.style.max_lines or (1 if node.editable and not node.multiline else 0)
        if node.editable and limit == 1:
            return break_lines(shown.replace("\n", " "), self.text_px(node), node.style.bold, ENDLESS)
        return break_lines(shown, self.text_px(node), node.style.bold, max(width, 1), limit)

    def _edges(self, edges: Edges) -> Rect:
        if not edges:
            return _NO_EDGES
        found = self._edge_memo.get(edges)
        if found is None:
            found = self._edge_memo[edges] = self._new_edges(edges)
        return found

    def _new_edges(self, edges: Edges) -> Rect:
        if isinstance(edges, tuple):
            parts = edges if len(edges) == 4 else (edges[0], edges[1], edges[0], edges[1])
        else:
            parts = (edges, edges, edges, edges)
        return self.px(parts[0]), self.px(parts[1]), self.px(parts[2]), self.px(parts[3])

    def _outer(self, node: Node, width: int, height: int, fill_w: bool, fill_h: bool) -> tuple[int, int]:
        """Measure with the margin included."""
        if not node.style.margin:
            return self.measure(node, width if width > 0 else 0, height if height > 0 else 0, fill_w, fill_h)
        left, top, right, bottom = self._edges(node.style.margin)
        w, h = self.measure(node, max(width - left - right, 0), max(height - top - bottom, 0), fill_w, fill_h)
        return w + left + right, h + top + bottom

    def _shares(self, kids: list[Node], space: int, cross: int, *, horizontal: bool) -> list[int]:
        """Return the outer main-axis size of each child of a row or column of `space` px."""
        sizes: list[int] = []
        left = space
        for kid in kids:
            if kid.style.weight:
                sizes.append(0)
                continue
            offer = (max(left, 0), cross) if horizontal else (cross, max(left, 0))
            outer = self._outer(kid, *offer, fill_w=True, fill_h=True)
            sizes.append(outer[0] if horizontal else outer[1])
            left -= sizes[-1]
        total = sum(kid.style.weight for kid in kids)
        for place, kid in enumerate(kids):
            if kid.style.weight:
                sizes[place] = max(0, round(left * kid.style.weight / total))
        return sizes

    def _grid_rows(self, node: Node, kids: list[Node], width: int) -> list[int]:
        columns = node.style.columns
        cell = (width - self.px(node.style.gap) * (columns - 1)) // columns
        heights = [self._outer(kid, cell, ENDLESS, True, False)[1] for kid in kids]
        return [max(heights[at : at + columns]) for at in range(0, len(heights), columns)]

    def _grid_gaps(self, node: Node, kids: list[Node]) -> int:
        return self.px(node.style.gap) * max(0, -(-len(kids) // node.style.columns) - 1)

    # ── places ──

    def _place(self, node: Node, rect: Rect, clip: Rect, parent: Box | None, index: int, package: str) -> Box:
        content = rect
        if node.style.padding:
            left, top, right, bottom = self._edges(node.style.padding)
            content = (rect[0] + left, rect[1] + top, rect[2] - right, rect[3] - bottom)
        package = node.package or package
        box = Box(node, rect, clip, self._key(node, parent, index), index, package, parent, content=content)
        if node.draft:
            node.text = self._drafts.get(box.key, node.text)
        shown = node.text or (node.hint if node.editable else "")
        if shown:
            glyph = self.px(node.style.icon_size + 8) if node.icon or node.paint in ("check", "radio") else 0
            box.lines = self.lines_of(node, shown, content[2] - content[0] - glyph)
        if node.children:
            self._place_children(box)
        return box

    def _key(self, node: Node, parent: Box | None, index: int) -> str:
        wanted = node.key or (node.id if node.scrollable or node.editable else "")
        if not wanted:
            return f"{parent.key}/{index}" if parent else "root"
        count = self._keys[wanted] = self._keys.get(wanted, 0) + 1
        return wanted if count == 1 else f"{wanted}#{count}"

    def _place_children(self, box: Box) -> None:
        match box.node.layout:
            case "row":
                self._place_line(box, box.content, horizontal=True)
            case "column":
                self._place_line(box, box.content, horizontal=False)
            case "scroll":
                self._place_scroll(box)
            case "grid":
                self._place_grid(box)
            case _:
                self._place_stack(box)

    def _kids(self, box: Box) -> list[tuple[int, Node]]:
        return [(index, child) for index, child in enumerate(box.node.children) if child.visible]

    def _add(self, box: Box, index: int, node: Node, slot: Rect, clip: Rect) -> None:
        """Place a child into the part of `slot` that its margin leaves."""
        if not node.style.margin:
            box.children.append(self._place(node, slot, clip, box, index, box.package))
            return
        left, top, right, bottom = self._edges(node.style.margin)
        rect = (slot[0] + left, slot[1] + top, slot[2] - right, slot[3] - bottom)
        box.children.append(self._place(node, rect, clip, box, index, box.package))

    def _place_line(self, box: Box, area: Rect, *, horizontal: bool) -> None:
        kids = self._kids(box)
        nodes = [node for _, node in kids]
        style = box.node.style
        width, height = area[2] - area[0], area[3] - area[1]
        space, cross = (width, height) if horizontal else (height, width)
        gap = self.px(style.gap)
        sizes = self._shares(nodes, space - gap * max(len(nodes) - 1, 0), cross, horizontal=horizontal)
        left = space - sum(sizes) - gap * max(len(nodes) - 1, 0)
        main = style.align if horizontal else {"top": "start", "bottom": "end"}.get(style.valign, style.valign)
        at = {"center": left // 2, "end": left}.get(main, 0) if left > 0 else 0
        if main == "between" and len(nodes) > 1 and left > 0:
            gap += left // (len(nodes) - 1)
        for (index, node), size in zip(kids, sizes, strict=True):
            slot = self._slot(node, area, at, size, style.valign if horizontal else style.align, horizontal)
            self._add(box, index, node, slot, box.clip)
            at += size + gap

    def _slot(self, node: Node, area: Rect, at: int, size: int, where: str, horizontal: bool) -> Rect:
        """Return the outer rectangle of a child at `at` on the main axis."""
        width, height = area[2] - area[0], area[3] - area[1]
        if horizontal:
            cross = self._outer(node, size, height, True, True)[1]
            top = area[1] + _shift(where, height - cross)
            return area[0] + at, top, area[0] + at + size, top + cross
        cross = self._outer(node, width, size, True, True)[0]
        left = area[0] + _shift(where, width - cross)
        return left, area[1] + at, left + cross, area[1] + at + size

    def _place_stack(self, box: Box) -> None:
        left, top, right, bottom = box.content
        for index, node in self._kids(box):
            w, h = self._outer(node, right - left, bottom - top, True, True)
            x = left + _shift(box.node.style.align, right - left - w)
            y = top + _shift(box.node.style.valign, bottom - top - h)
            self._add(box, index, node, (x, y, x + w, y + h), box.clip)

    def _place_grid(self, box: Box) -> None:
        kids = self._kids(box)
        columns, gap = box.node.style.columns, self.px(box.node.style.gap)
        left, y, right, _ = box.content
        cell = (right - left - gap * (columns - 1)) / columns
        for row, height in enumerate(self._grid_rows(box.node, [node for _, node in kids], right - left)):
            for place, (index, node) in enumerate(kids[row * columns : (row + 1) * columns]):
                x = left + round(place * (cell + gap))
                self._add(box, index, node, (x, y, x + int(cell), y + height), box.clip)
            y += height + gap

    def _place_scroll(self, box: Box) -> None:
        node, area = box.node, box.content
        horizontal = node.horizontal
        view = area[2] - area[0] if horizontal else area[3] - area[1]
        size = self._content(node, area[2] - area[0], area[3] - area[1], not horizontal, horizontal)
        length = size[0] if horizontal else size[1]
        box.max_offset = max(0, length - view)
        box.offset = self._offset_of(box.key, box.max_offset, node.from_end)
        inside = Box(node, box.rect, intersect(box.clip, box.rect), box.key, 0, box.package, box, content=area)
        moved = box.offset
        if horizontal:
            far = (area[0] - moved, area[1], area[0] - moved + max(length, view), area[3])
        else:
            far = (area[0], area[1] - moved, area[2], area[1] - moved + max(length, view))
        self._place_line(inside, far, horizontal=horizontal)
        box.children = inside.children
        for child in box.children:
            child.parent = box


def _shift(where: str, spare: int) -> int:
    if where == "center":
        return spare // 2
    return spare if where in ("end", "bottom") else 0
