import os
import threading
import time

import pytest

from ainos.agent.loop import Agent
from ainos.agent.stop import Stop, StopError


def test_a_busy_model_is_left_behind_within_a_quarter_of_a_second():
    stop, release = Stop(), threading.Event()
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()
    with pytest.raises(StopError):
        stop.during(lambda: release.wait(10))
    assert time.monotonic() - began < 0.1 + 0.25
    release.set()


def test_work_that_was_left_behind_is_waited_for_before_the_next_begins():
    stop, release, running = Stop(), threading.Event(), []

    def first():
        running.append("first")
        release.wait(10)
        running.remove("first")

    threading.Timer(0.05, stop.set).start()
    with pytest.raises(StopError):
        stop.during(first)
    stop.clear()
    threading.Timer(0.05, release.set).start()
    assert stop.during(lambda: list(running)) == []


def test_what_the_work_raises_comes_out():
    with pytest.raises(ZeroDivisionError):
        Stop().during(lambda: 1 / 0)
    assert Stop().during(lambda: 7) == 7


def test_a_stop_comes_before_the_next_touch_of_a_tool(build):
    """The flag is set between two acts of one tool: the second one is not done, and the run ends as stopped."""

    def twice(context, values):
        context.acting.put_setting("system", "lamp", "on")
        parts.stop.set()
        context.acting.put_setting("system", "lamp", "off")

    parts, _ = build(("set_lamp", {"state": "on"}), tools=build.changed("set_lamp", run=twice))
    outcome = Agent(parts).run("lamp on")
    assert (outcome.status, outcome.exit_code) == ("stopped", 130)
    assert [e.facts["value"] for e in parts.device.effects if e.kind == "put_setting"] == ["on"]


def test_a_new_run_is_not_stopped_by_the_word_that_ended_the_last(build):
    parts, _ = build(("set_lamp", {"state": "on"}))
    parts.stop.set()
    assert Agent(parts).run("lamp on").status == "done"


def test_one_thread_does_one_work_after_the_other_and_ends_when_idle(monkeypatch):
    monkeypatch.setattr("ainos.agent.stop._IDLE_S", 0.05)
    stop = Stop()
    workers = {stop.during(threading.current_thread) for _ in range(5)}
    assert len(workers) == 1
    [worker] = workers
    worker.join(5.0)
    assert not worker.is_alive()
    assert stop.during(threading.current_thread) is not worker


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_has_a_worker_of_its_own():
    stop = Stop()
    stop.during(lambda: None)
    child = os.fork()
    if child == 0:
        os._exit(0 if stop.during(lambda: 7) == 7 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_what_looks_for_a_stop_by_itself_needs_no_thread_and_its_result_is_dropped_after_one():
    stop = Stop()
    assert stop.beside(threading.current_thread) is threading.current_thread()
    with pytest.raises(StopError):
        stop.beside(stop.set)
    with pytest.raises(StopError):
        stop.beside(lambda: pytest.fail("it was stopped before"))
