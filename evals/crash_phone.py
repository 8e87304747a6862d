"""A phone in memory whose apps do what the built-in tools ask of them, with a ledger of effects: for the crash sweep.

Knows which rows and screens the apps of the default world show. An effect can be made to show late. Does not know what
crashes; evals/crash_sweep.py kills whoever works on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from ..android_bridge.fake import FakeDevice, fake_element
from ..android_bridge.types import App, Element, Intent, Row

CONTACTS = "content://com.android.contacts"
SENT, CALLS = "content://sms/sent", "content://call_log/calls"
NOTES, EVENTS = "content://com.ainos.notes/notes", "content://com.android.calendar/events"
CLOCK_DB = "/data/user_de/0/com.google.android.deskclock/databases/alarms.db"
SMS_APP, CLOCK, ORDERS = "com.google.android.apps.messaging", "com.google.android.deskclock", "com.example.orders"
POST_ACTION = "com.example.post.SEND"
PEOPLE = {"Alice Chen": "+14155550101", "Bob Martin": "+14155550103", "Mum": "+14155550104"}
HOME = "com.google.android.apps.nexuslauncher"
OUTWARD = ("sms", "call", "order", "post")
"""Kinds of the ledger that leave the phone."""
_APPS = {
    CLOCK: "Clock", SMS_APP: "Messages", "com.ainos.notes": "Notes", "com.google.android.calendar": "Calendar",
    "com.google.android.dialer": "Phone", "com.android.settings": "Settings", ORDERS: "Orders",
}  # fmt: skip
_OP_MS = 5


@dataclass(slots=True)
class CrashPhone:
    """The phone, its ledger and how late effects show."""

    device: FakeDevice = field(default_factory=FakeDevice)
    ledger: list[tuple[str, str]] = field(default_factory=list)
    """(kind, what), in order; nothing that a tool can do takes anything out of it."""
    lag_s: float = 0.0
    """So long after an effect its row can be seen."""
    _hidden: list[tuple[float, str, Row]] = field(default_factory=list)
    _compose_to: str = ""
    _elapsed_s: float = 0.0

    def __post_init__(self) -> None:
        _furnish(self.device)
        self.device.reactions = {
            "start_activity": self._started, "tap": self._tapped, "insert": self._inserted,
            "set_switch": lambda d, f: self._note("switch", f"{f['switch']} {f['on']}"),
            "put_setting": lambda d, f: self._note("setting", f"{f['key']} {f['value']}"),
            "set_volume": lambda d, f: self._note("volume", f"{f['stream']} {f['level']}"),
            "broadcast": self._broadcast, "press": lambda d, f: show_home(d), "type_text": lambda d, f: None,
        }  # fmt: skip

    # ------------------------------------------------------------------ time

    def pass_time(self, seconds: float) -> None:
        """Let the phone's clock run; rows that were to show late show when their time has come."""
        self._elapsed_s += seconds
        self.device.time += timedelta(seconds=seconds)
        for due in [h for h in self._hidden if h[0] <= self._elapsed_s]:
            self._hidden.remove(due)
            self.device.tables[due[1]].append(due[2])

    def tick(self) -> None:
        """Let the time of one operation pass."""
        self.pass_time(_OP_MS / 1000)

    # ------------------------------------------------------------------ what is compared

    def state(self) -> dict[str, Any]:
        """Return what a run leaves on the phone, without times, numbers and what lies on the screen."""
        device = self.device
        return {
            "tables": {uri: _lasting(rows) for uri, rows in device.tables.items()},
            "clocks": {table: _lasting(rows) for (_, table), rows in device.databases.items()},
            "switches": dict(device.switches),
            "settings": dict(device.settings),
            "volumes": dict(device.volumes),
        }

    def outward(self) -> dict[tuple[str, str], int]:
        """Return how often each outward effect happened."""
        counts: dict[tuple[str, str], int] = {}
        for entry in self.ledger:
            if entry[0] in OUTWARD:
                counts[entry] = counts.get(entry, 0) + 1
        return counts

    # ------------------------------------------------------------------ the apps

    def _note(self, kind: str, what: str) -> None:
        self.ledger.append((kind, what))

    def _show_late(self, uri: str, row: Row) -> None:
        self._hidden.append((self._elapsed_s + self.lag_s, uri, row))
        self.pass_time(0.0)

    def _now_ms(self) -> int:
        return int(self.device.time.timestamp() * 1000)

    def _started(self, device: FakeDevice, facts: Mapping[str, object]) -> None:
        intent = facts["intent"]
        assert isinstance(intent, Intent)
        extras = intent.extras
        match intent.action.rpartition(".")[2]:
            case "SET_ALARM":
                self._set_alarm(extras)
            case "SET_TIMER":
                length = str(int(str(extras["android.intent.extra.alarm.LENGTH"])) * 1000)
                rows = device.databases[CLOCK_DB, "timers"]
                rows.append({"_id": str(len(rows) + 1), "length_ms": length, "remaining_ms": length,
                             "started_at_ms": str(self._now_ms()), "state": "running", "label": ""})  # fmt: skip
                self._note("timer", length)
            case "SENDTO":
                self._compose_to = intent.data.removeprefix("sms:")
                own = {"package": SMS_APP}
                device.show(
                    fake_element(str(extras["sms_body"]), index=1, editable=True, **own),
                    fake_element("", index=2, description="Send SMS", **own), package=SMS_APP,
                    activity=f"{SMS_APP}/.Compose",
                )  # fmt: skip
            case "CALL":
                number = intent.data.removeprefix("tel:")
                device.dumps["telephony.registry"] = "  mCallState=2\n"
                self._note("call", number)
                row: Row = {"_id": str(9 + len(device.tables[CALLS])), "number": number, "type": "2",
                            "date": str(self._now_ms())}  # fmt: skip
                self._show_late(CALLS, row)

    def _set_alarm(self, extras: Mapping[str, Any]) -> None:
        days = extras.get("android.intent.extra.alarm.DAYS", ())
        hour, minute = extras["android.intent.extra.alarm.HOUR"], extras["android.intent.extra.alarm.MINUTES"]
        rows = self.device.databases[CLOCK_DB, "alarm_templates"]
        rows.append({
            "_id": str(len(rows) + 1), "hour": str(hour), "minutes": str(minute),
            "daysofweek": str(sum(1 << (day - 2) % 7 for day in days)), "enabled": "1",
            "label": str(extras.get("android.intent.extra.alarm.MESSAGE", "")),
        })  # fmt: skip
        self._note("alarm", f"{hour}:{minute}")

    def _inserted(self, device: FakeDevice, facts: Mapping[str, object]) -> None:
        uri = str(facts["uri"])
        row = device.tables[uri][-1]
        if uri == NOTES:
            row["created"] = row["modified"] = str(self._now_ms())
            self._note("note", str(row["body"]))
        elif uri == EVENTS:
            self._note("event", str(row["title"]))

    def _broadcast(self, device: FakeDevice, facts: Mapping[str, object]) -> tuple[int, str]:
        intent = facts["intent"]
        assert isinstance(intent, Intent)
        if intent.action == POST_ACTION:
            self._note("post", str(intent.extras["text"]))
        return (0, "")

    def _tapped(self, device: FakeDevice, facts: Mapping[str, object]) -> None:
        name = str(facts["name"])
        if name == "Send SMS":
            body = device.elements[0].text
            self._note("sms", f"{self._compose_to}: {body}")
            row: Row = {"_id": str(50 + len(self.ledger)), "address": self._compose_to, "body": body,
                        "date": str(self._now_ms())}  # fmt: skip
            self._show_late(SENT, row)
            device.elements[0] = replace(device.elements[0], text="")
        elif name == "Orders":
            device.show(*orders_page(), package=ORDERS, activity=f"{ORDERS}/.Main")
        elif name == "New order":
            device.show(*order_page(), package=ORDERS)
        elif name == "Send order":
            self._note("order", device.elements[1].text)
            device.show(*orders_page(device.elements[1].text), package=ORDERS)


def _lasting(rows: list[Row]) -> list[str]:
    """Return what rows say but for when, and with which number."""
    passing = ("_id", "date", "created", "modified", "started_at_ms")
    return sorted(str({k: v for k, v in row.items() if k not in passing}) for row in rows)


def show_home(device: FakeDevice) -> None:
    """Put the launcher up."""
    icons = [fake_element(name, index=n, package=HOME) for n, name in enumerate(("Clock", "Orders", "Notes"), 1)]
    device.show(*icons, package=HOME, activity=f"{HOME}/.Launcher")


def orders_page(last: str = "") -> list[Element]:
    """Return the list of orders."""
    own = {"package": ORDERS}
    told = f"Last order: {last}" if last else "No order yet"
    return [
        fake_element(told, index=1, clickable=False, class_name="android.widget.TextView", **own),
        fake_element("New order", index=2, **own),
    ]  # fmt: skip


def order_page() -> list[Element]:
    """Return the page on which an order is written."""
    own = {"package": ORDERS}
    return [
        fake_element("Your order", index=1, clickable=False, class_name="android.widget.TextView", **own),
        fake_element("", index=2, editable=True, class_name="android.widget.EditText", hint="What", **own),
        fake_element("Send order", index=3, **own),
    ]


def _furnish(device: FakeDevice) -> None:
    """Put the people, calendars, clocks and apps of the default world on the phone."""
    tables: dict[str, list[Row]] = device.tables
    people = list(enumerate(PEOPLE.items(), 1))
    tables[f"{CONTACTS}/contacts"] = [{"_id": str(n), "display_name": name} for n, (name, _) in people]
    tables[f"{CONTACTS}/data/phones"] = [
        {"_id": str(20 + n), "contact_id": str(n), "display_name": name, "data1": number, "data2": "2"}
        for n, (name, number) in people
    ]
    tables[SENT] = []
    tables["content://sms/inbox"] = [
        {"_id": "1", "address": PEOPLE["Bob Martin"], "date": "1773676000000", "read": "0", "body": "The slides?"}
    ]
    tables[CALLS] = []
    tables["content://com.android.calendar/calendars"] = [
        {"_id": "1", "calendar_access_level": "700", "isPrimary": "1", "visible": "1"}
    ]
    tables[EVENTS] = []
    tables[NOTES] = [{"_id": "1", "title": "Shopping", "body": "milk, eggs", "created": "1", "modified": "1"}]
    device.databases[CLOCK_DB, "alarm_templates"] = []
    device.databases[CLOCK_DB, "timers"] = []
    device.dumps["battery"] = "  status: 2\n  level: 40\n  scale: 100\n"
    device.dumps["telephony.registry"] = "  mCallState=0\n"
    device.settings["system", "screen_brightness"] = "128"
    device.settings["system", "screen_brightness_mode"] = "0"
    device.installed = [App(package, f"{package}/.Main", label) for package, label in _APPS.items()]
    show_home(device)
