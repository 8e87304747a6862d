"""The sheet that asks which app shall take an intent, with "Just once" and "Always".

Knows the open question. Which apps can take an intent, and which one the user chose for good, is known to
services/packages.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..apps.app import ActivityInfo, Manifest
from ..intents import Intent, short_component
from .app_icon import app_icon
from .view import Node, column, row, text
from .widgets import button

if TYPE_CHECKING:
    from ..phone import Phone

_SHARING = ("android.intent.action.SEND", "android.intent.action.SEND_MULTIPLE")
Candidates = list[tuple[Manifest, ActivityInfo]]


@dataclass(slots=True)
class _Question:
    intent: Intent
    found: Candidates
    start: Callable[[Intent], object]
    chosen: int | None = None


class Chooser:
    """Asks one question at a time. A system window."""

    package = "android"
    title = "android/com.android.internal.app.ResolverActivity"
    dim = 0.55
    is_dialog = True

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._question: _Question | None = None

    def ask(self, intent: Intent, found: Candidates, start: Callable[[Intent], object]) -> None:
        """Show the sheet; `start` gets the intent addressed to the chosen activity."""
        self._question = _Question(intent, found, start)
        self._phone.windows.invalidate()

    def is_open(self) -> bool:
        """Tell whether a question is open."""
        return self._question is not None

    def back(self) -> None:
        """Choose nothing."""
        self._question = None

    def _pick(self, place: int) -> None:
        assert self._question is not None
        self._question.chosen = place

    def _go(self, *, always: bool) -> None:
        question, self._question = self._question, None
        assert question is not None
        assert question.chosen is not None
        manifest, info = question.found[question.chosen]
        component = short_component(manifest.package, info.full_name(manifest.package))
        if always:
            self._phone.packages.prefer(question.intent, component)
        question.start(question.intent.with_component(component))

    def build(self) -> Node:
        """Return the sheet."""
        question = self._question
        assert question is not None
        ready = question.chosen is not None
        title = "Share with" if question.intent.action in _SHARING else "Open with"
        return column(
            text(title, size=20.0, id="android:id/title", padding=(24.0, 0.0, 24.0, 8.0), width="fill"),
            column(
                *[self._row(place, manifest, info) for place, (manifest, info) in enumerate(question.found)],
                id="android:id/resolver_list",
                cls="android.widget.ListView",
            ),
            row(
                button("Just once", lambda: self._go(always=False), kind="text", id="android:id/button_once",
                       enabled=ready),
                button("Always", lambda: self._go(always=True), kind="text", id="android:id/button_always",
                       enabled=ready),
                align="end",
                gap=8.0,
                padding=(16.0, 12.0, 16.0, 0.0),
                id="android:id/button_bar",
            ),
            width=360.0,
            background="surface_high",
            radius=28.0,
            padding=(0.0, 24.0, 0.0, 16.0),
            elevation=6.0,
            id="android:id/contentPanel",
        )  # fmt: skip

    def _row(self, place: int, manifest: Manifest, info: ActivityInfo) -> Node:
        assert self._question is not None
        return row(
            app_icon(manifest, 40.0),
            text(info.label or manifest.label, size=16.0, id="android:id/text1", max_lines=1, weight=1.0),
            height=64.0,
            gap=16.0,
            padding=(24.0, 0.0),
            background="secondary_container" if self._question.chosen == place else "",
            selected=self._question.chosen == place,
            on_click=lambda: self._pick(place),
        )
