"""Swapped and covered targets: nothing else is touched (SEC-09; the long form is `./run bench targets`)."""

from __future__ import annotations

import pytest

from ainos.android_bridge.adb_device import AdbDevice
from ainos.android_bridge.adb_socket import AdbServer
from ainos.android_bridge.tickets import TicketOffice
from ainos.evals.target_swaps import AFTER, PHONE_SWAPS, on_fake, on_phone, on_script


def test_a_thousand_swaps_on_the_fake_phone_make_no_wrong_touch():
    runs = on_fake(1000, 1)
    assert [run for run in runs if run.wrong] == []
    assert {run.swap for run in runs if not run.touched} == set(AFTER)
    # A swap that comes later than the act is no reason to refuse.
    assert all(run.touched for run in runs if run.delay_ms > run.act_ms)


def test_a_swap_before_the_last_looks_never_makes_a_wrong_touch():
    runs = on_script(1000, 1)
    assert [run for run in runs if run.wrong and not run.in_gap] == []
    assert all(run.touched for run in runs if run.delay_ms > run.act_ms + 500)
    assert {run.swap for run in runs if not run.touched} == set(AFTER)


@pytest.fixture
def device(phone) -> AdbDevice:
    office = TicketOffice()
    with AdbDevice(phone.serial, office, server=AdbServer(port=phone.adb_server_port)) as device:
        yield device


def test_a_swap_before_the_act_makes_no_wrong_touch_on_a_virtual_phone(phone, device):
    runs = on_phone(device, device._office, lambda request: phone.control(dict(request)), 14, 5)
    assert [run for run in runs if run.wrong and not run.in_gap] == []
    assert {run.swap for run in runs} == set(PHONE_SWAPS)
    assert any(run.touched for run in runs)
    assert any(not run.touched for run in runs)
