"""Tasks as data: strings stay strings, variants are spelled out, bad files are refused with the place."""

import pytest

from ainos.evals.task import TaskFileError, load_cases, load_tasks

ALARM = "- {goal: 'Set an alarm for 12:30', check: {kind: alarm, time: 12:30, label: no}}\n"


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "tasks.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_strings_stay_strings(write):
    (task,) = load_tasks(write(ALARM))
    assert (task.checks[0].time, task.checks[0].label) == ("12:30", "no")
    assert task.name == "set-an-alarm-for-12-30"


def test_variants_and_paraphrases_are_spelled_out(write):
    cases = load_cases(
        write(
            "- id: wake\n  goal: 'Wake me at {time}'\n  paraphrases: ['alarm {time}', 'up at {time} {please}']\n"
            "  variants: [{time: 07:00}, {time: 0815}]\n  check: {kind: alarm, time: '{time}'}\n"
        )
    )
    assert [c.id for c in cases] == ["wake.v1", "wake.v1.p1", "wake.v1.p2", "wake.v2", "wake.v2.p1", "wake.v2.p2"]
    assert (cases[3].goal, cases[3].task.checks[0].time) == ("Wake me at 0815", "0815")
    assert cases[2].goal == "up at 07:00 {please}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("goal: x\n", "a list of tasks is wanted"),
        ("- {goal: x, check: {kind: nothing}}\n", "task 1 (x): checks.0"),
        ("- {goal: x, check: {kind: alarm, time: '7', colour: red}}\n", "colour"),
        ("- {goal: x, checks: []}\n", "task 1 (x): checks"),
        ("- {goal: x, check: {kind: no_timer}, checks: [{kind: no_timer}]}\n", "not both"),
        (ALARM + ALARM, "two tasks are called"),
        ("- &a {goal: x, check: {kind: no_timer}}\n- *a\n", "tags and aliases"),
        ("- !!python/object/apply:os.system {goal: x}\n", "tags and aliases"),
        ("- {goal: x, check: {kind: no_timer}, world: {seed: many}}\n", "world.seed"),
        ("- {goal: x, check: {kind: no_timer}, variants: {a: b}}\n", "`variants` is a list"),
        ("- {goal: [unclosed\n", "cannot be read"),
        ("[" * 5000, "cannot be read"),
    ],
)
def test_a_bad_file_is_refused_with_its_fault(write, text, said):
    with pytest.raises(TaskFileError, match="tasks.yaml") as refused:
        load_cases(write(text))
    assert said in str(refused.value)


def test_a_huge_file_is_refused_unread(write):
    with pytest.raises(TaskFileError, match="the limit is"):
        load_tasks(write("#" * (5 << 20)))
