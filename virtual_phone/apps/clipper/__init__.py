"""Clipper: the clipboard for scripts, by the broadcasts clipper.get and clipper.set.

Knows: the two broadcasts with their answers, and that Android 10 and later lets only the app in front read the clip.
Does not know: selections and paste (ui/text_toolbar.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...intents import IntentFilter
from ..app import RESULT_CANCELED, RESULT_OK, ActivityInfo, Icon, Manifest, ReceiverInfo
from ..app_data import is_welcomed, set_welcomed
from .screens import PACKAGE, Main

if TYPE_CHECKING:
    from ...intents import Intent
    from ...phone import Phone


def _answer(phone: Phone, intent: Intent) -> tuple[int, str | None]:
    action = str(intent.action).rpartition(".")[2]
    return _get(phone) if action == "get" else _set(phone, intent)


def _get(phone: Phone) -> tuple[int, str | None]:
    front = phone.activities.resumed
    if front is None or front.package != PACKAGE or not is_welcomed(phone, PACKAGE):
        phone.logcat.log("E", "ClipboardService", f"Denying clipboard access to {PACKAGE}, application is not in focus")
        return RESULT_CANCELED, ""
    clip = phone.clipboard.get()
    return (RESULT_CANCELED, "") if clip is None else (RESULT_OK, clip)


def _set(phone: Phone, intent: Intent) -> tuple[int, str | None]:
    words = intent.extra("text")
    if words is None:
        return RESULT_CANCELED, 'No text is provided. Use -e text "text to be pasted"'
    phone.clipboard.set(str(words))
    return RESULT_OK, "Text is copied into clipboard."


MANIFEST = Manifest(
    PACKAGE,
    "Clipper",
    version_name="1.2.1",
    version_code=5,
    system=False,
    target_sdk=22,
    icon=Icon("clipboard", "#546e7a"),
    activities=(ActivityInfo(Main.name, Main, launcher=True),),
    receivers=(
        ReceiverInfo(".ClipperReceiver", (IntentFilter(("clipper.get", "get", "clipper.set", "set")),), _answer),
    ),
    on_install=lambda phone: set_welcomed(phone, PACKAGE),
)
