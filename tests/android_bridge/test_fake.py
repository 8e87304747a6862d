"""The fake phone behaves as the real bridge does where it matters to the layers above."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from ainos.android_bridge.device import Device
from ainos.android_bridge.errors import BadValueError, CommandFailedError, TargetChangedError, TextEntryError
from ainos.android_bridge.fake import Effect, FakeDevice, fake_element
from ainos.android_bridge.targets import AppsTarget
from ainos.android_bridge.types import Intent


@contextmanager
def hands_of(device: FakeDevice):
    ticket = device.office.issue("t", {}, task="", target=AppsTarget(frozenset({"com.example"})))
    with device.acting(ticket, "t", {}, task="") as hands:
        yield hands


def test_a_fake_is_a_device():
    device: Device = FakeDevice()
    assert device.observe().package == "com.example"


def test_effects_are_listed_and_reactions_change_the_screen():
    device = FakeDevice(elements=[fake_element("Next")])
    device.reactions["tap"] = lambda phone, facts: phone.show(fake_element("Done"), activity="com.example/.Done")
    with hands_of(device) as hands:
        hands.tap(device.observe().elements[0])
        assert device.observe().elements[0].text == "Done"
        with pytest.raises(TargetChangedError):
            hands.tap(fake_element("Next"))
    assert [(effect.kind, effect.facts["name"]) for effect in device.effects] == [("tap", "Next")]


def test_text_goes_into_the_field():
    device = FakeDevice(elements=[fake_element("Button"), fake_element("a", index=2, editable=True)])
    with hands_of(device) as hands:
        with pytest.raises(TextEntryError):
            hands.type_text("x")
        hands.type_text("b\n😀", into=device.elements[1], clear=False)
        assert device.elements[1].text == "ab\n😀"
        hands.type_text("new")
    assert device.elements[1].text == "new"


def test_tables_can_be_queried_and_changed():
    uri = "content://sms"
    device = FakeDevice(tables={uri: [{"_id": "9", "body": "b", "date": "10"}, {"_id": "3", "body": "a", "date": "9"}]})
    assert [row["_id"] for row in device.query(uri, sort="date ASC")] == ["3", "9"]
    assert [row["_id"] for row in device.query(uri, sort="date DESC")] == ["9", "3"]
    with hands_of(device) as hands:
        hands.insert(uri, {"body": "c", "read": True})
        hands.update(uri, {"body": "d"}, match={"_id": 3})
        hands.delete(uri, match={"_id": 9})
        for bad in (lambda: hands.delete(uri, match={}), lambda: hands.insert(uri, {"a b": 1})):
            with pytest.raises(BadValueError):
                bad()
    assert device.query(uri, columns=["_id", "body"]) == [{"_id": "3", "body": "d"}, {"_id": "10", "body": "c"}]
    with pytest.raises(CommandFailedError, match="provider"):
        device.query("content://nope")


def test_settings_switches_files_and_intents_are_kept():
    device = FakeDevice()
    device.reactions["broadcast"] = lambda phone, facts: (-1, "ok")
    with hands_of(device) as hands:
        hands.put_setting("system", "a", "1")
        hands.set_switch("wifi", True)
        hands.set_volume("media", 30)
        hands.write_file("/sdcard/Documents/a.txt", b"x")
        assert hands.broadcast(Intent(action="a.b")) == (-1, "ok")
        with pytest.raises(BadValueError):
            hands.start_activity(Intent(action="a b"))
        assert [entry.path for entry in device.list_files("/sdcard")] == ["/sdcard/Documents"]
        hands.delete_file("/sdcard/Documents/a.txt")
    assert (device.get_setting("system", "a"), device.get_switch("wifi"), device.get_volume("media")) == ("1", True, 30)
    assert device.effects[0] == Effect("put_setting", {"namespace": "system", "key": "a", "value": "1"})
