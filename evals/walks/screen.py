"""The hands of a walk: an unmodified uiautomator2 client, with selectors as its only way to find things.

Knows: how to wait for something, scroll to it, tap it and type. Does not know: any app, or state off the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .access import adb_device

if TYPE_CHECKING:
    from uiautomator2 import Device, UiObject

WAIT_S = 5.0
_MAX_SWIPES = 40


class ScreenError(LookupError):
    """Something that the walk needs is not on the screen; the text says what, and what is there instead."""


class Screen:
    """One phone's screen, by serial. Selectors are uiautomator2's: text=, textContains=, resourceId=, instance= …"""

    def __init__(self, serial: str) -> None:
        """Connect to the device through the adb server that the environment names."""
        import uiautomator2

        self.device: Device = uiautomator2.connect(adb_device(serial))
        self.device.settings["wait_timeout"] = WAIT_S

    def open_app(self, package: str, activity: str = "") -> None:
        """Bring an app to the front from its start, and wait until it is there."""
        self.device.app_start(package, activity or None, stop=True)
        if not self.device.app_wait(package, timeout=WAIT_S, front=True):
            raise ScreenError(f"{package} did not open; in front: {self.device.app_current()}")

    def find(self, **selector: Any) -> UiObject:
        """Wait for an element and return it. Raises ScreenError after 5 s."""
        found = self.device(**selector)
        if not found.wait(timeout=WAIT_S):
            raise ScreenError(f"nothing with {selector}; on the screen: {self.words()}")
        return found

    def exists(self, **selector: Any) -> bool:
        """Tell whether an element is on the screen now."""
        return bool(self.device(**selector).exists)

    def wait(self, seconds: float = WAIT_S, **selector: Any) -> bool:
        """Wait for an element; tell whether it came."""
        return bool(self.device(**selector).wait(timeout=seconds))

    def wait_gone(self, seconds: float = WAIT_S, **selector: Any) -> bool:
        """Wait until an element has gone; tell whether it did."""
        return bool(self.device(**selector).wait_gone(timeout=seconds))

    def tap(self, **selector: Any) -> None:
        """Tap an element."""
        self.find(**selector).click()

    def long_tap(self, **selector: Any) -> None:
        """Press an element for long."""
        self.find(**selector).long_click()

    def type_into(self, words: str, **selector: Any) -> None:
        """Replace the text of a field."""
        self.find(**selector).set_text(words)

    def text_of(self, **selector: Any) -> str:
        """Return the text of an element."""
        return str(self.find(**selector).get_text() or "")

    def texts(self, **selector: Any) -> list[str]:
        """Return the texts of all elements that fit, from top to bottom; [] when there is none."""
        return [str(element.get_text() or "") for element in self.device(**selector)]

    def words(self) -> list[str]:
        """Return every text and description that is to be seen, in the order of the tree."""
        from xml.etree import ElementTree

        nodes = ElementTree.fromstring(self.device.dump_hierarchy()).iter("node")
        return [word for node in nodes for word in (node.get("text"), node.get("content-desc")) if word]

    def scroll_to(self, *, within: dict[str, Any] | None = None, **selector: Any) -> None:
        """Scroll (the first scrollable, or the one given by `within`) until an element is on the screen.

        Raises:
            ScreenError: It is not there, from the beginning to the end.
        """
        if self.exists(**selector):
            return
        area = self.device(**(within or {"scrollable": True}))
        if area.exists:
            area.scroll.to(**selector)
        if not self.exists(**selector):
            raise ScreenError(f"scrolled through, nothing with {selector}; on the screen: {self.words()}")

    def collect(self, read: Callable[[], list[str]], *, within: dict[str, Any] | None = None) -> list[str]:
        """Read a list from its beginning to its end: `read` is called on every page; each line counts once."""
        area = self.device(**(within or {"scrollable": True}))
        if not area.exists:
            return list(dict.fromkeys(read()))
        area.scroll.toBeginning()
        found = dict.fromkeys(read())
        for _ in range(_MAX_SWIPES):
            before = self.device.dump_hierarchy()
            area.scroll.forward()
            found.update(dict.fromkeys(read()))
            if self.device.dump_hierarchy() == before:
                break
        return list(found)

    def back(self) -> None:
        """Press the back key."""
        self.device.press("back")

    def home(self) -> None:
        """Press the home key."""
        self.device.press("home")
