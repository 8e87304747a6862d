"""Claims about runs that taught no skill: their journal alone is a script, and it plays the same again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ainos.agent.journal import Journal
from ainos.agent.recorded import script_of
from ainos.agent.records import StepRecord
from ainos.agent.replays import NoDecider, ReplaySource
from ainos.agent.skill_types import Skill, SkillError, as_yaml, from_yaml
from ainos.android_bridge.labels import Label
from ainos.evals.arms import parse_arm
from ainos.evals.bench import Bench, Setup
from ainos.evals.suites import load_suite
from ainos.evals.task import Case, Person
from ainos.models.router import ModelSet
from ainos.tools.registry import builtin_registry
from ainos.tools.types import ToolCall

LOCAL = parse_arm("local")
CASES = {case.id: case for case in load_suite("goals")}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    made = Bench(tmp_path_factory.mktemp("bench"), Setup())
    yield made
    made.close()


def recorded(bench, case) -> Skill:
    """Run a case, and return what its journal says as a person reads and writes it."""
    bench.script, bench.teacher = None, None
    assert bench.run(case, LOCAL, 0).passed
    script = script_of(bench._journal, bench._journal.runs(1)[0].id, builtin_registry()).script
    return from_yaml(as_yaml(script), "way.yaml")


def replayed(bench, case, script, values):
    source = bench.script = ReplaySource(script, values)
    bench.teacher = lambda case: ModelSet(scripted=NoDecider())
    return bench.run(case, LOCAL, 0), source


def examples(script):
    return {slot.name: slot.example for part in script.parts for slot in part.slots}


@pytest.mark.parametrize("name", ["wifi-off", "event-and-note", "s-todo-rename", "s-build"])
def test_a_run_without_a_skill_is_played_again_from_its_journal_alone(bench, name):
    script = recorded(bench, CASES[name])
    logs = []
    for _ in range(2):
        episode, source = replayed(bench, CASES[name], script, examples(script))
        assert episode.passed, (episode.answer, source.stopped)
        logs.append("\n".join(source.log))
    assert logs[0] == logs[1] != ""


def test_a_value_of_the_script_can_be_changed(bench):
    script = recorded(bench, CASES["s-todo-add"])
    assert "Buy stamps" in examples(script).values()
    values = {name: "Buy oat milk" if said == "Buy stamps" else said for name, said in examples(script).items()}
    goal = "Add Buy oat milk to my list in the To-do app"
    check = CASES["s-todo-add"].task.checks[0].model_copy(update={"match": {"title": "Buy oat milk"}})
    task = CASES["s-todo-add"].task.model_copy(update={"goal": goal, "checks": (check,), "user": Person()})
    episode, _ = replayed(bench, Case(task, goal), script, values)
    assert episode.passed


def test_on_another_screen_it_stops_with_what_was_expected_and_seen(bench):
    script = recorded(bench, CASES["s-folder"])
    moved = (
        script.parts[0]
        .steps[-1]
        .model_copy(
            update={
                "target": script.parts[0].steps[-1].target.model_copy(update={"id": "x:id/other", "text": "Nowhere"})
            }
        )
    )
    part = script.parts[0].model_copy(update={"steps": (*script.parts[0].steps[:-1], moved)})
    episode, source = replayed(bench, CASES["s-folder"], script.model_copy(update={"parts": (part,)}), examples(script))
    assert not episode.passed
    assert source.stopped.step == len(script.parts[0].steps)
    assert "x:id/other 'Nowhere'" in source.stopped.diff


def journal_of(tmp_path, step, plan=("type my code",)):
    journal = Journal(tmp_path / "runs.sqlite3")
    journal.begin_run("r1", plan[0], {}, "emulator-1", "b")
    journal.set_plan("r1", list(plan), plan[0])
    journal.intend("r1", step)
    journal.conclude("r1", step.number, "done", "ok")
    return journal


def step_of(tool, guard=None, **arguments):
    call = ToolCall(tool, arguments)
    return StepRecord(1, 0, call, arguments, 2, 0, "intent", "", Label.of_user(), guard=guard or {})


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (step_of("tap", element="3"), "older ainos"),
        (step_of("type_text", {"where": {"app": "a"}, "unclear": "something secret was typed"}, text="x"), "secret"),
        (step_of("add_note", text="the code is <secret>"), "secret"),
        (step_of("add_note", text="a {brace}"), "braces"),
        (step_of("no_such_tool"), "no tool"),
    ],
)
def test_what_cannot_be_repeated_is_refused_with_the_step_and_the_reason(tmp_path, step, why):
    journal = journal_of(tmp_path, step)
    with pytest.raises(SkillError, match=f"step 1: .*{why}"):
        script_of(journal, "r1", builtin_registry())
    journal.close()


def test_a_run_that_failed_becomes_a_script_of_what_it_did_and_says_so(tmp_path):
    journal = journal_of(tmp_path, replace(step_of("set_wifi", state="off"), risk=2), ("turn the wifi off",))
    journal.end_run("r1", "failed", "", {})
    found = script_of(journal, "r1", builtin_registry())
    assert "ended as failed" in found.notes[0]
    assert found.script.parts[0].steps[0].on_the_way, "it claims nothing"
    journal.close()
