"""The engine with the real library and weights: adapters swapped, prefixes kept, text written, the context guarded."""

from __future__ import annotations

import pytest

from ainos.models.types import ModelError, ModelUnavailableError
from ainos.models.weights import adapter_path, local_weights

pytest.importorskip("llama_cpp")

LEAD = "set_alarm(time, days?, label?)\nset_timer(duration, label?)\n"
ASK = "wish: wake me at seven\ncall:"


@pytest.fixture(scope="module")
def engine():
    from ainos.models.engine import Engine

    made = Engine(local_weights().path, adapters={"act": adapter_path()}, threads=1, context=256)
    yield made
    made.close()


def test_adapters_are_swapped_over_one_base_and_change_what_is_said(engine):
    prompt = engine.tokens(LEAD + ASK)
    engine.use("act")
    with_adapter = engine.start(prompt)[engine.tokens(" set_alarm")[0]]
    engine.use(None)
    bare = engine.start(prompt)[engine.tokens(" set_alarm")[0]]
    assert with_adapter > -0.1 > bare
    engine.use("act")
    assert engine.start(prompt)[engine.tokens(" set_alarm")[0]] == pytest.approx(with_adapter, abs=0.01)


def test_using_the_same_adapter_again_keeps_the_cache(engine):
    engine.use("act")
    engine.start(engine.tokens(LEAD + ASK))
    held = list(engine.fed)
    engine.use("act")
    assert engine.fed == held


def test_a_kept_prefix_is_not_computed_again_and_gives_the_same_numbers(engine):
    engine.use("act")
    lead, other = engine.tokens(LEAD), engine.tokens("call(recipient)\nwish: ring my mother\ncall:")
    prompt = engine.tokens(LEAD + ASK)
    assert prompt[: len(lead)] == lead
    cold = engine.start(prompt, fixed=len(lead)).log_probabilities
    engine.start(other)
    before = engine.evaluated
    warm = engine.start(prompt, fixed=len(lead)).log_probabilities
    assert engine.evaluated - before == len(prompt) - len(lead)
    assert engine.fed == prompt
    assert warm.tolist() == pytest.approx(cold.tolist(), abs=1e-4)


def test_a_prefix_belongs_to_the_adapter_it_was_read_with(engine):
    lead, prompt = engine.tokens(LEAD), engine.tokens(LEAD + ASK)
    engine.use("act")
    engine.start(prompt, fixed=len(lead))
    engine.use(None)
    before = engine.evaluated
    engine.start(prompt, fixed=len(lead))
    assert engine.evaluated - before == len(prompt)


def test_text_is_written_into_the_cache_until_its_end_or_the_limit(engine):
    engine.use("act")
    prompt = engine.tokens(LEAD + ASK)
    written = engine.write(engine.start(prompt), limit=20)
    assert (written.text, written.ended) == (" set_alarm | time = seven", True)
    assert engine.fed == prompt + list(written.tokens)
    assert -1.0 < written.logprob < 0.0
    cut = engine.write(engine.start(prompt), limit=2)
    assert (len(cut.tokens), cut.ended) == (2, False)


def test_writing_keeps_to_the_allowed_tokens_and_stops_at_those_named(engine):
    engine.use("act")
    allowed = engine.tokens(" set_timer | time = seven")
    after = engine.start(engine.tokens(LEAD + ASK))
    assert set(engine.write(after, limit=12, only=allowed).tokens) <= set(allowed)
    bar = engine.tokens(" |")[0]
    stopped = engine.write(engine.start(engine.tokens(LEAD + ASK)), limit=12, stop=[bar])
    assert (stopped.text, stopped.ended) == (" set_alarm", True)


def test_scores_are_the_log_probabilities_of_whole_continuations(engine):
    engine.use("act")
    prompt = engine.tokens(LEAD + ASK)
    ways = [engine.tokens(" set_alarm"), engine.tokens(" set_timer")]
    after = engine.start(prompt)
    scores = engine.score(after, ways)
    assert engine.fed == prompt
    by_hand = after[ways[0][0]] + sum(row[t] for row, t in zip(engine.feed(ways[0]), ways[0][1:], strict=False))
    assert scores[0] == pytest.approx(by_hand, abs=0.01)
    assert scores[0] > scores[1]


def test_the_context_is_guarded(engine):
    long = engine.tokens("alarm ") * 300
    with pytest.raises(ModelError, match="too long"):
        engine.start(long)
    engine.start(long[:240])
    with pytest.raises(ModelError, match="too long"):
        engine.feed(long[:50])
    assert len(engine.write(engine.start(long[:252]), limit=50).tokens) <= 4


def test_an_unknown_adapter_is_refused(engine):
    with pytest.raises(ModelUnavailableError, match="nobody"):
        engine.use("nobody")
