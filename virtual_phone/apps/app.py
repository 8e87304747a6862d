"""What an app is: its manifest, its activities, its receivers and functions.

Knows: the shape every app on the phone has, and the small set of things an activity may ask of the phone.
Does not know: any particular app, layout, or how a tree becomes pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from ..intents import DEFAULT, LAUNCHER, MAIN, Intent, IntentFilter

if TYPE_CHECKING:
    from ..phone import Phone
    from ..services.tasks import StartResult
    from ..ui.nodes import Node

MAIN_FILTER = IntentFilter((MAIN,), (LAUNCHER, DEFAULT))

RESULT_OK = -1
RESULT_CANCELED = 0


class Activity:
    """One screen of an app. Subclasses set `name` and write `build`; state lives in plain attributes.

    After changing state outside an event handler, call `invalidate`.
    """

    name: ClassVar[str] = ".MainActivity"
    secure: ClassVar[bool] = False
    """FLAG_SECURE: every picture of the screen shows this window and its dialogs black. Trees are not affected."""

    def __init__(self, phone: Phone, intent: Intent) -> None:
        self.phone = phone
        self.intent = intent
        self.result: tuple[int, Any] = (RESULT_CANCELED, None)
        self.dialogs: list[Callable[[], Node]] = []
        self.finished = False

    def build(self) -> Node:
        """Return the tree of the screen for the present state."""
        raise NotImplementedError

    def on_start(self) -> None:
        """Run when the activity becomes visible, before on_resume; open databases here, not in __init__."""

    def on_resume(self) -> None:
        """Run whenever the activity comes to the front."""

    def on_stop(self) -> None:
        """Run when the activity is no longer visible, and before it is destroyed."""

    def on_new_intent(self, intent: Intent) -> None:
        """Take a new intent for an instance that is already on top (singleTop)."""
        self.intent = intent

    def on_back(self) -> bool:
        """Handle the back gesture; return True when it was used up, False to leave the screen."""
        return False

    def on_key(self, code: int) -> bool:
        """Handle a key that the phone offers to the app in front first (camera, volume); return True when used."""
        return False

    def invalidate(self) -> None:
        """Ask for a new build before the next look at the screen."""
        self.phone.windows.invalidate()

    def finish(self, code: int | None = None, data: Any = None) -> None:
        """Leave this screen; code and data go to whoever started it for a result."""
        if code is not None:
            self.result = (code, data)
        self.finished = True
        self.phone.activities.finish(self)

    def start(self, intent: Intent, on_result: Callable[[int, Any], None] | None = None) -> StartResult:
        """Start another activity from this one; on_result(code, data) is called when it finishes."""
        return self.phone.activities.start(intent, caller=self, on_result=on_result)

    def toast(self, text: str, ms: int = 2000) -> None:
        """Show a short message over the screen for `ms` milliseconds."""
        self.phone.windows.toast(text, ms)

    def show_dialog(self, factory: Callable[[], Node]) -> None:
        """Show a dialog above the screen; its tree is rebuilt by calling `factory`."""
        self.dialogs.append(factory)
        self.invalidate()

    def dismiss_dialog(self) -> None:
        """Close the topmost dialog, if any."""
        if self.dialogs:
            self.dialogs.pop()
        self.invalidate()


@dataclass(frozen=True, slots=True)
class Icon:
    """How an app is drawn in the launcher: one glyph (a letter or icon name) on a colour (#rrggbb)."""

    glyph: str = "A"
    color: str = "#1a73e8"


@dataclass(frozen=True, slots=True)
class ActivityInfo:
    """One declared activity. name: '.MainActivity' or a full class name. launch_mode as in Android."""

    name: str
    cls: type[Activity]
    filters: tuple[IntentFilter, ...] = ()
    label: str = ""
    exported: bool = True
    launcher: bool = False
    launch_mode: str = "standard"
    permission: str = ""
    show_when_locked: bool = False

    def all_filters(self) -> tuple[IntentFilter, ...]:
        """Return the declared filters, with MAIN/LAUNCHER where this is a launcher activity."""
        return (MAIN_FILTER, *self.filters) if self.launcher else self.filters

    def full_name(self, package: str) -> str:
        """Return the full class name within `package`."""
        return package + self.name if self.name.startswith(".") else self.name


@dataclass(frozen=True, slots=True)
class ReceiverInfo:
    """One declared broadcast receiver. handle(phone, intent) returns (result code, data or None)."""

    name: str
    filters: tuple[IntentFilter, ...]
    handle: Callable[[Phone, Intent], tuple[int, str | None]]
    exported: bool = True


@dataclass(frozen=True, slots=True)
class AppFunction:
    """One function an app offers to agents (`cmd app_function`). parameters: JSON schema of the argument object."""

    identifier: str
    description: str
    parameters: dict[str, Any]
    run: Callable[[Phone, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One installable package and everything it declares. permissions: full names; all are granted at install."""

    package: str
    label: str
    version_name: str = "1.0"
    version_code: int = 1
    activities: tuple[ActivityInfo, ...] = ()
    permissions: tuple[str, ...] = ()
    receivers: tuple[ReceiverInfo, ...] = ()
    icon: Icon = field(default_factory=Icon)
    system: bool = True
    providers: tuple[str, ...] = ()
    functions: tuple[AppFunction, ...] = ()
    target_sdk: int = 33
    roles: tuple[str, ...] = ()
    """What the app becomes the default for when it is installed: "sms", "dialer"."""
    on_install: Callable[[Phone], None] | None = None
    """Called once when the app comes onto the phone: what a phone in use has of it (databases, folders)."""
    on_clear: Callable[[Phone], None] | None = None
    on_process: Callable[[Phone], None] | None = None
    """Called whenever the app's process starts, before anything else of the app runs (Application.onCreate)."""

    def activity(self, name: str) -> ActivityInfo | None:
        """Find a declared activity by '.Short' or full class name."""
        full = self.package + name if name.startswith(".") else name
        return next((info for info in self.activities if info.full_name(self.package) == full), None)
