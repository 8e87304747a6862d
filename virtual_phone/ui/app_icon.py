"""The picture of an app: its glyph in white on a disc of its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import icons
from .view import FRAME, Node, icon, stack, text

if TYPE_CHECKING:
    from ..apps.app import Manifest


def app_icon(manifest: Manifest | None, size: float) -> Node:
    """Return the icon of an app, `size` dp wide. Painted only, never dumped."""
    glyph = manifest.icon.glyph if manifest else "?"
    color = manifest.icon.color if manifest else "#5F6368"
    if glyph in icons.NAMES:
        face = icon(glyph, size=size * 0.54, color="#FFFFFF")
    else:
        face = text(glyph[:1], size=size * 0.5, bold=True, color="#FFFFFF")
    return stack(
        face,
        width=size,
        height=size,
        radius=999.0,
        background=color,
        align="center",
        valign="center",
        cls=FRAME,
        hidden_from_dump=True,
    )
