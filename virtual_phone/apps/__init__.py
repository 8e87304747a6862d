"""The apps that can be on a phone, in sets. Each has real screens over the same providers that the shell reads.

Knows: which modules hold the manifests of a set, in the order of installation. Does not know: what any app does.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .app import Manifest

BASIC = "basic"

APP_SETS: dict[str, tuple[str, ...]] = {
    BASIC: ("launcher", "settings", "clock", "messages", "contacts", "dialer", "calendar", "files", "notes"),
    "androidworld": (
        "simple_calendar", "tasks", "opentracks", "joplin", "markor", "broccoli", "expense", "simple_sms", "clipper",
        "camera", "audio_recorder", "gallery", "draw", "chrome", "osmand", "retro_music", "vlc",
    ),
    "extra": ("mail", "shop", "bank", "picture_only", "layout_versions"),
    "demos": ("api_demos", "u2_demo"),
}  # fmt: skip
"""Modules of this package by set; `basic` is on every phone."""


class UnknownAppSetError(LookupError):
    """No set of apps has this name; the text lists those that exist."""


def manifests(app_sets: Iterable[str] = ()) -> tuple[Manifest, ...]:
    """Return the manifests of the basic set, of the named sets, and of the packages without screens.

    Raises:
        UnknownAppSetError: A name that APP_SETS lacks.
    """
    from .provider_packages import PROVIDER_MANIFESTS

    wanted = dict.fromkeys((BASIC, *app_sets))
    for name in wanted:
        if name not in APP_SETS:
            raise UnknownAppSetError(f"no set of apps is called {name!r}; there are {', '.join(APP_SETS)}")
    modules = [f"{__name__}.{module}" for name in wanted for module in APP_SETS[name]]
    apps = tuple(import_module(module).MANIFEST for module in modules if find_spec(module))
    return (*apps, *PROVIDER_MANIFESTS)
