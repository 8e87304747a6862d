"""Looking at a phone: observations, lost and replaced phones, waits with deadlines."""

from __future__ import annotations

import io
import threading
import time

import pytest
from PIL import Image

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.adb_socket import AdbServer
from ainos.android_bridge.device import Device
from ainos.android_bridge.errors import (
    BadValueError,
    CommandFailedError,
    CommandTimeoutError,
    DeviceOfflineError,
    ScreenReadError,
)
from ainos.android_bridge.labels import Confidentiality
from ainos.android_bridge.picture import png_size
from ainos.android_bridge.targets import NOTHING_ON_SCREEN
from ainos.android_bridge.tickets import TicketOffice

TREE = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\r\n<hierarchy rotation=\"0\">"
    '<node class="android.widget.FrameLayout" package="com.android.settings" bounds="[0,0][1080,2400]">{}</node>'
    "</hierarchy>"
)
ROW = (
    '<node class="android.widget.LinearLayout" package="com.android.settings" clickable="true"'
    ' bounds="[0,{0}][1080,{1}]" text="{2}"/>'
)
WINDOW = (
    b"  mCurrentFocus=Window{1 u0 com.android.settings/com.android.settings.Settings}\n"
    b"  mCurrentRotation=ROTATION_0\n  isStatusBarKeyguard=false\n"
)


def rows(*names: str) -> str:
    return TREE.format("".join(ROW.format(300 * n, 300 * n + 200, name) for n, name in enumerate(names)))


@pytest.fixture
def device(host):
    host.rpc = {"dumpWindowHierarchy": lambda _: rows("Network", "Display")}
    host.answers = {
        "dumpsys window": WINDOW,
        "dumpsys input_method": b"  mInputShown=true\n",
        "dumpsys power": b"  mWakefulness=Awake\n",
        "dumpsys battery": b"  level: 77\n  scale: 100\n  status: 2\n",
        "settings get global wifi_on": b"1\n",
        "settings get global mobile_data": b"0\n",
        "settings get global airplane_mode_on": b"0\n",
        "date": b"1773676800 -0700\n",
        "getprop persist.sys.timezone": b"America/Los_Angeles\n",
        "wm size": b"Physical size: 1080x2400\n",
    }
    with AdbDevice("fake-1", TicketOffice(), server=host.server, patience_s=0) as device:
        yield device


def test_an_observation_has_everything(device: Device):
    seen = device.observe()
    assert [element.text for element in seen.elements] == ["Network", "Display"]
    assert (seen.package, seen.activity) == ("com.android.settings", "com.android.settings/.Settings")
    assert (seen.keyboard_shown, seen.dialog, seen.problem) == (True, "", "")
    assert (seen.width_px, seen.height_px) == (1080, 2400)
    assert seen.time.isoformat() == "2026-03-16T09:00:00-07:00"
    assert seen.label.confidentiality == Confidentiality.PERSONAL
    assert seen.label.origins == {"app:com.android.settings"}
    state = seen.state
    assert (state.screen_on, state.locked, state.rotation) == (True, False, 0)
    assert (state.battery_percent, state.charging) == (77, True)
    assert (state.wifi, state.mobile_data, state.airplane) == (True, False, False)


def test_a_small_window_is_a_dialog_and_a_title_names_it(device, host):
    box = TREE.replace("[0,0][1080,2400]", "[100,800][980,1500]")
    host.rpc["dumpWindowHierarchy"] = lambda _: box.format(ROW.format(900, 1000, "Delete this?"))
    assert device.observe().dialog == "Delete this?"
    title = ROW.format(900, 1000, "Allow?").replace("text=", 'resource-id="com.x:id/permission_message" text=')
    host.rpc["dumpWindowHierarchy"] = lambda _: TREE.format(title)
    assert device.observe().dialog == "Allow?"


def test_an_unreadable_screen_is_an_observation_that_says_so(device, host):
    host.rpc["dumpWindowHierarchy"] = lambda _: "<!DOCTYPE x><hierarchy><node/></hierarchy>"
    seen = device.observe()
    assert seen.elements == ()
    assert "document type" in seen.problem
    assert seen.state.battery_percent == 77


def test_numbers_stay_while_the_page_stays(device, host):
    first = device.observe()
    host.rpc["dumpWindowHierarchy"] = lambda _: rows("New", "Network", "Display")
    second = device.observe()
    numbers = {element.text: element.index for element in first.elements}
    assert [(element.text, element.index) for element in second.elements] == [
        ("New", 3),
        ("Network", numbers["Network"]),
        ("Display", numbers["Display"]),
    ]


def test_wait_until_ends_with_the_condition_or_the_deadline(device, host):
    timer = threading.Timer(0.2, lambda: host.rpc.update(dumpWindowHierarchy=lambda _: rows("Done")))
    timer.start()
    assert device.wait_until(lambda seen: seen.elements[0].text == "Done", timeout_s=5).elements[0].text == "Done"
    timer.join()
    with pytest.raises(CommandTimeoutError, match=r"0\.1 s"):
        device.wait_until(lambda seen: False, timeout_s=0.1)


def test_wait_settled_returns_two_equal_looks_or_the_last_one(device, host):
    assert device.wait_settled().elements
    counter = iter(range(1000))
    host.rpc["dumpWindowHierarchy"] = lambda _: rows(f"{next(counter)}")
    started = time.monotonic()
    assert device.wait_settled(timeout_s=0.3).elements
    assert time.monotonic() - started < 3


def test_a_phone_that_goes_away_during_a_look_is_offline_at_once_without_patience(device, host):
    device.observe()
    host.drop = "dumpsys"
    with pytest.raises(DeviceOfflineError):
        device.observe()
    with pytest.raises(DeviceOfflineError, match="not found"):
        device.now()


def test_a_look_waits_for_a_phone_that_comes_back(host):
    host.answers = {"getprop ro.x": b"yes\n"}
    device = AdbDevice("fake-1", TicketOffice(), server=host.server, patience_s=5)
    assert device.boot_id
    host.gone, listed, host.devices = True, host.devices, ""

    def back() -> None:
        host.gone = False
        host.devices = listed

    timer = threading.Timer(0.3, back)
    timer.start()
    assert device.get_property("ro.x") == "yes"
    timer.join()


def test_a_phone_that_does_not_come_back_is_offline_after_the_deadline(host):
    device = AdbDevice("fake-1", TicketOffice(), server=host.server, patience_s=0.3)
    host.gone, host.devices = True, ""
    started = time.monotonic()
    with pytest.raises(DeviceOfflineError, match=r"0\.3 s"):
        device.now()
    assert time.monotonic() - started < 3


def test_another_phone_under_the_same_serial_is_not_acted_on(host, monkeypatch):
    office = TicketOffice()
    device = AdbDevice("fake-1", office, server=host.server, patience_s=0)
    assert device.boot_id
    monkeypatch.setattr(type(device._link), "read_boot_id", lambda link: "another")
    with (
        pytest.raises(DeviceOfflineError, match="restarted or replaced"),
        device.acting(office.issue("t", {}, task="", target=NOTHING_ON_SCREEN), "t", {}, task=""),
    ):
        pytest.fail("hands were given")


def test_without_an_adb_server_the_error_names_it():
    device = AdbDevice("fake-1", TicketOffice(), server=AdbServer(port=1), patience_s=0)
    with pytest.raises(DeviceOfflineError, match="no adb server") as caught:
        device.now()
    assert caught.value.hint


def test_a_command_that_hangs_ends_at_its_deadline(host):
    device = AdbDevice("fake-1", TicketOffice(), server=host.server)
    (host.folder / "bin" / "getprop").write_text("#!/bin/sh\nsleep 3\n")
    with pytest.raises(CommandTimeoutError, match="getprop"):
        device._link.shell.look("getprop", "x", timeout_s=0.2)


def test_settings_and_properties_are_read_as_text_or_none(device, host):
    host.answers |= {"settings get secure a": b"null\n", "settings get secure b": b"a b\n\n"}
    assert device.get_setting("secure", "a") is None
    assert device.get_setting("secure", "b") == "a b\n"


@pytest.mark.parametrize(
    "look",
    [
        lambda device: device.get_setting("system", "a b"),
        lambda device: device.get_setting("x", "a"),
        lambda device: device.get_property("a;b"),
        lambda device: device.get_switch("x"),
        lambda device: device.get_volume("x"),
        lambda device: device.read_file("/data/x"),
        lambda device: device.list_files("/"),
        lambda device: device.query_database("/etc/x", "t", ["a"]),
        lambda device: device.query("content://sms", columns=["a b"]),
    ],
)
def test_names_outside_the_grammar_are_refused_before_anything_is_sent(device, host, look):
    host.forget()
    with pytest.raises(BadValueError):
        look(device)
    assert host.argvs == []


def test_a_picture_is_checked_by_its_header_before_anyone_decodes_it(device, host):
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    picture = io.BytesIO()
    Image.new("RGBA", (108, 240)).save(picture, "PNG")
    host.answers["screencap -p"] = picture.getvalue()
    assert png_size(device.screenshot()) == (108, 240)
    host.answers["screencap -p"] = head + (60000).to_bytes(4, "big") * 2 + bytes(20)
    with pytest.raises(ScreenReadError, match="over the limit"):
        device.screenshot()
    host.answers["screencap -p"] = b"not a picture"
    with pytest.raises(ScreenReadError):
        device.screenshot()


def test_a_failing_look_tells_command_and_output(device, host):
    host.answers["getprop ro.y"] = b"no such thing\n"
    host.exit_codes["getprop ro.y"] = 3
    with pytest.raises(CommandFailedError) as caught:
        device.get_property("ro.y")
    assert (caught.value.exit_code, caught.value.output) == (3, "no such thing\n")
