"""The same phone as Android 11, 12, 13 and 14: what clients read, and what differs."""

from __future__ import annotations

import asyncio
import re

import pytest

from ainos.virtual_phone.api_levels import LEVELS, UnknownApiLevelError, text
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader

RELEASES = {30: "11", 31: "12", 33: "13", 34: "14"}
SETTINGS = "com.android.settings"
MESSAGES = "com.google.android.apps.messaging"
IDS = "com.android.permissioncontroller:id/"

pytestmark = pytest.mark.filterwarnings("ignore:.*currentThread.*:DeprecationWarning")


def say(phone: Phone, line: str) -> str:
    """Run a line as the shell user and return what it printed, errors too."""
    out = BufferWriter()
    asyncio.run(phone.run_shell(line, stdin=BytesReader(), stdout=out, stderr=out))
    return out.text()


@pytest.fixture(scope="module", params=LEVELS)
def level(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def local(level: int) -> Phone:
    """Return a phone of this level in the test's own process."""
    return Phone(api_level=level, pace="fast")


@pytest.fixture(scope="module")
def driven(level: int, start_phone):
    """Return a phone of this level that an adb server knows."""
    started = start_phone(api_level=level, pace="fast")
    yield started
    started.stop()


def test_there_is_no_phone_of_another_level():
    with pytest.raises(UnknownApiLevelError, match="no virtual phone of API 29; there are: 30, 31, 33, 34"):
        Phone(api_level=29)
    assert text(30, "permission.READ_MEDIA_AUDIO") == ""
    with pytest.raises(KeyError):
        text(33, "no.such.row")


def test_properties_kernel_and_system_apps_name_the_version(level, local):
    release = RELEASES[level]
    said = say(local, "getprop ro.build.version.sdk; getprop ro.build.version.release; getprop ro.build.fingerprint")
    assert said.splitlines()[:2] == [str(level), release]
    assert said.splitlines()[2].startswith(f"ainos/vphone/vphone:{release}/")
    assert f"-android{release}-" in say(local, "uname -r")
    assert f"-v{level}\n" in say(local, "am get-config")
    shown = say(local, f"dumpsys package {SETTINGS}")
    assert f"versionCode={level} minSdk=24 targetSdk={level}" in shown
    assert f"{'appId' if level >= 34 else 'userId'}=10" in shown
    assert len(re.findall(r"firstInstallTime=[-\d]+ [:\d]+$", shown, re.M)) == 1


def test_the_lines_that_moved_between_versions_stand_where_they_belong(level, local):
    activities = say(local, "dumpsys activity activities")
    assert ("mResumedActivity: " in activities, "topResumedActivity=" in activities) == (level < 33, level >= 33)
    assert ("  Stack #" in activities, "visibleRequested=" in activities) == (level == 30, level >= 33)
    assert re.search(r"^ +\* Hist (\s?)#0: ActivityRecord\{", activities, re.M)[1] == (" " if level >= 33 else "")
    assert "\n  ResumedActivity: ActivityRecord{" in activities
    orientation = re.findall(r"(\w+Orientation): (\w+)", say(local, "dumpsys input"))
    wanted = {30: ("SurfaceOrientation", "0"), 31: ("SurfaceOrientation", "0"), 33: ("InputDeviceOrientation", "0")}
    assert orientation == [wanted.get(level, ("InputDeviceOrientation", "Rotation0"))]
    assert ("Dock powered" in say(local, "dumpsys battery")) == (level >= 34)
    said = say(local, "uiautomator dump /dev/tty")
    assert ("drawing-order=" in said, ' hint="' in said) == (level >= 34, level >= 34)
    assert ("Unknown command" in say(local, "cmd bluetooth_manager enable")) == (level < 33)
    assert ("Can't find service: locale" in say(local, "cmd locale")) == (level < 33)


def test_settings_call_their_pages_as_each_version_does(level, local):
    say(local, f"am start -n {SETTINGS}/.Settings")
    shown = {box.node.text for box in local.windows.boxes()}
    assert ("Apps & notifications" if level == 30 else "Apps") in shown
    assert ("Sound" if level == 30 else "Sound & vibration") in shown


def test_camera_and_location_can_be_allowed_once_and_only_until_the_app_ends(level, local):
    answers: list[bool] = []
    camera = next(m.package for m in local.packages.all() if "android.permission.READ_CONTACTS" in m.permissions)
    state = local.packages.state(camera)
    say(local, f"monkey -p {camera} 1")
    local.windows.permissions.ask(camera, "android.permission.RECORD_AUDIO", answers.append)
    local.windows.invalidate()
    words = [box.node.text for box in local.windows.boxes() if box.node.cls.endswith("Button")]
    assert words == ["While using the app", "Only this time", "Deny" if level == 30 else "Don’t allow"]
    local.windows.back()
    assert answers == [False]
    state.granted.discard("android.permission.READ_CONTACTS")
    local.packages.grant(camera, "android.permission.READ_CONTACTS", once=True)
    assert local.packages.has_permission(camera, "android.permission.READ_CONTACTS")
    say(local, f"am force-stop {camera}")
    assert not local.packages.has_permission(camera, "android.permission.READ_CONTACTS")
    local.packages.grant(camera, "android.permission.READ_CONTACTS")


def test_apps_ask_before_they_notify_since_android_13(level, local):
    answers: list[bool] = []
    local.windows.request_permission(MESSAGES, "android.permission.POST_NOTIFICATIONS", answers.append)
    assert local.windows.permissions.is_open() == (level >= 33)
    assert answers == ([] if level >= 33 else [True])
    local.windows.permissions.forget()
    local.windows.invalidate()
    said = say(local, f"pm grant {MESSAGES} android.permission.POST_NOTIFICATIONS")
    assert ("Unknown permission: android.permission.POST_NOTIFICATIONS" in said) == (level < 33)


@pytest.fixture(scope="module")
def device(driven):
    """Return the phone as adbutils sees it."""
    import adbutils

    return adbutils.AdbClient(host="127.0.0.1", port=driven.adb_server_port).device(driven.serial)


def test_adbutils_reads_every_version(level, device):
    device.shell(f"am start -n {SETTINGS}/.Settings")
    assert device.prop.get("ro.build.version.sdk") == str(level)
    assert device.app_current().package == SETTINGS
    assert (device.battery().level, device.window_size(), device.rotation()) == (100, (1080, 2400), 0)
    assert device.is_screen_on()
    assert SETTINGS in device.list_packages()
    assert device.app_info(SETTINGS).version_name == RELEASES[level]
    assert 'package="com.android.settings"' in device.dump_hierarchy()


def test_uiautomator2_reads_every_version(level, device):
    import uiautomator2

    device = uiautomator2.connect(device)
    device.app_start(SETTINGS)
    assert device.app_current()["package"] == SETTINGS
    assert device.device_info["sdk"] == level
    assert (device.info["sdkInt"], device.info["displayRotation"]) == (level, 0)
    assert device.window_size() == (1080, 2400)
    assert 'text="Display"' in device.dump_hierarchy()
    device.shell("settings put system user_rotation 1")
    device.set_orientation("left")
    assert device.info["displayRotation"] == 1
    device.set_orientation("natural")


def test_the_bridge_reads_every_version(level, driven):
    from ainos.android_bridge.choose import choose_device
    from ainos.android_bridge.tickets import TicketOffice

    device = choose_device(driven.serial, office=TicketOffice())
    device_shell = driven.shell(f"am start -n {SETTINGS}/.Settings")
    assert "Starting" in device_shell
    seen = device.observe()
    assert seen.package == SETTINGS
    assert (seen.state.battery_percent, seen.state.rotation, seen.state.locked) == (100, 0, False)
    assert any(element.text == "Display" for element in seen.elements)
