"""The cloud model against a real local server that speaks OpenAI's protocol: honest, lying, broken, slow, endless."""

import random
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from ainos.android_bridge.labels import Label
from ainos.evals.fault_server import Answer
from ainos.models.cloud import CloudConfig, CloudModel
from ainos.models.types import (
    BusyError,
    DecisionRequest,
    EgressRefusedError,
    FormatError,
    ModelError,
    ModelUnavailableError,
    OverBudgetError,
    UnreachableError,
)
from ainos.tools.types import Parameter, Risk, Tool, ToolResult

SLOTS = (Parameter("duration", "duration", "how long"), Parameter("label", "text", "name", False))
TIMER = Tool(
    "set_timer", "Set a timer.", SLOTS,
    Risk.WRITE, lambda c, v: ToolResult("ok"),
)  # fmt: skip
REQUEST = DecisionRequest("a timer for tea", [TIMER], Label.of_user(), screen="[1] button Start")
GOOD = {"duration": "ten minutes"}


@pytest.fixture
def ask(server, way, model):
    """Return ask(**limits of the pass): decide REQUEST on a new pass."""

    def decide(**limits):
        given = way.issue(server.url, price=model.price, **limits)
        try:
            return model.decide(replace(REQUEST, egress=given))
        finally:
            way.office.close(given)

    return decide


def answer(*calls, text=None, usage=None, **more):
    message = {"role": "assistant", "content": text, "tool_calls": list(calls)}
    return Answer(message=message, usage=usage, **more)


def call(arguments='{"duration": "ten minutes"}', name="set_timer"):
    return {"id": "c1", "type": "function", "function": {"name": name, "arguments": arguments}}


@pytest.mark.parametrize("stream", [True, False])
def test_a_structured_call_becomes_a_decision_with_its_cost(server, ask, stream):
    usage = {"prompt_tokens": 100, "completion_tokens": 10}
    server.answers.append(Answer.call("set_timer", GOOD, usage=usage, stream=stream))
    decision = ask()
    assert (decision.call.tool, decision.call.arguments) == ("set_timer", GOOD)
    assert decision.usage.usd == pytest.approx(120 / 1e6)
    assert decision.usage.bytes_out == len(server.received) > 100


@pytest.mark.parametrize("stream", [True, False])
def test_prose_that_looks_like_a_call_is_no_call(server, ask, stream):
    server.answers.extend([Answer.text('set_timer({"duration": "ten minutes"})', stream=stream)] * 3)
    with pytest.raises(FormatError, match="0 tool calls") as error:
        ask()
    assert len(server.requests) == 3
    assert error.value.usage.requests == 3
    assert error.value.usage.bytes_out == len(server.received)


def test_a_malformed_call_is_repaired_once_it_is_right(server, ask):
    server.answers.extend([answer(call("{not json")), answer(call())])
    decision = ask()
    assert (decision.call.tool, decision.usage.requests) == ("set_timer", 2)


def test_each_retry_is_a_request_of_its_own_in_the_ledger(server, way, ask):
    server.answers.append(Answer.failure(503))
    assert ask().usage.requests == 2
    assert sum(r.bytes for r in way.ledger.records()) == len(server.received)
    assert len(way.ledger.records()) == 2


@pytest.mark.parametrize(
    "bad",
    [
        answer(call(), call()),
        answer(call(name="rm_rf")),
        answer(call('{"duration": "1", "duration": "2"}')),
        answer(call('{"duration": "1", "evil": "2"}')),
        answer(call("[1]")),
        answer(call('{"duration": NaN}')),
        answer(call("[" * 5000)),
        answer(call({"duration": "an object, not its text"})),
        answer(),
        Answer.garbage(),
        Answer(data=b"[]"),
        Answer(data=b'{"choices": [{"message": null}]}'),
        Answer(data=b'{"choices": []}'),
    ],
)
def test_wrong_calls_never_become_decisions_and_are_repaired_twice_at_most(server, ask, bad):
    server.answers.extend([replace(bad, stream=False)] * 9)
    with pytest.raises(FormatError):
        ask()
    assert len(server.requests) == 3


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.2, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95])
def test_nothing_comes_of_an_answer_that_was_cut(server, ask, share, stream):
    whole = Answer.call("set_timer", GOOD, stream=stream)
    server.answers.append(whole.cut(int(share * whole.size(stream=stream))))
    with pytest.raises(UnreachableError):
        ask(retry_s=0)


@pytest.mark.parametrize(
    "usage", [None, {}, {"prompt_tokens": "many", "completion_tokens": -5}, {"prompt_tokens": 1e99}]
)
def test_missing_or_lying_usage_costs_what_we_estimate(server, ask, usage):
    server.answers.append(Answer.call("set_timer", GOOD, usage=usage))
    found = ask().usage
    assert found.usd == found.usd_charged > 0
    assert found.tokens_charged >= len(server.received) / 4


def test_a_server_that_claims_less_than_we_saw_is_charged_by_our_own_count(server, ask):
    server.answers.append(Answer.call("set_timer", GOOD, usage={"prompt_tokens": 0, "completion_tokens": 1}))
    found = ask().usage
    assert found.usd < found.usd_charged


def test_a_request_over_the_budget_is_not_sent(server, ask):
    with pytest.raises(OverBudgetError) as error:
        ask(limit_usd=1e-9)
    assert server.received == b""
    assert error.value.usage.requests == 0


def test_a_server_that_says_more_than_we_saw_ends_the_repairs_sooner(server, ask):
    server.answers.extend([answer(call("{"), usage={"prompt_tokens": 9000, "completion_tokens": 1})] * 9)
    with pytest.raises(OverBudgetError):
        ask(limit_tokens=8000)
    assert len(server.requests) == 1


def test_repairs_stop_with_the_budget(server, ask):
    server.answers.extend([answer(call("{"))] * 9)
    with pytest.raises(OverBudgetError):
        ask(limit_tokens=900)
    assert len(server.requests) == 1


def test_text_from_the_phone_stands_between_markers_that_change(server, ask):
    seen = set()
    for _ in range(20):
        ask()
        words = server.requests[-1].json()["messages"][1]["content"]
        assert "[1] button Start" in words
        seen.add(words.split("<phone-")[1][:16])
    assert len(seen) == 20


def test_a_refused_request_names_the_status_and_the_next_command(server, ask):
    server.answers.append(Answer.failure(401))
    with pytest.raises(ModelError, match="401") as error:
        ask()
    assert error.value.hint
    assert len(server.requests) == 1


def test_a_redirect_is_not_followed(server, ask):
    server.answers.append(Answer.redirect("http://127.0.0.1:9/evil"))
    with pytest.raises(ModelError, match="elsewhere"):
        ask()
    assert len(server.requests) == 1


@pytest.mark.parametrize("wish", ["0", "0.2", "soon", "-4", "nan", "1e99"])
def test_retry_after_is_heeded_only_within_reason(server, ask, wish):
    server.answers.append(Answer.failure(429, retry_after=wish))
    began = time.monotonic()
    if wish == "1e99":
        with pytest.raises(BusyError):
            ask(retry_s=1.0)
    else:
        assert ask(retry_s=5.0).call is not None
    assert time.monotonic() - began < 3


def test_failures_are_retried_within_the_patience_and_no_longer(server, ask):
    server.answers.extend([Answer.failure(500)] * 50)
    began = time.monotonic()
    with pytest.raises(ModelError):
        ask(retry_s=1.0)
    assert time.monotonic() - began < 2
    assert 1 <= len(server.requests) <= 4


def test_a_server_that_falls_silent_is_left_after_the_idle_time(server, way):
    model = CloudModel(CloudConfig(server.url, "m", "k", 0.3), way.gateway)
    server.answers.append(Answer.hang())
    with pytest.raises(BusyError, match="nothing for"):
        model.decide(replace(REQUEST, egress=way.issue(server.url, retry_s=0)))
    model.close()


def test_a_drip_of_bytes_ends_at_the_deadline(server, ask):
    server.answers.append(Answer.endless(gap_s=0.05))
    began = time.monotonic()
    with pytest.raises(BusyError, match="longer than"):
        ask(retry_s=0, lifetime_s=0.6)
    assert time.monotonic() - began < 1.5


def test_an_endless_stream_ends_at_the_size_limit(server, ask):
    server.answers.append(Answer.endless())
    with pytest.raises(ModelError, match="longer than"):
        ask(retry_s=0)


def test_nothing_heavy_is_loaded_before_the_first_request():
    script = """
import sys
from ainos.models.cloud import CloudConfig, CloudModel
from ainos.models.gateway import Gateway
from ainos.models.ledger import MemoryLedger
from ainos.models.passes import PassOffice
model = CloudModel(CloudConfig("http://127.0.0.1:9/v1", "m", "k"), Gateway(PassOffice(), MemoryLedger()))
model.place()
heavy = {"openai", "httpx", "httpx2", "httpcore", "anyio", "certifi"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_no_server_is_one_sentence(way):
    model = CloudModel(CloudConfig("http://127.0.0.1:9/v1", "m", "k", 5), way.gateway)
    with pytest.raises(UnreachableError, match="cannot be reached"):
        model.decide(replace(REQUEST, egress=way.issue("http://127.0.0.1:9/v1", retry_s=0)))
    model.close()


def test_no_key_says_what_to_export(way):
    model = CloudModel(CloudConfig("http://127.0.0.1:9/v1", "m", "", 5), way.gateway)
    with pytest.raises(ModelUnavailableError) as error:
        model.decide(replace(REQUEST, egress=way.issue("http://127.0.0.1:9/v1")))
    assert "AINOS_CLOUD_API_KEY" in error.value.hint


def test_without_a_pass_nothing_is_sent(server, model):
    with pytest.raises(EgressRefusedError):
        model.decide(REQUEST)
    assert server.received == b""


def test_an_answer_that_comes_after_its_step_was_given_up_is_not_taken_for_the_next_one(server, way, ask):
    model = CloudModel(CloudConfig(server.url, "m", "k", 0.3), way.gateway)
    server.answers.append(Answer.slow("set_timer", {"duration": "one hour"}, first_s=0.6))
    with pytest.raises(BusyError):
        model.decide(replace(REQUEST, egress=way.issue(server.url, retry_s=0)))
    model.close()
    assert ask().call.arguments == GOOD


FAULTS = [
    Answer.reset(), Answer.failure(500), Answer.failure(429, retry_after="0"), Answer.garbage(), Answer.text("hm"),
    Answer.raw(b"\0\0"), Answer.call("set_timer", GOOD).cut(90), Answer.redirect("http://x/"), answer(call("{")),
    Answer.call("set_timer", GOOD, stream=True), Answer.call("set_timer", GOOD), Answer.raw(b"HTTP/1.1 200 OK\r\n\r\n"),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_whatever_goes_wrong_the_ledger_is_what_the_server_got(server, way, model, clock, seed):
    chance = random.Random(seed)
    way.gateway._clock = clock
    decided = 0
    for step in range(6):
        clock.now += 300  # the breaker has closed again
        server.answers.extend(chance.choices(FAULTS, k=chance.randrange(5)))
        given = way.issue(server.url, step=step, price=model.price, retry_s=1.0)
        try:
            decided += model.decide(replace(REQUEST, egress=given)).call.arguments == GOOD
        except ModelError:
            continue
        finally:
            way.office.close(given)
        server.answers.clear()
    assert sum(r.bytes for r in way.ledger.records()) == len(server.received)
    assert decided
