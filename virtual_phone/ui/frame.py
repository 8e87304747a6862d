"""What surrounds every screen: status bar, navigation bar and toasts. Painted, never dumped.

Reads clock, battery, radios and notifications of the phone; changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .canvas import Canvas
from .layout import Rect
from .theme import Rgb, Theme, mix
from .typeset import break_lines, width_of

if TYPE_CHECKING:
    from ..phone import Phone

STATUS_DP = 24.0
NAVIGATION_DP = 48.0
NavigationKey = Literal["back", "home", "recents"]
_SHARES: tuple[tuple[NavigationKey, float], ...] = (("back", 0.22), ("home", 0.5), ("recents", 0.78))


@dataclass(frozen=True, slots=True)
class Frame:
    """The geometry of the screen in its current orientation, in px."""

    width: int
    height: int
    scale: float
    """px per dp."""
    rtl: bool = False
    """The system's language is written from right to left."""

    @property
    def screen(self) -> Rect:
        """Return the whole screen."""
        return 0, 0, self.width, self.height

    @property
    def status(self) -> int:
        """Return the height of the status bar."""
        return round(STATUS_DP * self.scale)

    @property
    def navigation(self) -> int:
        """Return the height of the navigation bar."""
        return round(NAVIGATION_DP * self.scale)

    def navigation_key(self, x: float, y: float) -> NavigationKey | None:
        """Return the navigation key under a point, or None outside the bar."""
        if y < self.height - self.navigation:
            return None
        share = 1 - x / self.width if self.rtl else x / self.width
        return "back" if share < 0.36 else "home" if share < 0.64 else "recents"


def _ink(canvas: Canvas, x: int, y: int) -> Rgb:
    """Return black or white, whichever can be read on what is painted at a point."""
    pixel = canvas.image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    bright = 0.3 * pixel[0] + 0.59 * pixel[1] + 0.11 * pixel[2]
    return (28, 29, 33) if bright > 140 else (255, 255, 255)


def paint_status_bar(canvas: Canvas, phone: Phone, frame: Frame) -> None:
    """Draw clock and notification icons where lines start, radios and battery where they end."""
    pen = _Pen(canvas, frame, _ink(canvas, frame.width // 2, 4))
    px = frame.scale
    now = phone.clock.now()
    clock = f"{now:%H:%M}" if phone.settings.get("system", "time_12_24") == "24" else f"{now.hour % 12 or 12}:{now:%M}"
    x = pen.text(clock, round(16 * px), round(14 * px)) + round(8 * px)
    for note in phone.notifications.active[:4]:
        x += pen.icon(notification_icon(note.package), x) + round(6 * px)
    x = frame.width - round(16 * px) - pen.battery(phone.power.battery.level, round(16 * px))
    if phone.settings.get("system", "status_bar_show_battery_percent") == "1":
        percent = f"{phone.power.battery.level}%"
        x -= width_of(percent, round(12 * px), True) + round(4 * px)
        pen.text(percent, x, round(12 * px))
    for name in _radio_icons(phone):
        x -= pen.size + round(4 * px)
        pen.icon(name, x)


class _Pen:
    """Draws into the status bar at distances from the side where lines start."""

    def __init__(self, canvas: Canvas, frame: Frame, ink: Rgb) -> None:
        self._canvas, self._frame, self._ink = canvas, frame, ink
        self.size = round(15 * frame.scale)

    def _left(self, x: int, width: int) -> int:
        return self._frame.width - x - width if self._frame.rtl else x

    def text(self, line: str, x: int, size: int) -> int:
        """Draw a line and return where it ends."""
        width = width_of(line, size, True)
        self._canvas.text(line, self._left(x, width), 0, self._frame.status, size, True, self._ink)
        return x + width

    def icon(self, name: str, x: int) -> int:
        """Draw an icon and return its width."""
        top = (self._frame.status - self.size) // 2
        self._canvas.icon(name, self._left(x, self.size), top, self.size, self._ink)
        return self.size

    def battery(self, level: int, margin: int) -> int:
        """Draw the battery `margin` px before the end and return the room that it takes."""
        px = self._frame.scale
        width = round(9 * px)
        left = self._left(self._frame.width - margin - width, width)
        _battery(self._canvas, level, left, self._frame.status, px, self._ink)
        return width + round(2 * px)


def _radio_icons(phone: Phone) -> list[str]:
    """Return the icons right of the clock, from right to left."""
    net, names = phone.connectivity, []
    if net.airplane:
        names.append("airplane")
    else:
        names.append("signal")
    if net.wifi and net.ssid:
        names.append("wifi")
    if phone.audio.zen_mode:
        names.append("do_not_disturb")
    if phone.audio.ringer == 1:
        names.append("vibrate")
    elif phone.audio.ringer == 0:
        names.append("mute")
    if phone.alarms.next_alarm_clock() is not None:
        names.append("alarm")
    return names


def _battery(canvas: Canvas, level: int, left: int, height: int, px: float, ink: Rgb) -> None:
    right, tall = left + round(9 * px), round(14 * px)
    top = (height - tall) // 2 + round(px)
    pixel = canvas.image.getpixel((left, top))
    assert isinstance(pixel, tuple)
    faint = mix((pixel[0], pixel[1], pixel[2]), ink, 0.35)
    canvas.rounded(
        (left + round(2.5 * px), top - round(2 * px), right - round(2.5 * px), top), 1, ink if level > 95 else faint
    )
    canvas.rounded((left, top, right, top + tall), round(2 * px), faint)
    filled = round(tall * level / 100)
    if filled:
        canvas.rounded((left, top + tall - filled, right, top + tall), round(2 * px), ink)


def paint_navigation_bar(canvas: Canvas, frame: Frame) -> None:
    """Draw the three keys Back, Home and Overview."""
    ink = _ink(canvas, round(frame.width * 0.36), frame.height - 6)
    px, middle = frame.scale, frame.height - frame.navigation // 2
    for name, share in _SHARES:
        x = round(frame.width * (1 - share if frame.rtl else share))
        half = round(7.5 * px)
        if name == "back":
            canvas.triangle(x, middle, half, ink, turned=frame.rtl)
        elif name == "home":
            canvas.disc(x, middle, half, ink)
        else:
            side = half - round(px)
            canvas.rounded((x - side, middle - side, x + side, middle + side), round(2 * px), ink)


def paint_toast(canvas: Canvas, frame: Frame, colors: Theme, message: str, bottom: int) -> None:
    """Draw a toast, its lower edge `bottom` px from the top of the screen."""
    px = frame.scale
    size = round(14 * px)
    lines = break_lines(message, size, False, frame.width - round(120 * px), 3)
    width, height = lines.width + round(40 * px), lines.height + round(24 * px)
    left, top = (frame.width - width) // 2, bottom - height
    box = (left, top, left + width, top + height)
    canvas.shadow(box, min(height // 2, round(24 * px)), round(6 * px))
    canvas.rounded(box, min(height // 2, round(24 * px)), colors["surface_high"])
    y = top + round(12 * px)
    for line in lines.lines:
        x = left + (width - width_of(line, size, False)) // 2
        canvas.text(line, x, y, lines.line_height, size, False, colors["on_surface"])
        y += lines.line_height


_ICONS = {
    "messaging": "message",
    "dialer": "call",
    "deskclock": "alarm",
    "calendar": "event",
    "contacts": "person",
    "notes": "note",
    "documentsui": "folder",
    "settings": "settings",
    "smsmessenger": "message",
    "systemui": "battery",
}


def notification_icon(package: str) -> str:
    """Return the small icon for an app's notifications."""
    return _ICONS.get(package.rsplit(".", 1)[-1], "bell")
