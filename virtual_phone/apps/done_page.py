"""The page that says that something was done: a tick, what it was, and what can be done next.

Does not know: what was done.
"""

from __future__ import annotations

from ..ui.nodes import Node, column, icon, spacer, text


def done_page(title: str, message: str, *more: Node) -> Node:
    """Make the body of the screen; `more` stands below the message."""
    return column(
        icon("check_circle", size=88.0, color="success"), spacer(8.0),
        text(title, size=24.0, align="center", width="fill", id="done_title"),
        text(message, size=16.0, align="center", width="fill", color="on_surface_variant", id="done_text"),
        *more, height="fill", weight=1.0, align="center", valign="center", gap=12.0, padding=32.0,
    )  # fmt: skip
