"""The methods of uiautomator2's server, as its Python client 3.7 and other clients call them.

Knows what each method means on this phone. Parameters come from outside, as decoded JSON. Gestures and
scrolling are in `automator_gestures.py` and `automator_scroll.py`. Does not know HTTP.
Errors: RpcError, with the exception names that clients look for in the message.
"""

from __future__ import annotations

import asyncio
import base64
import io
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .selector import describe, find, matches
from .ui.dump import can_scroll, is_focusable, resource_id, shown_text
from .ui.keycodes import named
from .ui.layout import Box, Rect

if TYPE_CHECKING:
    from .phone import Phone

_POLL_S = 0.03
_NOT_FOUND_CODE = -32002
Target = Mapping[str, Any] | str
"""A selector, or the id of an object that childBy… returned."""


class RpcError(Exception):
    """A method failed; `message` is what an Android exception would print."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Methods:
    """Holds what lives between calls: the ids of objects."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self._objects: dict[str, Callable[[], list[Box]]] = {}

    # ── finding ──

    def all(self, target: Target) -> list[Box]:
        """Return every box that a target means now."""
        if isinstance(target, str):
            made = self._objects.get(target)
            return made() if made is not None else []
        windows = self.phone.windows
        return find(windows.boxes(), target, windows.editor.focus_key)

    def one(self, target: Target) -> Box:
        """Return the first box of a target. Raises RpcError with UiObjectNotFoundException."""
        found = self.all(target)
        if not found:
            message = f"androidx.test.uiautomator.UiObjectNotFoundException: {describe(target)}"
            raise RpcError(_NOT_FOUND_CODE, message)
        return found[0]

    def remember(self, resolve: Callable[[], list[Box]]) -> str:
        """Store a way to find an object and return its id."""
        ident = str(len(self._objects) + 1)
        self._objects[ident] = resolve
        return ident

    # ── device ──

    def device_info(self) -> dict[str, Any]:
        """Return what `d.info` shows."""
        windows, frame = self.phone.windows, self.phone.windows.frame
        return {
            "currentPackageName": windows.focused.package,
            "displayHeight": frame.height,
            "displayRotation": windows.rotation,
            "displaySizeDpX": round(frame.width / frame.scale),
            "displaySizeDpY": round(frame.height / frame.scale),
            "displayWidth": frame.width,
            "productName": self.phone.properties.get("ro.product.name", ""),
            "screenOn": self.phone.power.screen_on,
            "sdkInt": int(self.phone.properties.get("ro.build.version.sdk", "33")),
            "naturalOrientation": windows.rotation == 0,
        }

    def dump(self, compressed: bool = False, max_depth: int = 50, root_in_active: bool = False) -> str:
        """Return the window hierarchy as XML."""
        del root_in_active
        return self.phone.windows.dump(bool(compressed), style="u2", max_depth=int(max_depth or 0))

    def screenshot(self, scale: float = 1.0, quality: int = 80) -> str:
        """Return the screen as base64 JPEG, scaled by 0..1."""
        picture = self.phone.windows.screenshot()
        if 0 < scale < 1:
            picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
        data = io.BytesIO()
        picture.save(data, "JPEG", quality=max(1, min(95, int(quality))))
        return base64.b64encode(data.getvalue()).decode()

    def wake_up(self) -> None:
        """Turn the screen on."""
        self.phone.power.wake()

    def sleep(self) -> None:
        """Turn the screen off."""
        self.phone.power.sleep()

    def set_orientation(self, name: str) -> None:
        """Turn the screen: natural, left, upsidedown or right (or their first letters)."""
        turns = {"n": 0, "l": 1, "u": 2, "r": 3}
        turn = turns.get(str(name)[:1].lower())
        if turn is None:
            raise ValueError(f"unknown orientation {name!r}")
        self.phone.settings.put("system", "accelerometer_rotation", "0")
        self.phone.settings.put("system", "user_rotation", str(turn))
        self.phone.windows.invalidate()

    def freeze_rotation(self, frozen: bool) -> None:
        """Keep the orientation, or follow the sensor again."""
        self.phone.settings.put("system", "accelerometer_rotation", "0" if frozen else "1")
        self.phone.windows.invalidate()

    def press_key(self, name: str) -> bool:
        """Press a key by name."""
        code = named(str(name))
        if code is None:
            return False
        self.phone.windows.key(code)
        return True

    def press_key_code(self, code: int, meta: int = 0) -> bool:
        """Press a key by code."""
        self.phone.windows.key(int(code), int(meta))
        return True

    async def shell(self, command: str, ms: int = 20_000) -> str:
        """Run a shell command and return its output."""
        from .shell.streams import BufferWriter, BytesReader

        out = BufferWriter()
        run = self.phone.run_shell(str(command), stdin=BytesReader(), stdout=out, stderr=out)
        await asyncio.wait_for(run, ms / 1000)
        return out.text()

    def launch_app(self, package: str) -> bool:
        """Start an app by its package."""
        intent = self.phone.packages.launch_intent(str(package))
        return intent is not None and self.phone.activities.start(intent).ok

    def wait_for_idle(self, ms: int = 0) -> None:
        """Return at once: the screen has no animations."""

    # ── objects ──

    def exists(self, target: Target) -> bool:
        """Tell whether an object is on the screen."""
        return bool(self.all(target))

    def count(self, target: Target) -> int:
        """Count the objects."""
        return len(self.all(target))

    def info(self, target: Target) -> dict[str, Any]:
        """Describe the first object."""
        return self._describe(self.one(target))

    def infos(self, target: Target) -> list[dict[str, Any]]:
        """Describe all objects."""
        return [self._describe(box) for box in self.all(target)]

    def _describe(self, box: Box) -> dict[str, Any]:
        node = box.node
        focus = self.phone.windows.editor.focus_key
        return {
            "bounds": _bounds(box.rect),
            "childCount": len(box.children),
            "className": node.cls,
            "contentDescription": node.desc or None,
            "packageName": box.package,
            "resourceName": resource_id(box) or None,
            "text": shown_text(node),
            "visibleBounds": _bounds(box.seen),
            "checkable": node.checkable,
            "checked": node.checked,
            "clickable": node.clickable,
            "enabled": node.enabled,
            "focusable": is_focusable(node),
            "focused": bool(focus) and box.key == focus,
            "longClickable": node.long_clickable,
            "scrollable": can_scroll(box),
            "selected": node.selected,
        }

    async def wait_for(self, target: Target, ms: float) -> bool:
        """Wait up to `ms` for an object."""
        return await self._until(lambda: self.exists(target), ms)

    async def wait_gone(self, target: Target, ms: float) -> bool:
        """Wait up to `ms` until no such object is left."""
        return await self._until(lambda: not self.exists(target), ms)

    async def _until(self, is_so: Callable[[], bool], ms: float) -> bool:
        deadline = time.monotonic() + ms / 1000
        while not is_so():
            if time.monotonic() >= deadline:
                return False
            await asyncio.sleep(_POLL_S)
            self.phone.clock.tick()
        return True

    def get_text(self, target: Target) -> str:
        """Return the text of an object."""
        return shown_text(self.one(target).node)

    def set_text(self, target: Target, value: str) -> bool:
        """Replace the text of a field."""
        box = self.one(target)
        return self.phone.windows.editor.set_text(box, str(value or ""))

    def clear_text_field(self, target: Target) -> None:
        """Empty a field."""
        self.set_text(target, "")

    # ── collections ──

    def child_by_text(self, target: Target, child: Mapping[str, Any], value: str, scroll: bool = False) -> str:
        """Return the id of the child that has this text in it."""
        return self._child_with(target, child, lambda box: shown_text(box.node), str(value), scroll)

    def child_by_description(self, target: Target, child: Mapping[str, Any], value: str, scroll: bool = False) -> str:
        """Return the id of the child that has this description in it."""
        return self._child_with(target, child, lambda box: box.node.desc, str(value), scroll)

    def _child_with(
        self, target: Target, child: Mapping[str, Any], read: Callable[[Box], str], value: str, scroll: bool
    ) -> str:
        def resolve() -> list[Box]:
            return [
                box
                for box in self._children(target, child)
                if read(box) == value or any(value in read(inner) for inner in list(box.walk())[1:])
            ]

        if not resolve() and scroll:
            from .automator_scroll import scroll_until

            scroll_until(self, target, lambda: bool(resolve()), vertical=True)
        if not resolve():
            message = f"androidx.test.uiautomator.UiObjectNotFoundException: {describe(child)} with {value!r}"
            raise RpcError(_NOT_FOUND_CODE, message)
        return self.remember(resolve)

    def child_by_instance(self, target: Target, child: Mapping[str, Any], number: int) -> str:
        """Return the id of the n-th child that matches."""
        return self.remember(lambda: self._children(target, child)[int(number) : int(number) + 1])

    def _children(self, target: Target, child: Mapping[str, Any]) -> list[Box]:
        from .selector import below

        focus = self.phone.windows.editor.focus_key
        return [box for top in self.all(target)[:1] for box in below(top) if matches(box, child, focus)]

    # ── text on the side ──

    def toast(self, text: str, ms: float = 2000) -> bool:
        """Show a toast."""
        self.phone.windows.toast(str(text), int(ms))
        return True

    def last_toast(self) -> str | None:
        """Return the last toast since it was cleared."""
        return self.phone.windows.last_toast

    def clear_last_toast(self) -> None:
        """Forget the last toast."""
        self.phone.windows.last_toast = None

    def set_clipboard(self, label: str | None, text: str) -> None:
        """Replace the clipboard."""
        self.phone.clipboard.set(str(text), str(label or ""))

    def get_clipboard(self) -> str | None:
        """Return the clipboard's text."""
        return self.phone.clipboard.get()


def _bounds(rect: Rect) -> dict[str, int]:
    return {"left": rect[0], "top": rect[1], "right": rect[2], "bottom": rect[3]}


def _table() -> dict[str, Callable[..., Any]]:
    from . import automator_gestures as gestures
    from . import automator_scroll as scrolling

    m = Methods
    table: dict[str, Callable[..., Any]] = {
        "ping": lambda _: "pong",
        "deviceInfo": m.device_info,
        "dumpWindowHierarchy": m.dump,
        "takeScreenshot": m.screenshot,
        "pressKey": m.press_key,
        "pressKeyCode": m.press_key_code,
        "wakeUp": m.wake_up,
        "sleep": m.sleep,
        "isScreenOn": lambda self: self.phone.power.screen_on,
        "freezeRotation": m.freeze_rotation,
        "setOrientation": m.set_orientation,
        "openNotification": lambda self: self.phone.windows.open_notifications() or True,
        "openQuickSettings": lambda self: self.phone.windows.open_quick_settings() or True,
        "getLastTraversedText": lambda _: None,
        "clearLastTraversedText": lambda _: None,
        "makeToast": m.toast,
        "getLastToast": m.last_toast,
        "clearLastToast": m.clear_last_toast,
        "setClipboard": m.set_clipboard,
        "getClipboard": m.get_clipboard,
        "pasteClipboard": lambda self: self.phone.windows.editor.paste(),
        "clearInputText": lambda self: self.phone.windows.clear_text(),
        "waitForExists": m.wait_for,
        "waitUntilGone": m.wait_gone,
        "exist": m.exists,
        "count": m.count,
        "objInfo": m.info,
        "objInfoOfAllInstances": m.infos,
        "getText": m.get_text,
        "setText": m.set_text,
        "clearTextField": m.clear_text_field,
        "childByText": m.child_by_text,
        "childByDescription": m.child_by_description,
        "childByInstance": m.child_by_instance,
        "getChild": m.child_by_instance,
        "executeShellCommand": m.shell,
        "launchApp": m.launch_app,
        "waitForIdle": m.wait_for_idle,
        "waitForWindowUpdate": lambda _, *__: True,
    }
    return table | gestures.TABLE | scrolling.TABLE


METHODS = _table()
