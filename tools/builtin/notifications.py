"""Notifications: read those that are there, clear those that can be cleared. Knows the shade's rows, no app's words.

A notification's words are a stranger's. They are shown to the user and labelled; nothing here acts on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from ...android_bridge.app_families import level_of_app
from ...android_bridge.device import Device
from ...android_bridge.errors import CommandTimeoutError, TargetChangedError
from ...android_bridge.labels import Confidentiality, Integrity, Label, Origin
from ...android_bridge.notifications import SYSTEM_UI, Notified
from ...android_bridge.types import App, Element, Observation
from ..sdk import AppName, Resolved, tool
from ..types import Context, Proof, Risk, ToolFailedError, ToolResult
from .apps import named_app
from .by_screen import need_way
from .messages import is_secret
from .waiting import find_named, plain, wait_true

NOTIFICATIONS_LABEL = Label(Integrity.UNTRUSTED, Confidentiality.SENSITIVE)
_SHOWN = 12
_NAMED = 8
_WORDS = 240
"""So many characters of one notification are told."""
_SYSTEM_NAMES = {
    "android": "Android System", SYSTEM_UI: "Android System", "com.android.shell": "Shell",
    "com.android.server.telecom": "Phone", "com.android.phone": "Phone",
    "com.google.android.gms": "Google Play services", "com.android.vending": "Google Play Store",
    "com.android.providers.downloads": "Downloads", "com.android.bluetooth": "Bluetooth",
}  # fmt: skip
"""Apps that post and have no icon in the launcher."""
_CLEAR_ALL = ("Clear all", "CLEAR ALL", "Clear all notifications", "Clear", "全部清除", "清除全部", "清除所有通知")
_CLEAR_IDS = ("dismiss_text", "clear_all_button", "clear_all", "dismiss_view")
_ROW_ID, _APP_ID = "expandableNotificationRow", "app_name_text"
_DOWN_S, _GONE_S = 4.0, 2.5


@dataclass(frozen=True, slots=True)
class Posted:
    """A notification with the name of its app."""

    notified: Notified
    app: str

    @property
    def words(self) -> str:
        """Title and text in one line; what is hidden says so."""
        if self.notified.hidden:
            return "(its words cannot be read)"
        parts = (" ".join(part.split()) for part in (self.notified.title, self.notified.text))
        line = ": ".join(part for part in parts if part) or "(no words)"
        return line if len(line) <= _WORDS else f"{line[: _WORDS - 1]}…"

    @property
    def mark(self) -> str:
        """What names this very posting; the app may post another one under the same key."""
        return f"{self.notified.posted_ms} {self.notified.key}"

    def told(self, now: datetime) -> str:
        """One line: app, how long ago, words."""
        stays = " (stays)" if self.notified.ongoing else ""
        return f"{self.app}, {ago(self.notified.posted_ms, now)}{stays}: {self.words}"

    def as_data(self, now: datetime) -> dict[str, Any]:
        """Return it as facts; `at` in ISO."""
        each = self.notified
        at = datetime.fromtimestamp(each.posted_ms / 1000, now.tzinfo)
        return {
            "app": self.app, "package": each.package, "title": each.title, "text": each.text, "ongoing": each.ongoing,
            "importance": each.importance, "category": each.category, "hidden": each.hidden,
            "when": ago(each.posted_ms, now), "at": at.isoformat(timespec="milliseconds"),
        }  # fmt: skip


def posted(device: Device, app: str | None = None) -> tuple[str, list[Posted]]:
    """Return the name of the app that is meant ("" for all) and its notifications, newest first.

    Raises:
        ToolQuestionError: Several apps fit.
        ToolFailedError: None does.
    """
    found, apps = device.notifications(), device.apps()
    names = {each.package: each.label for each in apps}
    unlisted = {each.package for each in found} - names.keys()
    others = [App(package, "", _system_name(package)) for package in sorted(unlisted)]
    names |= {other.package: other.label for other in others}
    if not app:
        return "", [Posted(each, names[each.package]) for each in found]
    meant = named_app(app, [*apps, *others])
    if meant is None:
        raise ToolFailedError(f'there is no app called "{app}" on this phone, and no notification of one')
    return meant.label, [Posted(each, meant.label) for each in found if names[each.package] == meant.label]


def _system_name(package: str) -> str:
    return _SYSTEM_NAMES.get(package) or package


def label_of(found: Iterable[Notified]) -> Label:
    """Return the label of notifications: SECRET where one looks like a code, else as their apps' screens are."""
    label = NOTIFICATIONS_LABEL
    for each in found:
        level = max(Confidentiality.SENSITIVE, level_of_app(each.package))
        secret = is_secret(f"{each.title} {each.text}")
        label = label.join(Label.of(Origin.app(each.package), Confidentiality.SECRET if secret else level))
    return label


def ago(posted_ms: int, now: datetime) -> str:
    """Return how long ago something came, in words."""
    if not posted_ms:
        return "some time ago"
    minutes = int((now.timestamp() * 1000 - posted_ms) // 60_000)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    moment = datetime.fromtimestamp(posted_ms / 1000, now.tzinfo)
    if moment.date() == now.date():
        return f"{minutes // 60} h ago"
    days = (now.date() - moment.date()).days
    return f"yesterday {moment:%H:%M}" if days == 1 else f"{moment:%a %b} {moment.day} {moment:%H:%M}"


def counted(count: int) -> str:
    """Return `1 notification` or `N notifications`."""
    return f"{count} notification{'' if count == 1 else 's'}"


@tool(
    risk=Risk.OBSERVE,
    examples=(
        "any notifications",
        "read my notifications",
        "what's on my notification shade",
        "show me the notifications from Calendar",
        "list the alerts on my phone",
        "which notifications do I have from Messages",
    ),
    reads=NOTIFICATIONS_LABEL,
    scope=(SYSTEM_UI,),
    ways=("function", "screen"),
)
def list_notifications(
    context: Context, app: Annotated[AppName | None, "whose notifications; all if no app is named"] = None
) -> ToolResult:
    """Read the notifications that are there, newest first, maybe of one app."""
    if "function" not in context.ways:
        if app is not None:
            raise ToolFailedError("by the screen alone all notifications are listed, and not those of one app")
        return _read_shade(context)
    name, found = posted(context.device, app)
    if not found:
        return ToolResult(
            f"There are no notifications{f' from {name}' if name else ''}.",
            {"notifications": []},
            NOTIFICATIONS_LABEL,
            "function",
        )
    more = len(found) - _SHOWN
    head = f"{counted(len(found))}{f' from {name}' if name else ''}, newest first:\n"
    lines = [each.told(context.now) for each in found[:_SHOWN]] + ([f"and {more} more"] if more > 0 else [])
    data = {"notifications": [each.as_data(context.now) for each in found]}
    return ToolResult(head + ";\n".join(lines), data, label_of(each.notified for each in found), "function")


def _read_shade(context: Context) -> ToolResult:
    """Tell what the shade shows, where the list cannot be asked for."""
    need_way(context, "screen", "the notifications")
    seen = _pull_down(context)
    rows = [" ".join(text for _, text in _texts_of(seen, row)) for row in _rows(seen)]
    context.acting.set_shade(False)
    label = NOTIFICATIONS_LABEL.join(seen.label)
    if not rows:
        return ToolResult("The shade shows no notifications.", {"shown": []}, label, "screen")
    return ToolResult("\n".join(["Notifications, as the shade shows them:", *rows]), {"shown": rows}, label, "screen")


def _clearable(device: Device, app: str | None) -> tuple[str, list[Posted], list[Posted]]:
    """Return the app's name, its notifications that can be cleared, and those that stay."""
    name, found = posted(device, app)
    return (
        name,
        [each for each in found if not each.notified.ongoing],
        [each for each in found if each.notified.ongoing],
    )


def _preview(context: Context, values: Mapping[str, Any]) -> Mapping[str, Any]:
    name, clear, stay = _clearable(context.device, values.get("app"))
    if not clear:
        of = f" from {name}" if name else ""
        why = f"only {_named(stay)}, which stays while it goes on" if stay else f"there are no notifications{of}"
        raise ToolFailedError(f"there is nothing to clear: {why}; nothing was done")
    shown = f"{counted(len(clear))}: {_named(clear)}"
    return {"marks": [each.mark for each in clear], "shown": shown}


def _named(found: Sequence[Posted]) -> str:
    """Return apps and titles in one line, a few of them."""
    names = []
    for each in found[:_NAMED]:
        title = " ".join(each.notified.title.split())[:40]
        names.append(f"{each.app} ({title})" if title else each.app)
    more = len(found) - _NAMED
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _left(device: Device, marks: Iterable[str], app: str | None) -> list[Posted]:
    wanted = set(marks)
    return [each for each in posted(device, app)[1] if each.mark in wanted]


def _probe_gone(context: Context, values: Mapping[str, Any]) -> Proof:
    marks = values.get("marks")
    left = _left(context.device, marks, None) if marks else _clearable(context.device, values.get("app"))[1]
    expected = f"{counted(len(marks))} gone" if marks else "no notification to clear"
    return Proof(not left, expected, f"still there: {_named(left)}" if left else "gone")


@tool(
    risk=Risk.DESTRUCTIVE,
    examples=(
        "clear my notifications",
        "dismiss all notifications",
        "get rid of the notifications from Calendar",
        "swipe away the alerts from Messages",
        "empty the notification shade",
        "remove the Clock notifications",
    ),
    probe=_probe_gone,
    preview=_preview,
    confirm="Clear {shown}",
    scope=(SYSTEM_UI,),
    ways=("screen",),
)
def dismiss_notifications(
    context: Context,
    app: Annotated[AppName | None, "whose notifications; all if no app is named"] = None,
    marks: Annotated[list[str] | None, Resolved] = None,
    shown: Annotated[str | None, Resolved] = None,
) -> ToolResult:
    """Clear notifications away, all that can be cleared or those of one app."""
    need_way(context, "screen", "clearing notifications")
    if marks is None:
        marks = [each.mark for each in _clearable(context.device, app)[1]]
    left = _left(context.device, marks, app)
    if left:
        _clear(context, left, app)
        left = _left(context.device, marks, app)
    gone = len(marks) - len(left)
    stay = _clearable(context.device, app)[2]
    told = f"Cleared {counted(gone)}." if not left else f"Cleared {gone} of {counted(len(marks))}."
    told += f" Still there: {_named(left)}." if left else ""
    told += f" {_named(stay)} stay{'s' if len(stay) == 1 else ''}, for what goes on cannot be cleared." if stay else ""
    if not gone:
        raise ToolFailedError(f"the shade let go of none of {counted(len(marks))}; nothing was cleared")
    return ToolResult(
        told, {"cleared": gone, "left": len(left)}, label_of(each.notified for each in (*left, *stay)), "screen",
        effect=f"{counted(gone)} cleared",
    )  # fmt: skip


def _clear(context: Context, targets: Sequence[Posted], app: str | None) -> None:
    """Clear these in the shade: by its button where they are all there is to clear, else one row after the other."""
    seen = _pull_down(context)
    try:
        everything = {each.mark for each in _clearable(context.device, None)[1]} == {each.mark for each in targets}
        button = find_named(seen, _CLEAR_ALL, _CLEAR_IDS) if everything else None
        if button is not None:
            context.acting.tap(button)
            wait_true(lambda: not _left(context.device, [each.mark for each in targets], app), timeout_s=_GONE_S)
        _swipe_away(context, [each.mark for each in targets], app)
    finally:
        context.acting.set_shade(False)


def _swipe_away(context: Context, marks: Sequence[str], app: str | None) -> None:
    """Move the rows of these notifications sideways until they are gone or none of them is found any more."""
    tried: set[Texts] = set()
    for _ in range(3 * len(marks) + 3):
        left = _left(context.device, marks, app)
        if not left:
            return
        seen = context.device.wait_settled()
        fitting = [(row, texts) for row in _rows(seen) if (texts := _texts_of(seen, row)) not in tried]
        row, texts = next((pair for pair in fitting if any(_is_row(each, pair[1]) for each in left)), (None, ()))
        if row is None:
            context.acting.swipe("up", within=next((e for e in seen.elements if e.scrollable), None))
            if context.device.wait_settled().elements == seen.elements or seen.package != SYSTEM_UI:
                return
            continue
        tried.add(texts)
        before = len(left)
        try:
            context.acting.swipe("right", within=row)
        except TargetChangedError:
            continue
        wait_true(lambda before=before: len(_left(context.device, marks, app)) < before, timeout_s=_GONE_S)  # type: ignore[misc]


def _pull_down(context: Context) -> Observation:
    context.acting.set_shade(True)
    try:
        context.device.wait_until(lambda seen: seen.package == SYSTEM_UI, timeout_s=_DOWN_S)
    except CommandTimeoutError as error:
        raise ToolFailedError("the notification shade did not come down; nothing was cleared") from error
    return context.device.wait_settled()


def _rows(seen: Observation) -> list[Element]:
    return [e for e in seen.elements if e.package == SYSTEM_UI and e.resource_id.rpartition("/")[2] == _ROW_ID]


Texts = tuple[tuple[str, str], ...]
"""(id, text) of what stands in a row."""


def _texts_of(seen: Observation, row: Element) -> Texts:
    box = row.bounds
    return tuple(
        (e.resource_id.rpartition("/")[2], e.text)
        for e in seen.elements
        if e.text
        and box.left <= e.bounds.left and e.bounds.right <= box.right
        and box.top <= e.bounds.top and e.bounds.bottom <= box.bottom
    )  # fmt: skip


def _is_row(target: Posted, texts: Texts) -> bool:
    """Whether a row is this notification's: its app and title stand there; where it names no app, title and text."""
    there = {plain(text) for _, text in texts}
    title, text = plain(target.notified.title), plain(target.notified.text)
    if title and title not in there:
        return False
    apps = {plain(text) for ident, text in texts if ident == _APP_ID}
    if apps and plain(target.app) not in apps:
        return False
    return text in there or bool(apps and (title or not text))
