"""dumpsys: one text per service, in the forms that clients parse.

Knows: which function writes which section. Each section file knows its own services only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...phone import Phone

Section = Callable[["Phone", list[str]], str]


def sections() -> dict[str, Section]:
    """Return the dumpable services by name."""
    from . import activity, device, package, radios, rules, screen, usage

    found: dict[str, Section] = {}
    for module in (activity, device, package, radios, rules, screen, usage):
        found |= module.SECTIONS
    return found


def dump(phone: Phone, name: str, args: list[str]) -> str | None:
    """Return the text of one service, or None when there is no such service."""
    section = sections().get(name)
    return None if section is None else section(phone, args)
