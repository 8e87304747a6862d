"""Looks at the phone: screen tree, foreground, dialog, keyboard, state, label, picture. Never acts."""

from __future__ import annotations

import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass

from .app_labels import label_of_screen
from .automator import AutomatorDeadError, RpcError
from .elements import keep_numbers
from .errors import CommandFailedError, CommandTimeoutError, ScreenReadError
from .link import Link
from .screen_tree import ScreenTree, bounds_of, elements_of, parse_tree
from .state import COMMANDS, Surroundings, read_state
from .types import Element, Observation

_DUMP_DEPTH = 200
_DIALOG_IDS = ("alertTitle", "permission_message", "aerr_title", "dialog_title", "alert_title")
_DIALOG_SHARE = 0.85
"""A window with less than this share of the screen is a dialog."""
_PICTURE_LIMIT_PIXELS = 20_000_000
_LAST_LINE = "UI hierchary dumped to:"


@dataclass(frozen=True, slots=True)
class Look:
    """The screen tree, and whether uiautomator2's server gave it."""

    tree: ScreenTree
    by_server: bool


class Screen:
    """Reads one phone's screen."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._last: tuple[str, str, tuple[Element, ...]] = ("", "", ())

    def look(self, *, timeout_s: float = 8.0) -> Look:
        """Return the tree on the screen now, never an old one.

        Raises:
            ScreenReadError: No tree could be had, or it is over a limit.
        """
        deadline = time.monotonic() + timeout_s
        problem = ""
        while True:
            try:
                xml = str(self._link.automator.look("dumpWindowHierarchy", False, _DUMP_DEPTH) or "")
                if "<node" in xml:
                    return Look(parse_tree(xml), by_server=True)
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
            text = self._link.shell.look("uiautomator", "dump", "/dev/tty", timeout_s=20.0).text
            start, end = text.find("<?xml"), text.rfind("</hierarchy>")
            if 0 <= start < end and _LAST_LINE in text[end:]:
                return parse_tree(text[start : end + len("</hierarchy>")])
            if time.monotonic() > deadline:
                raise ScreenReadError(f"the screen cannot be read: {text.strip()[:200] or 'no answer'}")
            time.sleep(0.1)

    def surroundings(self) -> Surroundings:
        """Return everything about the phone but the elements."""
        return read_state([result.text for result in self._link.shell.look_each(COMMANDS)])

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
            package, activity = _front(tree, around)
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
            ScreenReadError: No PNG came, or it has more than 20 million pixels.
        """
        data = self._link.shell.look("screencap", "-p", timeout_s=15.0).checked().stdout
        width, height = png_size(data)
        if width * height > _PICTURE_LIMIT_PIXELS:
            raise ScreenReadError(f"the picture of the screen has {width} x {height} pixels, over the limit")
        return data


def _front(tree: ScreenTree, around: Surroundings) -> tuple[str, str]:
    if not tree.nodes or around.package in tree.packages:
        return around.package, around.activity
    return tree.nodes[0].get("package"), ""


def png_size(data: bytes) -> tuple[int, int]:
    """Return (width, height) out of a PNG's header, without decoding it."""
    if len(data) < 33 or data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        raise ScreenReadError("the phone gave no picture of its screen")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


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
