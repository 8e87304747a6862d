import json
import os
import sys
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.console.plan_edit import (
    PlanTextError,
    edit_plan,
    plan_lines,
    plan_text,
    read_plan_json,
    read_plan_text,
)
from ainos.planners.plan import Plan, SubGoal, Take, Test
from ainos.tools.types import ToolCall

LOW = Test(0, "below", "the battery is low", "30")
PLAN = Plan(
    "a goal",
    (
        SubGoal("battery", role="look", call=ToolCall("get_battery", {})),
        SubGoal("save power", when=LOW),
        SubGoal("Alice's address", role="look", call=ToolCall("look_messages", {"sender": "Alice"})),
        SubGoal("text Bob it", asks="text Bob 1 Elm Street", takes=(Take(2, "address", "it", "1 Elm Street"),)),
        SubGoal("open maps"),
    ),
)


def replan(words):
    """A plan of two: a look, and the wish that hangs on it."""
    return (SubGoal("look", role="look"), SubGoal(words, when=replace(LOW, of=0)))


def test_a_plan_that_is_left_alone_is_the_same():
    assert plan_lines(PLAN) == {1: "if the battery is low: save power", 3: "text Bob it", 4: "open maps"}
    assert read_plan_text(plan_text(PLAN), PLAN, replan) == PLAN


def test_a_moved_line_keeps_its_condition_and_its_value():
    changed = read_plan_text("5. open maps\n4. text Bob it\n2. if the battery is low: save power\n", PLAN, replan)
    assert [s.text for s in changed.subgoals] == [
        "open maps",
        "Alice's address",
        "text Bob it",
        "battery",
        "save power",
    ]
    assert changed.subgoals[2].takes[0].of == 1
    assert changed.subgoals[4].when.of == 3


def test_a_deleted_line_takes_its_look_along():
    changed = read_plan_text("5. open maps", PLAN, replan)
    assert changed.subgoals == (SubGoal("open maps"),)


def test_a_changed_and_a_new_line_are_planned_from_their_words():
    changed = read_plan_text("5. open the clock\ntext Eve hello\n- and more", PLAN, replan)
    assert [s.text for s in changed.subgoals if s.role == "act"] == ["open the clock", "text Eve hello", "and more"]
    assert [s.when.of for s in changed.subgoals if s.when] == [0, 2, 4]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no line is left"),
        ("# open maps", "no line is left"),
        ("9. open maps", "line 1: the plan has no number 9"),
        ("5. open maps\n5. open maps", "line 2: number 5 stands twice"),
        ("5.", "line 1: it holds no wish"),
        ("x" * 5000, "line 1: it is too long"),
        ("\n".join("abc"), None),
        ("\n".join(["go"] * 41), "41 lines"),
    ],
)
def test_what_is_no_plan_is_said_by_line(text, fault):
    if fault is None:
        assert len(read_plan_text(text, PLAN, replan).subgoals) == 6
        return
    with pytest.raises(PlanTextError, match=fault):
        read_plan_text(text, PLAN, replan)


def test_a_line_that_needs_a_later_one_is_refused():
    plan = Plan("g", (SubGoal("read it"), SubGoal("send it", takes=(Take(0, "text", "it", "x"),))))
    with pytest.raises(PlanTextError, match="line 1: it needs what number 1 finds, which does not stand before it"):
        read_plan_text("2. send it\n1. read it", plan, replan)


@given(st.text(max_size=200))
def test_any_text_is_a_plan_or_a_plan_text_error(text):
    with suppress(PlanTextError):
        assert read_plan_text(text, PLAN, replan).subgoals


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(
    st.sampled_from(["plan", "text", "when", "of", "takes", "each", "call"]), x)))  # fmt: skip
def test_any_json_is_a_plan_or_a_plan_text_error(value):
    for body in (value, {"plan": value}, {"plan": [value]}):
        with suppress(PlanTextError):
            assert read_plan_json(json.dumps(body), PLAN, replan).subgoals


def test_json_takes_lines_and_whole_sub_goals():
    lines = {"plan": ["5. open maps", "text Eve hello"]}
    assert [s.text for s in read_plan_json(json.dumps(lines), PLAN, replan).subgoals][:1] == ["open maps"]
    assert read_plan_json(json.dumps({"plan": PLAN.as_json()}), PLAN, replan) == PLAN


@pytest.mark.parametrize(
    "row",
    [
        {"text": "x", "when": {"of": "0", "kind": "found", "words": "x"}},
        {"text": "x", "when": {"of": 0, "kind": "guess", "words": "x"}},
        {"text": "x", "takes": [{"of": None, "kind": "text", "words": "x"}]},
        {"text": "x", "each": True},
        {"text": 3},
        {"text": "x", "role": "rule"},
        {"text": "x", "shell": "rm"},
        {"text": "x", "state": "done"},
        {"text": "x", "call": {"tool": "call"}},
    ],
)
def test_json_that_is_nearly_a_sub_goal_is_refused(row):
    with pytest.raises(PlanTextError):
        read_plan_json(json.dumps({"plan": [{"text": "a"}, row]}), PLAN, replan)


@pytest.mark.parametrize("of", [1, 7])
def test_json_with_a_reference_to_what_comes_later_is_refused(of):
    row = {"text": "save", "when": {"of": of, "kind": "found", "words": "x"}}
    with pytest.raises(PlanTextError, match="does not stand before it"):
        read_plan_json(json.dumps({"plan": [{"text": "a"}, row]}), PLAN, replan)


def test_json_that_is_wrong_may_be_sent_again(monkeypatch, capsys):
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO('nonsense\n{"plan": ["5. open maps"]}\n'))
    assert edit_plan(PLAN, replan, as_json=True).texts == ("open maps",)
    asked, again = map(json.loads, capsys.readouterr().out.splitlines())
    assert asked["lines"] == ["2. if the battery is low: save power", "4. text Bob it", "5. open maps"]
    assert again["faults"]


@pytest.fixture
def edit_at_a_terminal(tmp_path, terminal_of):
    """Return a function that edits PLAN at a real terminal with editors that write these texts, one after another."""

    def edit(*texts):
        for number, text in enumerate(texts):
            (tmp_path / f"text{number}").write_text(text)
        editor = tmp_path / "editor"
        editor.write_text(
            f"#!{sys.executable}\nimport sys, pathlib\nhere = pathlib.Path({str(tmp_path)!r})\n"
            "first = min(here.glob('text*'))\npathlib.Path(sys.argv[1]).write_text(first.read_text())\nfirst.unlink()\n"
        )
        editor.chmod(0o755)
        return terminal_of("edit_child", env={"EDITOR": str(editor), "VISUAL": ""})

    return edit


CHILD = """
from tests.console.test_plan_edit import PLAN, replan
from ainos.console.plan_edit import edit_plan
from ainos.agent.limits import Declined
try:
    print("PLAN", list(edit_plan(PLAN, replan, as_json=False).texts))
except Declined as no:
    print("DECLINED", no)
"""


@pytest.fixture
def terminal_of(tmp_path):
    import pty
    import select
    import subprocess

    opened = []

    def start(name, env):
        master, slave = pty.openpty()
        process = subprocess.Popen([sys.executable, "-c", CHILD], stdin=slave, stdout=slave, stderr=slave,
                                   env={**os.environ, **env, "TMPDIR": str(tmp_path)})  # fmt: skip
        os.close(slave)
        opened.append((process, master))

        def until(words, type_=""):
            text = b""
            while words.encode() not in text:
                assert select.select([master], [], [], 20)[0], text
                text += os.read(master, 65536)
            os.write(master, type_.encode())
            return text.decode()

        return until

    yield start
    for process, master in opened:
        process.kill()
        process.wait()
        os.close(master)


def test_a_person_edits_again_after_a_mistake_and_says_yes(edit_at_a_terminal):
    until = edit_at_a_terminal("9. nothing", "5. open maps\n")
    assert "the plan has no number 9" in until("[e/l]? ", "e\r")
    assert "1. open maps" in until("[y/n]? ", "y\r")
    until("PLAN ['open maps']")


def test_a_person_who_leaves_keeps_his_text(edit_at_a_terminal, tmp_path):
    until = edit_at_a_terminal("9. nothing")
    until("[e/l]? ", "l\r")
    until("DECLINED the plan was not run; your text is kept in")
    [kept] = tmp_path.glob("ainos-plan-*.txt")
    assert kept.read_text() == "9. nothing"
