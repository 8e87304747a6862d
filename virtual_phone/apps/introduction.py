"""The pages that an app shows at its very first start: a picture, a heading, a sentence, and a button that goes on.

Does not know: whether they were seen (app_data.py) or what comes after the last one.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..ui.nodes import Action, Node, button, column, icon, row, screen, spacer, stack, text


@dataclass(frozen=True, slots=True)
class Page:
    """One page: an icon's name, a heading and a sentence."""

    picture: str
    title: str
    message: str


def introduction(page: Page, place: int, count: int, label: str, go_on: Action) -> Node:
    """Make the whole screen for page `place` of `count`; `label` is on the button that goes on."""
    dots = [
        stack(width=8.0, height=8.0, radius=999.0, background="primary" if at == place else "outline_variant")
        for at in range(count)
    ]
    picture = stack(
        icon(page.picture, size=88.0, color="on_primary_container"),
        width=168.0, height=168.0, radius=999.0, background="primary_container", align="center", valign="center",
    )  # fmt: skip
    words = column(
        picture,
        spacer(16.0),
        text(page.title, size=26.0, align="center", id="title", width="fill"),
        text(page.message, size=16.0, color="on_surface_variant", align="center", id="description", width="fill"),
        weight=1.0, height="fill", align="center", valign="center", gap=16.0, padding=32.0,
    )  # fmt: skip
    foot = row(
        row(*dots, gap=8.0, weight=1.0, id="indicator_container"),
        button(label, go_on, kind="text", id="next" if place < count - 1 else "done"),
        height=72.0, padding=(24.0, 0.0, 12.0, 0.0),
    )  # fmt: skip
    return screen(words, bottom=foot)
