"""The models benchmark: what is the same call, its intervals and measure of confidence, the form of its sets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(autouse=True)
def _beside_the_benchmarks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "") or "").startswith(str(BENCHMARKS)):
            del sys.modules[name]


def known():
    from ainos.tools.registry import builtin_registry

    return {tool.name: tool for tool in builtin_registry().all()}


def test_values_are_compared_and_not_words():
    from sentences import judged  # type: ignore[import-not-found]

    item = {"tool": "set_timer", "args": {"duration": 600}}
    assert judged(item, "set_timer", {"duration": "ten minutes"}, known()) == (True, True)
    assert judged(item, "set_timer", {"duration": "ten hours"}, known()) == (True, False)
    assert judged(item, "set_alarm", {"time": "10:00"}, known()) == (False, False)


def test_any_of_several_values_and_other_argument_sets_are_met():
    from sentences import judged  # type: ignore[import-not-found]

    item = {
        "tool": "set_timer", "args": {"duration": 60, "label": {"any": ["tea", "my tea"]}},
        "alternatives": [{"duration": {"any": [60, 61]}}],
    }  # fmt: skip
    for arguments in ({"duration": "1 minute", "label": "My tea."}, {"duration": "61 seconds"}):
        assert judged(item, "set_timer", arguments, known()) == (True, True)
    assert judged(item, "set_timer", {"duration": "1 minute", "label": "the soup"}, known()) == (True, False)


def test_another_fair_call_counts_with_its_own_arguments():
    from sentences import judged  # type: ignore[import-not-found]

    item = {"tool": "call", "args": {}, "also": [{"tool": "none", "args": {}}]}
    assert judged(item, "none", {}, known()) == (True, True)
    assert judged(item, "call", {}, known()) == (True, True)
    assert judged(item, "call", {"recipient": "Alice"}, known()) == (True, False)


def test_a_way_that_reads_no_arguments_is_never_exact():
    from sentences import judged  # type: ignore[import-not-found]

    assert judged({"tool": "get_time", "args": {}}, "get_time", None, known()) == (True, False)


def test_auroc_is_the_chance_that_a_right_answer_is_the_surer_one():
    from models_figures import auroc  # type: ignore[import-not-found]

    assert auroc([0.9, 0.8, 0.2, 0.1], [True, True, False, False]) == 1.0
    assert auroc([0.9, 0.1, 0.5, 0.5], [True, True, False, False]) == 0.5
    assert auroc([0.5, 0.6], [True, True]) is None


def test_the_interval_is_wilsons():
    from models_figures import interval  # type: ignore[import-not-found]

    low, high = interval(90, 100)
    assert (round(low, 3), round(high, 3)) == (0.826, 0.945)
    assert interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("name", "least", "least_none"), [("en", 320, 0.12), ("zh", 130, 0.12)])
def test_the_sets_are_as_large_as_promised_and_call_real_tools(name, least, least_none):
    from models_sets import SHORT, load_sets  # type: ignore[import-not-found]

    (one,) = load_sets("test", [SHORT[name]])
    parameters = {tool.name: {p.name for p in tool.parameters} for tool in one.tools} | {"none": set()}
    assert len({item["goal"] for item in one.items}) == len(one.items) >= least
    assert sum(item["tool"] == "none" for item in one.items) >= least_none * len(one.items)
    for wanted in (*one.items, *(other for item in one.items for other in item.get("also", ()))):
        for arguments in (wanted["args"], *wanted.get("alternatives", ())):
            assert set(arguments) <= parameters[wanted["tool"]]
    assert {item["tool"] for item in one.items} == set(parameters)


@pytest.mark.parametrize(("name", "each"), [("plugins", 8), ("plugins-zh", 4)])
def test_plugins_bring_six_phrases_and_enough_sentences(name, each):
    from models_sets import SHORT, load_sets  # type: ignore[import-not-found]

    (one,) = load_sets("test", [SHORT[name]])
    assert len(one.plugins) >= 10
    assert {len(tool.examples) for tool in one.plugins} == {6}
    for tool in one.plugins:
        own = [item for item in one.items if item["tool"] == tool.name]
        assert len(own) >= each
        assert all(set(item["args"]) <= {p.name for p in tool.parameters} for item in own)
        assert not {item["goal"] for item in own} & set(tool.examples)
