"""Looks at the phone: screen tree, foreground, dialog, keyboard, state, label, picture. Never acts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from .app_labels import label_of_screen
from .automator import AutomatorDeadError, RpcError
from .elements import keep_numbers
from .errors import CommandFailedError, CommandTimeoutError, ScreenReadError
from .link import Link
from .picture import check_png
from .screen_tree import ScreenTree, bounds_of, elements_of, parse_tree
from .state import COMMANDS, FOCUS, Surroundings, foreground, read_state
from .types import Element, Observation

_DUMP_DEPTH = 200
SLOWEST_S = 40.0
"""A phone may take half a minute for a look while it is busy; whoever does not answer then is gone."""
_DIALOG_IDS = ("alertTitle", "permission_message", "aerr_title", "dialog_title", "alert_title")
_DIALOG_SHARE = 0.85
"""A window with less than this share of the screen is a dialog."""
_LAST_LINE = "UI hierchary dumped to:"


@dataclass(frozen=True, slots=True)
class Look:
    """The screen tree, and whether uiautomator2's server gave it."""

    tree: ScreenTree
    by_server: bool
    xml: str = ""
    """What the server gave, to the byte."""


class Screen:
    """Reads one phone's screen."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._last: tuple[str, str, tuple[Element, ...]] = ("", "", ())

    def look(self, *, timeout_s: float = 8.0, known: Look | None = None) -> Look:
        """Return the tree on the screen now, never an old one; `known` itself where that says the same to the byte.

        Raises:
            ScreenReadError: No tree could be had, or it is over a limit.
        """
        deadline = time.monotonic() + timeout_s
        problem = ""
        while True:
            try:
                xml = str(
                    self._link.automator.look("dumpWindowHierarchy", False, _DUMP_DEPTH, timeout_s=SLOWEST_S) or ""
                )
                if known is not None and xml == known.xml:
                    return known
                if "<node" in xml:
                    return Look(parse_tree(xml), by_server=True, xml=xml)
                problem = "the phone gave an empty screen tree"
            except (RpcError, CommandTimeoutError, CommandFailedError) as error:
                problem = str(error)
            except AutomatorDeadError:
                return Look(self._dump_by_command(deadline), by_server=False)
            if time.monotonic() > deadline:
                raise ScreenReadError(f"the screen cannot be read: {problem}")
            time.sleep(0.05)

    def _dump_by_command(self, deadline: float) -> ScreenTree:
        """`uiautomator dump` to its own standard output, so that an old file can never pass for a new
        tree."""
        while True:
            result = self._link.shell.look("uiautomator", "dump", "/dev/tty", timeout_s=20.0)
            text = result.text if result.exit_code == 0 else result.all_text.replace(_LAST_LINE, "")
            start, end = text.find("<?xml"), text.rfind("</hierarchy>")
            if 0 <= start < end and _LAST_LINE in text[end:]:
                return parse_tree(text[start : end + len("</hierarchy>")])
            if time.monotonic() > deadline:
                raise ScreenReadError(f"the screen cannot be read: {text.strip()[:200] or 'no answer'}")
            time.sleep(0.1)

    def front(self, tree: ScreenTree | None = None) -> tuple[str, str]:
        """Return (package, activity) of the window in front, as `observe` tells it of this tree."""
        told = foreground(self._link.shell.look_each([FOCUS])[0].text)
        return told if tree is None else front_of(tree, *told)

    def surroundings(self) -> Surroundings:
        """Return everything about the phone but the elements."""
        return read_state([result.text for result in self._link.shell.look_each(COMMANDS, timeout_s=SLOWEST_S)])

    def observe(self, *, screenshot: bool) -> Observation:
        """Return what is on the screen now; an unreadable tree is told in `problem`."""
        problem, tree = "", ScreenTree()
        try:
            tree = self.look().tree
        except ScreenReadError as error:
            problem = str(error)
        around = self.surroundings()
        package, activity = around.package, around.activity
        if tree.nodes and package not in tree.packages:
            # The window changed between the two looks, or a window without an activity is in front.
            tree, around = self._again(tree, around)
            package, activity = front_of(tree, around.package, around.activity)
        elements = self._numbered(elements_of(tree), package, activity)
        return Observation(
            elements=elements,
            package=package,
            activity=activity,
            keyboard_shown=around.keyboard_shown,
            dialog=dialog_of(tree, elements, around.width_px, around.height_px),
            state=around.state,
            label=label_of_screen(tree.packages | {package} - {""}, elements),
            width_px=around.width_px,
            height_px=around.height_px,
            time=around.time,
            screenshot_png=self.picture() if screenshot else None,
            problem=problem,
        )

    def _again(self, tree: ScreenTree, around: Surroundings) -> tuple[ScreenTree, Surroundings]:
        try:
            return self.look().tree, self.surroundings()
        except ScreenReadError:
            return tree, around

    def _numbered(self, elements: tuple[Element, ...], package: str, activity: str) -> tuple[Element, ...]:
        last_package, last_activity, last = self._last
        if last and (package, activity) == (last_package, last_activity):
            elements = keep_numbers(elements, last)
        self._last = (package, activity, elements)
        return elements

    def picture(self) -> bytes:
        """Return the screen as PNG bytes.

        Raises:
            ScreenReadError: No whole PNG came, or it is over a limit.
        """
        data = self._link.shell.look("screencap", "-p", timeout_s=15.0).checked().stdout
        check_png(data)
        return data


def front_of(tree: ScreenTree, package: str, activity: str) -> tuple[str, str]:
    """Return (package, activity) of the window in front; the tree's where the focused app draws nothing of it."""
    if not tree.nodes or package in tree.packages:
        return package, activity
    return tree.nodes[0].get("package"), ""


def dialog_of(tree: ScreenTree, elements: Sequence[Element], width_px: int, height_px: int) -> str:
    """Return the title or first text of the dialog in front, or an empty string."""
    for element in elements:
        if element.resource_id.rpartition("/")[2] in _DIALOG_IDS and element.name:
            return element.name
    if not tree.nodes or width_px * height_px == 0:
        return ""
    root = bounds_of(tree.nodes[0].get("bounds"))
    if 0 < root.area < _DIALOG_SHARE * width_px * height_px:
        return next((element.name for element in elements if element.text or element.description), "")
    return ""
