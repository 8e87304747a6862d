"""Values that cross the bridge: elements, observations, Android Intents, apps, files. No behaviour that
needs a device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .labels import Label

Row = dict[str, str | None]
"""One row of a content provider: column name to text, or None for NULL."""

ExtraValue = str | int | bool | float | tuple[int, ...] | tuple[str, ...]
"""Types of Intent extras that `am` can carry: --es, --ei/--el, --ez, --ef, --eia, --esa."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle on the screen in pixels, origin top left, right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def center(self) -> tuple[int, int]:
        """The middle point (x_px, y_px)."""
        return (self.left + self.right) // 2, (self.top + self.bottom) // 2

    @property
    def area(self) -> int:
        """Square pixels; 0 for an empty rectangle."""
        return max(0, self.right - self.left) * max(0, self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Element:
    """One node of the accessibility tree that a person could name."""

    index: int
    """Number shown to models, unique within one observation."""
    text: str
    description: str
    """The content description."""
    resource_id: str
    class_name: str
    package: str
    bounds: Bounds
    hint: str = ""
    clickable: bool = False
    long_clickable: bool = False
    editable: bool = False
    checkable: bool = False
    checked: bool = False
    enabled: bool = True
    focused: bool = False
    scrollable: bool = False
    selected: bool = False
    password: bool = False
    depth: int = 0
    inner_text: str = ""
    """Texts of descendants that are no targets themselves, joined by ` | `; what a row without own text
    says."""
    parent: int | None = None
    """`index` of the nearest listed ancestor."""

    @property
    def name(self) -> str:
        """What a person would call it: text, description, the texts inside it, hint, or the id's last
        part."""
        id_part = self.resource_id.rpartition("/")[2]
        return self.text or self.description or self.inner_text or self.hint or id_part

    @property
    def interactive(self) -> bool:
        """Whether a touch or text can do something with it."""
        return self.clickable or self.long_clickable or self.checkable or self.editable or self.scrollable


@dataclass(frozen=True, slots=True)
class DeviceState:
    """Facts about the phone that do not show on the screen."""

    screen_on: bool
    locked: bool
    rotation: int
    """Quarter turns, 0 to 3."""
    battery_percent: int
    charging: bool
    wifi: bool
    mobile_data: bool
    airplane: bool
    battery_celsius: float = 0.0
    """Warmth of the battery; 0 where the phone does not say."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What the agent sees once."""

    elements: tuple[Element, ...]
    package: str
    """Package of the foreground app."""
    activity: str
    """Foreground activity as `package/.Class`, or empty when unknown."""
    keyboard_shown: bool
    dialog: str
    """Title or first text of the dialog in front, or empty."""
    state: DeviceState
    label: Label
    width_px: int
    height_px: int
    time: datetime
    """The phone's clock."""
    screenshot_png: bytes | None = None
    problem: str = ""
    """Why `elements` is empty although the phone answered (unreadable tree), or empty."""


@dataclass(frozen=True, slots=True)
class Intent:
    """An `android.content.Intent`, as `am start` and `am broadcast` take it."""

    action: str = ""
    data: str = ""
    mime_type: str = ""
    component: str = ""
    package: str = ""
    categories: tuple[str, ...] = ()
    extras: Mapping[str, ExtraValue] = field(default_factory=dict)
    flags: int = 0


@dataclass(frozen=True, slots=True)
class App:
    """A launchable app."""

    package: str
    activity: str
    """Launcher activity as `package/.Class`."""
    label: str
    """The name shown to people; the package's last part when the device gives no label."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file or folder on the phone."""

    path: str
    is_folder: bool
    size_bytes: int
    modified: datetime
