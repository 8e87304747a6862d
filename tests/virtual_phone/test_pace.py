"""Claims about the pace `phone`: commands take their time, the parts of a line add up, other paces do not wait."""

from __future__ import annotations

import asyncio

import pytest

from ainos.virtual_phone.pace import command_ms
from ainos.virtual_phone.phone import Phone


@pytest.mark.parametrize(
    ("act", "ms"),
    [
        ("shell content query --uri content://sms", 450), ("shell su 0 content query --uri x", 450),
        ("shell settings get system a; echo x; settings get system b", 80), ("shell am start -W -a x", 600),
        ("rpc click", 350), ("rpc objInfo", 15), ("shell true", 0),
    ],
)  # fmt: skip
def test_a_command_takes_as_long_as_its_programs(act: str, ms: float) -> None:
    assert command_ms(act) == ms


def test_the_phones_clock_moves_by_a_command_with_the_pace_phone_alone() -> None:
    for pace, least in (("phone", 600), ("fast", 0)):
        phone = Phone(speed=0, pace=pace)
        before = phone.clock.now_ms()
        asyncio.run(phone.take_command("shell am start -W -a android.settings.SETTINGS"))
        assert phone.clock.now_ms() - before == least
