"""Which phone: the only one, the named one, or an error that says what to type."""

from __future__ import annotations

import pytest

from ainos.android_bridge.choose import choose_device, list_devices
from ainos.android_bridge.errors import BadValueError, NoDeviceError, SeveralDevicesError
from ainos.android_bridge.tickets import TicketOffice

BOOTED = {"getprop sys.boot_completed": b"1\n"}


def choose(host, serial: str | None = None, **more: float):
    return choose_device(serial, office=TicketOffice(), server=host.server, **{"boot_timeout_s": 0.3} | more)


def line(serial: str, state: str = "device") -> str:
    return f"{serial}  {state} product:p model:Pixel_7 device:d transport_id:1\n"


def test_the_only_phone_is_taken_without_any_setting(host):
    host.devices, host.answers = line("emulator-5554"), BOOTED
    assert choose(host).serial == "emulator-5554"


def test_several_phones_are_listed_and_none_is_taken(host):
    host.devices, host.answers = line("emulator-5554") + line("R58M123"), BOOTED
    with pytest.raises(SeveralDevicesError, match=r"emulator-5554 \(Pixel 7\), R58M123") as caught:
        choose(host)
    assert caught.value.hint == "add --device emulator-5554"
    assert choose(host, "R58M123").serial == "R58M123"


def test_an_emulator_that_appears_twice_counts_once(host):
    host.devices, host.answers = line("127.0.0.1:5555") + line("emulator-5554"), BOOTED
    assert choose(host).serial == "emulator-5554"
    assert [device.serial for device in list_devices(host.server)] == ["emulator-5554"]


def test_without_a_phone_the_next_command_is_named(host):
    host.devices = ""
    with pytest.raises(NoDeviceError, match="no phone") as caught:
        choose(host)
    assert caught.value.hint == "ainos phone start"


@pytest.mark.parametrize(
    ("state", "advice"), [("unauthorized", "allow USB debugging"), ("offline", "unplug"), ("no", "udev")]
)
def test_a_phone_that_cannot_be_used_says_why(host, state, advice):
    host.devices = line("R58M123", state)
    for serial in (None, "R58M123"):
        with pytest.raises(NoDeviceError, match=advice):
            choose(host, serial)


def test_a_phone_that_can_be_used_is_taken_beside_one_that_cannot(host):
    host.devices, host.answers = line("R58M123", "unauthorized") + line("emulator-5554"), BOOTED
    assert choose(host).serial == "emulator-5554"


def test_a_wrong_name_lists_what_is_there(host):
    host.devices, host.answers = line("emulator-5554"), BOOTED
    with pytest.raises(NoDeviceError, match="no phone other; connected: emulator-5554"):
        choose(host, "other")
    with pytest.raises(NoDeviceError):
        choose(host, "127.0.0.1:1")
    with pytest.raises(BadValueError):
        choose(host, "-s x")


def test_a_phone_that_does_not_finish_booting_is_an_error_at_the_deadline(host):
    host.devices = line("emulator-5554")
    with pytest.raises(NoDeviceError, match=r"within 0\.3 s: it is still booting"):
        choose(host)
