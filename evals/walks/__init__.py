"""Walks: tasks of the benchmark AndroidWorld done by hand, one module per app. Touches the screen; decides nothing."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .walk import Walk

MODULES = (
    "settings", "clock", "contacts", "files", "simple_calendar", "tasks", "opentracks", "joplin", "markor", "broccoli",
    "expense", "simple_sms", "clipper", "camera", "audio_recorder", "gallery", "draw", "chrome", "osmand",
    "retro_music", "vlc", "several",
)  # fmt: skip


def all_walks() -> dict[str, Walk]:
    """Return every walk by AndroidWorld's name of its task."""
    walks: dict[str, Walk] = {}
    for name in MODULES:
        if find_spec(f"{__name__}.{name}"):
            walks.update((walk.task, walk) for walk in import_module(f"{__name__}.{name}").WALKS)
    return walks
