"""A phone in memory for tests of the layers above: scripted screens, settings, tables, files, and a list of
effects.

Knows the two Protocols and nothing else; it is strict where the real bridge is strict: tickets, dead hands,
changed targets, paths, grammars.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from .app_labels import label_of_screen
from .device import Direction, Hands, Key, Switch
from .errors import BadValueError, CommandFailedError, CommandTimeoutError, TextEntryError
from .grammar import column, content_uri, setting_key, shared_path, transportable
from .intents import intent_arguments, packages_of
from .notifications import SYSTEM_UI, Notified
from .permit import Permit, permitted
from .targets import window_of
from .tickets import Ticket, TicketOffice
from .touch import MOVING_KEYS, check_uncovered, same_element, touch_point
from .types import App, Bounds, DeviceState, Element, ExtraValue, FileEntry, Intent, Observation, Row

FAKE_TIME = datetime(2026, 3, 16, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that was done on the fake phone."""

    kind: str
    """The method of Hands."""
    facts: Mapping[str, object]


def fake_element(text: str = "", *, index: int = 1, **more: object) -> Element:
    """Return an element with plain defaults: a button of the app `com.example`, one row a number.

    Args:
        text: What it shows.
        index: Its number; it stands in row `index` of the screen.
        more: Any field of Element.
    """
    plain = Element(
        index=index,
        text=text,
        description="",
        resource_id="",
        class_name="android.widget.Button",
        package="com.example",
        bounds=Bounds(0, 100 * index, 1080, 100 * index + 90),
        clickable=True,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


@dataclass(slots=True)
class FakeDevice:
    """A phone in memory; set its fields, give it reactions, read `effects`."""

    office: TicketOffice = field(default_factory=TicketOffice)
    serial: str = "fake-1"
    boot_id: str = "boot-1"
    elements: list[Element] = field(default_factory=list)
    package: str = "com.example"
    activity: str = "com.example/.Main"
    dialog: str = ""
    keyboard_shown: bool = False
    state: DeviceState = field(default_factory=lambda: DeviceState(True, False, 0, 80, False, True, True, False))
    time: datetime = FAKE_TIME
    settings: dict[tuple[str, str], str] = field(default_factory=dict)
    switches: dict[str, bool] = field(default_factory=dict)
    volumes: dict[str, int] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    dumps: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    """Content URI to rows; a row's `_id` is given on insert."""
    databases: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    """(path, table) to rows; absent means that the shell may not read it."""
    files: dict[str, bytes] = field(default_factory=dict)
    installed: list[App] = field(default_factory=list)
    notified: list[Notified] = field(default_factory=list)
    """The notifications that are there; newest first is made when they are asked for."""
    effects: list[Effect] = field(default_factory=list)
    reactions: dict[str, Callable[[FakeDevice, Mapping[str, object]], object]] = field(default_factory=dict)
    """Method of Hands to what happens besides; it may change any field, raise, or return a broadcast's
    result."""

    def react(self, kind: str, **facts: object) -> object:
        """Record an effect and let the reaction happen."""
        self.effects.append(Effect(kind, facts))
        reaction = self.reactions.get(kind)
        return reaction(self, facts) if reaction else None

    def show(self, *elements: Element, package: str = "", activity: str = "", dialog: str = "") -> None:
        """Put another screen up."""
        self.elements = list(elements)
        self.package = package or self.package
        self.activity = activity or self.activity
        self.dialog = dialog

    def observe(self, *, screenshot: bool = False) -> Observation:
        """Return what is on the screen now."""
        elements = tuple(self.elements)
        return Observation(
            elements=elements,
            package=self.package,
            activity=self.activity,
            keyboard_shown=self.keyboard_shown,
            dialog=self.dialog,
            state=self.state,
            label=label_of_screen({element.package for element in elements} | {self.package}, elements),
            width_px=1080,
            height_px=2400,
            time=self.time,
            screenshot_png=self.screenshot() if screenshot else None,
        )

    def screenshot(self) -> bytes:
        """A PNG of one pixel."""
        return _PICTURE

    def wait_until(self, condition: Callable[[Observation], bool], *, timeout_s: float = 5.0) -> Observation:
        """Look once; nothing changes by itself here, only the clock moves."""
        seen = self.observe()
        if condition(seen):
            return seen
        self.time += timedelta(seconds=timeout_s)
        raise CommandTimeoutError("wait for the screen", timeout_s)

    def wait_settled(self, *, timeout_s: float = 3.0) -> Observation:
        """Look once."""
        return self.observe()

    def now(self) -> datetime:
        """The phone's clock."""
        return self.time

    def query(
        self,
        uri: str,
        *,
        columns: Sequence[str] = (),
        match: Mapping[str, str | int] | None = None,
        sort: str = "",
    ) -> list[Row]:
        """Rows of `tables` whose columns equal `match`, sorted by the columns in `sort`."""
        found = [row for row in self.table(uri) if _fits(row, match or {})]
        for part in reversed([part.split() for part in sort.split(",") if part.strip()]):
            found.sort(key=lambda row, key=part[0]: _order(row.get(key)), reverse="DESC" in part[1:])  # type: ignore[misc]
        return [{name: row.get(column(name)) for name in columns} if columns else dict(row) for row in found]

    def table(self, uri: str) -> list[Row]:
        """The rows behind a URI; CommandFailedError where there is no such provider."""
        if content_uri(uri) not in self.tables:
            raise CommandFailedError(f"content query {uri}", 1, f"Could not find provider: {uri}")
        return self.tables[uri]

    def get_setting(self, namespace: Literal["system", "secure", "global"], key: str) -> str | None:
        """A value of `settings`."""
        return self.settings.get((namespace, setting_key(key)))

    def get_switch(self, switch: Switch) -> bool:
        """A value of `switches`; off where nothing is said."""
        return self.switches.get(switch, False)

    def get_volume(self, stream: Literal["media", "ring", "alarm", "call", "notification"]) -> int:
        """A value of `volumes`; 50 where nothing is said."""
        return self.volumes.get(stream, 50)

    def get_property(self, name: str) -> str:
        """A value of `properties`."""
        return self.properties.get(name, "")

    def dumpsys(self, service: str, *arguments: str) -> str:
        """A value of `dumps`, by `service arguments…`."""
        return self.dumps.get(" ".join([service, *arguments]), "")

    def notifications(self) -> tuple[Notified, ...]:
        """All of `notified`, newest first."""
        return tuple(sorted(self.notified, key=lambda each: -each.posted_ms))

    def apps(self) -> list[App]:
        """All of `installed`."""
        return list(self.installed)

    def list_files(self, path: str) -> list[FileEntry]:
        """Entries directly below a folder."""
        folder = shared_path(path) + "/"
        found: dict[str, FileEntry] = {}
        for name, data in self.files.items():
            if name.startswith(folder):
                first, slash, _ = name[len(folder) :].partition("/")
                entry = FileEntry(folder + first, bool(slash), 0 if slash else len(data), self.time)
                found[entry.path] = entry
        return [found[name] for name in sorted(found)]

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        """A value of `files`."""
        if shared_path(path) not in self.files:
            raise CommandFailedError(f"pull {path}", 1, "No such file or directory")
        return self.files[path][:limit_bytes]

    def query_database(self, path: str, table: str, columns: Sequence[str]) -> list[Row] | None:
        """Rows of `databases`, or None."""
        rows = self.databases.get((path, table))
        if rows is None:
            return None
        return [{name: row.get(name) for name in columns} if columns else dict(row) for row in rows]

    @contextmanager
    def acting(self, ticket: Ticket, tool: str, arguments: Mapping[str, object], *, task: str) -> Iterator[Hands]:
        """Redeem the ticket and give hands; they are dead after the block."""
        with permitted(self.office, ticket, tool, arguments, task=task) as permit:
            yield FakeHands(permit, self)


class FakeHands:
    """Acts on a FakeDevice while its permit lives."""

    def __init__(self, permit: Permit, device: FakeDevice) -> None:
        self._permit = permit
        self._device = device

    def _do(self, kind: str, **facts: object) -> object:
        self._permit.check()
        return self._device.react(kind, **facts)

    def _command(self, kind: str, *packages: str) -> None:
        self._permit.check_command(kind, packages)

    def _in_front(self, *, heading: bool = True) -> None:
        self._permit.check_front(window_of(self._device.observe()), heading=heading)

    def _find(self, element: Element) -> Element:
        self._permit.check_element(element)
        self._in_front()
        now = same_element(element, self._device.elements)
        check_uncovered(now, self._device.elements, touch_point(now, self._device.elements))
        return now

    def tap(self, element: Element) -> None:
        """Record a tap; `name` is what the element says."""
        now = self._find(element)
        self._do("tap", name=now.name, element=now)

    def long_press(self, element: Element) -> None:
        """Record a long press."""
        now = self._find(element)
        self._do("long_press", name=now.name, element=now)

    def type_text(self, text: str, *, into: Element | None = None, clear: bool = True) -> None:
        """Put the text into the field."""
        self._permit.check()
        transportable(text)
        into = into or self._permit.element
        fields = [element for element in self._device.elements if element.editable]
        target = self._find(into) if into else next((field for field in fields if field.focused), None)
        if target is None or not target.editable:
            raise TextEntryError("no text field has the focus; nothing was typed")
        if into is None:
            self._find(target)
        position = self._device.elements.index(target)
        whole = text if clear else target.text + text
        shown = "•" * len(whole) if target.password else whole
        self._device.elements[position] = replace(target, text=shown, focused=True)
        self._do("type_text", text=text, whole=whole, name=target.hint or target.name)

    def swipe(self, direction: Direction, *, within: Element | None = None) -> None:
        """Record a swipe."""
        if within is not None:
            self._find(within)
        else:
            self._in_front()
        self._do("swipe", direction=direction)

    def press(self, key: Key) -> None:
        """Record a key."""
        self._in_front(heading=key not in MOVING_KEYS)
        self._do("press", key=key)

    def start_activity(self, intent: Intent) -> None:
        """Record an Intent after the same grammar as on a real phone."""
        intent_arguments(intent)
        self._command("start_activity", *packages_of(intent))
        self._do("start_activity", intent=intent)

    def broadcast(self, intent: Intent) -> tuple[int, str]:
        """Record a broadcast; the reaction's tuple is its result, else (0, "")."""
        intent_arguments(intent)
        self._command("broadcast", *packages_of(intent))
        result = self._do("broadcast", intent=intent)
        return (int(result[0]), str(result[1])) if isinstance(result, tuple) and len(result) == 2 else (0, "")

    def insert(self, uri: str, values: Mapping[str, ExtraValue]) -> None:
        """Append a row; it gets the next `_id`."""
        self._command("insert")
        rows = self._device.table(uri)
        number = max((int(row.get("_id") or 0) for row in rows), default=0) + 1
        rows.append({"_id": str(number), **{column(name): _text(value) for name, value in values.items()}})
        self._do("insert", uri=uri, values=dict(values), row_id=number)

    def update(self, uri: str, values: Mapping[str, ExtraValue], *, match: Mapping[str, str | int]) -> None:
        """Change the rows that fit."""
        self._command("update")
        for row in self._matching(uri, match):
            row.update({column(name): _text(value) for name, value in values.items()})
        self._do("update", uri=uri, values=dict(values), match=dict(match))

    def delete(self, uri: str, *, match: Mapping[str, str | int]) -> None:
        """Remove the rows that fit."""
        self._command("delete")
        gone = self._matching(uri, match)
        self._device.tables[uri] = [row for row in self._device.tables[uri] if row not in gone]
        self._do("delete", uri=uri, match=dict(match))

    def _matching(self, uri: str, match: Mapping[str, str | int]) -> list[Row]:
        if not match:
            raise BadValueError("which rows? An empty match would take them all; nothing was changed")
        return [row for row in self._device.table(uri) if _fits(row, match)]

    def put_setting(self, namespace: Literal["system", "secure", "global"], key: str, value: str) -> None:
        """Set a setting."""
        self._command("put_setting")
        self._device.settings[(namespace, setting_key(key))] = value
        self._do("put_setting", namespace=namespace, key=key, value=value)

    def set_switch(self, switch: Switch, on: bool) -> None:
        """Set a switch."""
        self._command("set_switch")
        self._device.switches[switch] = on
        self._do("set_switch", switch=switch, on=on)

    def set_volume(self, stream: Literal["media", "ring", "alarm", "call", "notification"], level: int) -> None:
        """Set a volume."""
        self._command("set_volume")
        if not 0 <= level <= 100:
            raise BadValueError(f"{level} is no volume (0 to 100); nothing was changed")
        self._device.volumes[stream] = level
        self._do("set_volume", stream=stream, level=level)

    def write_file(self, path: str, data: bytes) -> None:
        """Write a file below /sdcard."""
        self._command("write_file")
        self._device.files[shared_path(path)] = data
        self._do("write_file", path=path, size_bytes=len(data))

    def delete_file(self, path: str) -> None:
        """Delete a file below /sdcard."""
        self._command("delete_file")
        if self._device.files.pop(shared_path(path), None) is None:
            raise CommandFailedError(f"rm {path}", 1, "there is no such file")
        self._do("delete_file", path=path)

    def stop_app(self, package: str) -> None:
        """Record a stopped app."""
        self._command("stop_app", package)
        self._do("stop_app", package=package)

    def set_shade(self, shown: bool) -> None:
        """Record that the shade is pulled down or pushed up."""
        self._command("set_shade", SYSTEM_UI)
        self._do("set_shade", shown=shown)


def _fits(row: Row, match: Mapping[str, str | int]) -> bool:
    return all(row.get(column(name)) == str(value) for name, value in match.items())


def _order(value: str | None) -> tuple[int, float, str]:
    if value is None:
        return (0, 0.0, "")
    try:
        return (1, float(value), "")
    except ValueError:
        return (2, 0.0, value)


def _text(value: ExtraValue) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
