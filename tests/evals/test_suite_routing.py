"""The suite of 200 steps: its judge notices what a bad router does, and the router breaks no rule."""

from collections import Counter
from dataclasses import replace

import pytest

from ainos.agent import routing
from ainos.evals import routing_steps
from ainos.evals.routing_steps import ERROR_RATE, read_steps, strong_is_right, take
from ainos.evals.suite_kinds import OwnJob, own_suite
from ainos.models.types import Decision


@pytest.fixture(autouse=True)
def near(monkeypatch):
    """An on-device model that finds nothing: then every step asks for the strong one."""
    answers = []

    def decide(request):
        answers.append(request)
        return Decision("no_tool", None, "tiny", "device", 0.9)

    monkeypatch.setattr(routing_steps, "_near", decide)
    monkeypatch.setattr(routing_steps.Near, "name", "tiny")
    return answers


def test_there_are_200_steps_with_labels_offline_spans_low_batteries_and_what_else_can_be_unusual():
    steps = read_steps()
    told = Counter(s.told for s in steps)
    assert len(steps) == len({s.id for s in steps}) == 200
    assert {"offline", "endpoint", "battery", "heat", "budget", "long", "again", "hard part"} <= set(told)
    assert {s.label for s in steps} == {"personal", "sensitive", "secret"}
    assert {s.profile for s in steps} == {"local-only", "balanced", "cloud-ok"}
    offline = [n for n, s in enumerate(steps) if not s.online]
    assert offline == [*range(40, 60), *range(150, 160)]


def test_the_simulated_strong_model_is_wrong_as_often_as_it_is_said_to_be():
    drawn = [strong_is_right(s, trial) for s in read_steps() for trial in range(10)]
    assert abs(1 - sum(drawn) / len(drawn) - ERROR_RATE) < 0.015


@pytest.mark.parametrize("prefer", ["cheapest", "best"])
def test_no_step_breaks_a_hard_rule_although_the_on_device_model_knows_nothing(prefer):
    taken = [take(step, prefer) for step in read_steps()]
    assert [t.violations for t in taken if t.violations] == []
    assert any(t.decision is not None and t.decision.tier == "cloud" for t in taken)


def test_the_judge_notices_a_router_that_obeys_nothing(monkeypatch):
    def reckless(features):
        free = tuple(replace(c, reachable=True, egress="allow", usd=0.0) for c in features.candidates)
        return real(replace(features, candidates=free, budget_open=True, battery_percent=100, heat=0))

    real = routing.rank
    monkeypatch.setattr(routing, "rank", reckless)
    broken = Counter(v for step in read_steps() for v in take(step).violations)
    assert broken["a request without a network"] > 3
    assert broken["a request to an endpoint that is left alone"] > 1
    assert not broken["a secret left"]  # the chooser asks the policy again, whatever the router says
    assert not broken["local-only was not kept"]


def test_as_an_evaluation_each_step_is_an_episode_whose_events_hold_the_choice():
    suite = own_suite("routing")
    cases = [case for case in suite.cases() if case.kind in ("hard part", "again")]
    episodes = []
    suite.run([OwnJob(case, "router", 1) for case in cases[:6]], 1, episodes.append)
    assert len(episodes) == 6
    told = [e for episode in episodes for e in episode.events if e["type"] == "route"]
    assert all({"code", "reason"} <= set(e) for e in told)
    assert suite.bars(episodes) == []
    assert suite.figures(episodes)["router: violations of hard rules"] == 0
