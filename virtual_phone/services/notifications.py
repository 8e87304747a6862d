"""Notifications: what apps posted and what happens when one is touched.

Knows: active notifications, their order, content intents and actions.
Does not know: how the shade draws them (ui/shade.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..intents import FLAG_NEW_TASK, Intent

if TYPE_CHECKING:
    from ..phone import Phone

SYSTEM_UI = "com.android.systemui"


@dataclass(frozen=True, slots=True)
class NotificationAction:
    """One button of a notification. run gets the text of a direct reply ('' for plain buttons)."""

    title: str
    run: Callable[[str], None]
    reply: bool = False


@dataclass(slots=True)
class Notification:
    """One posted notification. ident and tag are the app's own; key is Android's text for it."""

    package: str
    ident: int
    title: str
    text: str
    posted_ms: int
    tag: str | None = None
    channel: str = "default"
    importance: int = 3
    intent: Intent | None = None
    actions: tuple[NotificationAction, ...] = ()
    ongoing: bool = False
    category: str = ""
    uid: int = 10000
    on_dismiss: Callable[[], None] | None = field(default=None, repr=False)
    full_screen: Intent | None = None
    big_text: str = ""
    """The long text, shown in place of `text` when there is one."""
    lines: tuple[str, ...] = ()
    """An inbox: shown in place of `text`, one a line."""
    group: str = ""
    summary: bool = False
    """The head of its group; the shade shows it only when nothing else of the group is there."""

    @property
    def key(self) -> str:
        """Return user|package|id|tag|uid."""
        return f"0|{self.package}|{self.ident}|{self.tag or 'null'}|{self.uid}"

    @property
    def shown_text(self) -> str:
        """Return what stands under the title in the shade."""
        return "\n".join(self.lines) or self.big_text or self.text


class NotificationManager:
    """Keeps the active notifications, newest first."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.active: list[Notification] = []
        self.blocked: set[str] = set()
        """Packages whose notifications the user switched off; they post in vain."""
        self._observers: list[Callable[[str, Notification], None]] = []

    def post(
        self,
        package: str,
        ident: int,
        title: str,
        text: str,
        *,
        tag: str | None = None,
        channel: str = "default",
        importance: int = 3,
        intent: Intent | None = None,
        actions: tuple[NotificationAction, ...] = (),
        ongoing: bool = False,
        category: str = "",
        full_screen: Intent | None = None,
        on_dismiss: Callable[[], None] | None = None,
        big_text: str = "",
        lines: tuple[str, ...] = (),
        group: str = "",
        summary: bool = False,
        posted_ms: int | None = None,
    ) -> Notification:
        """Post or replace a notification; one of an app whose notifications are off is made and never shown.

        posted_ms: when it came, for one that has been there for a while; now where it is left out.
        importance: as in Android; 4 (high) peeks onto the screen. full_screen: the screen of an alarm or a call;
        it is started at once when the phone is locked or its screen is off, else only the heads-up banner shows.
        """
        state = self._phone.packages.state(package)
        made = Notification(
            package, ident, title, text, self._phone.clock.now_ms() if posted_ms is None else posted_ms, tag, channel,
            importance, intent, actions, ongoing, category, state.uid if state else 2000, on_dismiss, full_screen,
            big_text, lines, group, summary,
        )  # fmt: skip
        if package in self.blocked:
            return made
        self.active = [old for old in self.active if old.key != made.key]
        self.active.insert(0, made)
        self.active.sort(key=lambda each: -each.posted_ms)
        self._phone.ledger.append("notification_posted", package=package, title=title, text=text)
        self._tell("posted", made)
        power = self._phone.power
        if full_screen is not None:
            full_screen.flags |= FLAG_NEW_TASK
            if power.locked or not power.screen_on:
                power.wake()
                self._phone.activities.start(full_screen)
        return made

    def app_name(self, package: str) -> str:
        """Return what a notification of a package names as its app."""
        manifest = self._phone.packages.get(package)
        return "Android System" if package == SYSTEM_UI else manifest.label if manifest else package

    @property
    def visible(self) -> list[Notification]:
        """Return what the shade shows: the head of a group only where none of its members is there."""
        members = {(each.package, each.group) for each in self.active if each.group and not each.summary}
        return [each for each in self.active if not (each.summary and (each.package, each.group) in members)]

    def find(self, key: str) -> Notification | None:
        """Return the active notification with this key, or None."""
        return next((each for each in self.active if each.key == key), None)

    def cancel(self, package: str, ident: int, tag: str | None = None) -> bool:
        """Take a notification away for its app; return whether it was there."""
        for each in self.active:
            if (each.package, each.ident, each.tag) == (package, ident, tag):
                self.active.remove(each)
                self._tell("removed", each)
                return True
        return False

    def allow(self, package: str, allowed: bool) -> None:
        """Switch an app's notifications on, or off; switched off, those that are there leave."""
        (self.blocked.discard if allowed else self.blocked.add)(package)
        if not allowed:
            self.cancel_all(package)

    def cancel_all(self, package: str) -> None:
        """Take all notifications of an app away."""
        for each in [each for each in self.active if each.package == package]:
            self.cancel(package, each.ident, each.tag)

    def dismiss(self, key: str) -> bool:
        """Swipe one away as the user does; ongoing ones stay. Returns whether it went."""
        found = self.find(key)
        if found is None or found.ongoing:
            return False
        self.cancel(found.package, found.ident, found.tag)
        self._phone.ledger.append("notification_dismissed", package=found.package, title=found.title)
        if found.on_dismiss is not None:
            with self._phone.crashes.guard(found.package):
                found.on_dismiss()
        self._leave_no_head(found)
        return True

    def _leave_no_head(self, gone: Notification) -> None:
        """Take the head of a group away with the last of its members, as Android does."""
        own = (gone.package, gone.group)
        group = [each for each in self.active if gone.group and (each.package, each.group) == own]
        if group and all(each.summary for each in group):
            for each in group:
                self.cancel(each.package, each.ident, each.tag)

    def dismiss_all(self) -> None:
        """Press 'Clear all'."""
        for each in list(self.active):
            self.dismiss(each.key)

    def open(self, key: str) -> None:
        """Touch a notification: start its intent and take it away (ongoing ones stay)."""
        found = self.find(key)
        if found is None:
            return
        if not found.ongoing:
            self.cancel(found.package, found.ident, found.tag)
        if found.intent is not None:
            found.intent.flags |= FLAG_NEW_TASK
            self._phone.activities.start(found.intent)

    def on_change(self, callback: Callable[[str, Notification], None]) -> None:
        """Call callback('posted' or 'removed', notification) after each change."""
        self._observers.append(callback)

    def _tell(self, kind: str, notification: Notification) -> None:
        for callback in list(self._observers):
            callback(kind, notification)
        if not self._phone.booting:
            self._phone.windows.invalidate()
