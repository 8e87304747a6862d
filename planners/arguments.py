"""What a wish still holds for an argument that a model left out: exact names and clock times only, found in code.

Guessing is worse than asking, so only what stands literally in the wish and exists on the phone counts.
"""

from __future__ import annotations

import re

from ..android_bridge.device import Device
from ..android_bridge.errors import CommandFailedError
from ..tools.types import Parameter

_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE)


def find_missing(parameter: Parameter, wish: str, device: Device) -> str | None:
    """Return the words of `wish` that give the parameter, or None.

    An impossible clock time (`25:99`) is returned too: its error says more than a question would.
    """
    match parameter.kind:
        case "time" | "when":
            found = _CLOCK.search(wish)
            return found.group() if found else None
        case "app":
            return _longest(wish, [app.label for app in device.apps()])
        case "contact":
            return _longest(wish, _contacts(device))
        case "settings_page":
            return "settings" if re.search(r"\bsettings?\b", wish, re.IGNORECASE) else None
    return None


def _contacts(device: Device) -> list[str]:
    try:
        rows = device.query("content://com.android.contacts/contacts", columns=("display_name",))
    except CommandFailedError:
        return []
    return [name for row in rows if (name := row["display_name"])]


def _longest(wish: str, names: list[str]) -> str | None:
    """The longest of `names` that stands in the wish as whole words."""
    inside = [n for n in names if n and re.search(rf"(?<!\w){re.escape(n)}(?!\w)", wish, re.IGNORECASE)]
    return max(inside, key=len, default=None)
