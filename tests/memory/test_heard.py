import threading

from hypothesis import given
from hypothesis import strategies as st

from ainos.memory.bell import Bell
from ainos.memory.heard import Heard

_SAID = st.sets(st.integers(-(2**63), 2**63 - 1), max_size=50)


@given(before=_SAID, since=_SAID)
def test_nothing_that_was_said_is_ever_new(before, since):
    heard = Heard()
    for said in since:
        heard.add(said)
    assert not any(map(heard.is_new, range(50)))  # what was said before is not known yet
    heard.load(before)
    assert not any(map(heard.is_new, before | since))


def test_most_of_what_was_never_said_is_new_after_ten_thousand_rows():
    heard = Heard()
    heard.load(n * 2_654_435_761 for n in range(10_000))
    assert sum(heard.is_new(n * 40_503 + 7) for n in range(1_000)) > 950


def test_a_ring_that_nobody_waited_for_is_kept_and_several_are_one():
    bell = Bell()
    bell.ring()
    bell.ring()
    assert bell.wait(0.0)
    assert not bell.wait(0.0)
    waiting = threading.Thread(target=bell.wait)
    waiting.start()
    bell.ring()
    waiting.join(timeout=5)
    assert not waiting.is_alive()
    bell.ring()
    bell.hush()
    assert not bell.wait(0.0)
