import pytest

from ainos.agent.limits import LimitReached
from ainos.agent.loop import Agent
from ainos.agent.loop_detector import LoopDetector
from ainos.android_bridge.fake import FakeDevice, fake_element
from ainos.tools.registry import builtin_registry
from ainos.tools.types import ToolCall


def seen(text):
    return FakeDevice(elements=[fake_element(text)]).observe()


def run(*steps):
    """Feed (screen, tool) pairs; return how many were let through."""
    detector = LoopDetector()
    for number, (screen, tool) in enumerate(steps):
        try:
            detector.note(seen(screen), ToolCall(tool, {}))
        except LimitReached:
            return number
    return len(steps)


def test_the_same_act_on_the_same_screen_is_let_through_five_times():
    assert run(*[("page", "tap")] * 9) == 5


def test_the_same_act_on_a_screen_that_changes_is_no_loop():
    assert run(*[(f"page {n}", "swipe") for n in range(20)]) == 20


@pytest.mark.parametrize("period", [2, 3, 4])
def test_a_cycle_comes_round_three_times_and_no_more(period):
    steps = [(f"page {n % period}", "tap") for n in range(5 * period)]
    assert run(*steps) == 3 * period + period - 1


def test_a_run_that_goes_in_circles_ends_at_a_limit(build):
    parts, events = build(*[("read_screen", {})] * 12, tools=builtin_registry().all())
    parts.device.show(fake_element("nothing moves"))
    outcome = Agent(parts).run("go somewhere")
    assert (outcome.status, outcome.exit_code) == ("limit", 6)
    assert "same screen" in outcome.answer
    assert sum(e["type"] == "action" for e in events) == 5
