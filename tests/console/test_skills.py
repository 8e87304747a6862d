"""`ainos skills` and `ainos replay`: what a person sees and changes."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from ainos.agent.skill_shelf import Shelf
from ainos.agent.skill_types import Part, Skill, SkillError, Slot, Step
from ainos.console.replay import command as replay
from ainos.console.skills import command as skills
from ainos.console.skills import values_of


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AINOS_HOME", str(tmp_path))
    part = Part(
        wish="set an alarm for {time}",
        slots=(Slot(name="time", kind="time", example="7:30"),),
        steps=(Step(tool="set_alarm", arguments={"time": "{time}"}),),
    )
    skill = Skill(name="alarm", goal=part.wish, learned_from="r1", learned_at="2026-03-16 09:00:00", parts=(part,))
    shelf = Shelf(tmp_path / "skills" / "default")
    shelf.put(skill)
    changed = part.model_copy(update={"steps": (part.steps[0].model_copy(update={"expects": "an alarm"}),)})
    shelf.put(skill.model_copy(update={"version": 2, "parts": (changed,)}))
    return tmp_path


def test_skills_are_listed_shown_compared_and_deleted(home):
    run = CliRunner().invoke
    assert "set an alarm for {time}" in run(skills, ["list"]).output
    assert json.loads(run(skills, ["list", "--json"]).output)[0]["version"] == 2
    assert "version: 2" in run(skills, ["show", "alarm"]).output
    assert "version: 1" in run(skills, ["show", "alarm", "--version", "1"]).output
    assert "+    expects: an alarm" in run(skills, ["show", "alarm", "--diff"]).output
    assert run(skills, ["delete", "alarm"]).output == "alarm is deleted\n"
    assert "nothing was learned yet" in run(skills, ["list"]).output
    assert not list(home.rglob("alarm*.yaml"))


def test_a_value_that_the_skill_does_not_have_is_refused(home):
    skill = Shelf(home / "skills" / "default").get("alarm")
    assert values_of(skill, ("time=8",)) == {"time": "8"}
    with pytest.raises(SkillError, match="alarm has time"):
        values_of(skill, ("when=8",))


def test_a_skill_is_written_as_a_script_and_shown(home, tmp_path):
    out = tmp_path / "way.yaml"
    result = CliRunner().invoke(replay, ["record", "r1", "--out", str(out)])
    assert result.exit_code == 0, result.output
    shown = CliRunner().invoke(replay, ["show", str(out)]).output
    assert "goal   set an alarm for 7:30" in shown
    assert "--param time=7:30" in shown
    assert "1  set_alarm" in shown
