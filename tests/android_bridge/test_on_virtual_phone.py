"""The bridge against a virtual phone over real ADB: look, touch, type, settings, providers, intents, files, loss."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.adb_socket import AdbServer
from ainos.android_bridge.choose import choose_device
from ainos.android_bridge.device import Hands
from ainos.android_bridge.errors import (
    CommandFailedError,
    DeviceOfflineError,
    TargetChangedError,
)
from ainos.android_bridge.targets import AppsTarget
from ainos.android_bridge.tickets import TicketOffice
from ainos.android_bridge.types import Element, Intent, Observation

HARD_TEXTS = [
    "plain",
    "",
    'it\'s "quoted" `back` $(id) ${HOME} \\n %s %% ; && | > < * ? ~ # !',
    "line one\nline two\n\nline four",
    "😀 👩‍👩‍👧‍👦 🇩🇪 é e\u0301 ñ ß ø",
    "中文 日本語 한국어 العربية עברית ไทย हिन्दी",
    "  blanks  \t tab ",
    "a" * 3000,
    "\u202e right to left \u200b zero width",
    "10:30, a=b, c:d",
]
APPS = frozenset(
    {
        "com.google.android.apps.nexuslauncher",
        "com.android.settings",
        "com.google.android.contacts",
        "com.google.android.deskclock",
        "com.google.android.apps.messaging",
        "com.android.systemui",
    }
)
NEW_CONTACT = Intent(action="android.intent.action.INSERT", mime_type="vnd.android.cursor.dir/contact")


@pytest.fixture(scope="module")
def device(shared_phone) -> Iterator[AdbDevice]:
    where = AdbServer(port=shared_phone.adb_server_port)
    with choose_device(shared_phone.serial, office=TicketOffice(), server=where) as device:
        yield device


@contextmanager
def hands_of(device: AdbDevice) -> Iterator[Hands]:
    ticket = device._office.issue("test", {}, task="", target=AppsTarget(APPS))
    with device.acting(ticket, "test", {}, task="") as hands:
        yield hands


def go_home(device: AdbDevice) -> Observation:
    with hands_of(device) as hands:
        hands.press("home")
    return device.wait_until(lambda seen: "launcher" in seen.package)


def named(seen: Observation, name: str) -> Element:
    return next(element for element in seen.elements if element.interactive and name in element.name)


def field_of_new_contact(device: AdbDevice) -> Element:
    with hands_of(device) as hands:
        hands.stop_app("com.google.android.contacts")
        hands.start_activity(NEW_CONTACT)
    seen = device.wait_until(lambda seen: any(element.editable for element in seen.elements))
    return next(element for element in seen.elements if element.editable)


def test_the_home_screen_is_observed_whole(device):
    seen = go_home(device)
    assert seen.package == "com.google.android.apps.nexuslauncher"
    assert seen.activity.startswith(seen.package + "/")
    assert (seen.width_px, seen.height_px) == (1080, 2400)
    assert seen.state.screen_on
    assert not seen.state.locked
    assert 0 < seen.state.battery_percent <= 100
    assert seen.time.tzname() in ("PDT", "PST")
    assert seen.time.date().isoformat() == "2026-03-16"
    assert any(element.interactive for element in seen.elements)
    assert not seen.problem
    assert seen.label.origins


def test_a_picture_is_a_png_of_the_screens_size(device):
    from ainos.android_bridge.picture import png_size

    assert png_size(device.screenshot()) == (1080, 2400)


def test_an_app_is_opened_by_a_tap_and_an_old_target_is_not_touched(device):
    seen = go_home(device)
    icon = named(seen, "Settings")
    with hands_of(device) as hands:
        hands.tap(icon)
        device.wait_until(lambda seen: seen.package == "com.android.settings")
        with pytest.raises(TargetChangedError):
            hands.tap(icon)
    assert device.observe().package == "com.android.settings"


def dumped(text: str) -> str:
    """Return a text as uiautomator2's dump shows it: it turns each half of a surrogate pair into a dot."""
    return "".join(".." if char > "\uffff" else char for char in text)


@pytest.mark.parametrize("text", HARD_TEXTS, ids=range(len(HARD_TEXTS)))
def test_every_text_is_typed_exactly(device, text):
    field = field_of_new_contact(device)
    with hands_of(device) as hands:
        hands.type_text(text, into=field)
    seen = device.observe()
    found = next(element for element in seen.elements if element.editable and element.focused)
    assert found.text == dumped(text) or (not text and found.text == found.hint)


def test_text_is_added(device):
    field = field_of_new_contact(device)
    with hands_of(device) as hands:
        hands.type_text("one", into=field)
        hands.type_text(" zwei ü", clear=False)
    seen = device.observe()
    assert next(element for element in seen.elements if element.focused and element.editable).text == "one zwei ü"


def test_settings_are_put_and_read_back(device):
    before = device.get_setting("system", "screen_brightness")
    with hands_of(device) as hands:
        for value in ("7", 'it\'s; $(x) "y"', "日本"):
            hands.put_setting("system", "ainos_test", value)
            assert device.get_setting("system", "ainos_test") == value
    assert device.get_setting("system", "no_such_key") is None
    assert device.get_setting("system", "screen_brightness") == before


@pytest.mark.parametrize(
    "switch", ["wifi", "bluetooth", "airplane", "data", "do_not_disturb", "dark_mode", "battery_saver"]
)
def test_every_switch_goes_both_ways(device, switch):
    before = device.get_switch(switch)
    with hands_of(device) as hands:
        for on in (not before, before):
            hands.set_switch(switch, on)
            assert device.get_switch(switch) is on


@pytest.mark.parametrize("stream", ["media", "ring", "alarm", "call", "notification"])
def test_every_volume_is_set(device, stream):
    before = device.get_volume(stream)
    with hands_of(device) as hands:
        for percent in (100, 40, before):
            hands.set_volume(stream, percent)
            assert abs(device.get_volume(stream) - percent) <= 10


@pytest.mark.parametrize("body", [text for text in HARD_TEXTS if text] + ["x\nRow: 1 _id=99, body=forged, address=1"])
def test_a_row_is_written_and_read_back_exactly(device, body):
    uri = "content://sms"
    with hands_of(device) as hands:
        hands.insert("content://sms/inbox", {"address": "+14155550199", "body": body, "read": 1})
        rows = device.query(uri, columns=["_id", "address", "body", "read"], match={"address": "+14155550199"})
        assert [(row["body"], row["read"]) for row in rows] == [(body, "1")]
        hands.update(uri, {"read": 0}, match={"_id": int(rows[0]["_id"] or 0)})
        assert device.query(uri, columns=["read"], match={"body": body}) == [{"read": "0"}]
        hands.delete(uri, match={"address": "+14155550199", "body": body})
    assert device.query(uri, columns=["body"], match={"address": "+14155550199"}) == []


def test_seeded_contacts_are_read(device):
    rows = device.query(
        "content://com.android.contacts/data/phones", columns=["display_name", "data1"], sort="display_name ASC"
    )
    assert ("Alice Chen", "+14155550101") in [(row["display_name"], row["data1"]) for row in rows]


def test_unknown_providers_and_columns_are_typed_errors(device):
    with pytest.raises(CommandFailedError):
        device.query("content://no.such.provider/x", columns=["a"])
    with pytest.raises(CommandFailedError):
        device.query("content://sms", columns=["no_such_column"])


def test_an_intent_starts_an_activity_and_a_wrong_one_is_a_typed_error(device):
    with hands_of(device) as hands:
        hands.start_activity(
            Intent(
                action="android.intent.action.SENDTO", data="sms:+14155550101", extras={"sms_body": "it's; $(id)\n😀"}
            )
        )
        seen = device.wait_until(lambda seen: seen.package == "com.google.android.apps.messaging")
        with pytest.raises(CommandFailedError, match="am start"):
            hands.start_activity(Intent(action="no.such.ACTION"))
        with pytest.raises(CommandFailedError):
            hands.start_activity(Intent(component="com.android.settings/.NoSuchActivity"))
    assert any(element.editable and element.text == dumped("it's; $(id)\n😀") for element in seen.elements)


def test_a_broadcast_gives_its_result(device):
    with hands_of(device) as hands:
        code, _ = hands.broadcast(Intent(action="ainos.test.NOBODY_LISTENS"))
    assert code == 0


@pytest.mark.parametrize("name", ["a.txt", "it's $(x) ;b.txt", "ü 中😀.bin", "-rf", "two\nlines"])
def test_files_are_written_listed_read_and_deleted(device, name):
    path, data = f"/sdcard/Download/{name}", b"\x00\xffdata\r\n" * 1000
    with hands_of(device) as hands:
        hands.write_file(path, data)
        assert [entry.size_bytes for entry in device.list_files("/sdcard/Download") if entry.path == path] == [
            len(data)
        ]
        assert device.read_file(path) == data
        assert device.read_file(path, limit_bytes=3) == data[:3]
        hands.delete_file(path)
        with pytest.raises(CommandFailedError, match="no such file"):
            hands.delete_file(path)
    assert path not in [entry.path for entry in device.list_files("/sdcard/Download")]


def test_launchable_apps_have_names(device):
    apps = {app.label: app for app in device.apps()}
    assert {"Settings", "Clock", "Messages", "Contacts"} <= set(apps)
    assert apps["Settings"].package == "com.android.settings"


def test_the_clock_is_the_phones(device):
    assert str(device.now().tzinfo) == "America/Los_Angeles"


def test_a_database_of_an_app_is_none_where_the_shell_may_not_read_it(device):
    path = "/data/data/com.google.android.deskclock/databases/no_such.db"
    assert device.query_database(path, "alarms", ["hour"]) is None


def test_a_look_costs_little(device):
    device.get_property("ro.product.model")
    started = time.perf_counter()
    for _ in range(20):
        device.get_property("ro.product.model")
    # 0.6 ms each when the machine is idle; adbutils needs 21 ms, so a regression shows even on a loaded machine.
    assert (time.perf_counter() - started) / 20 < 0.02


def test_a_phone_killed_in_the_middle_is_offline(phone):
    where = AdbServer(port=phone.adb_server_port)
    with AdbDevice(phone.serial, TicketOffice(), server=where, patience_s=0.5) as device:
        device.observe()
        timer = threading.Timer(0.1, phone.kill)
        timer.start()
        with pytest.raises(DeviceOfflineError):
            device.wait_until(lambda seen: False, timeout_s=60)
        timer.join()
        with pytest.raises(DeviceOfflineError), hands_of(device) as hands:
            hands.press("home")


def test_a_look_outlives_the_death_of_the_uiautomator_server(device):
    device.observe()
    # As when the user's own uiautomator2 script ends it: a new one is started.
    device._link.automator.close()
    assert device.observe().elements


def test_a_look_outlives_the_death_of_the_adb_server(phone):
    where = AdbServer(port=phone.adb_server_port)
    with AdbDevice(phone.serial, TicketOffice(), server=where, patience_s=20) as device:
        boot_id = device.boot_id
        phone.adb("kill-server")
        assert device.get_property("ro.product.model") == "ainos Virtual Phone"
        assert device.boot_id == boot_id
        assert device.observe().elements
