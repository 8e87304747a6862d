"""The methods of uiautomator2's server, as its Python client 3.7 and other clients call them: device, objects, texts.

Knows what each method means on this phone. Parameters come from outside, as decoded JSON. Finding is in
`automator_objects.py`, gestures, scrolling and watchers in `automator_gestures.py`, `automator_scroll.py` and
`automator_watchers.py`. Does not know HTTP.
Source: the server of uiautomator2 3.7 (0.4.1), all 72 methods; makeToast is only called by clients.
Errors: RpcError, with the exception names that clients look for in the message.
"""

from __future__ import annotations

import asyncio
import base64
import io
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .automator_errors import NOT_FOUND, RpcError
from .automator_objects import Objects, Selector, Target
from .automator_watchers import Watchers
from .selector import is_simple
from .ui.dump import can_scroll, is_focusable, resource_id, shown_text
from .ui.keycodes import META_CTRL, named
from .ui.layout import Box, Rect

if TYPE_CHECKING:
    from .phone import Phone

_POLL_MS = 30
_KEY_A, _KEY_DEL, _KEY_V = 29, 67, 50
_DIRECTION_KEYS = frozenset({19, 20, 21, 22, 61})
_NEW_TASK_AND_CLEAR = 0x1000_8000
_MAX_DEPTH = 50
_WEB_VIEW = "android.webkit.WebView"


class Methods:
    """What lives between calls: object ids, watchers, the configurator, the last traversed text."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.objects = Objects(phone)
        self.watchers = Watchers(self.objects)
        self.traversed: str | None = None
        self.configurator = {
            "actionAcknowledgmentTimeout": 500,
            "keyInjectionDelay": 0,
            "scrollAcknowledgmentTimeout": 200,
            "waitForIdleTimeout": 0,
            "waitForSelectorTimeout": 0,
            "uiAutomationFlags": 0,
        }

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
            "naturalOrientation": windows.rotation % 2 == 0,
        }

    def dump(self, compressed: bool = False, max_depth: int = _MAX_DEPTH, root_in_active: bool = False) -> str:
        """Return the window hierarchy as XML. max_depth 0 is the root alone."""
        windows = self.phone.windows
        return windows.dump(
            bool(compressed), style="u2", max_depth=max(int(max_depth), 0), active_only=bool(root_in_active)
        )

    def screenshot(self, scale: float = 1.0, quality: int = 80) -> str:
        """Return the screen as base64 JPEG, scaled by 0..1."""
        picture = self.phone.windows.screenshot()
        if 0 < scale < 1:
            picture = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
        data = io.BytesIO()
        picture.save(data, "JPEG", quality=max(1, min(95, int(quality))))
        return base64.b64encode(data.getvalue()).decode()

    def set_orientation(self, name: str) -> None:
        """Turn the screen: natural, left or right (or their first letters); the device ignores any other name."""
        turn = {"natural": 0, "n": 0, "left": 1, "l": 1, "right": 3, "r": 3}.get(str(name).lower())
        if turn is not None:
            self.phone.settings.put("system", "accelerometer_rotation", "0")
            self.phone.settings.put("system", "user_rotation", str(turn))
            self.phone.windows.invalidate()

    def freeze_rotation(self, frozen: bool) -> None:
        """Keep the orientation, or follow the sensor again."""
        windows = self.phone.windows
        if frozen:
            self.phone.settings.put("system", "user_rotation", str(windows.rotation))
        self.phone.settings.put("system", "accelerometer_rotation", "0" if frozen else "1")
        windows.invalidate()

    def press_key(self, name: str) -> bool:
        """Press a key by name; False for a name that the device does not know."""
        code = named(str(name).lower())
        return code is not None and self.press_key_code(code)

    def press_key_code(self, code: int, meta: int = 0) -> bool:
        """Press a key by code."""
        self.phone.windows.key(int(code), int(meta))
        if code in _DIRECTION_KEYS:
            self._note_traversed()
        return True

    def _note_traversed(self) -> None:
        """Remember what the direction keys have reached inside a web view."""
        key = self.phone.windows.focus_key
        box = next((box for box in self.phone.windows.boxes() if box.key == key), None) if key else None
        if box is not None and any(above.node.cls == _WEB_VIEW for above in box.ancestors()):
            self.traversed = shown_text(box.node) or box.node.desc

    def clear_traversed(self) -> None:
        """Forget the last traversed text."""
        self.traversed = None

    async def shell(self, command: str, ms: float = 20_000) -> dict[str, Any]:
        """Run one program with words split at blanks, as Runtime.exec does, and return what it printed."""
        from .shell.streams import BufferWriter, BytesReader

        out, err = BufferWriter(), BufferWriter()
        line = shlex.join(str(command).split())
        run = self.phone.run_shell(line, stdin=BytesReader(), stdout=out, stderr=err)
        try:
            code = await asyncio.wait_for(run, max(ms, 1) / 1000)
        except TimeoutError:
            code = -1
        return {
            "returnCode": code,
            "stderr": err.text(),
            "stdout": out.text(),
        }

    def launch_app(self, package: str) -> bool:
        """Start an app's launcher activity in a new task; False when there is none."""
        intent = self.phone.packages.launch_intent(str(package))
        if intent is None:
            return False
        intent.flags |= _NEW_TASK_AND_CLEAR
        return self.phone.activities.start(intent).ok

    def wait_for_idle(self, ms: float = 0) -> None:
        """Return at once: the screen has no animations."""

    async def wait_for_update(self, package: str | None, ms: float) -> bool:
        """Wait until the window changes; False at once when another app is in front."""
        windows = self.phone.windows
        if package and windows.focused.package != package:
            return False
        before = windows.dump()
        return await self.until(lambda: windows.dump() != before, ms)

    def configure(self, changes: Mapping[str, Any] | None = None) -> dict[str, int]:
        """Return the configurator, after taking over the fields of it that are given."""
        given = changes or {}
        self.configurator |= {name: int(given[name]) for name in self.configurator if name in given}
        return self.configurator

    # ── objects ──

    def exists(self, target: Target) -> bool:
        """Tell whether an object is on the screen."""
        try:
            return self.objects.is_there(target)
        except RpcError as error:
            if error.message != NOT_FOUND:
                raise
            return False

    def count(self, selector: Selector) -> int:
        """Count the objects."""
        return len(self.objects.find(selector))

    def info(self, target: Target) -> dict[str, Any]:
        """Describe the first object."""
        simple = not isinstance(target, str) and is_simple(target) and self.objects.by_selector(target) is not None
        return self._describe(self.objects.one(target), simple=simple)

    def infos(self, selector: Selector) -> list[dict[str, Any]]:
        """Describe all objects."""
        return [self._describe(box, simple=False) for box in self.objects.find(selector)]

    def _describe(self, box: Box, *, simple: bool) -> dict[str, Any]:
        """Return an ObjInfo. A UiObject2 (simple) has null for what is missing, and a resource name."""
        node, focus, words = box.node, self.phone.windows.focus_key, shown_text(box.node)
        return {
            "bounds": _bounds(box.seen if simple else box.rect),
            "checkable": node.checkable,
            "checked": node.checked,
            "childCount": _child_count(box),
            "className": node.cls,
            "clickable": node.clickable,
            "contentDescription": (node.desc or None) if simple else node.desc,
            "enabled": node.enabled,
            "focusable": is_focusable(node),
            "focused": bool(focus) and box.key == focus,
            "longClickable": node.long_clickable,
            "packageName": box.package,
            "resourceName": (resource_id(box) or None) if simple else None,
            "scrollable": can_scroll(box),
            "selected": node.selected,
            "text": (words or None) if simple and not node.editable else words,
            "visibleBounds": _bounds(box.seen),
        }

    async def wait_for(self, target: Target, ms: float) -> bool:
        """Wait up to `ms` for an object."""
        return await self.until(lambda: self.objects.is_there(target), ms)

    async def wait_gone(self, target: Target, ms: float) -> bool:
        """Wait up to `ms` until no such object is left."""
        return await self.until(lambda: not self.objects.is_there(target), ms)

    async def until(self, is_so: Callable[[], bool], ms: float) -> bool:
        """Wait until something is so, for `ms` of phone time at most."""
        clock, windows = self.phone.clock, self.phone.windows
        deadline = clock.elapsed_ms() + max(int(ms), 0)
        seen: object = None
        while True:
            look = windows.look()
            # An unchanged screen has the same answer: nothing to look through again.
            if look is not seen and is_so():
                return True
            seen = look
            left = deadline - clock.elapsed_ms()
            if left <= 0:
                return False
            await self.phone.wait(min(_POLL_MS, left))
            clock.tick()

    def get_text(self, target: Target) -> str | None:
        """Return the text of an object; a UiObject2 without one has None."""
        box = self.objects.by_selector(target)
        if box is None:
            return shown_text(self.objects.one(target).node)
        return shown_text(box.node) or ("" if box.node.editable else None)

    def set_text(self, target: Target, value: str | None) -> bool:
        """Replace the text of a field. The device touches a field first that it finds by a simple selector."""
        windows, words = self.phone.windows, str(value or "")
        simple = self.objects.by_selector(target)
        if simple is None:
            return windows.editor.set_text(self.objects.one(target), words)
        left, top, right, bottom = simple.seen
        windows.tap((left + right) // 2, (top + bottom) // 2)
        again = self.objects.by_selector(target)
        windows.editor.set_text(again or self.objects.one(target), words)
        return True

    def clear_text_field(self, target: Target) -> None:
        """Empty a field."""
        self.phone.windows.editor.set_text(self.objects.one(target), "")

    def clear_input_text(self) -> None:
        """Select all and delete, by keys, in the field that has the focus."""
        self.phone.windows.key(_KEY_A, META_CTRL)
        self.phone.windows.key(_KEY_DEL)

    def paste(self) -> None:
        """Paste by keys into the field that has the focus."""
        self.phone.windows.key(_KEY_V, META_CTRL)

    # ── collections ──

    async def child_by_text(self, target: Target, pattern: Selector, text: str, scroll: bool | None = None) -> str:
        """Return the id of the child that has this text on or in it; a scroll is searched through."""
        wanted = {"mask": 0x1, "text": str(text)}
        await self._bring_in(target, wanted, scroll)
        return self.objects.child_with(target, pattern, text=str(text))

    async def child_by_description(
        self, target: Target, pattern: Selector, text: str, scroll: bool | None = None
    ) -> str:
        """Return the id of the child with these words in a description on or in it; a scroll is searched through."""
        wanted = {"mask": 0x80, "descriptionContains": str(text)}
        await self._bring_in(target, wanted, scroll)
        return self.objects.child_with(target, pattern, desc=str(text))

    async def _bring_in(self, target: Target, wanted: Selector, scroll: bool | None) -> None:
        """Scroll until something is in sight: when asked to, or when nothing was said and the target scrolls."""
        from .automator_scroll import scroll_into_view

        found = self.objects.all(target)
        if scroll or (scroll is None and bool(found) and can_scroll(found[0])):
            await scroll_into_view(self, target, wanted)

    def child_by_instance(self, target: Target, pattern: Selector, number: int) -> str:
        """Return the id of the n-th child that fits."""
        return self.objects.child_by_instance(target, pattern, int(number))

    # ── watchers ──

    def watch_and_click(self, name: str, conditions: Sequence[Selector], target: Selector) -> None:
        """Register a watcher that taps an object when all conditions are on the screen."""

        def click() -> None:
            found = self.objects.find(target)
            if found:
                left, top, right, bottom = found[0].seen
                self.phone.windows.tap((left + right) // 2, (top + bottom) // 2)

        self.watchers.register(name, conditions, click)

    def watch_and_press(self, name: str, conditions: Sequence[Selector], keys: Sequence[str]) -> None:
        """Register a watcher that presses keys when all conditions are on the screen."""
        self.watchers.register(name, conditions, lambda: [self.press_key(key) for key in keys])

    # ── text on the side ──

    def toast(self, text: str, ms: float = 2000) -> bool:
        """Show a toast."""
        self.phone.windows.toast(str(text), int(ms))
        return True

    def clear_last_toast(self) -> None:
        """Forget the last toast."""
        self.phone.windows.last_toast = None

    def set_clipboard(self, label: str | None, text: str) -> None:
        """Replace the clipboard."""
        self.phone.clipboard.set(str(text), str(label or ""))


def _bounds(rect: Rect) -> dict[str, int]:
    return {"left": rect[0], "top": rect[1], "right": rect[2], "bottom": rect[3]}


def _child_count(box: Box) -> int:
    """Count the children that accessibility knows; a list has those that are in sight."""
    return sum(not child.node.hidden_from_dump and (child.is_seen or not box.node.scrollable) for child in box.children)
