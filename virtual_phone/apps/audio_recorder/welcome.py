"""What Audio Recorder shows before its first use: a page about it, and how recordings are made.

Knows: the order of the two screens. Does not know: the recorder.
"""

from __future__ import annotations

from ...intents import Intent
from ...ui.nodes import Node, app_bar, button, column, icon, list_item, screen, scroll, spacer, stack, text
from ..app import Activity
from ..app_data import set_welcomed
from .recordings import PACKAGE


class WelcomeActivity(Activity):
    """The page about the app."""

    name = ".app.welcome.WelcomeActivity"

    def build(self) -> Node:
        """Show the page with its one button."""
        picture = stack(icon("mic", size=88.0, color="on_primary_container"), width=168.0, height=168.0, radius=999.0,
                        background="primary_container", align="center", valign="center")  # fmt: skip
        page = scroll(
            spacer(weight=1.0), picture,
            text("Audio Recorder", size=28.0, align="center", width="fill", id="txt_title"),
            text("Record sound, give each record a name and find it again in the list.", size=16.0, align="center",
                 width="fill", color="on_surface_variant"),
            spacer(weight=1.0), button("Get started", self._go_on, id="btn_action", width="fill", height=48.0),
            align="center", gap=24.0, padding=(32.0, 32.0, 32.0, 40.0), recycler=False, id="welcome_scroll",
        )  # fmt: skip
        return screen(page)

    def _go_on(self) -> None:
        self.start(Intent(component=f"{PACKAGE}/{SetupActivity.name}"))
        self.finish()


class SetupActivity(Activity):
    """How recordings are made."""

    name = ".app.setup.SetupActivity"

    def build(self) -> Node:
        """Show the one format there is, and the button that goes on."""
        facts = (("Recording format", "M4A"), ("Sample rate", "44.1 kHz"), ("Channels", "Mono"),
                 ("Name format", "Record-1"))  # fmt: skip
        rows = [list_item(title, words) for title, words in facts]
        apply = button("Apply", self._apply, id="btn_apply", width="fill", height=48.0)
        body = scroll(
            *rows, spacer(weight=1.0), column(apply, padding=(32.0, 16.0, 32.0, 40.0)), recycler=False,
            id="setup_scroll",
        )  # fmt: skip
        return screen(body, bar=app_bar("Setup"))

    def _apply(self) -> None:
        set_welcomed(self.phone, PACKAGE)
        self.start(Intent(component=f"{PACKAGE}/.app.main.MainActivity"))
        self.finish()
