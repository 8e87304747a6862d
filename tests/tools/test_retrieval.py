"""Retrieval of tools by words, and mixed with an embedder."""

from __future__ import annotations

import pytest

from ainos.tools.registry import builtin_registry
from ainos.tools.retrieval import ToolIndex

GOALS = {
    "could you wake me up at ten past six": "set_alarm",
    "text my brother that dinner is ready": "send_message",
    "what's the number of Daniel": "find_contact",
    "schedule a haircut appointment for friday": "add_event",
    "put the phone into flight mode": "set_airplane_mode",
    "how much battery do I have left": "get_battery",
    "start a countdown of five minutes": "set_timer",
    "turn the brightness up": "set_brightness",
    "did somebody call me": "list_calls",
    "delete the file old.pdf": "delete_file",
    "capture my screen": "take_screenshot",
    "open the clock app": "open_app",
}


@pytest.fixture(scope="module")
def index():
    return ToolIndex(builtin_registry().select(kinds=frozenset({"goal"})))


@pytest.mark.parametrize(("goal", "name"), GOALS.items())
def test_the_fitting_tool_is_among_the_best_three(index, goal, name):
    assert name in [tool.name for tool, _ in index.best(goal, 3)]


def test_own_examples_find_their_tool_among_the_best_three(index):
    tools = builtin_registry().select(kinds=frozenset({"goal"}))
    misses = [
        (example, tool.name)
        for tool in tools
        for example in tool.examples
        if tool.name not in [found.name for found, _ in index.best(example, 3)]
    ]
    assert len(misses) <= 2, misses


def test_words_that_fit_nothing_score_nothing(index):
    assert all(score == 0.0 for _, score in index.best("xyzzy plugh", 5))


def test_an_embedder_can_lift_a_tool_that_shares_no_word():
    tools = builtin_registry().select(kinds=frozenset({"goal"}))

    def embed(texts):
        return [(1.0, 0.0) if "wi-fi" in text.lower() or "surf" in text else (0.0, 1.0) for text in texts]

    best = ToolIndex(tools, embed=embed).best("let me surf", 1)
    assert best[0][0].name == "set_wifi"
