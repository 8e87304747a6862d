"""The volume keys show the volume at the side for three seconds; nothing of it is dumped."""

from __future__ import annotations

from ainos.virtual_phone.phone import Phone


def test_the_panel_comes_with_the_key_and_goes_by_itself():
    phone = Phone()
    before, dump = phone.windows.screenshot().copy(), phone.windows.dump()
    phone.windows.key(24)
    shown = phone.windows.screenshot().copy()
    assert shown.crop((900, 900, 1080, 1500)) != before.crop((900, 900, 1080, 1500))
    assert phone.windows.dump() == dump
    phone.windows.key(24)
    assert phone.windows.screenshot() != shown, "louder is higher"
    phone.clock.advance(3001)
    assert phone.windows.screenshot() == before
