"""The lists of the app: one activity for all of them, told by an extra which path it shows."""

from __future__ import annotations

from ...intents import Intent
from ...ui.nodes import Node, app_bar, empty_state, screen, scroll, text
from ..app import Activity
from . import tree

_PACKAGE = "io.appium.android.apis"
_PATH = f"{_PACKAGE}.Path"


class ApiDemos(Activity):
    """One list; the top one has no path."""

    name = ".ApiDemos"

    def build(self) -> Node:
        """Show the labels below the path, or say that the demo has no screen here."""
        path = str(self.intent.extra(_PATH, ""))
        labels = tree.children(path)
        # The title stays the same in every list, as that activity has one label only.
        bar = app_bar("API Demos", on_up=self.finish if path else None)
        if not labels:
            return screen(empty_state("info", path, "This stand-in has no screen for this demo."), bar=bar)
        rows = [self._row(label, f"{path}/{label}" if path else label) for label in labels]
        return screen(scroll(*rows, cls="android.widget.ListView", id="android:id/list"), bar=bar)

    def _row(self, label: str, path: str) -> Node:
        return text(
            label, size=16.0, id="android:id/text1", width="fill", height=48.0, valign="center", padding=(16.0, 0.0),
            max_lines=1, desc=label, on_click=lambda: self._open(path),
        )  # fmt: skip

    def _open(self, path: str) -> None:
        own = tree.activity(path)
        extras = {} if own else {_PATH: path}
        self.start(Intent(component=f"{_PACKAGE}/{own or '.ApiDemos'}", extras=extras))
