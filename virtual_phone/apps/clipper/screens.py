"""Clipper's one screen, with the two questions that Android asks before an app this old runs for the first time.

Knows: what it shows. Does not know: the broadcasts.
"""

from __future__ import annotations

from ...ui.nodes import Node, app_bar, column, dialog, icon, screen, text
from ..app import Activity
from ..app_data import is_welcomed, set_welcomed

PACKAGE = "ca.zgrs.clipper"


class Main(Activity):
    """How the clipboard is used from a shell, and whether the service runs."""

    name = ".Main"

    def on_resume(self) -> None:
        """Ask Android's questions at the first start."""
        if not is_welcomed(self.phone, PACKAGE) and not self.dialogs:
            self.show_dialog(self._permissions)

    def build(self) -> Node:
        """Show the two commands."""
        get = "adb shell am broadcast -a clipper.get"
        put = 'adb shell am broadcast -a clipper.set -e text "some words"'
        body = column(
            icon("clipboard", size=64.0, color="primary"),
            text("The clipboard service is running.", size=18.0, align="center", width="fill", id="service_state"),
            text("Read the clip:", color="on_surface_variant", width="fill"), _command(get),
            text("Replace the clip:", color="on_surface_variant", width="fill"), _command(put),
            text("Reading works while this screen is in front.", color="on_surface_variant", align="center",
                 width="fill"),
            align="center", gap=16.0, padding=24.0,
        )  # fmt: skip
        return screen(body, bar=app_bar("Clipper"))

    def _permissions(self) -> Node:
        words = "Choose what to allow Clipper to access. Clipper asks for nothing that needs your consent."
        buttons = (("Cancel", self.finish), ("Continue", lambda: self.show_dialog(self._old_version)))
        return dialog("Clipper", words, buttons=buttons)

    def _old_version(self) -> Node:
        words = "This app was built for an older version of Android. It might not work properly."
        return dialog("", words, buttons=(("OK", lambda: set_welcomed(self.phone, PACKAGE)),))


def _command(words: str) -> Node:
    return text(words, size=15.0, width="fill", padding=12.0, radius=8.0, background="surface_container")
