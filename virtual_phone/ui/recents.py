"""The overview of recent apps. A system window that belongs to the launcher.

Knows the tasks of the activity manager. A card has the app's icon and name, no live picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .app_icon import app_icon
from .view import Node, column, row, scroll, spacer, stack, text
from .wallpaper import wallpaper
from .widgets import button

if TYPE_CHECKING:
    from ..phone import Phone
    from ..services.tasks import Task


class Recents:
    """Lists recent tasks, newest first."""

    package = "com.google.android.apps.nexuslauncher"
    title = "com.google.android.apps.nexuslauncher/com.android.quickstep.RecentsActivity"
    dim = 0.0
    is_dialog = False

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._open = False

    def is_open(self) -> bool:
        """Tell whether the overview is shown."""
        return self._open

    def open(self) -> None:
        """Show the overview."""
        self._open = True

    def close(self) -> None:
        """Hide the overview."""
        self._open = False

    def back(self) -> None:
        """Close it, as Back does."""
        self._open = False

    def build(self) -> Node:
        """Return the cards, or a note that there are none."""
        dark = self._phone.settings.get("secure", "ui_night_mode") == "2"
        tasks = self._phone.activities.recents()
        if not tasks:
            body = text("No recent items", size=18.0, color="#FFFFFF", width="fill", height="fill", align="center")
            page = stack(body.styled(valign="center"), width="fill", height="fill", id="overview_panel")
        else:
            cards = [self._card(task) for task in tasks]
            clear = button("Clear all", self._clear, kind="tonal", id="clear_all")
            page = column(
                spacer(56.0),
                scroll(*cards, gap=12.0, padding=(24.0, 0.0), id="overview_panel"),
                row(clear, align="center", padding=16.0),
                spacer(48.0),
                height="fill",
            )
        return stack(wallpaper(dark), page, width="fill", height="fill")

    def _card(self, task: Task) -> Node:
        manifest = self._phone.packages.get(task.top.package)
        label = manifest.label if manifest else task.top.package

        def swiped(direction: str) -> bool:
            if direction not in ("left", "right"):
                return False
            self._phone.activities.remove_task(task.task_id)
            return True

        preview = stack(
            app_icon(manifest, 56.0),
            background="surface_container",
            height=170.0,
            width="fill",
            align="center",
            valign="center",
            radius=16.0,
            id="snapshot",
        )
        return column(
            row(app_icon(manifest, 28.0), text(label, size=16.0, bold=True, weight=1.0), gap=12.0),
            preview,
            background="surface",
            radius=24.0,
            padding=14.0,
            gap=12.0,
            desc=label,
            id="task",
            cls="android.widget.FrameLayout",
            on_click=lambda: self._resume(task),
            on_swipe=swiped,
        )

    def _resume(self, task: Task) -> None:
        self._open = False
        self._phone.activities.move_to_front(task.task_id)

    def _clear(self) -> None:
        self._open = False
        for task in self._phone.activities.recents():
            self._phone.activities.remove_task(task.task_id)
