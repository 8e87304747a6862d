"""Dialogs and popup menus, to be shown with `Activity.show_dialog`.

Knows no pixels and no windows.
"""

from __future__ import annotations

from collections.abc import Sequence

from .view import Action, Node, column, row, scroll, stack, text
from .widgets import button


def dialog(
    title: str,
    message: str = "",
    buttons: Sequence[tuple[str, Action | None]] = (),
    *,
    content: Node | None = None,
    content_bleeds: bool = False,
) -> Node:
    """Make an AlertDialog for `Activity.show_dialog(lambda: dialog(…))`.

    `buttons` are (label, action) from left to right, at most three, the last is the positive one (android:id/button1);
    a click closes the dialog, then runs the action. `content` is placed under the message; nodes in it with
    `dismisses=True` close the dialog too. Back or a tap outside closes it. `content_bleeds` drops side padding.
    """
    ids = ("android:id/button1", "android:id/button2", "android:id/button3")
    made = [
        button(label, action, kind="text", dismisses=True, id=ids[len(buttons) - 1 - place])
        for place, (label, action) in enumerate(buttons)
    ]
    side = 24.0
    heading = text(title, size=24.0, id="alertTitle", padding=(side, 0.0, side, 16.0), width="fill") if title else None
    words = text(message, color="on_surface_variant", id="android:id/message", width="fill") if message else None
    if words is not None:
        words = words.styled(padding=(side, 0.0))
        words = words if content is not None else scroll(words, recycler=False, height="wrap", id="scrollView")
    body = None
    if content is not None:
        inset = 0.0 if content_bleeds else (side, 0.0)
        body = stack(content, width="fill", padding=inset, id="customPanel", weight=1.0)
    foot = row(*made, align="end", gap=8.0, padding=(16.0, 18.0, 16.0, 0.0), id="buttonPanel") if made else None
    return column(
        heading,
        words,
        body,
        foot,
        width=320.0,
        background="surface_high",
        radius=28.0,
        padding=(0.0, 24.0, 0.0, 20.0),
        elevation=6.0,
        id="parentPanel",
    )


def popup_menu(items: Sequence[tuple[str, Action]]) -> Node:
    """Make the overflow menu for `show_dialog`: (label, action) rows in a small panel at the top right."""
    rows = [
        row(
            text(label, size=16.0, id="title", max_lines=1),
            padding=(16.0, 0.0),
            height=48.0,
            on_click=action,
            dismisses=True,
            id="content",
        )
        for label, action in items
    ]
    panel = column(
        *rows,
        width=220.0,
        background="surface_high",
        radius=8.0,
        elevation=4.0,
        padding=(0.0, 8.0),
        cls="android.widget.ListView",
    )
    return panel.styled(key="popup_menu")
