"""The classifier knows the built-in tools, shares out all probability, and finds plugins by their phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.models.classifier import BUCKETS, ToolClassifier, word_pieces
from ainos.models.types import ModelUnavailableError
from ainos.tools.embedding import EmbeddingUnavailableError, MiniLm
from ainos.tools.registry import builtin_registry
from ainos.tools.types import Risk, Tool

TOOLS = [t for t in builtin_registry() if t.kind == "goal"]


@pytest.fixture(scope="module")
def classifier():
    return ToolClassifier()


@pytest.mark.parametrize(
    ("goal", "tool"),
    [("set an alarm for six", "set_alarm"), ("how much battery is left", "get_battery"),
     ("open the camera", "open_app"),
     ("what's on my calendar tomorrow", "list_events"), ("make the screen brighter", "set_brightness")],
)  # fmt: skip
def test_plain_wishes_rank_their_tool_first(classifier, goal, tool):
    assert classifier.rank(goal, TOOLS)[0][0].name == tool


def test_all_probability_is_shared_between_the_tools_and_none(classifier):
    shares, none = classifier.shares("turn the thing on", TOOLS)
    assert sum(shares.values()) + none == pytest.approx(1.0, abs=1e-6)
    assert all(0 <= s <= 1 for s in shares.values())


def test_a_tool_that_is_not_offered_leaves_its_share_to_none(classifier):
    few = [t for t in TOOLS if t.name in ("call", "get_time")]
    _shares, none = classifier.shares("set an alarm for six", few)
    assert none > 0.5


def test_a_plugins_own_phrase_ranks_it_first(classifier):
    plugin = Tool("water_plants", "Run the garden pump", (), Risk.WRITE, lambda _c, _v: None,  # type: ignore[arg-type, return-value]
                  examples=("water the plants", "run the garden pump", "sprinklers on"))  # fmt: skip
    assert classifier.rank("please water the plants in the garden", [*TOOLS, plugin])[0][0].name == "water_plants"
    assert classifier.rank("call mum", [*TOOLS, plugin])[0][0].name == "call"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelUnavailableError, match="is missing"):
        ToolClassifier(path=tmp_path / "none.npz").rank("x", TOOLS)


@given(st.text(max_size=200))
def test_word_pieces_are_buckets(text):
    pieces = word_pieces(text)
    assert pieces == sorted(set(pieces))
    assert all(0 <= p < BUCKETS for p in pieces)


class _Counting:
    def __init__(self, embedder):
        self.embedder, self.read = embedder, []

    def embed(self, sentences):
        self.read += sentences
        return self.embedder.embed(sentences)


def test_the_judge_says_the_same_again_without_reading_the_words_again():
    counting = _Counting(MiniLm())
    judge = ToolClassifier(counting).judge(TOOLS)
    first = judge("set an alarm for six")
    assert first[0] == "set_alarm"
    assert judge("set an alarm for six") == first
    assert len(counting.read) == 1


def test_a_judge_without_its_files_says_unknown_and_asks_again_later():
    class Missing:
        there = False

        def embed(self, sentences):
            if not self.there:
                raise EmbeddingUnavailableError("not installed")
            return MiniLm().embed(sentences)

    missing = Missing()
    judge = ToolClassifier(missing).judge(TOOLS)
    assert judge("set an alarm for six") == ("unknown", 1.0)
    missing.there = True
    assert judge("set an alarm for six")[0] == "set_alarm"
