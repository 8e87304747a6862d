"""The window manager: which windows are on the screen, which has the focus, and what the screen looks like.

Knows the cached layout of all layers, toasts, rotation, and the picture. The layers are made in `composer.py`,
touching is in `touch.py`, typing in `editing.py`. Does not know what any window contains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .banner import Banner
from .battery_warning import BatteryWarning
from .canvas import Canvas
from .chooser import Chooser
from .composer import Composer
from .crash_dialog import CrashDialog
from .dump import DumpStyle, dump_xml
from .editing import Editor
from .frame import Frame, paint_navigation_bar, paint_status_bar, paint_toast
from .interruption import Interruption
from .keyboard import HEIGHT_DP
from .layers import Layer, Toast, dumped
from .layout import Box, Rect
from .lock import LockScreen
from .permission import PermissionDialogs
from .power_menu import PowerMenu
from .recents import Recents
from .render import Caret, Painter
from .shade import Shade
from .text_toolbar import TextToolbar
from .theme import Theme, theme
from .touch import Touch
from .view_focus import ViewFocus
from .volume_panel import VolumePanel

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..phone import Phone

_MAX_AGE_MS = 100
"""A layout that shows the time is rebuilt at the next look when it is older: running clocks move on by themselves."""
_MAX_STILL_AGE_MS = 1000
"""The same for layouts that were made without a look at the clock: only what nobody reported can have changed."""
_SETTLING = 2
"""So often the focus may ask for another layout: when the keyboard came, and to scroll the field above it."""
_SECURE = (0, 0, 0)
"""What pictures show instead of a secure window."""


@dataclass(slots=True)
class _Look:
    """A laid out screen and what was derived from it."""

    layers: list[Layer]
    at_ms: int
    stamp: tuple[int, int]
    frame: Frame
    max_age_ms: int
    banner: Layer | None = None
    """The heads-up notification; it lies over everything but never has the focus."""
    dumps: dict[tuple[object, ...], str] = field(default_factory=dict)
    picture: Image | None = None
    picture_stamp: tuple[object, ...] = ()


class WindowManager:
    """Owns the screen of one phone."""

    OUTSIDE = frozenset({"_look", "_version"})

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.editor = Editor(self)
        self.text_toolbar = TextToolbar(self)
        self.touch = Touch(self)
        self.permissions = PermissionDialogs(phone)
        self.lock = LockScreen(phone)
        self.shade = Shade(phone)
        self.recents = Recents(phone)
        self.power_menu = PowerMenu(phone)
        self.crash_dialog = CrashDialog(phone)
        self.interruption = Interruption(phone)
        self.chooser = Chooser(phone)
        self.banner = Banner(phone)
        self.battery_warning = BatteryWarning(phone)
        self.composer = Composer(self)
        self.view_focus = ViewFocus(self)
        self.volume_panel = VolumePanel(phone)
        self.last_toast: str | None = None
        self._toasts: list[Toast] = []
        self._look: _Look | None = None
        self._version = 0
        self.tap, self.long_press, self.swipe = self.touch.tap, self.touch.long_press, self.touch.swipe
        self.drag, self.pointer = self.touch.drag, self.touch.pointer
        self.key, self.text = self.editor.key, self.editor.text
        self.clear_text = self.editor.clear
        phone.settings.on_change(lambda *_: self.invalidate())
        phone.content.observe("", lambda _: self.invalidate())

    # ── geometry ──

    @property
    def rotation(self) -> int:
        """Return the rotation of the screen, 0 to 3 quarter turns; the lock screen of a phone stays upright."""
        if self.composer.lock_in_front():
            return 0
        if self.phone.settings.get_int("system", "accelerometer_rotation", 0):
            return 0
        return self.phone.settings.get_int("system", "user_rotation", 0) % 4

    @property
    def frame(self) -> Frame:
        """Return the geometry in the current orientation."""
        width, height = self.phone.width, self.phone.height
        if self.rotation % 2:
            width, height = height, width
        return Frame(width, height, self.phone.density / 160, self.phone.languages.runs_rtl())

    @property
    def keyboard_area(self) -> Rect | None:
        """Return where the soft keyboard is, or None while it is hidden."""
        if not self.editor.keyboard_shown:
            return None
        frame = self.frame
        bottom = frame.height - frame.navigation
        height = min(round(HEIGHT_DP * frame.scale), (bottom - frame.status) // 2)
        return 0, bottom - height, frame.width, bottom

    @property
    def input_shown(self) -> bool:
        """Tell whether the soft keyboard is on the screen now, as mInputShown does."""
        self.look()
        return self.keyboard_area is not None

    # ── what is on the screen ──

    def invalidate(self) -> None:
        """Forget the layout; the next look at the screen builds it anew."""
        self._version += 1

    def on_restored(self) -> None:
        """Draw the screen anew: the phone went back to another moment."""
        self._look = None
        self.invalidate()

    def look(self) -> _Look:
        """Return the present screen, laid out. It is rebuilt when something changed or it is old."""
        now = self.phone.clock.now_ms()
        look = self._look
        if look is None or look.stamp != self._stamp() or not 0 <= now - look.at_ms < look.max_age_ms:
            look = self._look = self._build(now)
            for _ in range(_SETTLING):
                if not self.editor.settle(look.layers[-1]):
                    break
                look = self._look = self._build(now)
            self.view_focus.settle(look.layers[-1])
        return look

    def _stamp(self) -> tuple[int, int]:
        return self._version, self.phone.clock.fired

    def _build(self, now: int) -> _Look:
        frame, clock = self.frame, self.phone.clock
        reads = clock.reads
        # A crash while the layers are made changes what is in front, so the stamp is taken afterwards.
        layers, banner = self.composer.layers(frame), self.composer.banner(frame)
        max_age_ms = _MAX_STILL_AGE_MS if clock.reads == reads else _MAX_AGE_MS
        return _Look(layers, now, self._stamp(), frame, max_age_ms, banner)

    # ── questions ──

    @property
    def focused(self) -> Layer:
        """Return the window that has the focus: the topmost one."""
        return self.look().layers[-1]

    def root(self) -> Box:
        """Return the laid out tree of the focused window."""
        return self.focused.root

    @property
    def current_focus(self) -> str:
        """Return what mCurrentFocus names: "pkg/.Activity", "NotificationShade", …"""
        return self.focused.title

    def boxes(self) -> list[Box]:
        """Return every box that uiautomator2 finds, in document order: the focused window, then the heads-up banner."""
        look = self.look()
        banner = list(dumped(look.banner.root)) if look.banner is not None else []
        return [*dumped(look.layers[-1].root), *banner]

    def dump(
        self,
        compressed: bool = False,
        *,
        style: DumpStyle = "shell",
        max_depth: int | None = None,
        active_only: bool = False,
    ) -> str:
        """Return the focused window as uiautomator XML; uiautomator2 also shows a heads-up banner.

        max_depth: 0 is the root alone, None has no limit. active_only: without the banner.
        """
        look = self.look()
        memo = (compressed, style, max_depth, active_only, self.focus_key)
        if memo not in look.dumps:
            banner = [look.banner.root] if look.banner is not None and style == "u2" and not active_only else []
            look.dumps[memo] = dump_xml(
                look.layers[-1].root,
                others=banner,
                rotation=self.rotation,
                focused_key=self.focus_key,
                style=style,
                compressed=compressed,
                max_depth=max_depth,
                sdk=self.phone.api_level,
            )
        return look.dumps[memo]

    @property
    def focus_key(self) -> str:
        """Return the key of the view that has the input focus, or ""."""
        return self.editor.focus_key or self.view_focus.key

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Run a callback of what is on the screen: a failure is a crash of the app that owns the focused window."""
        with self.phone.crashes.guard(self.focused.package):
            yield

    def focused_editable(self) -> Box | None:
        """Return the edit text that has the focus, or None."""
        return self.editor.focused()

    def scroll_to(self, box: Box, offset: int) -> int:
        """Move a scroll to an offset in px and return how far it moved."""
        target = max(0, min(offset, box.max_offset))
        offsets = self.composer.offsets.setdefault(self._owner_of(box), {})
        if box.node.from_end and target == box.max_offset:
            offsets.pop(box.key, None)
        else:
            offsets[box.key] = target
        moved = target - box.offset
        if moved:
            self.invalidate()
        return moved

    def _owner_of(self, box: Box) -> object:
        top = list(box.ancestors())[-1]
        return next((layer.owner for layer in self.look().layers if layer.root is top), self)

    def restart(self) -> None:
        """Close everything that is no activity (the phone reboots)."""
        self._toasts.clear()
        self.phone.crashes.open.clear()
        self.chooser.back()
        self.banner.close()
        self.permissions.forget()
        self.interruption.close_all()
        self.recents.close()
        self.power_menu.back()
        self.battery_warning.restart()
        self.editor.blur()
        self.collapse()

    # ── messages ──

    def toast(self, text: str, ms: int = 2000) -> None:
        """Show a short message for `ms` milliseconds of phone time."""
        text = self.composer.said(text)
        self._toasts.append(Toast(text, self.phone.clock.now_ms() + ms))
        self.last_toast = text
        self.invalidate()

    def toast_text(self) -> str | None:
        """Return the toast that is on the screen now, or None."""
        now = self.phone.clock.now_ms()
        self._toasts = [toast for toast in self._toasts if toast.until_ms > now]
        return self._toasts[-1].text if self._toasts else None

    def request_permission(self, package: str, permission: str, answer: Callable[[bool], None]) -> None:
        """Ask the user for a permission; `answer(granted)` is called when a button is pressed."""
        self.permissions.ask(package, permission, answer)
        self.invalidate()

    def open_notifications(self) -> None:
        """Pull down the notification shade."""
        self.shade.open("notifications")
        self.invalidate()

    def open_quick_settings(self) -> None:
        """Pull down the quick settings."""
        self.shade.open("settings")
        self.invalidate()

    def collapse(self) -> None:
        """Close the shade."""
        self.shade.close()
        self.invalidate()

    def back(self) -> None:
        """Do what the Back key does: keyboard, system window, dialog, then the activity."""
        layer = self.focused
        if self.text_toolbar.is_open:
            self.text_toolbar.is_open = False
        elif self.editor.keyboard_shown:
            self.editor.hide_keyboard()
        elif layer.system is not None:
            layer.system.back()
        elif layer.is_dialog:
            record = self.phone.activities.resumed
            assert record is not None
            record.activity.dismiss_dialog()
        else:
            self.phone.activities.back()
        self.invalidate()

    def home(self) -> None:
        """Do what the Home key does."""
        self.shade.close()
        self.recents.close()
        self.editor.hide_keyboard()
        self.phone.activities.home()
        self.invalidate()

    def toggle_recents(self) -> None:
        """Open or close the overview of recent apps."""
        self.shade.close()
        self.editor.hide_keyboard()
        if self.recents.is_open():
            self.recents.close()
        else:
            self.recents.open()
        self.invalidate()

    # ── the picture ──

    def colors(self) -> Theme:
        """Return the theme that the phone's dark mode setting asks for."""
        return theme(self.phone.settings.get("secure", "ui_night_mode") == "2")

    def screenshot(self) -> Image:
        """Return the screen as an RGB image, shape height x width of the current orientation. Do not change it."""
        from PIL import Image as Images

        frame = self.frame
        if not self.phone.power.screen_on:
            return Images.new("RGB", (frame.width, frame.height), (0, 0, 0))
        look, toast = self.look(), self.toast_text()
        keyboard = self.editor.keyboard
        minute = self.phone.clock.now_ms() // 60_000
        stamp = (toast, self.editor.caret, self.view_focus.key, keyboard.layer, minute, self.volume_panel.shown())
        if look.picture is None or look.picture_stamp != stamp:
            look.picture, look.picture_stamp = self._paint(look, toast), stamp
        return look.picture

    def _paint(self, look: _Look, toast: str | None) -> Image:
        from PIL import Image as Images

        frame, colors = look.frame, self.colors()
        image = Images.new("RGB", (frame.width, frame.height), colors["background"])
        canvas = Canvas(image)
        painter = Painter(canvas, colors, self.phone.density, font_scale=self.composer.font_scale())
        for layer in look.layers:
            if layer.dim:
                canvas.dim(frame.screen, layer.dim)
            if layer.secure:
                canvas.fill(layer.root.rect, _SECURE)
                continue
            caret = self.editor.caret if layer is look.layers[-1] else Caret()
            painter.paint(layer.root, caret)
        if not look.layers[-1].secure:
            self.view_focus.paint(canvas, look.layers[-1], colors)
        area = self.keyboard_area
        if area is not None:
            full = (area[0], area[1], area[2], frame.height)
            canvas.fill(full, colors["keyboard"])
            self.editor.keyboard.paint(canvas, area, colors, frame.scale)
        paint_status_bar(canvas, self.phone, frame)
        paint_navigation_bar(canvas, frame)
        self.volume_panel.paint(canvas, frame, colors)
        if look.banner is not None:
            painter.paint(look.banner.root, Caret())
        if toast is not None:
            paint_toast(canvas, frame, colors, toast, frame.height - frame.navigation - round(32 * frame.scale))
        return image
