"""What a user sees once after the app's data was cleared: five pages, the news, and the switch for access to files.

Does not know: the notebook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import Intent, IntentFilter
from ...ui.nodes import Node, app_bar, column, dialog, icon, list_item, screen, scroll, switch, text
from ..app import Activity
from ..app_data import set_welcomed
from ..introduction import Page, introduction
from .store import PACKAGE, Notebook

if TYPE_CHECKING:
    from ...phone import Phone

BOOT = IntentFilter(("android.intent.action.BOOT_COMPLETED",))
_PAGES = (
    Page("note", "Markor", "Notes, lists and to-dos, kept as plain text files on your phone."),
    Page("folder", "Notebook", "All files lie in one folder. You can sort, search, move and rename them."),
    Page("check", "To-Do", "One text file for all that is to be done, one line for each thing."),
    Page("edit", "QuickNote", "A note that is always one touch away."),
    Page("share", "Share", "Hand the text of a note to any other app."),
)


def at_boot(phone: Phone, intent: Intent) -> tuple[int, str | None]:
    """Let a new phone's owner have seen the pages already."""
    if phone.booting:
        set_welcomed(phone, PACKAGE)
        Notebook(phone).ensure()
    return 0, None


class WelcomeActivity(Activity):
    """The pages of the first start."""

    name = "net.gsantner.markor.activity.AppIntroduction"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._place = 0

    def build(self) -> Node:
        """Show one page."""
        label = "NEXT" if self._place < len(_PAGES) - 1 else "DONE"
        return introduction(_PAGES[self._place], self._place, len(_PAGES), label, self._go_on)

    def _go_on(self) -> None:
        if self._place < len(_PAGES) - 1:
            self._place += 1
            return
        set_welcomed(self.phone, PACKAGE)
        self.show_dialog(
            lambda: dialog(
                "Changelog", "What is new is told here after an update.", buttons=(("OK", self._ask_for_files),)
            )
        )

    def _ask_for_files(self) -> None:
        self.start(Intent(component=f"{PACKAGE}/{AllFilesAccess.name}"), on_result=self._answered)

    def _answered(self, code: int, data: object) -> None:
        Notebook(self.phone).ensure()
        self.finish()


class AllFilesAccess(Activity):
    """The page of the system's settings where an app gets access to all files."""

    name = "net.gsantner.markor.activity.AllFilesAccess"

    def __init__(self, phone: Phone, intent: Intent) -> None:
        super().__init__(phone, intent)
        self._allowed = False

    def build(self) -> Node:
        """Show the switch."""
        head = column(
            icon("note", size=56.0, color="primary"), text("Markor", size=20.0, align="center"),
            align="center", gap=8.0, padding=24.0,
        )  # fmt: skip
        row = list_item(
            "Allow access to manage all files", trailing=switch(self._allowed, id="android:id/switch_widget"),
            on_click=self._allow, title_lines=2,
        )  # fmt: skip
        why = text(
            "Allow this app to read, modify and delete all files on this device, without asking you.",
            color="on_surface_variant", padding=(16.0, 8.0), width="fill",
        )  # fmt: skip
        return screen(
            scroll(head, row, why, recycler=False), bar=app_bar("All files access", on_up=self.finish),
            package="com.android.settings",
        )  # fmt: skip

    def _allow(self) -> None:
        self._allowed = not self._allowed
