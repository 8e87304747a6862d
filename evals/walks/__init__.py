"""Walks: tasks of the benchmark AndroidWorld done by hand, one module per app. Touches the screen; decides nothing."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .walk import Walk

MODULES = (
    "settings", "clock", "contacts", "files", "simple_calendar", "tasks", "opentracks", "joplin", "markor", "broccoli",
    "expense", "simple_sms", "clipper", "camera", "audio_recorder", "gallery", "draw", "osmand",
    "retro_music", "vlc",
)  # fmt: skip


def all_walks() -> dict[str, Walk]:
    """Return every walk by AndroidWorld's name of its task."""
    walks: dict[str, Walk] = {}
    for name in MODULES:
        walks.update((walk.task, walk) for walk in import_module(f"{__name__}.{name}").WALKS)
    return walks
