"""The dialog that asks for a runtime permission, as Android's permission controller shows it.

Knows the questions and where the answer goes; what differs by Android version is in api_levels.py.
Does not know when an app asks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..api_levels import knows_permission
from ..api_levels import text as level_text
from .view import Node, column, icon, text
from .widgets import button

if TYPE_CHECKING:
    from ..phone import Phone

_IDS = "com.android.permissioncontroller:id/"
_UNKNOWN = ("security", "use a protected feature")
_ONE_TIME = ("location", "camera", "mic")
"""Pictures of the groups that an app may get while it is used, or once, but not for ever."""
_QUESTIONS = {
    "ACCESS_FINE_LOCATION": ("location", "access this device’s location"),
    "ACCESS_COARSE_LOCATION": ("location", "access this device’s location"),
    "CALL_PHONE": ("call", "make and manage phone calls"),
    "CAMERA": ("camera", "take pictures and record video"),
    "POST_NOTIFICATIONS": ("notifications", ""),
    "READ_CALENDAR": ("event", "access your calendar"),
    "READ_CALL_LOG": ("history", "access your phone call logs"),
    "READ_CONTACTS": ("person", "access your contacts"),
    "READ_EXTERNAL_STORAGE": ("folder", ""),
    "READ_MEDIA_AUDIO": ("audio", ""),
    "READ_MEDIA_IMAGES": ("image", ""),
    "READ_MEDIA_VIDEO": ("image", ""),
    "READ_SMS": ("sms", "send and view SMS messages"),
    "RECORD_AUDIO": ("mic", "record audio"),
    "SEND_SMS": ("sms", "send and view SMS messages"),
    "WRITE_CALENDAR": ("event", "access your calendar"),
    "WRITE_CONTACTS": ("person", "access your contacts"),
}


@dataclass(slots=True)
class _Request:
    package: str
    permission: str
    answer: Callable[[bool], None]


class PermissionDialogs:
    """Shows one question after the other. A system window."""

    package = "com.google.android.permissioncontroller"
    title = f"{package}/com.android.permissioncontroller.permission.ui.GrantPermissionsActivity"
    dim = 0.55
    is_dialog = True

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._requests: list[_Request] = []

    def ask(self, package: str, permission: str, answer: Callable[[bool], None]) -> None:
        """Queue a question; `answer(granted)` is called once.

        What this Android does not know yet is answered at once: apps may notify, and have no part of the media.
        """
        if not knows_permission(self._phone.api_level, permission):
            answer(permission.endswith("POST_NOTIFICATIONS"))
            return
        self._requests.append(_Request(package, permission, answer))

    def forget(self) -> None:
        """Drop all questions without an answer (the phone reboots)."""
        self._requests.clear()

    def is_open(self) -> bool:
        """Tell whether a question is open."""
        return bool(self._requests)

    def back(self) -> None:
        """Deny, as Back does."""
        self._decide(False)

    def _decide(self, granted: bool, *, once: bool = False) -> None:
        request, packages = self._requests.pop(0), self._phone.packages
        with contextlib.suppress(LookupError):  # an injected dialog may ask for what the app never declared
            if granted:
                packages.grant(request.package, request.permission, once=once)
            else:
                packages.revoke(request.package, request.permission)
        request.answer(granted)

    def _question(self, permission: str) -> tuple[str, str]:
        """Return (picture, words) of a permission."""
        name = permission.rsplit(".", 1)[-1]
        picture, words = _QUESTIONS.get(name, _UNKNOWN)
        return picture, words or level_text(self._phone.api_level, f"permission.{name}")

    def _answers(self, one_time: bool) -> list[Node]:
        level = self._phone.api_level
        deny = _answer(level_text(level, "permission.deny"), "permission_deny_button", lambda: self._decide(False))
        if not one_time:
            return [_answer("Allow", "permission_allow_button", lambda: self._decide(True)), deny]
        using, once = level_text(level, "permission.using"), level_text(level, "permission.once")
        return [
            _answer(using, "permission_allow_foreground_only_button", lambda: self._decide(True)),
            _answer(once, "permission_allow_one_time_button", lambda: self._decide(True, once=True)),
            deny,
        ]

    def build(self) -> Node:
        """Return the question in front."""
        request = self._requests[0]
        manifest = self._phone.packages.get(request.package)
        label = manifest.label if manifest else request.package
        picture, words = self._question(request.permission)
        question = text(
            f"Allow {label} to {words}?", size=20.0, align="center", width="fill", id=_IDS + "permission_message"
        )
        return column(
            icon(picture, size=28.0, color="primary", id=_IDS + "permission_icon"),
            question.styled(padding=(0.0, 16.0, 0.0, 20.0)),
            *self._answers(picture in _ONE_TIME),
            width=320.0,
            background="surface_high",
            radius=28.0,
            padding=24.0,
            gap=4.0,
            align="center",
            elevation=6.0,
            id=_IDS + "grant_dialog",
        )


def _answer(label: str, name: str, action: Callable[[], None]) -> Node:
    return button(label, action, kind="tonal", id=_IDS + name, width="fill", height=52.0, radius=12.0)
