"""Composite widgets in the look of Material 3, built from the primitives of `view.py`.

Class names and resource ids are those that AOSP widgets show in uiautomator dumps. Knows no pixels and no windows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .view import (
    BUTTON,
    CHECK_BOX,
    EDIT_TEXT,
    FRAME,
    IMAGE_BUTTON,
    IMAGE_VIEW,
    PROGRESS_BAR,
    RADIO_BUTTON,
    RELATIVE,
    SEEK_BAR,
    SWITCH,
    Action,
    Node,
    column,
    icon,
    make,
    row,
    stack,
    text,
)


def button(
    label: str, on_click: Action | None, *, kind: str = "filled", icon: str = "", id: str = "", **options: Any
) -> Node:
    """Make a text button; `kind` is "filled", "tonal", "outlined", "text" or "danger"."""
    looks: dict[str, dict[str, Any]] = {
        "filled": {"background": "primary", "color": "on_primary"},
        "tonal": {"background": "secondary_container", "color": "on_secondary_container"},
        "outlined": {"border": "outline", "color": "primary"},
        "text": {"color": "primary", "padding": (12.0, 10.0)},
        "danger": {"background": "error", "color": "on_error"},
    }
    base: dict[str, Any] = {
        "text": label,
        "id": id,
        "icon": icon,
        "on_click": on_click,
        "clickable": True,
        "text_size": 14.0,
        "bold": True,
        "align": "center",
        "valign": "center",
        "radius": 999.0,
        "padding": (24.0, 10.0),
        "height": 40.0,
        "icon_size": 18.0,
        "max_lines": 1,
    }
    return make(BUTTON, "stack", (), base | looks[kind] | options)


def icon_button(name: str, desc: str, on_click: Action | None, *, id: str = "", **options: Any) -> Node:
    """Make a 48 dp touch target around a 24 dp icon; `desc` is its content description."""
    base: dict[str, Any] = {
        "icon": name,
        "paint": "icon",
        "desc": desc,
        "id": id,
        "on_click": on_click,
        "clickable": True,
        "width": 48.0,
        "height": 48.0,
        "color": "on_surface_variant",
        "align": "center",
        "valign": "center",
    }
    return make(IMAGE_BUTTON, "stack", (), base | options)


def edit_text(
    value: str, on_change: Callable[[str], object] | None, *, hint: str = "", id: str = "", **options: Any
) -> Node:
    """Make a controlled text field. Options: multiline=True, password=True, input_type="number", on_submit=….

    Default look: outlined box of full width. `background`, `border`, `padding`, `text_size` may be overridden;
    `border=""` and `padding=0` give a bare field.
    """
    base: dict[str, Any] = {
        "text": value,
        "hint": hint,
        "id": id,
        "on_change": on_change,
        "editable": True,
        "clickable": True,
        "long_clickable": True,
        "width": "fill",
        "padding": (16.0, 14.0),
        "text_size": 16.0,
        "border": "outline",
        "radius": 8.0,
        "valign": "center",
    }
    return make(EDIT_TEXT, "stack", (), base | options)


def switch(checked: bool, on_change: Callable[[bool], object] | None = None, **options: Any) -> Node:
    """Make a switch. Without `on_change` it only shows state (its row is clickable)."""
    return _checkable(SWITCH, "switch", checked, on_change, {"width": 52.0, "height": 32.0} | options)


def check_box(label: str, checked: bool, on_change: Callable[[bool], object] | None = None, **options: Any) -> Node:
    """Make a check box, with a label beside it when `label` is not empty."""
    return _checkable(CHECK_BOX, "check", checked, on_change, {"text": label, "height": 48.0} | options)


def radio(label: str, checked: bool, on_change: Callable[[bool], object] | None = None, **options: Any) -> Node:
    """Make a radio button, with a label beside it when `label` is not empty."""
    return _checkable(RADIO_BUTTON, "radio", checked, on_change, {"text": label, "height": 48.0} | options)


def _checkable(
    cls: str, paint: str, checked: bool, on_change: Callable[[bool], object] | None, options: dict[str, Any]
) -> Node:
    toggle: Action | None = None
    if on_change is not None:
        deliver = on_change

        def toggle() -> None:
            deliver(not checked)

    base: dict[str, Any] = {"paint": paint, "checkable": True, "checked": checked, "on_click": toggle}
    return make(cls, "stack", (), base | {"text_size": 16.0, "valign": "center"} | options)


def list_item(
    title: str,
    subtitle: str = "",
    *,
    icon: str | Node = "",
    on_click: Action | None = None,
    trailing: Node | None = None,
    on_long_click: Action | None = None,
    **options: Any,
) -> Node:
    """Make a list row: optional icon (name, node, or "blank" to indent), title, summary, and a trailing node.

    Options: title_id, subtitle_id (default android:id/title and android:id/summary), title_lines, subtitle_lines
    (default 1 and 2), title_color, selected and any field of Node or Style for the row.
    """
    title_options = {"id": options.pop("title_id", "android:id/title"), "max_lines": options.pop("title_lines", 1)}
    sub_options = {
        "id": options.pop("subtitle_id", "android:id/summary"),
        "max_lines": options.pop("subtitle_lines", 2),
    }
    bold_title = options.pop("title_bold", False)
    title_color = options.pop("title_color", "on_surface")
    lead = _lead(icon) if isinstance(icon, str) else icon
    words = column(
        text(title, size=16.0, color=title_color, bold=bold_title, **title_options),
        text(subtitle, size=14.0, color="on_surface_variant", **sub_options) if subtitle else None,
        cls=RELATIVE,
        weight=1.0,
        gap=2.0,
    )
    base: dict[str, Any] = {"padding": (16.0, 12.0), "gap": 16.0, "on_click": on_click, "focusable": True}
    return row(lead, words, trailing, **(base | {"on_long_click": on_long_click} | options))


def _lead(name: str) -> Node | None:
    if not name:
        return None
    picture = None if name == "blank" else icon(name, id="android:id/icon", color="on_surface_variant")
    return stack(picture, width=40.0, height=40.0, align="center", valign="center", cls=FRAME)


def avatar(name: str, *, size: float = 40.0, **options: Any) -> Node:
    """Show the first letter of a name in a circle whose colour follows from the name."""
    base: dict[str, Any] = {"paint": "avatar", "icon": name, "width": size, "height": size, "radius": 999.0}
    return make(IMAGE_VIEW, "stack", (), base | {"text_size": size * 0.45} | options)


def fab(name: str, desc: str, on_click: Action, *, label: str = "", id: str = "fab", **options: Any) -> Node:
    """Make a floating action button; pass it to `screen(fab=…)`. With `label` it is an extended one."""
    base: dict[str, Any] = {
        "icon": name,
        "paint": "" if label else "icon",
        "desc": desc,
        "text": label,
        "id": id,
        "on_click": on_click,
        "height": 56.0,
        "background": "primary_container",
        "color": "on_primary_container",
        "radius": 16.0,
        "elevation": 4.0,
        "align": "center",
        "valign": "center",
        "bold": True,
        "clickable": True,
    }
    size: dict[str, Any] = {"padding": (20.0, 16.0)} if label else {"width": 56.0}
    return make(BUTTON if label else IMAGE_BUTTON, "stack", (), base | size | options)


def chip(label: str, *, selected: bool = False, on_click: Action | None = None, icon: str = "", **options: Any) -> Node:
    """Make a small rounded choice or filter."""
    base: dict[str, Any] = {
        "text": label,
        "icon": icon,
        "on_click": on_click,
        "checkable": True,
        "checked": selected,
        "height": 32.0,
        "padding": (14.0, 6.0),
        "radius": 8.0,
        "align": "center",
        "valign": "center",
        "bold": True,
        "icon_size": 18.0,
        "max_lines": 1,
        "color": "on_secondary_container" if selected else "on_surface_variant",
        "background": "secondary_container" if selected else "",
        "border": "" if selected else "outline",
    }
    return make("com.google.android.material.chip.Chip", "stack", (), base | options)


def slider(
    value: float, on_slide: Callable[[float], object] | None, *, desc: str = "", id: str = "", **options: Any
) -> Node:  # noqa: E501
    """Make a seek bar for 0..1; tap or drag anywhere on it."""
    base: dict[str, Any] = {"paint": "slider", "value": value, "on_slide": on_slide, "desc": desc, "id": id}
    return make(SEEK_BAR, "stack", (), base | {"width": "fill", "height": 48.0, "focusable": True} | options)


def progress(value: float, **options: Any) -> Node:
    """Make a bar that shows 0..1."""
    base: dict[str, Any] = {"paint": "progress", "value": value, "width": "fill", "height": 4.0}
    return make(PROGRESS_BAR, "stack", (), base | options)


def section(label: str, **options: Any) -> Node:
    """Make the small heading above a group of rows."""
    base: dict[str, Any] = {"size": 14.0, "bold": True, "color": "primary", "width": "fill", "id": "android:id/title"}
    return text(label, **(base | {"padding": (16.0, 16.0, 16.0, 8.0)} | options))


def card(*children: Node | None, **options: Any) -> Node:
    """Make a rounded panel."""
    base: dict[str, Any] = {"background": "surface_container", "radius": 16.0, "padding": 16.0, "margin": (16.0, 6.0)}
    return column(*children, **(base | {"cls": "androidx.cardview.widget.CardView"} | options))


def empty_state(name: str, title: str, message: str = "") -> Node:
    """Fill the screen with a friendly note that there is nothing yet."""
    return column(
        icon(name, size=72.0, color="outline_variant"),
        text(title, size=18.0, color="on_surface", align="center", id="empty_title"),
        text(message, color="on_surface_variant", align="center", id="empty_text") if message else None,
        height="fill",
        weight=1.0,
        align="center",
        valign="center",
        gap=12.0,
        padding=32.0,
    )


def alert_row(name: str, message: str, *, action: Node | None = None) -> Node:
    """Make a coloured strip that tells one fact (offline, permission missing)."""
    words = text(message, color="on_secondary_container", weight=1.0, width="fill")
    return row(
        icon(name, color="on_secondary_container"),
        words,
        action,
        background="secondary_container",
        radius=12.0,
        padding=(16.0, 12.0),
        gap=12.0,
        margin=(16.0, 6.0),
    )


def screen(
    *children: Node | None, bar: Node | None = None, bottom: Node | None = None, fab: Node | None = None, **options: Any
) -> Node:
    """Make the root of an activity: bar on top, children in a column that fills, bottom bar, floating button.

    Put a `scroll(…)` among the children for what may be longer than the screen.
    """
    middle = column(*children, width="fill", height="fill", weight=1.0)
    if fab is not None:
        place = stack(fab, width="fill", height="fill", align="end", valign="bottom", padding=16.0)
        middle = stack(middle, place, width="fill", height="fill", weight=1.0)
    base: dict[str, Any] = {"height": "fill", "background": "background"}
    return column(bar, middle, bottom, **(base | options))
