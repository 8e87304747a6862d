"""A virtual Android phone that any adb client can drive, as a process of its own.

Knows nothing of the agent. From outside, start and find phones with Registry and ask them for the truth about
themselves with state and shot; everything else goes over adb.
"""

from __future__ import annotations

from .control_commands import ControlError
from .registry import PhoneRecord, PhoneStartError, Registry, UnknownPhoneError
from .remote import ask, shot, state

__all__ = [
    "ControlError",
    "PhoneRecord",
    "PhoneStartError",
    "Registry",
    "UnknownPhoneError",
    "ask",
    "shot",
    "state",
]
