"""A fake phone with the default world, and one way to run a tool as the agent does: normalise, resolve, act, probe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.android_bridge.tickets import TicketOffice
from ainos.android_bridge.types import App, Intent
from ainos.tools.registry import builtin_registry
from ainos.tools.targets import target_of
from ainos.tools.types import Context, Proof, ToolCall, ToolResult
from ainos.tools.values import normalise_call

PEOPLE = [
    ("Alice Chen", 101),
    ("Alice Cheng", 102),
    ("Bob Martin", 103),
    ("Mum", 104),
    ("Dr. Patel", 105),
    ("Eve Johnson", 108),
]
CONTACTS = "content://com.android.contacts"
CLOCK_DB = "/data/user_de/0/com.google.android.deskclock/databases/alarms.db"
NOW_MS = int(datetime(2026, 3, 16, 16, 0, tzinfo=UTC).timestamp() * 1000)
APPS = [
    ("com.google.android.deskclock", "Clock"),
    ("com.google.android.apps.messaging", "Messages"),
    ("com.google.android.contacts", "Contacts"),
    ("com.google.android.calendar", "Calendar"),
    ("com.google.android.documentsui", "Files"),
    ("com.ainos.notes", "Notes"),
    ("com.android.settings", "Settings"),
    ("com.google.android.dialer", "Phone"),
]


@dataclass
class Stage:
    """A device and what running a tool on it gave."""

    device: Any
    office: TicketOffice
    tools: Any = field(default_factory=builtin_registry)

    def context(self, hands: Any = None, started_ms: int = 0) -> Context:
        now = self.device.now()
        return Context(
            self.device, hands, now, self.device.observe(), started_ms=started_ms or int(now.timestamp() * 1000)
        )

    def run(self, name: str, /, started_ms: int = 0, **spans: str) -> tuple[ToolResult, Proof | None]:
        tool = self.tools.lookup(name)
        looking = self.context(started_ms=started_ms)
        values = tool.resolve(looking, normalise_call(ToolCall(name, spans), tool, looking.now))
        ticket = self.office.issue(name, values, task="", target=target_of(tool, values, looking.observation))
        with self.device.acting(ticket, name, values, task="") as hands:
            result = tool.run(replace(looking, hands=hands), values)
        return result, tool.probe(replace(looking, hands=None), values) if tool.probe else None

    def undo(self, name: str, values: Mapping[str, Any], started_ms: int = 0) -> ToolResult:
        tool = self.tools.lookup(name)
        ticket = self.office.issue(name, values, task="", target=target_of(tool, values, None))
        with self.device.acting(ticket, name, values, task="") as hands:
            return tool.undo(self.context(hands, started_ms), values)

    def look(self, name: str, /, **spans: str) -> ToolResult:
        """Run a tool that only looks, without hands."""
        tool = self.tools.lookup(name)
        context = self.context()
        return tool.run(context, tool.resolve(context, normalise_call(ToolCall(name, spans), tool, context.now)))


def contact_rows(device: FakeDevice) -> None:
    """Bring the contact views up to date with raw contacts and data."""
    raws, data = device.tables[f"{CONTACTS}/raw_contacts"], device.tables[f"{CONTACTS}/data"]
    for raw in raws:
        raw["contact_id"] = raw["_id"]
    alive = {raw["_id"] for raw in raws}
    own = [row for row in data if row["raw_contact_id"] in alive]
    names = {row["raw_contact_id"]: row["data1"] for row in own if str(row["mimetype"]).endswith("/name")}
    phones = [row for row in own if str(row["mimetype"]).endswith("/phone_v2")]
    device.tables[f"{CONTACTS}/contacts"] = [{"_id": number, "display_name": name} for number, name in names.items()]
    device.tables[f"{CONTACTS}/data/phones"] = [
        {**row, "contact_id": row["raw_contact_id"], "display_name": names.get(row["raw_contact_id"])} for row in phones
    ]


def start_activity(device: FakeDevice, facts: Mapping[str, object]) -> None:
    intent = facts["intent"]
    assert isinstance(intent, Intent)
    extras = intent.extras
    match intent.action.rpartition(".")[2]:
        case "SET_ALARM":
            days = extras.get("android.intent.extra.alarm.DAYS", ())
            bits = sum(1 << (day - 2) % 7 for day in days)  # type: ignore[union-attr, operator]
            row = {
                "_id": str(len(device.databases[CLOCK_DB, "alarm_templates"]) + 1),
                "hour": str(extras["android.intent.extra.alarm.HOUR"]),
                "minutes": str(extras["android.intent.extra.alarm.MINUTES"]),
                "daysofweek": str(bits),
                "enabled": "1",
                "label": str(extras.get("android.intent.extra.alarm.MESSAGE", "")),
            }
            device.databases[CLOCK_DB, "alarm_templates"].append(row)
        case "SET_TIMER":
            length = str(int(str(extras["android.intent.extra.alarm.LENGTH"])) * 1000)
            row = {
                "_id": "1",
                "length_ms": length,
                "remaining_ms": length,
                "started_at_ms": str(NOW_MS),
                "state": "running",
            }
            device.databases[CLOCK_DB, "timers"].append({**row, "label": ""})
        case "SHOW_ALARMS":
            show_alarm_list(device)
        case "SENDTO":
            device.show(
                fake_element(str(extras["sms_body"]), index=1, editable=True, package=APPS[1][0]),
                fake_element("", index=2, description="Send SMS", package=APPS[1][0]),
                package=APPS[1][0],
            )
            device.properties["compose"] = intent.data.removeprefix("sms:")
        case "CALL":
            device.dumps["telephony.registry"] = "  mCallState=2\n"
            number = intent.data.removeprefix("tel:")
            device.tables["content://call_log/calls"].append(
                {"_id": "9", "number": number, "type": "2", "date": str(NOW_MS)}
            )
        case "MAIN":
            device.package = intent.component.partition("/")[0]
        case _ if intent.action.startswith("android.settings") or "POWER_USAGE" in intent.action:
            device.package = "com.android.settings"


def show_alarm_list(device: FakeDevice) -> None:
    elements = []
    for row, alarm in enumerate(device.databases[CLOCK_DB, "alarm_templates"]):
        time = f"{int(str(alarm['hour'])):02}:{int(str(alarm['minutes'])):02}"
        label = {"resource_id": "x:id/label", "clickable": False, "package": APPS[0][0]}
        elements.append(fake_element(str(alarm["label"] or ""), index=3 * row + 3, **label))  # type: ignore[arg-type]
        elements.append(fake_element(time, index=3 * row + 1, clickable=False, package=APPS[0][0]))
        on = alarm["enabled"] == "1"
        more = {"checkable": True, "checked": on, "resource_id": "x:id/onoff", "description": f"{time} alarm"}
        elements.append(fake_element(index=3 * row + 2, package=APPS[0][0], **more))
    device.show(*elements, package=APPS[0][0])


def tapped(device: FakeDevice, facts: Mapping[str, object]) -> None:
    name = str(facts["name"])
    if name == "Send SMS":
        number, body = device.properties["compose"], device.elements[0].text
        row = {
            "_id": str(50 + len(device.tables["content://sms/sent"])),
            "address": number,
            "body": body,
            "date": str(NOW_MS),
        }
        device.tables["content://sms/sent"].append(row)
        device.elements[0] = replace(device.elements[0], text="")
    if name.endswith(" alarm"):
        for row in device.databases[CLOCK_DB, "alarm_templates"]:
            if f"{int(str(row['hour'])):02}:{int(str(row['minutes'])):02} alarm" == name:
                row["enabled"] = "0" if row["enabled"] == "1" else "1"
        show_alarm_list(device)


def inserted(device: FakeDevice, facts: Mapping[str, object]) -> None:
    uri = str(facts["uri"])
    if uri.startswith(CONTACTS):
        contact_rows(device)
    if uri.endswith("/notes"):
        device.tables[uri][-1]["created"] = str(NOW_MS)


@pytest.fixture
def stage() -> Stage:
    """Return a fake phone with the default people, some messages, calls, entries, notes, files and one alarm."""
    device = FakeDevice()
    tables: dict[str, list[dict[str, Any]]] = device.tables  # type: ignore[assignment]
    tables[f"{CONTACTS}/raw_contacts"], tables[f"{CONTACTS}/data"] = [], []
    for number, (name, line) in enumerate(PEOPLE, 1):
        tables[f"{CONTACTS}/raw_contacts"].append({"_id": str(number), "sourceid": None})
        base = {"raw_contact_id": str(number), "data2": "2"}
        tables[f"{CONTACTS}/data"] += [
            {"_id": str(2 * number), **base, "mimetype": "vnd.android.cursor.item/name", "data1": name},
            {
                "_id": str(2 * number + 1),
                **base,
                "mimetype": "vnd.android.cursor.item/phone_v2",
                "data1": f"+1415555{line:04}",
            },
        ]
    contact_rows(device)
    tables["content://sms/sent"] = []
    hour = 3_600_000
    tables["content://sms/inbox"] = [
        {
            "_id": "1",
            "address": "+14155550103",
            "date": str(NOW_MS - hour),
            "read": "0",
            "body": "Can you send me the slides?",
        },
        {"_id": "2", "address": "+14155550104", "date": str(NOW_MS - 30 * hour), "read": "1", "body": "Call me, dear."},
    ]
    tables["content://call_log/calls"] = [
        {"_id": "1", "number": "+14155550104", "type": "3", "date": str(NOW_MS - hour), "duration": "0"},
        {"_id": "2", "number": "+14155550103", "type": "2", "date": str(NOW_MS - 2 * hour), "duration": "60"},
    ]
    tables["content://com.android.calendar/calendars"] = [
        {"_id": "7", "calendar_access_level": "200", "isPrimary": "0", "visible": "1"},
        {"_id": "1", "calendar_access_level": "700", "isPrimary": "1", "visible": "1"},
    ]
    tables["content://com.android.calendar/events"] = []
    tables["content://com.ainos.notes/notes"] = [
        {"_id": "1", "title": "Shopping", "body": "milk, eggs", "created": "1", "modified": "1"},
        {"_id": "2", "title": "", "body": "The gate code is 4711", "created": "1", "modified": "2"},
    ]
    alarm = {"_id": "1", "hour": "6", "minutes": "45", "daysofweek": "31", "enabled": "0", "label": "Gym"}
    device.databases[CLOCK_DB, "alarm_templates"] = [alarm]  # type: ignore[list-item]
    device.databases[CLOCK_DB, "timers"] = []
    device.dumps["battery"] = "  status: 2\n  level: 40\n  scale: 100\n"
    device.dumps["telephony.registry"] = "  mCallState=0\n"
    device.settings["system", "screen_brightness"] = "128"
    device.settings["system", "screen_brightness_mode"] = "1"
    device.files = {
        "/sdcard/Download/report.pdf": b"x" * 2048,
        "/sdcard/Download/report-old.pdf": b"y",
        "/sdcard/Documents/a.txt": b"",
    }
    device.installed = [App(package, f"{package}/.Main", label) for package, label in APPS]
    device.reactions = {
        "start_activity": start_activity,
        "tap": tapped,
        "insert": inserted,
        "delete": lambda d, f: contact_rows(d),
    }
    return Stage(device, device.office)


@pytest.fixture
def kinds() -> Callable[[Stage], list[str]]:
    """Return a function that lists the kinds of effects on a stage's phone."""
    return lambda stage: [effect.kind for effect in stage.device.effects]
