"""The bar that takes the app bar's place while entries of a list are selected.

Knows its look and the ids that AppCompat gives it. Does not know what is selected.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..ui.nodes import Action, Node, icon_button, row, text


def contextual_bar(title: str, on_close: Action, actions: Sequence[Node] = ()) -> Node:
    """Make the bar: "Done" closes the selection; `title` tells how much is selected ("1 / 4")."""
    return row(
        icon_button("close", "Done", on_close, id="action_mode_close_button", color="on_surface"),
        text(title, size=20.0, weight=1.0, width="fill", max_lines=1, id="action_bar_title"),
        *actions, height=64.0, padding=(4.0, 8.0), gap=4.0, id="action_mode_bar", cls="android.view.ViewGroup",
        background="surface_high",
    )  # fmt: skip
