"""Learning from verified runs, running without a model, repairing where an app has changed: on a virtual phone."""

from __future__ import annotations

import pytest

from ainos.agent.receipt import Outcome, Receipt
from ainos.agent.replays import NoDecider, ReplaySource
from ainos.agent.skill_types import Part, Skill, SkillError, Slot, Step
from ainos.agent.skills import Shelf, Skills
from ainos.agent.trail import Trail
from ainos.evals.arms import parse_arm
from ainos.evals.bench import Bench, Setup
from ainos.evals.security.steps import find_element
from ainos.evals.suites import load_suite
from ainos.evals.task import Case, Person
from ainos.memory.store import open_memory
from ainos.models.router import ModelSet
from ainos.models.types import Decision, ModelError
from ainos.tools.types import ToolCall

ORACLE = parse_arm("oracle")
CASES = {case.id: case for case in load_suite("goals")}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    made = Bench(tmp_path_factory.mktemp("bench"), Setup())
    made.keep_skills()
    yield made
    made.close()


@pytest.fixture
def skills(bench):
    for skill in bench.skills.shelf.all():
        bench.skills.shelf.delete(skill.name)
    bench.skills.source.renew(())
    bench.teacher = None
    return bench.skills


def deciders(episode):
    return set(episode.receipt["models"])


def with_goal(case, goal, **world):
    changed = {"goal": goal, "user": Person(approves=(".*",)), "changes": None}
    if world:
        changed["world"] = case.task.world.model_copy(update=world)
    return Case(case.task.model_copy(update=changed), goal)


class Teacher:
    """Touches the first of some words that the screen shows, whenever it is asked."""

    name, tier = "teacher", "scripted"

    def __init__(self, *words):
        self.words, self.asked = words, 0

    def decide(self, request):
        self.asked += 1
        for words in self.words:
            if (number := find_element(request.screen, words)) is not None:
                return Decision("call", ToolCall("tap", {"element": number}), self.name, self.tier, 1.0)
        raise ModelError("nothing of it is there")


def test_a_verified_run_is_repeated_with_other_values_and_no_model(bench, skills):
    assert bench.run(CASES["s-todo-add"], ORACLE, 0).passed
    (name,) = bench.learned.new
    skill = skills.shelf.get(name)
    assert skill.goal == "Add {text} to my list in the To-do app"
    assert "Buy stamps" not in str([step.model_dump() for part in skill.parts for step in part.steps])
    bench.teacher = lambda _: ModelSet(scripted=NoDecider())
    other = with_goal(CASES["s-todo-add"], "Add Paint the fence to my list in the To-do app")
    done = bench.run(other, ORACLE, 1)
    assert (done.status, done.verified) == ("done", True)
    assert deciders(done) == {f'skill "{name}"'}
    assert bench.run(CASES["s-todo-add"], ORACLE, 2).passed


def test_only_the_broken_steps_are_asked_and_the_repair_is_a_new_version_with_a_diff(bench, skills):
    assert bench.run(CASES["s-cart"], ORACLE, 0).passed
    (name,) = bench.learned.new
    teacher = Teacher("^Put in basket$", "^Look around$")
    bench.teacher = lambda _: ModelSet(scripted=teacher)
    moved = with_goal(CASES["s-cart"], CASES["s-cart"].goal, app_versions={"com.ainos.shop": 2})
    assert bench.run(moved, ORACLE, 1).passed
    assert teacher.asked == 2
    assert skills.shelf.get(name).version == 2
    assert "-      text: Add to cart" in skills.shelf.diff(name)
    assert "+      text: Put in basket" in skills.shelf.diff(name)
    bench.teacher = lambda _: ModelSet(scripted=NoDecider())
    assert bench.run(moved, ORACLE, 2).passed


def test_a_choice_of_the_users_is_never_left_out(bench, skills):
    """The app stands open on another contact's page: the skill goes back to its list first."""
    assert bench.run(CASES["s-star"], ORACLE, 0).passed
    (name,) = bench.learned.new
    skill = skills.shelf.get(name)
    into = (
        skill.parts[0]
        .steps[0]
        .model_copy(
            update={
                "tool": "open_app",
                "arguments": {"app": "Contacts"},
                "where": None,
                "target": None,
                "on_the_way": True,
            }
        )
    )
    begun = skill.parts[0].model_copy(update={"steps": (into, *skill.parts[0].steps[1:])})
    skills.shelf.put(skill.model_copy(update={"parts": (begun,), "version": 2}))
    skills.source.renew(skills.shelf.all())
    opened = Case(CASES["s-star"].task, CASES["s-star"].goal)
    seen = []
    bench.teacher = lambda _: ModelSet(scripted=NoDecider())
    episode = bench.run(opened, ORACLE, 1)
    seen += [e["arguments"] for e in episode.events if e["type"] == "decision"]
    assert episode.passed
    assert len(seen) == 3


def test_a_run_that_was_not_verified_teaches_nothing(bench, skills):
    episode = bench.run(CASES["s-todo-add"], parse_arm("noop"), 0)
    assert not episode.passed
    assert not skills.shelf.all()


def test_a_compound_goal_keeps_its_parts_and_each_part_serves_alone(bench, skills):
    assert bench.run(CASES["workout"], ORACLE, 0).passed
    (name,) = bench.learned.new
    assert len(skills.shelf.get(name).parts) == 2
    bench.teacher = lambda _: ModelSet(scripted=NoDecider())
    assert bench.run(CASES["workout"], ORACLE, 1).passed
    single = with_goal(CASES["workout"], "Set the media volume to 40 percent")
    assert bench.run(single, ORACLE, 2).verified


def test_a_skill_that_fails_twice_is_set_aside(bench, skills):
    assert bench.run(CASES["s-cart"], ORACLE, 0).passed
    (name,) = bench.learned.new
    bench.teacher = lambda _: ModelSet(scripted=NoDecider())
    moved = with_goal(CASES["s-cart"], CASES["s-cart"].goal, app_versions={"com.ainos.shop": 2})
    assert [bench.run(moved, ORACLE, n).status for n in (1, 2)] == ["failed", "failed"]
    assert bench.learned.aside == (name,)
    assert skills.shelf.get(name).is_aside
    bench.run(moved, ORACLE, 3)
    assert bench.learned.used == ()


def test_a_replay_is_the_same_twenty_times(bench, skills):
    assert bench.run(CASES["s-todo-rename"], ORACLE, 0).passed
    script = skills.shelf.get(bench.learned.new[0])
    values = {slot.name: slot.example for part in script.parts for slot in part.slots}
    skills.source.renew(())
    bench.teacher = lambda _: ModelSet(scripted=NoDecider())
    logs, keep, bench.skills = [], bench.skills, None
    try:
        for number in range(20):
            source = bench.script = ReplaySource(script, values)
            assert bench.run(CASES["s-todo-rename"], ORACLE, number).passed
            logs.append("\n".join(source.log).encode())
    finally:
        bench.script, bench.skills = None, keep
    assert len(set(logs)) == 1
    assert logs[0].count(b"\n") == 4


def test_a_replay_stops_on_another_screen_and_says_how_it_differs(bench, skills):
    assert bench.run(CASES["s-todo-rename"], ORACLE, 0).passed
    script = skills.shelf.get(bench.learned.new[0])
    values = {slot.name: slot.example for part in script.parts for slot in part.slots}
    bench.teacher = lambda _: ModelSet(scripted=NoDecider())
    source, keep, bench.skills = ReplaySource(script, values), bench.skills, None
    bench.script = source
    try:
        moved = with_goal(CASES["s-todo-rename"], CASES["s-todo-rename"].goal, app_versions={"com.ainos.todo": 2})
        assert bench.run(moved, ORACLE, 1).status == "failed"
    finally:
        bench.script, bench.skills = None, keep
    assert source.stopped.step == 3
    assert "-row" in source.stopped.diff
    assert "+button" in source.stopped.diff


# ---------------------------------------------------------------------- the shelf


def skill(name="alarm", **more):
    part = Part(
        wish="set an alarm for {time}",
        slots=(Slot(name="time", kind="time", example="7:30"),),
        steps=(Step(tool="set_alarm", arguments={"time": "{time}"}),),
    )
    return Skill(name=name, goal=part.wish, learned_from="r1", learned_at="2026-03-16 09:00:00", parts=(part,), **more)


def test_forgetting_a_skill_in_the_memory_deletes_its_files(tmp_path):
    memory = open_memory(tmp_path / "memory")
    try:
        shelf = Shelf(tmp_path / "skills", memory)
        shelf.put(skill())
        shelf.put(skill(version=2))
        (row,) = memory.rows(kinds=("procedure",))
        assert row.source == "skill:alarm"
        assert "7:30" in row.text
        memory.forget(row.id)
        assert shelf.all() == []
        assert not list((tmp_path / "skills").rglob("*.yaml"))
    finally:
        memory.close()


def test_a_file_that_was_changed_by_hand_counts_at_once(tmp_path):
    Shelf(tmp_path).put(skill())
    assert Shelf(tmp_path).all()[0].goal == "set an alarm for {time}"
    path = tmp_path / "alarm.yaml"
    path.write_text(path.read_text().replace("goal: set an alarm", "goal: please set an alarm"))
    assert Shelf(tmp_path).all()[0].goal == "please set an alarm for {time}"
    Shelf(tmp_path).delete("alarm")
    assert "alarm" not in (tmp_path / ".read.json").read_text()


def test_a_file_that_cannot_be_read_is_left_out_and_told(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.put(skill())
    (tmp_path / "broken.yaml").write_text("schema: 1\n")
    assert [each.name for each in shelf.all()] == ["alarm"]
    assert "broken.yaml" in shelf.problems[0]


def test_a_skill_that_is_not_there_is_named_with_the_nearest(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.put(skill("set-an-alarm"))
    with pytest.raises(SkillError, match="did you mean set-an-alarm"):
        shelf.get("set-alarm")
    with pytest.raises(SkillError, match="no name"):
        shelf.get("../x")


def test_a_no_of_the_person_counts_against_no_skill(tmp_path):
    skills = Skills(Shelf(tmp_path))
    skills.shelf.put(skill())
    outcome = Outcome("r2", "declined", 3, False, "", "", Receipt())
    assert skills.conclude(Trail(), outcome).failed == ()
    assert skills.shelf.get("alarm").failures == 0
