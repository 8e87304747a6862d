"""The envelope: what the user's words name, drawn before anything of the phone was read."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from ainos.agent.envelope import (
    EMPTY,
    Envelope,
    ToolNames,
    Wish,
    draw_envelope,
    draw_wish,
    named_apps,
    tool_names,
)
from ainos.android_bridge.types import App
from ainos.tools.registry import Registry, builtin_registry
from ainos.tools.types import Parameter, Risk, Tool, ToolResult

REGISTRY = builtin_registry()
NAMES = tool_names(REGISTRY.all())


def tool(name, risk=Risk.WRITE, description="Do it.", *, kind="goal", examples=(), scope=()):
    return Tool(
        name,
        description,
        (Parameter("text", "text", "what"),),
        risk,
        lambda c, v: ToolResult("ok"),
        examples=examples,
        kind=kind,
        scope=scope,
    )


def data(name):
    return yaml.safe_load((Path(__file__).parents[2] / "benchmarks" / "data" / f"{name}.yaml").read_text())


def outward(text, judge=None, names=NAMES):
    """The acts that leave the phone or destroy which a wish names."""
    return {name for name in draw_wish(text, names, judge).tools if names.tools[name].risk >= Risk.OUTWARD}


@pytest.mark.parametrize(
    ("wish", "named"),
    [
        ("Text Bob Martin I'm on my way", "send_message"),
        ("send a message to mum saying happy birthday", "send_message"),
        ("please reply to Jonas: sounds good", "send_message"),
        ("Tell Eve that the keys are under the mat", "send_message"),
        ("Call Dr. Patel", "call"),
        ("could you ring Fiona", "call"),
        ("delete the note about Alice", "delete_note"),
        ("remove Eve Johnson from my contacts", "delete_contact"),
    ],
)
def test_a_wish_names_the_act_that_it_begins_with(wish, named):
    assert outward(wish) == {named}
    assert draw_wish(wish, NAMES, None).sure


@pytest.mark.parametrize(
    ("wish", "named"),
    [
        ("给妈妈发短信说我到了", "send_message"),
        ("请给Bob Martin打电话", "call"),
        ("打电话给Chloe Dubois", "call"),
        ("发短信给妈妈：我到家了", "send_message"),
    ],
)
def test_a_known_sentence_in_another_language_names_its_act(wish, named):
    assert outward(wish) == {named}
    assert draw_wish(wish, NAMES, lambda text: ("none", 1.0)).sure


@pytest.mark.parametrize(
    "wish",
    [
        "Set an alarm for 6:15",
        "what is Eve Johnson's number?",
        "read my messages",
        "did I miss any calls",
        "don't call Bob",
        "give me the number of Professor Lindgren",
        "ping me in forty minutes to move the car",
        "send an email to Bob about the invoice",
        "message the team on slack that lunch is ready",
        "how do I call Bob",
        "add a note: call Bob and text Alice",
        "order a pizza",
        "",
        "不要给妈妈打电话",
        "告诉我现在几点",
        "用微信告诉Bob我到了",
        "ママに電話して",
    ],
)
def test_a_wish_for_something_else_names_no_act_that_leaves_the_phone(wish):
    assert outward(wish) == set()


def test_the_right_tool_of_every_command_is_named_by_the_words_alone():
    kinds = {
        "alarm": "set_alarm",
        "timer": "set_timer",
        "sms": "send_message",
        "call": "call",
        "contact": "add_contact",
        "event": "add_event",
        "note": "add_note",
        "volume": "set_volume",
        "setting": "set_brightness",
    }
    commands = [c for c in data("commands") if c["check"]["kind"] in kinds]
    missing = [c["goal"] for c in commands if not draw_wish(c["goal"], NAMES, None).names(kinds[c["check"]["kind"]])]
    assert missing == []


def test_held_out_sentences_hardly_ever_name_an_act_that_was_not_meant():
    goals = data("goals_test")
    acts = ("send_message", "call")
    wrong = [g["goal"] for g in goals if outward(g["goal"]) & set(acts) - {g["tool"]}]
    meant = [g for g in goals if g["tool"] in acts]
    found = [g for g in meant if g["tool"] in outward(g["goal"])]
    assert len(wrong) <= 1
    assert len(found) >= 0.7 * len(meant)


def test_what_does_no_harm_is_named_generously_and_what_is_far_off_is_not():
    tools = draw_wish("Turn off the Wi-Fi", NAMES, None).tools
    assert "set_wifi" in tools
    assert not tools & {"add_note", "set_alarm", "add_contact", "delete_file", "send_message"}
    assert {"find_note", "read_messages"} <= draw_wish("show my messages and find my note", NAMES, None).tools


def test_only_goal_tools_count():
    names = tool_names([tool("tap_it", kind="screen"), tool("say_it")])
    assert set(names.tools) == {"say_it"}


# ---------------------------------------------------------------------- the judge


@pytest.mark.parametrize(
    ("said", "named", "sure"),
    [
        (("call", 0.5), {"call"}, True),  # the judge's word counts from here on
        (("delete_note", 0.9), {"delete_note"}, True),
        (("list_calls", 0.9), set(), True),  # sure of a tool that does no harm: then no other one
        (("call", 0.49), {"send_message"}, True),  # unsure: the words decide
        (("none", 0.8), set(), False),
        (("none", 0.79), {"send_message"}, True),
        (("unknown", 1.0), {"send_message"}, True),
    ],
)
def test_a_sure_judge_decides_and_an_unsure_one_leaves_it_to_the_words(said, named, sure):
    wish = draw_wish("text Bob hi", NAMES, lambda text: said)
    assert {n for n in wish.tools if NAMES.tools[n].risk >= Risk.OUTWARD} == named
    assert wish.sure is sure


def test_the_judge_names_no_text_message_where_the_words_name_another_service():
    judge = lambda text: ("send_message", 0.99)  # noqa: E731
    assert outward("message the team on slack that lunch is ready", judge) == set()
    assert outward("message the team that lunch is ready", judge) == {"send_message"}


def test_the_judge_reads_the_users_words_only():
    read = []

    def judge(text):
        read.append(text)
        return "none", 1.0

    draw_envelope(["call Bob about it", "I would like some rest", "call Bob"], REGISTRY, judge=judge)
    assert read == ["call Bob about it", "I would like some rest"]  # the last one is a known sentence


# ---------------------------------------------------------------------- how wishes begin


@pytest.mark.parametrize("word", ["reply", "answer", "ask", "shoot", "drop", "ping", "notify", "inform"])
def test_a_message_is_asked_for_in_many_words(word):
    assert "send_message" in NAMES.begin(f"{word} Bob hi")


@pytest.mark.parametrize(
    ("words", "named"),
    [("发短信 发信息 发消息 告诉 转告", "send_message"), ("打电话 呼叫 拨打 致电 打给", "call")],
)
def test_acts_are_asked_for_in_chinese_words(words, named):
    assert all(NAMES.begin(f"{word}小王，就说那件事") == [named] for word in words.split())
    assert outward("告诉小王他要的东西到了") == {"send_message"}


@pytest.mark.parametrize("service", ["微信", "邮件", "邮箱", "微博", "钉钉", "飞书", "视频通话", "语音通话"])
def test_another_service_named_in_chinese_is_no_text_message(service):
    assert outward(f"告诉小王，走{service}，就说到了") == set()


def test_what_was_said_of_a_sub_goal_is_its_words_what_stands_for_them_and_the_replies():
    drawn = Envelope((Wish("a", asks="b"), Wish("c", asks="d"))).with_reply("e")
    assert drawn.said("a") == "a\nb\ne"
    assert drawn.said("c") == "c\nd\ne"
    assert drawn.said("x") == "x\ne"


def test_so_are_a_call_and_letting_somebody_know():
    assert "send_message" in NAMES.begin("let Bob know that I am late")
    assert "call" in NAMES.begin("talk to Bob")
    assert "call" in NAMES.begin("speak with Bob")


def test_what_only_reads_is_called_by_its_verb():
    assert "read_messages" in NAMES.begin("read the last one")
    assert "read_messages" not in NAMES.begin("message Bob hi")
    mail = tool_names(
        [tool("send_mail", Risk.OUTWARD), tool("find_mail", Risk.OBSERVE), tool("sort_mail", Risk.NAVIGATE)]
    )
    assert mail.begin("mail Ann hi") == ["send_mail", "sort_mail"]
    assert mail.begin("find Ann") == ["find_mail"]


def test_telling_somebody_is_no_question_and_telling_the_user_is_one():
    assert "send_message" in draw_wish("tell Eve the time", NAMES, None).tools
    assert outward("tell me the time") == set()
    assert draw_wish("read the news", NAMES, None).names("read_messages")


def test_what_the_user_wants_for_himself_is_no_act_that_reaches_others():
    assert outward("ping me at seven") == set()
    assert draw_wish("wake me at seven", NAMES, None).sure
    assert draw_wish("wake me when the sun is up", NAMES, None).names("set_alarm")


@dataclass(frozen=True)
class Ranked:
    """An index that ranks as it is told."""

    tools: list
    scores: list

    def best(self, goal, k):
        return list(zip(self.tools, self.scores, strict=True))[:k]


def ranking(*scores, risk=Risk.WRITE, lead="zap"):
    tools = [tool(f"tool{n}", risk) for n in range(len(scores))]
    leads = {t.name: frozenset({lead}) if n == len(tools) - 1 else frozenset() for n, t in enumerate(tools)}
    return ToolNames({t.name: t for t in tools}, Ranked(tools, list(scores)), leads)


def named(text, names):
    return sorted(draw_wish(text, names, None).tools)


def test_the_five_nearest_are_named_from_a_score_on():
    assert named("x", ranking(1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4)) == ["tool0", "tool1", "tool2", "tool3", "tool4"]
    assert named("x", ranking(1.0, 0.3, 0.29, 0.1)) == ["tool0", "tool1"]
    assert named("x", ranking(1.0, 0.3, 0.29, risk=Risk.OUTWARD)) == []


def test_one_that_the_wish_begins_with_is_named_however_far_down_it_ranks():
    six = ranking(1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.3)
    assert named("zap", six) == ["tool0", "tool1", "tool2", "tool3", "tool4", "tool6"]
    assert named("zap", ranking(1.0, 0.0)) == ["tool0", "tool1"]  # the only one that begins so
    assert draw_wish("zap", six, None).sure
    assert not draw_wish("x", six, None).sure


@pytest.mark.parametrize(
    ("wish", "judge", "wants"),
    [
        ("delete the one about Alice", None, Risk.OBSERVE),  # several tools begin so: nothing is known for certain
        ("delete the note about Alice", None, Risk.DESTRUCTIVE),  # a known sentence
        ("delete the one about Alice", ("delete_note", 0.9), Risk.DESTRUCTIVE),
        ("reply to Bob: fine", None, Risk.OUTWARD),
        ("reply to Bob fine", None, Risk.OUTWARD),
        ("wake me when the sun is up", None, Risk.WRITE),
        ("wake me at seven", None, Risk.WRITE),
        ("which alarms do I have", ("list_alarms", 0.9), Risk.OBSERVE),
        ("order a pizza", None, Risk.OBSERVE),
        ("reply to Bob fine", ("none", 0.9), Risk.OBSERVE),
        ("open the clock", ("open_app", 0.9), Risk.NAVIGATE),
    ],
)
def test_what_a_wish_wants_at_least_is_the_risk_of_the_one_tool_that_it_asks_for(wish, judge, wants):
    assert draw_wish(wish, NAMES, judge and (lambda text: judge)).wants is wants
    assert Wish(wish).wants is Risk.OBSERVE


def test_a_tool_that_is_not_there_has_no_risk():
    assert NAMES.risk("call") is Risk.OUTWARD
    assert NAMES.risk("") is Risk.OBSERVE


# ---------------------------------------------------------------------- ambiguous beginnings


def test_a_beginning_that_several_tools_share_names_the_one_whose_words_fit_best():
    both = [
        tool("send_mail", Risk.OUTWARD, "Send a mail."),
        tool("send_parcel", Risk.OUTWARD, "Send a parcel by post."),
    ]
    names = tool_names(both)
    assert outward("send a parcel to Ann", names=names) == {"send_parcel"}
    assert outward("send a mail to Ann", names=names) == {"send_mail"}


def test_a_shared_beginning_where_a_third_tool_fits_better_names_none():
    tools = [
        tool("send_mail", Risk.OUTWARD, "Mail."), tool("send_fax", Risk.OUTWARD, "Fax."),
        tool("find_rocket", Risk.OBSERVE, "Rocket launch plan moon mars send.", examples=("rocket to the moon",)),
    ]  # fmt: skip
    names = tool_names(tools)
    assert outward("send rocket moon plan", names=names) == set()
    assert not draw_wish("send rocket moon plan", names, None).sure


def test_a_service_that_the_tool_itself_is_for_does_not_count_as_another_one():
    names = tool_names(
        [tool("send_mail", Risk.OUTWARD, "Send a mail."), tool("send_sms", Risk.OUTWARD, "Send an sms.")]
    )
    assert outward("send a mail to Ann", names=names) == {"send_mail"}
    assert outward("send a telegram to Ann", names=names) == set()


# ---------------------------------------------------------------------- the envelope


def test_an_envelope_has_the_apps_of_the_named_tools():
    drawn = draw_envelope(["text Bob hi", "turn off the wifi"], REGISTRY)
    assert {"com.google.android.apps.messaging", "com.android.settings"} <= drawn.apps
    assert "com.google.android.dialer" not in draw_envelope(["delete the note about Alice"], REGISTRY).apps
    assert not drawn.here
    assert draw_envelope(["text Bob hi", "tap this"], REGISTRY).here
    assert not Envelope().here
    assert not Wish("x").sure
    assert [w.text for w in drawn.wishes] == ["text Bob hi", "turn off the wifi"]


def test_each_wish_keeps_its_own_tools_and_an_unknown_one_names_nothing():
    drawn = draw_envelope(["call Bob", "text Alice hi"], REGISTRY)
    assert drawn.wish("call Bob").names("call")
    assert not drawn.wish("call Bob").names("send_message")
    other = drawn.wish("something else")
    assert (other.tools, other.sure, other.text) == (frozenset(), True, "something else")
    both = drawn.wish("")
    assert both.names("call")
    assert both.names("send_message")
    assert both.text == "call Bob\ntext Alice hi"
    assert both.sure
    assert not draw_envelope(["call Bob", "order a pizza"], REGISTRY).wish("").sure
    assert EMPTY.wish("") == Wish("", sure=True)


def test_an_envelope_only_grows_and_never_by_itself():
    first = Envelope((Wish("a"), Wish("b")), frozenset({"com.a"}))
    assert first.with_apps(["com.b"]).apps == {"com.a", "com.b"}
    wider = first.with_tool("a", "call")
    assert wider.wish("a").names("call")
    assert not wider.wish("b").names("call")
    assert first.with_reply("Ann").with_reply("Bob").replies == "Ann\nBob"
    assert first.with_reply("Ann").said("a") == "a\nAnn"
    assert first.said("a") == "a"
    assert first == Envelope((Wish("a"), Wish("b")), frozenset({"com.a"}))


def test_this_screen_means_the_app_in_front_at_the_first_look_only():
    drawn = draw_envelope(["scroll down on this page"], REGISTRY)
    assert drawn.here
    first = drawn.with_front("com.a")
    assert "com.a" in first.apps
    assert first.with_front("com.evil") == first
    assert drawn.with_front("") == drawn
    assert draw_envelope(["scroll down"], REGISTRY).with_front("com.a").apps.isdisjoint({"com.a"})


def test_apps_are_held_all_or_not():
    drawn = Envelope(apps=frozenset({"com.a", "com.b"}))
    assert drawn.holds_apps({"com.a"})
    assert drawn.holds_apps({"com.a", "com.b"})
    assert not drawn.holds_apps({"com.a", "com.c"})
    assert not drawn.holds_apps(set())


APPS = [
    App("com.simple.calendar.pro", ".Main", "Simple Calendar Pro"), App("com.google.notes", ".Main", "Notes"),
    App("com.evil", ".Main", "the"), App("com.empty", ".Main", ""), App("com.chrome", ".Main", "Chrome"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "packages"),
    [
        ("In Simple Calendar Pro, add lunch", {"com.simple.calendar.pro"}),
        ("write it into my note app", {"com.google.notes"}),
        ("open the calendar", set()),
        ("look it up in chrome please", {"com.chrome"}),
        ("", set()),
        ("monochrome things", set()),
    ],
)
def test_an_app_is_named_by_its_whole_name(wish, packages):
    found = named_apps([wish], [app for app in APPS if app.package != "com.evil"])
    assert found == packages


def test_one_of_several_wishes_may_name_the_app():
    assert named_apps(["call Bob", "look it up in Chrome"], APPS) == {"com.chrome"}
    odd = [App("com.odd", ".Main", "Do It")]  # nothing but filler words: then as they stand
    assert named_apps(["call Bob", "write it in do it"], odd) == {"com.odd"}
    assert named_apps(["call Bob"], odd) == frozenset()


def test_of_two_apps_with_one_name_none_is_named():
    twins = [*APPS, App("com.lookalike", ".Main", "chrome")]
    assert named_apps(["look it up in Chrome"], twins) == frozenset()
    assert replace(APPS[-1]) in twins


def test_let_somebody_know_means_a_message():
    names = tool_names(builtin_registry().all())
    wish = draw_wish("let Daniel Kim know that the meeting is moved to Friday", names, None)
    assert wish.names("send_message")
    assert not draw_wish("let me sleep", names, None).names("send_message")


def test_an_app_is_named_by_its_chinese_name_too_unless_two_bear_it():
    calendar, notes = App("com.cal", ".Main", "Calendar"), App("com.google.notes", ".Main", "Notes")
    assert named_apps(["看看", "打开日历"], [notes, calendar]) == {"com.cal"}
    assert named_apps(["打开日历"], [calendar, App("com.fake", ".Main", "Calendar")]) == frozenset()
    assert named_apps(["打开相册"], [calendar, notes]) == frozenset()


def test_the_same_words_are_drawn_once_and_other_tools_or_another_judge_draw_anew():
    asked = []

    def judge(text):
        asked.append(text)
        return ("send_message", 0.9)

    registry, wish = builtin_registry(), "get this over to Bob: dinner at 7"
    first = draw_envelope([wish], registry, judge=judge)
    assert first.wishes[0].names("send_message")
    assert draw_envelope([wish], registry, judge=judge) == first
    assert asked == [wish]
    assert not draw_envelope([wish], registry, judge=lambda text: ("none", 1.0)).wishes[0].names("send_message")
    fewer = Registry([tool for tool in registry.all() if tool.name != "send_message"])
    assert not draw_envelope([wish], fewer, judge=judge).wishes[0].names("send_message")
