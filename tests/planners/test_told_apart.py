"""A value whose source is told in a clause of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.planners.planner import make_plan
from ainos.planners.split import split_goal

TOLD = [
    ("Nina Holt just texted me her new address, pass it on to Carl Brandt", "look_messages", "address"),
    ("Nina Holt sent me the plumber's number. Save it as Plumber", "look_messages", "phone"),
    ("Nina texted me about lunch, put that in my calendar for the time she says", "look_messages", "when"),
    ("there's a text from Carl with the meeting time, set an alarm for it", "look_messages", "time"),
    ("Carl emailed me the link. Forward it to Nina", "look_mails", "text"),
    ("text Carl Brandt the gate code, it's in my Cabin note", "find_note", "text"),
    ("my Ferry note has the departure time. Set an alarm for it", "find_note", "time"),
    ("the wifi password is in my Cottage note, send it to Mum", "find_note", "text"),
    ("I wrote the baking time in my Bread note, set a timer for it", "find_note", "duration"),
    ("tell Carl which room the budget meeting is in, it should be in my calendar", "look_events", "address"),
    ("send Mum the address, Carl sent it to me yesterday", "look_messages", "address"),
    ("Nina刚给我发了她的新地址，转发给Carl", "look_messages", "address"),
    ("看一下我的“旅行”笔记，按里面的出发时间定个闹钟", "find_note", "time"),
    ("把门禁密码发给Nina，写在我的小屋笔记里", "find_note", "text"),
    ("Carl告诉我航班号了，帮我记下来", "look_messages", "number"),
]
ALONE = [
    "text Mum: Carl sent me his address, put it in your phone",
    "text Mum that the key is in my note, it's in my calendar",
    "tell Carl I sent it to Nina",
    "Nina sent me a photo, open the gallery",
    "给妈妈发短信说Carl发给我地址了，转给她",
]


@pytest.mark.parametrize(("goal", "look", "kind"), TOLD)
def test_the_value_is_read_where_the_clause_says(goal: str, look: str, kind: str) -> None:
    plan = make_plan(goal, split_goal(goal))
    assert [s.call.tool for s in plan.subgoals if s.role == "look" and s.call] == [look]
    assert [take.kind for s in plan.subgoals for take in s.takes] == [kind]


@pytest.mark.parametrize("goal", ALONE)
def test_what_a_message_says_is_no_source(goal: str) -> None:
    assert not any(subgoal.takes for subgoal in make_plan(goal, split_goal(goal)).subgoals)


def test_other_wishes_of_the_goal_stay() -> None:
    goal = "Carl gave me his number, text it to Nina and turn off the wifi"
    assert split_goal(goal) == ["text the number that Carl gave me to Nina", "turn off the wifi"]


@given(st.text(max_size=120))
def test_any_text_is_split_without_an_error(text: str) -> None:
    assert all(isinstance(part, str) for part in split_goal(text))


@pytest.mark.parametrize(
    ("goal", "look", "how"),
    [
        ("看看Bob Martin今天有没有给我发短信，有的话就回他说马上到", "look_messages", "if"),
        ("看看明天有没有安排，没有的话就定个早上九点的闹钟", "look_events", "unless"),
        ("有没有未接来电？有的话给妈妈打电话", "look_calls", "if"),
    ],
)
def test_a_chinese_question_and_what_hangs_on_it(goal: str, look: str, how: str) -> None:
    plan = make_plan(goal, split_goal(goal))
    first, test = plan.subgoals[0].call, plan.subgoals[-1].when
    assert first is not None
    assert test is not None
    assert (first.tool, test.how) == (look, how)
