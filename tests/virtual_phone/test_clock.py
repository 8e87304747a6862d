from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ainos.virtual_phone.clock import Clock

START_MS = 1_773_676_800_000


def test_the_phone_starts_on_a_monday_morning_in_los_angeles():
    assert f"{Clock(START_MS, running=False).now():%A %Y-%m-%d %H:%M %Z}" == "Monday 2026-03-16 09:00 PDT"


def test_advance_fires_timers_in_order_each_at_its_own_time():
    clock, fired = Clock(0, running=False), []
    clock.call_at(200, lambda: fired.append(("b", clock.now_ms())))
    clock.call_at(100, lambda: fired.append(("a", clock.now_ms())))
    clock.call_at(300, lambda: fired.append(("c", clock.now_ms()))).cancel()
    clock.advance(1000)
    assert fired == [("a", 100), ("b", 200)]
    assert (clock.now_ms(), clock.elapsed_ms()) == (1000, 1000)


def test_setting_the_clock_moves_wall_time_not_time_since_boot():
    clock = Clock(0, running=False)
    clock.set(5_000_000)
    assert (clock.now_ms(), clock.elapsed_ms()) == (5_000_000, 0)


@given(st.lists(st.integers(0, 10_000), max_size=30), st.integers(0, 10_000))
def test_exactly_the_due_timers_fire(moments, now):
    clock, fired = Clock(0, running=False), []
    for at in moments:
        clock.call_at(at, lambda at=at: fired.append(at))
    clock.set(now)
    assert clock.tick() == len(fired)
    assert fired == sorted(at for at in moments if at <= now)
