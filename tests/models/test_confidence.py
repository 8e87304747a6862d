"""Confidence is a probability that follows the evidence, on one scale for every way of deciding."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.models.confidence import FILE, doubted, log_odds, sureness, weigh, weigh_chinese
from ainos.models.grammar import Filled, Open
from ainos.tools.registry import builtin_registry
from ainos.tools.types import Parameter, Risk, Tool, ToolResult

WAYS = ("english", "english plugin", "chinese", "chinese plugin")
BETTER = {"both": 1, "beside": 1, "known": 1, "missing": -1, "texts": -1, "torn": -1, "asks": -1,
          "words": -1, "unexplained": -1}  # fmt: skip


def _owl() -> Tool:
    return Tool(
        "owl_seen", "Note an owl.", (Parameter("owl", "text", "which owl"),), Risk.WRITE, lambda *_: ToolResult(""),
        examples=("I saw a barn owl", "log a snowy owl", "where was the tawny owl"), source="plugin:owl",
        ways=frozenset({"function"}),
    )  # fmt: skip


def test_every_way_has_weights_and_none_points_the_wrong_way():
    weights = json.loads(FILE.read_text())["weights"]
    assert set(weights) == set(WAYS)
    for ours in weights.values():
        assert all(value * BETTER[name] >= 0 for name, value in ours.items() if name)
        assert ours["both"] > 0


@pytest.mark.parametrize("way", WAYS)
def test_a_likelier_tool_is_surer(way):
    said = [sureness(way, {"both": log_odds(share)}) for share in (0.1, 0.5, 0.9, 0.999)]
    assert said == sorted(said)
    assert said[-1] > said[0]


@given(st.sampled_from(WAYS), st.dictionaries(st.sampled_from(sorted(BETTER)), st.floats(-20, 20)), st.integers(0, 40))
def test_whatever_the_evidence_a_confidence_is_a_probability(way, evidence, words):
    before = sureness(way, evidence)
    after = doubted(before, words, way)
    assert 0.0 <= after <= before + 1e-9 <= 1.0 + 1e-9


def test_certainty_is_not_doubted_and_an_unknown_way_neither():
    assert doubted(1.0, 3) == 1.0
    assert doubted(0.8, 3, "a model of one's own") == pytest.approx(0.8)


def test_what_is_missing_or_asked_or_rather_written_is_counted():
    owl = _owl()
    filled = Filled({"owl": "barn"}, {}, [Open("begin", "owl", -3.0, -0.1), Open("lost", "owl", -1.0, -0.7)])
    whole = weigh(owl, "I saw a barn owl", {"owl": "barn"}, 0.9, filled)
    asked = weigh(owl, "why do owls see at night", {}, 0.9, filled)
    assert whole.way == "english plugin"
    assert (whole.evidence["missing"], whole.evidence["asks"], whole.evidence["known"]) == (0.0, 0.0, 0.0)
    assert whole.evidence["beside"] == pytest.approx(-2.9)
    assert (asked.evidence["missing"], asked.evidence["asks"]) == (1.0, 1.0)
    assert whole.evidence["both"] == pytest.approx(log_odds(0.9 * 0.951), abs=0.01)
    assert asked.sureness <= whole.sureness


def test_a_question_that_a_phrase_of_the_tool_asks_too_is_no_doubt():
    assert weigh(_owl(), "where was the barn owl", {"owl": "barn"}, 0.9, Filled()).evidence["asks"] == 0.0


def test_the_parts_of_a_decision_hold_all_that_is_needed_to_fit_again():
    tool = builtin_registry().lookup("call")
    weighed = weigh_chinese(tool, {"recipient": "妈妈"}, 0.97, 0.8)
    parts = json.loads(json.dumps(weighed.parts))
    assert parts["way"] == "chinese"
    assert sureness(parts["way"], parts["evidence"]) == pytest.approx(weighed.sureness, abs=1e-3)
