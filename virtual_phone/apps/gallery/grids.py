"""How media look in grids. Knows: thumbnails, selection marks. Does not know: folders or what a touch does."""

from __future__ import annotations

from ...ui.nodes import Action, Node, icon, image, stack
from ..pictures import square
from .media import Medium

_THUMB_PX = 240


def thumbnail(medium: Medium, size: float, *, id: str = "") -> Node:
    """Show the middle of a picture as a square of `size` dp; a video as a play mark; a damaged file as such."""
    small = None if medium.is_video else square(medium.node.content(), _THUMB_PX)
    if small is not None:
        return image(small, width=size, height=size, id=id)
    glyph = icon("play" if medium.is_video else "image", size=size / 3, color="on_surface_variant")
    return stack(glyph, width=size, height=size, background="surface_high", align="center", valign="center", id=id,
                 cls="android.widget.ImageView")  # fmt: skip


def cell(medium: Medium, size: float, chosen: bool, on_click: Action, on_hold: Action) -> Node:
    """Make one cell of the grid of a folder."""
    mark = icon("check_circle", size=28.0, color="primary", id="medium_check") if chosen else None
    place = stack(mark, width="fill", height="fill", align="end", valign="top", padding=6.0) if mark else None
    return stack(
        thumbnail(medium, size - 4.0, id="medium_thumbnail"), place, width=size, height=size, padding=2.0,
        id="media_item_holder", on_click=on_click, on_long_click=on_hold, selected=chosen, focusable=True,
        background="primary" if chosen else "", align="center", valign="center", cls="android.view.ViewGroup",
    )  # fmt: skip
