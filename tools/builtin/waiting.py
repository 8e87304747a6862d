"""Waiting for the phone: a condition with a deadline, and things on the screen by their names. Decides nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence

from ...android_bridge.device import Device
from ...android_bridge.errors import CommandTimeoutError
from ...android_bridge.types import Element, Observation
from ..types import Context

_POLL_S = 0.15


def wait_true(condition: Callable[[], bool], *, timeout_s: float = 5.0) -> bool:
    """Return whether the condition came true before the deadline; it is asked at least once."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_POLL_S)
    return True


def since_ms(context: Context) -> int:
    """Return from when on (epoch ms of the phone) an effect counts as this call's."""
    return context.started_ms or int(context.now.timestamp() * 1000)


def plain(text: str) -> str:
    """Return screen text for comparison: small letters, all kinds of space as one space."""
    return re.sub(r"[\s\u00a0\u202f\u2009]+", " ", text).strip().lower()


def find_named(observation: Observation, names: Sequence[str], ids: Sequence[str] = ()) -> Element | None:
    """Return the enabled element with one of the ids or names; clickable ones first, then earlier names."""
    wanted = [plain(name) for name in names]
    found: list[tuple[int, int, Element]] = []
    for element in observation.elements:
        if not element.enabled or element.editable:
            continue
        last = element.resource_id.rpartition("/")[2]
        own = (plain(element.text), plain(element.description))
        ranks = [rank for rank, ident in enumerate(ids) if ident in (last, element.resource_id)]
        ranks += [len(ids) + rank for rank, name in enumerate(wanted) if name in own]
        if ranks:
            found.append((min(ranks), 0 if element.clickable else 1, element))
    return min(found, key=lambda item: (item[1], item[0]))[2] if found else None


def wait_named(
    device: Device, names: Sequence[str], ids: Sequence[str] = (), *, timeout_s: float = 6.0
) -> tuple[Element | None, Observation]:
    """Return the named element as soon as it shows (None at the deadline) and the last look."""
    try:
        seen = device.wait_until(lambda look: find_named(look, names, ids) is not None, timeout_s=timeout_s)
    except CommandTimeoutError:
        seen = device.observe()
    return find_named(seen, names, ids), seen


def tap_named(
    context: Context, names: Sequence[str], ids: Sequence[str] = (), *, timeout_s: float = 6.0
) -> Element | None:
    """Tap the named element as soon as it shows; return it, or None if it never showed (nothing was tapped then)."""
    element, _ = wait_named(context.device, names, ids, timeout_s=timeout_s)
    if element is not None:
        context.acting.tap(element)
    return element
