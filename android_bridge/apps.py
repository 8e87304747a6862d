"""Launchable apps out of `cmd package query-activities`. Pure parsing; labels only where the device gives
them."""

from __future__ import annotations

import re

from .state import short_component
from .types import App

QUERY = (
    "cmd",
    "package",
    "query-activities",
    "-a",
    "android.intent.action.MAIN",
    "-c",
    "android.intent.category.LAUNCHER",
)
_ACTIVITY = re.compile(r"^\s*Activity #\d+:\s*$", re.MULTILINE)
_LABELS = {
    "com.android.settings": "Settings",
    "com.google.android.deskclock": "Clock",
    "com.android.deskclock": "Clock",
    "com.google.android.apps.messaging": "Messages",
    "com.android.messaging": "Messages",
    "com.google.android.contacts": "Contacts",
    "com.android.contacts": "Contacts",
    "com.google.android.dialer": "Phone",
    "com.android.dialer": "Phone",
    "com.google.android.calendar": "Calendar",
    "com.android.calendar": "Calendar",
    "com.google.android.documentsui": "Files",
    "com.android.documentsui": "Files",
    "com.google.android.apps.nbu.files": "Files by Google",
    "com.ainos.notes": "Notes",
    "com.android.chrome": "Chrome",
    "com.android.vending": "Play Store",
    "com.android.camera2": "Camera",
    "com.google.android.GoogleCamera": "Camera",
    "com.google.android.apps.photos": "Photos",
    "com.google.android.apps.maps": "Maps",
    "com.google.android.gm": "Gmail",
    "com.google.android.youtube": "YouTube",
    "com.google.android.calculator": "Calculator",
    "com.android.calculator2": "Calculator",
    "com.google.android.googlequicksearchbox": "Google",
}
"""Names of Google's and AOSP's own apps in English, which the package manager's dump does not tell."""


def parse_apps(text: str) -> list[App]:
    """Return the launchable apps, by label; takes the long and the brief form."""
    blocks = _ACTIVITY.split(text)[1:]
    found = [app for app in map(_of_block, blocks) if app] if blocks else _of_brief(text)
    return sorted({app.activity: app for app in found}.values(), key=lambda app: (app.label.lower(), app.package))


def _of_block(block: str) -> App | None:
    package = re.search(r"packageName=(\S+)", block)
    name = re.search(r"^\s*name=(\S+)", block, re.MULTILINE)
    if not package or not name:
        return next(iter(_of_brief(block)), None)
    label = re.search(r"nonLocalizedLabel=(.+?)(?: icon=|\s*$)", block, re.MULTILINE)
    given = label[1].strip() if label and label[1].strip() != "null" else ""
    return _app(f"{package[1]}/{name[1]}", given)


def _of_brief(text: str) -> list[App]:
    return [_app(found, "") for found in re.findall(r"^\s*([\w.]+/[\w.$]+)\s*$", text, re.MULTILINE)]


def _app(activity: str, given: str) -> App:
    package = activity.partition("/")[0]
    label = given or _LABELS.get(package) or package.rpartition(".")[2]
    return App(package, short_component(activity), label)
