"""Visits the screens of a phone's apps: opens each app, taps what can be tapped, and goes back in time for the next.

Knows snapshots, taps and what makes a screen another one. Does not know what is right or wrong on a screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.ui.layout import Box

_MOST_TAPS = 30
"""So many taps are tried on one screen."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One screen: its name for messages, and every box that accessibility sees."""

    name: str
    boxes: tuple[Box, ...]


def apps_of(phone: Phone) -> list[str]:
    """Return the packages that the launcher shows."""
    return sorted({manifest.package for manifest, _ in phone.packages.launcher_activities()})


def crawl(phone: Phone, *, most: int = 8, system: bool = True) -> Iterator[Visit]:
    """Yield the home screen, the shade, and up to `most` screens of every app; the phone is as before afterwards."""
    start = phone.snapshot()
    yield _visit(phone, "home")
    if system:
        phone.windows.open_notifications()
        yield _visit(phone, "notifications")
        phone.windows.open_quick_settings()
        yield _visit(phone, "quick settings")
        phone.restore(start)
    for package in apps_of(phone):
        intent = phone.packages.launch_intent(package)
        assert intent is not None
        phone.activities.start(intent)
        yield from _within(phone, package, most)
        phone.restore(start)


def _within(phone: Phone, package: str, most: int) -> Iterator[Visit]:
    """Yield the screens that can be reached from the present one by taps, the nearest first."""
    seen = {_signature(phone)}
    queue = [(phone.snapshot(), package)]
    yield _visit(phone, package)
    while queue and len(seen) < most:
        here, path = queue.pop(0)
        phone.restore(here)
        spots = [b for b in phone.windows.boxes() if b.node.clickable and b.node.enabled][:_MOST_TAPS]
        for number, box in enumerate(spots):
            phone.restore(here)
            left, top, right, bottom = box.seen
            phone.windows.tap((left + right) / 2, (top + bottom) / 2)
            signature = _signature(phone)
            if signature in seen or phone.windows.focused.package == "com.google.android.apps.nexuslauncher":
                continue
            seen.add(signature)
            name = f"{path} > {box.node.id or box.node.desc or box.node.text or number}"
            yield _visit(phone, name)
            queue.append((phone.snapshot(), name))
            if len(seen) >= most:
                return


def _visit(phone: Phone, name: str) -> Visit:
    return Visit(name, tuple(phone.windows.boxes()))


def _signature(phone: Phone) -> tuple[object, ...]:
    boxes = phone.windows.boxes()
    return phone.windows.current_focus, tuple((b.node.cls, b.node.id, bool(b.node.checked)) for b in boxes[:40])
