"""Nothing acts without a ticket: every way of acting, every kind of bad ticket, and the list of looking commands."""

from __future__ import annotations

import inspect
import time
from dataclasses import replace

import pytest

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.device import Device, Hands
from ainos.android_bridge.errors import BridgeError, TicketError
from ainos.android_bridge.fake import FakeDevice, FakeHands, fake_element
from ainos.android_bridge.hands import AdbHands
from ainos.android_bridge.permit import Permit
from ainos.android_bridge.shell import Shell, is_look
from ainos.android_bridge.targets import AppsTarget
from ainos.android_bridge.tickets import TicketOffice
from ainos.android_bridge.types import Intent

ELEMENT = fake_element("OK")
TARGET = AppsTarget(frozenset({"com.example", "com.x"}))
CALLS = {
    "tap": (ELEMENT,),
    "long_press": (ELEMENT,),
    "type_text": ("x",),
    "swipe": ("up",),
    "press": ("back",),
    "start_activity": (Intent(action="a.b"),),
    "broadcast": (Intent(action="a.b"),),
    "insert": ("content://sms", {"a": 1}),
    "update": ("content://sms", {"a": 1}, {"_id": 1}),
    "delete": ("content://sms", {"_id": 1}),
    "put_setting": ("system", "a", "1"),
    "set_switch": ("wifi", True),
    "set_volume": ("media", 50),
    "write_file": ("/sdcard/a", b"x"),
    "delete_file": ("/sdcard/a",),
    "stop_app": ("com.x",),
    "set_shade": (True,),
}


def public(cls: type) -> set[str]:
    return {name for name in dir(cls) if not name.startswith("_")}


def call(hands: Hands, name: str) -> object:
    *arguments, last = CALLS[name]
    if name in ("update", "delete"):
        return getattr(hands, name)(*arguments, match=last)
    return getattr(hands, name)(*CALLS[name])


def make(kind: str, host) -> tuple[Device, TicketOffice]:
    office = TicketOffice()
    if kind == "fake":
        return FakeDevice(office=office, elements=[ELEMENT]), office
    return AdbDevice("fake-1", office, server=host.server, patience_s=0), office


def test_the_calls_below_are_all_methods_of_hands():
    assert set(CALLS) == public(Hands) == public(AdbHands) == public(FakeHands)


def test_a_device_offers_no_acting_method_besides_acting():
    assert public(AdbDevice) - {"close"} == public(Device)
    assert not public(Device) & public(Hands)


def test_both_devices_and_hands_take_the_arguments_of_the_protocols():
    for protocol, classes in ((Device, (AdbDevice, FakeDevice)), (Hands, (AdbHands, FakeHands))):
        for name in public(protocol) - {"serial", "boot_id"}:
            wanted = list(inspect.signature(getattr(protocol, name)).parameters.values())
            for cls in classes:
                found = list(inspect.signature(getattr(cls, name)).parameters.values())
                assert [(p.name, p.kind, p.default) for p in found] == [(p.name, p.kind, p.default) for p in wanted]


@pytest.mark.parametrize("kind", ["fake", "adb"])
@pytest.mark.parametrize("name", sorted(CALLS))
def test_dead_hands_do_nothing(kind, name, host):
    device, office = make(kind, host)
    with device.acting(office.issue("t", {}, task="", target=TARGET), "t", {}, task="") as hands:
        pass
    host.forget()
    with pytest.raises(TicketError, match="ended"):
        call(hands, name)
    assert host.argvs == []
    assert host.rpc_calls == []


@pytest.mark.parametrize("kind", ["fake", "adb"])
def test_every_bad_ticket_is_refused_and_gives_no_hands(kind, host):
    device, office = make(kind, host)
    used = office.issue("t", {"a": 1}, task="", target=TARGET)
    with device.acting(used, "t", {"a": 1}, task=""):
        pass
    expired = office.issue("t", {"a": 1}, task="", target=TARGET, lifetime_s=-1)
    genuine = office.issue("t", {"a": 1}, task="", target=TARGET)
    forged = replace(genuine, number="0" * 32)
    longer = replace(office.issue("t", {"a": 1}, task="", target=TARGET), deadline=time.monotonic() + 9999)
    other_office = TicketOffice().issue("t", {"a": 1}, task="", target=TARGET)
    host.forget()
    for ticket, tool, arguments in [
        (used, "t", {"a": 1}),
        (expired, "t", {"a": 1}),
        (forged, "t", {"a": 1}),
        (longer, "t", {"a": 1}),
        (other_office, "t", {"a": 1}),
        (office.issue("t", {"a": 1}, task="", target=TARGET), "other", {"a": 1}),
        (office.issue("t", {"a": 1}, task="", target=TARGET), "t", {"a": 2}),
        (office.issue("t", {"a": 1}, task="", target=TARGET), "t", {"a": "1"}),
        (office.issue("t", {"a": 1}, task="", target=TARGET), "t", {}),
        (None, "t", {"a": 1}),
        ("ticket", "t", {"a": 1}),
    ]:
        with pytest.raises(TicketError), device.acting(ticket, tool, arguments, task=""):
            pytest.fail("hands were given")
    assert host.argvs == []


def test_a_ticket_that_was_tried_for_another_call_is_used_up(host):
    device, office = make("adb", host)
    ticket = office.issue("t", {}, task="", target=TARGET)
    with pytest.raises(TicketError), device.acting(ticket, "other", {}, task=""):
        pass
    with pytest.raises(TicketError), device.acting(ticket, "t", {}, task=""):
        pass


def test_a_permit_cannot_be_made_without_a_ticket():
    with pytest.raises(TicketError):
        Permit("t", TARGET, object())


def test_hands_die_even_when_the_block_fails(host):
    device, office = make("fake", host)
    kept: list[Hands] = []

    def fail_inside() -> None:
        with device.acting(office.issue("t", {}, task="", target=TARGET), "t", {}, task="") as hands:
            kept.append(hands)
            raise ValueError("boom")

    with pytest.raises(ValueError, match="boom"):
        fail_inside()
    with pytest.raises(TicketError):
        kept[0].press("back")


@pytest.mark.parametrize(
    "argv",
    [
        ["dumpsys", "battery", "set", "level", "5"],
        ["dumpsys", "battery", "unplug"],
        ["dumpsys", "deviceidle", "force-idle"],
        ["dumpsys", "activity", "service", "x", "y"],
        ["dumpsys", "--help; rm"],
        ["dumpsys"],
        ["settings", "put", "system", "a", "1"],
        ["settings", "delete", "system", "a"],
        ["content", "insert", "--uri", "content://sms"],
        ["content", "delete", "--uri", "content://sms"],
        ["content", "call", "--uri", "content://sms"],
        ["cmd", "uimode", "night", "yes"],
        ["cmd", "connectivity", "airplane-mode", "enable"],
        ["cmd", "media_session", "volume", "--stream", "3", "--set", "1"],
        ["cmd", "package", "install", "x"],
        ["date", "0101000026"],
        ["wm", "size", "1x1"],
        ["svc", "wifi", "disable"],
        ["am", "start", "-a", "x"],
        ["input", "tap", "1", "1"],
        ["rm", "-rf", "/sdcard"],
        ["cat", "/sdcard/a"],
        ["ime", "set", "x"],
        ["toybox", "rm", "x"],
        ["uiautomator", "dump", "/sdcard/x"],
        ["screencap", "-p", "/sdcard/x.png"],
        ["reboot"],
        ["sh", "-c", "x"],
        [],
    ],
)
def test_no_acting_command_passes_as_a_look(argv, host):
    assert not is_look(argv)
    with pytest.raises(BridgeError, match="nothing was done"):
        Shell(host.server, "fake-1").look(*argv)
    assert host.argvs == []


def test_looking_methods_run_looking_commands_only(host):
    host.rpc = {"dumpWindowHierarchy": lambda _: "<hierarchy rotation='0'><node bounds='[0,0][9,9]'/></hierarchy>"}
    host.answers = {
        "cmd media_session": b"[V] volume is 5 in range [0..15]\n",
        "date": b"1773676800 -0700\n",
        "content query": b"No result found.\n",
        "screencap": FakeDevice().screenshot(),
    }
    device = AdbDevice("fake-1", TicketOffice(), server=host.server, patience_s=0)
    device.observe(screenshot=True)
    device.wait_settled()
    device.now()
    device.query("content://sms", columns=["body"])
    device.query("content://sms")
    device.get_setting("system", "a")
    for switch in ("wifi", "bluetooth", "airplane", "data", "do_not_disturb", "dark_mode", "battery_saver"):
        device.get_switch(switch)
    device.get_volume("media")
    device.get_property("ro.x")
    device.dumpsys("battery")
    device.apps()
    assert host.argvs
    assert all(is_look(argv) for argv in host.argvs)
    assert {method for method, _ in host.rpc_calls} == {"dumpWindowHierarchy"}


@pytest.mark.parametrize("arguments", [("battery", "set", "ac", "1"), ("deviceidle", "step"), ("x y",), ("-l",)])
def test_dumpsys_refuses_what_would_act(arguments, host):
    device = AdbDevice("fake-1", TicketOffice(), server=host.server, patience_s=0)
    with pytest.raises(BridgeError):
        device.dumpsys(*arguments)
    assert host.argvs == []
