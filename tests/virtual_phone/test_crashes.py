"""A failing app is a crash of that app: a dialog, a log entry, and a phone that goes on."""

from __future__ import annotations

import re
import sqlite3

import pytest

from ainos.virtual_phone.apps.app import Activity, ActivityInfo, Manifest, ReceiverInfo
from ainos.virtual_phone.intents import FLAG_NEW_TASK, Intent, IntentFilter
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.ui.nodes import button, edit_text, screen, slider

LAUNCHER = "com.google.android.apps.nexuslauncher/.NexusLauncherActivity"
NOTES_DB = "/data/data/com.ainos.notes/databases/notes.db"


class Brittle(Activity):
    """Fails wherever its intent says."""

    def _maybe(self, place):
        if self.intent.extra("at") == place:
            raise KeyError(f"broken in {place}")

    def __init__(self, phone, intent):
        super().__init__(phone, intent)
        self._maybe("init")

    def on_start(self):
        self._maybe("start")

    def on_resume(self):
        self._maybe("resume")

    def on_stop(self):
        self._maybe("stop")

    def on_back(self):
        self._maybe("back")
        return False

    def build(self):
        self._maybe("build")
        wrong = 5 if self.intent.extra("at") == "layout" else "Name"
        return screen(
            button("Push", lambda: self._maybe("click"), id="push"),
            button(wrong, lambda: self.show_dialog(lambda: self._maybe("dialog")), id="ask"),
            edit_text("", lambda value: self._maybe("typing"), id="field"),
            slider(0.5, lambda value: self._maybe("slide"), id="level"),
        )


def receive(phone, intent):
    raise OSError("broken in receiver")


BRITTLE = Manifest(
    "com.brittle", "Brittle", system=False,
    activities=(ActivityInfo(".Main", Brittle, launcher=True),),
    receivers=(ReceiverInfo(".Receiver", (IntentFilter(("com.brittle.GO",)),), receive),),
)  # fmt: skip


@pytest.fixture
def phone():
    made = Phone()
    made.packages.install(BRITTLE)
    return made


def start(phone, place):
    phone.activities.start(Intent(component="com.brittle/.Main", flags=FLAG_NEW_TASK, extras={"at": place}))


def find(phone, ident):
    return next((box for box in phone.windows.boxes() if box.node.id.endswith(ident)), None)


def tap(phone, ident):
    left, top, right, bottom = find(phone, ident).seen
    phone.windows.tap((left + right) / 2, (top + bottom) / 2)


ACTIONS = {
    "click": lambda phone: tap(phone, "push"),
    "dialog": lambda phone: tap(phone, "ask"),
    "typing": lambda phone: (tap(phone, "field"), phone.windows.text("x")),
    "slide": lambda phone: tap(phone, "level"),
    "back": lambda phone: phone.windows.back(),
    "stop": lambda phone: phone.windows.home(),
}


@pytest.mark.parametrize("place", ["init", "start", "resume", "build", "layout", *ACTIONS])
def test_a_failure_anywhere_in_an_app_shows_that_it_keeps_stopping(phone, place):
    start(phone, place)
    ACTIONS.get(place, lambda phone: None)(phone)
    xml = phone.windows.dump()
    assert 'text="Brittle keeps stopping" resource-id="android:id/alertTitle"' in xml
    assert 'package="android"' in xml
    assert phone.windows.current_focus == "Application Error: com.brittle"
    assert phone.activities.pid("com.brittle") is None
    assert phone.windows.screenshot().size == (1080, 2400)
    tap(phone, "aerr_close")
    assert phone.windows.current_focus == LAUNCHER


def test_the_crash_is_in_the_log_and_in_the_ledger(phone):
    start(phone, "start")
    said = [entry.message for entry in phone.logcat.entries() if entry.buffer == "crash"]
    assert said[0] == "FATAL EXCEPTION: main"
    assert said[1].startswith("Process: com.brittle, PID: ")
    assert [entry.facts["package"] for entry in phone.ledger.of("app_crashed")] == ["com.brittle"]


def test_app_info_opens_the_settings_of_the_app(phone):
    start(phone, "build")
    tap(phone, "aerr_app_info")
    assert phone.activities.resumed.package == "com.android.settings"
    assert "Brittle" in phone.windows.dump()


def test_the_activity_below_comes_back_after_a_crash(phone):
    phone.activities.start(phone.packages.launch_intent("com.android.settings"))
    start(phone, "build")
    phone.windows.look()
    assert phone.activities.resumed.package == "com.android.settings"


def test_a_receiver_that_fails_does_not_stop_the_broadcast(phone):
    assert phone.activities.broadcast(Intent("com.brittle.GO")) == (0, None)
    assert phone.crashes.open == ["com.brittle"]


def test_an_alarm_that_fails_does_not_stop_the_other_timers(phone):
    rang = []
    phone.alarms.set("com.brittle", phone.clock.now_ms() + 1000, lambda: 1 / 0)
    phone.alarms.set("com.android.settings", phone.clock.now_ms() + 1000, lambda: rang.append(1))
    phone.clock.advance(2000)
    assert rang == [1]
    assert phone.crashes.open == ["com.brittle"]


def test_a_launcher_that_always_crashes_leaves_a_blank_screen_and_a_dialog(phone):
    manifest = phone.packages.get("com.google.android.apps.nexuslauncher")

    class Broken(Activity):
        def build(self):
            raise ValueError("no")

    before = manifest.activities[0].cls
    try:
        object.__setattr__(manifest.activities[0], "cls", Broken)
        phone.activities.end_all()
        phone.activities.home()
        assert "keeps stopping" in phone.windows.dump()
        phone.windows.screenshot()
    finally:
        object.__setattr__(manifest.activities[0], "cls", before)
    phone.windows.back()
    phone.windows.key(3)
    assert phone.windows.current_focus == LAUNCHER


def _without_column(content, table, column):
    database = sqlite3.connect(":memory:")
    database.deserialize(content)
    for name, kind in database.execute(
        "SELECT name, type FROM sqlite_master WHERE type IN ('view', 'trigger', 'index') AND name NOT LIKE 'sqlite%'"
    ).fetchall():
        database.execute(f"DROP {kind} IF EXISTS {name}")
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] != column]
    database.execute(f"CREATE TABLE other AS SELECT {', '.join(columns)} FROM {table}")
    database.execute(f"DROP TABLE {table}")
    database.execute(f"ALTER TABLE other RENAME TO {table}")
    database.commit()
    made = database.serialize()
    database.close()
    return made


@pytest.mark.parametrize(
    ("path", "table", "column", "package"),
    [
        (NOTES_DB, "notes", "modified", "com.ainos.notes"),
        ("/data/data/com.android.providers.telephony/databases/mmssms.db", "sms", "date_sent",
         "com.google.android.apps.messaging"),
        ("/data/data/com.android.providers.contacts/databases/contacts2.db", "data", "data2",
         "com.google.android.contacts"),
        ("/data/data/com.android.providers.contacts/databases/calllog.db", "calls", "number",
         "com.google.android.dialer"),
        ("/data/user_de/0/com.google.android.deskclock/databases/alarms.db", "alarm_templates", "hour",
         "com.google.android.deskclock"),
    ],
)  # fmt: skip
def test_a_pushed_database_without_a_column_breaks_an_app_and_not_the_phone(phone, path, table, column, package):
    phone.fs.write(path, _without_column(phone.fs.read(path), table, column))
    phone.activities.start(phone.packages.launch_intent(package))
    assert phone.windows.dump().startswith("<?xml")
    phone.telephony.receive_sms("+14155550101", "still here")
    phone.telephony.place_call("+14155550101")
    phone.telephony.end_call()
    phone.clock.advance(24 * 3_600_000)
    phone.power.wake()
    phone.windows.screenshot()
    assert re.search(r"<node", phone.windows.dump())
