"""Walks through the Clock app: the stopwatch, and a timer that is set and not started."""

from __future__ import annotations

from xml.etree import ElementTree

from .access import PhoneAccess
from .screen import Screen
from .walk import Params, Walk

PACKAGE = "com.google.android.deskclock"
_DIGIT = f"{PACKAGE}:id/timer_setup_digit_"


def _open_tab(screen: Screen, name: str) -> None:
    screen.open_app(PACKAGE)
    screen.tap(description=name)


def _run_stopwatch(screen: Screen, params: Params) -> None:
    _open_tab(screen, "Stopwatch")
    screen.tap(description="Start")


def _pause_stopwatch(screen: Screen, params: Params) -> None:
    _open_tab(screen, "Stopwatch")
    if screen.exists(description="Pause"):
        screen.tap(description="Pause")


def _enter_timer(screen: Screen, params: Params) -> None:
    _open_tab(screen, "Timer")
    for digit in f"{params['hours']:02d}{params['minutes']:02d}{params['seconds']:02d}".lstrip("0"):
        screen.tap(resourceId=f"{_DIGIT}{digit}")


def _clear(access: PhoneAccess, params: Params) -> None:
    access.shell(f"pm clear {PACKAGE}")


def _seen(access: PhoneAccess) -> list[str]:
    """Return the words and descriptions of the screen as the shell sees them, the Clock's alone."""
    access.shell("uiautomator dump /sdcard/window_dump.xml")
    tree = ElementTree.fromstring(access.read_text("/sdcard/window_dump.xml") or "<hierarchy/>")
    nodes = [node for node in tree.iter("node") if node.get("package") == PACKAGE]
    return [word for node in nodes for word in (node.get("text"), node.get("content-desc")) if word]


def _is_running(access: PhoneAccess, params: Params, answer: str | None) -> str:
    seen = _seen(access)
    return "" if {"Pause", "Lap"} <= set(seen) else f"on the screen: {seen}"


def _is_paused(access: PhoneAccess, params: Params, answer: str | None) -> str:
    seen = _seen(access)
    return "" if "Start" in seen and seen.count("Stopwatch") >= 2 else f"on the screen: {seen}"


def _is_entered(access: PhoneAccess, params: Params, answer: str | None) -> str:
    wanted = f"{params['hours']:02d}h {params['minutes']:02d}m {params['seconds']:02d}s"
    seen = _seen(access)
    return "" if wanted in seen else f"on the screen: {seen}"


WALKS = (
    Walk("ClockStopWatchRunning", "Run the stopwatch.", {}, _clear, _run_stopwatch, _is_running),
    Walk("ClockStopWatchPausedVerify", "Pause the stopwatch.", {}, _clear, _pause_stopwatch, _is_paused),
    Walk("ClockTimerEntry", "Create a timer with 1 hours, 20 minutes, and 5 seconds. Do not start the timer.",
         {"hours": 1, "minutes": 20, "seconds": 5}, _clear, _enter_timer, _is_entered),
)  # fmt: skip
