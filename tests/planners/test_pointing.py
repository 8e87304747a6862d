"""Words that only point at a value are looked up or refused; they are never sent or written as they stand."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ainos.models.templates import SentenceTemplates
from ainos.planners.planner import make_plan
from ainos.planners.pointing import refusal, told_words, unread_value
from ainos.planners.split import split_goal
from ainos.tools.registry import builtin_registry
from ainos.tools.types import ToolCall
from ainos.tools.values_pointing import only_points, without_hint

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
TEMPLATES = SentenceTemplates(builtin_registry().all())


def acts(say):
    return [s for s in make_plan(say, split_goal(say)).subgoals if s.role == "act"]


POINTING = [
    "inform Daniel Kim whether I have anything planned on Friday",
    "please tell my dad which train I take tomorrow",
    "let Grace know who is coming to the barbecue",
    "tell Eve by text how long the drive takes",
    "message Chloe the door code, it's in my notes",
    "send my new address to Alice Cheng",
    "send Bob everything on my packing list",
    "reply to Mum with the name of the plumber",
    "text Daniel if there is milk left",
    "forward what's on my shopping list to Mum",
    "let Bob Martin know by sms where I left the keys",
    "write down how many steps I took",
    "tell Alice why the train was late",
    "告诉Bob Martin我几点下班",
    "告诉妈妈日历里的牙医时间",
]
MESSAGES = [
    "ask Bob what time dinner is",
    "let Eve Johnson know by text that dinner is at seven",
    "text Bob: what time dinner is",
    'text Bob "how much battery I have left"',
    "tell Eve the meeting is in my calendar",
    "text Daniel where are you",
    "text Mum what a lovely day it was",
    "tell Bob I know where the key is",
    "let Mum know that what she said is right",
    "let Chloe know the date of the party has changed",
    "text Bob the address is 5 Main Street",
    "let Alice know my number is 555 0199",
    "send Bob a message saying where my lunch is",
    "tell Daniel the place where we met is closed",
    "make a note to ask when the bus leaves",
    "note: what time dinner is",
    "tell Grace how about lunch on Friday",
    "text Bob which film do you want to see",
    "tell me what time it is",
    "告诉Bob我不知道几点到",
]


@pytest.mark.parametrize("say", POINTING)
def test_what_a_wish_only_points_at_is_neither_sent_nor_written(say):
    assert all(told_words(s.wish) or s.takes for s in acts(say))
    assert all(TEMPLATES.match(s.wish, NOW) is None or s.takes for s in acts(say))


@pytest.mark.parametrize("say", MESSAGES)
def test_a_real_message_that_holds_such_words_is_none_of_that(say):
    assert told_words(say) == ""
    assert [s.takes for s in acts(say)] == [()] * len(acts(say))
    call = TEMPLATES.match(say, NOW)
    assert call is None or not unread_value(say, call)


@pytest.mark.parametrize(
    ("say", "tool", "kind", "arguments"),
    [
        ("tell Grace how much charge my phone has left", "get_battery", "level", {}),
        ("let Daniel Kim know how full my battery is", "get_battery", "level", {}),
        ("text Eve Johnson by sms how much battery is left", "get_battery", "level", {}),
        ("inform Bob what time the concert with Alice begins, it's in my calendar", "look_events", "when",
         {"title": "concert with Alice"}),
        ("let Mum know where Friday's dinner is", "look_events", "address", {"title": "dinner", "day": "Friday"}),
        ("tell Chloe when Dad's birthday is", "look_events", "day", {"title": "Dad's birthday"}),
        ("text Bob the date of the pottery from my calendar", "look_events", "day", {"title": "pottery"}),
        ("text Grace Dr. Patel's number, it's in my contacts", "look_contact", "phone", {"name": "Dr. Patel"}),
        ("send Mum the garage code from my notes", "find_note", "text", {"query": "garage code"}),
        ("ring whoever tried to reach me last night", "look_calls", "phone", {"kind": "missed", "since": "yesterday"}),
        ("reply to the last message I got with see you soon", "look_messages", "name", {}),
        ("look up where my yoga class is and write the place down in my notes", "look_events", "address",
         {"title": "yoga class"}),
    ],
)  # fmt: skip
def test_a_value_that_stands_on_the_phone_is_read_before_it_is_told(say, tool, kind, arguments):
    plan = make_plan(say, split_goal(say))
    look, act = plan.subgoals
    assert (look.call.tool, dict(look.call.arguments)) == (tool, arguments)
    assert [(t.of, t.kind) for t in act.takes] == [(0, kind)]


@pytest.mark.parametrize(
    ("say", "asks"),
    [
        ("if I'm free on Sunday, put a run on my calendar at 5 pm that day", "on Sunday"),
        ("if I have nothing tomorrow, put a swim on my calendar that afternoon at 4", "tomorrow afternoon"),
    ],
)
def test_that_day_is_the_day_of_the_condition(say, asks):
    (act,) = acts(say)
    assert asks in act.asks
    assert "that" not in act.asks
    assert (act.when is not None, act.takes) == (True, ())


def test_the_words_of_a_call_are_refused_with_a_way_to_send_them_all_the_same():
    say = "let Eve know how many guests are coming"
    call = ToolCall("send_message", {"recipient": "Eve", "text": "how many guests are coming"})
    words = unread_value(say, call)
    assert words == "how many guests are coming"
    assert "nothing was sent" in refusal(words)
    assert "colon" in refusal(words)
    assert unread_value("text Eve: how many guests are coming", call) == ""


def test_a_hint_where_to_look_is_no_part_of_the_value():
    assert without_hint("when the play starts, it's in my calendar") == ("when the play starts", "calendar")
    assert without_hint("the recipe (see my cooking notes)") == ("the recipe", "cooking notes")
    assert without_hint("I put it in my calendar") == ("I put it in my calendar", "")


@pytest.mark.parametrize(
    ("wish", "text", "points"),
    [
        ("给王芳发条短信，问她周六有没有课", "周六有没有课", False),
        ("给小赵发短信问问他几点下班", "几点下班", False),
        ("给王芳发短信告诉她我周六有什么安排", "我周六有什么安排", True),
    ],
)
def test_what_somebody_is_asked_in_chinese_is_a_text_also_behind_another_clause(wish, text, points):
    assert bool(unread_value(wish, ToolCall("send_message", {"recipient": "王芳", "text": text}))) is points


@given(st.text(max_size=200))
def test_any_text_is_judged_and_nothing_fails(text):
    assert only_points(text) in (True, False)
    assert isinstance(told_words(f"tell Bob {text}"), str)


@pytest.mark.parametrize(
    ("wish", "what"),
    [
        ("Add the recipes from recipes.txt in Markor to the recipe app", "the recipes from recipes.txt in Markor"),
        ("Add the City sneakers in size 42 to my cart at Mill Lane", ""),
        ("add the milk to the shopping list", ""),
    ],
)
def test_things_that_stand_in_a_file_are_not_typed_by_their_name(wish, what):
    assert told_words(wish) == what
