"""The engine in its own process gives the same numbers, and its crash, hang or death costs one decision."""

from __future__ import annotations

import os
import signal
import time

import pytest

from ainos.android_bridge.labels import Label
from ainos.models import engine_process
from ainos.models.engine_process import EngineProcess
from ainos.models.local import LocalModel
from ainos.models.types import DecisionRequest, EngineLostError, ModelError, ModelUnavailableError
from ainos.models.weights import adapter_path, local_weights
from ainos.tools.registry import builtin_registry

pytest.importorskip("llama_cpp")

TOOLS = [t for t in builtin_registry() if t.kind == "goal"]
PROMPT = "set_alarm(time, days?, label?)\nwish: wake me at seven\ncall:"


@pytest.fixture(scope="module")
def shared():
    made = EngineProcess(local_weights().path, adapters={"act": adapter_path()}, threads=1)
    yield made
    made.close()


@pytest.fixture
def engine(shared):
    shared.losses = 0
    shared.use("act")
    return shared


def ended(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_the_numbers_are_those_of_the_engine_in_this_process(engine):
    from ainos.models.engine import Engine

    inside = Engine(local_weights().path, adapters={"act": adapter_path()}, threads=1)
    try:
        inside.use("act")
        assert (inside.end, inside.vocabulary_size) == (engine.end, engine.vocabulary_size)
        prompt = inside.tokens(PROMPT)
        assert engine.tokens(PROMPT) == prompt
        engine.learn([" set_alarm", " none"])
        ways = [inside.tokens(" set_alarm"), inside.tokens(" none")]
        assert [engine.tokens(" set_alarm"), engine.tokens(" none")] == ways
        a, b = inside.start(prompt), engine.start(prompt)
        assert a.log_probabilities.tolist() == pytest.approx(b.log_probabilities.tolist(), abs=1e-4)
        assert inside.score(a, ways) == pytest.approx(engine.score(b, ways), abs=1e-3)
        answer = inside.tokens(" set_alarm | time =")
        rows, other = inside.feed(answer), engine.feed(answer)
        assert [r.best for r in rows] == [r.best for r in other]
        assert inside.write(rows[-1], limit=9).text == engine.write(other[-1], limit=9).text == " seven"
        assert inside.fed == engine.fed
        inside.back_to(5)
        engine.back_to(5)
        assert inside.feed(answer, last_only=True)[0].best == engine.feed(answer, last_only=True)[0].best
        assert len(engine.feed(answer * 12)) == 12 * len(answer)
    finally:
        inside.close()


def test_a_crash_in_the_middle_is_a_typed_error_and_the_next_start_works(engine):
    prompt = engine.tokens(PROMPT)
    first = engine.start(prompt).best
    lost = engine.pid
    os.kill(lost, signal.SIGSEGV)
    with pytest.raises(EngineLostError, match="changed nothing on the phone") as caught:
        engine.feed(prompt[:3])
    assert "Segmentation fault" in str(caught.value)
    assert caught.value.hint
    with pytest.raises(EngineLostError):
        engine.feed(prompt[:3])  # what was in the cache is gone: going on would be nonsense
    assert engine.start(prompt).best == first
    assert engine.pid != lost
    assert ended(lost)


def test_a_worker_that_ended_while_nobody_asked_is_replaced_without_a_word(engine):
    prompt = engine.tokens(PROMPT)
    first = engine.start(prompt).best
    os.kill(engine.pid, signal.SIGKILL)
    assert ended_child(engine)
    assert engine.start(prompt).best == first


def ended_child(engine) -> bool:
    deadline = time.monotonic() + 10
    while engine.is_running and time.monotonic() < deadline:
        time.sleep(0.01)
    return not engine.is_running


def test_a_hang_is_ended_after_the_patience(engine, monkeypatch):
    prompt = engine.tokens(PROMPT)
    engine.start(prompt)
    monkeypatch.setattr(engine, "_patience", 0.3)
    os.kill(engine.pid, signal.SIGSTOP)
    with pytest.raises(EngineLostError, match="gave no answer"):
        engine.feed(prompt[:1])
    monkeypatch.setattr(engine, "_patience", engine_process.PATIENCE)
    assert engine.start(prompt)


def test_an_answer_that_was_interrupted_is_never_taken_for_the_next_one(engine, monkeypatch):
    prompt = engine.tokens(PROMPT)
    first = engine.start(prompt).best

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(engine_process.select, "select", interrupted)
        with pytest.raises(KeyboardInterrupt):
            engine.feed(prompt[:2])
    with pytest.raises(EngineLostError):
        engine.feed(prompt[:2])
    assert engine.start(prompt).best == first


def test_after_three_losses_in_a_row_no_more_are_started_for_a_while(engine, monkeypatch):
    engine.close()
    engine.losses, engine._lost_at = 3, time.monotonic()
    with pytest.raises(EngineLostError, match="3 times"):
        engine.start([1, 2])
    monkeypatch.setattr(engine_process, "REST", 0.0)
    assert engine.start([1, 2])
    assert engine.losses == 0


def test_an_error_of_the_engine_comes_through_with_its_type_and_hint(engine):
    with pytest.raises(ModelUnavailableError, match="nobody"):
        engine.use("nobody")
    with pytest.raises(ModelError, match="too long"):
        engine.start([1] * 2000)
    assert engine.start(engine.tokens(PROMPT))


def test_a_file_that_is_no_model_is_said_and_the_agent_lives(tmp_path):
    wrong = tmp_path / "wrong.gguf"
    wrong.write_bytes(b"GGUF" + bytes(200))
    with pytest.raises((ModelUnavailableError, EngineLostError)):
        EngineProcess(wrong, threads=1).start([1])


def test_no_worker_outlives_its_engine():
    engine = EngineProcess(local_weights().path, threads=1)
    pid = engine.pid
    del engine
    assert ended(pid)


def test_a_decision_whose_worker_crashes_fails_typed_and_the_next_one_is_made():
    model = LocalModel(threads=1, apart=True)
    request = DecisionRequest("wake me at 7:30 tomorrow", TOOLS, Label.of_user(), now="2026-03-16T09:00:00-07:00")
    try:
        first = model.decide(request)
        engine = model._engine
        real = engine.start

        def crash_after(*args, **options):
            row = real(*args, **options)
            os.kill(engine.pid, signal.SIGSEGV)
            return row

        engine.start = crash_after
        with pytest.raises(EngineLostError):
            model.decide(request)
        del engine.start
        again = model.decide(request)
        assert again.call == first.call
        with model.reading("act") as lent:
            assert lent.using == "act"
    finally:
        model.close()
