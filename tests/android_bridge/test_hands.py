"""The hands against a fake host: what is checked before a touch, what is sent, what is read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.device import Hands
from ainos.android_bridge.errors import (
    BadValueError,
    CommandFailedError,
    DeviceOfflineError,
    TargetChangedError,
    TextEntryError,
)  # fmt: skip
from ainos.android_bridge.targets import AppsTarget
from ainos.android_bridge.tickets import TicketOffice
from ainos.android_bridge.types import Intent

COM_X = AppsTarget(frozenset({"com.x"}))
BUTTON = {
    "class": "android.widget.Button",
    "package": "com.x",
    "text": "Send",
    "clickable": "true",
    "bounds": "[100,200][300,400]",
}
FIELD = {
    "class": "android.widget.EditText", "package": "com.x", "text": "", "clickable": "true", "hint": "Message",
    "bounds": "[0,500][1080,600]", "resource-id": "com.x:id/field",
}  # fmt: skip


class FakeScreen:
    """Nodes that the fake host shows, and how its text field behaves."""

    def __init__(self, host, *nodes: dict[str, str]) -> None:
        self.nodes = [dict(node) for node in nodes]
        self.typed = ""
        self.keeps = lambda text: text
        host.rpc = {
            "dumpWindowHierarchy": lambda _: self.xml(),
            "objInfo": self.info,
            "click": self.click,
            "swipe": lambda _: True,
            "pressKeyCode": lambda _: True,
            "getText": lambda _: self.typed,
            "setText": self.set_text,
        }

    def xml(self) -> str:
        from xml.sax.saxutils import quoteattr

        body = "".join(
            "<node " + " ".join(f"{name}={quoteattr(value)}" for name, value in node.items()) + "/>"
            for node in self.nodes
        )
        frame = '<node class="android.widget.FrameLayout" package="com.x" bounds="[0,0][1080,2400]">'
        return f'<hierarchy rotation="0">{frame}{body}</node></hierarchy>'

    def info(self, params: list[Any]) -> dict[str, Any]:
        node = next(node for node in self.nodes if node["class"] == params[0]["className"])
        left, top, right, bottom = map(int, re.findall(r"\d+", node["bounds"]))
        return {"visibleBounds": {"left": left, "top": top, "right": right, "bottom": bottom}}

    def click(self, params: list[Any]) -> bool:
        for node in self.nodes:
            if node["class"].endswith("EditText"):
                node["focused"] = "true"
        return True

    def set_text(self, params: list[Any]) -> bool:
        self.typed = self.keeps(params[1])
        return True


@contextmanager
def hands_of(host) -> Iterator[tuple[AdbDevice, Hands]]:
    office = TicketOffice()
    with (
        AdbDevice("fake-1", office, server=host.server, patience_s=0) as device,
        device.acting(office.issue("t", {}, task="", target=COM_X), "t", {}, task="") as hands,
    ):
        yield device, hands


def touches(host) -> list[tuple[str, list[Any]]]:
    return [
        (method, params) for method, params in host.rpc_calls if method in ("click", "swipe", "pressKeyCode", "setText")
    ]


def test_a_tap_goes_to_the_middle_of_the_element(host):
    FakeScreen(host, BUTTON)
    with hands_of(host) as (device, hands):
        hands.tap(device.observe().elements[0])
    assert touches(host) == [("click", [200, 300])]


def test_a_tap_follows_a_small_move(host):
    screen = FakeScreen(host, BUTTON)
    with hands_of(host) as (device, hands):
        button = device.observe().elements[0]
        screen.nodes[0]["bounds"] = "[100,240][300,440]"
        hands.tap(button)
    assert touches(host) == [("click", [200, 340])]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Delete"},
        {"bounds": "[100,1200][300,1400]"},
        {"package": "com.evil"},
        {"class": "android.widget.TextView"},
        {"resource-id": "com.x:id/other"},
        {"content-desc": "Pay"},
        {"enabled": "false"},
        {"checkable": "true", "checked": "true"},
        {"visible-to-user": "false"},
    ],
)
def test_a_changed_target_is_not_touched(host, change):
    screen = FakeScreen(host, BUTTON)
    with hands_of(host) as (device, hands):
        button = device.observe().elements[0]
        screen.nodes[0] |= change
        for act in (hands.tap, hands.long_press):
            with pytest.raises(TargetChangedError, match="nothing was touched"):
                act(button)
    assert touches(host) == []


def test_a_target_that_something_lies_over_is_not_touched(host):
    screen = FakeScreen(host, BUTTON)
    with hands_of(host) as (device, hands):
        button = device.observe().elements[0]
        screen.nodes.append({**BUTTON, "text": "Allow", "bounds": "[0,0][1080,2400]"})
        with pytest.raises(TargetChangedError, match="lies over"):
            hands.tap(button)
    assert touches(host) == []


def test_of_two_equal_rows_the_one_at_the_place_is_touched(host):
    FakeScreen(host, BUTTON, {**BUTTON, "bounds": "[100,500][300,700]"})
    with hands_of(host) as (device, hands):
        hands.tap(device.observe().elements[1])
    assert touches(host) == [("click", [200, 600])]


def test_a_swipe_moves_the_finger_in_its_direction(host):
    FakeScreen(host, BUTTON)
    with hands_of(host) as (device, hands):
        hands.swipe("up")
        hands.swipe("left", within=device.observe().elements[0])
        with pytest.raises(BadValueError):
            hands.swipe("around")
    assert touches(host) == [("swipe", [540, 1920, 540, 480, 40]), ("swipe", [260, 300, 140, 300, 40])]


def test_text_is_typed_into_the_field_and_read_back(host):
    screen = FakeScreen(host, FIELD)
    text = 'it\'s 10:30 😀\n"quoted" %s $(id) \\ é'
    with hands_of(host) as (device, hands):
        hands.type_text(text, into=device.observe().elements[0])
    assert screen.typed == text
    assert [method for method, _ in touches(host)] == ["click", "setText"]


def test_text_is_added_after_what_stands_there(host):
    screen = FakeScreen(host, {**FIELD, "focused": "true", "text": "one"})
    screen.typed = "one"
    with hands_of(host) as (_, hands):
        hands.type_text(" two", clear=False)
    assert screen.typed == "one two"


def test_a_hint_is_no_text(host):
    screen = FakeScreen(host, {**FIELD, "focused": "true", "text": "Message"})
    screen.typed = "Message"
    with hands_of(host) as (_, hands):
        hands.type_text("hello", clear=False)
    assert screen.typed == "hello"


@pytest.mark.parametrize("keeps", [lambda text: text.replace("\n", " "), lambda text: text[:3], lambda text: ""])
def test_a_field_that_keeps_something_else_gives_a_typed_error(host, keeps):
    screen = FakeScreen(host, {**FIELD, "focused": "true"})
    screen.keeps = keeps
    with hands_of(host) as (_, hands), pytest.raises(TextEntryError, match="instead of"):
        hands.type_text("line one\nline two")


@pytest.mark.parametrize("text", ["a\0b", "\ud83d"])
def test_text_that_cannot_be_typed_is_not_typed_in_part(host, text):
    FakeScreen(host, {**FIELD, "focused": "true"})
    with hands_of(host) as (_, hands), pytest.raises(TextEntryError, match="nothing was typed"):
        hands.type_text(text)
    assert touches(host) == []


def test_without_a_field_nothing_is_typed(host):
    FakeScreen(host, BUTTON)
    with hands_of(host) as (device, hands):
        with pytest.raises(TextEntryError, match="no text field"):
            hands.type_text("x")
        with pytest.raises(TextEntryError, match="is no text field"):
            hands.type_text("x", into=device.observe().elements[0])
    assert touches(host) == []


def test_a_password_is_read_back_as_dots(host):
    screen = FakeScreen(host, {**FIELD, "focused": "true", "password": "true"})
    screen.keeps = lambda text: "•" * len(text)
    with hands_of(host) as (_, hands):
        hands.type_text("hunter2")
        screen.keeps = lambda text: "•"
        with pytest.raises(TextEntryError):
            hands.type_text("hunter2")


def test_adb_keyboard_takes_over_where_set_text_fails_and_the_users_keyboard_comes_back(host):
    screen = FakeScreen(host, {**FIELD, "focused": "true"})
    screen.keeps = lambda text: ""
    host.answers = {"ime list": b"com.github.uiautomator/.AdbKeyboard\n", "settings get secure": b"com.usual/.Ime\n"}
    with hands_of(host) as (_, hands), pytest.raises(TextEntryError):
        hands.type_text("hé")
    acts = [argv for argv in host.argvs if argv[0] in ("am", "ime") and argv[1] != "list"]
    assert acts == [
        ["ime", "enable", "com.github.uiautomator/.AdbKeyboard"],
        ["ime", "set", "com.github.uiautomator/.AdbKeyboard"],
        ["am", "broadcast", "-a", "ADB_KEYBOARD_CLEAR_TEXT"],
        ["am", "broadcast", "-a", "ADB_KEYBOARD_INPUT_TEXT", "--es", "text", "aMOp"],
        ["ime", "set", "com.usual/.Ime"],
    ]


def test_commands_reach_the_phone_word_for_word(host):
    FakeScreen(host)
    host.answers = {
        "settings get system x": b"it's; 5\n",
        "content query": b"No result found.\n",
        "am start": b"Status: ok\n",
        "am broadcast": b'Broadcast completed: result=3, data="yes"\n',
    }
    with hands_of(host) as (_, hands):
        host.forget()
        hands.put_setting("system", "x", "it's; 5")
        hands.start_activity(Intent(action="a.b", extras={"k": "$(id)\n'"}))
        assert hands.broadcast(Intent(action="a.b")) == (3, "yes")
        hands.insert("content://sms", {"body": "a:b\\c, 'd'", "n": 4})
        hands.update("content://sms", {"read": True}, match={"address": "O'Hara", "_id": 7})
        hands.delete("content://sms", match={"body": "'; DROP TABLE sms; --"})
        hands.stop_app("com.x")
        hands.press("back")
    acts = [argv for argv in host.argvs if argv[:2] != ["content", "query"] and argv[0] not in ("dumpsys", "grep")]
    assert acts == [
        ["settings", "put", "system", "x", "it's; 5"],
        ["settings", "get", "system", "x"],
        ["am", "start", "-W", "-a", "a.b", "--es", "k", "$(id)\n'"],
        ["am", "broadcast", "-a", "a.b"],
        ["content", "insert", "--uri", "content://sms", "--bind", "body:s:a\\:b\\\\c, 'd'", "--bind", "n:i:4"],
        [
            "content",
            "update",
            "--uri",
            "content://sms",
            "--bind",
            "read:b:true",
            "--where",
            "address='O''Hara' AND _id=7",
        ],
        ["content", "delete", "--uri", "content://sms", "--where", "body='''; DROP TABLE sms; --'"],
        ["am", "force-stop", "com.x"],
    ]
    assert touches(host) == [("pressKeyCode", [4])]


@pytest.mark.parametrize(
    "act",
    [
        lambda hands: hands.delete("content://sms", match={}),
        lambda hands: hands.update("content://sms", {"a": 1}, match={}),
        lambda hands: hands.update("content://sms", {}, match={"a": 1}),
        lambda hands: hands.insert("content://sms", {}),
        lambda hands: hands.insert("http://sms", {"a": 1}),
        lambda hands: hands.insert("content://sms", {"a b": 1}),
        lambda hands: hands.put_setting("system", "a b", "1"),
        lambda hands: hands.put_setting("sys", "a", "1"),
        lambda hands: hands.put_setting("system", "a", "x\0"),
        lambda hands: hands.set_switch("gravity", True),
        lambda hands: hands.set_volume("media", 101),
        lambda hands: hands.set_volume("voice", 5),
        lambda hands: hands.write_file("/data/local/tmp/x", b""),
        lambda hands: hands.delete_file("/sdcard/../data/x"),
        lambda hands: hands.stop_app("com.x; reboot"),
        lambda hands: hands.press("bomb"),
    ],
)
def test_bad_values_are_refused_before_anything_is_sent(host, act):
    FakeScreen(host)
    with hands_of(host) as (_, hands):
        host.forget()
        with pytest.raises(BadValueError):
            act(hands)
    assert host.argvs == []
    assert touches(host) == []


@pytest.mark.parametrize(
    "words",
    [b"[ERROR] Unsupported operation: x\n", b"Error while accessing provider:sms\njava.lang.SecurityException\n"],
)
def test_a_provider_that_says_no_is_an_error_even_with_exit_code_0(host, words):
    FakeScreen(host)
    host.answers = {"content delete": words}
    with hands_of(host) as (_, hands), pytest.raises(CommandFailedError):
        hands.delete("content://sms", match={"_id": 1})


def test_a_setting_that_does_not_stick_is_an_error(host):
    FakeScreen(host)
    host.answers = {"settings get system x": b"4\n"}
    with hands_of(host) as (_, hands), pytest.raises(CommandFailedError, match="kept '4'"):
        hands.put_setting("system", "x", "5")


def test_a_switch_tries_the_next_way_and_waits_for_the_device(host):
    FakeScreen(host)
    host.answers = {
        "cmd bluetooth_manager": b"cmd: Can't find service: bluetooth_manager\n",
        "settings get global bluetooth_on": b"1\n",
    }
    with hands_of(host) as (_, hands):
        host.forget()
        hands.set_switch("bluetooth", True)
    assert host.argvs == [
        ["cmd", "bluetooth_manager", "enable"],
        ["svc", "bluetooth", "enable"],
        ["settings", "get", "global", "bluetooth_on"],
    ]


def test_a_volume_is_set_in_the_streams_steps_and_read_back(host):
    FakeScreen(host)
    host.answers = {
        "cmd media_session volume --stream 3 --get": b"[V] will get volume\n[V] volume is 8 in range [0..15]\n"
    }
    with hands_of(host) as (device, hands):
        hands.set_volume("media", 50)
        assert device.get_volume("media") == 53
        with pytest.raises(CommandFailedError, match="not 15"):
            hands.set_volume("media", 100)
    assert ["cmd", "media_session", "volume", "--stream", "3", "--set", "8"] in host.argvs


def test_a_phone_lost_during_an_act_says_that_the_effect_is_not_known(host):
    FakeScreen(host)
    with hands_of(host) as (_, hands):
        host.drop = "am start"
        with pytest.raises(DeviceOfflineError, match="is not known"):
            hands.start_activity(Intent(action="a.b"))
    assert [argv for argv in host.argvs if argv[0] == "am"] == []


def test_without_the_uiautomator_server_looks_and_touches_go_through_the_shell(host, monkeypatch):
    from ainos.android_bridge import automator

    screen = FakeScreen(host, BUTTON)
    host.rpc = {}
    monkeypatch.setattr(automator, "_START_TRIES", 1)
    host.answers = {
        "uiautomator dump": f"{screen.xml()}UI hierchary dumped to: /dev/tty\n".replace(
            "<hier", "<?xml version='1.0'?><hier"
        ).encode()
    }
    with hands_of(host) as (device, hands):
        hands.tap(device.observe().elements[0])
    assert ["input", "tap", "200", "300"] in host.argvs
