"""Claims about faults of a suite that are found before it is run, and about the words in which they are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ainos.evals.lint import lint
from ainos.evals.needs import needs_default_world, with_seeds
from ainos.evals.suites import load_suite
from ainos.evals.task import TaskFileError, load_cases
from ainos.tools.registry import builtin_registry


def faults_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    return lint(load_cases(path), builtin_registry())


TASK = "- {{id: x, goal: Set an alarm for 6:15, {more} check: {check}}}"
ALARM = '{kind: alarm, time: "06:15"}'


@pytest.mark.parametrize(
    ("more", "check", "fault"),
    [
        ("", '{kind: alarm, time: "6:15"}', "compares with HH:MM"),
        ("", '{kind: event, title: a, start: "2026-03-18 10:00"}', "is no time such as"),
        ("", '{kind: sms_match, number: "1", words: ["(["]}', "no regular expression"),
        ("", '{kind: note, text: "{thing}"}', "unfilled place: {thing}"),
        ('paraphrases: ["set an ALARM for 6:15"],', ALARM, "says the same"),
        ('paraphrases: ["wake me at {time}"],', ALARM, "unfilled place"),
        ('user: {approves: ["("]},', ALARM, "no regular expression"),
        ("world: {clock: yesterday},", ALARM, "`world.clock`"),
        ("changes: [smss],", ALARM, "the parts are sms, calls"),
        ("oracle: [{tool: set_alarmm}],", ALARM, "did you mean set_alarm"),
        ("oracle: [{tool: set_alarm, arguments: {tim: '6'}}],", ALARM, "has no argument 'tim'"),
    ],
)
def test_what_the_schema_cannot_see_is_told(tmp_path: Path, more: str, check: str, fault: str) -> None:
    (found,) = faults_of(tmp_path, TASK.format(more=more, check=check))
    assert fault in found


def test_a_sound_task_has_no_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path, TASK.format(more='paraphrases: ["wake me at 6:15"],', check=ALARM)) == []


def test_a_check_that_does_not_exist_is_told_with_the_task_and_what_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("- {goal: a, check: {kind: no_timer}}\n- {id: late, goal: b, check: {kind: smss}}\n")
    with pytest.raises(TaskFileError, match=r"task 2 \(late\): checks.0: there is no check 'smss'; did you mean sms"):
        load_cases(path)


def test_other_seeds_give_cases_of_their_own_and_leave_those_out_that_need_the_default_world() -> None:
    cases = [case for case in load_suite("smoke") if case.id in ("turn-off-the-wi-fi", "phone-chloe-dubois")]
    spread = with_seeds(cases, (0, 7))
    assert [c.id for c in spread] == [i for c in cases for i in (c.id, f"{c.id}.s7")]
    assert {c.task.world.seed for c in spread if c.id.endswith(".s7")} == {7}
    assert {c.id: needs_default_world(c.task) for c in cases} == {
        "turn-off-the-wi-fi": "", "phone-chloe-dubois": "Chloe Dubois",
    }  # fmt: skip
