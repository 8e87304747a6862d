"""How long commands take with the pace `phone`: what an adb client waits for on a phone in the middle of the range.

These are assumptions, written down in one place, and no measurements of one device: a Java program that the shell
starts (`content`, `svc`) takes some hundred milliseconds before it does anything; an app takes as long as `am start -W`
tells of ordinary apps; after a touch the next page slides in within Android's standard 300 ms. The pace is for
evaluations that ask how long something would take on a phone, not for tests.
"""

from __future__ import annotations

import re
from typing import Literal

Pace = Literal["phone", "real", "fast"]
"""phone: all commands take as long as on a phone; real: gestures do (a swipe of 300 ms takes 300 ms); fast: none do."""

_SHELL_MS: tuple[tuple[str, float], ...] = (
    (r"am start", 600), (r"am \w+", 60), (r"content ", 450), (r"svc ", 350), (r"monkey ", 900), (r"input ", 90),
    (r"uiautomator dump", 1800), (r"screencap", 250), (r"dumpsys ", 50), (r"pm ", 60), (r"cmd ", 40),
    (r"settings ", 40), (r"media ", 300), (r"ime ", 40), (r"getprop|date|cat|ls|rm|find|wm ", 10),
)  # fmt: skip
_RPC_MS: tuple[tuple[str, float], ...] = (
    ("dumpWindowHierarchy", 150), ("click", 350), ("longClick", 350), ("swipe", 350), ("drag", 350), ("press", 350),
    ("setText", 200), ("takeScreenshot", 250), ("", 15),
)  # fmt: skip
_PARTS = re.compile(r"[;|&]+")
_AS_ROOT = re.compile(r"^su \S+ ")


def command_ms(act: str) -> float:
    """Return how many milliseconds a command takes; act: `shell <line>` or `rpc <method>`. A line's parts add up."""
    kind, _, rest = act.partition(" ")
    if kind == "rpc":
        return next(ms for name, ms in _RPC_MS if rest.startswith(name))
    return sum(_program_ms(_AS_ROOT.sub("", part.strip())) for part in _PARTS.split(rest))


def _program_ms(line: str) -> float:
    return next((ms for start, ms in _SHELL_MS if re.match(start, line)), 0.0)
