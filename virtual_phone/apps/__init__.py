"""The apps that can be on a phone, in sets. Each has real screens over the same providers that the shell reads.

Knows: which modules hold the manifests of a set, in the order of installation, and which of an app's versions is
wanted: a module with several defines `VERSIONS`, a dict of manifests by number. Does not know: what any app does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
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
    "extra": ("mail", "shop", "bank", "ticket_machine", "todo"),
    "demos": ("api_demos", "u2_demo", "web_search"),
    "web": ("chrome",),
}  # fmt: skip
"""Modules of this package by set; `basic` is on every phone. A module may be in several sets."""


class UnknownAppSetError(LookupError):
    """No set of apps has this name; the text lists those that exist."""


class UnknownAppVersionError(LookupError):
    """No app that was asked for has this version; the text lists those that exist."""


def split_names(text: str) -> tuple[str, ...]:
    """Split "androidworld,./my_app" into names of sets and folders of apps (whatever has a "/" or a leading ".").

    Raises:
        UnknownAppSetError: A name that is neither.
    """
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if not _is_folder(name) and name not in APP_SETS:
            known = ", ".join(APP_SETS)
            raise UnknownAppSetError(f"no set of apps is called {name!r}; there are {known}. A folder: ./{name}")
    return names


def split_version(text: str) -> tuple[str, int]:
    """Split "com.ainos.todo=2" into package and version; ValueError for anything else."""
    package, _, version = text.partition("=")
    if not package.strip() or not version.strip().isdecimal():
        raise ValueError(f"{text!r} names no version of an app: write it as com.ainos.todo=2")
    return package.strip(), int(version)


def manifests(names: Iterable[str] = (), versions: Mapping[str, int] | None = None) -> tuple[Manifest, ...]:
    """Return the manifests of the basic set, of the named sets and folders, and of the packages without screens.

    versions: which version of a package it shall be; the others come as their module's MANIFEST.

    Raises:
        UnknownAppSetError: A name that APP_SETS lacks.
        UnknownAppVersionError: A package that is not among these apps or has no such version.
        AppFolderError: A folder without an app.
    """
    from .folder import load_manifest
    from .provider_packages import PROVIDER_MANIFESTS

    wanted = split_names(",".join(dict.fromkeys((BASIC, *names))))
    modules = [f"{__name__}.{module}" for name in wanted if name in APP_SETS for module in APP_SETS[name]]
    found = [import_module(module) for module in dict.fromkeys(modules)]
    apps = [module.MANIFEST for module in found]
    apps += [load_manifest(Path(name)) for name in wanted if _is_folder(name)]
    offers = {module.MANIFEST.package: module.VERSIONS for module in found if hasattr(module, "VERSIONS")}
    return (*_chosen(apps, offers, versions or {}), *PROVIDER_MANIFESTS)


def _chosen(
    apps: list[Manifest], offers: Mapping[str, Mapping[int, Manifest]], versions: Mapping[str, int]
) -> list[Manifest]:
    """Put the wanted versions in place of the usual ones."""
    for package, version in versions.items():
        offer = offers.get(package)
        if offer is None:
            known = ", ".join(offers) or "none. Is its set among the apps"
            raise UnknownAppVersionError(f"{package} is no chosen app with several versions; those are {known}")
        if version not in offer:
            known = ", ".join(map(str, offer))
            raise UnknownAppVersionError(f"{package} has no version {version}; it has {known}")
    return [offers[app.package][versions[app.package]] if app.package in versions else app for app in apps]


def _is_folder(name: str) -> bool:
    return "/" in name or name.startswith(".")
