"""Bars: the app bar, the search bar, tabs, and the navigation bar of an app.

Knows no pixels and no windows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .view import FRAME, VIEW, Action, Node, column, icon, make, row, spacer, stack, text
from .widgets import edit_text, icon_button


def app_bar(
    title: str, actions: Sequence[Node] = (), on_up: Action | None = None, *, up_icon: str = "back", **options: Any
) -> Node:
    """Make the bar at the top: optional Up arrow ("Navigate up"), title, action icons (icon_button)."""
    up = icon_button(up_icon, "Close" if up_icon == "close" else "Navigate up", on_up, color="on_surface")
    heading = text(title, size=22.0, weight=1.0, max_lines=1, width="fill", id=options.pop("title_id", ""))
    lead = up if on_up is not None else spacer(8.0)
    base: dict[str, Any] = {"height": 64.0, "padding": (4.0, 8.0), "gap": 4.0, "cls": "android.view.ViewGroup"}
    return row(lead, heading, *actions, **(base | {"id": "action_bar"} | options))


def search_bar(
    value: str, on_change: Callable[[str], object], *, hint: str, id: str = "search_src_text", **options: Any
) -> Node:
    """Make a pill-shaped search field with a magnifier."""
    field = edit_text(
        value, on_change, hint=hint, id=id, border="", padding=(0.0, 12.0), weight=1.0, input_type="search"
    )
    field = field.styled(on_submit=options.pop("on_submit", None))
    clear = icon_button("close", "Clear query", lambda: on_change("")) if value else None
    base: dict[str, Any] = {"background": "surface_high", "radius": 999.0, "padding": (16.0, 0.0, 4.0, 0.0)}
    base |= {"gap": 12.0, "margin": (16.0, 4.0), "height": 52.0}
    return row(icon("search", color="on_surface_variant"), field, clear, **(base | options))


def tabs(labels: Sequence[str], selected: int, on_select: Callable[[int], object], **options: Any) -> Node:
    """Make a row of equally wide tabs."""

    def tab(index: int, label: str) -> Node:
        chosen = index == selected
        words = text(label, bold=True, color="primary" if chosen else "on_surface_variant", max_lines=1)
        words = words.styled(height=45.0, align="center", valign="center", width="fill")
        line = make(VIEW, "stack", (), {"height": 3.0, "width": 56.0, "radius": 3.0, "hidden_from_dump": True})
        line = line.styled(background="primary" if chosen else "")
        return column(
            words, line, weight=1.0, align="center", on_click=lambda: on_select(index), selected=chosen, desc=label
        )

    cells = [tab(index, label) for index, label in enumerate(labels)]
    return row(*cells, **({"height": 48.0, "cls": "android.widget.HorizontalScrollView"} | options))


def bottom_bar(
    items: Sequence[tuple[str, str]], selected: int, on_select: Callable[[int], object], **options: Any
) -> Node:
    """Make the navigation bar of an app: `items` are (icon, label)."""

    def item(index: int, name: str, label: str) -> Node:
        chosen = index == selected
        tint = "on_secondary_container" if chosen else "on_surface_variant"
        pill = stack(
            icon(name, color=tint),
            width=64.0,
            height=32.0,
            radius=16.0,
            align="center",
            valign="center",
            background="secondary_container" if chosen else "",
        )
        words = text(label, size=12.0, bold=chosen, max_lines=1, color="on_surface" if chosen else tint)
        return column(
            pill,
            words,
            weight=1.0,
            align="center",
            valign="center",
            gap=4.0,
            height="fill",
            on_click=lambda: on_select(index),
            selected=chosen,
            desc=label,
            cls=FRAME,
        )

    cells = [item(index, name, label) for index, (name, label) in enumerate(items)]
    return row(*cells, **({"height": 80.0, "background": "surface_container"} | options))
