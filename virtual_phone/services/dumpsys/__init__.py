"""dumpsys: one text per service, in the forms that clients parse.

Knows: which function writes which section. Each section file knows its own services only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...phone import Phone

_WITHOUT_SECTION = (
    "activity_task",
    "app_function",
    "clipboard",
    "device_config",
    "isms",
    "locale",
    "lock_settings",
    "netpolicy",
    "phone",
    "sensorservice",
    "shortcut",
    "vibrator_manager",
)
"""Services that take calls or commands and have nothing to tell here."""
Section = Callable[["Phone", list[str]], str]


def sections() -> dict[str, Section]:
    """Return the dumpable services by name."""
    from . import activity, device, doze, notification, package, radios, rules, screen, usage

    found: dict[str, Section] = {}
    for module in (activity, device, doze, notification, package, radios, rules, screen, usage):
        found |= module.SECTIONS
    return found


def service_names() -> list[str]:
    """Return every system service, as `service list`, `cmd -l` and `dumpsys -l` know it, in the order of names."""
    return sorted({*sections(), *_WITHOUT_SECTION})


def dump(phone: Phone, name: str, args: list[str]) -> str | None:
    """Return the text of one service, or None when there is no such service."""
    section = sections().get(name)
    if section is None:
        return "  (nothing)\n" if name in _WITHOUT_SECTION else None
    return section(phone, args)
